#pragma once

#include <cstdint>

#include "core/slurm/scontrol.hpp"

namespace slurmlic {

/// Seconds since the epoch of a time in this process's time zone (TZ).
std::int64_t local_to_epoch(const LocalTime& time);

}    // namespace slurmlic
