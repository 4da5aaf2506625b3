#pragma once

// The pools of a tool together: rules 9 and 10 of core/tools/join.hpp.

#include <optional>
#include <string_view>
#include <vector>

#include "core/tools/members.hpp"
#include "core/tools/tool.hpp"

namespace slurmlic {

/// Notes which pools another cluster sees, too: rule 9. `pools` are those of `licenses`, in their order. `clusters_share` as in
/// ToolSettings.
void mark_pools_seen_twice(std::vector<ToolPool>& pools, const std::vector<MemberLicense>& licenses,
                           const std::optional<bool>& clusters_share);

/// The tokens of several licenses together, of all or of one pool: rule 10.
ToolPool sum_of(const std::vector<ToolPool>& pools, std::optional<std::string_view> pool = {});

}    // namespace slurmlic
