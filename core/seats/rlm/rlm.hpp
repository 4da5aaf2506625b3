#pragma once

#include "core/seats/manager.hpp"

namespace slurmlic {

/// RLM, the Reprise License Manager, which is asked with `rlmutil`.
Manager rlm();

}    // namespace slurmlic
