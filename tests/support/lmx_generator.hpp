#pragma once

// Random `lmxendutil -licstat` outputs whose truth is known, in every shape that was seen: written without the parser's code,
// so that the two can be compared.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

struct GeneratedLmxSeats {
    std::int64_t all = 0;
    std::int64_t borrowed = 0;

    bool operator==(const GeneratedLmxSeats&) const = default;
};

struct GeneratedLmxFeature {
    bool is_known = true;    // else all else is as it is here
    bool uncounted = false;
    std::optional<std::int64_t> issued = 0;
    std::optional<std::int64_t> used = 0;
    std::optional<std::int64_t> checkouts = 0;
    std::optional<std::int64_t> borrowed = 0;
    std::optional<double> expiry = {};
    std::map<std::pair<std::string, std::string>, GeneratedLmxSeats> holders = {};    // by user and host

    bool operator==(const GeneratedLmxFeature&) const = default;
};

struct GeneratedLmxServer {
    std::string version;
    bool up = false;

    bool operator==(const GeneratedLmxServer&) const = default;
};

struct GeneratedLmx {
    std::string text;
    bool is_error = false;    // else all else is as it is here
    bool up = false;
    std::string failure;    // the first; empty where there is none
    std::uint64_t skipped = 0;
    std::uint64_t mismatches = 0;
    std::map<std::pair<std::string, std::string>, GeneratedLmxServer> servers;      // by host and port
    std::map<std::pair<std::string, std::string>, GeneratedLmxFeature> features;    // by name and vendor
};

/// The same seed gives the same output.
GeneratedLmx generate_lmx(std::uint64_t seed);

/// What it calls users and hosts, in lower case.
inline const std::vector<std::string> names_of_lmx_generator{"alice",       "bob",     "carol.doe", "jane roe", "m\xfcller",
                                                             "j\xc3\xb6rg", "corp",    "ws82",      "10.6.0.7", "fe80::7:1",
                                                             "licsrv",      "example", "pc 1"};
