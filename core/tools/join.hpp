#pragma once

// How the two sides of a tool are joined:
//
//  1 A tool is what the settings say. Where they name none, a license X_batch or X_interactive (also X-batch, X_int, X-int)
//    is the pool `batch` or `interactive` of the tool X, any other license X the pool `all` of the tool X; of a license
//    vcs@lic1, mostly a remote one, X is what stands in front of the "@". Its features are those named X, of every app.
//  2 Licenses, features and users are compared by what is seen of them, ASCII letters without regard to case. A domain in front
//  of a user (CORP\ann)
//    is no part of the name; of two spellings the license server's is kept.
//  3 A license in layers (it has nodes) belongs to no tool: the sum of its layers means nothing.
//  4 Slurm's side is what scontrol counts as used, over all pools and clusters; the seats' side is the checkouts over all
//    features and daemons.
//  5 A user's tokens are those of the running jobs. What scontrol counts beyond them belongs to the unknown user; what the
//    jobs hold beyond that count is taken off the newest jobs, which began after scontrol was asked.
//  6 For each user, `outside` is the seats beyond the tokens and `idle` the tokens beyond the seats; so the sums of both
//    differ by the gap, which is the seats' side less Slurm's.
//  7 A side is unknown while one of its sources is down, where one of its numbers could not be told, or where none of its names
//    is there; then there is no gap. With Slurm's jobs unknown there is neither outside nor idle.
//  8 A count below 0 is taken for 0, and one above 2^32-1, Slurm's own infinity, for that.
//  9 Several clusters may see one pool whole (SharedPool of Slurm 26.05) in place of a share each. They do where the settings
//    say so (clusters_share), and where these say nothing, if a remote license has the same name, the same total and the same
//    LastConsumed in them. Its total and free tokens count once; used, reserved and pending ones are each cluster's own.
// 10 The tokens of several pools are summed; infinite ones stay so. A number that one of them lacks is absent.
// 11 The seats of several features are summed, or where they are checked out together (combine = "max") those of a user are
//    the most that he has of any, and as many are issued as of the scarcest.

#include <cstdint>
#include <vector>

#include "core/tools/tool.hpp"

namespace slurmlic {

struct ToolJoin {
    std::vector<Tool> tools;              // sorted by name
    std::vector<ToolLicense> licenses;    // sorted
};

/// Applies rules 1 to 11. No settings: the naming rule.
ToolJoin join_tools(const std::vector<ToolSettings>& settings, const std::vector<ClusterSide>& clusters,
                    const std::vector<AppSide>& apps, ToolUsers users = ToolUsers::kept);

}    // namespace slurmlic
