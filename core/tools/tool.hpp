#pragma once

// A tool: what its users call one thing, and Slurm and the license servers count under names of their own.

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/seats/seats.hpp"
#include "core/slurm/demand.hpp"
#include "core/slurm/job.hpp"
#include "core/slurm/license.hpp"

namespace slurmlic {

/// Rule 8 of core/tools/join.hpp: sums of such counts stay within 64 bits.
inline std::int64_t sane(std::int64_t count) { return std::clamp<std::int64_t>(count, 0, infinite_count); }

/// What one user has of a tool.
struct ToolUser {
    std::string user;           // as the license server or squeue spells it; empty: unknown
    std::int64_t seats = 0;     // checked out at the license servers
    std::int64_t tokens = 0;    // held by running jobs
    std::int64_t outside = 0;
    std::int64_t idle = 0;
    std::vector<std::pair<std::string, std::int64_t>> hosts;    // host, seats; sorted
    std::vector<std::string> jobs;                              // Slurm job ids that hold tokens
    std::int64_t borrowed = 0;                                  // of the seats, those held until a time that has not come
    std::int64_t borrowed_for = 0;                              // seconds until the last of these is free
    std::optional<LocalMinutes> since = {};                     // when the oldest seat was checked out, by the server's clock
    std::int64_t queued = 0;                                    // seats that the servers have in their queues
    std::int64_t pending = 0;                                   // tokens that pending jobs ask for
};

/// A job that waits for tokens of a tool.
struct WaitingJob {
    std::string user;
    std::string id;
    std::string cluster = {};    // empty: none
    std::int64_t tokens = 0;     // of all its tasks; of pools any of which will do those of the largest
};

/// A Slurm license that is one pool of a tool.
struct ToolPool {
    std::string pool = {};
    std::string license_name = {};
    std::string cluster = {};    // empty: none
    std::int64_t total = 0;
    std::int64_t used = 0;
    std::int64_t free = 0;
    std::optional<std::int64_t> reserved = {};
    std::optional<std::int64_t> pending = {};        // tokens asked for by pending jobs; nothing while squeue is not known
    std::optional<std::int64_t> unexplained = {};    // tokens in use that no job holds; the same
    std::string nodes = {};                          // of a layer of a hierarchical resource, which is in no tool
    bool is_seen_twice = false;    // total and free are those of a pool that another cluster sees, too, and count there
};

struct Tool {
    std::string name;
    std::vector<ToolPool> pools;
    std::vector<std::string> features;           // app:feature
    std::optional<std::int64_t> tokens_used;     // absent while a Slurm source of it is down
    std::optional<std::int64_t> seats_used;      // absent while an app of it is down, or it has no feature
    std::optional<std::int64_t> seats_issued;    // the same, and nothing where a feature is uncounted
    std::optional<std::int64_t> gap;
    std::optional<std::int64_t> outside;
    std::optional<std::int64_t> idle;
    std::vector<ToolUser> users;        // most outside+idle first, then most seats, then name
    std::vector<WaitingJob> waiting;    // the oldest first, where users are kept
    bool are_tokens_missing = false;    // the settings name licenses, and Slurm has none of them
    bool are_seats_missing = false;     // it has no feature, but an app that may have one is down
};

/// Whether Tool::users, and who waits, are kept, for people to read, or only summed: of a large site they are most of the
/// memory.
enum class ToolUsers : std::uint8_t { kept, summed };

/// Whether a tool should have this side, known or not.
inline bool has_tokens_side(const Tool& tool) { return !tool.pools.empty() || tool.are_tokens_missing; }
inline bool has_seats_side(const Tool& tool) { return !tool.features.empty() || tool.are_seats_missing; }

/// That a Slurm license is a pool of a tool. Known from the settings also while Slurm is down.
struct ToolLicense {
    std::string cluster;    // empty: none
    std::string license_name;
    std::string pool;
    std::string tool;
    auto operator<=>(const ToolLicense&) const = default;    // NOLINT(modernize-use-nullptr): takes it for a null pointer
};

/// A feature as the settings name it, "app:feature".
struct FeatureName {
    std::string app;
    std::string feature;
    std::size_t line = {};    // in the settings file, from 1; 0: not from there
};

struct PoolSettings {
    std::string pool;
    std::vector<std::string> licenses;
};

/// How the seats of a tool's features make those of the tool.
enum class Combine : std::uint8_t {
    sum,
    max,    // the features are checked out together, and count once
};

/// By what Slurm is told of the seats of a tool that are used outside of it.
enum class SyncBy : std::uint8_t {
    last_consumed,    // slurmdbd is told how many tokens of a remote license are in use everywhere
    reservation,      // a reservation holds as many tokens
};

/// A tool as the settings describe it.
struct ToolSettings {
    std::string name;
    std::vector<PoolSettings> pools;
    std::vector<FeatureName> features;
    Combine combine = Combine::sum;
    std::optional<bool> clusters_share = {};    // whether clusters see one pool whole; nothing: found by rule 9 of join.hpp
    std::optional<SyncBy> sync = {};            // nothing: nobody is told anything
};

/// What is known of one Slurm cluster: a side of its tools. The pointers outlive it.
struct ClusterSide {
    std::string cluster;
    const ClusterLicenses* licenses = nullptr;    // null: unknown
    const JobDemand* demand = nullptr;            // null: unknown
};

/// What is known of one app.
struct AppSide {
    std::string app;
    const SeatStatus* status = nullptr;    // null: down
    bool is_whole = true;                  // all that it serves is known: none of its server systems is down
};

}    // namespace slurmlic
