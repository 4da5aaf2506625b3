#include <doctest/doctest.h>

#include <random>

#include "core/seats/dsls/dsls.hpp"
#include "tests/support/dsls_generator.hpp"
#include "tests/support/lmstat_names.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

GeneratedDslsFeature as_generated(const Feature& one) {
    REQUIRE_FALSE((one.reservations || one.borrowed));    // nobody tells them
    if (!one.used) {
        REQUIRE_FALSE((one.issued || one.checkouts || one.queued || one.expiry || one.uncounted || !one.holders.empty()));
        return {.is_known = false};
    }
    GeneratedDslsFeature feature{.uncounted = one.uncounted,
                                 .issued = one.issued,
                                 .used = one.used,
                                 .checkouts = one.checkouts,
                                 .queued = one.queued,
                                 .expiry = one.expiry};
    for (const Checkout& held : one.holders) REQUIRE(feature.holders.try_emplace({held.user, held.host}, held.seats).second);
    return feature;
}

void check_read(const GeneratedDsls& truth, const std::string& text) {
    CAPTURE(text);
    const Result<SeatStatus> status = parse_dsls(text);
    REQUIRE(status.has_value());
    REQUIRE(status->up == truth.up);
    REQUIRE(status->failure.has_value() == truth.has_failure);
    for (const Diagnostic& one : status->skipped.first()) CAPTURE(to_sentence(one));
    REQUIRE(status->servers.size() == truth.servers.size());
    for (const Server& one : status->servers) {
        REQUIRE(truth.servers.contains({one.host, one.port}));
        REQUIRE(truth.servers.at({one.host, one.port}) == GeneratedDslsServer{one.version, one.up});
        REQUIRE(one.failure.empty() == one.up);
    }
    REQUIRE(status->features.size() == truth.features.size());
    for (const Feature& one : status->features) {
        CAPTURE(one.name);
        REQUIRE(truth.features.contains({one.name, one.vendor}));
        REQUIRE(as_generated(one) == truth.features.at({one.name, one.vendor}));
    }
    REQUIRE(status->daemons.empty());
    REQUIRE(status->skipped.count() == truth.skipped);
    REQUIRE(status->mismatches.size() == truth.mismatches);
}

/// The text with "x" in the place of all that is marked.
std::string unmarked(const std::string& text) {
    Spans spans(text);
    dsls().texts.front().mark(text, spans);
    std::string rest = text;
    for (const Span& one : spans.all()) rest.replace(one.begin, one.size, one.size, '~');
    return rest;
}

}    // namespace

TEST_CASE("dsls: 10,000 random outputs of every shape are read as they were meant, and known as DSLicSrv's") {
    std::uint64_t features = 0;
    std::uint64_t holders = 0;
    std::uint64_t known = 0;
    for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
        CAPTURE(seed);
        const GeneratedDsls truth = generate_dsls(seed);
        check_read(truth, truth.text);
        REQUIRE(dsls().texts.front().is_it(truth.text));
        features += truth.features.size();
        for (const auto& [name, feature] : truth.features) {
            holders += feature.holders.size();
            known += feature.is_known ? 1U : 0U;
        }
    }
    CHECK(features > 15'000);    // the generator is not idle
    CHECK(known > 13'000);
    CHECK(holders > 15'000);
}

TEST_CASE("dsls: of 3,000 random outputs, and of broken ones, no name is left unmarked") {
    std::mt19937_64 random(7);
    for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
        std::string text = generate_dsls(seed, seed % 2 == 0).text;
        CAPTURE(seed);
        CAPTURE(text);
        for (const std::string& name : names_of_dsls_generator) REQUIRE_FALSE_MESSAGE(holds_word(unmarked(text), name), name);
        for (int i = 0; i < 20; ++i) {
            constexpr std::string_view bytes = " \n,:(/)\"@>";    // a letter that changes makes another name
            char& byte = text[random() % text.size()];
            if (bytes.find(byte) != std::string_view::npos) byte = bytes[random() % bytes.size()];
        }
        CAPTURE(text);
        for (const std::string& name : names_of_dsls_generator) REQUIRE_FALSE_MESSAGE(holds_word(unmarked(text), name), name);
    }
}
