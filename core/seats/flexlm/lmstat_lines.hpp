#pragma once

// The lines of `lmstat -a`: rules 3 to 15 of lmstat.hpp, one function each. All take a trimmed line and return views into it;
// with `spans` they mark the names in a line that they understand.
//
// A checkout is read from the right, since only what stands there has a fixed form: users, hosts and displays may hold
// anything, blanks too.
//
//  1 checkout    = who ", start " time { "," piece }
//                      alice pc1 pc1 (v44) (licsrv/27000 101), start Mon 9/28 8:01
//  2 piece       = [ COUNT " license" [ "s" ] ] [ KEY ": " value ], in any order; 1 license where there is no count. A
//                  value may hold blanks and commas; it is read over. It may also stand behind another piece or the time,
//                  without a comma
//                      ..., start Wed 5/23 5:59, 16 licenses
//                      ..., start Mon 2/10 0:10, 4 licenses, PID: 1239140
//                      ..., start Thu 9/3 9:00:07, PROJECT: apollo 11
//  3 linger      = "(linger: " LEFT [ " / " ALL ] ")" behind any piece or the time, in seconds. Where some are left the seats
//                  are borrowed; a live seat of a feature that has a linger time has 0 left
//                      ..., start Wed 5/23 5:59, 16 licenses  (linger: 885098 / 1340160)
//  4 queued      = who " queued for " COUNT " license" [ "s" ] { "," piece }
//                      user3 host disp 2017.06 (v2017.06) (host3/27002 15480) queued for 1 license
//  5 who         = names [ "(v" VERSION ")" ] [ "(" HOST "/" PORT " " HANDLE ")" ]; the port may be a word
//  6 names       = USER HOST DISPLAY [ VERSION ] [ PID ] [ more ] [ FEATURE ":" PRODUCT ], blanks between; a single word is
//                  a user without a host. FEATURE is the one that the line belongs to. USER and DISPLAY may hold blanks, so
//                  user and host are named only where nothing else can be meant: a up to three words are what rule 6 says, and
//                  so are three in front of the VERSION that is also in brackets
//                      aaa146615 aaa146615       user3 host disp       user3 host disp 2017.06 (v2017.06)
//                  b a word that can only be a display, ":0", "/dev/pts/3", "HOST:0.0", tells the HOST in front of it; all
//                    before that is the user, whatever comes behind
//                      hugo ws0 ws0:0 APS Base       Jane Roe PC1 :0.0
//                  c two words of one host at the end, or in front of VERSION or PID, are host and display; all before is
//                    the user
//                      John Smith SERVER1 SERVER1       Jane Roe PC1 PC1 3068
//                  Else both are unknown: in "user 110 host110 display110" nobody can tell where the user ends.
//  7 reservation = COUNT " RESERVATION" [ "s" ] " for " KIND " " NAME " (" HOST "/" PORT ")"
//                      48 RESERVATIONs for GROUP GROUP1 (host3/27002)

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/text/spans.hpp"

namespace slurmlic {

/// What a feature's lines, the error that may stand in their place, and a license server system's lines begin with.
inline constexpr std::string_view users_of = "Users of ";
inline constexpr std::string_view no_users_of = "Cannot get users of ";
inline constexpr std::string_view list_head = "Feature usage info";
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
    bool of_system = false;    // likewise
};
std::optional<FailureLine> parse_failure_line(std::string_view line, Spans* spans);

/// What FlexLM's error numbers are: `(-5,222)`, or further down `FlexNet Licensing error:-5,222`. Empty where there are none.
std::string_view find_error_code(std::string_view text);

/// How long the front is of a line that goes on with an error, such as "License path:  27020@lic1:"; 0 where it is none.
std::size_t error_detail_front(std::string_view line);

/// Whether they say that nothing is served, rather than that nobody can tell.
bool means_no_such_feature(std::string_view error_code);

/// What stands in brackets: "(Total of 10 licenses issued;  Total of 2 licenses in use)", "(3 licenses queued)".
struct Totals {
    std::optional<std::int64_t> issued;
    std::optional<std::int64_t> used;
    std::optional<std::int64_t> queued;
    std::optional<std::int64_t> reserved;
};

/// Rule 12 of lmstat.hpp; nothing where the line is something else.
std::optional<Totals> parse_totals(std::string_view line, Spans* spans);

enum class Serving : std::uint8_t { counted, uncounted, none, unknown };

/// `Users of MATLAB:  (Total of 10 licenses issued;  Total of 2 licenses in use)`
struct FeatureLine {
    std::string_view name;
    Serving serving = Serving::unknown;
    Totals totals = {};              // issued and used where it is counted
    std::string_view reason = {};    // why it is unknown, in FlexLM's words
    bool is_silent = false;          // it is unknown, and none is expected: "None"
};
std::optional<FeatureLine> parse_feature_line(std::string_view line, Spans* spans);

/// `"MATLAB" v44, vendor: MLM, expiry: 31-dec-2099`
struct PoolLine {
    std::string_view name;
    std::string_view vendor;
    std::optional<std::string_view> expiry;
};
std::optional<PoolLine> parse_pool_line(std::string_view line, Spans* spans);

/// `Feature "MATLAB" v44, vendor: MLM, expiry: 31-dec-2099 (Total of ...)`: a feature that names nobody.
struct PoolFeatureLine {
    FeatureLine feature;
    PoolLine pool;
};
std::optional<PoolFeatureLine> parse_pool_feature_line(std::string_view line, Spans* spans);

/// "Vendor daemon status (on host2):" and "Feature usage info:"
bool is_head_line(std::string_view line, Spans* spans);

/// The first of the lines that say what `lmstat -i` is good for.
bool is_note_line(std::string_view line);

/// Lines that say nothing: banner, date, license files, pool types, vendor strings, lines of dashes.
bool is_silent_line(std::string_view line, Spans* spans);

/// One checkout or one place in the queue; the views live as long as the line.
struct CheckoutLine {
    std::string_view user;    // empty where it can't be read for sure
    std::string_view host;    // likewise
    std::int64_t seats = 1;
    std::int64_t borrowed_for = 0;    // seconds; 0: they are not borrowed
    std::string_view start = {};      // the time behind ", start ", as it is printed
    bool queued = false;
    bool understood = true;    // false: it counts, but a part of it was not understood
};

/// Rules 1 and 4, of a trimmed line of that feature; nothing where it is neither. Marks the names in it.
std::optional<CheckoutLine> parse_checkout(std::string_view line, std::string_view feature, Spans* spans);

/// Rule 7, of a trimmed line: the seats; nothing where it is none. Marks the names in it.
std::optional<std::int64_t> parse_reservation(std::string_view line, Spans* spans);

}    // namespace slurmlic
