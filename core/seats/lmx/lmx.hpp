#pragma once

#include "core/seats/manager.hpp"

namespace slurmlic {

/// LM-X, which is asked with `lmxendutil`.
Manager lmx();

}    // namespace slurmlic
