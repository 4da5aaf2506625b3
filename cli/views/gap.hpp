#pragma once

// `slurmlic gap`: who makes the gap between the license servers and Slurm. The tool with most seats outside Slurm or idle in it
// comes first, tools that are not known next, and those without a gap last.

#include <string>
#include <string_view>
#include <vector>

#include "cli/views/style.hpp"
#include "core/text/result.hpp"
#include "core/tools/tool.hpp"

namespace slurmlic {

/// A headline for each tool, and below it the people who make its gap, in the order of Tool::users. "?" is a number that is
/// not known since a source was not read, "-" one that can't be: the tool has no such side.
std::string gap_text(const std::vector<Tool>& tools, const ViewStyle& style);

/// One tool's headline, and what "?" and "-" mean in it.
std::string gap_headline(const Tool& tool, const ViewStyle& style);
std::string gap_legend(const Tool& tool);

/// Where nobody makes a gap, a line that says so and what tells more; else empty.
std::string hint_without_gap(const Tool& tool);

/// An array, one object a tool, in the order given; null is what is not known.
std::string gap_json(const std::vector<Tool>& tools);

/// The tool of that name, without regard to case. The Error names a tool of nearly that name, or the one that a license
/// or feature of that name belongs to.
Result<std::vector<Tool>> choose_tool(const std::vector<Tool>& tools, std::string_view name);

}    // namespace slurmlic
