// The settings file is valid, and live sources are asked.

#include <algorithm>

#include <fmt/format.h>

#include "cli/doctor/facts.hpp"
#include "core/text/text.hpp"

namespace slurmlic {

void check_settings(const Facts& facts, Findings& findings) {
    const std::string& path = facts.settings_path;
    const Settings& settings = facts.settings;
    for (const Diagnostic& problem : facts.request.reading.problems) {
        findings.bad("settings", to_sentence(problem) + "; until it is right every run ends with status 2",
                     Advice::command({"vi", {"+", fmt::format("{}", problem.line)}, path}));
    }
    if (!facts.sources) findings.bad("settings", to_sentence(facts.sources.error()), Advice::command({"slurmlic", "--help"}));
    if (settings.slurm.input || settings.slurm.squeue_input ||
        std::ranges::any_of(settings.apps, [](const AppSettings& app) { return app.input.has_value(); })) {
        findings.warn("settings", "saved text is read, and live sources are not asked",
                      Advice::command({"slurmlic", "doctor"}) + ", without input in options and settings");
    }
    if (!findings.all.empty()) return;
    if (facts.ports.path_kind(path) == PathKind::missing) return findings.ok("settings", path + " is not there: defaults");
    findings.ok("settings", fmt::format("{}: valid, {} and {}", path, counted(std::ssize(settings.apps), "app"),
                                        counted(std::ssize(settings.tools), "tool")));
}

}    // namespace slurmlic
