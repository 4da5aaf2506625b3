#pragma once

// What `rlmutil rlmstat -a` prints of the Reprise License Manager (RLM), rlmutil 9 to 15. Known from saved outputs of four
// sites, of rlmutil 12.2, 12.4, 15.1 and 15.2; from the sample in the RLM License Administration manual, 9.1; and from programs
// that read uncounted licenses.
//
//  1 text      = sections in any order, of several servers one after the other; it may begin in the middle. Blank lines, blanks
//                around a line, a CR before its end and lines of dashes mean nothing, but that dashes end a section
//  2 silent    = banner | license file path | dates | statistics | versions of the protocol | names of log files
//                    Setting license file path to 5053@lic1:5053@lic2
//                    rlmutil v15.2
//                    Messages:    1462 (1/sec)           64739 (0/sec)          316966 (0/sec)
//  3 server    = "rlm status on " HOST " (port " PORT ")" [ ", " STATE ]; it is up unless its STATE is another word than "up"
//                    rlm status on lic1.example.com (port 5053), up 5d 14:26:14
//  4 version   = ( "rlm" | ISV ) " software version v" VERSION: of the last server, or of that ISV's server
//                    acme software version v12.2 (build: 2)
//  5 ISVs      = a line of names, of which two are Name and Running, in any order, and rows with as many words below it.
//                Running says Yes, or No: it is down. An ISV's server is a vendor daemon
//                       Name           Port Running Restarts
//                    acme             63133   Yes      0
//  6 ISV       = ISV " ISV server status on " where, as in 3; it is a vendor daemon also where no table names it
//  7 pools     = ISV " license pool status on " where; the pools of that ISV follow, each a line of rule 8 and its figures.
//                Pools before any such line have no vendor
//  8 pool      = NAME " v" VERSION [ "," figures ]; the last " v" in front of the figures that a digit follows parts the two
//                    solver v2024.0331, pool: 3
//  9 figures   = KEY ":" VALUE { "," KEY ":" VALUE }, in any order, in one line or several. The counts are issued, reserved and
//                used seats; keys that are not read here are passed over, but one of a line has to be known. A line that
//                can't be read ends the pool, since it may be the name of another one: figures behind it are nobody's
//                    count: 1000, # reservations: 0, inuse: 93, exp: 31-jan-2022    (core/seats/expiry.hpp)
//                    obsolete: 0, min_remove: 120, total checkouts: 169
//                In the place of the count may stand "UNCOUNTED": issued without a limit
//                    UNCOUNTED, inuse: 1
//                A pool of tokens has none of its own, and is no feature: its checkouts are those of another pool, and so
//                its lines of rule 11 are passed over
//                    Token-based license
// 10 users     = ISV " license usage status on " where; lines of rule 11 follow
// 11 checkout  = NAME " v" VERSION ": " who " " N "/" M " at " DATE " " TIME [ " (handle: " HEX ")" ] { more }. The first " v"
//                whose word ends in ":" parts NAME; the first N/M behind a HOST that "at" and a digit follow ends who. N are
//                the seats. M is 0 in all outputs that we have; by the manual's report log it is those taken of a
//                reservation. `rlmstat -I` has data of the application behind the handle: it is passed over
//                    solver v3.0: jane@pc1.example.com 29/0 at 11/01 09:01  (handle: 15a)
// 12 who       = USER "@" HOST [ "(v" VERSION ")" ] [ " (" HEX ")" ]; the last two are of RLM 9 and before. The last "@" parts
//                USER and HOST: a user may hold blanks and "@", a host neither. Where the HOST would hold a blank, or
//                there is no "@", neither is known
//                    CORP\jane roe@corp.com@pc1       tom@sun1(v1.0) (809f418)
// 13 failure   = "Error connecting to " NAME " server", and at most 7 lines behind it that are of none of the rules above: one
//                that is ends it, and further ones are skipped lines. NAME is "rlm", or an ISV, which is down then. What
//                follows is of no ISV until a head says so. Where RLM does not tell the host, it is that of the license file
//                path, if it names one
//                    Error connecting to "rlm" server
//                    Connection attempted to host: "lic1" on port 5053
//                    Connection refused (-111)
//
// RLM prints neither who waits for a license, nor which seats roam: queued and borrowed are absent.
//
// How that is joined:
// 14 Checkouts under the head of an ISV are of its pools of that NAME, else of one of that NAME without a vendor; the version
//    may be another. Where there is none, it is a skipped line.
// 15 used is what the pool says. RLM shares seats between processes of one user or host, each of which has a line: how more or
//    fewer of them than used are read, core/seats/pools.hpp says. Where something of an ISV is in use and the text has no rule
//    10 of it (nor, of pools without a vendor, of any), nobody is named.
// 16 Pools of an ISV that is down are not known, and so each is a skipped line. Of other pools one is not known that lacks
//    the count or the seats in use, or one of whose numbers can't be read. So is a feature that has such a pool.
// 17 A text that ends without a newline is cut off: the number at its end counts if nothing can be missing of it (a year
//    has four digits). The last pool of a text whose expiry was still to come is not known; neither are the features whose
//    names begin as a last line that could have become the name of a pool. A last line of a user counts if its N/M is whole,
//    else it is a skipped line; users that are missing behind it are seats without a user (rule 15). A text that is cut between
//    two pools can't be told from a whole one.
// 18 Servers of one host and port are one: what stands behind the head of one that had answered is not counted again, and that
//    head is a skipped line. Features of one name and vendor are one: counts are summed, the expiry is the earliest. An ISV
//    that is up on one server and down on another is told as both, and as down where no version tells the two apart. A text
//    has a section without the head of a server in front was printed by one that is up.
// 19 Of a text at most 1,000 servers and as many daemons are read; further ones are skipped lines. At most 10,000 features are
//    listed that are not known.

#include <optional>
#include <string_view>

#include "core/seats/seats.hpp"
#include "core/text/local_time.hpp"
#include "core/text/result.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// Reads a whole output. A line that can't be read is counted and kept as a diagnostic; a text in which nothing is understood
/// is an error. A text which says that the server can't be reached is understood: then up is false, and failure says why.
/// Marks users, hosts, paths and what may be any of these in `spans`. Without `now` no start is known: no year is printed.
Result<SeatStatus> parse_rlmstat(std::string_view text, Spans* spans = nullptr, std::optional<LocalMinutes> now = {});

}    // namespace slurmlic
