#pragma once

// Doctor on the sources: scontrol, squeue, lmutil and their servers, each asked once.

#include <optional>
#include <string>

#include "cli/doctor/finding.hpp"
#include "cli/sources/source_list.hpp"
#include "cli/ports.hpp"
#include "core/settings/settings.hpp"
#include "core/metrics/report.hpp"

namespace slurmlic {

struct SourceExamination {
    Findings findings;
    Report report;                        // of all licenses and features, those that the settings leave out, too
    std::optional<double> slurm_ahead;    // seconds that slurmctld's clock is ahead of ours; nothing where it is not known
};

/// `user`: whom the timer or cron uses.
SourceExamination examine_sources(const Settings& settings, const Plan& plan, const std::string& user, const Ports& ports);

}    // namespace slurmlic
