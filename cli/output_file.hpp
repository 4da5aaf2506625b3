#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/ports.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

/// The file that `output` means; none for "-", which is standard output. A directory gets slurm_licenses.prom, any other name
/// must end in ".prom". A path that is not there and looks like a directory (it ends in "/", or its last part has no dot) is
/// taken for a missing one: publishing to it fails, and says so.
Result<std::optional<std::string>> output_file(const std::string& output,
                                               const std::function<PathKind(const std::string&)>& path_kind);

}    // namespace slurmlic
