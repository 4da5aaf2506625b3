#pragma once

// All that one run publishes. Every list is sorted by what its series are sorted by.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/seats/seats.hpp"
#include "core/slurm/demand.hpp"
#include "core/slurm/license.hpp"
#include "core/tools/tool.hpp"

namespace slurmlic {

/// What became of one source in this run.
struct SourceState {
    std::string source;    // "slurm", "slurm:CLUSTER", "squeue", "squeue:CLUSTER" or "MANAGER:APP"
    bool up = false;
    double duration_seconds = 0;
    std::uint64_t skipped_lines = 0;
    std::optional<double> last_success = {};    // seconds since the epoch
};

/// One app of a license manager. While it is down it has no features, and its servers and daemons are down; it has none of
/// these while nobody could say so.
struct AppStatus {
    std::string app;
    std::string_view manager = {};    // its name in the settings
    SeatStatus status = {};
    std::int64_t top_users = 0;    // how many users of a feature are published
};

struct Report {
    std::vector<ClusterLicenses> slurm;
    std::vector<ClusterDemand> demand;
    std::vector<AppStatus> apps;
    std::vector<Tool> tools;
    std::vector<ToolLicense> tool_licenses;
    std::vector<SourceState> sources;
    double run_timestamp = 0;    // seconds since the epoch
    double run_duration_seconds = 0;
    bool success = false;
    std::string version;
};

}    // namespace slurmlic
