// Either a timer or cron runs slurmlic, and publishes what the other checks look at.

#include <set>

#include <fmt/format.h>

#include "cli/doctor/facts.hpp"
#include "cli/output_file.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr const char* enable_timer = "systemctl enable --now slurmlic.timer";

/// A line for cron: the directory quoted for its shell and "%" for cron itself, and all of it for who pastes it.
std::string cron_advice(const std::string& user, const std::string& directory) {
    std::string quoted;
    for (const char c : shell_word(directory)) quoted += c == '%' ? "\\%" : std::string(1, c);
    return fmt::format("printf '%s\\n' {}\"$(command -v slurmlic)\"{} > /etc/cron.d/slurmlic",
                       shell_word(fmt::format("* * * * * {} ", user)),
                       shell_word(fmt::format(" --output {} 2>&1 | logger -t slurmlic", quoted)));
}

void check_timer(const Schedule& schedule, Findings& findings) {
    const std::string enabled = value_of(schedule.timer, "UnitFileState");
    const std::string active = value_of(schedule.timer, "ActiveState");
    const std::string service = value_of(schedule.service, "LoadState");
    const std::string result = value_of(schedule.service, "Result");
    const std::string state = fmt::format("slurmlic.timer is {} and {}", enabled, active);
    if (service != "loaded") {
        findings.bad("schedule", fmt::format("{}, but slurmlic.service is {}", state, service),
                     "systemctl status slurmlic.service");
    } else if (active != "active" || enabled != "enabled") {
        findings.bad("schedule", state, enable_timer);
    } else if (result != "success") {
        findings.bad("schedule", "the last run of slurmlic.service failed: " + result, "journalctl -u slurmlic -n 20");
    } else {
        findings.ok("schedule", state);
    }
}

/// Of timer and cron, that there is one.
void check_starters(const Facts& facts, Findings& findings) {
    const Schedule& schedule = facts.schedule;
    std::set<std::string> files;
    for (const ScheduledRun& one : schedule.cron_runs) files.insert(one.origin);
    const std::string cron = fmt::format("{}", fmt::join(files, ", "));
    if (!schedule.failure.empty()) findings.warn("schedule", schedule.failure, "systemctl show slurmlic.timer");
    if (schedule.has_timer() && files.empty()) {
        check_timer(schedule, findings);
    } else if (schedule.has_timer()) {
        findings.warn("schedule", "slurmlic.timer runs it, and so does cron, by " + cron,
                      "remove the line there, or: systemctl disable --now slurmlic.timer");
    } else if (schedule.cron_runs.size() > 1) {
        findings.warn("schedule", fmt::format("cron runs it by {} lines, in {}", schedule.cron_runs.size(), cron), "keep one");
    } else if (!files.empty()) {
        findings.ok("schedule", "cron runs it, by " + cron);
    } else {
        const bool is_new = is_fresh(facts.file_run, facts.ports.now());
        findings.add(
            is_new ? Health::warn : Health::bad, "schedule",
            is_new ? "neither timer nor cron runs slurmlic, but something does: the file is new"
                   : "neither timer nor cron: nothing runs slurmlic",
            value_of(schedule.timer, "LoadState") == "loaded" ? enable_timer : cron_advice(facts.user, facts.place.directory));
    }
}

/// What is wrong with what a run publishes; empty where it is the file that the other checks look at.
std::string fault_of_run(const Facts& facts, const ScheduledRun& run) {
    if (run.output == "-" && facts.request.output_by_option) return {};    // what the settings say is not known
    const std::string& output = run.output == "-" ? facts.settings.output : run.output;
    if (output == "-") return "names no --output: it publishes nothing";
    if (!output.starts_with('/')) return fmt::format("publishes {}, which is relative to where it is started", excerpt(output));
    const auto to = output_file(output, facts.ports.path_kind);
    if (!to) return to_sentence(to.error());
    if (**to == facts.place.file || facts.place.file.empty()) return {};
    return fmt::format("publishes {}, this looks at {}", **to, facts.place.file);
}

}    // namespace

void check_schedule(const Facts& facts, Findings& findings) {
    check_starters(facts, findings);
    for (const ScheduledRun& one : facts.schedule.runs()) {
        const std::string fault = fault_of_run(facts, one);
        if (fault.empty()) continue;
        findings.bad("schedule", fmt::format("{} {}", one.origin, fault),
                     "let it publish with --output " + shell_word(facts.place.directory));
    }
}

}    // namespace slurmlic
