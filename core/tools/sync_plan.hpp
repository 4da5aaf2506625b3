#pragma once

// A plan for what Slurm is told of each tool, and what it is made from; the rules stand in core/tools/sync.hpp.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/slurm/license.hpp"
#include "core/slurm/reservations.hpp"
#include "core/slurm/resources.hpp"
#include "core/tools/sync_shares.hpp"
#include "core/tools/tool.hpp"

namespace slurmlic {

/// What is known beside the tools.
struct SyncFacts {
    const std::vector<ClusterLicenses>* slurm = nullptr;
    /// Of each cluster; a cluster is missing where they could not be asked.
    std::map<std::string, std::vector<LicenseReservation>> reservations = {};
    std::optional<std::vector<ResourceShare>> resources = {};    // nothing: sacctmgr could not be asked
    bool are_saved = false;    // saved texts are read: there are no reservations, and each license's Count is its total
    std::map<std::string, std::string> reasons = {};    // by tool: what is wrong with its sources
};

/// What is to be told of one license.
struct SyncTarget {
    std::string license_name;
    std::string cluster = {};                  // of a reservation; else empty, as it is where no cluster was named
    std::vector<std::string> clusters = {};    // that are asked and have it
    SyncUnit unit = {};
    std::vector<std::int64_t> deficits = {};    // LastConsumed: LastDeficit in each of the clusters
    std::string resource = {};                  // LastConsumed: name and server as sacctmgr has them
    std::string server = {};
    std::string reservation = {};             // its name
    bool is_there = false;                    // the reservation
    std::int64_t used = 0;                    // tokens
    std::int64_t free = 0;                    // as Slurm believes, less what a reservation of ours holds
    std::int64_t share = 0;                   // what is laid on it
    std::int64_t value = 0;                   // what to tell
    std::optional<std::int64_t> told = {};    // what Slurm was told last; nothing: nothing
    bool is_in_step = false;
};

struct SyncPlan {
    std::string tool;
    std::optional<SyncBy> by = {};    // of the settings
    std::string reason = {};          // why there is none; empty: there is one
    bool is_amiss = false;            // the reason is something that somebody should look at
    bool is_one_sided = false;        // the reason is that the tool has tokens or seats alone
    std::optional<std::int64_t> issued = {};
    std::optional<std::int64_t> used = {};
    std::optional<std::int64_t> outside = {};
    std::optional<std::int64_t> free = {};
    std::optional<std::int64_t> safe = {};
    std::vector<SyncTarget> targets = {};    // by license and cluster; empty where there is a reason
};

/// The word of the settings for a mechanism.
inline std::string_view sync_name(SyncBy by) { return by == SyncBy::last_consumed ? "lastconsumed" : "reservation"; }

}    // namespace slurmlic
