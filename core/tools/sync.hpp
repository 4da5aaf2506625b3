#pragma once

// What Slurm should be told of each tool, so that it hands out no token without a seat:
//
//  1 Free are the tokens that Slurm says are free, less those that a reservation of ours holds; safe are issued - used -
//    outside, not below 0: the seats issued, the tokens that Slurm counts as used, and the seats beyond the tokens of their
//    users.
//  2 There is no plan, but a reason, where one of these is not known, where a source of the tool is down or only partly read
//    (SyncFacts::reasons), where jobs do not explain what is used, and where a license has no limit or belongs to two tools.
//  3 A tool's `sync` in the settings says how its licenses are told. Where it says nothing, remote licenses are told by
//    LastConsumed and others by a reservation, but nobody is told.
//  4 LastConsumed is one number for a remote license (sacctmgr's Count, server and clusters) over all clusters. All clusters
//    that have a share have to be asked. Where their totals are more than Count, they see one pool whole, all the same.
//  5 A reservation is each cluster's own. It is called slurmlic_TOOL_LICENSE (core/tools/sync_names.hpp), is root's, and holds
//    tokens of nothing else; one of that name that is another is left alone.
//  6 A license that one mechanism holds tokens of is not told by the other: both would block the same seats.
//  7 How much each is told: core/tools/sync_shares.hpp.
//  8 A license is in step when it needs not be told: its deficits, or what its reservation holds, are those of the value.

#include <vector>

#include "core/tools/sync_plan.hpp"

namespace slurmlic {

/// Whether Slurm needs not be told anything of the tool.
bool is_in_step(const SyncPlan& plan);

/// Applies rules 1 to 8. `settings` are those of the tools; the plans are in the order of the tools.
std::vector<SyncPlan> plan_sync(const std::vector<Tool>& tools, const std::vector<ToolSettings>& settings,
                                const SyncFacts& facts);

}    // namespace slurmlic
