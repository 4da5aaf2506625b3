#pragma once

// The saved texts of Slurm, for anonymize.

#include <span>

#include "core/text/spans.hpp"

namespace slurmlic {

/// `scontrol show lic` and squeue.
std::span<const TextKind> slurm_texts();

}    // namespace slurmlic
