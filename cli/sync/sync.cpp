#include "cli/sync/sync.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "cli/log.hpp"
#include "cli/output_file.hpp"
#include "cli/sources/read_sources.hpp"
#include "cli/sources/source_list.hpp"
#include "cli/sync/push.hpp"
#include "cli/sync/sync_facts.hpp"
#include "cli/sync/sync_output.hpp"
#include "cli/sync/sync_text.hpp"
#include "cli/views/gap.hpp"
#include "core/os/file_lock.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// What keeps --apply from being tried at all; nothing: nothing does.
std::optional<Diagnostic> problem_with_applying(const SyncRequest& request, const Settings& settings) {
    if (are_sources_saved(settings)) return failed("--apply: expected live sources, got saved text").error;
    const auto has_sync = [](const ToolSettings& one) { return one.sync.has_value(); };
    if (std::ranges::none_of(settings.tools, has_sync)) {
        return failed("--apply: expected sync = \"lastconsumed\" or \"reservation\" in a [[tool]] of the settings, got none")
            .error;
    }
    for (const std::string& name : request.tools) {
        const auto is_it = [&name](const ToolSettings& one) { return one.sync && same_ignoring_case(one.name, name); };
        if (std::ranges::any_of(settings.tools, is_it)) continue;
        return failed(fmt::format("--apply: expected a tool that has sync = in the settings, got {}", excerpt(name))).error;
    }
    return std::nullopt;
}

/// The names of the tools that are asked for; none: all.
Result<std::set<std::string>> choose_tools(const std::vector<Tool>& tools, const std::vector<std::string>& names) {
    std::set<std::string> chosen;
    for (const std::string& name : names) {
        Result<std::vector<Tool>> found = choose_tool(tools, name);
        if (!found) return unexpected(std::move(found.error()));
        for (const Tool& one : *found) chosen.insert(one.name);
    }
    return chosen;
}

/// The plans of the chosen tools, carried out where that is wanted.
std::vector<ToolOutcome> carry_out(std::vector<SyncPlan> plans, const std::set<std::string>& chosen, bool apply,
                                   const Settings& settings, const Ports& ports, std::vector<Diagnostic>& diagnostics) {
    std::vector<ToolOutcome> outcomes;
    for (SyncPlan& plan : plans) {
        if (!chosen.empty() && !chosen.contains(plan.tool)) continue;
        if (!apply || !plan.by) {
            outcomes.push_back({.plan = std::move(plan)});
        } else if (plan.reason.empty()) {
            outcomes.push_back(push_plan(plan, settings, ports, diagnostics));
        } else {
            diagnostics.push_back({.source = "sync:" + plan.tool, .got = "Slurm is told nothing: " + plan.reason});
            outcomes.push_back({.plan = std::move(plan), .is_applied = true});
        }
    }
    return outcomes;
}

/// With --apply only of the tools that are told; else of all.
bool is_all_well(const std::vector<ToolOutcome>& outcomes, bool apply) {
    return std::ranges::all_of(outcomes, [apply](const ToolOutcome& one) {
        if (apply) return !one.is_applied || is_good(one);
        return one.plan.reason.empty() ? is_in_step(one.plan) : !one.plan.is_amiss;
    });
}

Result<void> print_outcomes(const SyncRequest& request, const std::vector<ToolOutcome>& outcomes, const Settings& settings,
                            const Ports& ports) {
    if (request.json) return ports.print(sync_json(outcomes, settings));
    if (request.apply && request.output_by_option) return {};
    const Terminal terminal = ports.terminal();
    const ViewStyle style{.columns = terminal.columns, .colours = terminal.takes_colours};
    return ports.print(sync_text(outcomes, !request.tools.empty(), settings, style));
}

/// What only a run with --apply has.
struct Applying {
    std::optional<SyncOutput> output;
    Descriptor lock;
};

Exit sync_in_turn(const SyncRequest& request, const SourceList& sources, const Applying& applying, const Settings& settings,
                  const Ports& ports) {
    SourceReadings readings = read_sources(settings, sources, ports, {});
    const Report& report = readings.report;
    const Result<std::set<std::string>> chosen = choose_tools(report.tools, request.tools);
    if (!chosen) {
        log_all(readings.diagnostics, settings, ports);
        ports.log(chosen.error());
        return Exit::usage;
    }
    const SyncFacts facts = read_sync_facts(report, sources, settings, ports, readings.diagnostics);
    share_with_commands(applying.lock);
    const std::vector<ToolOutcome> outcomes = carry_out(plan_sync(report.tools, settings.tools, facts), *chosen, request.apply,
                                                        settings, ports, readings.diagnostics);
    log_all(readings.diagnostics, settings, ports);
    Result<void> done = print_outcomes(request, outcomes, settings, ports);
    const std::optional<SyncOutput>& output = applying.output;
    if (done && output) done = publish_outcomes(*output, outcomes, report.run_timestamp, ports);
    if (!done) {
        ports.log(done.error());
        return Exit::not_published;
    }
    if (output && output->file) {
        log_all({Diagnostic{.severity = Severity::info, .got = "wrote " + *output->file}}, settings, ports);
    }
    return report.success && is_all_well(outcomes, request.apply) ? Exit::ok : Exit::incomplete;
}

}    // namespace

Exit sync_with_slurm(const SyncRequest& request, const Settings& settings, const Ports& ports) {
    const auto refuse = [&ports](const Diagnostic& why, Exit status) {
        ports.log(why);
        return status;
    };
    const Result<SourceList> sources = list_sources(settings);
    if (!sources) return refuse(sources.error(), Exit::usage);
    if (!request.apply) return sync_in_turn(request, *sources, {}, settings, ports);
    if (const auto problem = problem_with_applying(request, settings)) return refuse(*problem, Exit::usage);
    auto output = sync_output(settings.output, request.output_by_option, !request.tools.empty(), ports);
    if (!output) return refuse(output.error(), Exit::usage);
    Result<Descriptor> lock = ports.lock_file(request.settings_path, settings.timeout);
    if (!lock) return refuse(lock.error(), Exit::incomplete);
    return sync_in_turn(request, *sources, {std::move(*output), std::move(*lock)}, settings, ports);
}

}    // namespace slurmlic
