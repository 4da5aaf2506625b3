#pragma once

// What a FlexLM license server says about itself, after parsing. Every text in here is fit for a label value: printable
// UTF-8, and names that differ in their bytes stay different (label_names).

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/text/name_list.hpp"
#include "core/text/skipped_lines.hpp"

namespace slurmlic {

/// The expiry of a permanent license.
inline constexpr double never_expires = std::numeric_limits<double>::infinity();

/// Adds seats without leaving 64 bits: the counts are foreign.
inline void add_seats(std::int64_t& sum, std::int64_t seats) {
    if (__builtin_add_overflow(sum, seats, &sum)) sum = std::numeric_limits<std::int64_t>::max();
}

/// One lmgrd; a triad has three.
struct FlexlmServer {
    std::string fqdn;       // as the status line spells it, which is how the server was asked
    std::string port;       // empty where the status line has none; may be a word
    std::string version;    // "v11.19.6"; empty while it is down
    std::string failure;    // why it is down, in FlexLM's words; empty while it is up
    bool master = false;
    bool up = false;
};

struct FlexlmDaemon {
    std::string name;
    std::string version;    // empty while it is down
    std::string failure;    // why it is down, in FlexLM's words; empty while it is up
    bool up = false;
};

/// The seats of one feature that one user holds on one host.
struct FlexlmCheckout {
    std::uint32_t user = 0;    // index into FlexlmStatus::users
    std::uint32_t host = 0;    // index into FlexlmStatus::hosts
    std::int64_t seats = 0;
};

struct FlexlmFeature {
    std::string name;
    std::string vendor;         // the daemon; empty where the text leaves it open
    std::int64_t issued = 0;    // meaningless where uncounted
    std::int64_t used = 0;      // as the `Users of` line counts; the checkouts where uncounted
    std::int64_t checkouts = 0;
    std::int64_t reservations = 0;
    std::int64_t queued = 0;
    std::int64_t linger = 0;         // seats that are checkouts too
    std::optional<double> expiry;    // the earliest, seconds since the epoch; never_expires only if all its pools are permanent
    bool uncounted = false;          // issued without a limit
    std::vector<FlexlmCheckout> holders;    // one for each user and host, sorted by the indices
};

/// One `lmstat -a` after parsing. Identities are unique: servers by fqdn and port, daemons by name and version, features
/// by name and vendor; each list is sorted by them.
struct FlexlmStatus {
    std::vector<FlexlmServer> servers;
    std::vector<FlexlmDaemon> daemons;
    std::vector<FlexlmFeature> features;
    NameList users;            // the first is empty: checkouts whose user can't be read
    NameList hosts;            // the first is empty, likewise
    bool up = false;           // at least one license server system (one server, or a triad) serves
    std::string failure;       // why one does not, a finished sentence; empty where all do
    Skipped mismatches{""};    // features whose details do not sum up to what is in use: hints, not skipped lines
    Skipped skipped{""};
};

}    // namespace slurmlic
