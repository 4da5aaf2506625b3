#include "cli/doctor_sources.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/gather.hpp"
#include "cli/question.hpp"
#include "core/text.hpp"

namespace slurmlic {
namespace {

struct Message {
    Severity severity;
    std::string text;
};

/// "scontrol show lic: cannot be started: ... (name it ...)": what is, and behind it the hint that it ends with.
std::pair<std::string, std::string> split_hint(std::string_view message) {
    constexpr std::array<std::string_view, 4> openings{" (is ", " (does ", " (name ", " (the file is there"};
    for (const std::string_view opening : openings) {
        const std::size_t at = message.rfind(opening);
        if (at == std::string_view::npos || !message.ends_with(')')) continue;
        return {std::string(message.substr(0, at)), std::string(message.substr(at + 2, message.size() - at - 3))};
    }
    return {std::string(message), ""};
}

std::string slurm_mend(std::string_view said) {
    struct Known {
        std::string_view words;
        std::string_view mend;
    };
    constexpr std::array known{
        Known{"nable to contact slurm controller", "is slurmctld up? try \"scontrol ping\""},
        Known{"timed out", "slurmctld is there but does not answer: try \"scontrol ping\", look at its log"},
        Known{"unge", "is munged up, with the key of the cluster? try \"munge -n | unmunge\""},
        Known{"uthentication", "is munged up, with the key of the cluster, and the clock right? try \"munge -n | unmunge\""},
        Known{"Protocol Version", "use the commands of slurmctld's release: name them with slurm.scontrol, slurm.squeue"},
        Known{"Zero Bytes", "use the commands of slurmctld's release: name them with slurm.scontrol, slurm.squeue"},
        Known{"configuration source", "is SLURM_CONF right, and slurm.conf readable for this user?"},
        Known{"slurm.conf", "is SLURM_CONF right, and slurm.conf readable for this user?"},
    };
    for (const Known& one : known) {
        if (said.find(one.words) != std::string_view::npos) return std::string(one.mend);
    }
    return "run that command by hand, as the user whom the timer or cron uses";
}

std::string source_mend(const std::string& source, std::string_view said) {
    if (!source.starts_with("flexlm:")) return slurm_mend(said);
    if (said.find("exit status") != std::string_view::npos || said.find("cannot be started") != std::string_view::npos) {
        return "run that command by hand, as the user whom the timer or cron uses";
    }
    return "is lmgrd up on that host, and its port open from here? look at its log";
}

class Sources {
public:
    Sources(Settings settings, Plan plan, Ports ports)
        : settings_(std::move(settings)), plan_(std::move(plan)), ports_(std::move(ports)) {
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
            if (one.severity != Severity::info) add(Health::warn, "squeue", one.text, "");
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
        const std::string of_scontrol =
            has_scontrol && answers.front().text ? std::string(trim(answers.front().text->view())) : "";
        if (answers.size() != 2) tell_version("squeue", "squeue", answers.back(), of_scontrol);
    }

    /// Where the source itself is down for the same reason, that is told once, there.
    void tell_version(const std::string& program, std::string_view source, const Answer& answer, const std::string& other) {
        if (!answer.text) {
            const auto [what, hint] = split_hint(answer.text.error().message);
            if (is_up(source)) add(Health::warn, program, what, hint);
            return;
        }
        std::string_view text = answer.text->view();
        const std::string version = printable_utf8(trim(take_line(text).value_or("")));
        if (!version.starts_with("slurm")) {
            add(Health::warn, program,
                fmt::format("{}: expected \"slurm 22.05.8\" or the like, got {}", answer.called, excerpt(version)),
                fmt::format("is that Slurm's {}? name it with --{} or slurm.{}", program, program, program));
        } else if (!other.empty() && std::string_view(other).substr(0, version.size()) != version) {
            add(Health::warn, program, fmt::format("{}, but scontrol is {}", version, other),
                fmt::format("name the {} of the same installation with --{} or slurm.{}", program, program, program));
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
            if (one.severity == Severity::warning) {
                add(Health::warn, source.source, one.text, "");
                continue;
            }
            auto [what, mend] = split_hint(one.text);
            if (mend.empty()) mend = source_mend(source.source, what);
            add(source.up ? Health::warn : Health::bad, source.source, std::move(what), std::move(mend));
        }
        if (!is_told && !messages.empty()) add(Health::ok, source.source, messages.back().text, "");
    }

    /// The servers of an app that answered; of one that did not, all has been said.
    void tell_servers(const AppStatus& app) {
        const std::string subject = "flexlm:" + app.app;
        if (!is_up(subject)) return;
        std::vector<std::string> up;
        for (const FlexlmServer& one : app.servers) {
            const std::string name = one.port.empty() ? one.fqdn : fmt::format("{}@{}", one.port, one.fqdn);
            if (one.up) {
                up.push_back(fmt::format("server {} {}{}", name, one.version, one.master ? " (master)" : ""));
            } else {
                add(Health::warn, subject, fmt::format("server {} is down: {}", name, one.failure),
                    "start lmgrd there; the others serve meanwhile");
            }
        }
        for (const FlexlmDaemon& one : app.daemons) {
            if (one.up) {
                up.push_back(fmt::format("daemon {} {}", one.name, one.version));
            } else {
                add(Health::bad, subject, fmt::format("daemon {} is down: {}", one.name, one.failure),
                    "look at its log, and let lmgrd start it again: lmutil lmreread");
            }
        }
        if (!up.empty()) add(Health::ok, subject, fmt::format("up: {}", fmt::join(up, ", ")), "");
    }

    Settings settings_;
    Plan plan_;
    Ports ports_;
    std::vector<Message> messages_;
    SourceExamination examination_;
};

}    // namespace

SourceExamination examine_sources(const Settings& settings, const Plan& plan, const Ports& ports) {
    return Sources(settings, plan, ports).examine();
}

}    // namespace slurmlic
