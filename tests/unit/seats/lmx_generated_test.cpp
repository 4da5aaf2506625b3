#include <doctest/doctest.h>

#include "core/seats/lmx/licstat.hpp"
#include "tests/support/lmx_generator.hpp"

using namespace slurmlic;

namespace {

GeneratedLmxFeature as_generated(const Feature& one) {
    REQUIRE_FALSE((one.reservations || one.queued));    // it never tells them
    GeneratedLmxFeature feature{.is_known = one.used.has_value(),
                                .uncounted = one.uncounted,
                                .issued = one.issued,
                                .used = one.used,
                                .checkouts = one.checkouts,
                                .borrowed = one.borrowed,
                                .expiry = one.expiry};
    for (const Checkout& held : one.holders) {
        REQUIRE(held.borrowed_for == 0);
        REQUIRE(feature.holders.try_emplace({held.user, held.host}, GeneratedLmxSeats{held.seats, held.borrowed}).second);
    }
    return feature;
}

}    // namespace

TEST_CASE("lmx: 10,000 random outputs of every shape are read as they were meant") {
    std::uint64_t features = 0;
    std::uint64_t holders = 0;
    std::uint64_t borrowed = 0;
    for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
        const GeneratedLmx truth = generate_lmx(seed);
        const Result<SeatStatus> status = parse_licstat(truth.text);
        CAPTURE(seed);
        CAPTURE(truth.text);
        REQUIRE(status.has_value() != truth.is_error);
        if (!status) continue;
        REQUIRE(status->servers.size() == truth.servers.size());
        for (const Server& one : status->servers) {
            CAPTURE(one.host);
            REQUIRE(truth.servers.contains({one.host, one.port}));
            REQUIRE(truth.servers.at({one.host, one.port}) == GeneratedLmxServer{one.version, one.up});
            REQUIRE(one.up == one.failure.empty());
        }
        REQUIRE(status->features.size() == truth.features.size());
        for (const Feature& one : status->features) {
            CAPTURE(one.name);
            REQUIRE(truth.features.contains({one.name, one.vendor}));
            REQUIRE(as_generated(one) == truth.features.at({one.name, one.vendor}));
            holders += one.holders.size();
            if (one.borrowed.value_or(0) > 0) ++borrowed;
        }
        REQUIRE(status->up == truth.up);
        REQUIRE((status->failure ? status->failure->got : "") == truth.failure);
        REQUIRE(status->skipped.count() == truth.skipped);
        REQUIRE(status->mismatches.size() == truth.mismatches);
        REQUIRE(status->daemons.empty());
        features += truth.features.size();
    }
    CHECK(features > 20'000);    // the generator is not idle
    CHECK(holders > 10'000);
    CHECK(borrowed > 500);
}
