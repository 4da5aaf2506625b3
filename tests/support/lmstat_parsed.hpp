#pragma once

// What the tests of lmstat's parsers share.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/seats/flexlm/lmstat.hpp"
#include "tests/support/sentences.hpp"

using Holders = std::map<std::string, std::int64_t>;
using Messages = std::vector<std::string>;

inline std::string sentence(const slurmlic::Diagnostic& diagnostic, const std::string& file = "lmstat") {
    return slurmlic::testing::sentence(diagnostic, file);
}

inline Messages sentences(const std::vector<slurmlic::Diagnostic>& diagnostics, const std::string& file = "lmstat") {
    return slurmlic::testing::sentences(diagnostics, file);
}

/// Why it is down; empty where it is not.
inline std::string failure_of(const slurmlic::SeatStatus& status) { return status.failure ? sentence(*status.failure) : ""; }

inline slurmlic::SeatStatus parsed(std::string_view text) {
    slurmlic::Result<slurmlic::SeatStatus> status = slurmlic::parse_lmstat(text);
    REQUIRE_MESSAGE(status.has_value(), (status ? "" : sentence(status.error())));
    return std::move(*status);
}

inline const slurmlic::Feature& feature(const slurmlic::SeatStatus& status, std::string_view name,
                                        std::string_view vendor = "*") {
    const auto found = std::ranges::find_if(status.features, [&](const slurmlic::Feature& one) {
        return one.name == name && (vendor == "*" || one.vendor == vendor);
    });
    REQUIRE(found != status.features.end());
    return *found;
}

/// "USER@HOST" and its seats.
inline Holders holders(const slurmlic::Feature& feature) {
    Holders seats;
    for (const slurmlic::Checkout& one : feature.holders) {
        const bool is_new = seats.emplace(one.user + "@" + one.host, one.seats).second;
        CHECK(is_new);
    }
    return seats;
}
