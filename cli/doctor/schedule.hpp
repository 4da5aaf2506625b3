#pragma once

// Who runs slurmlic every minute: systemd's timer or cron, and with which user and output.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/ports.hpp"

namespace slurmlic {

inline constexpr std::string_view set_up_program = "/usr/share/slurmlic/set-up";
inline constexpr std::string_view cron_sample = "/usr/share/doc/slurmlic/examples/slurmlic.cron";
inline constexpr std::string_view cron_folder = "/etc/cron.d";

/// One command line that publishes, in a unit or a cron file.
struct ScheduledRun {
    std::string origin;                   // the file that it stands in
    std::string user;                     // empty: not said, which is root for a unit
    std::optional<std::string> output;    // of its --output
    std::vector<std::string> writable;    // the ReadWritePaths= of a unit with ProtectSystem=strict
    bool is_confined = false;             // it may write there alone
    bool is_unit = false;
    bool is_own_crontab = false;    // of the user, as crontab -e edits it
    std::string start;              // the ExecStart= of a unit
};

/// A unit as systemd finds it.
struct UnitState {
    std::optional<std::string> file;      // the first of its folders that has it, and it is not masked
    std::optional<std::string> mask;      // the link to /dev/null, or empty file, that masks it
    std::optional<std::string> wanted;    // what has it started at boot: a link in TARGET.wants
    bool is_wanted_until_boot = false;    // that is in /run
    bool is_link_broken = false;          // it leads nowhere, which systemd does not mind where the unit is
};

/// A cron file that cron passes over, or a part of it.
struct CronProblem {
    std::string finding;
    std::string mend;
};

struct Schedule {
    bool is_systemd_here = false;    // it runs on this system
    UnitState timer;
    UnitState service_unit;
    std::optional<ScheduledRun> service;    // there, enabled or not
    std::vector<ScheduledRun> cron;
    std::vector<CronProblem> problems;

    /// Whether systemd starts the timer at boot, and may.
    [[nodiscard]] bool is_timer_enabled() const { return timer.wanted && timer.file && !timer.mask; }
};

/// Reads units and their drop-ins where systemd looks for them, /etc/crontab, /etc/cron.d and the users' crontabs.
Schedule find_schedule(const Ports& ports);

/// What runs, of the service only when the timer is enabled.
std::vector<ScheduledRun> active_runs(const Schedule& schedule);

/// The user of the first of these, or root.
std::string publishing_user(const Schedule& schedule);

/// The first of systemd's folders that has a unit of that name.
std::optional<std::string> find_unit(std::string_view name, const Ports& ports);

/// The command that gives the run another output.
std::string command_to_publish(const ScheduledRun& run, const std::string& directory);

// Its parts.

UnitState unit_state(std::string_view name, const Ports& ports);
std::optional<ScheduledRun> find_service(const Ports& ports);
void read_all_cron(const Ports& ports, Schedule& schedule);

/// The words of a command line; quotes hold blanks together.
std::vector<std::string> words_of(std::string_view line);

/// Whether the words run slurmlic to publish, and where to. Its name may also be a user's: "* * * * * slurmlic slurmlic".
std::optional<ScheduledRun> run_of(const std::vector<std::string>& words, std::size_t first);

/// Of a regular file; empty where it can't be read.
std::string text_of_file(const std::string& path, const Ports& ports);

}    // namespace slurmlic
