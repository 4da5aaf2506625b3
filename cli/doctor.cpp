#include "cli/doctor.hpp"

#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "cli/doctor_directory.hpp"
#include "cli/doctor_file.hpp"
#include "cli/doctor_schedule.hpp"
#include "cli/doctor_sources.hpp"
#include "cli/doctor_tools.hpp"
#include "cli/finding.hpp"
#include "cli/plan.hpp"
#include "cli/voice.hpp"
#include "core/text.hpp"

namespace slurmlic {
namespace {

Findings examine_settings(const std::string& path, const SettingsReading& reading, const Ports& ports) {
    const std::string subject = "settings";
    Findings findings;
    for (const std::string& problem : reading.problems) {
        findings.push_back(
            {Health::bad, subject, problem, "correct it: until then every run ends with status 2 and publishes nothing"});
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
Findings examine_all_sources(const Settings& settings, const Ports& ports, std::optional<double>& slurm_ahead) {
    const Result<Plan> plan = make_plan(settings);
    if (!plan) return {{Health::bad, "settings", plan.error().message, ""}};
    Findings findings;
    if (has_saved_text(settings)) {
        findings.push_back({Health::warn, "settings", "saved text is read, and nothing is asked that lives",
                            "take input out of options and settings"});
    }
    SourceExamination sources = examine_sources(settings, *plan, ports);
    slurm_ahead = sources.slurm_ahead;
    append(findings, std::move(sources.findings));
    append(findings, examine_tools(settings, sources.report));
    return findings;
}

Findings examine_clock(double now, std::optional<double> slurm_ahead) {
    constexpr double first_sane = 1735689600;      // 2025
    constexpr double first_insane = 4102444800;    // 2100
    constexpr double tolerance = 30;
    const std::string subject = "clock";
    const std::string mend = "set the clock: timedatectl, chronyc tracking";
    if (now < first_sane || now >= first_insane) {
        return {
            {Health::bad, subject, fmt::format("this host's time is {:.0f} seconds after 1970, which can't be", now), mend}};
    }
    if (!slurm_ahead) return {{Health::ok, subject, "the year is plausible; slurmctld's time is not known", ""}};
    if (std::abs(*slurm_ahead) <= tolerance) {
        return {{Health::ok, subject, fmt::format("this host and slurmctld agree within {:.0f} s", tolerance), ""}};
    }
    return {{Health::warn, subject,
             fmt::format("slurmctld's clock is {} {} this host's", duration_text(std::abs(*slurm_ahead)),
                         *slurm_ahead > 0 ? "ahead of" : "behind"),
             mend + ", on both hosts; munge refuses more than 5 min"}};
}

/// What there is of the file and its directory, and who writes it.
Findings examine_publishing(const Settings& settings, const Ports& ports, const std::string& version) {
    const Schedule schedule = find_schedule(ports);
    const Result<Place> place = find_place(settings.output, schedule, ports);
    Findings findings;
    bool is_fresh = false;
    if (place) {
        findings = examine_directory(*place, schedule, ports);
        FileExamination file = examine_file(*place, version, ports);
        is_fresh = file.is_fresh;
        append(findings, std::move(file.findings));
        if (ports.path_kind(place->directory) == PathKind::directory) append(findings, examine_neighbours(*place, ports));
    } else {
        findings.push_back({Health::bad, "directory", place.error().message,
                            "name what node_exporter has as --collector.textfile.directory by --output"});
    }
    if (settings.output == "-") {
        for (const ScheduledRun& one : active_runs(schedule)) {
            if (one.output.value_or("-") != "-") continue;
            findings.push_back({Health::bad, "schedule", fmt::format("{} names no --output: it publishes nothing", one.origin),
                                "give it --output and the directory of node_exporter"});
        }
    }
    append(findings, examine_schedule(schedule, is_fresh));
    return findings;
}

}    // namespace

Exit doctor(const Options& options, const std::string& path, const SettingsReading& reading, const Ports& ports,
            const std::string& version) {
    const Settings& settings = reading.settings;
    std::optional<double> slurm_ahead;
    Findings findings = examine_settings(path, reading, ports);
    append(findings, examine_all_sources(settings, ports, slurm_ahead));
    append(findings, examine_publishing(settings, ports, version));
    append(findings, examine_clock(ports.now(), slurm_ahead));
    ViewStyle style;
    const Terminal terminal = ports.look_at_terminal();
    style.columns = terminal.columns;
    style.colours = terminal.takes_colours;
    const std::string text = options.json ? findings_json(findings) : findings_text(findings, style);
    const Result<void> printed = ports.publish_stdout([&text](const Sink& sink) { return sink(text); });
    if (!printed) {
        Voice(settings, ports).fatal(printed.error().message);
        return Exit::not_published;
    }
    return is_all_well(findings) ? Exit::ok : Exit::incomplete;
}

}    // namespace slurmlic
