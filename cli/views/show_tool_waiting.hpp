#pragma once

#include <string>

#include "cli/views/style.hpp"
#include "cli/views/tool_facts.hpp"

namespace slurmlic {

/// Who waits, in the queues of the license servers and in Slurm; that nobody does, where that is known.
std::string waiting_text(const ToolFacts& facts, const ViewStyle& style);

}    // namespace slurmlic
