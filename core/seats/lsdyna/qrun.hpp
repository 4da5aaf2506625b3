#pragma once

// What `lstc_qrun -s PORT@HOST -r` prints, the report of LSTC's own license server for LS-DYNA, and `-R`, which also names the
// users. Known from the tests of license-manager, which asks with -R (rules 2, 4, 7 to 10), from those of an exporter for
// Prometheus and from an installation guide on AWS, both with -r (rules 4 to 10, without users), from a collector of a
// simulation cloud (a blank line in front of rule 9), and from a university's documentation of lstc_qrun (rules 3, 11).
//
//  1 text    = { part }; blank lines, blanks around a line, a CR before its end and lines of dashes mean nothing
//  2 server  = "Using " WORDS " server " [ PORT "@" ] HOST: a part begins, and is of that server. Without a port in front
//              lstc_qrun prints 0
//                    Using user specified server 31010@lic1.example.com        Using default server 31010@localhost
//  3 silent  = "LICENSE INFORMATION" | "Defaulting to server " ..., which begins a part whose server is not told. What follows
//              these words, and the first ones of rule 11, is of no known kind
//                    Defaulting to server 1 specified by LSTC_LICENSE_SERVER variable
//  4 head    = names of columns in any order, PROGRAM, USED and MAX among them; "CPUS" is a word of "CPUS USED". A table
//              begins: the server is up. "|" is a blank, here and in rows, but where both have one, its place is the same
//                    PROGRAM          EXPIRATION CPUS  USED   FREE    MAX | QUEUE
//  5 row     = a field for each column of the head. Where PROGRAM is the first, it may hold blanks if a date follows. A program
//              is a feature, without a vendor: MAX seats are issued, QUEUE ones are queued
//                    MPPDYNA          12/30/2022          -     60    500 |     0
//  6 FREE    is read over: programs share seats, so it is mostly less than MAX - USED
//  7 USED    = COUNT | "-", not of a group: then it is the sum of the users below. With a COUNT and no user below, nobody is
//              named
//  8 user    = USER PID "@" HOST SEATS, below its program. Read from the right, since only USER may hold blanks and "@". Of any
//              other line with an "@" that ends in a number, the seats count, and nobody can tell whose they are; so it is
//              with the user or the host where it is empty, and with a host that holds an "@"
//                     jdoe       59005@node13.example.com  80
//  9 group   = "LICENSE GROUP" in any case, then a row without PROGRAM and mostly without EXPIRATION, which is one of rule 10
//              where it is there, a "-" with "|" behind: what the programs above share, back to the group before. It is a
//              feature, LICENSE_GROUP, since all seats are its, and who holds one of a program holds one of it. It expires with
//              the first of its programs. Several groups are summed
//                                       LICENSE GROUP   440     60    500 |     0
// 10 date    = MM "/" DD "/" YYYY, or an expiry of core/seats/expiry.hpp; "-" tells none. The license ends with that day, and
//              one that is "unlimited" or "never" does not
// 11 list    = "Running Programs" | "Queued Programs" | "No programs" ..., and all lines up to the next rule 2, 3 or 4: what
//              lstc_qrun prints without -r. It tells users and no seats that are issued: it is read over, and no answer
// 12 failure = [ "*" ... ] "ERROR" text. Without a table the server is down
//                    *** ERROR failed to open server localhost
//
// What is not there, or not whole:
// 13 Every table ends with a group. One that does not may have been cut: it is a skipped line, and LICENSE_GROUP is absent, as
//    are programs whose USED is "-".
// 14 The last field of a text without a line's end is whole only where it is 0. Of a row with any other, one that does not fit
//    its head, and one with a number that is none, the feature is absent and it is a skipped line.
// 15 The USED of a group is the sum of those of its programs. Where it is not, or one of them can't be read, something is
//    missing: programs whose USED is "-" are absent, which is a skipped line; else it is a hint. The group's USED stays, and
//    its checkouts are absent.
// 16 A line below a program that can't be read may have been a program: users behind it are nobody's, and skipped lines, and
//    the expiry of the group is absent. Users whose seats are not the COUNT of their program are not all of them, or have
//    others' seats: its checkouts are absent (core/seats/pools.hpp).
// 17 A server has one table. Another one is that output again: it is a skipped line, and read over. All outputs that do not
//    name their server are of one.
// 18 Of a text at most 1,000 servers are kept; further ones are skipped lines.

#include <string_view>

#include "core/seats/seats.hpp"
#include "core/text/result.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// Reads a whole output, or several. A line that can't be read is counted and kept as a diagnostic; a text in which no table
/// and no failure is found is an error. Marks users, hosts, and what may be any of these in `spans`.
Result<SeatStatus> parse_qrun(std::string_view text, Spans* spans = nullptr);

}    // namespace slurmlic
