#pragma once

#include <chrono>
#include <string>

#include "core/os/descriptor.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

/// Locks a file that is there (flock), so that no two runs do what only one may do at a time; it is free again when the
/// descriptor is closed, or its process is gone. Waits for another run up to `limit`. The file is only read.
Result<Descriptor> lock_file(const std::string& path, std::chrono::milliseconds limit);

/// From here on the commands that are run hold the lock, too, until they end: one that outlives its run, because that was
/// killed, may still do what only one may do at a time.
void share_with_commands(const Descriptor& lock);

}    // namespace slurmlic
