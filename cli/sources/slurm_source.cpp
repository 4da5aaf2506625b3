#include "cli/sources/slurm_source.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/slurm/scontrol.hpp"
#include "core/slurm/squeue.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr const char* hint_if_slow =
    "does slurmctld answer \"scontrol ping\", and munged \"munge -n\"? is MessageTimeout in slurm.conf longer than our "
    "timeout?";

constexpr std::string_view states_option = "--states=";

std::string squeue_program(const SlurmSettings& slurm) {
    return slurm.squeue.value_or(program_beside_scontrol(slurm, "squeue"));
}

Request any_squeue_request(const Settings& settings, const SlurmSource& source, std::string format) {
    // All of these would leave jobs out, list one twice, or print them in another way.
    constexpr std::array variables{
        "SQUEUE_ACCOUNT",  "SQUEUE_ARRAY",   "SQUEUE_ARRAY_UNIQUE", "SQUEUE_FEDERATION", "SQUEUE_FORMAT",   "SQUEUE_FORMAT2",
        "SQUEUE_LICENSES", "SQUEUE_LOCAL",   "SQUEUE_NAMES",        "SQUEUE_PARTITION",  "SQUEUE_PRIORITY", "SQUEUE_QOS",
        "SQUEUE_SIB",      "SQUEUE_SIBLING", "SQUEUE_SORT",         "SQUEUE_STATES",     "SQUEUE_USERS"};
    Command command =
        slurm_command(settings, source, squeue_program(settings.slurm),
                      {"--noheader", "--all", fmt::format("{}{}", states_option, squeue_states), std::move(format)});
    for (const char* const name : variables) command.environment.emplace_back(name, std::nullopt);
    command.environment.emplace_back("SLURM_BITSTR_LEN", "0");    // else a long list of tasks is cut
    return {.source = source.name,
            .command = std::move(command),
            .hint_if_missing = "name squeue with --squeue or slurm.squeue, which may be false",
            .hint_if_slow = hint_if_slow};
}

/// Drops the state that this squeue refused, and says so; false where it refused none of them.
bool drop_refused_state(Request& request, const Response& response) {
    constexpr std::string_view complaint = "Invalid job state specified: ";
    const std::size_t at = response.remarks.find(complaint);
    if (response.text || at == std::string::npos) return false;
    std::string_view rest = std::string_view(response.remarks).substr(at + complaint.size());
    const std::string_view word = take_word(rest);
    const std::string_view refused = word.substr(0, word.find(';'));
    std::vector<std::string>& argv = request.command.argv;
    const auto option = std::ranges::find_if(argv, [](const std::string& one) { return one.starts_with(states_option); });
    if (option == argv.end()) return false;
    std::vector<std::string> left;
    std::string_view states = std::string_view(*option).substr(states_option.size());
    const std::size_t size = states.size();
    while (!states.empty()) {
        const std::string_view state = take_until(states, ',');
        if (state != refused) left.emplace_back(state);
    }
    std::string joined = fmt::format("{}", fmt::join(left, ","));
    if (joined.size() == size) return false;    // it was not one of these
    *option = fmt::format("{}{}", states_option, joined);
    return true;
}

}    // namespace

Command slurm_command(const Settings& settings, const SlurmSource& source, std::string program,
                      const std::vector<std::string>& arguments) {
    Command command;
    command.argv = {std::move(program)};
    if (!source.cluster.empty()) command.argv.insert(command.argv.end(), {"-M", source.cluster});
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.environment = {{"SLURM_CLUSTERS", std::nullopt},    // would ask other clusters than the settings name
                           {"LC_ALL", "C"}};
    command.limit = settings.timeout;
    command.most_output = settings.most_text;
    return command;
}

std::string program_beside_scontrol(const SlurmSettings& slurm, const std::string& name) {
    const std::size_t slash = slurm.scontrol.rfind('/');
    return slash == std::string::npos ? name : slurm.scontrol.substr(0, slash + 1) + name;
}

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
    Request request = any_squeue_request(settings, source, fmt::format("--format={}", squeue_format));
    request.file = settings.slurm.squeue_input;
    // Without --states squeue lists every job that has not ended, whatever its flags.
    request.saved_by = fmt::format("SLURM_BITSTR_LEN=0 squeue --noheader --all --format='{}'", squeue_format);
    return request;
}

Request squeue_allocated_request(const Settings& settings, const SlurmSource& source) {
    return any_squeue_request(settings, source, fmt::format("--Format={}", squeue_allocated_format));
}

void repeat_without_refused_states(std::vector<Request> requests, std::span<Response> responses, const Ports& ports) {
    while (true) {
        std::vector<std::size_t> places;
        std::vector<Request> again;
        for (std::size_t i = 0; i < requests.size(); ++i) {
            if (!drop_refused_state(requests[i], responses[i])) continue;
            places.push_back(i);
            again.push_back(requests[i]);
        }
        if (again.empty()) return;
        std::vector<Response> better = make_requests(again, ports);
        for (std::size_t i = 0; i < places.size(); ++i) responses[places[i]] = std::move(better[i]);
    }
}

}    // namespace slurmlic
