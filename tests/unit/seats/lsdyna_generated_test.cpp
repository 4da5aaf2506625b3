// lstc_qrun: what is read of random outputs is what is true of them, and nothing of them that names anybody stays unmarked.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "core/seats/lsdyna/lsdyna.hpp"
#include "core/text/text.hpp"
#include "tests/support/lsdyna_generator.hpp"

using namespace slurmlic;

namespace {

constexpr std::uint64_t seeds = 10'000;

std::map<std::string, GeneratedProgram> features_of(const SeatStatus& status) {
    std::map<std::string, GeneratedProgram> all;
    for (const Feature& one : status.features) {
        REQUIRE(one.vendor.empty());
        REQUIRE_FALSE(one.uncounted);
        REQUIRE_FALSE(one.reservations);
        REQUIRE_FALSE(one.borrowed);
        GeneratedProgram& program = all[one.name];
        program = {one.issued, one.used, one.checkouts, one.queued, one.expiry, {}};
        for (const Checkout& holder : one.holders) program.holders[{holder.user, holder.host}] += holder.seats;
    }
    return all;
}

void check(const GeneratedQrun& generated, const SeatStatus& status) {
    REQUIRE(status.up == generated.up);
    REQUIRE(status.failure.has_value() == generated.has_failure);
    REQUIRE(status.daemons.empty());
    std::map<std::pair<std::string, std::string>, bool> servers;
    for (const Server& one : status.servers) {
        REQUIRE(one.up == one.failure.empty());
        servers[{one.host, one.port}] = one.up;
    }
    REQUIRE(servers == generated.servers);
    const std::map<std::string, GeneratedProgram> features = features_of(status);
    for (const auto& one : generated.features) {
        const auto& name = one.first;
        const GeneratedProgram& program = one.second;
        CAPTURE(name);
        REQUIRE(features.contains(name));
        const GeneratedProgram& read = features.at(name);
        REQUIRE(read.issued == program.issued);
        REQUIRE(read.used == program.used);
        REQUIRE(read.checkouts == program.checkouts);
        REQUIRE(read.queued == program.queued);
        REQUIRE(read.expiry == program.expiry);
        REQUIRE(read.holders == program.holders);
    }
    REQUIRE(features.size() == generated.features.size());
    REQUIRE(status.skipped.count() == generated.skipped);
    REQUIRE(status.mismatches.size() == generated.mismatches);
}

/// What no span covers.
std::string unmarked(const std::string& text) {
    Spans spans(text);
    lsdyna().texts.front().mark(text, spans);
    std::vector<Span> all = spans.all();
    std::ranges::sort(all, {}, &Span::begin);
    std::string rest;
    std::size_t end = 0;
    for (const Span& one : all) {
        REQUIRE(one.begin >= end);
        if (one.role != Role::name) rest += text.substr(end, one.begin - end) + "\n";
        if (one.role == Role::name) rest += text.substr(end, one.begin + one.size - end);
        end = one.begin + one.size;
    }
    return rest + text.substr(end);
}

}    // namespace

TEST_CASE("lstc_qrun: of random outputs everything is read as it is") {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        CAPTURE(seed);
        const GeneratedQrun generated = generate_qrun(seed);
        CAPTURE(generated.text);
        const Result<SeatStatus> status = lsdyna().parse_status(generated.text);
        REQUIRE(status.has_value() == generated.is_understood);
        if (status) check(generated, *status);
    }
}

TEST_CASE("lstc_qrun: random outputs are known as its own") {
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        CAPTURE(seed);
        REQUIRE(lsdyna().texts.front().is_it(generate_qrun(seed).text));
    }
}

TEST_CASE("lstc_qrun: no user and no host of random outputs stays unmarked") {
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        CAPTURE(seed);
        const GeneratedQrun generated = generate_qrun(seed);
        const std::string rest = unmarked(generated.text);
        for (const std::string& name : generated.names) {
            CAPTURE(name);
            REQUIRE(rest.find(name) == npos);
        }
    }
}
