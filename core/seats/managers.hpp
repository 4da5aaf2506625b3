#pragma once

#include <span>

#include "core/seats/manager.hpp"

namespace slurmlic {

/// The license managers that slurmlic knows; the first is taken where nobody says which.
std::span<const Manager> managers();

}    // namespace slurmlic
