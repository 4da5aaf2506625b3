#include "core/tools/tools.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "core/metrics/report.hpp"
#include "core/slurm/squeue.hpp"
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

struct LicenseJobs {
    std::vector<Holding> running;    // the newest last
    std::int64_t pending = 0;
};

/// The number at the front of a job's id grows with time.
std::pair<std::int64_t, std::string_view> age_of(std::string_view id) {
    return {parse_count(id.substr(0, id.find_first_not_of("0123456789"))).value_or(0), id};
}

using JobsByLicense = std::map<std::string_view, LicenseJobs>;

JobsByLicense sort_by_license(const std::vector<Job>& jobs) {
    JobsByLicense sorted;
    for (const Job& job : jobs) {
        for (const Tokens& one : job.tokens) {
            const std::int64_t tokens = sane(sane(one.count) * std::min<std::int64_t>(sane(job.tasks), 1 << 30));
            LicenseJobs& license = sorted[one.license];
            if (job.demand == Demand::running) license.running.push_back({&job, tokens});
            if (job.demand == Demand::pending) license.pending += tokens;
        }
    }
    for (auto& [name, license] : sorted) {
        std::stable_sort(license.running.begin(), license.running.end(),
                         [](const Holding& a, const Holding& b) { return age_of(a.job->id) < age_of(b.job->id); });
    }
    return sorted;
}

/// Users of one tool, by their names in lower case.
class UserTable {
public:
    ToolUser& of(std::string_view name, bool is_flexlm) {
        const auto [place, is_new] = users_.try_emplace(ascii_lower(name));
        Entry& entry = place->second;
        const bool is_better =
            is_new || (is_flexlm && !entry.is_flexlm) || (is_flexlm == entry.is_flexlm && name < entry.user.user);
        if (is_better) entry.user.user = name;
        entry.is_flexlm = entry.is_flexlm || is_flexlm;
        return entry.user;
    }

    std::vector<ToolUser> take() && {
        std::vector<ToolUser> all;
        for (auto& [name, entry] : users_) {
            if (entry.user.flexlm == 0 && entry.user.slurm == 0) continue;
            add_up_hosts(entry.user.hosts);
            drop_repeated(entry.user.jobs);
            all.push_back(std::move(entry.user));
        }
        return all;
    }

private:
    static void add_up_hosts(std::vector<std::pair<std::string, std::int64_t>>& hosts) {
        std::sort(hosts.begin(), hosts.end());
        auto end = hosts.begin();
        for (auto next = hosts.begin(); next != hosts.end(); ++next) {
            if (end != hosts.begin() && (end - 1)->first == next->first) {
                (end - 1)->second += next->second;
            } else {
                if (end != next) *end = std::move(*next);
                ++end;
            }
        }
        hosts.erase(end, hosts.end());
    }

    static void drop_repeated(std::vector<std::string>& jobs) {
        std::sort(jobs.begin(), jobs.end(), [](const auto& a, const auto& b) { return age_of(a) < age_of(b); });
        jobs.erase(std::unique(jobs.begin(), jobs.end()), jobs.end());
    }

    struct Entry {
        ToolUser user;
        bool is_flexlm = false;
    };
    std::map<std::string, Entry> users_;
};

class ToolJoiner {
public:
    ToolJoiner(const std::vector<ClusterView>& clusters, const std::vector<AppView>& apps) : clusters_(clusters), apps_(apps) {
        for (const ClusterView& one : clusters_) {
            is_slurm_down_ = is_slurm_down_ || one.licenses == nullptr;
            are_jobs_known_ = are_jobs_known_ && one.jobs != nullptr;
            jobs_.push_back(one.jobs == nullptr ? JobsByLicense() : sort_by_license(*one.jobs));
        }
    }

    Tool join(ToolMembers members) {
        Tool tool;
        UserTable users;
        for (const MemberLicense& one : members.licenses) add_license(tool, one, users);
        if (is_slurm_down_) tool.slurm_used.reset();
        std::optional<std::int64_t> issued = 0;
        for (const MemberFeature& one : members.features) {
            tool.flexlm_used = tool.flexlm_used.value_or(0) + add_feature(one, users);
            if (one.feature->uncounted) issued.reset();
            if (issued) *issued += sane(one.feature->issued);
        }
        if (members.is_app_down) tool.flexlm_used.reset();
        if (tool.flexlm_used) tool.flexlm_issued = issued;
        tool.name = std::move(members.name);
        tool.features = std::move(members.feature_names);
        tool.is_slurm_missing = members.is_slurm_missing;
        tool.is_flexlm_missing = members.is_flexlm_missing;
        tool.users = std::move(users).take();
        compare_sides(tool);
        return tool;
    }

private:
    /// Rules 4 and 5.
    void add_license(Tool& tool, const MemberLicense& member, UserTable& users) {
        const License& license = *member.license;
        const ClusterView& cluster = clusters_[member.cluster];
        const JobsByLicense& by_license = jobs_[member.cluster];
        const auto jobs = by_license.find(license.name);
        std::int64_t left = sane(license.used);
        tool.slurm_used = tool.slurm_used.value_or(0) + left;
        ToolPool pool{member.pool,
                      std::string(license.name),
                      cluster.cluster,
                      license.total,
                      license.used,
                      license.free,
                      license.reserved,
                      {},
                      {}};
        if (cluster.jobs != nullptr) pool.pending = 0;
        if (jobs != by_license.end()) {
            pool.pending = jobs->second.pending;
            for (const Holding& holding : jobs->second.running) {
                const std::int64_t held = std::min(left, holding.tokens);
                if (held == 0) continue;
                left -= held;
                ToolUser& user = users.of(printable_utf8(holding.job->user), false);
                user.slurm += held;
                user.jobs.push_back(holding.job->id);
            }
        }
        if (cluster.jobs != nullptr && left > 0) users.of("", false).slurm += left;
        tool.pools.push_back(std::move(pool));
    }

    /// Adds its checkouts to the users; returns how many there are.
    std::int64_t add_feature(const MemberFeature& member, UserTable& users) {
        const FlexlmStatus& status = *apps_[member.app].status;
        std::int64_t sum = 0;
        for (const FlexlmCheckout& one : member.feature->holders) {
            const std::int64_t seats = sane(one.seats);
            sum += seats;
            ToolUser& user = users.of(status.users[one.user], true);
            user.flexlm += seats;
            user.hosts.emplace_back(status.hosts[one.host], seats);
        }
        return sum;
    }

    /// Rules 6 and 7.
    void compare_sides(Tool& tool) const {
        if (!tool.slurm_used || !tool.flexlm_used) return sort_users(tool);
        tool.gap = *tool.flexlm_used - *tool.slurm_used;
        if (!are_jobs_known_) return sort_users(tool);
        tool.outside = 0;
        tool.idle = 0;
        for (ToolUser& user : tool.users) {
            user.outside = std::max<std::int64_t>(user.flexlm - user.slurm, 0);
            user.idle = std::max<std::int64_t>(user.slurm - user.flexlm, 0);
            *tool.outside += user.outside;
            *tool.idle += user.idle;
        }
        sort_users(tool);
    }

    static void sort_users(Tool& tool) {
        std::sort(tool.users.begin(), tool.users.end(), [](const ToolUser& a, const ToolUser& b) {
            const auto weight = [](const ToolUser& one) { return std::pair(one.outside + one.idle, one.flexlm + one.slurm); };
            return std::tuple(weight(b), std::string_view(a.user)) < std::tuple(weight(a), std::string_view(b.user));
        });
    }

    const std::vector<ClusterView>& clusters_;
    const std::vector<AppView>& apps_;
    std::vector<JobsByLicense> jobs_;    // by cluster
    bool is_slurm_down_ = false;
    bool are_jobs_known_ = true;
};

/// What the settings say of clusters that are down, and what was found in the others.
std::vector<ToolLicense> list_licenses(const std::vector<ToolSettings>& settings, const std::vector<ClusterView>& clusters,
                                       const std::vector<Tool>& tools) {
    std::set<ToolLicense> all;
    for (const Tool& tool : tools) {
        for (const ToolPool& pool : tool.pools) all.insert({pool.cluster, pool.license_name, pool.pool, tool.name});
    }
    for (const ClusterView& cluster : clusters) {
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

ToolJoin join_tools(const std::vector<ToolSettings>& settings, const std::vector<ClusterView>& clusters,
                    const std::vector<AppView>& apps, PlainTools plain_tools) {
    ToolJoiner joiner(clusters, apps);
    ToolJoin join;
    for (ToolMembers& members : find_members(settings, clusters, apps, plain_tools))
        join.tools.push_back(joiner.join(std::move(members)));
    join.licenses = list_licenses(settings, clusters, join.tools);
    return join;
}

}    // namespace slurmlic
