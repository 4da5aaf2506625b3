#pragma once

// `slurmlic show`: licenses and tools as a table, in the order given.

#include <string>
#include <vector>

#include "cli/views/json.hpp"
#include "cli/views/style.hpp"
#include "core/tools/tool.hpp"

namespace slurmlic {

/// A row for each tool and below it one for each of its licenses; then the licenses that belong to no tool.
std::string show_text(const std::vector<Tool>& tools, const std::vector<ToolPool>& others, const ViewStyle& style);

/// An object: "tools", each with its "pools", and "licenses", those that belong to no tool. null is what is not known.
std::string show_json(const std::vector<Tool>& tools, const std::vector<ToolPool>& others);

/// An array of the licenses of one tool.
void write_pools(JsonWriter& json, const std::vector<ToolPool>& pools);

}    // namespace slurmlic
