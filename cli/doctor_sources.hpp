#pragma once

// Doctor on the sources: scontrol, squeue, lmutil and their servers, each asked once.

#include <optional>
#include <string>

#include "cli/finding.hpp"
#include "cli/plan.hpp"
#include "cli/ports.hpp"
#include "core/config.hpp"
#include "core/model.hpp"

namespace slurmlic {

struct SourceExamination {
    Findings findings;
    Report report;                        // of all licenses and features, those that the settings leave out, too
    std::optional<double> slurm_ahead;    // seconds that slurmctld's clock is ahead of ours; nothing where it is not known
};

/// `user`: whom the timer or cron uses.
SourceExamination examine_sources(const Settings& settings, const Plan& plan, const std::string& user, const Ports& ports);

}    // namespace slurmlic
