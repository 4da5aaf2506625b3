#include "cli/slurm_source.hpp"

#include <algorithm>
#include <cerrno>
#include <set>

#include <fmt/format.h>

namespace slurmlic {

Result<std::vector<SlurmSource>> slurm_sources(const Settings& settings) {
    const std::set<std::string> clusters(settings.slurm.clusters.begin(), settings.slurm.clusters.end());
    if (clusters.empty()) return std::vector<SlurmSource>{{"slurm", ""}};
    if (settings.slurm.input && clusters.size() > 1) {
        return unexpected(fmt::format("input: expected at most one cluster with saved text, got {} (name one with -M)",
                                      fmt::join(clusters, ", ")));
    }
    std::vector<SlurmSource> sources;
    sources.reserve(clusters.size());
    for (const std::string& cluster : clusters) sources.push_back({"slurm:" + cluster, cluster});
    return sources;
}

Command scontrol_command(const Settings& settings, const SlurmSource& source) {
    Command command;
    command.argv = {settings.slurm.scontrol};
    if (!source.cluster.empty()) command.argv.insert(command.argv.end(), {"-M", source.cluster});
    command.argv.insert(command.argv.end(), {"show", "lic"});
    command.environment = {
        {"SLURM_TIME_FORMAT", std::string(scontrol_time_format)},
        {"SLURM_CLUSTERS", std::nullopt},    // would ask other clusters than the settings name
        {"LC_ALL", "C"},
    };
    command.limit = settings.timeout;
    return command;
}

std::optional<std::string> scontrol_failure(const Command& command, const Outcome& outcome) {
    const std::optional<std::string> failure = failure_of(command, outcome);
    if (!failure) return std::nullopt;
    std::string_view hint;
    if (outcome.ending == Ending::not_started && outcome.number == ENOENT) {
        hint = " (is Slurm installed here? name its scontrol with --scontrol or slurm.scontrol)";
    } else if (outcome.ending == Ending::timed_out) {
        hint = " (does slurmctld answer \"scontrol ping\", and munged \"munge -n\"?)";
    }
    return fmt::format("{}{}", *failure, hint);
}

}    // namespace slurmlic
