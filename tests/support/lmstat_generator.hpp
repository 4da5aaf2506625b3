#pragma once

// Random `lmstat -a` outputs whose truth is known, in every shape that was seen: written without the parser's code, so
// that the two can be compared.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

using NamePair = std::pair<std::string, std::string>;

/// The seats of one user on one host.
struct GeneratedSeats {
    std::int64_t all = 0;
    std::int64_t borrowed = 0;
    std::int64_t borrowed_for = 0;
    std::int32_t started = 0;    // minutes since 1970 began, of the oldest

    bool operator==(const GeneratedSeats&) const = default;
};

/// What is true of one feature; the key of GeneratedLmstat::features has its name and vendor.
struct GeneratedFeature {
    std::int64_t issued = 0;    // 0 where uncounted
    std::int64_t used = 0;
    std::int64_t checkouts = 0;
    std::int64_t reservations = 0;
    std::int64_t queued = 0;
    std::int64_t borrowed = 0;    // 0 where nobody is named
    bool uncounted = false;
    bool is_known = true;    // else all else is as it is here
    bool names_users = true;
    std::optional<double> expiry = {};
    std::map<NamePair, GeneratedSeats> holders = {};    // by user and host

    bool operator==(const GeneratedFeature&) const = default;
};

struct GeneratedServer {
    std::string version;
    bool master = false;
    bool up = false;

    bool operator==(const GeneratedServer&) const = default;
};

/// When the text is read: minutes since 1970 began, of 2026-11-27 12:00.
inline constexpr std::int32_t generated_now = 29929680;

struct GeneratedLmstat {
    std::string text;
    bool up = false;             // some system serves
    bool has_failure = false;    // some system does not
    std::uint64_t skipped = 0;
    std::uint64_t mismatches = 0;
    std::map<NamePair, GeneratedServer> servers;      // by host and port
    std::map<NamePair, bool> daemons;                 // by name and version: up
    std::map<NamePair, GeneratedFeature> features;    // by name and vendor
};

/// The same seed gives the same output.
GeneratedLmstat generate_lmstat(std::uint64_t seed);
