#pragma once

// Which licenses of a tool are told, and how: rules 3 to 6 and 8 of core/tools/sync.hpp.

#include <vector>

#include "core/text/result.hpp"
#include "core/tools/sync_plan.hpp"

namespace slurmlic {

/// Sorted by license and cluster, without share and value. The error's `got` says why there are none. The tool has pools.
Result<std::vector<SyncTarget>> find_targets(const Tool& tool, const ToolSettings* settings, const SyncFacts& facts);

/// Rule 8, once the value is known.
void note_whether_in_step(SyncTarget& target);

/// Whether more is held back when it is told the value than is now. LastConsumed itself does not say: it has what is used in
/// it.
bool holds_more_when_told(const SyncTarget& target);

}    // namespace slurmlic
