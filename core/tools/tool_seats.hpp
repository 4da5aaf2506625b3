#pragma once

// The seats' side of a tool: rules 4, 7 and 11 of core/tools/join.hpp.

#include <cstdint>
#include <optional>

#include "core/tools/members.hpp"
#include "core/tools/user_table.hpp"

namespace slurmlic {

struct ToolSeats {
    std::optional<std::int64_t> used;
    std::optional<std::int64_t> issued;
};

/// Adds up the features of a tool, and gives the users their seats, and their hosts where these are wanted.
ToolSeats add_seats(const ToolMembers& members, ToolUsers wanted, UserTable& users);

}    // namespace slurmlic
