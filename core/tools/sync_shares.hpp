#pragma once

// How much of each license Slurm must not hand out, so that its free tokens are no more than the seats that are free:
//
//  1 A license that is told by reservation has as many tokens as Slurm says. One that is told by LastConsumed has as many as
//    slurmdbd counts (Count), of which each cluster has some (its Total).
//  2 To be laid is what is outside. Where the licenses have more tokens than seats are issued, so many more; and where a
//    license has more in use than it has, as many as keep the others' free tokens within the safe ones.
//  3 It is laid on the license with most free tokens first (of equal ones the first), as far as it has any, then on the next.
//    What is left then, since more is in use than there is, is laid on them once more, as far as their tokens go, so that
//    tokens that become free are not handed out; the rest on the first. One license has all of it.
//  4 The value of a reservation is what is laid on it, no more than Slurm lets it hold. That of LastConsumed is what is used,
//    over all clusters, and what is laid on it, no more than Count.
//  5 Slurm's side of LastConsumed: external = Count - Total, deficit = LastConsumed - external - Used (not below 0), and
//    Free = Total - Used - deficit (likewise). Of several clusters with a share each, both could take the free tokens; then
//    the value is so much higher that what is free in all of them together is safe. Where they see one pool whole, the
//    free tokens are the same ones.

#include <cstdint>
#include <vector>

#include "core/tools/tool.hpp"

namespace slurmlic {

/// A license as one cluster has it.
struct SyncCluster {
    std::int64_t total = 0;
    std::int64_t used = 0;
};

/// What Slurm is told one number about.
struct SyncUnit {
    SyncBy by = SyncBy::reservation;
    std::int64_t count = 0;                    // rule 1
    std::int64_t most = 0;                     // that can be told
    std::vector<SyncCluster> clusters = {};    // of a reservation one
    bool is_one_pool = false;                  // which all of its clusters see whole
};

/// Rule 5, for one cluster and a value.
std::int64_t deficit_of(const SyncUnit& unit, const SyncCluster& cluster, std::int64_t value);

/// The tokens that Slurm hands out over all clusters when it is told the value.
std::int64_t free_when_told(const SyncUnit& unit, std::int64_t value);

/// Rules 2 and 3: what is laid on each. `outside` is not below 0.
std::vector<std::int64_t> lay_shares(const std::vector<SyncUnit>& units, std::int64_t issued, std::int64_t outside);

/// Rules 4 and 5.
std::int64_t value_to_tell(const SyncUnit& unit, std::int64_t share);

}    // namespace slurmlic
