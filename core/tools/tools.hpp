#pragma once

// A tool: what its users call one thing, and Slurm and FlexLM count under names of their own. How the two are joined:
//
//  1 A tool is what the settings say. Where they name none, a license X_batch or X_interactive (also X-batch, X_int, X-int)
//    is the pool `batch` or `interactive` of the tool X, any other license X the pool `all` of the tool X; of a license
//    vcs@lic1, mostly a remote one, X is what stands in front of the "@". Its FlexLM side is the feature X of every app that
//    has one.
//  2 ASCII letters of licenses, features and users are compared without regard to case. Of two spellings of a user,
//    FlexLM's is told.
//  3 A license in layers (it has nodes) belongs to no tool: the sum of its layers means nothing.
//  4 Slurm's side is what scontrol counts as used, over all pools and clusters; FlexLM's is the checkouts over all features
//    and daemons.
//  5 A user's tokens are those of the running jobs. What scontrol counts beyond them belongs to the unknown user; what the
//    jobs hold beyond that count is taken off the newest jobs, which began after scontrol was asked.
//  6 Of each user, `outside` is what FlexLM has beyond Slurm and `idle` what Slurm has beyond FlexLM; so the sums of both
//    differ by the gap, which is FlexLM's side less Slurm's.
//  7 A side is unknown while one of its sources is down, or where none of its names is there; then there is no gap. With
//    Slurm's jobs unknown there is neither outside nor idle.
//  8 A count is taken for 0 below 0, and for 2^32-1, Slurm's own infinity, above that.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace slurmlic {

struct ClusterLicenses;
struct FlexlmStatus;
struct Job;

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
    std::optional<std::int64_t> pending;    // tokens asked for by pending jobs; nothing while squeue is not known
    std::string nodes = {};                 // of a layer of a hierarchical resource, which is in no tool
};

struct Tool {
    std::string name;
    std::vector<ToolPool> pools;
    std::vector<std::string> features;            // app:feature
    std::optional<std::int64_t> slurm_used;       // nothing while a Slurm source of it is down
    std::optional<std::int64_t> flexlm_used;      // nothing while an app of it is down, or it has no feature
    std::optional<std::int64_t> flexlm_issued;    // the same, and nothing where a feature is uncounted
    std::optional<std::int64_t> gap;
    std::optional<std::int64_t> outside;
    std::optional<std::int64_t> idle;
    std::vector<ToolUser> users;       // most outside+idle first, then most seats, then name
    bool is_slurm_missing = false;     // the settings name licenses, and Slurm told of none of them
    bool is_flexlm_missing = false;    // it has no feature, but an app that may have one is down
};

/// Whether a tool should have this side, known or not.
inline bool has_slurm_side(const Tool& tool) { return !tool.pools.empty() || tool.is_slurm_missing; }
inline bool has_flexlm_side(const Tool& tool) { return !tool.features.empty() || tool.is_flexlm_missing; }

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
};

struct PoolSettings {
    std::string pool;
    std::vector<std::string> licenses;
};

/// A tool as the settings describe it.
struct ToolSettings {
    std::string name;
    std::vector<PoolSettings> pools;
    std::vector<FeatureName> features;
};

/// What is known of one Slurm cluster. Jobs have their licenses under the names of `licenses`.
struct ClusterView {
    std::string cluster;
    const ClusterLicenses* licenses = nullptr;    // null: unknown
    const std::vector<Job>* jobs = nullptr;       // null: unknown
};

/// What is known of one FlexLM app.
struct AppView {
    std::string app;
    const FlexlmStatus* status = nullptr;    // null: down
};

struct ToolJoin {
    std::vector<Tool> tools;              // sorted by name
    std::vector<ToolLicense> licenses;    // sorted
};

/// What becomes of a tool that the naming rule makes of nothing but licenses of its own name: where nothing beside the
/// licenses was read, it would only say again what slurm_licenses_used says, of a list that may hold a million.
enum class PlainTools : std::uint8_t { kept, left_out };

/// Applies rules 1 to 8. No settings: the naming rule.
ToolJoin join_tools(const std::vector<ToolSettings>& settings, const std::vector<ClusterView>& clusters,
                    const std::vector<AppView>& apps, PlainTools plain_tools = PlainTools::kept);

}    // namespace slurmlic
