#pragma once

// slurm_licenses_sync.prom: what sync told Slurm.

#include <optional>
#include <string>
#include <vector>

#include "cli/ports.hpp"
#include "cli/sync/outcome.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

struct SyncOutput {
    std::optional<std::string> file;    // nothing: standard output
};

/// Where to publish; nothing: nowhere. A named output is "-", a directory, or a file NAME.prom, but not the one of collect.
/// Without one it is beside the file of collect, if that goes to a file and all tools are asked for: a file without the others
/// would say that they are not told any more.
Result<std::optional<SyncOutput>> sync_output(const std::string& output, bool is_named, bool are_tools_chosen,
                                              const Ports& ports);

/// Publishes what became of the tools that were to be told. When they were last told is carried over from the file of the
/// previous run while they fail.
Result<void> publish_outcomes(const SyncOutput& output, const std::vector<ToolOutcome>& outcomes, double now,
                              const Ports& ports);

}    // namespace slurmlic
