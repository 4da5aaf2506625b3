#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/ports.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

/// Where a report goes: a file, or standard output where there is none.
struct Destination {
    std::optional<std::string> file;
};

/// What `output` means: "-" is standard output, a directory gets slurm_licenses.prom, any other name must end in ".prom".
/// A path that is not there and looks like a directory (it ends in "/", or its last part has no dot) is taken for a
/// missing one: publishing to it fails, and says so.
Result<Destination> destination_of(const std::string& output, const std::function<PathKind(const std::string&)>& path_kind);

}    // namespace slurmlic
