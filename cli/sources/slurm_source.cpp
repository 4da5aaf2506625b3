#include "cli/sources/slurm_source.hpp"

#include <algorithm>
#include <cerrno>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/slurm/squeue.hpp"

namespace slurmlic {
namespace {

/// The squeue that belongs to the scontrol.
std::string squeue_of(const SlurmSettings& slurm) {
    const std::size_t slash = slurm.scontrol.rfind('/');
    const std::string beside = slash == std::string::npos ? "squeue" : slurm.scontrol.substr(0, slash + 1) + "squeue";
    return slurm.squeue.value_or(beside);
}

Command any_squeue(const Settings& settings, const SlurmSource& source, std::string_view states, std::string format) {
    Command command;
    command.argv = {squeue_of(settings.slurm)};
    if (!source.cluster.empty()) command.argv.insert(command.argv.end(), {"-M", source.cluster});
    command.argv.insert(command.argv.end(),
                        {"--noheader", "--array", "--all", fmt::format("--states={}", states), std::move(format)});
    command.environment = {{"SLURM_CLUSTERS", std::nullopt}, {"LC_ALL", "C"}};
    // All of these would leave jobs out, or change how they are told.
    for (const char* const name :
         {"SQUEUE_ACCOUNT", "SQUEUE_FEDERATION", "SQUEUE_FORMAT", "SQUEUE_FORMAT2", "SQUEUE_LICENSES", "SQUEUE_LOCAL",
          "SQUEUE_NAMES", "SQUEUE_PARTITION", "SQUEUE_QOS", "SQUEUE_SIBLING", "SQUEUE_SORT", "SQUEUE_STATES", "SQUEUE_USERS"}) {
        command.environment.emplace_back(name, std::nullopt);
    }
    command.limit = settings.timeout;
    return command;
}

/// Of a command of Slurm, with the setting that names it.
std::optional<std::string> failure_with_hint(const Command& command, const Outcome& outcome, std::string_view not_there) {
    const std::optional<std::string> failure = failure_of(command, outcome);
    if (!failure) return std::nullopt;
    std::string_view hint;
    if (outcome.ending == Ending::not_started && outcome.number == ENOENT) {
        hint = not_there;
    } else if (outcome.ending == Ending::timed_out) {
        hint = " (does slurmctld answer \"scontrol ping\", and munged \"munge -n\"?)";
    }
    return fmt::format("{}{}", *failure, hint);
}

}    // namespace

std::vector<SlurmSource> slurm_sources(const Settings& settings, const std::string& program) {
    const std::set<std::string> clusters(settings.slurm.clusters.begin(), settings.slurm.clusters.end());
    if (clusters.empty()) return {{program, ""}};
    std::vector<SlurmSource> sources;
    sources.reserve(clusters.size());
    for (const std::string& cluster : clusters) sources.push_back({fmt::format("{}:{}", program, cluster), cluster});
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

Command squeue_command(const Settings& settings, const SlurmSource& source) {
    return any_squeue(settings, source, squeue_states, fmt::format("--format={}", squeue_format));
}

Command squeue_allocated_command(const Settings& settings, const SlurmSource& source) {
    return any_squeue(settings, source, "RUNNING,SUSPENDED,CONFIGURING", fmt::format("--Format={}", squeue_allocated_format));
}

std::optional<std::string> scontrol_failure(const Command& command, const Outcome& outcome) {
    return failure_with_hint(command, outcome,
                             " (is Slurm installed here? name its scontrol with --scontrol or slurm.scontrol)");
}

std::optional<std::string> squeue_failure(const Command& command, const Outcome& outcome) {
    return failure_with_hint(command, outcome, " (name squeue with --squeue or slurm.squeue, which may be false)");
}

}    // namespace slurmlic
