#pragma once

#include <vector>

#include "cli/ports.hpp"
#include "cli/sources/source_list.hpp"
#include "core/metrics/previous_file.hpp"
#include "core/metrics/report.hpp"
#include "core/settings/settings.hpp"
#include "core/text/diagnostic.hpp"
#include "core/tools/join.hpp"

namespace slurmlic {

/// What all sources said, and what is to be said of them, in the order of the sources. An info is for who wants it verbose.
struct SourceReadings {
    Report report;    // version and run_duration_seconds are left to who publishes
    std::vector<Diagnostic> diagnostics;
};

/// Asks every source side by side, reads what they say, and joins it. `previous` knows when a source last succeeded, and what
/// is down; `users` and `waiting` say whether somebody will read of them.
SourceReadings read_sources(const Settings& settings, const SourceList& sources, const Ports& ports,
                            const PreviousFile& previous, ToolUsers users = ToolUsers::kept,
                            WaitingJobs waiting = WaitingJobs::summed);

}    // namespace slurmlic
