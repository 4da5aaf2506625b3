#pragma once

// The file of `slurmlic sync --apply`, which stands beside that of collect.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/pieces.hpp"

namespace slurmlic {

/// What Slurm was told of one license.
struct SyncTold {
    std::string license_name;
    std::string cluster;    // of a reservation; else empty
    std::int64_t tokens = 0;
};

/// What became of one tool in this run.
struct SyncState {
    std::string tool;
    bool success = false;
    std::optional<double> last_success = {};    // seconds since the epoch
    std::vector<SyncTold> told = {};
};

/// The states as a text, sorted by tool. Total: any states give a valid one.
void render_sync(std::vector<SyncState> states, const TakePiece& take);

/// When each tool was last told, by the text of a previous run; what can't be read is passed over.
std::map<std::string, double> read_previous_sync(std::string_view text);

}    // namespace slurmlic
