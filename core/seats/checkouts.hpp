#pragma once

#include <vector>

#include "core/seats/seats.hpp"

namespace slurmlic {

/// Sorts holders, and makes one for each user and host again where two names have become one.
void unite(std::vector<Checkout>& holders);

}    // namespace slurmlic
