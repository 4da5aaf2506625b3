// How much of each license Slurm must not hand out: the rules of core/tools/sync_shares.hpp, one by one, and on random sites.

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "core/tools/sync_shares.hpp"

using namespace slurmlic;

namespace {

using Counts = std::vector<std::int64_t>;

SyncUnit reservation(std::int64_t total, std::int64_t used) {
    return {.by = SyncBy::reservation, .count = total, .most = total, .clusters = {{total, used}}};
}

SyncUnit remote(std::int64_t count, std::vector<SyncCluster> clusters) {
    return {.by = SyncBy::last_consumed, .count = count, .most = count, .clusters = std::move(clusters)};
}

/// What Slurm does with a value, written down once more from its documentation: the free tokens of one cluster.
std::int64_t free_in_cluster(const SyncUnit& unit, const SyncCluster& cluster, std::int64_t value) {
    if (unit.by == SyncBy::reservation) return std::max<std::int64_t>(cluster.total - cluster.used - value, 0);
    const std::int64_t external = unit.count - cluster.total;
    const std::int64_t deficit = value <= external + cluster.used ? 0 : value - external - cluster.used;
    return std::max<std::int64_t>(cluster.total - cluster.used - deficit, 0);
}

}    // namespace

TEST_CASE("one license: what is used and what is outside is told, not what the server counts") {
    const SyncUnit unit = remote(30, {{30, 19}});    // 9 of 19 tokens are checked out, 5 seats are outside: FlexLM says 14
    CHECK(lay_shares({unit}, 30, 5) == Counts{5});
    CHECK(value_to_tell(unit, 5) == 24);
    CHECK(deficit_of(unit, unit.clusters[0], 24) == 5);
    CHECK(free_when_told(unit, 24) == 6);
    CHECK(free_when_told(unit, 14) == 11);
}

TEST_CASE("one license has all of what is outside, also where Slurm has fewer tokens than seats") {
    CHECK(lay_shares({reservation(20, 4)}, 30, 5) == Counts{5});
    CHECK(lay_shares({reservation(30, 4)}, 30, 0) == Counts{0});
    CHECK(lay_shares({}, 30, 5).empty());
}

TEST_CASE("tokens beyond the seats that are issued are held back, too") {
    CHECK(lay_shares({reservation(40, 4)}, 30, 5) == Counts{15});
    CHECK(value_to_tell(remote(40, {{40, 4}}), 15) == 19);
}

TEST_CASE("the license with most free tokens is the first, of equal ones the one that stands first") {
    CHECK(lay_shares({reservation(10, 4), reservation(20, 9)}, 30, 5) == Counts{0, 5});
    CHECK(lay_shares({reservation(10, 4), reservation(20, 9)}, 30, 13) == Counts{2, 11});
    CHECK(lay_shares({reservation(10, 4), reservation(10, 4)}, 20, 3) == Counts{3, 0});
}

TEST_CASE("what is left when no token is free is laid on them all the same, for tokens that become free") {
    CHECK(lay_shares({reservation(10, 10), reservation(20, 18)}, 30, 5) == Counts{0, 5});
    CHECK(lay_shares({reservation(10, 10), reservation(4, 4)}, 14, 9) == Counts{9, 0});
    CHECK(lay_shares({remote(10, {{10, 10}})}, 10, 5) == Counts{5});
}

TEST_CASE("a value is capped: LastConsumed at Count, a reservation at what Slurm lets it hold") {
    CHECK(value_to_tell(remote(30, {{30, 28}}), 5) == 30);
    CHECK(value_to_tell(remote(30, {{30, 35}}), 5) == 30);
    SyncUnit unit = reservation(30, 0);
    unit.most = 10;    // others reserve 20
    CHECK(value_to_tell(unit, 15) == 10);
}

TEST_CASE("more used of one license than it has takes from what is safe in the others") {
    CHECK(lay_shares({reservation(10, 15), reservation(20, 0)}, 30, 0) == Counts{0, 5});
}

TEST_CASE("a cluster with a part of Count: what is outside is in the rest first, as Slurm has it") {
    const SyncUnit unit = remote(50, {{30, 10}});
    CHECK(lay_shares({unit}, 50, 25) == Counts{25});
    CHECK(value_to_tell(unit, 25) == 35);
    CHECK(deficit_of(unit, unit.clusters[0], 35) == 5);
    CHECK(free_when_told(unit, 35) == 15);
}

TEST_CASE("several clusters with a share each can't take the same free tokens") {
    const SyncUnit unit = remote(30, {{15, 10}, {15, 9}});
    CHECK(value_to_tell(unit, 0) == 19);    // 5 and 6 are free, all of which there are
    CHECK(value_to_tell(unit, 5) == 27);    // 3 in each; with 24 it were 5 and 6, where 6 are safe
    CHECK(free_when_told(unit, 27) == 6);
    CHECK(free_when_told(unit, 24) == 11);
}

TEST_CASE("clusters that see one pool whole have the same free tokens") {
    SyncUnit unit = remote(30, {{30, 10}, {30, 9}});
    unit.is_one_pool = true;
    CHECK(value_to_tell(unit, 5) == 24);
    CHECK(free_when_told(unit, 24) == 6);
    CHECK(deficit_of(unit, unit.clusters[0], 24) == 14);
}

TEST_CASE("whatever the site: free tokens are never more than safe ones, and no less than what is outside is laid") {
    std::mt19937_64 random(17);
    const auto below = [&random](std::int64_t end) { return std::uniform_int_distribution<std::int64_t>(0, end - 1)(random); };
    for (int site = 0; site < 20'000; ++site) {
        std::vector<SyncUnit> units;
        std::int64_t used = 0;
        std::int64_t capacity = 0;
        for (std::int64_t i = below(4) + 1; i > 0; --i) {
            const std::int64_t total = below(60);
            if (below(2) == 0) {
                units.push_back(reservation(total, below(total + 3)));
            } else {
                std::vector<SyncCluster> clusters;
                std::int64_t rest = total;
                for (std::int64_t k = below(3) + 1; k > 0; --k) {
                    const std::int64_t part = below(rest + 1);
                    rest -= part;
                    clusters.push_back({part, below(part + 2)});
                }
                units.push_back(remote(total, std::move(clusters)));
            }
            capacity += units.back().count;
            for (const SyncCluster& one : units.back().clusters) used += one.used;
        }
        const std::int64_t issued = std::max<std::int64_t>(capacity + below(21) - 10, 0);
        const std::int64_t outside = below(40);
        const std::int64_t safe = std::max<std::int64_t>(issued - used - outside, 0);
        const Counts shares = lay_shares(units, issued, outside);
        REQUIRE(std::accumulate(shares.begin(), shares.end(), std::int64_t{0}) >= outside);
        std::int64_t free = 0;
        for (std::size_t i = 0; i < units.size(); ++i) {
            REQUIRE(shares[i] >= 0);
            const std::int64_t value = value_to_tell(units[i], shares[i]);
            REQUIRE(value >= 0);
            REQUIRE(value <= units[i].most);
            std::int64_t here = 0;
            for (const SyncCluster& one : units[i].clusters) here += free_in_cluster(units[i], one, value);
            REQUIRE(here == free_when_told(units[i], value));
            free += here;
        }
        CAPTURE(site);
        REQUIRE(free <= safe);
        if (units.size() == 1 && units[0].clusters.size() == 1 && units[0].by == SyncBy::last_consumed && issued >= capacity) {
            const std::int64_t sum = units[0].clusters[0].used + outside;    // as the contract says it
            REQUIRE(value_to_tell(units[0], shares[0]) == std::min(sum, units[0].count));
        }
    }
}
