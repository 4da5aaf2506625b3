// Either a timer or cron runs slurmlic, and publishes what the other checks look at.

#include <map>
#include <set>

#include <fmt/format.h>

#include "cli/doctor/facts.hpp"
#include "cli/doctor/programs.hpp"
#include "cli/output_file.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

Advice enable_timer() { return Advice::command({"systemctl", "enable", "--now", "slurmlic.timer"}); }

/// The line names the program by its path: the PATH of cron is short.
Advice cron_advice(const Facts& facts) {
    const std::map<std::string, std::string> found = find_programs({"slurmlic"}, facts.ports);
    return Advice::cron_line(facts.user, found.empty() ? "slurmlic" : found.begin()->second, facts.place.directory);
}

void check_timer(const Schedule& schedule, Findings& findings) {
    const std::string enabled = value_of(schedule.timer, "UnitFileState");
    const std::string active = value_of(schedule.timer, "ActiveState");
    const std::string service = value_of(schedule.service, "LoadState");
    const std::string result = value_of(schedule.service, "Result");
    const std::string state = fmt::format("slurmlic.timer is {} and {}", enabled, active);
    if (service != "loaded") {
        findings.bad("schedule", fmt::format("{}, but slurmlic.service is {}", state, service),
                     Advice::command({"systemctl", "status", "slurmlic.service"}));
    } else if (active != "active" || enabled != "enabled") {
        findings.bad("schedule", state, enable_timer());
    } else if (result != "success") {
        findings.bad("schedule", "the last run of slurmlic.service failed: " + result,
                     Advice::command({"journalctl", "-u", "slurmlic", "-n", "20"}));
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
    if (!schedule.failure.empty())
        findings.warn("schedule", schedule.failure, Advice::command({"systemctl", "show", "slurmlic.timer"}));
    if (schedule.has_timer() && files.empty()) {
        check_timer(schedule, findings);
    } else if (schedule.has_timer()) {
        findings.warn("schedule", "slurmlic.timer runs it, and so does cron, by " + cron,
                      "remove the line there, or: " + Advice::command({"systemctl", "disable", "--now", "slurmlic.timer"}));
    } else if (schedule.cron_runs.size() > 1) {
        findings.warn("schedule", fmt::format("cron runs it by {} lines, in {}", schedule.cron_runs.size(), cron), "keep one");
    } else if (!files.empty()) {
        findings.ok("schedule", "cron runs it, by " + cron);
    } else {
        const bool is_new = is_fresh(facts.file_run, facts.ports.now());
        findings.add(is_new ? Health::warn : Health::bad, "schedule",
                     is_new ? "neither timer nor cron runs slurmlic, but something does: the file is new"
                            : "neither timer nor cron: nothing runs slurmlic",
                     value_of(schedule.timer, "LoadState") == "loaded" ? enable_timer() : cron_advice(facts));
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

/// The word as it is written where the run is scheduled.
Advice word_for(const ScheduledRun& run, const std::string& directory) {
    return run.is_unit ? Advice::unit_word(directory) : Advice::cron_word(directory);
}

}    // namespace

void check_schedule(const Facts& facts, Findings& findings) {
    check_starters(facts, findings);
    for (const ScheduledRun& one : facts.schedule.runs()) {
        const std::string fault = fault_of_run(facts, one);
        if (fault.empty()) continue;
        findings.bad("schedule", fmt::format("{} {}", one.origin, fault),
                     "let it publish with --output " + word_for(one, facts.place.directory));
    }
}

}    // namespace slurmlic
