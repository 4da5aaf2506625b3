#include "core/tools/join.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

#include "core/text/text.hpp"
#include "core/tools/members.hpp"
#include "core/tools/pools.hpp"
#include "core/tools/tool_seats.hpp"
#include "core/tools/user_table.hpp"

namespace slurmlic {
namespace {

/// What a running job holds of one license.
struct Holding {
    const Job* job = nullptr;
    std::int64_t tokens = 0;
};

using HoldingsByLicense = std::map<std::string_view, std::vector<Holding>>;    // the newest last

HoldingsByLicense sort_by_license(const std::vector<Job>& jobs) {
    HoldingsByLicense sorted;
    for (const Job& job : jobs) {
        if (job.demand != Demand::running) continue;
        for (const Tokens& one : job.tokens) {
            const std::int64_t tokens = sane(sane(one.count) * std::min<std::int64_t>(sane(job.tasks), 1 << 30));
            sorted[one.license].push_back({&job, tokens});
        }
    }
    for (auto& [name, holdings] : sorted) {
        std::ranges::stable_sort(holdings, {}, [](const Holding& one) { return age_of(one.job->id); });
    }
    return sorted;
}

class ToolJoiner {
public:
    explicit ToolJoiner(const std::vector<ClusterSide>& clusters) : clusters_(clusters) {
        for (const ClusterSide& one : clusters_) {
            is_slurm_down_ = is_slurm_down_ || one.licenses == nullptr;
            are_jobs_known_ = are_jobs_known_ && one.jobs != nullptr;
            holdings_.push_back(one.jobs == nullptr ? HoldingsByLicense() : sort_by_license(*one.jobs));
        }
    }

    Tool join(ToolMembers members) {
        Tool tool;
        UserTable users;
        for (const MemberLicense& one : members.licenses) add_license(tool, one, users);
        mark_pools_seen_twice(tool.pools, members.licenses, members.clusters_share);
        if (is_slurm_down_) tool.tokens_used.reset();
        const ToolSeats seats = add_seats(members, users);
        tool.seats_used = seats.used;
        tool.seats_issued = seats.issued;
        tool.name = std::move(members.name);
        tool.features = std::move(members.feature_names);
        tool.are_tokens_missing = members.are_tokens_missing;
        tool.are_seats_missing = members.are_seats_missing;
        tool.users = std::move(users).take();
        compare_sides(tool);
        return tool;
    }

private:
    /// Rules 4 and 5.
    void add_license(Tool& tool, const MemberLicense& member, UserTable& users) {
        const License& license = *member.license;
        const ClusterSide& cluster = clusters_[member.cluster];
        std::int64_t left = sane(license.used);
        tool.tokens_used = tool.tokens_used.value_or(0) + left;
        ToolPool pool{.pool = member.pool,
                      .license_name = license.name,
                      .cluster = cluster.cluster,
                      .total = license.total,
                      .used = license.used,
                      .free = license.free,
                      .reserved = license.reserved};
        if (const LicenseDemand* const demand = find_demand(cluster, license.name)) {
            pool.pending = demand->pending_tokens;
            pool.unexplained = demand->unexplained;
        }
        const HoldingsByLicense& holdings = holdings_[member.cluster];
        if (const auto held_by = holdings.find(license.name); held_by != holdings.end()) {
            for (const Holding& holding : held_by->second) {
                const std::int64_t held = std::min(left, holding.tokens);
                if (held == 0) continue;
                left -= held;
                ToolUser& user = users.of(printable_utf8(holding.job->user), false);
                user.tokens += held;
                user.jobs.push_back(holding.job->id);
            }
        }
        if (cluster.jobs != nullptr && left > 0) users.of("", false).tokens += left;
        tool.pools.push_back(std::move(pool));
    }

    static const LicenseDemand* find_demand(const ClusterSide& cluster, std::string_view license_name) {
        if (cluster.demand == nullptr) return nullptr;
        const std::vector<LicenseDemand>& all = cluster.demand->licenses;
        const auto found = std::ranges::lower_bound(all, license_name, {}, &LicenseDemand::license_name);
        return found != all.end() && found->license_name == license_name ? &*found : nullptr;
    }

    /// Rules 6 and 7.
    void compare_sides(Tool& tool) const {
        if (!tool.tokens_used || !tool.seats_used) return sort_users(tool);
        tool.gap = *tool.seats_used - *tool.tokens_used;
        if (!are_jobs_known_) return sort_users(tool);
        tool.outside = 0;
        tool.idle = 0;
        for (ToolUser& user : tool.users) {
            user.outside = std::max<std::int64_t>(user.seats - user.tokens, 0);
            user.idle = std::max<std::int64_t>(user.tokens - user.seats, 0);
            *tool.outside += user.outside;
            *tool.idle += user.idle;
        }
        sort_users(tool);
    }

    static void sort_users(Tool& tool) {
        std::sort(tool.users.begin(), tool.users.end(), [](const ToolUser& a, const ToolUser& b) {
            const auto weight = [](const ToolUser& one) { return std::pair(one.outside + one.idle, one.seats + one.tokens); };
            return std::tuple(weight(b), std::string_view(a.user)) < std::tuple(weight(a), std::string_view(b.user));
        });
    }

    const std::vector<ClusterSide>& clusters_;
    std::vector<HoldingsByLicense> holdings_;    // by cluster
    bool is_slurm_down_ = false;
    bool are_jobs_known_ = true;
};

/// What the settings say of clusters that are down, and what was found in the others.
std::vector<ToolLicense> list_licenses(const std::vector<ToolSettings>& settings, const std::vector<ClusterSide>& clusters,
                                       const std::vector<Tool>& tools) {
    std::vector<ToolLicense> all;
    for (const Tool& tool : tools) {
        for (const ToolPool& pool : tool.pools) all.push_back({pool.cluster, pool.license_name, pool.pool, tool.name});
    }
    for (const ClusterSide& cluster : clusters) {
        if (cluster.licenses != nullptr) continue;
        for (const ToolSettings& tool : settings) {
            for (const PoolSettings& pool : tool.pools) {
                for (const std::string& license : pool.licenses)
                    all.push_back({cluster.cluster, license, pool.pool, tool.name});
            }
        }
    }
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

}    // namespace

ToolJoin join_tools(const std::vector<ToolSettings>& settings, const std::vector<ClusterSide>& clusters,
                    const std::vector<AppSide>& apps, ToolUsers users) {
    ToolJoiner joiner(clusters);
    ToolJoin join;
    for (ToolMembers& members : find_members(settings, clusters, apps)) {
        join.tools.push_back(joiner.join(std::move(members)));
        if (users == ToolUsers::summed) std::vector<ToolUser>().swap(join.tools.back().users);
    }
    join.licenses = list_licenses(settings, clusters, join.tools);
    return join;
}

}    // namespace slurmlic
