#pragma once

// What sync tells people.

#include <string>
#include <vector>

#include "cli/sync/outcome.hpp"
#include "cli/views/style.hpp"
#include "core/settings/settings.hpp"

namespace slurmlic {

/// Of each tool what Slurm believes, what is safe, and how that comes; and of each license what is to be told by which command,
/// or what it was told. Tools that have only one side are counted in one line, unless `are_chosen`.
std::string sync_text(const std::vector<ToolOutcome>& outcomes, bool are_chosen, const Settings& settings,
                      const ViewStyle& style);

/// An array, one object a tool, in the order given; null is what is not known.
std::string sync_json(const std::vector<ToolOutcome>& outcomes, const Settings& settings);

}    // namespace slurmlic
