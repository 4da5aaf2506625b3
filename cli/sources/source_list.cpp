#include "cli/sources/source_list.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

namespace slurmlic {
namespace {

/// What is wrong with the saved texts; empty where nothing is.
std::string problem_with_saved(const Settings& settings) {
    const std::set<std::string> clusters(settings.slurm.clusters.begin(), settings.slurm.clusters.end());
    const bool of_slurm = settings.slurm.input || settings.slurm.squeue_input;
    if (of_slurm && clusters.size() > 1) {
        return fmt::format("{}: expected at most one cluster with saved text, got {} (name one with -M)",
                           settings.slurm.input ? "input" : "squeue-input", fmt::join(clusters, ", "));
    }
    std::int64_t from_standard_input = 0;
    const auto count = [&](const std::optional<std::string>& input) { from_standard_input += input == "-" ? 1 : 0; };
    count(settings.slurm.input);
    count(settings.slurm.squeue_input);
    for (const FlexlmSettings& app : settings.flexlm) count(app.input);
    if (from_standard_input > 1) return "input: expected one source to read standard input, got several that are \"-\"";
    return {};
}

}    // namespace

Result<Plan> make_plan(const Settings& settings) {
    if (std::string problem = problem_with_saved(settings); !problem.empty()) return unexpected(std::move(problem));
    const auto has_input = [](const FlexlmSettings& app) { return app.input.has_value(); };
    const bool is_live = !settings.slurm.input && !settings.slurm.squeue_input &&
                         std::none_of(settings.flexlm.begin(), settings.flexlm.end(), has_input);
    Plan plan;
    if (is_live || settings.slurm.input) plan.slurm = slurm_sources(settings, "slurm");
    if ((is_live && settings.slurm.ask_squeue) || settings.slurm.squeue_input) plan.squeue = slurm_sources(settings, "squeue");
    for (const FlexlmSettings& app : settings.flexlm) {
        if (is_live || app.input) plan.flexlm.push_back(app);
    }
    std::sort(plan.flexlm.begin(), plan.flexlm.end(),
              [](const FlexlmSettings& a, const FlexlmSettings& b) { return a.name < b.name; });
    plan.is_licenses_alone = settings.slurm.input && plan.squeue.empty() && plan.flexlm.empty();
    return plan;
}

}    // namespace slurmlic
