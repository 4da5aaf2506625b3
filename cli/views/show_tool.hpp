#pragma once

// `slurmlic show TOOL`: who has the licenses of one tool. A headline; its Slurm licenses, license servers and features; who has
// seats or tokens; who waits for some.

#include <string>

#include "cli/views/style.hpp"
#include "cli/views/tool_facts.hpp"

namespace slurmlic {

/// "?" is a number that is not known, "3+" one of which no more is known, "-" one that can't be. Of each list the first
/// style.most_users are there, and the others are counted.
std::string show_tool_text(const ToolFacts& facts, const ViewStyle& style);

/// An object with all of it; null is what is not known. Times are seconds since the epoch.
std::string show_tool_json(const ToolFacts& facts);

}    // namespace slurmlic
