#include "cli/sources/slurm_source.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/slurm/scontrol.hpp"
#include "core/slurm/squeue.hpp"

namespace slurmlic {
namespace {

constexpr const char* hint_if_slow = "does slurmctld answer \"scontrol ping\", and munged \"munge -n\"?";

Command slurm_command(const Settings& settings, const SlurmSource& source, std::string program,
                      const std::vector<std::string>& arguments) {
    Command command;
    command.argv = {std::move(program)};
    if (!source.cluster.empty()) command.argv.insert(command.argv.end(), {"-M", source.cluster});
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.environment = {{"SLURM_CLUSTERS", std::nullopt},    // would ask other clusters than the settings name
                           {"LC_ALL", "C"}};
    command.limit = settings.timeout;
    return command;
}

/// The squeue that belongs to the scontrol.
std::string squeue_program(const SlurmSettings& slurm) {
    const std::size_t slash = slurm.scontrol.rfind('/');
    return slurm.squeue.value_or(slash == std::string::npos ? "squeue" : slurm.scontrol.substr(0, slash + 1) + "squeue");
}

Request any_squeue_request(const Settings& settings, const SlurmSource& source, std::string_view states, std::string format) {
    // All of these would leave jobs out, or print them in another way.
    constexpr std::array variables{"SQUEUE_ACCOUNT",  "SQUEUE_FEDERATION", "SQUEUE_FORMAT", "SQUEUE_FORMAT2",
                                   "SQUEUE_LICENSES", "SQUEUE_LOCAL",      "SQUEUE_NAMES",  "SQUEUE_PARTITION",
                                   "SQUEUE_QOS",      "SQUEUE_SIBLING",    "SQUEUE_SORT",   "SQUEUE_STATES",
                                   "SQUEUE_USERS"};
    Command command = slurm_command(settings, source, squeue_program(settings.slurm),
                                    {"--noheader", "--array", "--all", fmt::format("--states={}", states), std::move(format)});
    for (const char* const name : variables) command.environment.emplace_back(name, std::nullopt);
    return {.source = source.name,
            .command = std::move(command),
            .hint_if_missing = "name squeue with --squeue or slurm.squeue, which may be false",
            .hint_if_slow = hint_if_slow};
}

}    // namespace

Request scontrol_request(const Settings& settings, const SlurmSource& source) {
    Command command = slurm_command(settings, source, settings.slurm.scontrol, {"show", "lic"});
    command.environment.emplace_back("SLURM_TIME_FORMAT", std::string(scontrol_time_format));
    return {.source = source.name,
            .command = std::move(command),
            .file = settings.slurm.input,
            .hint_if_missing = "is Slurm installed here? name its scontrol with --scontrol or slurm.scontrol",
            .hint_if_slow = hint_if_slow};
}

Request squeue_request(const Settings& settings, const SlurmSource& source) {
    Request request = any_squeue_request(settings, source, squeue_states, fmt::format("--format={}", squeue_format));
    request.file = settings.slurm.squeue_input;
    return request;
}

Request squeue_allocated_request(const Settings& settings, const SlurmSource& source) {
    return any_squeue_request(settings, source, "RUNNING,SUSPENDED,CONFIGURING",
                              fmt::format("--Format={}", squeue_allocated_format));
}

}    // namespace slurmlic
