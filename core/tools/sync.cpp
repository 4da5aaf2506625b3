#include "core/tools/sync.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"
#include "core/tools/sync_targets.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view uncounted = "uncounted: a feature of it has no limit";

/// A license of the settings that no cluster has; empty where there is none.
std::string missing_license(const ToolSettings* settings, const Tool& tool) {
    if (settings == nullptr) return {};
    std::set<std::string> there;
    for (const ToolPool& one : tool.pools) there.insert(match_key(one.license_name));
    for (const PoolSettings& pool : settings->pools) {
        for (const std::string& license : pool.licenses) {
            if (!there.contains(match_key(license))) return license;
        }
    }
    return {};
}

/// Rule 2, as far as it is not wrong: the tool has only one side.
std::string one_sided(const Tool& tool) {
    if (!has_tokens_side(tool)) return "no license of Slurm belongs to it";
    if (!has_seats_side(tool)) return "no seats known: no feature belongs to it";
    return {};
}

/// Rule 2 of the pools; empty where nothing is wrong.
std::string problem_with_pools(const Tool& tool) {
    for (const ToolPool& one : tool.pools) {
        if (one.total >= infinite_count || one.used >= infinite_count) {
            return fmt::format("uncounted: {} has no limit in Slurm", one.license_name);
        }
        if (one.total < 0 || one.used < 0) return fmt::format("Slurm counts below 0 of {}", one.license_name);
        if (!one.unexplained) return fmt::format("squeue does not tell who has {}", one.license_name);
        if (*one.unexplained > 0) {
            return fmt::format("squeue does not explain {} of {}", counted(*one.unexplained, "token"), one.license_name);
        }
    }
    return {};
}

/// Rule 2; empty where there can be a plan.
std::string reason_against(const Tool& tool, const ToolSettings* settings, const SyncFacts& facts) {
    const auto known = facts.reasons.find(tool.name);
    if (known != facts.reasons.end()) return known->second;
    if (tool.pools.empty()) return "Slurm lists none of its licenses";
    if (const std::string missing = missing_license(settings, tool); !missing.empty()) {
        return fmt::format("Slurm does not list {}", excerpt(missing));
    }
    if (!tool.tokens_used) return "Slurm could not be asked";
    if (!tool.seats_used) return "its seats could not be told";
    if (!tool.seats_issued) return std::string(uncounted);
    if (!tool.outside) return "squeue could not be asked";
    return problem_with_pools(tool);
}

std::int64_t believed_free(const std::vector<SyncTarget>& targets) {
    std::int64_t free = 0;
    for (const SyncTarget& one : targets) free += one.free;
    return free;
}

/// Rule 7.
void lay_on_targets(SyncPlan& plan) {
    std::vector<SyncUnit> units;
    for (const SyncTarget& one : plan.targets) units.push_back(one.unit);
    const std::vector<std::int64_t> shares = lay_shares(units, *plan.issued, *plan.outside);
    for (std::size_t i = 0; i < units.size(); ++i) {
        SyncTarget& target = plan.targets[i];
        target.share = shares[i];
        target.value = value_to_tell(target.unit, target.share);
    }
}

SyncPlan plan_tool(const Tool& tool, const ToolSettings* settings, const SyncFacts& facts) {
    SyncPlan plan{.tool = tool.name,
                  .by = settings == nullptr ? std::nullopt : settings->sync,
                  .issued = tool.seats_issued,
                  .used = tool.tokens_used,
                  .outside = tool.outside};
    plan.reason = one_sided(tool);
    plan.is_one_sided = !plan.reason.empty();
    plan.is_amiss = plan.by.has_value();
    if (!plan.reason.empty()) return plan;
    plan.reason = reason_against(tool, settings, facts);
    plan.is_amiss = plan.by.has_value() || plan.reason != uncounted;
    if (!plan.reason.empty()) return plan;
    plan.safe = std::max<std::int64_t>(*plan.issued - *plan.used - *plan.outside, 0);
    Result<std::vector<SyncTarget>> targets = find_targets(tool, settings, facts);
    if (!targets) {
        plan.reason = targets.error().got;
        return plan;
    }
    plan.targets = std::move(*targets);
    plan.free = believed_free(plan.targets);
    lay_on_targets(plan);
    for (SyncTarget& one : plan.targets) note_whether_in_step(one);
    return plan;
}

/// What a target is, in all of Slurm; several tools may not have one of them.
std::vector<std::string> identities_of(const SyncTarget& target) {
    std::vector<std::string> all;
    const auto add = [&all](const std::string& cluster, const std::string& what) {
        all.push_back(fmt::format("{}{}", what, cluster.empty() ? "" : " of the cluster " + cluster));
    };
    for (const std::string& cluster : target.clusters) add(cluster, "the license " + target.license_name);
    if (!target.reservation.empty()) add(target.cluster, "the reservation " + target.reservation);
    return all;
}

/// Rules 2 and 5.
void refuse_what_two_tools_have(std::vector<SyncPlan>& plans) {
    std::map<std::string, std::set<std::size_t>> owners;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        for (const SyncTarget& target : plans[i].targets) {
            for (std::string& one : identities_of(target)) owners[std::move(one)].insert(i);
        }
    }
    for (const auto& [what, tools] : owners) {
        if (tools.size() < 2) continue;
        for (const std::size_t i : tools) {
            const std::size_t other = *tools.begin() == i ? *std::next(tools.begin()) : *tools.begin();
            plans[i].targets.clear();
            plans[i].free.reset();
            plans[i].reason = fmt::format("{} is of the tool {}, too", what, plans[other].tool);
        }
    }
}

}    // namespace

bool is_in_step(const SyncPlan& plan) {
    return plan.reason.empty() && std::ranges::all_of(plan.targets, &SyncTarget::is_in_step);
}

std::vector<SyncPlan> plan_sync(const std::vector<Tool>& tools, const std::vector<ToolSettings>& settings,
                                const SyncFacts& facts) {
    std::map<std::string_view, const ToolSettings*> by_name;
    for (const ToolSettings& one : settings) by_name.emplace(one.name, &one);
    std::vector<SyncPlan> plans;
    plans.reserve(tools.size());
    for (const Tool& one : tools) {
        const auto known = by_name.find(one.name);
        plans.push_back(plan_tool(one, known == by_name.end() ? nullptr : known->second, facts));
    }
    refuse_what_two_tools_have(plans);
    return plans;
}

}    // namespace slurmlic
