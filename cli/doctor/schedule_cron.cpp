// Cron's files: /etc/crontab, /etc/cron.d, and those of users.

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "cli/doctor/schedule.hpp"
#include "cli/doctor/shell.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// The jobs of a cron file; those of a user's crontab have no field for the user.
std::vector<ScheduledRun> cron_runs(const std::string& path, std::string_view text, const std::string& owner) {
    std::vector<ScheduledRun> runs;
    while (const std::optional<std::string_view> line = take_line(text)) {
        const std::string_view ink = trim(*line);
        if (ink.empty() || ink.starts_with('#')) continue;
        constexpr std::size_t time_fields = 5;
        const std::vector<std::string> words = words_of(ink);
        const std::size_t command = (ink.starts_with('@') ? 1 : time_fields) + (owner.empty() ? 1 : 0);
        std::optional<ScheduledRun> run = run_of(words, command);
        if (!run) continue;
        run->origin = path;
        run->user = owner.empty() ? words[command - 1] : owner;
        run->is_own_crontab = !owner.empty();
        runs.push_back(std::move(*run));
    }
    return runs;
}

/// Whether cron passes over a file of that name in /etc/cron.d. Debian's takes names of letters, digits, "_" and "-"; that of
/// others leaves out what editors and package managers leave behind.
bool is_passed_over(std::string_view name, const Ports& ports) {
    if (ports.path_kind("/etc/debian_version") != PathKind::missing) {
        return !std::all_of(name.begin(), name.end(),
                            [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
    }
    constexpr std::array<std::string_view, 5> ends{"~", ".rpmsave", ".rpmorig", ".rpmnew", ".cfsaved"};
    return name.starts_with('.') || name.starts_with('#') ||
           std::any_of(ends.begin(), ends.end(), [name](std::string_view end) { return name.ends_with(end); });
}

/// Why cron does not run what stands in a file of /etc/cron.d, if so.
std::optional<CronProblem> cron_problem(const std::string& name, const std::string& path, std::string_view text,
                                        const Ports& ports) {
    const std::string word = shell_word(path);
    if (is_passed_over(name, ports)) {
        return CronProblem{fmt::format("cron does not read {}: it passes over such names", path),
                           fmt::format("mv {} {}/slurmlic", word, cron_folder)};
    }
    const std::optional<FileFacts> file = ports.look_at(path);
    constexpr std::uint32_t writable_by_others = 022;
    if (file && (file->uid != 0 || (file->mode & writable_by_others) != 0)) {
        return CronProblem{fmt::format("cron does not read {}: others than root may write to it", path),
                           fmt::format("chown root:root {0} && chmod 644 {0}", word)};
    }
    if (!text.ends_with('\n')) {
        return CronProblem{fmt::format("cron does not read {}: its last line has no end", path),
                           fmt::format("echo >> {}", word)};
    }
    return std::nullopt;
}

}    // namespace

void read_all_cron(const Ports& ports, Schedule& schedule) {
    const auto take_runs = [&schedule](std::vector<ScheduledRun> runs) {
        schedule.cron.insert(schedule.cron.end(), runs.begin(), runs.end());
    };
    const std::string table = "/etc/crontab";
    take_runs(cron_runs(table, text_of_file(table, ports), ""));
    const Result<std::vector<std::string>> names = ports.list_directory(std::string(cron_folder));
    for (const std::string& name : names ? *names : std::vector<std::string>()) {
        const std::string path = fmt::format("{}/{}", cron_folder, name);
        const std::string text = text_of_file(path, ports);
        std::vector<ScheduledRun> runs = cron_runs(path, text, "");
        if (runs.empty()) continue;
        if (std::optional<CronProblem> problem = cron_problem(name, path, text, ports)) {
            schedule.problems.push_back(std::move(*problem));
        } else {
            take_runs(std::move(runs));
        }
    }
    for (const char* const folder : {"/var/spool/cron/crontabs", "/var/spool/cron"}) {
        const Result<std::vector<std::string>> users = ports.list_directory(folder);
        for (const std::string& user : users ? *users : std::vector<std::string>()) {
            const std::string path = fmt::format("{}/{}", folder, user);
            take_runs(cron_runs(path, text_of_file(path, ports), user));
        }
    }
}

}    // namespace slurmlic
