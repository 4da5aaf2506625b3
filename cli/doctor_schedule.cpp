#include "cli/doctor_schedule.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/text.hpp"

namespace slurmlic {
namespace {

constexpr std::array<std::string_view, 5> unit_folders{"/etc/systemd/system", "/run/systemd/system",
                                                       "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
                                                       "/lib/systemd/system"};
constexpr std::string_view enabled_link = "/etc/systemd/system/timers.target.wants/slurmlic.timer";
constexpr std::string_view root = "root";

std::string text_of(const std::string& path, const Ports& ports) {
    const std::optional<FileFacts> file = ports.look_at(path);
    if (!file || file->kind != FileKind::regular) return {};
    const Result<InputText> text = ports.read_input(path);
    return text ? std::string(text->view()) : std::string();
}

/// The words of a command line; quotes hold blanks together.
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

bool is_slurmlic(std::string_view word) { return word.substr(word.rfind('/') + 1) == "slurmlic"; }

/// Whether the words run slurmlic to publish, and where to. Its name may also be a user's: "* * * * * slurmlic slurmlic".
std::optional<ScheduledRun> run_of(const std::vector<std::string>& words, std::size_t first) {
    std::size_t at = first;
    while (at < words.size() && !is_slurmlic(words[at])) ++at;
    if (at >= words.size()) return std::nullopt;
    ScheduledRun run;
    for (std::size_t i = at + 1; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "show" || word == "gap" || word == "doctor") return std::nullopt;
        if ((word == "-o" || word == "--output") && i + 1 < words.size()) {
            run.output = words[++i];
        } else if (word.starts_with("--output=")) {
            run.output = word.substr(std::string_view("--output=").size());
        } else if (word.starts_with("-o") && word.size() > 2) {
            run.output = word.substr(2);
        }
    }
    return run;
}

/// "KEY=VALUE" lines of a unit and its drop-ins, as they add up.
struct UnitText {
    std::string start;
    std::string user;
    std::string protect;
    std::vector<std::string> writable;

    void read(std::string_view text) {
        std::string whole;
        while (const std::optional<std::string_view> line = take_line(text)) {
            const std::string_view ink = trim(*line);
            if (ink.starts_with('#') || ink.starts_with(';')) continue;
            if (ink.ends_with('\\')) {
                whole.append(ink.substr(0, ink.size() - 1)).append(" ");
                continue;
            }
            set(whole.append(ink));
            whole.clear();
        }
    }

    void set(std::string_view line) {
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos) return;
        const std::string_view key = trim(line.substr(0, equals));
        const std::string_view value = trim(line.substr(equals + 1));
        if (key == "ExecStart" && (value.empty() || start.empty())) start = value;
        if (key == "User") user = value;
        if (key == "ProtectSystem") protect = value;
        if (key != "ReadWritePaths") return;
        if (value.empty()) writable.clear();
        for (std::string& word : words_of(value)) {
            word.erase(0, word.find_first_not_of("-+"));
            writable.push_back(std::move(word));
        }
    }
};

/// The first of systemd's folders that has the unit.
std::optional<std::string> find_unit(std::string_view name, const Ports& ports) {
    for (const std::string_view folder : unit_folders) {
        std::string path = fmt::format("{}/{}", folder, name);
        if (ports.look_at(path)) return path;
    }
    return std::nullopt;
}

std::optional<ScheduledRun> find_service(const Ports& ports) {
    const std::optional<std::string> path = find_unit("slurmlic.service", ports);
    if (!path) return std::nullopt;
    UnitText unit;
    unit.read(text_of(*path, ports));
    for (const std::string_view folder : unit_folders) {
        const std::string drop_ins = fmt::format("{}/slurmlic.service.d", folder);
        const Result<std::vector<std::string>> names = ports.list_directory(drop_ins);
        if (!names) continue;
        for (const std::string& name : *names) {
            if (name.ends_with(".conf")) unit.read(text_of(fmt::format("{}/{}", drop_ins, name), ports));
        }
    }
    std::optional<ScheduledRun> run = run_of(words_of(unit.start), 0);
    if (!run) run.emplace();
    run->origin = *path;
    run->user = unit.user;
    run->writable = std::move(unit.writable);
    run->is_confined = unit.protect == "strict";
    run->is_unit = true;
    return run;
}

/// The jobs of a cron file; those of a user's crontab have no field for the user.
void read_cron(const std::string& path, const std::string& owner, const Ports& ports, std::vector<ScheduledRun>& runs) {
    const std::string text = text_of(path, ports);
    std::string_view rest = text;
    while (const std::optional<std::string_view> line = take_line(rest)) {
        const std::string_view ink = trim(*line);
        if (ink.empty() || ink.starts_with('#')) continue;
        constexpr std::size_t time_fields = 5;
        const std::vector<std::string> words = words_of(ink);
        const std::size_t command = (ink.starts_with('@') ? 1 : time_fields) + (owner.empty() ? 1 : 0);
        std::optional<ScheduledRun> run = run_of(words, command);
        if (!run) continue;
        run->origin = path;
        run->user = owner.empty() ? words[command - 1] : owner;
        runs.push_back(std::move(*run));
    }
}

/// /etc/cron.d: what cron passes over is told.
void read_cron_folder(const Ports& ports, Schedule& schedule) {
    const std::string folder = "/etc/cron.d";
    const Result<std::vector<std::string>> names = ports.list_directory(folder);
    if (!names) return;
    for (const std::string& name : *names) {
        const std::string path = fmt::format("{}/{}", folder, name);
        std::vector<ScheduledRun> runs;
        read_cron(path, "", ports, runs);
        if (runs.empty()) continue;
        const std::optional<FileFacts> file = ports.look_at(path);
        constexpr std::uint32_t writable_by_others = 022;
        if (name.find('.') != std::string::npos) {
            schedule.problems.push_back({Health::bad, "schedule",
                                         fmt::format("cron does not read {}: its name has a dot", path),
                                         fmt::format("mv {} {}/slurmlic", path, folder)});
        } else if (file && (file->uid != 0 || (file->mode & writable_by_others) != 0)) {
            schedule.problems.push_back({Health::bad, "schedule",
                                         fmt::format("cron does not read {}: others than root may write to it", path),
                                         fmt::format("chown root:root {} && chmod 644 {}", path, path)});
        } else {
            schedule.cron.insert(schedule.cron.end(), runs.begin(), runs.end());
        }
    }
}

std::vector<std::string> origins_of(const std::vector<ScheduledRun>& runs) {
    std::vector<std::string> origins;
    for (const ScheduledRun& one : runs) {
        if (std::find(origins.begin(), origins.end(), one.origin) == origins.end()) origins.push_back(one.origin);
    }
    return origins;
}

}    // namespace

Schedule find_schedule(const Ports& ports) {
    Schedule schedule;
    schedule.is_systemd_here = ports.path_kind("/run/systemd/system") == PathKind::directory;
    schedule.timer = find_unit("slurmlic.timer", ports);
    const std::optional<FileFacts> link = ports.look_at(std::string(enabled_link));
    schedule.is_timer_enabled = link && link->kind == FileKind::regular;    // else its unit is gone, or masked
    schedule.service = find_service(ports);
    read_cron("/etc/crontab", "", ports, schedule.cron);
    read_cron_folder(ports, schedule);
    for (const char* const folder : {"/var/spool/cron/crontabs", "/var/spool/cron"}) {
        const Result<std::vector<std::string>> users = ports.list_directory(folder);
        if (!users) continue;
        for (const std::string& user : *users) read_cron(fmt::format("{}/{}", folder, user), user, ports, schedule.cron);
    }
    return schedule;
}

std::vector<ScheduledRun> active_runs(const Schedule& schedule) {
    std::vector<ScheduledRun> runs = schedule.cron;
    if (schedule.is_timer_enabled && schedule.service) runs.insert(runs.begin(), *schedule.service);
    for (ScheduledRun& one : runs) {
        if (one.user.empty()) one.user = root;
    }
    return runs;
}

Findings examine_schedule(const Schedule& schedule, bool is_fresh) {
    const std::string subject = "schedule";
    const std::string enable = "systemctl enable --now slurmlic.timer";
    Findings findings = schedule.problems;
    const std::string cron = fmt::format("{}", fmt::join(origins_of(schedule.cron), ", "));
    if (schedule.is_timer_enabled && !schedule.cron.empty()) {
        findings.push_back({Health::warn, subject, fmt::format("slurmlic.timer is enabled, and {} runs it, too", cron),
                            "keep one: systemctl disable --now slurmlic.timer, or remove it from cron"});
    } else if (schedule.is_timer_enabled && !schedule.service) {
        findings.push_back({Health::bad, subject, "slurmlic.timer is enabled, but there is no slurmlic.service",
                            "install slurmlic.service beside it, then systemctl daemon-reload"});
    } else if (schedule.is_timer_enabled && !schedule.is_systemd_here) {
        findings.push_back({Health::warn, subject, "slurmlic.timer is enabled, but systemd does not run here",
                            "use the cron file, /etc/cron.d/slurmlic"});
    } else if (schedule.is_timer_enabled) {
        findings.push_back({Health::ok, subject, "slurmlic.timer is enabled", ""});
    } else if (schedule.cron.size() > 1) {
        findings.push_back({Health::warn, subject,
                            fmt::format("cron runs slurmlic by {} lines, in {}", schedule.cron.size(), cron), "keep one"});
    } else if (!schedule.cron.empty()) {
        findings.push_back({Health::ok, subject, fmt::format("cron runs it, by {}", cron), ""});
    } else if (is_fresh) {
        findings.push_back({Health::warn, subject,
                            "neither timer nor cron is there, but the file is fresh: something else runs slurmlic",
                            schedule.timer ? enable : "install slurmlic.timer or /etc/cron.d/slurmlic"});
    } else {
        const std::string what = schedule.timer
                                     ? "slurmlic.timer is not enabled, and there is no cron job: nothing runs slurmlic"
                                     : "there is neither slurmlic.timer nor a cron job: nothing runs slurmlic";
        findings.push_back({Health::bad, subject, what,
                            schedule.timer ? enable : "install slurmlic.timer, or slurmlic.cron as /etc/cron.d/slurmlic"});
    }
    return findings;
}

}    // namespace slurmlic
