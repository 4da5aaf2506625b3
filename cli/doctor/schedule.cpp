#include "cli/doctor/schedule.hpp"

#include <fmt/format.h>

#include "cli/doctor/shell.hpp"

namespace slurmlic {
namespace {

bool is_slurmlic(std::string_view word) { return word.substr(word.rfind('/') + 1) == "slurmlic"; }

/// Without what a shell ends a command by: "/dir;".
std::string output_word(std::string_view word) {
    while (!word.empty() && std::string_view(";&|)").find(word.back()) != std::string_view::npos) word.remove_suffix(1);
    return std::string(word);
}

std::string replaced(std::string text, const std::string& old, const std::string& by) {
    const std::size_t at = text.find(old);
    return at == std::string::npos ? text : text.replace(at, old.size(), by);
}

}    // namespace

std::string text_of_file(const std::string& path, const Ports& ports) {
    const std::optional<FileFacts> file = ports.look_at(path);
    if (!file || file->kind != FileKind::regular) return {};
    const Result<InputText> text = ports.read_input(path);
    return text ? std::string(text->view()) : std::string();
}

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    char quote = '\0';
    bool is_open = false;
    for (const char c : line) {
        if (quote != '\0' && c == quote) {
            quote = '\0';
        } else if (quote == '\0' && (c == '"' || c == '\'')) {
            quote = c;
        } else if (quote == '\0' && (c == ' ' || c == '\t')) {
            is_open = false;
            continue;
        } else {
            if (!is_open) words.emplace_back();
            words.back() += c;
        }
        if (!is_open && quote != '\0') words.emplace_back();
        is_open = true;
    }
    return words;
}

std::optional<ScheduledRun> run_of(const std::vector<std::string>& words, std::size_t first) {
    std::size_t at = first;
    while (at < words.size() && !is_slurmlic(words[at])) ++at;
    if (at >= words.size()) return std::nullopt;
    ScheduledRun run;
    for (std::size_t i = at + 1; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "show" || word == "gap" || word == "doctor") return std::nullopt;
        if ((word == "-o" || word == "--output") && i + 1 < words.size()) {
            run.output = output_word(words[++i]);
        } else if (word.starts_with("--output=")) {
            run.output = output_word(word.substr(std::string_view("--output=").size()));
        } else if (word.starts_with("-o") && word.size() > 2) {
            run.output = output_word(word.substr(2));
        }
    }
    return run;
}

Schedule find_schedule(const Ports& ports) {
    Schedule schedule;
    schedule.is_systemd_here = ports.path_kind("/run/systemd/system") == PathKind::directory;
    schedule.timer = unit_state("slurmlic.timer", ports);
    schedule.service_unit = unit_state("slurmlic.service", ports);
    schedule.service = find_service(ports);
    read_all_cron(ports, schedule);
    return schedule;
}

std::vector<ScheduledRun> active_runs(const Schedule& schedule) {
    std::vector<ScheduledRun> runs = schedule.cron;
    if (schedule.is_timer_enabled() && schedule.service) runs.insert(runs.begin(), *schedule.service);
    for (ScheduledRun& one : runs) {
        if (one.user.empty()) one.user = "root";
    }
    return runs;
}

std::string publishing_user(const Schedule& schedule) {
    const std::vector<ScheduledRun> runs = active_runs(schedule);
    return runs.empty() ? "root" : runs.front().user;
}

std::string command_to_publish(const ScheduledRun& run, const std::string& directory) {
    const std::string old = run.output.value_or("");
    if (run.is_unit) {
        const std::string start = run.output ? replaced(run.start, old, directory) : run.start + " --output " + directory;
        return shell_drop_in("slurmlic.service", "output", {"ExecStart=", "ExecStart=" + start, "ReadWritePaths=" + directory});
    }
    const std::string user = run.is_own_crontab ? "" : run.user + " ";
    const std::string edit =
        shell_word(run.output ? fmt::format("s|{}|{}|", old, directory)
                              : fmt::format("/^[^#].*slurmlic/c* * * * * {}slurmlic --output {} 2>&1 | logger -t slurmlic",
                                            user, directory));
    if (!run.is_own_crontab) return fmt::format("sed -i {} {}", edit, shell_word(run.origin));
    return fmt::format("crontab -u {0} -l | sed {1} | crontab -u {0} -", shell_word(run.user), edit);
}

}    // namespace slurmlic
