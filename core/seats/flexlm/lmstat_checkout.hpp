#pragma once

// The detail lines of a feature in `lmstat -a` that count seats. A checkout is read from the right, since only what stands
// there has a fixed form: users, hosts and displays may hold anything, blanks too.
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

namespace slurmlic {

/// One checkout or one place in the queue; the views live as long as the line.
struct CheckoutLine {
    std::string_view user;    // empty where it can't be read
    std::string_view host;    // empty where it can't be read
    std::int64_t seats = 1;
    bool queued = false;
    bool linger = false;
    bool understood = true;    // false: it counts, but a part of it was not understood
};

/// Rules 1 and 4, of a trimmed line; nothing where it is neither.
std::optional<CheckoutLine> parse_checkout(std::string_view line);

/// Rule 7, of a trimmed line: the seats; nothing where it is none.
std::optional<std::int64_t> parse_reservation(std::string_view line);

}    // namespace slurmlic
