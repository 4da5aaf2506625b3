#include "cli/doctor/doctor_schedule.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cli/doctor/shell.hpp"

namespace slurmlic {
namespace {

constexpr const char* timer_on = "systemctl enable --now slurmlic.timer";

std::vector<std::string> origins_of(const std::vector<ScheduledRun>& runs) {
    std::vector<std::string> origins;
    for (const ScheduledRun& one : runs) {
        if (std::find(origins.begin(), origins.end(), one.origin) == origins.end()) origins.push_back(one.origin);
    }
    return origins;
}

class ScheduleCheck {
public:
    ScheduleCheck(const Schedule& schedule, const ProcessList& processes, bool is_fresh, const std::string& directory,
                  const Ports& ports)
        : schedule_(schedule),
          timer_(schedule.timer),
          processes_(processes),
          is_fresh_(is_fresh),
          directory_(directory),
          ports_(ports) {}

    Findings examine() {
        for (const CronProblem& one : schedule_.problems) add(Health::bad, one.finding, one.mend);
        const bool has_cron = !schedule_.cron.empty();
        if (schedule_.is_timer_enabled()) {
            check_timer();
        } else if (timer_.wanted && !timer_.file && !timer_.mask) {
            add(has_cron ? Health::warn : Health::bad,
                fmt::format("{} enables slurmlic.timer, but there is no such unit", *timer_.wanted),
                has_cron ? fmt::format("rm {} && systemctl daemon-reload", shell_word(*timer_.wanted)) : install());
        }
        if (has_cron && !schedule_.is_timer_enabled()) check_cron();
        if (!has_cron && findings_.empty()) tell_nothing_runs();
        return std::move(findings_);
    }

private:
    void add(Health health, std::string finding, std::string mend) {
        findings_.push_back({health, "schedule", std::move(finding), std::move(mend)});
    }

    [[nodiscard]] std::string cron_files() const { return fmt::format("{}", fmt::join(origins_of(schedule_.cron), ", ")); }

    /// Takes a line out of a cron file; a file of slurmlic's own goes as a whole.
    static std::string remove_from(const ScheduledRun& run) {
        if (run.is_own_crontab)
            return fmt::format("crontab -u {0} -l | grep -v slurmlic | crontab -u {0} -", shell_word(run.user));
        if (run.origin.starts_with(cron_folder)) return fmt::format("rm {}", shell_word(run.origin));
        return fmt::format("sed -i '/slurmlic/d' {}", shell_word(run.origin));
    }

    /// With what a package has brought along.
    [[nodiscard]] std::string install() const {
        if (ports_.look_at(std::string(cron_sample))) return fmt::format("cp {} {}/slurmlic", cron_sample, cron_folder);
        const std::string job = fmt::format("* * * * * root slurmlic --output {} 2>&1 | logger -t slurmlic", directory_);
        return fmt::format("echo {} > {}/slurmlic", shell_word(job), cron_folder);
    }

    /// One that is enabled.
    void check_timer() {
        if (!schedule_.cron.empty()) {
            return add(
                Health::warn, fmt::format("slurmlic.timer is enabled, and {} runs it, too", cron_files()),
                fmt::format("keep one: {}; or systemctl disable --now slurmlic.timer", remove_from(schedule_.cron.front())));
        }
        if (schedule_.service_unit.mask) {
            return add(Health::bad,
                       fmt::format("slurmlic.timer is enabled, but {} masks its service", *schedule_.service_unit.mask),
                       unmask(*schedule_.service_unit.mask, "slurmlic.service") + " && systemctl start slurmlic.timer");
        }
        if (!schedule_.service) {
            return add(Health::bad, "slurmlic.timer is enabled, but there is no slurmlic.service",
                       fmt::format("systemctl disable --now slurmlic.timer; {}", install()));
        }
        if (!schedule_.is_systemd_here) {
            return add(Health::warn, "slurmlic.timer is enabled, but systemd does not run here", install());
        }
        if (timer_.is_link_broken) {
            return add(Health::warn, fmt::format("slurmlic.timer is enabled, but {} leads nowhere", *timer_.wanted),
                       "systemctl reenable slurmlic.timer");
        }
        if (timer_.is_wanted_until_boot && !timer_.file->starts_with("/run/")) {
            return add(Health::warn, "slurmlic.timer is enabled until the next boot only", timer_on);
        }
        add(Health::ok, "slurmlic.timer is enabled", "");
    }

    static std::string unmask(const std::string& mask, std::string_view unit) {
        return fmt::format("systemctl unmask {}{}", mask.starts_with("/run/") ? "--runtime " : "", unit);
    }

    void check_cron() {
        if (schedule_.cron.size() > 1) {
            return add(Health::warn, fmt::format("cron runs slurmlic by {} lines, in {}", schedule_.cron.size(), cron_files()),
                       "keep one: " + remove_from(schedule_.cron.back()));
        }
        // Something like a cron that is called otherwise may have written a fresh file.
        if (!is_fresh_ && processes_.problem.empty() && !is_cron_running(processes_)) {
            const bool is_debian = ports_.path_kind("/etc/debian_version") != PathKind::missing;
            return add(Health::bad, fmt::format("{} is there, but cron does not run", cron_files()),
                       schedule_.is_systemd_here ? fmt::format("systemctl enable --now {}", is_debian ? "cron" : "crond")
                                                 : std::string(is_debian ? "service cron start" : "crond"));
        }
        add(Health::ok, fmt::format("cron runs it, by {}", cron_files()), "");
    }

    void tell_nothing_runs() {
        if (is_fresh_ && !timer_.mask) {
            return add(Health::warn, "neither timer nor cron is there, but the file is fresh: something else runs slurmlic",
                       timer_.file ? timer_on : install());
        }
        if (timer_.mask) {
            return add(Health::bad,
                       fmt::format("{} masks slurmlic.timer, and there is no cron job: nothing runs slurmlic", *timer_.mask),
                       fmt::format("{} && {}", unmask(*timer_.mask, "slurmlic.timer"), timer_on));
        }
        const bool can_enable = timer_.file && schedule_.is_systemd_here;
        add(Health::bad,
            timer_.file ? "slurmlic.timer is not enabled, and there is no cron job: nothing runs slurmlic"
                        : "there is neither slurmlic.timer nor a cron job: nothing runs slurmlic",
            can_enable ? timer_on : install());
    }

    const Schedule& schedule_;
    const UnitState& timer_;
    const ProcessList& processes_;
    bool is_fresh_;
    const std::string& directory_;
    const Ports& ports_;
    Findings findings_;
};

}    // namespace

Findings examine_schedule(const Schedule& schedule, const ProcessList& processes, bool is_fresh, const std::string& directory,
                          const Ports& ports) {
    return ScheduleCheck(schedule, processes, is_fresh, directory, ports).examine();
}

}    // namespace slurmlic
