#pragma once

// Doctor on the published file, and on what lies beside it.

#include "cli/doctor_directory.hpp"
#include "cli/finding.hpp"
#include "cli/ports.hpp"

namespace slurmlic {

struct FileExamination {
    Findings findings;
    bool is_fresh = false;    // a run has written it within the last minutes
};

/// Whether the file is there, whole, fresh, and by a run that read all. `version` is ours.
FileExamination examine_file(const Place& place, const std::string& version, const Ports& ports);

/// Other files named *.prom that node_exporter chokes on, or that hold series of ours; and what runs have left.
Findings examine_neighbours(const Place& place, const Ports& ports);

}    // namespace slurmlic
