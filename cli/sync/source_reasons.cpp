#include "cli/sync/source_reasons.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/seats/managers.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// "FlexLM" for "flexlm".
std::string_view title_of(std::string_view manager) {
    const auto found = std::ranges::find(managers(), manager, &Manager::name);
    return found == managers().end() ? manager : found->title;
}

/// What is wrong with one source; empty where nothing is. `who` is what was asked.
std::string problem_with(const SourceState& state, std::string_view who) {
    if (!state.up) return fmt::format("{} could not be asked ({})", who, state.source);
    if (state.skipped_lines == 0) return {};
    return fmt::format("{} is only partly read: {} not understood ({})", who,
                       state.skipped_lines == 1 ? "1 line was" : fmt::format("{} lines were", state.skipped_lines),
                       state.source);
}

class ReasonFinder {
public:
    ReasonFinder(const Report& report, const SourceList& sources) {
        for (const SourceState& one : report.sources) states_.emplace(one.source, &one);
        for (const AppStatus& one : report.apps) apps_.emplace(one.app, &one);
        slurm_problem_ = problem_with_all(sources.slurm, "scontrol");
        if (slurm_problem_.empty()) slurm_problem_ = problem_with_all(sources.squeue, "squeue");
        for (const AppStatus& one : report.apps) {
            if (any_app_problem_.empty()) any_app_problem_ = problem_with_app(one);
        }
    }

    [[nodiscard]] std::string reason_against(const Tool& tool) const {
        if (!slurm_problem_.empty()) return slurm_problem_;
        if (tool.are_seats_missing) return any_app_problem_;
        for (const std::string& name : tool.features) {
            std::string_view feature = name;
            const auto app = apps_.find(take_until(feature, ':'));
            if (app == apps_.end()) return fmt::format("its license server is in no source: {}", excerpt(name));
            if (std::string problem = problem_with_app(*app->second); !problem.empty()) return problem;
            if (std::string problem = problem_with_feature(*app->second, feature); !problem.empty()) return problem;
        }
        return problem_with_users(tool);
    }

private:
    [[nodiscard]] std::string problem_with_all(const std::vector<SlurmSource>& sources, std::string_view who) const {
        if (sources.empty()) return fmt::format("{} was not asked", who);
        for (const SlurmSource& one : sources) {
            const auto state = states_.find(one.name);
            if (state == states_.end()) return fmt::format("{} was not asked ({})", who, one.name);
            if (std::string problem = problem_with(*state->second, who); !problem.empty()) return problem;
        }
        return {};
    }

    [[nodiscard]] std::string problem_with_app(const AppStatus& app) const {
        const std::string source = fmt::format("{}:{}", app.manager, app.app);
        const auto state = states_.find(source);
        if (state == states_.end()) return fmt::format("{} could not be asked ({})", title_of(app.manager), app.app);
        std::string problem = problem_with(*state->second, title_of(app.manager));
        if (!problem.empty() || !app.status.failure) return problem;
        return fmt::format("one of the servers of {} is down ({})", title_of(app.manager), source);
    }

    /// A feature of one app, over all its daemons.
    static std::string problem_with_feature(const AppStatus& app, std::string_view name) {
        bool is_there = false;
        for (const Feature& one : app.status.features) {
            if (!same_ignoring_case(one.name, name)) continue;
            is_there = true;
            if (!one.checkouts || !one.used) return fmt::format("the seats of {} could not be told", one.name);
            const std::int64_t reserved = *one.checkouts + one.reservations.value_or(0);
            if (*one.used == *one.checkouts || *one.used == reserved) continue;
            return fmt::format("partly read: {} of {} are in use, and {} checked out", counted(*one.used, "seat"), one.name,
                               *one.checkouts);
        }
        return is_there ? std::string() : fmt::format("{} tells nothing of {}", title_of(app.manager), excerpt(name));
    }

    /// Seats of some users who can't be read are outside; seats of nobody at all are an answer without its half.
    static std::string problem_with_users(const Tool& tool) {
        std::int64_t known = 0;
        std::int64_t unknown = 0;
        for (const ToolUser& one : tool.users) (one.user.empty() ? unknown : known) += one.seats;
        return known == 0 && unknown > 0 ? fmt::format("who has its {} is not told", counted(unknown, "seat")) : std::string();
    }

    std::map<std::string_view, const SourceState*> states_;
    std::map<std::string_view, const AppStatus*> apps_;
    std::string slurm_problem_;
    std::string any_app_problem_;
};

}    // namespace

std::map<std::string, std::string> find_source_reasons(const Report& report, const SourceList& sources) {
    const ReasonFinder finder(report, sources);
    std::map<std::string, std::string> reasons;
    for (const Tool& one : report.tools) {
        if (!has_seats_side(one) || !has_tokens_side(one)) continue;
        if (std::string reason = finder.reason_against(one); !reason.empty()) reasons.emplace(one.name, std::move(reason));
    }
    return reasons;
}

}    // namespace slurmlic
