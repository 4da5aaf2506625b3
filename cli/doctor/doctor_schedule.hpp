#pragma once

// Doctor on who runs slurmlic every minute.

#include <string>

#include "cli/doctor/finding.hpp"
#include "cli/doctor/processes.hpp"
#include "cli/doctor/schedule.hpp"

namespace slurmlic {

/// `is_fresh`: the file is, whoever writes it. `directory`: where it is, or should be.
Findings examine_schedule(const Schedule& schedule, const ProcessList& processes, bool is_fresh, const std::string& directory,
                          const Ports& ports);

}    // namespace slurmlic
