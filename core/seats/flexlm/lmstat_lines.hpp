#pragma once

// The lines of `lmstat -a`: rules 3 to 13 of lmstat.hpp, one function each. All take a trimmed line and return views into it;
// with `spans` they mark the names in a line that they understand.
//
// A checkout is read from the right, since only what stands there has a fixed form: users, hosts and displays may hold
// anything, blanks too.
//
//  1 checkout    = who ", start " time { "," piece }
//                      alice pc1 pc1 (v44) (licsrv/27000 101), start Mon 9/28 8:01
//  2 piece       = COUNT " license" [ "s" ] | "PID: " NUMBER, in any order; 1 license where there is no count. A PID may also
//                  stand behind another piece or the time, without a comma
//                      ..., start Wed 5/23 5:59, 16 licenses
//                      ..., start Mon 2/10 0:10, 4 licenses, PID: 1239140
//  3 linger      = "(linger: " ... ")" behind any piece or the time: the seats are held though the user left
//                      ..., start Wed 5/23 5:59, 16 licenses  (linger: 885098 / 1340160)
//  4 queued      = who " queued for " COUNT " license" [ "s" ] { "," piece }
//                      user3 host disp 2017.06 (v2017.06) (host3/27002 15480) queued for 1 license
//  5 who         = names [ "(v" VERSION ")" ] [ "(" HOST "/" PORT " " HANDLE ")" ]; the port may be a word
//  6 names       = USER HOST DISPLAY [ more ], blanks between. Where the last two words are equal, and there are at least
//                  three, they are host and display, and all before is the user; else the first word is the user, the
//                  second the host. A single word is a user without a host.
//                      John Smith SERVER1 SERVER1          hugo ws0 ws0:0 APS Base          aaa146615 aaa146615
//  7 reservation = COUNT " RESERVATION" [ "s" ] " for " KIND " " NAME " (" HOST "/" PORT ")"
//                      48 RESERVATIONs for GROUP GROUP1 (host3/27002)

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/text/spans.hpp"

namespace slurmlic {

/// What a feature's lines and a license server system's begin with.
inline constexpr std::string_view users_of = "Users of ";
inline constexpr std::string_view status_of = "License server status:";
/// A silent line that may hold anything.
inline constexpr std::string_view vendor_string = "vendor_string:";

/// What is said of one server.
struct ServerEntry {
    std::string_view host;
    std::string_view port;
    std::string_view version;
    std::string_view failure = {};
    bool is_listed = false;    // in the status line
    bool has_line = false;     // a line of its own says how it is
    bool master = false;
    bool up = false;
};

/// What is said of one daemon.
struct DaemonEntry {
    std::string_view name;
    std::string_view version;
    std::string_view failure = {};
    bool up = false;
};

/// `host2: license server UP (MASTER) v11.7`
std::optional<ServerEntry> parse_server_line(std::string_view line, Spans* spans);

/// `VENDOR1: UP v11.6`
std::optional<DaemonEntry> parse_daemon_line(std::string_view line, Spans* spans);

/// `host3: Cannot connect to license server system. (-15,570:115 "...")`
/// `theorem: The desired vendor daemon is down. (-97,121)`
/// `Error getting status: Cannot connect to license server system. (-15,570:111 "...")`
struct FailureLine {
    std::string_view name;    // the host or the daemon, which is left to the caller to mark; empty: the whole system fails
    std::string_view text;
    bool of_daemon = false;    // the text says so
};
std::optional<FailureLine> parse_failure_line(std::string_view line, Spans* spans);

enum class Serving : std::uint8_t { counted, uncounted, none };

/// `Users of MATLAB:  (Total of 10 licenses issued;  Total of 2 licenses in use)`
struct FeatureLine {
    std::string_view name;
    std::int64_t issued = 0;
    std::int64_t used = 0;
    Serving serving = Serving::none;
};
std::optional<FeatureLine> parse_feature_line(std::string_view line, Spans* spans);

/// `"MATLAB" v44, vendor: MLM, expiry: 31-dec-2099`
struct PoolLine {
    std::string_view vendor;
    std::optional<std::string_view> expiry;
};
std::optional<PoolLine> parse_pool_line(std::string_view line, Spans* spans);

/// "Vendor daemon status (on host2):" and "Feature usage info:"
bool is_head_line(std::string_view line, Spans* spans);

/// Lines that say nothing: banner, date, license files, pool types, vendor strings, lines of dashes.
bool is_silent_line(std::string_view line, Spans* spans);

/// One checkout or one place in the queue; the views live as long as the line.
struct CheckoutLine {
    std::string_view user;    // empty where it can't be read
    std::string_view host;    // empty where it can't be read
    std::int64_t seats = 1;
    bool queued = false;
    bool linger = false;
    bool understood = true;    // false: it counts, but a part of it was not understood
};

/// Rules 1 and 4, of a trimmed line; nothing where it is neither. Marks the names in it.
std::optional<CheckoutLine> parse_checkout(std::string_view line, Spans* spans);

/// Rule 7, of a trimmed line: the seats; nothing where it is none. Marks the names in it.
std::optional<std::int64_t> parse_reservation(std::string_view line, Spans* spans);

}    // namespace slurmlic
