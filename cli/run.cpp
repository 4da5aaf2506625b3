#include "cli/run.hpp"

#include <cmath>
#include <utility>

#include "cli/anonymize.hpp"
#include "cli/doctor/doctor.hpp"
#include "cli/log.hpp"
#include "cli/output_file.hpp"
#include "cli/sources/read_sources.hpp"
#include "cli/sources/source_list.hpp"
#include "cli/sync/sync.hpp"
#include "cli/views/views.hpp"
#include "core/metrics/exposition.hpp"
#include "core/metrics/previous_file.hpp"
#include "core/os/input.hpp"
#include "core/settings/parse_settings.hpp"
#include "core/text/globs.hpp"

namespace slurmlic {
namespace {

constexpr const char* default_config = "/etc/slurmlic/slurmlic.toml";
constexpr const char* default_exporter = "http://127.0.0.1:9100/metrics";
constexpr std::chrono::milliseconds file_limit{20'000};           // for a pipe that is named as a file
constexpr std::size_t most_settings = std::size_t{4} << 20U;      // bytes; a device has no end
constexpr std::size_t most_previous = std::size_t{256} << 20U;    // bytes of the file of the previous run

/// The settings file with the options applied; the defaults where none is named and the usual one is not there.
SettingsReading load_settings(const Options& options, const std::string& path, const Ports& ports) {
    SettingsReading reading;
    if (options.config || ports.path_kind(path) != PathKind::missing) {
        const Result<std::string> text = ports.read_file(path, options.timeout.value_or(file_limit), most_settings);
        if (text) {
            reading = parse_settings(*text, path);
        } else {
            reading.problems = {text.error()};
        }
    }
    options.apply_to(reading.settings);
    for (const auto& [option, globs] : {std::pair("--include", &options.include), std::pair("--exclude", &options.exclude)}) {
        if (std::optional<Diagnostic> problem = too_many_wildcards(*globs, option)) {
            reading.problems.push_back(std::move(*problem));
        }
    }
    check_apps(reading, path);
    return reading;
}

PreviousFile load_previous(const std::optional<std::string>& file, const Ports& ports) {
    if (!file || ports.path_kind(*file) != PathKind::file) return {};
    const Result<std::string> text = ports.read_file(*file, std::chrono::seconds(1), most_previous);
    return text ? read_previous_file(*text) : PreviousFile{};
}

Result<void> print_report(const Report& report, const Ports& ports) {
    Result<void> printed;
    render(report, [&](std::string_view piece) {
        if (printed) printed = ports.print(piece);
    });
    return printed;
}

/// Asks every source side by side, and publishes what they say.
Exit collect(const Settings& settings, const Ports& ports, const std::string& version) {
    const auto to = output_file(settings.output, ports.path_kind);
    const Result<SourceList> sources = list_sources(settings);
    if (!to || !sources) {
        ports.log(to ? sources.error() : to.error());
        return Exit::usage;
    }
    const double begun = ports.elapsed();
    SourceReadings readings = read_sources(settings, *sources, ports, load_previous(*to, ports), ToolUsers::summed);
    log_all(readings.diagnostics, settings, ports);
    Report& report = readings.report;
    report.version = version;
    report.run_duration_seconds = std::round((ports.elapsed() - begun) * 1e6) / 1e6;
    const Result<void> published = *to ? ports.publish_file(**to, [&report](const TakePiece& take) { render(report, take); })
                                       : print_report(report, ports);
    if (!published) {
        ports.log(published.error());
        return Exit::not_published;
    }
    if (*to) log_all({Diagnostic{.severity = Severity::info, .got = "wrote " + **to}}, settings, ports);
    return report.success ? Exit::ok : Exit::incomplete;
}

}    // namespace

Exit run(const Options& options, const Ports& ports, const std::string& version) {
    if (options.task == Task::anonymize) return anonymize_files(options.files, options.timeout.value_or(file_limit), ports);
    const std::string path = options.config.value_or(default_config);
    const SettingsReading reading = load_settings(options, path, ports);
    if (options.task == Task::doctor) {
        return doctor({.reading = reading,
                       .settings_path = path,
                       .output_by_option = options.output.has_value(),
                       .exporter_url = options.exporter.value_or(default_exporter),
                       .json = options.json},
                      ports);
    }
    for (const Diagnostic& problem : reading.problems) ports.log(problem);
    if (!reading.problems.empty()) return Exit::usage;
    switch (options.task) {
        case Task::show: return print_view({View::show, options.tool, options.json}, reading.settings, ports);
        case Task::gap: return print_view({View::gap, options.tool, options.json}, reading.settings, ports);
        case Task::sync:
            return sync_with_slurm({.tools = options.tools,
                                    .apply = options.apply,
                                    .json = options.json,
                                    .output_by_option = options.output.has_value(),
                                    .settings_path = path},
                                   reading.settings, ports);
        default: return collect(reading.settings, ports, version);
    }
}

}    // namespace slurmlic
