#pragma once

// What the tests of parse_lmstat share.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/seats/flexlm/lmstat.hpp"

using Holders = std::map<std::string, std::int64_t>;
using Messages = std::vector<std::string>;

inline slurmlic::FlexlmStatus parsed(std::string_view text) {
    slurmlic::Result<slurmlic::FlexlmStatus> status = slurmlic::parse_lmstat(text, "lmstat");
    REQUIRE_MESSAGE(status.has_value(), (status ? "" : status.error().message));
    return std::move(*status);
}

inline const slurmlic::FlexlmFeature& feature(const slurmlic::FlexlmStatus& status, std::string_view name,
                                              std::string_view vendor = "*") {
    const auto found = std::find_if(status.features.begin(), status.features.end(), [&](const slurmlic::FlexlmFeature& one) {
        return one.name == name && (vendor == "*" || one.vendor == vendor);
    });
    REQUIRE(found != status.features.end());
    return *found;
}

/// "USER@HOST" and its seats.
inline Holders holders(const slurmlic::FlexlmStatus& status, const slurmlic::FlexlmFeature& feature) {
    Holders seats;
    for (const slurmlic::FlexlmCheckout& one : feature.holders) {
        const bool is_new =
            seats.emplace(std::string(status.users[one.user]) + "@" + std::string(status.hosts[one.host]), one.seats).second;
        CHECK(is_new);
    }
    return seats;
}
