#include "cli/doctor/facts.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cli/sources/slurm_source.hpp"
#include "cli/sync/sync_facts.hpp"
#include "cli/sync/sync_output.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// Of the runs that are started, else the service that could be, else who publishes.
std::string user_of(const Schedule& schedule, const Facts& facts) {
    std::vector<ScheduledRun> runs = schedule.runs();
    if (runs.empty()) runs = schedule.service_run;
    return runs.empty() ? facts.user : runs.front().user;
}

/// By what is started, else beside the file of the other runs; empty where neither names a place.
std::string file_of(const Schedule& schedule, const Facts& facts) {
    std::vector<ScheduledRun> runs = schedule.runs();
    runs.insert(runs.end(), schedule.service_run.begin(), schedule.service_run.end());
    const auto names_one = [](const ScheduledRun& one) { return one.output.starts_with('/'); };
    const auto found = std::ranges::find_if(runs, names_one);
    const bool is_named = found != runs.end();
    const std::string output = is_named ? found->output : facts.place.file;
    if (output.empty()) return {};
    const auto to = sync_output(output, is_named, false, facts.ports);
    return to && *to ? (*to)->file.value_or("") : std::string();
}

/// "slurm" of "SlurmUser = slurm(64030)".
void read_config(const Facts& facts, SyncSetup& setup) {
    for (const SlurmConfig& one : facts.configs) {
        const std::string user = value_of(one.text, "SlurmUser");
        if (user.empty()) continue;
        setup.slurm_user = user.substr(0, user.find('('));
        setup.has_slurmdbd = value_of(one.text, "AccountingStorageType").ends_with("slurmdbd");
    }
}

void ask_rights(const Facts& facts, const Ports& ports, SyncSetup& setup) {
    const Command command = plain_command(show_rights(facts, setup.user));
    const Outcome outcome = ports.run_commands({command}).front();
    setup.rights_failure = failure_text(command, outcome);
    std::string_view rest = outcome.out;
    setup.admin_level = printable_utf8(trim(take_line(rest).value_or("")));
}

/// Whether a tool has sync = in the settings, and live sources are asked.
bool is_sync_wanted(const Facts& facts) {
    const auto has_sync = [](const ToolSettings& one) { return one.sync.has_value(); };
    return facts.sources && std::ranges::any_of(facts.settings.tools, has_sync) && !are_sources_saved(facts.settings);
}

}    // namespace

std::vector<std::string> show_rights(const Facts& facts, const std::string& user) {
    return {program_beside_scontrol(facts.settings.slurm, "sacctmgr"), "-nP", "show", "user", user, "format=AdminLevel"};
}

std::optional<SyncSetup> read_sync_setup(const Facts& facts) {
    if (!is_sync_wanted(facts)) return std::nullopt;
    SyncSetup setup{.schedule = read_schedule(ScheduledTask::sync, facts.ports)};
    setup.user = user_of(setup.schedule, facts);
    const Ports ports = ports_as(setup.user, facts.ports);
    read_config(facts, setup);
    if (setup.has_slurmdbd) ask_rights(facts, ports, setup);
    std::vector<Diagnostic> failures;    // the sources have findings of their own, and each plan its reason
    SyncFacts slurm = read_sync_facts(facts.readings.report, *facts.sources, facts.settings, ports, failures);
    setup.plans = plan_sync(facts.readings.report.tools, facts.settings.tools, slurm);
    setup.reservations = std::move(slurm.reservations);
    if (slurm.resources) setup.resources = std::move(*slurm.resources);
    setup.file = file_of(setup.schedule, facts);
    constexpr std::size_t most_bytes = std::size_t{64} << 20U;
    const Result<std::string> text = facts.ports.read_plain_file(setup.file, most_bytes);
    if (text) setup.published = read_exposition(*text, {"slurmlic_sync_"});
    return setup;
}

}    // namespace slurmlic
