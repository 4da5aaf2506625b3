#include "cli/doctor/facts.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "cli/output_file.hpp"
#include "cli/sources/slurm_source.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

std::string publishing_user(const Schedule& schedule, const Ports& ports) {
    std::vector<ScheduledRun> runs = schedule.runs();
    if (runs.empty()) runs = schedule.service_run;
    if (!runs.empty()) return runs.front().user;
    // Nobody publishes yet: the packages have made whom it is for. Root should not run what settings name.
    const Outcome known = ports.run_commands({plain_command({"getent", "passwd", "slurmlic"})}).front();
    return known.ending == Ending::exited && known.number == 0 ? "slurmlic" : "root";
}

/// The command as root runs it for that user; as it is for root itself.
std::vector<std::string> as_user(const std::string& user, std::vector<std::string> argv) {
    if (user != "root") argv.insert(argv.begin(), {"runuser", "-u", user, "--"});
    return argv;
}

void ask_sources(Facts& facts) {
    facts.sources = list_sources(facts.settings);
    if (facts.sources) facts.readings = read_sources(facts.settings, *facts.sources, facts.user_ports, {});
}

/// `scontrol [-M CLUSTER] show config` of the clusters that answer.
void ask_configs(Facts& facts) {
    if (facts.settings.slurm.input) return;
    std::vector<Command> commands;
    for (const ClusterLicenses& one : facts.readings.report.slurm) {
        facts.configs.push_back({.cluster = one.cluster});
        commands.push_back(scontrol_request(facts.settings, {"", one.cluster}).command);
        commands.back().argv.back() = "config";    // instead of "lic"
    }
    const double begun = facts.ports.now();
    std::vector<Outcome> outcomes = facts.user_ports.run_commands(commands);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        facts.configs[i].text = std::move(outcomes[i].out);    // none where it failed: it has answered what counts
        facts.configs[i].time = begun + outcomes[i].seconds;
    }
}

/// The path made absolute, without a look at links; as it is where that can't be done.
std::string absolute(const std::string& path, const Ports& ports) {
    if (path.starts_with('/')) return path;
    const Outcome outcome = ports.run_commands({plain_command({"realpath", "-m", "-s", "--", path})}).front();
    std::string_view found = outcome.out;
    return std::string(take_line(found).value_or(path));
}

/// What the settings name as output, else what the timer, cron or the unit does; "-" where nothing names one.
std::string find_output(const Facts& facts) {
    const std::string& output = facts.settings.output;
    if (output != "-") return absolute(output, facts.ports);
    std::vector<ScheduledRun> runs = facts.schedule.runs();
    runs.insert(runs.end(), facts.schedule.service_run.begin(), facts.schedule.service_run.end());
    const auto names_one = [](const ScheduledRun& one) { return one.output.starts_with('/'); };
    const auto found = std::ranges::find_if(runs, names_one);
    return found == runs.end() ? "-" : found->output;
}

Place find_place(const std::string& output, const Ports& ports) {
    if (output == "-") return {.failure = "no directory is named by the settings, an option, the timer or cron"};
    if (!output.starts_with('/'))
        return {.failure = fmt::format("output {} is relative, to what is not known", excerpt(output))};
    const auto to = output_file(output, ports.path_kind);
    if (!to) return {.failure = to_sentence(to.error())};
    const std::size_t slash = (*to)->rfind('/');
    return {.directory = (*to)->substr(0, std::max(slash, std::size_t{1})), .file = **to};
}

std::optional<double> find_run(const std::string& file, const Ports& ports) {
    constexpr std::size_t most_bytes = std::size_t{256} << 20U;
    const Result<std::string> text = ports.read_plain_file(file, most_bytes);
    return text ? value_of(read_exposition(*text, {last_run_name}), last_run_name) : std::nullopt;
}

void read_page(Facts& facts) {
    const std::string seconds = fmt::format("{}", static_cast<double>(facts.settings.timeout.count()) / 1000);
    Command curl = plain_command({"curl", "--silent", "--show-error", "--fail", "--location", "--globoff", "--noproxy", "*",
                                  "--max-time", seconds, "--", facts.request.exporter_url});
    curl.limit = facts.settings.timeout + std::chrono::seconds(1);    // curl says best what it waits for
    const Outcome outcome = facts.ports.run_commands({curl}).front();
    facts.page_failure = failure_text(curl, outcome);
    if (facts.page_failure.empty()) facts.page = read_exposition(outcome.out, {"node_", "slurmlic_"});
}

}    // namespace

Ports ports_as(const std::string& user, const Ports& ports) {
    Ports theirs = ports;
    if (user == "root" || !ports.is_root()) return theirs;
    theirs.run_commands = [run = ports.run_commands, user](std::vector<Command> commands) {
        for (Command& one : commands) one.argv = as_user(user, std::move(one.argv));
        std::vector<Outcome> outcomes = run(commands);
        for (Outcome& one : outcomes) {
            if (!one.err.starts_with("runuser: failed to execute ")) continue;
            one.ending = Ending::not_started;
            one.number = one.err.find("Permission denied") == npos ? ENOENT : EACCES;
            one.err.clear();
        }
        return outcomes;
    };
    return theirs;
}

Facts collect_facts(const DoctorRequest& request, const Ports& ports) {
    Facts facts{.request = request, .settings = request.reading.settings, .ports = ports};
    facts.settings_path = absolute(request.settings_path, ports);
    facts.schedule = read_schedule(ScheduledTask::collect, ports);
    facts.user = publishing_user(facts.schedule, ports);
    facts.user_ports = ports_as(facts.user, ports);
    ask_sources(facts);
    ask_configs(facts);
    read_page(facts);
    facts.place = find_place(find_output(facts), ports);
    if (!facts.place.file.empty()) facts.file_run = find_run(facts.place.file, ports);
    facts.sync = read_sync_setup(facts);
    return facts;
}

bool is_fresh(std::optional<double> run, double now) {
    constexpr double stale_after = 180;    // seconds
    constexpr double clock_tolerance = 5;
    return run && now - *run <= stale_after && *run - now <= clock_tolerance;
}

Command plain_command(std::vector<std::string> argv) { return {.argv = std::move(argv), .environment = {{"LC_ALL", "C"}}}; }

std::string failure_text(const Command& command, const Outcome& outcome) {
    const std::optional<Diagnostic> failure = failure_of(command, outcome);
    if (!failure) return {};
    const std::string words = error_output_of(outcome);
    return words.empty() ? to_sentence(*failure) : words;
}

std::string value_of(std::string_view text, std::string_view key) {
    while (const std::optional<std::string_view> line = take_line(text)) {
        std::string_view value = *line;
        if (trim(take_until(value, '=')) == key) return printable_utf8(trim(value));
    }
    return {};
}

std::optional<double> value_of(const std::vector<Sample>& samples, std::string_view name) {
    const auto found = std::ranges::find(samples, name, &Sample::name);
    return found == samples.end() ? std::nullopt : std::optional(found->value);
}

}    // namespace slurmlic
