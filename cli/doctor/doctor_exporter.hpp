#pragma once

// Doctor on whether a node_exporter that runs here reads what slurmlic publishes.

#include <string>
#include <vector>

#include "cli/doctor/doctor_directory.hpp"
#include "cli/doctor/exporter.hpp"
#include "cli/doctor/finding.hpp"
#include "cli/doctor/processes.hpp"
#include "cli/doctor/schedule.hpp"

namespace slurmlic {

struct ExporterExamination {
    Findings findings;
    std::vector<Exporter> readers;         // those that read the directory
    std::vector<std::string> elsewhere;    // other directories that they read, too, as they can be looked at
};

/// `running` are those among the processes. `settings_path` is where an output that no unit or cron file names may stand.
ExporterExamination examine_exporters(const Place& place, const Schedule& schedule, const ProcessList& processes,
                                      const std::vector<Exporter>& running, const std::string& settings_path,
                                      const Ports& ports);

}    // namespace slurmlic
