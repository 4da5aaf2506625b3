#pragma once

#include <optional>
#include <string>

#include "cli/doctor/facts.hpp"

namespace slurmlic {

/// What `starters` are to be checked for.
struct StarterCheck {
    const Schedule& schedule;
    std::string subject;
    std::string directory;             // into which a line for cron is to publish
    std::string user;                  // of that line
    std::optional<double> last_run;    // of the task
};

/// Of timer and cron, that one starts the task, and not both.
void check_starters(const Facts& facts, const StarterCheck& wanted, Findings& findings);

}    // namespace slurmlic
