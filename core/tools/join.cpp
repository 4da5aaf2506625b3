#include "core/tools/join.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "core/text/text.hpp"
#include "core/tools/members.hpp"

namespace slurmlic {
namespace {

/// Rule 8. Sums of such counts stay within 64 bits.
std::int64_t sane(std::int64_t count) { return std::clamp<std::int64_t>(count, 0, infinite_count); }

/// What a running job holds of one license.
struct Holding {
    const Job* job = nullptr;
    std::int64_t tokens = 0;
};

/// The number at the front of a job's id grows with time.
std::pair<std::int64_t, std::string_view> age_of(std::string_view id) {
    return {parse_count(id.substr(0, id.find_first_not_of("0123456789"))).value_or(0), id};
}

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

/// Users of one tool, by their names in lower case.
class UserTable {
public:
    ToolUser& of(std::string_view name, bool is_server) {
        const auto [place, is_new] = users_.try_emplace(ascii_lower(name));
        Entry& entry = place->second;
        const bool is_better =
            is_new || (is_server && !entry.is_server) || (is_server == entry.is_server && name < entry.user.user);
        if (is_better) entry.user.user = name;
        entry.is_server = entry.is_server || is_server;
        return entry.user;
    }

    std::vector<ToolUser> take() && {
        std::vector<ToolUser> all;
        all.reserve(users_.size());
        for (auto& [name, entry] : users_) {
            if (entry.user.seats == 0 && entry.user.tokens == 0) continue;
            add_up_hosts(entry.user.hosts);
            sort_and_unite(entry.user.jobs);
            all.push_back(std::move(entry.user));
        }
        return all;
    }

private:
    static void add_up_hosts(std::vector<std::pair<std::string, std::int64_t>>& hosts) {
        std::ranges::sort(hosts);
        std::vector<std::pair<std::string, std::int64_t>> sums;
        for (auto& [host, seats] : hosts) {
            if (sums.empty() || sums.back().first != host) sums.emplace_back(std::move(host), 0);
            sums.back().second += seats;
        }
        hosts = std::move(sums);
    }

    static void sort_and_unite(std::vector<std::string>& jobs) {
        std::ranges::sort(jobs, {}, age_of);
        jobs.erase(std::unique(jobs.begin(), jobs.end()), jobs.end());
    }

    struct Entry {
        ToolUser user;
        bool is_server = false;
    };
    std::map<std::string, Entry> users_;
};

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
        if (is_slurm_down_) tool.tokens_used.reset();
        add_seats(tool, members, users);
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
        if (cluster.demand != nullptr) pool.pending = pending_tokens(*cluster.demand, license.name);
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

    static std::int64_t pending_tokens(const ClusterDemand& demand, std::string_view license_name) {
        const auto found = std::ranges::lower_bound(demand.licenses, license_name, {}, &LicenseDemand::license_name);
        return found != demand.licenses.end() && found->license_name == license_name ? found->pending_tokens : 0;
    }

    /// The seats' side of rules 4 and 7.
    static void add_seats(Tool& tool, const ToolMembers& members, UserTable& users) {
        std::optional<std::int64_t> used;
        std::optional<std::int64_t> issued;
        if (!members.is_app_down && !members.features.empty()) used = issued = 0;
        for (const MemberFeature& one : members.features) {
            const std::int64_t held = add_holders(*one.feature, users);
            add_known(used, one.feature->checkouts ? std::optional(held) : std::nullopt);
            add_known(issued, one.feature->issued ? std::optional(sane(*one.feature->issued)) : std::nullopt);
        }
        tool.seats_used = used;
        if (used) tool.seats_issued = issued;
    }

    /// Absent where one of the two is.
    static void add_known(std::optional<std::int64_t>& sum, const std::optional<std::int64_t>& count) {
        sum = sum && count ? std::optional(*sum + *count) : std::nullopt;
    }

    static std::int64_t add_holders(const Feature& feature, UserTable& users) {
        std::int64_t sum = 0;
        for (const Checkout& one : feature.holders) {
            const std::int64_t seats = sane(one.seats);
            ToolUser& user = users.of(one.user, true);
            user.seats += seats;
            user.hosts.emplace_back(one.host, seats);
            sum += seats;
        }
        return sum;
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
    std::set<ToolLicense> all;
    for (const Tool& tool : tools) {
        for (const ToolPool& pool : tool.pools) all.insert({pool.cluster, pool.license_name, pool.pool, tool.name});
    }
    for (const ClusterSide& cluster : clusters) {
        if (cluster.licenses != nullptr) continue;
        for (const ToolSettings& tool : settings) {
            for (const PoolSettings& pool : tool.pools) {
                for (const std::string& license : pool.licenses) all.insert({cluster.cluster, license, pool.pool, tool.name});
            }
        }
    }
    return {all.begin(), all.end()};
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
