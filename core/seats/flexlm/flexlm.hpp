#pragma once

#include "core/seats/manager.hpp"

namespace slurmlic {

/// FlexLM (FlexNet), which is asked with `lmutil lmstat`.
Manager flexlm();

}    // namespace slurmlic
