#pragma once

// Who writes the samples of the families in exposition.cpp: of Slurm's licenses and the jobs that ask for them, of tools, and
// of license servers and features.

#include "core/metrics/sample_writer.hpp"

namespace slurmlic {

inline void license_info(const Report& report, SampleWriter& to) {
    for (const ClusterLicenses& cluster : report.slurm) {
        for (const License& one : cluster.licenses) {
            to.count({unless_empty("cluster", cluster.cluster),
                      {"license_name", one.name},
                      {"mode", one.mode},
                      unless_empty("nodes", one.nodes),
                      {"remote", one.remote ? "yes" : "no"},
                      {"server", server_of(one)}},
                     1);
        }
    }
}

/// A count of a license; of tokens, which may be infinite, where nothing else is said.
template <auto member, auto write = &SampleWriter::tokens>
void license_count(const Report& report, SampleWriter& to) {
    for (const ClusterLicenses& cluster : report.slurm) {
        for (const License& one : cluster.licenses) {
            const std::initializer_list<Label> labels{
                unless_empty("cluster", cluster.cluster), {"license_name", one.name}, unless_empty("nodes", one.nodes)};
            (to.*write)(labels, one.*member);
        }
    }
}

/// What jobs want of each license, in both states: zero is a value.
template <auto pending, auto running>
void license_demand(const Report& report, SampleWriter& to) {
    for (const ClusterDemand& cluster : report.demand) {
        const Label cluster_label = unless_empty("cluster", cluster.cluster);
        for (const LicenseDemand& one : cluster.licenses) {
            to.count({cluster_label, {"license_name", one.license_name}, {"state", "pending"}}, one.*pending);
            to.count({cluster_label, {"license_name", one.license_name}, {"state", "running"}}, one.*running);
        }
    }
}

inline void tool_info(const Report& report, SampleWriter& to) {
    for (const ToolLicense& one : report.tool_licenses) {
        to.count(
            {unless_empty("cluster", one.cluster), {"license_name", one.license_name}, {"pool", one.pool}, {"tool", one.tool}},
            1);
    }
}

/// One of the counts of tools.
template <auto member>
void tool_count(const Report& report, SampleWriter& to) {
    for (const Tool& tool : report.tools) to.count({{"tool", tool.name}}, tool.*member);
}

/// Tokens in use that no job holds.
inline void license_unexplained(const Report& report, SampleWriter& to) {
    for (const ClusterDemand& cluster : report.demand) {
        for (const LicenseDemand& one : cluster.licenses) {
            to.count({unless_empty("cluster", cluster.cluster), {"license_name", one.license_name}}, one.unexplained);
        }
    }
}

/// Slurm's tokens of each pool of a tool, over its licenses and clusters; none while one of these is down.
void tool_tokens(const Report& report, SampleWriter& to);

void app_info(const Report& report, SampleWriter& to);
void server_up(const Report& report, SampleWriter& to);
void daemon_up(const Report& report, SampleWriter& to);
void feature_issued(const Report& report, SampleWriter& to);
void feature_expiry(const Report& report, SampleWriter& to);

/// The users who have most seats, as many as the settings want; of equal ones the first by name. The rest, and users who
/// are not known, are "other".
void feature_users(const Report& report, SampleWriter& to);

/// One of the counts of a feature.
template <auto member>
void feature_count(const Report& report, SampleWriter& to) {
    for (const AppStatus& app : report.apps) {
        for (const Feature& one : app.status.features) {
            if (!one.is_published) continue;
            to.count({{"app", app.app}, {"feature", one.name}, {"vendor", one.vendor}}, one.*member);
        }
    }
}

}    // namespace slurmlic
