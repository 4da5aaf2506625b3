#pragma once

// The licenses of Slurm, as `scontrol show lic` tells them.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text/diagnostic.hpp"
#include "core/text/spans.hpp"
#include "core/text/text.hpp"

namespace slurmlic {

/// How Slurm prints an infinite count: (uint32_t)-1.
inline constexpr std::int64_t infinite_count = std::numeric_limits<std::uint32_t>::max();

/// Adds a count of tokens; infinite ones stay so.
inline void add_tokens(std::int64_t& sum, std::int64_t count) {
    if (sum == infinite_count || count == infinite_count) {
        sum = infinite_count;
    } else {
        add_saturating(sum, count);
    }
}

/// One record. The counts are tokens, verbatim; infinite_count is infinite.
struct License {
    std::string name;
    std::int64_t total = 0;
    std::int64_t used = 0;
    std::int64_t free = 0;
    std::optional<std::int64_t> reserved;         // not printed before Slurm 20.11
    std::optional<std::int64_t> last_consumed;    // of remote ones, since 23.02, as are the next two
    std::optional<std::int64_t> last_deficit;
    std::optional<std::int64_t> last_update;    // seconds since the epoch; nothing where Slurm never saw an update
    std::string nodes;                          // of a layer of a hierarchical resource, since 25.05: its host list
    std::string mode;                           // likewise
    std::uint32_t line = 0;                     // of the record in its text, from 1
    bool remote = false;
};

/// A hierarchical resource has a record for each of its layers, and their sum means nothing.
inline bool is_layer(const License& license) { return !license.nodes.empty(); }

/// The server of a remote license is what follows the first "@": nx@27000@lic2 is nx on 27000@lic2.
inline std::string_view server_of(const License& license) {
    const std::size_t at = license.name.find('@');
    if (!license.remote || at == std::string::npos) return {};
    return std::string_view(license.name).substr(at + 1);
}

/// Marks the name of a license and the hosts in it: of vcs@27000@lic1, vcs@lic1:27000 or, as jobs ask for it, vcs@lic1:27000=3
/// these are vcs and lic1. `spans` may be null.
inline void mark_license(Spans* spans, std::string_view name) {
    mark(spans, take_until(name, '@'), Role::name);
    while (!name.empty()) {
        std::string_view server = take_until(name, '@');
        std::size_t number = server.find_last_of(":=*");
        for (; number != npos && is_number(server.substr(number + 1)); number = server.find_last_of(":=*")) {
            server = server.substr(0, number);
        }
        if (!is_number(server) && !same_ignoring_case(server, "slurmdb"))
            mark(spans, server, Role::host);    // a port; no server at all
    }
}

/// One `scontrol show lic` after parsing: what was understood, and what was not.
struct LicenseListing {
    std::vector<License> licenses;
    SkippedLines skipped;
};

/// The licenses of one cluster, ready to be published: identities unique, names printable, in label order.
struct ClusterLicenses {
    std::string cluster;    // empty: no cluster was named, no label
    std::vector<License> licenses;
    std::vector<std::pair<std::string, std::string>> renamed;    // names that were not printable: Slurm's, sorted, and ours
    std::vector<std::string> left_out;                           // names that the filter leaves out, as Slurm has them
};

}    // namespace slurmlic
