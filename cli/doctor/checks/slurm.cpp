// What scontrol counts as used is what squeue shows, and Slurm's time limit is within ours.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "cli/doctor/facts.hpp"
#include "core/text/duration.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

std::string subject_of(const std::string& cluster) { return cluster.empty() ? "slurm" : "slurm:" + cluster; }

void check_timeout(const Facts& facts, const SlurmConfig& config, Findings& findings) {
    const std::string theirs = value_of(config.text, "MessageTimeout");    // "10 sec"
    std::string_view words = theirs;
    const std::int64_t seconds = std::min<std::int64_t>(parse_unsigned(take_word(words)).value_or(0), 1'000'000);
    if (std::chrono::seconds(seconds) <= facts.settings.timeout) return;
    findings.warn(
        subject_of(config.cluster),
        fmt::format("Slurm's MessageTimeout is {}, our timeout {}: an answer that comes late is lost", theirs,
                    duration_text(facts.settings.timeout)),
        "set timeout = \"" + Advice::word(fmt::format("{}", seconds + 5)) + "s\" in " + Advice::word(facts.settings_path));
}

void warn_of_unexplained(const Facts& facts, const std::string& cluster, const SlurmConfig* config,
                         const LicenseDemand& license, Findings& findings) {
    const bool is_private = config != nullptr && value_of(config->text, "PrivateData").find("jobs") != npos;
    const Word all = cluster.empty() ? Word("--all") : Word("--clusters=", cluster);
    findings.warn(subject_of(cluster),
                  fmt::format("{} of {} in use, held by no job that squeue shows: {}", counted(*license.unexplained, "token"),
                              license.license_name,
                              is_private ? "PrivateData hides the jobs of others"
                                         : "mostly PrivateData hides jobs, the license was renamed while jobs held it, or they "
                                           "are in a state that was not asked for"),
                  is_private ? Advice::command({"sacctmgr", "modify", "user", facts.user, "set", "AdminLevel=Operator"})
                             : Advice::command({"squeue", all, "--states=all", {"--licenses=", license.license_name}}));
}

/// That they are told from shares by their figures alone is to be seen by somebody who knows.
void note_shared_pools(const Facts& facts, Findings& findings) {
    for (const Tool& tool : facts.readings.report.tools) {
        for (const ToolPool& one : tool.pools) {
            if (!one.is_seen_twice) continue;
            findings.ok(
                subject_of(one.cluster),
                fmt::format("{} is counted once over the clusters, as one pool that each sees whole; if each has a share "
                            "of it, set clusters_share = false in the [[tool]] {}",
                            one.license_name, tool.name));
        }
    }
}

}    // namespace

void check_slurm(const Facts& facts, Findings& findings) {
    std::map<std::string, const SlurmConfig*> configs;    // by cluster
    for (const SlurmConfig& one : facts.configs) {
        configs[one.cluster] = &one;
        check_timeout(facts, one, findings);
    }
    for (const ClusterDemand& cluster : facts.readings.report.demand) {
        for (const LicenseDemand& one : cluster.licenses) {
            if (one.unexplained.value_or(0) > 0)
                warn_of_unexplained(facts, cluster.cluster, configs[cluster.cluster], one, findings);
        }
    }
    note_shared_pools(facts, findings);
}

}    // namespace slurmlic
