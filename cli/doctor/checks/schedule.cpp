// Either a timer or cron runs slurmlic, and publishes what the other checks look at.

#include <fmt/format.h>

#include "cli/doctor/facts.hpp"
#include "cli/doctor/starters.hpp"
#include "cli/output_file.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

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
    check_starters(facts,
                   {.schedule = facts.schedule,
                    .subject = "schedule",
                    .directory = facts.place.directory,
                    .user = facts.user,
                    .last_run = facts.file_run},
                   findings);
    for (const ScheduledRun& one : facts.schedule.runs()) {
        const std::string fault = fault_of_run(facts, one);
        if (fault.empty()) continue;
        findings.bad("schedule", fmt::format("{} {}", one.origin, fault),
                     "let it publish with --output " + word_for(one, facts.place.directory));
    }
}

}    // namespace slurmlic
