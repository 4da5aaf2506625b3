#pragma once

// What became of a plan.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/tools/sync.hpp"

namespace slurmlic {

struct TargetOutcome {
    bool is_told = false;        // Slurm has the value
    std::int64_t value = 0;      // what it was told last, or is to be told
    std::string problem = {};    // what went wrong; also where it was told, but not enough
};

struct ToolOutcome {
    SyncPlan plan;
    bool is_applied = false;                    // it was tried
    std::vector<TargetOutcome> targets = {};    // of those of the plan, in their order; empty where nothing was tried
};

/// Whether Slurm was told all of it, and it is enough.
inline bool is_good(const ToolOutcome& outcome) {
    return outcome.is_applied && outcome.plan.reason.empty() &&
           std::ranges::all_of(outcome.targets, [](const TargetOutcome& one) { return one.is_told && one.problem.empty(); });
}

}    // namespace slurmlic
