#include "core/tools/pools.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// Equal for licenses that may be one pool: pool, name in lower case, total, LastConsumed.
using PoolKey = std::tuple<std::string, std::string, std::int64_t, std::int64_t>;

std::optional<PoolKey> key_of(const MemberLicense& member, const std::optional<bool>& clusters_share) {
    const License& license = *member.license;
    std::string name = ascii_lower(license.name);
    if (clusters_share) return *clusters_share ? std::optional(PoolKey(member.pool, std::move(name), 0, 0)) : std::nullopt;
    if (!license.remote || !license.last_consumed) return std::nullopt;
    return PoolKey(member.pool, std::move(name), license.total, *license.last_consumed);
}

/// Absent where one of the two is.
void add_known(std::optional<std::int64_t>& sum, const std::optional<std::int64_t>& count) {
    if (sum && count) {
        add_tokens(*sum, *count);
    } else {
        sum.reset();
    }
}

}    // namespace

void mark_pools_seen_twice(std::vector<ToolPool>& pools, const std::vector<MemberLicense>& licenses,
                           const std::optional<bool>& clusters_share) {
    std::map<PoolKey, std::vector<ToolPool*>> seen;
    for (std::size_t i = 0; i < pools.size(); ++i) {
        if (const std::optional<PoolKey> key = key_of(licenses[i], clusters_share)) seen[*key].push_back(&pools[i]);
    }
    for (const auto& [key, same] : seen) {
        // Asked one after the other, they may differ for a moment: the tokens that all of them have free can be had.
        const auto smaller = [](const ToolPool* a, const ToolPool* b) {
            return std::pair(-a->total, a->free) < std::pair(-b->total, b->free);
        };
        const auto counted = std::ranges::min_element(same, smaller);
        for (ToolPool* const one : same) one->is_seen_twice = one != *counted && one->cluster != (*counted)->cluster;
    }
}

ToolPool sum_of(const std::vector<ToolPool>& pools, std::optional<std::string_view> pool) {
    ToolPool sum{.reserved = 0, .pending = 0, .unexplained = 0};
    for (const ToolPool& one : pools) {
        if (pool && one.pool != *pool) continue;
        add_tokens(sum.used, one.used);
        add_known(sum.reserved, one.reserved);
        add_known(sum.pending, one.pending);
        add_known(sum.unexplained, one.unexplained);
        if (one.is_seen_twice) continue;
        add_tokens(sum.total, one.total);
        add_tokens(sum.free, one.free);
    }
    return sum;
}

}    // namespace slurmlic
