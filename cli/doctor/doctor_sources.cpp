#include "cli/doctor/doctor_sources.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/doctor/doctor_mends.hpp"
#include "cli/sources/read_sources.hpp"
#include "cli/sources/requests.hpp"
#include "cli/doctor/shell.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

struct Message {
    Severity severity;
    std::string text;
};

class Sources {
public:
    Sources(Settings settings, Plan plan, std::string user, Ports ports)
        : settings_(std::move(settings)), plan_(std::move(plan)), user_(std::move(user)), ports_(std::move(ports)) {
        settings_.quiet = false;
        settings_.verbose = true;
        settings_.slurm.filter = {};
        for (FlexlmSettings& app : plan_.flexlm) app.filter = {};
        ports_.log = [this](Severity severity, std::string_view text) { messages_.push_back({severity, std::string(text)}); };
    }

    SourceExamination examine() {
        std::vector<Answer> answers = ask_about_slurm();
        examination_.report = gather(settings_, plan_, ports_, "", std::nullopt, PlainTools::kept);
        tell_versions(answers);
        for (const SourceState& one : examination_.report.sources) tell_source(one);
        for (const AppStatus& one : examination_.report.flexlm) tell_servers(one);
        for (const Message& one : messages_) {    // of no source
            if (one.severity != Severity::info) add(Health::warn, "squeue", one.text, by_hand(one.text, user_));
        }
        if (!settings_.slurm.ask_squeue && !plan_.slurm.empty()) {
            add(Health::ok, "squeue", "left out by squeue = false: nobody is told to be outside Slurm or idle", "");
        }
        return std::move(examination_);
    }

private:
    void add(Health health, std::string subject, std::string finding, std::string mend) {
        examination_.findings.push_back({health, std::move(subject), std::move(finding), std::move(mend)});
    }

    /// Versions of scontrol and squeue, and what time slurmctld has; none where they are not run.
    std::vector<Answer> ask_about_slurm() {
        std::vector<Question> questions;
        const auto add_question = [&questions](Command command, std::vector<std::string> arguments, const FailureOf& failure) {
            command.argv.resize(1);
            command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
            questions.push_back({std::nullopt, std::move(command), failure});
        };
        if (!plan_.slurm.empty() && !settings_.slurm.input) {
            add_question(scontrol_command(settings_, plan_.slurm.front()), {"--version"}, scontrol_failure);
            const std::string& cluster = plan_.slurm.front().cluster;
            const std::vector<std::string> config{"show", "config"};
            std::vector<std::string> of_cluster{"-M", cluster, "show", "config"};
            add_question(scontrol_command(settings_, plan_.slurm.front()), cluster.empty() ? config : of_cluster,
                         scontrol_failure);
        }
        if (!plan_.squeue.empty() && !settings_.slurm.squeue_input) {
            add_question(squeue_command(settings_, plan_.squeue.front()), {"--version"}, squeue_failure);
        }
        const double before = ports_.now();
        std::vector<Answer> answers = ask(questions, ports_);
        if (answers.size() > 1 && answers[1].text) compare_clocks(answers[1].text->view(), before, ports_.now());
        return answers;
    }

    /// "Configuration data as of 1763856000", which slurmctld says by its own clock.
    void compare_clocks(std::string_view config, double before, double after) {
        constexpr std::string_view front = "Configuration data as of ";
        const std::optional<std::string_view> line = take_line(config);
        if (!line || !line->starts_with(front)) return;
        const std::optional<std::int64_t> said = parse_count(trim(line->substr(front.size())));
        if (!said) return;
        const auto theirs = static_cast<double>(*said);    // whole seconds, cut off
        examination_.slurm_ahead = theirs + 1 < before ? theirs - before : theirs > after ? theirs - after : 0;
    }

    [[nodiscard]] bool is_up(std::string_view program) const {
        return std::any_of(examination_.report.sources.begin(), examination_.report.sources.end(),
                           [program](const SourceState& one) { return one.up && one.source.starts_with(program); });
    }

    void tell_versions(const std::vector<Answer>& answers) {
        if (answers.empty()) return;
        const bool has_scontrol = answers.size() > 1;
        if (has_scontrol) tell_version("scontrol", "slurm", answers.front(), "");
        std::string of_scontrol = has_scontrol && answers.front().text ? std::string(trim(answers.front().text->view())) : "";
        if (!of_scontrol.starts_with("slurm")) of_scontrol.clear();
        if (answers.size() != 2) tell_version("squeue", "squeue", answers.back(), of_scontrol);
    }

    /// Where the source itself is down for the same reason, that is told once, there.
    void tell_version(const std::string& program, std::string_view source, const Answer& answer, const std::string& other) {
        if (!answer.text) {
            const std::string& message = answer.text.error().message;
            if (is_up(source)) add(Health::warn, program, message, mend_of_slurm(message, user_));
            return;
        }
        std::string_view text = answer.text->view();
        const std::string version = printable_utf8(trim(take_line(text).value_or("")));
        if (!version.starts_with("slurm")) {
            add(Health::warn, program,
                fmt::format("{}: expected \"slurm 22.05.8\" or the like, got {}", answer.called, excerpt(version)),
                fmt::format("type -a {}; then slurmlic doctor --{} PATH, of Slurm's", program, program));
        } else if (!other.empty() && std::string_view(other).substr(0, version.size()) != version) {
            add(Health::warn, program, fmt::format("{}, but scontrol is {}", version, other),
                fmt::format("type -a scontrol {}; then slurmlic doctor --{} PATH, of the same release", program, program));
        } else {
            add(Health::ok, program, fmt::format("{}: {}", answer.called.substr(0, answer.called.rfind(' ')), version), "");
        }
    }

    /// Takes the messages of a source out of all; a source's name ends at ": ".
    std::vector<Message> take_messages(const std::string& source) {
        const std::string front = source + ": ";
        std::vector<Message> own;
        for (Message& one : messages_) {
            if (one.text.starts_with(front)) own.push_back({one.severity, one.text.substr(front.size())});
        }
        std::erase_if(messages_, [&front](const Message& one) { return one.text.starts_with(front); });
        return own;
    }

    void tell_source(const SourceState& source) {
        const std::vector<Message> messages = take_messages(source.source);
        bool is_told = false;
        for (const Message& one : messages) {
            if (one.severity == Severity::info) continue;
            is_told = true;
            if (const std::string saved = saved_text(source.source); !saved.empty()) {
                add(source.up ? Health::warn : Health::bad, source.source, one.text,
                    "slurmlic --anonymize " + shell_word(saved));
            } else if (one.severity == Severity::warning) {
                add(Health::warn, source.source, one.text, mend_of_text(one.text, user_));
            } else {
                add(source.up ? Health::warn : Health::bad, source.source, one.text, mend_of(source.source, one.text));
            }
        }
        if (!is_told && !messages.empty()) add(Health::ok, source.source, messages.back().text, "");
    }

    /// The app of the source "flexlm:NAME"; null for another.
    [[nodiscard]] const FlexlmSettings* app_of(std::string_view source) const {
        const auto found = std::find_if(settings_.flexlm.begin(), settings_.flexlm.end(),
                                        [source](const FlexlmSettings& one) { return source == "flexlm:" + one.name; });
        return found == settings_.flexlm.end() ? nullptr : &*found;
    }

    [[nodiscard]] std::string mend_of(std::string_view source, std::string_view message) const {
        const FlexlmSettings* const app = app_of(source);
        return app != nullptr ? mend_of_flexlm(message, user_, *app) : mend_of_slurm(message, user_);
    }

    /// The file that is read in its place; empty where it is asked.
    [[nodiscard]] std::string saved_text(std::string_view source) const {
        if (const FlexlmSettings* const app = app_of(source)) return app->input.value_or("");
        return (source.starts_with("squeue") ? settings_.slurm.squeue_input : settings_.slurm.input).value_or("");
    }

    /// The servers of an app that answered; of one that did not, all has been said.
    void tell_servers(const AppStatus& app) {
        const std::string subject = "flexlm:" + app.app;
        if (!is_up(subject)) return;
        const FlexlmSettings* const settings = app_of(subject);
        const bool is_any_up =
            std::any_of(app.servers.begin(), app.servers.end(), [](const FlexlmServer& one) { return one.up; });
        std::vector<std::string> up;
        for (const FlexlmServer& one : app.servers) {
            const std::string name = one.port.empty() ? one.fqdn : fmt::format("{}@{}", one.port, one.fqdn);
            if (one.up) {
                up.push_back(fmt::format("server {} {}{}", name, one.version, one.master ? " (master)" : ""));
            } else {
                add(is_any_up ? Health::warn : Health::bad, subject,
                    fmt::format("server {} is down: {}{}", name, one.failure, is_any_up ? "; others serve meanwhile" : ""),
                    mend_of_server(one.fqdn, one.port));
            }
        }
        for (const FlexlmDaemon& one : app.daemons) {
            if (one.up) {
                up.push_back(fmt::format("daemon {} {}", one.name, one.version));
            } else {
                add(Health::bad, subject, fmt::format("daemon {} is down: {}", one.name, one.failure),
                    settings == nullptr ? "" : lmreread(*settings, one.name));
            }
        }
        if (!up.empty()) add(Health::ok, subject, fmt::format("up: {}", fmt::join(up, ", ")), "");
    }

    /// Lets lmgrd start a daemon again.
    static std::string lmreread(const FlexlmSettings& app, const std::string& daemon) {
        return shell_line(
            {app.lmutil, "lmreread", "-c", app.server.empty() ? app.license_file : app.server, "-vendor", daemon});
    }

    Settings settings_;
    Plan plan_;
    std::string user_;
    Ports ports_;
    std::vector<Message> messages_;
    SourceExamination examination_;
};

}    // namespace

SourceExamination examine_sources(const Settings& settings, const Plan& plan, const std::string& user, const Ports& ports) {
    return Sources(settings, plan, user, ports).examine();
}

}    // namespace slurmlic
