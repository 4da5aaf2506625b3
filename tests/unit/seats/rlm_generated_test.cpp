#include <doctest/doctest.h>

#include "core/seats/rlm/rlmstat.hpp"
#include "tests/support/rlm_generator.hpp"

using namespace slurmlic;

namespace {

GeneratedRlmFeature as_generated(const Feature& one) {
    REQUIRE_FALSE((one.queued || one.borrowed));    // it never tells them
    GeneratedRlmFeature feature{.is_known = one.used.has_value(),
                                .uncounted = one.uncounted,
                                .issued = one.issued,
                                .used = one.used,
                                .checkouts = one.checkouts,
                                .reservations = one.reservations,
                                .expiry = one.expiry};
    for (const Checkout& held : one.holders) REQUIRE(feature.holders.try_emplace({held.user, held.host}, held.seats).second);
    return feature;
}

}    // namespace

TEST_CASE("rlm: 10,000 random outputs of every shape are read as they were meant") {
    std::uint64_t features = 0;
    std::uint64_t holders = 0;
    for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
        const GeneratedRlm truth = generate_rlm(seed);
        const Result<SeatStatus> status = parse_rlmstat(truth.text);
        CAPTURE(seed);
        CAPTURE(truth.text);
        REQUIRE(status.has_value());
        REQUIRE(status->up == truth.up);
        REQUIRE(status->failure.has_value() == truth.has_failure);
        REQUIRE(status->servers.size() == truth.servers.size());
        for (const Server& one : status->servers) {
            CAPTURE(one.host);
            REQUIRE(truth.servers.contains({one.host, one.port}));
            REQUIRE(truth.servers.at({one.host, one.port}) == std::pair(one.version, one.up));
            REQUIRE(one.failure.empty() == one.up);
        }
        REQUIRE(status->daemons.size() == truth.daemons.size());
        for (const Daemon& one : status->daemons) {
            CAPTURE(one.name);
            REQUIRE(truth.daemons.contains({one.name, one.version}));
            REQUIRE(truth.daemons.at({one.name, one.version}) == one.up);
        }
        REQUIRE(status->features.size() == truth.features.size());
        for (const Feature& one : status->features) {
            CAPTURE(one.name);
            REQUIRE(truth.features.contains({one.name, one.vendor}));
            REQUIRE(as_generated(one) == truth.features.at({one.name, one.vendor}));
            holders += one.holders.size();
        }
        REQUIRE(status->skipped.count() == truth.skipped);
        REQUIRE(status->mismatches.size() == truth.mismatches);
        features += status->features.size();
    }
    CHECK(features > 30'000);    // the generator is not idle
    CHECK(holders > 30'000);
}
