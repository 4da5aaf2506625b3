#pragma once

// Random outputs of DSLicSrv whose truth is known, in every shape that core/seats/dsls/dsls.hpp tells of: written without the
// parser's code, so that the two can be compared.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace slurmlic::testing {

/// What is true of one feature; the key of GeneratedDsls::features has its name and vendor.
struct GeneratedDslsFeature {
    bool is_known = true;    // else all else is as it is here
    bool uncounted = false;
    std::optional<std::int64_t> issued = {};
    std::optional<std::int64_t> used = {};
    std::optional<std::int64_t> checkouts = {};
    std::optional<std::int64_t> queued = {};
    std::optional<double> expiry = {};
    std::map<std::pair<std::string, std::string>, std::int64_t> holders = {};    // seats by user and host

    bool operator==(const GeneratedDslsFeature&) const = default;
};

struct GeneratedDslsServer {
    std::string version = {};
    bool up = false;

    bool operator==(const GeneratedDslsServer&) const = default;
};

struct GeneratedDsls {
    std::string text;
    bool up = false;
    bool has_failure = false;
    std::uint64_t skipped = 0;
    std::uint64_t mismatches = 0;
    std::map<std::pair<std::string, std::string>, GeneratedDslsServer> servers;    // by host and port
    std::map<std::pair<std::string, std::string>, GeneratedDslsFeature> features;
};

/// The same seed gives the same output. The columns stand in any order, or as DSLicSrv prints them.
GeneratedDsls generate_dsls(std::uint64_t seed, bool in_order = false);

/// What the generator calls users and hosts, in lower case.
inline const std::vector<std::string> names_of_dsls_generator{"annika", "bertram", "doe",    "carla", "m\xfcller", "acme",
                                                              "dora",   "quentin", "node17", "ws04",  "bigbox",    "lic7",
                                                              "lic8",   "lic9",    "fdx0",   "roe"};

}    // namespace slurmlic::testing
