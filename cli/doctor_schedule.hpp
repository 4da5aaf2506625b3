#pragma once

// Doctor on who runs slurmlic every minute: systemd's timer or cron, and with which user and output.

#include <optional>
#include <string>
#include <vector>

#include "cli/finding.hpp"
#include "cli/ports.hpp"

namespace slurmlic {

/// One command line that publishes, in a unit or a cron file.
struct ScheduledRun {
    std::string origin;                   // the file that it stands in
    std::string user;                     // empty: not said, which is root for a unit
    std::optional<std::string> output;    // of its --output
    std::vector<std::string> writable;    // the ReadWritePaths= of a unit with ProtectSystem=strict
    bool is_confined = false;             // it may write there alone
    bool is_unit = false;
};

struct Schedule {
    bool is_timer_enabled = false;
    bool is_systemd_here = false;           // it runs on this system
    std::optional<std::string> timer;       // the timer's file, enabled or not
    std::optional<ScheduledRun> service;    // there, enabled or not
    std::vector<ScheduledRun> cron;
    Findings problems;    // of cron files that cron passes over
};

/// Reads units and their drop-ins where systemd looks for them, /etc/crontab, /etc/cron.d and the users' crontabs.
Schedule find_schedule(const Ports& ports);

/// What runs, of the service only when the timer is enabled.
std::vector<ScheduledRun> active_runs(const Schedule& schedule);

/// `is_fresh`: the file is, whoever writes it.
Findings examine_schedule(const Schedule& schedule, bool is_fresh);

}    // namespace slurmlic
