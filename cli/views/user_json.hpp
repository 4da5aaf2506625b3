#pragma once

#include "cli/views/json.hpp"
#include "core/tools/tool.hpp"

namespace slurmlic {

/// Whether the tokens of the tool's users are all that there are. Tokens that no job holds are an unknown user's: only while
/// squeue is not known do they not add up.
bool are_user_tokens_known(const Tool& tool);

/// The members that gap and show begin a tool with: both sides and the difference.
void write_headline_members(JsonWriter& json, const Tool& tool);

/// The members that gap and show tell of a user, of an object that is open. A number that is not known of the tool is not known
/// of its users, though a part of it was told: then it is null.
void write_user_members(JsonWriter& json, const Tool& tool, const ToolUser& user, bool are_tokens_known);

}    // namespace slurmlic
