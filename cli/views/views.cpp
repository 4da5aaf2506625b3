#include "cli/views/views.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/views/gap.hpp"
#include "cli/sources/read_sources.hpp"
#include "cli/sources/source_list.hpp"
#include "cli/views/show.hpp"
#include "cli/views/style.hpp"
#include "cli/log.hpp"

namespace slurmlic {
namespace {

using Identity = std::pair<std::string_view, std::string_view>;    // cluster, license

/// The tokens that pending jobs ask for, of every license of the clusters whose squeue was read.
std::map<Identity, std::int64_t> pending_tokens(const Report& report) {
    std::map<Identity, std::int64_t> pending;
    for (const ClusterDemand& cluster : report.demand) {
        for (const LicenseDemand& one : cluster.licenses) pending[{cluster.cluster, one.license_name}] = one.pending_tokens;
    }
    return pending;
}

/// The licenses that belong to no tool. Jobs ask for all layers of a hierarchical resource together, so that nothing waits
/// for one of them.
std::vector<ToolPool> licenses_of_no_tool(const Report& report) {
    std::set<Identity> taken;
    for (const ToolLicense& one : report.tool_licenses) taken.emplace(one.cluster, one.license_name);
    const std::map<Identity, std::int64_t> pending = pending_tokens(report);
    std::vector<ToolPool> others;
    for (const ClusterLicenses& cluster : report.slurm) {
        for (const License& one : cluster.licenses.records) {
            const Identity identity(cluster.cluster, one.name);
            const std::string nodes = one.details ? one.details->nodes : "";
            if (nodes.empty() && taken.contains(identity)) continue;
            ToolPool other{"", std::string(one.name), cluster.cluster, one.total, one.used, one.free, one.reserved, {}, nodes};
            if (const auto asked = pending.find(identity); nodes.empty() && asked != pending.end())
                other.pending = asked->second;
            others.push_back(std::move(other));
        }
    }
    return others;
}

ViewStyle style_for(const Terminal& terminal) {
    ViewStyle style;
    style.columns = terminal.columns;
    style.colours = terminal.takes_colours;
    return style;
}

std::string gap(const std::vector<Tool>& tools, const Options& options, const Ports& ports) {
    return options.json ? gap_json(tools) : gap_text(tools, style_for(ports.look_at_terminal()));
}

std::string show(const Report& report, const Options& options, const Ports& ports) {
    const std::vector<ToolPool> others = licenses_of_no_tool(report);
    return options.json ? show_json(report.tools, others)
                        : show_text(report.tools, others, style_for(ports.look_at_terminal()));
}

}    // namespace

Exit present(const Options& options, const Settings& settings, const Ports& ports) {
    const Voice voice(settings, ports);
    const Result<Plan> plan = make_plan(settings);
    if (!plan) {
        voice.fatal(plan.error().message);
        return Exit::usage;
    }
    Report report = gather(settings, *plan, ports, "", std::nullopt, PlainTools::kept);
    if (options.tool) {
        Result<std::vector<Tool>> chosen = choose_tool(report.tools, *options.tool);
        if (!chosen) {
            voice.fatal(chosen.error().message);
            return Exit::usage;
        }
        report.tools = std::move(*chosen);
    }
    const std::string text = options.task == Task::gap ? gap(report.tools, options, ports) : show(report, options, ports);
    const Result<void> printed = ports.publish_stdout([&text](const Sink& sink) { return sink(text); });
    if (!printed) {
        voice.fatal(printed.error().message);
        return Exit::not_published;
    }
    return report.success ? Exit::ok : Exit::incomplete;
}

}    // namespace slurmlic
