#include <doctest/doctest.h>

#include "core/seats/flexlm/lmstat.hpp"
#include "tests/support/lmstat_generator.hpp"

using namespace slurmlic;

namespace {

GeneratedFeature as_generated(const Feature& one) {
    REQUIRE(one.issued.has_value() != one.uncounted);
    GeneratedFeature feature{one.issued.value_or(0), *one.used,   *one.checkouts,
                             *one.reservations,      *one.queued, *one.borrowed,
                             one.uncounted,          one.expiry,  {}};
    for (const Checkout& holder : one.holders) feature.holders[{holder.user, holder.host}] += holder.seats;
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

bool is_same(const GeneratedLmstat& a, const GeneratedLmstat& b) {
    return a.up == b.up && a.has_failure == b.has_failure && a.skipped == b.skipped && a.mismatches == b.mismatches &&
           a.servers == b.servers && a.daemons == b.daemons && a.features == b.features;
}

}    // namespace

TEST_CASE("lmstat: 10,000 random outputs of every shape are read as they were meant") {
    std::uint64_t features = 0;
    std::uint64_t holders = 0;
    for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
        const GeneratedLmstat truth = generate_lmstat(seed);
        const Result<SeatStatus> status = parse_lmstat(truth.text);
        CAPTURE(seed);
        CAPTURE(truth.text);
        REQUIRE(status.has_value());
        const GeneratedLmstat read = as_generated(*status);
        REQUIRE(read.servers == truth.servers);
        REQUIRE(read.daemons == truth.daemons);
        REQUIRE(read.features.size() == truth.features.size());
        REQUIRE(status->features.size() == truth.features.size());
        REQUIRE(is_same(read, truth));
        features += truth.features.size();
        for (const auto& [name, feature] : truth.features) holders += feature.holders.size();
    }
    CHECK(features > 30'000);    // the generator is not idle
    CHECK(holders > 50'000);
}
