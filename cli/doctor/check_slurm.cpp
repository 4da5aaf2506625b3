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

using TokenCounts = std::map<std::pair<std::string, std::string>, std::int64_t>;    // by cluster and license

/// Tokens that scontrol counts as used and no running job of squeue holds; of layers, which are parts of others, none.
TokenCounts unexplained_tokens(const Report& report) {
    TokenCounts held;
    for (const ClusterDemand& cluster : report.demand) {
        for (const LicenseDemand& one : cluster.licenses) held[{cluster.cluster, one.license_name}] = one.running_tokens;
    }
    TokenCounts unexplained;
    for (const ClusterLicenses& cluster : report.slurm) {
        for (const License& one : cluster.licenses) {
            const auto known = held.find({cluster.cluster, one.name});
            if (is_layer(one) || known == held.end() || one.used <= known->second) continue;
            unexplained[known->first] = one.used - known->second;
        }
    }
    return unexplained;
}

std::string subject_of(const std::string& cluster) { return cluster.empty() ? "slurm" : "slurm:" + cluster; }

void check_timeout(const Facts& facts, const SlurmConfig& config, Findings& findings) {
    const std::string theirs = value_of(config.text, "MessageTimeout");    // "10 sec"
    std::string_view words = theirs;
    const std::int64_t seconds = std::min<std::int64_t>(parse_unsigned(take_word(words)).value_or(0), 1'000'000);
    if (std::chrono::seconds(seconds) <= facts.settings.timeout) return;
    findings.warn(subject_of(config.cluster),
                  fmt::format("Slurm's MessageTimeout is {}, our timeout {}: an answer that comes late is lost", theirs,
                              duration_text(facts.settings.timeout)),
                  fmt::format("set timeout = \"{}s\" in {}", seconds + 5, facts.request.settings_path));
}

}    // namespace

void check_slurm(const Facts& facts, Findings& findings) {
    std::map<std::string, const SlurmConfig*> configs;    // by cluster
    for (const SlurmConfig& one : facts.configs) {
        configs[one.cluster] = &one;
        check_timeout(facts, one, findings);
    }
    for (const auto& [where, tokens] : unexplained_tokens(facts.readings.report)) {
        const auto& [cluster, license] = where;
        const SlurmConfig* const config = configs[cluster];
        const bool is_private = config != nullptr && value_of(config->text, "PrivateData").find("jobs") != npos;
        const std::string all = cluster.empty() ? "--all" : "--clusters=" + cluster;
        findings.warn(subject_of(cluster),
                      fmt::format("{} of {} in use, held by no job that squeue shows: {}", counted(tokens, "token"), license,
                                  is_private ? "PrivateData hides the jobs of others"
                                             : "PrivateData hides some, or they are in a state that was not asked for"),
                      is_private ? shell_line({"sacctmgr", "modify", "user", facts.user, "set", "AdminLevel=Operator"})
                                 : shell_line({"squeue", all, "--states=all", "--licenses=" + license}));
    }
}

}    // namespace slurmlic
