#pragma once

// Random `rlmstat -a` outputs whose truth is known, in every shape that was seen: written without the parser's code, so that
// the two can be compared.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using RlmNames = std::pair<std::string, std::string>;

/// What is true of one feature; the key of GeneratedRlm::features has its name and vendor.
struct GeneratedRlmFeature {
    bool is_known = true;    // else all else is as it is here
    bool uncounted = false;
    std::optional<std::int64_t> issued = {};
    std::optional<std::int64_t> used = {};
    std::optional<std::int64_t> checkouts = {};
    std::optional<std::int64_t> reservations = {};
    std::optional<double> expiry = {};
    std::map<RlmNames, std::int64_t> holders = {};    // seats by user and host

    bool operator==(const GeneratedRlmFeature&) const = default;
};

struct GeneratedRlm {
    std::string text;
    bool up = false;
    bool has_failure = false;
    std::uint64_t skipped = 0;
    std::uint64_t mismatches = 0;
    std::map<RlmNames, std::pair<std::string, bool>> servers;    // by host and port: version, up
    std::map<RlmNames, bool> daemons;                            // by name and version: up
    std::map<RlmNames, GeneratedRlmFeature> features;            // by name and vendor
};

/// The same seed gives the same output.
GeneratedRlm generate_rlm(std::uint64_t seed);

/// What it calls users and hosts, in lower case.
extern const std::vector<std::string> names_of_rlm_generator;
