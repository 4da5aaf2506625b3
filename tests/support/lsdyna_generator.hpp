#pragma once

// Random outputs of `lstc_qrun -r` and `-R` whose truth is known, in every shape of core/seats/lsdyna/qrun.hpp: written without
// the parser's code, so that the two can be compared.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What is true of one program, or of LICENSE_GROUP.
struct GeneratedProgram {
    std::optional<std::int64_t> issued = 0;
    std::optional<std::int64_t> used = 0;
    std::optional<std::int64_t> checkouts = 0;
    std::optional<std::int64_t> queued = 0;
    std::optional<double> expiry = {};
    std::map<std::pair<std::string, std::string>, std::int64_t> holders = {};    // by user and host

    bool operator==(const GeneratedProgram&) const = default;
};

struct GeneratedQrun {
    std::string text;
    bool is_understood = false;
    bool up = false;
    bool has_failure = false;
    std::uint64_t skipped = 0;
    std::uint64_t mismatches = 0;
    std::map<std::pair<std::string, std::string>, bool> servers;    // by host and port: up
    std::map<std::string, GeneratedProgram> features;
    std::vector<std::string> names;    // of users and hosts, as they stand in the text
};

/// The same seed gives the same output.
GeneratedQrun generate_qrun(std::uint64_t seed);
