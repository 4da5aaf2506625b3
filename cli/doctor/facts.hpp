#pragma once

// What doctor asks once for all its checks; and the checks.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/doctor/finding.hpp"
#include "cli/doctor/request.hpp"
#include "cli/doctor/scheduled_task.hpp"
#include "cli/sources/read_sources.hpp"
#include "core/text/exposition_reader.hpp"
#include "core/tools/sync.hpp"

namespace slurmlic {

/// A command line that does a task.
struct ScheduledRun {
    std::string origin;    // "slurmlic.service", "/etc/cron.d/slurmlic"
    std::string user;
    std::string output;    // its --output; "-" where it has none
    bool is_unit = false;
};

struct Schedule {
    ScheduledTask task = ScheduledTask::collect;
    std::string timer = {};                        // what `systemctl show` prints of it; empty where systemd does not run
    std::string service = {};                      // likewise
    std::string failure = {};                      // why systemctl failed
    std::vector<ScheduledRun> service_run = {};    // one or none, whether or not the timer starts it
    std::vector<ScheduledRun> cron_runs = {};

    /// Whether the timer is active, or will be after the next boot.
    [[nodiscard]] bool has_timer() const;

    /// What is started: by the timer, then by cron.
    [[nodiscard]] std::vector<ScheduledRun> runs() const;
};

/// Asks systemctl, where systemd runs, and reads /etc/crontab and the files of /etc/cron.d.
Schedule read_schedule(ScheduledTask task, const Ports& ports);

/// What `scontrol show config` said of one cluster that answers.
struct SlurmConfig {
    std::string cluster;
    std::string text = {};
    double time = 0;    // when it had ended, in seconds since the epoch by our clock
};

/// Of Debian's node_exporter.
inline constexpr const char* usual_directory = "/var/lib/prometheus/node-exporter";

/// Where the file is published, in absolute paths.
struct Place {
    std::string directory = usual_directory;    // to be advised where none is named, and not touched then
    std::string file = {};
    std::string failure = {};    // why it is not known
};

/// What is asked of sync, where a tool has sync = in the settings.
struct SyncSetup {
    Schedule schedule = {};
    std::string user = {};              // who tells Slurm
    std::string slurm_user = {};        // SlurmUser of slurm.conf; empty: not known
    bool has_slurmdbd = true;           // also where that is not known
    std::string admin_level = {};       // of the user in slurmdbd, as sacctmgr prints it; empty: slurmdbd has no such user
    std::string rights_failure = {};    // why that is not known
    std::map<std::string, std::vector<LicenseReservation>> reservations = {};    // of each cluster that could be asked
    std::vector<ResourceShare> resources = {};
    std::vector<SyncPlan> plans = {};    // what sync would do, or why nothing
    std::string file = {};               // what sync publishes
    std::vector<Sample> published = {};
};

/// Lives as long as the request and the ports that it was collected with.
struct Facts {
    const DoctorRequest& request;
    const Settings& settings;
    const Ports& ports;
    std::string settings_path = {};    // absolute
    Schedule schedule = {};
    std::string user = {};    // who publishes
    Ports user_ports = {};    // run commands as that user, where doctor runs as root
    Result<SourceList> sources = SourceList();
    SourceReadings readings = {};    // of all licenses and features, those that the settings leave out, too
    std::vector<SlurmConfig> configs = {};
    Place place = {};
    std::optional<double> file_run = {};    // when the run was whose file lies there
    std::vector<Sample> page = {};          // of node_exporter: its own samples and ours
    std::string page_failure = {};          // why there is no page
    std::optional<SyncSetup> sync = {};     // where a tool is to be told by sync, from live sources
};

Facts collect_facts(const DoctorRequest& request, const Ports& ports);

/// Asks as who tells Slurm; nothing where nobody is to. All other facts are known by then.
std::optional<SyncSetup> read_sync_setup(const Facts& facts);

/// `sacctmgr -nP show user USER format=AdminLevel`.
std::vector<std::string> show_rights(const Facts& facts, const std::string& user);

/// Ports whose commands run as that user, where root asks. A program that runuser can't start is one that can't be started.
Ports ports_as(const std::string& user, const Ports& ports);

/// The series that tells when the run was that published a file.
inline constexpr std::string_view last_run_name = "slurmlic_last_run_timestamp_seconds";

/// Whether a run at that time is recent enough: no two in a row are missing.
bool is_fresh(std::optional<double> run, double now);

/// A command in the C locale.
Command plain_command(std::vector<std::string> argv);

/// Why a command failed, in its own words where it had any; empty where it did not.
std::string failure_text(const Command& command, const Outcome& outcome);

/// The value in the first line "KEY=VALUE" or "KEY = VALUE" with that key; empty where there is none.
std::string value_of(std::string_view text, std::string_view key);

/// The value of the first series of that name.
std::optional<double> value_of(const std::vector<Sample>& samples, std::string_view name);

// Each in a file of its own.
void check_settings(const Facts& facts, Findings& findings);
void check_sources(const Facts& facts, Findings& findings);
void check_slurm(const Facts& facts, Findings& findings);
void check_tools(const Facts& facts, Findings& findings);
void check_directory(const Facts& facts, Findings& findings);
void check_access(const Facts& facts, Findings& findings);
void check_exporter(const Facts& facts, Findings& findings);
void check_schedule(const Facts& facts, Findings& findings);
void check_sync(const Facts& facts, Findings& findings);
void check_clock(const Facts& facts, Findings& findings);

}    // namespace slurmlic
