#include "cli/doctor/doctor.hpp"

#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "cli/doctor/doctor_directory.hpp"
#include "cli/doctor/doctor_exporter.hpp"
#include "cli/doctor/doctor_file.hpp"
#include "cli/doctor/doctor_schedule.hpp"
#include "cli/doctor/doctor_sources.hpp"
#include "cli/doctor/doctor_tools.hpp"
#include "cli/doctor/finding.hpp"
#include "cli/sources/source_list.hpp"
#include "cli/doctor/processes.hpp"
#include "cli/doctor/schedule.hpp"
#include "cli/doctor/shell.hpp"
#include "cli/log.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// Where the settings file is to be opened for a problem: "/etc/slurmlic/slurmlic.toml:12: ..." is on line 12.
std::string mend_of_setting(const std::string& path, std::string_view problem) {
    const std::string front = printable_utf8(path) + ":";
    if (!problem.starts_with(front)) return fmt::format("ls -l {}", shell_word(path));
    problem.remove_prefix(front.size());
    const std::string_view line = take_until(problem, ':');
    return shell_editor(path, parse_unsigned(line) ? line : "");
}

Findings examine_settings(const std::string& path, const SettingsReading& reading, const Ports& ports) {
    const std::string subject = "settings";
    Findings findings;
    for (const std::string& problem : reading.problems) {
        findings.push_back({Health::bad, subject, problem + "; until it is right every run ends with status 2",
                            mend_of_setting(path, problem)});
    }
    if (!findings.empty()) return findings;
    const std::string name = printable_utf8(path);
    if (ports.path_kind(path) == PathKind::missing) {
        findings.push_back({Health::ok, subject, fmt::format("{} is not there: defaults", name), ""});
    } else {
        findings.push_back(
            {Health::ok, subject,
             fmt::format("{}: valid, {} and {}", name, counted(std::ssize(reading.settings.flexlm), "FlexLM app"),
                         counted(std::ssize(reading.settings.tools), "tool")),
             ""});
    }
    return findings;
}

bool has_saved_text(const Settings& settings) {
    bool has = settings.slurm.input || settings.slurm.squeue_input;
    for (const FlexlmSettings& app : settings.flexlm) has = has || app.input;
    return has;
}

/// All that is asked of the sources, if the settings make sense.
Findings examine_all_sources(const Options& options, const Settings& settings, const std::string& path, const std::string& user,
                             const Ports& ports, std::optional<double>& slurm_ahead) {
    const bool is_by_option = options.input || options.squeue_input || !options.lmstat_inputs.empty();
    const Result<Plan> plan = make_plan(settings);
    if (!plan) return {{Health::bad, "settings", plan.error().message, "slurmlic --help"}};
    Findings findings;
    if (has_saved_text(settings)) {
        findings.push_back({Health::warn, "settings", "saved text is read, and nothing is asked that lives",
                            is_by_option ? "slurmlic doctor" : shell_editor(path, "/input")});
    }
    SourceExamination sources = examine_sources(settings, *plan, user, ports);
    slurm_ahead = sources.slurm_ahead;
    append(findings, std::move(sources.findings));
    append(findings, examine_tools(settings, path, sources.report));
    return findings;
}

Findings examine_clock(double now, std::optional<double> slurm_ahead) {
    constexpr double first_sane = 1735689600;      // 2025
    constexpr double first_insane = 4102444800;    // 2100
    constexpr double tolerance = 30;
    const std::string subject = "clock";
    const std::string mend = "timedatectl set-ntp true && chronyc makestep";
    if (now < first_sane || now >= first_insane) {
        return {
            {Health::bad, subject, fmt::format("this host's time is {:.0f} seconds after 1970, which can't be", now), mend}};
    }
    if (!slurm_ahead) return {{Health::ok, subject, "the year is plausible; slurmctld's time is not known", ""}};
    if (std::abs(*slurm_ahead) <= tolerance) {
        return {{Health::ok, subject, fmt::format("this host and slurmctld agree within {:.0f} s", tolerance), ""}};
    }
    return {{Health::warn, subject,
             fmt::format("slurmctld's clock is {} {} this host's; munge refuses more than 5 min",
                         duration_text(std::abs(*slurm_ahead)), *slurm_ahead > 0 ? "ahead of" : "behind"),
             "on both hosts: " + mend}};
}

/// What there is of the file and its directory, who writes it and who reads it.
Findings examine_publishing(const Options& options, const std::string& path, const Settings& settings, const Schedule& schedule,
                            const Ports& ports, const std::string& version) {
    const ProcessList processes = list_processes(ports);
    const std::vector<Exporter> running = find_exporters(processes, ports);
    Result<Place> place = find_place(settings.output, schedule, running, ports);
    std::string directory = "/var/lib/prometheus/node-exporter";
    Findings findings;
    bool is_fresh = false;
    if (place) {
        directory = place->directory;
        place->is_of_settings = !options.output && settings.output != "-";
        ExporterExamination exporters = examine_exporters(*place, schedule, processes, running, path, ports);
        findings = examine_directory(*place, schedule, exporters.readers, ports);
        append(findings, std::move(exporters.findings));
        FileExamination file = examine_file(*place, schedule, exporters.readers, version, ports);
        is_fresh = file.is_fresh;
        append(findings, std::move(file.findings));
        if (ports.path_kind(directory) == PathKind::directory) {
            append(findings, examine_neighbours(*place, exporters.readers, exporters.elsewhere, ports));
        }
    } else {
        for (const Exporter& one : running) {
            if (!one.folders.empty()) directory = one.folders.front().path;
        }
        findings.push_back(
            {Health::bad, "directory", place.error().message, "slurmlic doctor --output " + shell_word(directory)});
    }
    if (settings.output == "-") {
        for (const ScheduledRun& one : active_runs(schedule)) {
            if (one.output.value_or("-") != "-") continue;
            findings.push_back({Health::bad, "schedule", fmt::format("{} names no --output: it publishes nothing", one.origin),
                                command_to_publish(one, directory)});
        }
    }
    append(findings, examine_schedule(schedule, processes, is_fresh, directory, ports));
    return findings;
}

}    // namespace

Exit doctor(const Options& options, const std::string& path, const SettingsReading& reading, const Ports& ports,
            const std::string& version) {
    const Settings& settings = reading.settings;
    std::optional<double> slurm_ahead;
    Findings findings = examine_settings(path, reading, ports);
    const Schedule schedule = find_schedule(ports);
    append(findings, examine_all_sources(options, settings, path, publishing_user(schedule), ports, slurm_ahead));
    append(findings, examine_publishing(options, path, settings, schedule, ports, version));
    append(findings, examine_clock(ports.now(), slurm_ahead));
    ViewStyle style;
    style.colours = ports.look_at_terminal().takes_colours;
    const std::string text = options.json ? findings_json(findings) : findings_text(findings, style);
    const Result<void> printed = ports.publish_stdout([&text](const Sink& sink) { return sink(text); });
    if (!printed) {
        Voice(settings, ports).fatal(printed.error().message);
        return Exit::not_published;
    }
    return is_all_well(findings) ? Exit::ok : Exit::incomplete;
}

}    // namespace slurmlic
