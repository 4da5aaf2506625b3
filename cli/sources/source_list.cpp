#include "cli/sources/source_list.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace slurmlic {
namespace {

std::set<std::string> clusters_of(const Settings& settings) {
    return {settings.slurm.clusters.begin(), settings.slurm.clusters.end()};
}

/// What is wrong with the saved texts; empty where nothing is.
std::string problem_with_saved(const Settings& settings) {
    const std::set<std::string> clusters = clusters_of(settings);
    if ((settings.slurm.input || settings.slurm.squeue_input) && clusters.size() > 1) {
        return fmt::format("{}: expected at most one cluster with saved text, got {} (name one with -M)",
                           settings.slurm.input ? "input" : "squeue-input", fmt::join(clusters, ", "));
    }
    std::vector<std::optional<std::string>> inputs{settings.slurm.input, settings.slurm.squeue_input};
    for (const AppSettings& app : settings.apps) inputs.push_back(app.input);
    if (std::ranges::count(inputs, "-") > 1) {
        return "input: expected one source to read standard input, got several that are \"-\"";
    }
    return {};
}

/// The sources of a program of Slurm: one for each cluster, in label order.
std::vector<SlurmSource> slurm_sources(const Settings& settings, const std::string& program) {
    std::vector<SlurmSource> sources;
    for (const std::string& cluster : clusters_of(settings)) {
        sources.push_back({fmt::format("{}:{}", program, cluster), cluster});
    }
    if (sources.empty()) sources.push_back({program, ""});
    return sources;
}

}    // namespace

Result<SourceList> list_sources(const Settings& settings) {
    if (std::string problem = problem_with_saved(settings); !problem.empty()) return failed(std::move(problem));
    const bool is_live = !settings.slurm.input && !settings.slurm.squeue_input &&
                         std::ranges::none_of(settings.apps, [](const AppSettings& app) { return app.input.has_value(); });
    SourceList sources;
    if (is_live || settings.slurm.input) sources.slurm = slurm_sources(settings, "slurm");
    if ((is_live && settings.slurm.ask_squeue) || settings.slurm.squeue_input) {
        sources.squeue = slurm_sources(settings, "squeue");
    }
    std::ranges::copy_if(settings.apps, std::back_inserter(sources.apps),
                         [is_live](const AppSettings& app) { return is_live || app.input; });
    std::ranges::sort(sources.apps, {}, &AppSettings::name);
    return sources;
}

}    // namespace slurmlic
