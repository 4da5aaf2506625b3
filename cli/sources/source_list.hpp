#pragma once

#include <vector>

#include "cli/sources/slurm_source.hpp"
#include "core/settings/settings.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

/// Which sources a run asks. With any saved text, nothing live is run: the sources that have none are left out.
struct Plan {
    std::vector<SlurmSource> slurm;
    std::vector<SlurmSource> squeue;
    std::vector<FlexlmSettings> flexlm;    // sorted by name
    bool is_licenses_alone = false;        // a saved `scontrol show lic` and nothing beside it
};

/// The Error says what does not fit together.
Result<Plan> make_plan(const Settings& settings);

}    // namespace slurmlic
