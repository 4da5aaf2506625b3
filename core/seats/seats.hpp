#pragma once

// What a license manager says of its seats: one model for all of them. Each manager has a parser that fills it, and a row in
// core/seats/managers.cpp; the rest of the program knows the model alone. Every text in here is fit for a label value:
// printable UTF-8, and names that differ in their bytes stay different (unique_labels). A number that the manager could not
// tell is absent, never 0.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/text/diagnostic.hpp"
#include "core/text/local_time.hpp"

namespace slurmlic {

/// The expiry of a permanent license.
inline constexpr double never_expires = std::numeric_limits<double>::infinity();

/// One license server; a redundant triad has three.
struct Server {
    std::string host;            // as it was asked for
    std::string port;            // may be empty, or a word
    std::string version = {};    // empty while it is down
    std::string failure = {};    // why it is down, in the manager's words; empty while it is up
    bool master = false;
    bool up = false;
};

/// A process of a vendor, which hands out that vendor's features.
struct Daemon {
    std::string name;
    std::string version = {};    // empty while it is down
    std::string failure = {};    // why it is down, in the manager's words; empty while it is up
    bool up = false;
};

/// The seats of one feature that one user holds on one host.
struct Checkout {
    std::string user;    // empty where it can't be read for sure
    std::string host;    // likewise
    std::int64_t seats = 0;
    std::int64_t borrowed = 0;                   // of the seats, those held until a time that has not come, also after check-in
    std::int64_t borrowed_for = 0;               // seconds until the last of these is free; 0 where nobody tells it
    std::optional<LocalMinutes> started = {};    // when the oldest was checked out, by the server's clock
};

/// One place in the queue of a feature.
struct Waiter {
    std::string user;    // empty where it can't be read for sure
    std::string host;    // likewise
    std::int64_t seats = 0;
    std::optional<LocalMinutes> since = {};    // by the server's clock
};

/// Where the manager could not tell a feature's figures, all numbers are absent and nobody holds any: nothing of it is
/// published, and no tool that it belongs to has a seats' side.
struct Feature {
    std::string name;
    std::string vendor;                       // the daemon; empty where the text leaves it open
    bool uncounted = false;                   // issued without a limit
    std::optional<std::int64_t> issued;       // seats, as are all counts; absent also where uncounted
    std::optional<std::int64_t> used;         // as the server counts them; mostly the checkouts where uncounted
    std::optional<std::int64_t> checkouts;    // the sum of `holders`; what is more has no user
    std::optional<std::int64_t> reservations;
    std::optional<std::int64_t> queued;
    std::optional<std::int64_t> borrowed;    // checkouts too, held until a time that has not come
    std::optional<double> expiry;            // the earliest, seconds since the epoch; never_expires if all pools are permanent
    std::vector<Checkout> holders;           // one for each user and host, sorted by them; never of an absent feature
    std::vector<Waiter> queue;               // in the order of the text; may be less than `queued`, and is empty without it
    bool is_published = true;                // the settings do not leave it out
};

/// One answer of a license manager after parsing. Identities are unique: servers by host and port, daemons by name and
/// version, features by name and vendor; each list is sorted by them.
struct SeatStatus {
    std::vector<Server> servers;
    std::vector<Daemon> daemons;
    std::vector<Feature> features;
    bool up = false;                       // somebody serves
    std::optional<Diagnostic> failure;     // why a server, or one of several, does not
    std::vector<Diagnostic> mismatches;    // figures that contradict each other: hints, not skipped lines
    SkippedLines skipped;
};

}    // namespace slurmlic
