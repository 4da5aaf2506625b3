#include "cli/sync/sync_output.hpp"

#include <chrono>
#include <string_view>

#include "cli/output_file.hpp"
#include "core/metrics/sync_exposition.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view collect_file = "slurm_licenses.prom";
constexpr std::string_view sync_file = "slurm_licenses_sync.prom";
constexpr std::size_t most_previous_sync = std::size_t{64} << 20U;    // bytes

/// The file of sync in the folder of another file.
std::string sync_file_beside(std::string_view file) {
    file.remove_suffix(last_path_part(file).size());
    return std::string(file) += sync_file;
}

std::map<std::string, double> load_previous_sync(const SyncOutput& output, const Ports& ports) {
    if (!output.file || ports.path_kind(*output.file) != PathKind::file) return {};
    const Result<std::string> text = ports.read_file(*output.file, std::chrono::seconds(1), most_previous_sync);
    return text ? read_previous_sync(*text) : std::map<std::string, double>();
}

SyncState state_of(const ToolOutcome& outcome, const std::map<std::string, double>& previous, double now) {
    SyncState state{.tool = outcome.plan.tool, .success = is_good(outcome)};
    const auto earlier = previous.find(state.tool);
    if (state.success) {
        state.last_success = now;
    } else if (earlier != previous.end() && earlier->second <= now) {    // else a clock was wrong
        state.last_success = earlier->second;
    }
    for (std::size_t i = 0; i < outcome.targets.size(); ++i) {
        if (!outcome.targets[i].is_told) continue;
        const SyncTarget& target = outcome.plan.targets[i];
        state.told.push_back({target.license_name, target.cluster, outcome.targets[i].value});
    }
    return state;
}

}    // namespace

Result<std::optional<SyncOutput>> sync_output(const std::string& output, bool is_named, bool are_tools_chosen,
                                              const Ports& ports) {
    if (!is_named && are_tools_chosen) return std::optional<SyncOutput>();
    const Result<std::optional<std::string>> file = output_file(output, ports.path_kind);
    if (!file) return unexpected(file.error());
    if (!*file) return is_named ? std::optional(SyncOutput{}) : std::nullopt;
    const bool is_file_of_sync = is_named && output.ends_with(".prom") && ports.path_kind(output) != PathKind::directory;
    if (!is_file_of_sync) return std::optional(SyncOutput{sync_file_beside(**file)});
    if (last_path_part(output) != collect_file) return std::optional(SyncOutput{output});
    Unexpected wrong = unexpected("a file for sync alone", output + ", which is that of collect");
    wrong.error.key = "output";
    return wrong;
}

Result<void> publish_outcomes(const SyncOutput& output, const std::vector<ToolOutcome>& outcomes, double now,
                              const Ports& ports) {
    const std::map<std::string, double> previous = load_previous_sync(output, ports);
    std::vector<SyncState> states;
    for (const ToolOutcome& one : outcomes) {
        if (one.is_applied) states.push_back(state_of(one, previous, now));
    }
    if (output.file) {
        return ports.publish_file(*output.file, [&states](const TakePiece& take) { render_sync(states, take); });
    }
    Result<void> printed;
    render_sync(states, [&](std::string_view piece) {
        if (printed) printed = ports.print(piece);
    });
    return printed;
}

}    // namespace slurmlic
