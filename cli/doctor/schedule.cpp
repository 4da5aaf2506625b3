#include "cli/doctor/facts.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) words.emplace_back(word);
    return words;
}

/// The words of a line for cron, as it and its shell take them: "\%" is "%", and quotes hold a word together.
std::vector<std::string> cron_words_of(std::string_view line) {
    std::vector<std::string> words;
    char quote = 0;
    bool is_in_word = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool is_escape = c == '\\' && i + 1 < line.size() && (quote == 0 || line[i + 1] == '%');
        if (quote == 0 && is_blank(c)) {
            is_in_word = false;
            continue;
        }
        if (!is_in_word) words.emplace_back();
        is_in_word = true;
        if (is_escape) {
            words.back() += line[++i];
        } else if (c == quote) {
            quote = 0;
        } else if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
        } else {
            words.back() += c;
        }
    }
    return words;
}

/// Whether the words behind a slurmlic let it do the task. Its subcommand may stand behind options, and not behind the next
/// command.
bool does_task(const std::vector<std::string>& words, std::size_t at, ScheduledTask task) {
    constexpr std::array<std::string_view, 5> others{"show", "gap", "sync", "doctor", "anonymize"};
    std::string_view subcommand;
    bool does_apply = false;
    for (; at < words.size() && words[at] != "|" && last_path_part(words[at]) != "slurmlic"; ++at) {
        if (subcommand.empty() && std::ranges::find(others, words[at]) != others.end()) subcommand = words[at];
        does_apply = does_apply || words[at] == "--apply";
    }
    return task == ScheduledTask::sync ? subcommand == "sync" && does_apply : subcommand.empty();
}

/// The output of the first slurmlic among the words from `at` on that does the task, "-" where it names none; nothing where
/// there is no such program. The word behind an option, as in "logger -t slurmlic", is none.
std::optional<std::string> output_of_run(const std::vector<std::string>& words, std::size_t at, ScheduledTask task) {
    constexpr std::string_view option = "--output=";
    bool is_it = false;
    for (; at < words.size(); ++at) {
        const std::string& word = words[at];
        const bool has_next = at + 1 < words.size();
        if (is_it && (word == "-o" || word == "--output") && has_next) return words[at + 1];
        if (is_it && word.starts_with(option)) return word.substr(option.size());
        if (is_it && word.starts_with("-o")) return word.substr(2);
        const bool is_value = at > 0 && words[at - 1].starts_with('-');
        is_it = is_it || (last_path_part(word) == "slurmlic" && !is_value && does_task(words, at + 1, task));
    }
    return is_it ? std::optional<std::string>("-") : std::nullopt;
}

/// The lines of a cron file that run slurmlic: five fields or "@hourly", the user, the command.
void add_cron_runs(const std::string& path, const Ports& ports, Schedule& schedule) {
    constexpr std::size_t most_bytes = std::size_t{1} << 20U;
    if (ports.path_kind(path) != PathKind::file) return;
    const Result<std::string> text = ports.read_file(path, std::chrono::seconds(1), most_bytes);
    std::string_view rest = text ? std::string_view(*text) : "";
    while (const std::optional<std::string_view> line = take_line(rest)) {
        const std::vector<std::string> words = cron_words_of(*line);
        if (words.empty() || words.front().starts_with('#')) continue;
        const std::size_t user = words.front().starts_with('@') ? 1 : 5;
        if (user >= words.size()) continue;
        const auto output = output_of_run(words, user + 1, schedule.task);
        if (output) schedule.cron_runs.push_back({path, words[user], *output});
    }
}

void ask_systemd(const Ports& ports, Schedule& schedule) {
    const std::string timer = fmt::format("{}.timer", unit_name(schedule.task));
    const std::string service = fmt::format("{}.service", unit_name(schedule.task));
    const std::vector<Command> commands{
        plain_command({"systemctl", "show", "--property=LoadState,ActiveState,UnitFileState", timer}),
        plain_command({"systemctl", "show", "--property=LoadState,User,ExecStart,Result", service})};
    const std::vector<Outcome> outcomes = ports.run_commands(commands);
    schedule.failure = failure_text(commands[0], outcomes[0]);
    schedule.timer = outcomes[0].out;
    schedule.service = outcomes[1].out;
    // "{ path=/usr/bin/slurmlic ; argv[]=/usr/bin/slurmlic --output /dir ; ignore_errors=no ; ... }"
    const std::vector<std::string> start = words_of(value_of(schedule.service, "ExecStart"));
    const auto argv = std::ranges::find_if(start, [](const std::string& word) { return word.starts_with("argv[]="); });
    const std::string user = value_of(schedule.service, "User");
    if (const auto output = output_of_run({argv, start.end()}, 0, schedule.task)) {
        schedule.service_run.push_back({service, user.empty() ? "root" : user, *output, true});
    }
}

}    // namespace

bool Schedule::has_timer() const {
    return value_of(timer, "ActiveState") == "active" || value_of(timer, "UnitFileState").starts_with("enabled");
}

std::vector<ScheduledRun> Schedule::runs() const {
    std::vector<ScheduledRun> all = has_timer() ? service_run : std::vector<ScheduledRun>();
    all.insert(all.end(), cron_runs.begin(), cron_runs.end());
    return all;
}

Schedule read_schedule(ScheduledTask task, const Ports& ports) {
    Schedule schedule{.task = task};
    if (ports.path_kind("/run/systemd/system") == PathKind::directory) ask_systemd(ports, schedule);
    add_cron_runs("/etc/crontab", ports, schedule);
    const auto names = ports.list_directory("/etc/cron.d");
    for (const std::string& name : names ? *names : std::vector<std::string>()) {
        add_cron_runs("/etc/cron.d/" + name, ports, schedule);
    }
    return schedule;
}

}    // namespace slurmlic
