#pragma once

// A tool: what its users call one thing, and Slurm and FlexLM count under names of their own.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace slurmlic {

/// What one user has of a tool.
struct ToolUser {
    std::string user;    // as FlexLM or squeue spells it; empty: unknown
    std::int64_t flexlm = 0;
    std::int64_t slurm = 0;
    std::int64_t outside = 0;
    std::int64_t idle = 0;
    std::vector<std::pair<std::string, std::int64_t>> hosts;    // host, seats; sorted
    std::vector<std::string> jobs;                              // Slurm job ids that hold tokens
};

/// A Slurm license that is one pool of a tool.
struct ToolPool {
    std::string pool;
    std::string license_name;
    std::string cluster;    // empty: none
    std::int64_t total = 0;
    std::int64_t used = 0;
    std::int64_t free = 0;
    std::optional<std::int64_t> reserved;
    std::int64_t pending = 0;    // tokens asked for by pending jobs
};

struct Tool {
    std::string name;
    std::vector<ToolPool> pools;
    std::vector<std::string> features;          // app:feature
    std::optional<std::int64_t> slurm_used;     // nothing while a Slurm source of it is down
    std::optional<std::int64_t> flexlm_used;    // nothing while an app of it is down, or it has no feature
    std::optional<std::int64_t> flexlm_issued;
    std::optional<std::int64_t> gap;
    std::optional<std::int64_t> outside;
    std::optional<std::int64_t> idle;
    std::vector<ToolUser> users;    // most outside+idle first, then most seats, then name
};

}    // namespace slurmlic
