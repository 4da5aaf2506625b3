#include "cli/run.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cli/anonymize.hpp"
#include "cli/output_file.hpp"
#include "cli/doctor/doctor.hpp"
#include "cli/sources/read_sources.hpp"
#include "cli/sources/source_list.hpp"
#include "cli/views/views.hpp"
#include "cli/log.hpp"
#include "core/metrics/exposition.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr const char* default_config = "/etc/slurmlic/slurmlic.toml";
constexpr std::size_t most_settings = std::size_t{4} << 20U;    // bytes; a device has no end

/// The settings file, or the defaults where none is named and the usual one is not there.
SettingsReading load_settings(const Options& options, const Ports& ports) {
    const std::string path = options.config.value_or(default_config);
    if (!options.config && ports.path_kind(path) == PathKind::missing) return {};
    const Result<InputText> text = ports.read_patiently(path, options.timeout.value_or(usual_patience), most_settings);
    if (!text) return {{}, {text.error().message}};
    return parse_settings(text->view(), printable_utf8(path));
}

}    // namespace

Exit collect(const Settings& settings, const Ports& ports, const std::string& version) {
    const Voice voice(settings, ports);
    const Result<Destination> to = destination_of(settings.output, ports.path_kind);
    const Result<Plan> plan = make_plan(settings);
    if (!to || !plan) {
        voice.fatal(to ? plan.error().message : to.error().message);
        return Exit::usage;
    }
    const double begun = ports.elapsed();
    const PlainTools plain_tools = plan->is_licenses_alone ? PlainTools::left_out : PlainTools::kept;
    Report report = gather(settings, *plan, ports, version, to->file, plain_tools);
    report.run_duration_seconds = std::round((ports.elapsed() - begun) * 1e6) / 1e6;
    const Producer produce = [&report](const Sink& sink) { return render(report, sink); };
    const Result<void> published = to->file ? ports.publish_file(*to->file, produce) : ports.publish_stdout(produce);
    if (!published) {
        voice.fatal(published.error().message);
        return Exit::not_published;
    }
    if (to->file) voice.info(fmt::format("wrote {}", printable_utf8(*to->file)));
    return report.success ? Exit::ok : Exit::incomplete;
}

Exit run(const Options& options, const Ports& ports, const std::string& version) {
    if (!options.anonymize.empty()) {
        return anonymize_files(options.anonymize, options.timeout.value_or(usual_patience), ports);
    }
    SettingsReading reading = load_settings(options, ports);
    if (options.task == Task::doctor) {
        options.apply_to(reading.settings);
        return doctor(options, options.config.value_or(default_config), reading, ports, version);
    }
    for (const std::string& problem : reading.problems) ports.log(Severity::error, problem);
    if (!reading.problems.empty()) return Exit::usage;
    options.apply_to(reading.settings);
    if (options.task != Task::collect) return present(options, reading.settings, ports);
    return collect(reading.settings, ports, version);
}

}    // namespace slurmlic
