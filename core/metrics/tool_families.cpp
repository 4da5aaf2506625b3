#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/metrics/families.hpp"
#include "core/tools/pools.hpp"

namespace slurmlic {
namespace {

using State = std::pair<std::string_view, std::optional<std::int64_t> (*)(const ToolPool&)>;

constexpr std::array states{State{"free", [](const ToolPool& sum) { return std::optional(sum.free); }},
                            State{"pending", [](const ToolPool& sum) { return sum.pending; }},
                            State{"reserved", [](const ToolPool& sum) { return sum.reserved; }},
                            State{"total", [](const ToolPool& sum) { return std::optional(sum.total); }},
                            State{"used", [](const ToolPool& sum) { return std::optional(sum.used); }}};

}    // namespace

void tool_tokens(const Report& report, SampleWriter& to) {
    std::map<std::string_view, std::vector<const Tool*>> tools_by_pool;    // each tool once
    for (const Tool& tool : report.tools) {
        if (!tool.tokens_used) continue;
        for (const ToolPool& one : tool.pools) {
            std::vector<const Tool*>& tools = tools_by_pool[one.pool];
            if (tools.empty() || tools.back() != &tool) tools.push_back(&tool);
        }
    }
    for (const auto& [pool, tools] : tools_by_pool) {    // pool, state, tool: as samples are sorted
        for (const auto& [state, count_of] : states) {
            for (const Tool* const tool : tools) {
                to.tokens({{"pool", pool}, {"state", state}, {"tool", tool->name}}, count_of(sum_of(tool->pools, pool)));
            }
        }
    }
}

}    // namespace slurmlic
