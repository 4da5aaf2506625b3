#pragma once

#include "core/seats/manager.hpp"

namespace slurmlic {

/// LS-DYNA, whose own license server is asked with `lstc_qrun`.
Manager lsdyna();

}    // namespace slurmlic
