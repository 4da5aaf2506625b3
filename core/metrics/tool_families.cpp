#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/metrics/families.hpp"
#include "core/tools/pools.hpp"

namespace slurmlic {
namespace {

/// The pools of a tool, by name.
std::map<std::string_view, std::vector<ToolPool>> pools_by_name(const Tool& tool) {
    std::map<std::string_view, std::vector<ToolPool>> pools;
    for (const ToolPool& one : tool.pools) pools[one.pool].push_back(one);
    return pools;
}

}    // namespace

void tool_tokens(const Report& report, SampleWriter& to) {
    using Labels =
        std::tuple<std::string_view, std::string_view, std::string_view>;    // pool, state, tool: as samples are sorted
    std::map<Labels, std::optional<std::int64_t>> samples;
    for (const Tool& tool : report.tools) {
        if (!tool.tokens_used) continue;
        for (const auto& [pool, all] : pools_by_name(tool)) {
            const ToolPool sum = sum_of(all);
            samples[{pool, "free", tool.name}] = sum.free;
            samples[{pool, "pending", tool.name}] = sum.pending;
            samples[{pool, "reserved", tool.name}] = sum.reserved;
            samples[{pool, "total", tool.name}] = sum.total;
            samples[{pool, "used", tool.name}] = sum.used;
        }
    }
    for (const auto& [labels, count] : samples) {
        const auto& [pool, state, tool] = labels;
        to.tokens({{"pool", pool}, {"state", state}, {"tool", tool}}, count);
    }
}

}    // namespace slurmlic
