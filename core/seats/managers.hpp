#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/seats/manager.hpp"

namespace slurmlic {

/// The license managers that slurmlic knows. A saved text is of the first one that knows it: FlexLM is the last, since its
/// texts say least of whose they are.
std::span<const Manager> managers();

/// The kinds of saved text of all of them.
std::vector<TextKind> texts_of_managers();

/// Whose saved text it is; null where no manager knows it.
const Manager* manager_of(std::string_view text);

/// The one that is taken where nobody says which.
const Manager& usual_manager();

}    // namespace slurmlic
