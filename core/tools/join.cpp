#include "core/tools/join.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "core/text/text.hpp"
#include "core/tools/members.hpp"
#include "core/tools/pools.hpp"
#include "core/tools/tool_seats.hpp"
#include "core/tools/user_table.hpp"
#include "core/tools/waiting.hpp"

namespace slurmlic {
namespace {

class ToolJoiner {
public:
    ToolJoiner(const std::vector<ClusterSide>& clusters, ToolUsers users) : clusters_(clusters), users_(users) {
        for (const ClusterSide& one : clusters_) {
            is_slurm_down_ = is_slurm_down_ || one.licenses == nullptr;
            are_jobs_known_ = are_jobs_known_ && one.demand != nullptr;
        }
    }

    Tool join(ToolMembers members) {
        Tool tool;
        UserTable users;
        WaitingTokens waiting;
        for (const MemberLicense& one : members.licenses) add_license(tool, one, users, waiting);
        tool.waiting = std::move(waiting).take(users);
        mark_pools_seen_twice(tool.pools, members.licenses, members.clusters_share);
        if (is_slurm_down_) tool.tokens_used.reset();
        const ToolSeats seats = add_seats(members, users_, users);
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
    void add_license(Tool& tool, const MemberLicense& member, UserTable& users, WaitingTokens& waiting) {
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
        if (cluster.demand != nullptr) {
            left = add_holders(*cluster.demand, pool, left, users);
            if (left > 0) users.of("", false).tokens += left;
            if (users_ == ToolUsers::kept) waiting.add(*cluster.demand, license.name);
        }
        tool.pools.push_back(std::move(pool));
    }

    /// What the jobs say of a license; returns how many of its used tokens are left when their users have theirs.
    std::int64_t add_holders(const JobDemand& demand, ToolPool& pool, std::int64_t left, UserTable& users) const {
        const std::vector<LicenseDemand>& all = demand.sum.licenses;
        const auto place = std::ranges::lower_bound(all, pool.license_name, {}, &LicenseDemand::license_name);
        if (place == all.end() || place->license_name != pool.license_name) return left;
        pool.pending = place->pending_tokens;
        pool.unexplained = place->unexplained;
        for (const HeldTokens& one : demand.held[static_cast<std::size_t>(place - all.begin())]) {
            const Job& job = demand.jobs[one.job];
            const std::int64_t tokens = sane(sane(one.count) * std::min<std::int64_t>(sane(job.tasks), 1 << 30));
            const std::int64_t held = std::min(left, tokens);
            if (held == 0) continue;
            left -= held;
            ToolUser& user = users.of(printable_utf8(job.user), false);
            user.tokens += held;
            if (users_ == ToolUsers::kept) user.jobs.push_back(job.id);
        }
        return left;
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
    ToolUsers users_;
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
                    all.push_back({cluster.cluster, printable_utf8(license), pool.pool, tool.name});
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
    ToolJoiner joiner(clusters, users);
    ToolJoin join;
    for (ToolMembers& members : find_members(settings, clusters, apps)) {
        join.tools.push_back(joiner.join(std::move(members)));
        if (users == ToolUsers::summed) std::vector<ToolUser>().swap(join.tools.back().users);
    }
    join.licenses = list_licenses(settings, clusters, join.tools);
    return join;
}

}    // namespace slurmlic
