#include "core/seats/pools.hpp"

#include <doctest/doctest.h>

using namespace slurmlic;

namespace {

SeatStatus joined(PoolList pools) {
    SeatStatus status;
    std::move(pools).join(status);
    return status;
}

}    // namespace

TEST_CASE("pools: those of one name and vendor are one feature, and their holders are those of the feature") {
    PoolList pools;
    const std::size_t late =
        pools.add({.name = "b", .vendor = "v", .line = 1, .issued = 5, .used = 3, .queued = 1, .expiry = 20.0});
    const std::size_t early =
        pools.add({.name = "b", .vendor = "v", .line = 4, .issued = 2, .used = 1, .queued = 0, .expiry = 10.0});
    pools.add({.name = "a", .vendor = "v", .line = 6, .issued = 1, .used = 0, .queued = 0});
    pools.add({.pool = late, .user = "bob", .host = "n1", .seats = 2});
    pools.add({.pool = early, .user = "bob", .host = "n1", .seats = 1});
    pools.add({.pool = late, .user = "ann", .host = "n2", .seats = 1});
    const SeatStatus status = joined(std::move(pools));
    REQUIRE(status.features.size() == 2);
    CHECK(status.features[0].name == "a");
    CHECK(status.features[0].checkouts == 0);
    const Feature& b = status.features[1];
    CHECK(b.issued == 7);
    CHECK(b.used == 4);
    CHECK(b.checkouts == 4);
    CHECK(b.queued == 1);
    CHECK_FALSE(b.reservations.has_value());    // nobody told them
    CHECK(b.expiry == 10);
    REQUIRE(b.holders.size() == 2);
    CHECK(b.holders[0].user == "ann");
    CHECK(b.holders[1].seats == 3);
    CHECK(status.mismatches.empty());
}

TEST_CASE("pools: of a feature with one pool that is not known, nothing is known") {
    PoolList pools;
    const std::size_t known = pools.add({.name = "b", .issued = 5, .used = 3, .expiry = 20.0});
    pools.add({.name = "b", .is_known = false, .issued = 5});
    pools.add({.pool = known, .user = "bob", .seats = 2});
    const SeatStatus status = joined(std::move(pools));
    REQUIRE(status.features.size() == 1);
    const Feature& b = status.features[0];
    CHECK_FALSE((b.issued || b.used || b.checkouts || b.reservations || b.queued || b.borrowed || b.expiry));
    CHECK(b.holders.empty());
    CHECK(status.mismatches.empty());
}

TEST_CASE("pools: without users' lines checkouts are known only where nothing is used") {
    PoolList pools;
    pools.add({.name = "free", .names_users = false, .issued = 5, .used = 0});
    pools.add({.name = "used", .names_users = false, .issued = 5, .used = 2});
    const SeatStatus status = joined(std::move(pools));
    CHECK(status.features[0].checkouts == 0);
    CHECK_FALSE(status.features[1].checkouts.has_value());
    CHECK(status.mismatches.empty());
}

TEST_CASE("pools: users who do not sum up to what is used leave no checkouts, unless reservations are the rest") {
    PoolList pools;
    const std::size_t place = pools.add({.name = "f", .line = 7, .issued = 9, .used = 4, .reservations = 2, .borrowed = 0});
    pools.add({.pool = place, .user = "bob", .host = "n1", .seats = 2});
    CHECK(joined(pools).mismatches.empty());
    CHECK(joined(pools).features[0].checkouts == 2);
    pools.add({.pool = place, .user = "ann", .host = "n1", .seats = 3});
    const SeatStatus status = joined(pools);
    REQUIRE(status.mismatches.size() == 1);
    CHECK(to_sentence(status.mismatches[0]) == ":7: expected users of \"f\" whose seats sum up to the 4 in use, got 5");
    CHECK(status.features[0].used == 4);
    CHECK_FALSE((status.features[0].checkouts || status.features[0].borrowed));
    CHECK(status.features[0].holders.size() == 2);
}

TEST_CASE("pools: processes of one user on one host, or of one user, share seats if that is what is used") {
    const auto checkouts = [](std::int64_t used, const std::vector<PoolHolder>& lines) {
        PoolList pools;
        pools.add({.name = "f", .issued = 9, .used = used});
        for (const PoolHolder& one : lines) pools.add(one);
        return joined(pools).features[0];
    };
    const PoolHolder bob{.user = "bob", .host = "n1", .seats = 1};
    const PoolHolder bob_elsewhere{.user = "bob", .host = "n2", .seats = 1};
    const PoolHolder ann{.user = "ann", .host = "n1", .seats = 2};
    CHECK(checkouts(1, {bob, bob}).checkouts == 1);
    CHECK(checkouts(1, {bob, bob}).holders.size() == 1);
    CHECK(checkouts(4, {bob, bob, bob_elsewhere, ann}).checkouts == 4);
    CHECK(checkouts(3, {bob, bob, bob_elsewhere, ann}).checkouts == 3);
    CHECK(checkouts(5, {bob, bob, bob_elsewhere, ann}).checkouts == 5);    // nobody shares
    CHECK_FALSE(checkouts(2, {bob, bob, bob_elsewhere, ann}).checkouts.has_value());
    CHECK_FALSE(checkouts(6, {bob, bob, bob_elsewhere, ann}).checkouts.has_value());
}

TEST_CASE("pools: an uncounted feature has no number of seats, and borrowed seats are those of its holders") {
    PoolList pools;
    const std::size_t place = pools.add({.name = "f", .uncounted = true, .used = 4, .borrowed = 0});
    pools.add({.pool = place, .user = "bob", .host = "n1", .seats = 4, .borrowed = 1, .borrowed_for = 60});
    const SeatStatus status = joined(std::move(pools));
    CHECK(status.features[0].uncounted);
    CHECK_FALSE(status.features[0].issued.has_value());
    CHECK(status.features[0].borrowed == 1);
    CHECK(status.features[0].holders[0].borrowed_for == 60);
}

TEST_CASE("pools: of a text with more lines than any site has, nothing is made") {
    PoolList pools;
    const std::size_t place = pools.add({.name = "f", .used = 1});
    for (std::size_t i = 0; i < 500'000; ++i) pools.add({.pool = place, .user = "bob", .host = "n1", .seats = 1});
    CHECK_FALSE(pools.too_long().has_value());
    pools.add({.pool = place, .user = "bob", .host = "n1", .seats = 1});
    REQUIRE(pools.too_long().has_value());
    CHECK(to_sentence(*pools.too_long()) == "expected at most 200000 pools of features, and 500000 lines of users, got more");
    PoolList many;
    for (std::size_t i = 0; i < 200'000; ++i) many.add({.name = "f"});
    CHECK_FALSE(many.too_long().has_value());
    CHECK(many.add({.name = "g"}) == 199'999);
    CHECK(many.too_long().has_value());
}
