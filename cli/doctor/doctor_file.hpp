#pragma once

// Doctor on the published file, and on what lies beside it.

#include <string>
#include <vector>

#include "cli/doctor/doctor_directory.hpp"
#include "cli/doctor/exporter.hpp"
#include "cli/doctor/finding.hpp"
#include "cli/ports.hpp"
#include "cli/doctor/schedule.hpp"

namespace slurmlic {

struct FileExamination {
    Findings findings;
    bool is_fresh = false;    // a run has written it within the last minutes
};

/// Whether the file is there, whole, fresh, and by a run that read all. `version` is ours.
FileExamination examine_file(const Place& place, const Schedule& schedule, const std::vector<Exporter>& readers,
                             const std::string& version, const Ports& ports);

/// Other files named *.prom that node_exporter chokes on, or that hold series of ours, also in other directories that it
/// reads; and what runs have left.
Findings examine_neighbours(const Place& place, const std::vector<Exporter>& readers, const std::vector<std::string>& elsewhere,
                            const Ports& ports);

}    // namespace slurmlic
