#include "core/tools/sync_targets.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"
#include "core/tools/sync_names.hpp"

namespace slurmlic {
namespace {

/// A pool and the license that it is.
struct SyncMember {
    const ToolPool* pool = nullptr;
    const License* license = nullptr;
};

/// The licenses of a tool, as Slurm has them.
class TargetFinder {
public:
    TargetFinder(const Tool& tool, const ToolSettings* settings, const SyncFacts& facts)
        : tool_(tool), by_(settings == nullptr ? std::nullopt : settings->sync), facts_(facts) {}

    /// The first reason why there is no target; empty: there is one for each license.
    std::string find(std::vector<SyncTarget>& targets) const {
        std::map<std::string, std::vector<SyncMember>> remote;
        for (const ToolPool& pool : tool_.pools) {
            const License* const license = license_of(pool);
            if (license == nullptr) return fmt::format("the name of {} can't be typed", excerpt(pool.license_name));
            const SyncBy by = by_.value_or(license->remote ? SyncBy::last_consumed : SyncBy::reservation);
            if (by == SyncBy::last_consumed) {
                remote[ascii_lower(pool.license_name)].push_back({&pool, license});
                continue;
            }
            if (std::string reason = add_reservation({&pool, license}, targets); !reason.empty()) return reason;
        }
        for (const auto& [name, members] : remote) {
            if (std::string reason = add_last_consumed(members, targets); !reason.empty()) return reason;
        }
        return {};
    }

private:
    /// Null where its name is not the one that Slurm knows.
    [[nodiscard]] const License* license_of(const ToolPool& pool) const {
        for (const ClusterLicenses& cluster : *facts_.slurm) {
            if (cluster.cluster != pool.cluster) continue;
            for (const auto& [theirs, ours] : cluster.renamed) {
                if (ours == pool.license_name) return nullptr;
            }
            const std::vector<License>& all = cluster.licenses;    // sorted by name
            const auto found = std::ranges::lower_bound(all, pool.license_name, {}, &License::name);
            return found == all.end() || found->name != pool.license_name ? nullptr : &*found;
        }
        return nullptr;
    }

    /// The reservation of ours for the license, or one of its name; null: there is none.
    [[nodiscard]] const LicenseReservation* reservation_of(const ToolPool& pool) const {
        const auto cluster = facts_.reservations.find(pool.cluster);
        if (cluster == facts_.reservations.end()) return nullptr;
        const auto found =
            std::ranges::find(cluster->second, reservation_name(tool_.name, pool.license_name), &LicenseReservation::name);
        return found == cluster->second.end() ? nullptr : &*found;
    }

    /// Tokens that reservations hold which are not ours; Slurm lets all together hold no more than there are.
    [[nodiscard]] std::int64_t held_by_others(const ToolPool& pool, const std::string& ours) const {
        std::int64_t held = 0;
        for (const LicenseReservation& one : facts_.reservations.at(pool.cluster)) {
            if (one.name != ours) add_saturating(held, tokens_held(one, pool.license_name));
        }
        return held;
    }

    [[nodiscard]] std::string problem_with_reservations(const ToolPool& pool) const {
        if (!facts_.are_saved && !facts_.reservations.contains(pool.cluster)) return "its reservations could not be asked for";
        const LicenseReservation* const ours = reservation_of(pool);
        if (ours == nullptr || is_kept_by_slurmlic(*ours, pool.license_name)) return {};
        return fmt::format(
            "the reservation {} is not slurmlic's: expected Users=root, no nodes and no license but {}, got Users={}, "
            "Flags={} and {}",
            ours->name, pool.license_name, ours->users, ours->flags, counted(std::ssize(ours->licenses), "license"));
    }

    /// Rule 5.
    std::string add_reservation(const SyncMember& member, std::vector<SyncTarget>& targets) const {
        const ToolPool& pool = *member.pool;
        const std::string& name = pool.license_name;
        if (std::string problem = problem_with_reservations(pool); !problem.empty()) return problem;
        const auto is_whole = [&name](const ToolPool& one) {
            return one.is_seen_twice && same_ignoring_case(one.license_name, name);
        };
        if (std::ranges::any_of(tool_.pools, is_whole)) {
            return fmt::format("several clusters see {} whole: a reservation in one does not hold it in the others", name);
        }
        if (member.license->last_deficit.value_or(0) > 0) {
            return fmt::format(
                "{} has LastDeficit={}, and a reservation would block the same seats: set its LastConsumed to 0 first", name,
                *member.license->last_deficit);
        }
        SyncTarget target{.license_name = name, .cluster = pool.cluster, .clusters = {pool.cluster}, .used = pool.used};
        target.reservation = reservation_name(tool_.name, name);
        if (const LicenseReservation* const ours = reservation_of(pool); ours != nullptr) {
            target.is_there = true;
            target.told = tokens_held(*ours, name);
        }
        const std::int64_t others = facts_.are_saved ? pool.reserved.value_or(0) : held_by_others(pool, target.reservation);
        target.unit = {.by = SyncBy::reservation,
                       .count = pool.total,
                       .most = std::max<std::int64_t>(pool.total - others, 0),
                       .clusters = {{pool.total, pool.used}}};
        target.free = std::max<std::int64_t>(pool.free - target.told.value_or(0), 0);
        targets.push_back(std::move(target));
        return {};
    }

    /// Why a remote license can't be told by LastConsumed; empty: it can.
    [[nodiscard]] std::string problem_with_remote(const SyncMember& member) const {
        const ToolPool& pool = *member.pool;
        const std::string& name = pool.license_name;
        if (!member.license->remote)
            return fmt::format("{} is a local license, and has no LastConsumed: sync = \"reservation\" is for these", name);
        if (!member.license->last_consumed) return fmt::format("Slurm is older than 23.02: it has no LastConsumed of {}", name);
        if (std::string problem = problem_with_reservations(pool); !problem.empty()) return problem;
        const LicenseReservation* const ours = reservation_of(pool);
        if (ours == nullptr || tokens_held(*ours, name) == 0) return {};
        return fmt::format("the reservation {} holds {} of {}, and LastConsumed would block the same seats: delete it first",
                           ours->name, counted(tokens_held(*ours, name), "token"), name);
    }

    /// Rule 4.
    std::string add_last_consumed(const std::vector<SyncMember>& members, std::vector<SyncTarget>& targets) const {
        for (const SyncMember& one : members) {
            if (std::string problem = problem_with_remote(one); !problem.empty()) return problem;
        }
        const License& first = *members.front().license;
        SyncTarget target{.license_name = first.name};
        target.unit.by = SyncBy::last_consumed;
        if (first.last_update) target.told = first.last_consumed;
        std::int64_t total = 0;
        for (const auto& [pool, license] : members) {
            target.clusters.push_back(pool->cluster);
            target.unit.clusters.push_back({pool->total, pool->used});
            target.used += pool->used;
            target.deficits.push_back(license->last_deficit.value_or(0));
            total += pool->total;
        }
        if (std::string problem = find_resource(target, total); !problem.empty()) return problem;
        target.unit.most = target.unit.count;
        if (std::string problem = note_whether_one_pool(target, members, total); !problem.empty()) return problem;
        std::vector<std::int64_t> free;
        free.reserve(members.size());
        for (const auto& [pool, license] : members) free.push_back(std::max<std::int64_t>(pool->free, 0));
        for (const std::int64_t one : free) target.free += one;
        if (target.unit.is_one_pool) target.free = *std::ranges::min_element(free);
        targets.push_back(std::move(target));
        return {};
    }

    /// What sacctmgr says of it: Count, server, and that every cluster with a share is asked.
    std::string find_resource(SyncTarget& target, std::int64_t total) const {
        const std::string& name = target.license_name;
        if (facts_.are_saved) {
            std::string_view server = name;
            target.resource = std::string(take_until(server, '@'));
            target.server = std::string(server);
            target.unit.count = total;
            return {};
        }
        if (!facts_.resources) return "sacctmgr could not be asked";
        std::vector<std::string> clusters;
        for (const ResourceShare& one : *facts_.resources) {
            if (!same_ignoring_case(fmt::format("{}@{}", one.name, one.server), name)) continue;
            target.resource = one.name;
            target.server = one.server;
            target.unit.count = one.count;
            if (one.allowed > 0) clusters.push_back(one.cluster);
        }
        if (target.resource.empty()) return fmt::format("sacctmgr does not list {}", name);
        const auto is_asked = [&target](const std::string& cluster) {
            return std::ranges::find(target.clusters, cluster) != target.clusters.end();
        };
        const bool is_alone = target.clusters == std::vector<std::string>{""} && clusters.size() <= 1;
        const auto missing = std::ranges::find_if_not(clusters, is_asked);
        if (is_alone || missing == clusters.end()) return {};
        return fmt::format("the cluster {} has a share of {}, too, and is not asked: name all of them in slurm.clusters",
                           *missing, name);
    }

    static std::string note_whether_one_pool(SyncTarget& target, const std::vector<SyncMember>& members, std::int64_t total) {
        SyncUnit& unit = target.unit;
        unit.is_one_pool = total > unit.count;
        const License& first = *members.front().license;
        const auto is_whole = [&](const SyncMember& one) {
            return one.license->total == unit.count && one.license->last_consumed == first.last_consumed;
        };
        if (!unit.is_one_pool || (members.size() > 1 && std::ranges::all_of(members, is_whole))) return {};
        return fmt::format(
            "the clusters do not agree on {}: expected Total={} and one LastConsumed in all of them, got totals of {}",
            target.license_name, unit.count, total);
    }

    const Tool& tool_;
    std::optional<SyncBy> by_;
    const SyncFacts& facts_;
};

}    // namespace

Result<std::vector<SyncTarget>> find_targets(const Tool& tool, const ToolSettings* settings, const SyncFacts& facts) {
    std::vector<SyncTarget> targets;
    if (std::string reason = TargetFinder(tool, settings, facts).find(targets); !reason.empty())
        return failed(std::move(reason));
    std::ranges::sort(targets, {}, [](const SyncTarget& one) {
        return std::pair(std::string_view(one.license_name), std::string_view(one.cluster));
    });
    return targets;
}

void note_whether_in_step(SyncTarget& target) {
    target.is_in_step = target.unit.by == SyncBy::last_consumed || target.told.value_or(0) == target.value;
    for (std::size_t i = 0; i < target.deficits.size(); ++i) {
        const std::int64_t wanted = deficit_of(target.unit, target.unit.clusters[i], target.value);
        if (target.deficits[i] != wanted) target.is_in_step = false;
    }
}

bool holds_more_when_told(const SyncTarget& target) {
    if (target.unit.by == SyncBy::reservation) return target.value > target.told.value_or(0);
    for (std::size_t i = 0; i < target.deficits.size(); ++i) {
        if (deficit_of(target.unit, target.unit.clusters[i], target.value) > target.deficits[i]) return true;
    }
    return false;
}

}    // namespace slurmlic
