#pragma once

// `slurmlic doctor`: asks all that has to be right for the numbers to arrive, and says what to do. Nothing is published.

#include "cli/doctor/request.hpp"
#include "cli/exit.hpp"
#include "cli/ports.hpp"

namespace slurmlic {

/// Exit::ok only where every finding is ok; wrong settings are a finding.
Exit doctor(const DoctorRequest& request, const Ports& ports);

}    // namespace slurmlic
