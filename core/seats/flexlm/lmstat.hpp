#pragma once

// What `lmstat -a` prints, and `lmstat -a -i`, from FlexNet 9 to 11.19.
//
//  1 text      = { system }; blank lines, blanks around a line, a CR before its end and lines of dashes mean nothing
//  2 system    = lines in any order; a new one begins with each rule 4
//  3 silent    = banner | date | "[Detecting lmgrd processes...]", also in front of rule 4 | license files | pool type
//                | vendor string
//                    lmutil - Copyright (c) 1989-2019 Flexera. All Rights Reserved.
//                    Flexible License Manager status on Fri 10/20/2017 17:02
//                        License file(s) on host: C:\Program Files\X\license.dat:
//                      vendor_string: vi=0:at=276:ae=1       floating license       nodelocked license, locked to "ID=1"
//  4 status    = "License server status: " [ PORT "@" ] HOST { "," ... }
//                    License server status: 27002@host1,27002@host2,27002@host3
//  5 head      = "Vendor daemon status (on host2):" | "Feature usage info:"
//  6 server    = HOST ": license server " ( "UP" [ " (MASTER)" ] VERSION | anything else, which is down )
//                    host2: license server UP (MASTER) v11.7
//                A host can come twice (BVS15004, bvs15004), by its short or its full name: it is one.
//  7 failure   = [ HOST | DAEMON ] text "(-" NUMBERS ")". A name that is a listed host, or that comes before the vendor
//                daemons, is a server; without a name it is the whole system, and text lines may follow it. Behind a system
//                that answered it is a next one, of which nothing else is said.
//                    host3: Cannot connect to license server system. (-15,570:115 "Operation now in progress")
//                    theorem: The desired vendor daemon is down. (-97,121)
//                    Error getting status: Cannot connect to license server system. (-15,570:111 "Connection refused")
//                    lmgrd is not running: License server machine is down or not responding. (-96,7:2 "...")
//  8 daemon    = NAME ": UP " VERSION
//                      VENDOR1: UP v11.6
//  9 feature   = "Users of " NAME ": " figures | "Cannot get users of " NAME ": " reason; the details that follow belong to it
// 10 figures   = totals of issued and used seats | "(Uncounted" ... | "(Error" ... "unsupported" ..., where nothing is served
//                | "None" | "Cannot get users of " NAME ": " reason | anything else, which is a reason, too
//                A reason may go on in the next lines. Its error number -5 says that nothing is served; with any other, or
//                none, nobody can tell: all numbers of the feature are absent, nobody holds any, and it is one skipped line.
//                None says no more than that, and is no skipped line.
//                    Users of MATLAB:  (Total of 10 licenses issued;  Total of 2 licenses in use)
//                    Users of SERIAL:  (Uncounted, node-locked)
//                    Users of X:  (Error: 21 licenses, unsupported by licensed server)
//                    Users of X: Cannot get users of X: No such feature exists. (-5,222)
//                    Users of X: Cannot get users of X: No socket connection to license server manager.
//                    Feature:       X
//                    FlexNet Licensing error:-7,10015
// 11 NAME of 9 = all before the last ":" in front of the figures
// 12 totals    = "(" total { ";" total } ")"; total = [ "Total of " ] N { word } ( "license" | "user" ) [ "s" ] state; state =
//                "issued" | "in use" | "queued" | "reserved". They also come in lines of their own, as details
//                    (Total of 5 borrowable licenses issued;  2 licenses in use)       (3 licenses queued)
// 13 pool      = '"' NAME '"' VERSION ", vendor: " DAEMON [ ", expiry: " EXPIRY ]    (lmstat_expiry.hpp)
//                      "MATLAB" v44, vendor: MLM, expiry: 31-dec-2099
// 14 nobody    = "Feature " pool totals: a pool of a feature that names no users. What is in use of it is checked out, without
//                the reserved seats; how much of that is borrowed is not told
//                    Feature "MATLAB" v44, vendor: MLM (Total of 3 licenses issued;  Total of 1 floating licenses in use)
//                        (Total of 2 users queued;  Total of 1 licenses reserved)
// 15 details   = checkouts, queued ones, reservations    (lmstat_lines.hpp), pools and totals. What is told in totals and in
//                lines of its own is the larger of both
//    The start of a checkout is read by the rules of core/seats/start_time.hpp; one that is none is no skipped line.
//    `lmstat -i` may follow    (lmstat_expiry.hpp). It says nothing of a server.
//
// How that is joined:
// 16 A system serves when one of its servers is up, and of three or more one is the MASTER. used is what the `Users of` line
//    says; it should be checkouts plus reservations, queued ones stay out. Where they differ, that is a mismatch. Of an
//    uncounted feature, used counts the checkouts.
// 17 A daemon's features follow it. Some servers print the whole list again behind each daemon: a list all of whose lines are
//    those of an earlier one of the same system is a reprint of it. Any other is a list of its own, whatever features it has
//    in common with another: two daemons may serve features of one name with equal figures.
// 18 The vendor of a feature is the daemon in front of its list. Where several stand there, or the list is printed again,
//    its pools tell which of the system's daemons it is, and else it is the last one in front of the first list.
// 19 A daemon that a server is said to have twice is read once: the first time a feature comes.
// 20 What then has the same name and vendor, on whatever server, is one: the counts are summed, the expiry is the earliest.
//    Where one of them could not be told, the sum is absent.
// 21 A name that can't be printed gets a label of its own (core/text/unique_labels.hpp).
// 22 Of a text at most 1,000 servers, as many daemons and as many status lines are read; further ones are skipped lines.

#include <optional>
#include <string_view>

#include "core/seats/seats.hpp"
#include "core/text/local_time.hpp"
#include "core/text/result.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// Reads a whole output, of -a or of -a and -i. A line that can't be read is counted and kept as a diagnostic; a text in which
/// nothing is understood is an error. A text which says that the server can't be reached is understood: then up is false,
/// failure says why, and the servers that it names are down. Marks users, hosts, paths and what may be any of these in `spans`.
/// Without `now` no start is known, since no year is printed.
Result<SeatStatus> parse_lmstat(std::string_view text, Spans* spans = nullptr, std::optional<LocalMinutes> now = {});

}    // namespace slurmlic
