#include "cli/views/views.hpp"

#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/log.hpp"
#include "cli/sources/read_sources.hpp"
#include "cli/sources/source_list.hpp"
#include "cli/views/gap.hpp"
#include "cli/views/show.hpp"
#include "cli/views/show_tool.hpp"
#include "cli/views/style.hpp"
#include "cli/views/tool_facts.hpp"

namespace slurmlic {
namespace {

using Identity = std::pair<std::string_view, std::string_view>;    // cluster, license

/// What jobs want of every license of the clusters whose squeue was read.
std::map<Identity, const LicenseDemand*> demand_by_license(const Report& report) {
    std::map<Identity, const LicenseDemand*> demand;
    for (const ClusterDemand& cluster : report.demand) {
        for (const LicenseDemand& one : cluster.licenses) demand[{cluster.cluster, one.license_name}] = &one;
    }
    return demand;
}

/// The licenses that belong to no tool. Jobs ask for all layers of a hierarchical resource together, so that nothing waits
/// for one of them.
std::vector<ToolPool> licenses_of_no_tool(const Report& report) {
    std::set<Identity> taken;
    for (const ToolLicense& one : report.tool_licenses) taken.emplace(one.cluster, one.license_name);
    const std::map<Identity, const LicenseDemand*> demand = demand_by_license(report);
    std::vector<ToolPool> others;
    for (const ClusterLicenses& cluster : report.slurm) {
        for (const License& one : cluster.licenses) {
            const Identity identity(cluster.cluster, one.name);
            if (!is_layer(one) && taken.contains(identity)) continue;
            ToolPool other{.license_name = one.name,
                           .cluster = cluster.cluster,
                           .total = one.total,
                           .used = one.used,
                           .free = one.free,
                           .reserved = one.reserved,
                           .nodes = one.nodes};
            const auto wanted = demand.find(identity);
            if (!is_layer(one) && wanted != demand.end()) {
                other.pending = wanted->second->pending_tokens;
                other.unexplained = wanted->second->unexplained;
            }
            others.push_back(std::move(other));
        }
    }
    return others;
}

std::string view_text(const ViewRequest& request, const Report& report, const Ports& ports) {
    const Terminal terminal = ports.terminal();
    const ViewStyle style{.columns = terminal.columns, .colours = terminal.takes_colours};
    const Tool* const one = request.tool ? &report.tools.front() : nullptr;    // print_view has chosen it
    if (request.view == View::gap) {
        if (request.json) return gap_json(report.tools);
        return gap_text(report.tools, style) + (one != nullptr ? hint_without_gap(*one) : "");
    }
    if (one != nullptr) {
        const ToolFacts facts = facts_of(*one, report, ports.to_epoch);
        return request.json ? show_tool_json(facts) : show_tool_text(facts, style);
    }
    const std::vector<ToolPool> others = licenses_of_no_tool(report);
    return request.json ? show_json(report.tools, others) : show_text(report.tools, others, style);
}

}    // namespace

Exit print_view(const ViewRequest& request, const Settings& settings, const Ports& ports) {
    const Result<SourceList> sources = list_sources(settings);
    if (!sources) {
        ports.log(sources.error());
        return Exit::usage;
    }
    const bool is_of_one_tool = request.view == View::show && request.tool;
    SourceReadings readings =
        read_sources(settings, *sources, ports, {}, ToolUsers::kept, is_of_one_tool ? WaitingJobs::kept : WaitingJobs::summed);
    log_all(readings.diagnostics, settings, ports);
    if (request.tool) {
        Result<std::vector<Tool>> chosen = choose_tool(readings.report.tools, *request.tool);
        if (!chosen) {
            ports.log(chosen.error());
            return Exit::usage;
        }
        readings.report.tools = std::move(*chosen);
    }
    const Result<void> printed = ports.print(view_text(request, readings.report, ports));
    if (!printed) {
        ports.log(printed.error());
        return Exit::not_published;
    }
    return readings.report.success ? Exit::ok : Exit::incomplete;
}

}    // namespace slurmlic
