#pragma once

// What `lmxendutil -licstat` of LM-X (X-Formation, also in Altair's license server) prints, from 3.32 to 5.5.
//
// Known from: (f) test data of omnivector-solutions/license-manager, with servers 4.9 and 5.1; (i) the collector of IBM
// Spectrum LSF RTM, 4.4; (r) a program of a site of RayStation; (p) a PHP program of 2010; (x) two programs that read
// -licstatxml, with servers to 5.5; (d) X-Formation's LM-X End-user Guide. Where none of them shows it, it is said below.
//
//  1 text      = lines in any order; blank lines, blanks around a line, a CR before its end mean nothing. Words are told apart
//                without regard to case.
//  2 silent    = banner | other lines that begin with "LM-X" or "Copyright" | denials | "Start date", "Key type" and times
//  (rule 6)
//                    LM-X End-user Utility v3.32                           LM-X license server(s):
//                    Copyright (C) 2002-2010 X-Formation. All rights reserved.
//                    3 denial(s) in the last 24 hours                      N, anything, "last 24 hours" (i)
//  3 ruler     = a line of "-" and "+" alone. It ends a feature.
//  4 head      = "LM-X License Server on " address { sep address } [ ":" ] [ blank, anything ]; address = [ PORT "@" ] HOST;
//                sep = blank | "," | ":" in front of PORT "@"
//                    LM-X License Server on 6200@lic1.example.com:         (f)
//                    LM-X License Server on 6200@a:6200@b:6200@c:          redundant servers, HAL (i)
//                    LM-X License Server on 6200@fe80::1:
//                Each is up if a version, a feature or figures follow in front of the next head: else rule 10 says why not
//  5 figures   = USED "of" ISSUED "license(s) used" [ ":" ]; ISSUED 2147483647 or UNLIMITED (x) is no limit. They are of the
//                feature in front.
//                    40000 of 1000003 license(s) used:                     (f, i, r)
//  6 fields    = { LABEL ":" value }, any of these, in any order, on one line or several; the first of a line begins it, a
//                value ends in front of the next label, and a label that stands there a second time belongs to a value
//                    Server version: v5.1 Uptime: 3 day(s) 12 hour(s) 0 min(s) 51 sec(s)
//                    Feature: CatiaV5Reader Version: 21.0 Vendor: ALTAIR
//                    Start date: 2022-02-17 Expire date: 2023-01-31        or NONE, which is never (f, i, r)
//                    Key type: EXCLUSIVE License sharing: CUSTOM VIRTUAL   ADDITIVE, TOKEN, UPGRADE are the same (d)
//                    Login time: 2022-02-18 09:26   Checkout time: 2022-02-18 09:29
//                    Borrow expire time: 2022-02-25 09:26                  the line behind a holder has it, if any (p)
//                A line with "Feature" begins a feature.
//  7 holder    = N "license(s) used by " USER "@" HOST [ " [" ADDRESS "]" ]
//                    15000 license(s) used by ann@ws82 [10.6.0.7]
//                The last "@" in front of the address is the one between, since hosts have none and users may: ann@corp.com@pc1
//                is ann@corp.com on pc1. So USER and HOST may have blanks, commas and backslashes: John Doe@PC 1 [10.0.0.1];
//                but HOST has none where no ADDRESS follows, and no "[" but in front. ADDRESS is the last that has ":" or ".",
//                else what stands in the brackets at the end of the line: ann [b] c@pc1 [10.0.0.1]. Where one of them can't be
//                read so, it is empty: the seats are counted, and the line is a skipped one. So is a line with words behind the
//                brackets: whatever they say, also of borrowed seats, is not known (rule 9).
//  8 shared    = "Shared on " what ":" value { "Shared on " what ":" value }: why a seat counts once; it is passed over
//                    Shared on custom string: ann:ws82:27164_23514544      Shared on username: ann   Shared on hostname: ws82
//  9 Holders of a feature sum up to its USED, else core/seats/pools.hpp says what is known of its checkouts. Which seats of
//  them are borrowed is told by rule 6, for how long is not: the text
//    has no time of its own. Without any such line in a text nobody can tell whether this release prints them, and of a feature
//    not all of whose holders are named, with a line behind each and no words behind their address, how many there are:
//    borrowed seats are absent then. Queues and reservations are in none of these texts: they are absent always.
// 10 failure   = a line with "no license server(s) available" | with words such as "does not respond", "connection refused",
//                "network error", "unknown host", "LM-X error", "(Internal: N" | that begins with "error", "failed to",
//                "unable to", "cannot", "could not" | behind a head without an answer (rule 4), any
//                unknown line. Unknown lines may follow it. Only the first is in (f); the others are the words that such
//                programs mostly use, and seen nowhere. An unknown line in front of an answer is a skipped one.
//                    There are no license server(s) available.
//                Behind a head of which nothing else was said, it is of that head's servers: they are down. Else it is of one
//                that has no name here. A head that no line follows is of servers that are down: "no answer". A text with
//                nothing else is an error.
//
// How that is joined:
// 11 A head with the address of a server that had answered, whatever other addresses it has, is the same again: its features
//    are not counted twice, and it is a skipped line. Others of its servers are up if it is answered.
// 12 What has the same name and vendor, whatever its version and server, is one feature: its counts are summed.
// 13 A feature without figures, or with figures that are no numbers, or with two of them, can't be told: all its numbers are
//    absent, and it is a skipped line. So is a count of a holder that is no number: then checkouts are absent.
// 14 The last line may be cut off where it has no newline. A value counts only where a label follows it, a holder where its
//    "]" is there, figures where all of their words are; an unknown line is no failure. A feature whose line is cut off
//    behind its name is absent.
// 15 Of a text at most 1,000 servers are read; further ones are skipped lines.

#include <string_view>

#include "core/seats/seats.hpp"
#include "core/text/result.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// Reads a whole output. A line that can't be read is counted and kept as a diagnostic; a text in which nothing is understood
/// is an error. A text which says that no server can be reached is understood: then up is false and failure says why. Marks
/// users, hosts, names and what may be any of these in `spans`.
Result<SeatStatus> parse_licstat(std::string_view text, Spans* spans = nullptr);

}    // namespace slurmlic
