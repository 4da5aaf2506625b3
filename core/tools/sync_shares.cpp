#include "core/tools/sync_shares.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace slurmlic {
namespace {

std::int64_t not_below_zero(std::int64_t count) { return std::max<std::int64_t>(count, 0); }

std::int64_t used_of(const SyncUnit& unit) {
    std::int64_t used = 0;
    for (const SyncCluster& one : unit.clusters) used += one.used;
    return used;
}

/// Tokens that nobody uses in Slurm.
std::int64_t spare_of(const SyncUnit& unit) { return not_below_zero(unit.count - used_of(unit)); }

/// What all clusters can hand out together where no more than `spare` are there for each.
std::int64_t handed_out(const SyncUnit& unit, std::int64_t spare) {
    std::int64_t sum = 0;
    std::int64_t least = not_below_zero(spare);
    for (const SyncCluster& one : unit.clusters) {
        const std::int64_t free = not_below_zero(std::min(one.total - one.used, spare));
        sum += free;
        least = std::min(least, free);
    }
    return unit.is_one_pool ? least : sum;
}

/// Rule 2.
std::int64_t all_to_lay(const std::vector<SyncUnit>& units, std::int64_t issued, std::int64_t outside) {
    std::int64_t count = 0;
    std::int64_t used = 0;
    std::int64_t spare = 0;
    for (const SyncUnit& one : units) {
        count += one.count;
        used += used_of(one);
        spare += spare_of(one);
    }
    const std::int64_t safe = not_below_zero(issued - used - outside);
    return std::max(outside + not_below_zero(count - issued), spare - safe);
}

}    // namespace

std::int64_t deficit_of(const SyncUnit& unit, const SyncCluster& cluster, std::int64_t value) {
    return not_below_zero(value - (unit.count - cluster.total) - cluster.used);
}

std::int64_t free_when_told(const SyncUnit& unit, std::int64_t value) {
    if (unit.by == SyncBy::reservation) return handed_out(unit, spare_of(unit) - value);
    std::int64_t sum = 0;
    std::int64_t least = infinite_count;
    for (const SyncCluster& one : unit.clusters) {
        const std::int64_t free = not_below_zero(one.total - one.used - deficit_of(unit, one, value));
        sum += free;
        least = std::min(least, free);
    }
    return unit.is_one_pool ? least : sum;
}

std::vector<std::int64_t> lay_shares(const std::vector<SyncUnit>& units, std::int64_t issued, std::int64_t outside) {
    std::vector<std::int64_t> shares(units.size(), 0);
    if (units.empty()) return shares;
    std::vector<std::size_t> order(units.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, std::ranges::greater(),
                             [&units](std::size_t i) { return handed_out(units[i], spare_of(units[i])); });
    std::int64_t left = all_to_lay(units, issued, outside);
    const auto lay = [&](std::size_t i, std::int64_t most) {
        const std::int64_t more = std::min(left, not_below_zero(most - shares[i]));
        shares[i] += more;
        left -= more;
    };
    for (const std::size_t i : order) lay(i, std::min(spare_of(units[i]), units[i].most));
    for (const std::size_t i : order) lay(i, units[i].by == SyncBy::reservation ? units[i].most : 0);
    shares[order.front()] += left;
    return shares;
}

std::int64_t value_to_tell(const SyncUnit& unit, std::int64_t share) {
    if (unit.by == SyncBy::reservation) return std::min(share, unit.most);
    const std::int64_t spare = not_below_zero(unit.count - used_of(unit) - share);
    std::int64_t left = spare;    // tokens that each cluster may think of as nobody's
    std::int64_t least = 0;
    while (least < left) {    // the most of which all clusters together take no more than `spare`
        const std::int64_t middle = least + (left - least + 1) / 2;
        handed_out(unit, middle) <= spare ? least = middle : left = middle - 1;
    }
    return std::min(unit.count - left, unit.most);
}

}    // namespace slurmlic
