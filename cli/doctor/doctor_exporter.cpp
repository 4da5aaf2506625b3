#include "cli/doctor/doctor_exporter.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "cli/doctor/access.hpp"
#include "cli/doctor/shell.hpp"

namespace slurmlic {
namespace {

constexpr std::array<const char*, 3> exporter_units{"prometheus-node-exporter.service", "node_exporter.service",
                                                    "node-exporter.service"};
constexpr std::array<const char*, 4> exporter_programs{"/usr/bin/prometheus-node-exporter", "/usr/bin/node_exporter",
                                                       "/usr/local/bin/node_exporter", "/usr/sbin/node_exporter"};

/// A word of ExecStart=, as systemd.service(5) quotes it.
std::string unit_word(std::string_view word) {
    std::string text;
    bool is_plain = !word.empty();
    for (const char c : word) {
        if (c == '%' || c == '$') text += c;
        if (c == '"' || c == '\\') text += '\\';
        text += c;
        is_plain = is_plain && std::string_view(" \t'\"\\;").find(c) == std::string_view::npos;
    }
    return is_plain ? text : fmt::format("\"{}\"", text);
}

class ExporterCheck {
public:
    ExporterCheck(const Place& place, const Schedule& schedule, const ProcessList& processes, const std::string& settings_path,
                  const Ports& ports)
        : place_(place), schedule_(schedule), processes_(processes), settings_path_(settings_path), ports_(ports) {}

    ExporterExamination examine(const std::vector<Exporter>& running) {
        for (const Exporter& one : running) {
            if (const std::optional<ReadFolder> folder = folder_of(one, place_.directory, ports_)) check_reader(one, *folder);
        }
        if (!examination_.readers.empty()) return std::move(examination_);
        for (const Exporter& one : running) tell_other(one);
        if (running.empty()) tell_none();
        return std::move(examination_);
    }

private:
    void add(Health health, std::string finding, std::string mend) {
        examination_.findings.push_back({health, "node_exporter", std::move(finding), std::move(mend)});
    }

    void check_reader(const Exporter& exporter, const ReadFolder& folder) {
        examination_.readers.push_back(exporter);
        for (const ReadFolder& one : exporter.folders) {
            if (one.path != folder.path) examination_.elsewhere.push_back(one.front + one.path);
        }
        const std::optional<Obstacle> obstacle =
            find_obstacle(exporter.account, folder.path, may_read | may_enter, ports_, folder.front);
        if (!obstacle) return add(Health::ok, fmt::format("{} reads {}", exporter_text(exporter), place_.directory), "");
        add(Health::bad,
            fmt::format("{} may not {} {}: {}", exporter_text(exporter), obstacle->rights == may_enter ? "enter" : "read",
                        obstacle->path, obstacle_text(*obstacle, ports_)),
            command_to_allow(exporter.account, *obstacle));
    }

    /// One that does not read our directory.
    void tell_other(const Exporter& exporter) {
        const std::string who = exporter_text(exporter);
        const bool is_named = std::any_of(exporter.given.begin(), exporter.given.end(),
                                          [this](const std::string& one) { return is_same_path(one, place_.directory); });
        if (!exporter.is_collecting) {
            add(Health::bad, who + " runs with its textfile collector off: it reads no file", start_again(exporter));
        } else if (exporter.is_unknown) {
            add(Health::warn, fmt::format("{} reads {}, which this user can't see", who, name_list(exporter.given)),
                "sudo slurmlic doctor");
        } else if (exporter.given.empty()) {
            add(Health::bad, who + " has no --collector.textfile.directory: it reads no file", start_again(exporter));
        } else if (is_named && !exporter.is_contained && ports_.look_at(place_.directory)) {
            add(Health::bad,
                fmt::format("{} sees another {} than this host, or none: its unit hides it", who, place_.directory),
                exporter.unit.empty() ? start_again(exporter) : show_to_unit(exporter.unit));
        } else {
            add(Health::bad, fmt::format("{} reads {}, not {}", who, name_list(exporter.given), place_.directory),
                exporter.is_contained ? start_again(exporter) : publish_where(exporter));
        }
    }

    [[nodiscard]] std::string show_to_unit(const std::string& unit) const {
        return fmt::format("{} && systemctl restart {}",
                           shell_drop_in(unit, "textfile", {"BindReadOnlyPaths=" + place_.directory}), unit);
    }

    /// With our directory.
    [[nodiscard]] std::string start_again(const Exporter& exporter) const {
        const std::vector<std::string> words = arguments_to_read(exporter, place_.directory);
        if (exporter.is_contained) {
            return fmt::format("start its container anew with -v {0}:{0}:ro and {1}", shell_word(place_.directory),
                               shell_word(words.back()));
        }
        if (exporter.unit.empty()) {
            return fmt::format("kill {} && {}", exporter.process.id, shell_as(exporter.account.name, shell_line(words)));
        }
        std::string start = "ExecStart=";
        for (const std::string& word : words) start += unit_word(word) + (&word == &words.back() ? "" : " ");
        return fmt::format("{} && systemctl restart {}", shell_drop_in(exporter.unit, "textfile", {"ExecStart=", start}),
                           exporter.unit);
    }

    /// Lets slurmlic publish where this one reads: other files may be read from there, too.
    [[nodiscard]] std::string publish_where(const Exporter& exporter) const {
        // Any user may run something of that name: what sed would not take as a plain word is not offered.
        const auto absolute = std::find_if(exporter.folders.begin(), exporter.folders.end(), [](const ReadFolder& one) {
            return one.path.starts_with('/') && shell_word(one.path) == one.path;
        });
        if (absolute == exporter.folders.end()) return start_again(exporter);
        const std::string& directory = absolute->path;
        const std::vector<ScheduledRun> runs = active_runs(schedule_);
        const auto run = std::find_if(runs.begin(), runs.end(), [](const ScheduledRun& one) { return one.output.has_value(); });
        const bool is_set_up = ports_.look_at(std::string(set_up_program)).has_value();
        const std::string rights =
            is_set_up ? fmt::format("{} prepare {} && ", set_up_program, shell_word(directory)) : std::string();
        if (run != runs.end()) return rights + command_to_publish(*run, directory);
        if (!place_.is_of_settings) return fmt::format("{}slurmlic --output {}", rights, shell_word(directory));
        return fmt::format("{}sed -i {} {}", rights, shell_word(fmt::format("s|^ *output *=.*|output = \"{}\"|", directory)),
                           shell_word(settings_path_));
    }

    void tell_none() {
        if (!processes_.problem.empty()) return add(Health::warn, processes_.problem, processes_.mend);
        add(Health::warn, "no node_exporter runs here: nobody reads the file", start_one());
    }

    [[nodiscard]] std::string start_one() const {
        for (const char* const unit : exporter_units) {
            if (schedule_.is_systemd_here && find_unit(unit, ports_)) return fmt::format("systemctl enable --now {}", unit);
        }
        const std::string flag = "--collector.textfile.directory=" + place_.directory;
        for (const char* const program : exporter_programs) {
            if (!ports_.look_at(program)) continue;
            return shell_line({program, flag});
        }
        if (ports_.look_at("/etc/debian_version")) return "apt install prometheus-node-exporter";
        return fmt::format("get it from https://prometheus.io/download/#node_exporter, and start it: node_exporter {}",
                           shell_word(flag));
    }

    const Place& place_;
    const Schedule& schedule_;
    const ProcessList& processes_;
    const std::string& settings_path_;
    const Ports& ports_;
    ExporterExamination examination_;
};

}    // namespace

ExporterExamination examine_exporters(const Place& place, const Schedule& schedule, const ProcessList& processes,
                                      const std::vector<Exporter>& running, const std::string& settings_path,
                                      const Ports& ports) {
    return ExporterCheck(place, schedule, processes, settings_path, ports).examine(running);
}

}    // namespace slurmlic
