#include <doctest/doctest.h>

#include "core/seats/flexlm/lmstat.hpp"
#include "tests/support/lmstat_generator.hpp"

using namespace slurmlic;

namespace {

GeneratedFeature as_generated(const Feature& one) {
    if (!one.queued) {
        REQUIRE_FALSE((one.issued || one.used || one.checkouts || one.reservations || one.borrowed || one.expiry));
        REQUIRE_FALSE((one.uncounted || !one.holders.empty()));
        return {.is_known = false};
    }
    REQUIRE(one.issued.has_value() != one.uncounted);
    GeneratedFeature feature{.issued = one.issued.value_or(0),
                             .used = *one.used,
                             .checkouts = *one.checkouts,
                             .reservations = *one.reservations,
                             .queued = *one.queued,
                             .borrowed = one.borrowed.value_or(0),
                             .uncounted = one.uncounted,
                             .names_users = one.borrowed.has_value(),
                             .expiry = one.expiry};
    for (const Checkout& held : one.holders) {
        const GeneratedSeats seats{held.seats, held.borrowed, held.borrowed_for, held.started.value_or(0)};
        const bool is_new = feature.holders.try_emplace({held.user, held.host}, seats).second;
        REQUIRE(is_new);
    }
    return feature;
}

/// What the parser says, in the terms of the generator.
GeneratedLmstat as_generated(const SeatStatus& status) {
    GeneratedLmstat all;
    all.up = status.up;
    all.has_failure = status.failure.has_value();
    all.skipped = status.skipped.count();
    all.mismatches = status.mismatches.size();
    for (const Server& one : status.servers) all.servers[{one.host, one.port}] = {one.version, one.master, one.up};
    for (const Daemon& one : status.daemons) all.daemons[{one.name, one.version}] = one.up;
    for (const Feature& one : status.features) all.features[{one.name, one.vendor}] = as_generated(one);
    return all;
}

}    // namespace

TEST_CASE("lmstat: 10,000 random outputs of every shape are read as they were meant") {
    std::uint64_t features = 0;
    std::uint64_t holders = 0;
    for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
        const GeneratedLmstat truth = generate_lmstat(seed);
        const Result<SeatStatus> status = parse_lmstat(truth.text, nullptr, generated_now);
        CAPTURE(seed);
        CAPTURE(truth.text);
        REQUIRE(status.has_value());
        const GeneratedLmstat read = as_generated(*status);
        REQUIRE(read.servers == truth.servers);
        REQUIRE(read.daemons == truth.daemons);
        for (const auto& one : truth.features) {
            CAPTURE(one.first.first);
            REQUIRE(read.features.contains(one.first));
            REQUIRE(read.features.at(one.first) == one.second);
        }
        REQUIRE(status->features.size() == truth.features.size());
        REQUIRE(read.features.size() == truth.features.size());
        REQUIRE(read.skipped == truth.skipped);
        REQUIRE(read.mismatches == truth.mismatches);
        REQUIRE(read.up == truth.up);
        REQUIRE(read.has_failure == truth.has_failure);
        features += truth.features.size();
        for (const auto& [name, feature] : truth.features) holders += feature.holders.size();
    }
    CHECK(features > 30'000);    // the generator is not idle
    CHECK(holders > 35'000);
}
