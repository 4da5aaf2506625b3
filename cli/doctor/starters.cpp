#include "cli/doctor/starters.hpp"

#include <map>
#include <set>

#include <fmt/format.h>

#include "cli/doctor/programs.hpp"

namespace slurmlic {
namespace {

class StarterChecker {
public:
    StarterChecker(const Facts& facts, const StarterCheck& wanted, Findings& findings)
        : facts_(facts), wanted_(wanted), schedule_(wanted.schedule), findings_(findings) {}

    void check() {
        std::set<std::string> files;
        for (const ScheduledRun& one : schedule_.cron_runs) files.insert(one.origin);
        const std::string cron = fmt::format("{}", fmt::join(files, ", "));
        if (!schedule_.failure.empty()) findings_.warn(wanted_.subject, schedule_.failure, systemctl({"systemctl", "show"}));
        if (schedule_.has_timer() && files.empty()) {
            check_timer();
        } else if (schedule_.has_timer()) {
            findings_.warn(wanted_.subject, fmt::format("{} runs it, and so does cron, by {}", timer_, cron),
                           "remove the line there, or: " + systemctl({"systemctl", "disable", "--now"}));
        } else if (schedule_.cron_runs.size() > 1) {
            findings_.warn(wanted_.subject, fmt::format("cron runs it by {} lines, in {}", schedule_.cron_runs.size(), cron),
                           "keep one");
        } else if (!files.empty()) {
            findings_.ok(wanted_.subject, "cron runs it, by " + cron);
        } else {
            report_nobody();
        }
    }

private:
    /// With the timer behind it.
    [[nodiscard]] Advice systemctl(std::vector<Word> argv) const {
        argv.emplace_back(timer_);
        return Advice::command(argv);
    }

    [[nodiscard]] Advice enable_timer() const { return systemctl({"systemctl", "enable", "--now"}); }

    /// The line names the program by its path: the PATH of cron is short.
    [[nodiscard]] Advice cron_line() const {
        const std::map<std::string, std::string> found = find_programs({"slurmlic"}, facts_.ports);
        return Advice::cron_line(schedule_.task, wanted_.user, found.empty() ? "slurmlic" : found.begin()->second,
                                 wanted_.directory);
    }

    void check_timer() {
        const std::string enabled = value_of(schedule_.timer, "UnitFileState");
        const std::string active = value_of(schedule_.timer, "ActiveState");
        const std::string loaded = value_of(schedule_.service, "LoadState");
        const std::string result = value_of(schedule_.service, "Result");
        const std::string state = fmt::format("{} is {} and {}", timer_, enabled, active);
        if (loaded != "loaded") {
            findings_.bad(wanted_.subject, fmt::format("{}, but {} is {}", state, service_, loaded),
                          Advice::command({"systemctl", "status", service_}));
        } else if (active != "active" || enabled != "enabled") {
            findings_.bad(wanted_.subject, state, enable_timer());
        } else if (result != "success") {
            findings_.bad(wanted_.subject, fmt::format("the last run of {} failed: {}", service_, result),
                          Advice::command({"journalctl", "-u", unit_, "-n", "20"}));
        } else {
            findings_.ok(wanted_.subject, state);
        }
    }

    void report_nobody() {
        const char* const command = command_name(schedule_.task);
        const bool is_new = is_fresh(wanted_.last_run, facts_.ports.now());
        findings_.add(is_new ? Health::warn : Health::bad, wanted_.subject,
                      is_new ? fmt::format("neither timer nor cron runs {}, but something does: the file is new", command)
                             : fmt::format("neither timer nor cron: nothing runs {}", command),
                      value_of(schedule_.timer, "LoadState") == "loaded" ? enable_timer() : cron_line());
    }

    const Facts& facts_;
    const StarterCheck& wanted_;
    const Schedule& schedule_;
    Findings& findings_;
    std::string unit_ = unit_name(schedule_.task);
    std::string timer_ = unit_ + ".timer";
    std::string service_ = unit_ + ".service";
};

}    // namespace

void check_starters(const Facts& facts, const StarterCheck& wanted, Findings& findings) {
    StarterChecker(facts, wanted, findings).check();
}

}    // namespace slurmlic
