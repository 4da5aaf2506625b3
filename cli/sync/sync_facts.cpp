#include "cli/sync/sync_facts.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cli/sources/slurm_source.hpp"
#include "cli/sync/source_reasons.hpp"

namespace slurmlic {
namespace {

Request resources_request(const Settings& settings) {
    return {.source = "sacctmgr",
            .command = slurm_command(
                settings, {}, program_beside_scontrol(settings.slurm, "sacctmgr"),
                {"--noheader", "--parsable2", "show", "resource", "withclusters", fmt::format("format={}", resource_format)}),
            .hint_if_missing = "sacctmgr is looked for beside scontrol",
            .hint_if_slow = "does slurmdbd answer \"sacctmgr show cluster\"?"};
}

/// Whether a tool that may have a plan has a remote license.
bool is_remote_needed(const Report& report) {
    std::map<std::string_view, const ClusterLicenses*> clusters;
    for (const ClusterLicenses& one : report.slurm) clusters.emplace(one.cluster, &one);
    const auto is_remote = [&clusters](const ToolPool& pool) {
        const std::vector<License>& all = clusters.at(pool.cluster)->licenses;
        const auto found = std::ranges::lower_bound(all, pool.license_name, {}, &License::name);
        return found != all.end() && found->name == pool.license_name && found->remote;
    };
    return std::ranges::any_of(
        report.tools, [&is_remote](const Tool& tool) { return tool.outside && std::ranges::any_of(tool.pools, is_remote); });
}

void add_resources(const Response& response, SyncFacts& facts, std::vector<Diagnostic>& diagnostics) {
    if (!response.text) {
        diagnostics.push_back(response.text.error());
        return;
    }
    ResourceListing listing = parse_resources(*response.text);
    for (const Diagnostic& one : listing.skipped.first()) diagnostics.push_back(with_origin(one, response.origin));
    if (listing.skipped.count() == 0) facts.resources = std::move(listing.shares);
}

}    // namespace

bool are_sources_saved(const Settings& settings) {
    return settings.slurm.input || settings.slurm.squeue_input ||
           std::ranges::any_of(settings.apps, [](const AppSettings& app) { return app.input.has_value(); });
}

Request reservations_request(const Settings& settings, const std::string& cluster) {
    const std::string source = cluster.empty() ? "slurm" : "slurm:" + cluster;
    return {.source = source,
            .command = slurm_command(settings, {source, cluster}, settings.slurm.scontrol, {"show", "res", "-o"})};
}

Result<std::vector<LicenseReservation>> reservations_of(const Response& response) {
    if (!response.text) return unexpected(response.text.error());
    Result<std::vector<LicenseReservation>> reservations = parse_reservations(*response.text);
    if (reservations) return reservations;
    return unexpected(with_origin(std::move(reservations.error()), response.origin));
}

SyncFacts read_sync_facts(const Report& report, const SourceList& sources, const Settings& settings, const Ports& ports,
                          std::vector<Diagnostic>& diagnostics) {
    SyncFacts facts{
        .slurm = &report.slurm, .are_saved = are_sources_saved(settings), .reasons = find_source_reasons(report, sources)};
    const bool is_any_known = std::ranges::any_of(report.tools, [](const Tool& tool) { return tool.outside.has_value(); });
    if (facts.are_saved || !is_any_known) return facts;
    std::vector<Request> requests;
    for (const ClusterLicenses& one : report.slurm) requests.push_back(reservations_request(settings, one.cluster));
    if (is_remote_needed(report)) requests.push_back(resources_request(settings));
    const std::vector<Response> responses = make_requests(requests, ports);
    for (std::size_t i = 0; i < report.slurm.size(); ++i) {
        Result<std::vector<LicenseReservation>> reservations = reservations_of(responses[i]);
        if (reservations) {
            facts.reservations[report.slurm[i].cluster] = std::move(*reservations);
        } else {
            diagnostics.push_back(std::move(reservations.error()));
        }
    }
    if (responses.size() > report.slurm.size()) add_resources(responses.back(), facts, diagnostics);
    return facts;
}

}    // namespace slurmlic
