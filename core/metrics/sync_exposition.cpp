#include "core/metrics/sync_exposition.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/metrics/sample_writer.hpp"
#include "core/text/exposition_reader.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view last_sync = "slurmlic_sync_last_success_timestamp_seconds";

}    // namespace

void render_sync(std::vector<SyncState> states, const TakePiece& take) {
    std::ranges::sort(states, {}, [](const SyncState& one) { return std::string_view(one.tool); });
    using Told = std::tuple<std::string_view, std::string_view, std::string_view, std::int64_t>;
    std::vector<Told> told;    // cluster, license, tool: as samples are sorted
    for (const SyncState& state : states) {
        for (const SyncTold& one : state.told) told.emplace_back(one.cluster, one.license_name, state.tool, one.tokens);
    }
    std::ranges::sort(told);
    ExpositionText text(take);
    SampleWriter times(last_sync, "When Slurm was last told of all licenses of a tool, in seconds since the epoch.", text);
    for (const SyncState& one : states) times.number({{"tool", one.tool}}, one.last_success);
    SampleWriter successes("slurmlic_sync_success", "1 if Slurm was told of all licenses of a tool, 0 if not.", text);
    for (const SyncState& one : states) successes.count({{"tool", one.tool}}, one.success ? 1 : 0);
    SampleWriter tokens("slurmlic_sync_tokens",
                        "What Slurm was told of a license: LastConsumed, or the tokens of a reservation.", text);
    for (const auto& [cluster, license, tool, count] : told) {
        tokens.count({unless_empty("cluster", cluster), {"license_name", license}, {"tool", tool}}, count);
    }
    text.hand_on();
}

std::map<std::string, double> read_previous_sync(std::string_view text) {
    std::map<std::string, double> times;
    for (const Sample& sample : read_exposition(text, {last_sync})) {
        const std::string tool(sample.label("tool"));
        const bool is_time = std::isfinite(sample.value) && sample.value > 0;
        if (sample.name == last_sync && is_time && is_printable_utf8(tool)) times.emplace(tool, sample.value);
    }
    return times;
}

}    // namespace slurmlic
