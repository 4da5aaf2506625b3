#pragma once

// What `DSLicSrv -admin -run "connect HOST PORT -restricted;getLicenseUsage -csv"` prints, of the Dassault Systemes License
// Server. Known from: [F] outputs of 6.425.4; [E] exporters, plugins and scripts that sites have made public, which read 6.419
// to 6.425; [C] RFC 4180. There is no public grammar. The program prints in the language of its locale: English is read.
//
//  1 text     = lines; blank ones, blanks around a line and CRs before its end mean nothing. In front of a line may stand
//               prompts, "admin >" [F], several of them [E]; behind a prompt may stand a command, just as it was given [E]
//                   admin >Software version: 6.425.4        admin >admin >        admin >getLicenseUsage -csv
//  2 silent   = "License Administration Tool ..." | "Standalone mode" | "Failover mode" | a command of rule 1: its name, the
//               host and port of "connect", and options, but nothing else: "admin >getLicenseUsage requires ..." is another
//               line | "Warning: restricted connection, ..." [F]: that is how it is asked
//  3 facts    = fact { fact }; fact = NAME ":" VALUE, where NAME is one of "Software version", "Build date", "Ready", "Server
//               name", "Server id" and, in failover mode, "Server names", "Server ids" [E], which have one for each member
//                   Server name: lic1   Server id: ABC-123        Server names: lic1 lic2 lic3   Server ids: A-1 B-2 C-3
//               They come in any order and on any lines. What is said of a server a second time is of a next one. Only the
//               one that answered is a server of the model, as nobody asked the other members: it is the "Server name", or
//               what "Server names" has if that is one; where neither says which it is, there is none
//  4 failure  = a line outside of the table that tells of one: "cannot", "error", "failed", "refused" and the like. Lines
//               behind it that are of no known kind belong to it. "server HOST on port PORT" in it names the server
//                   Cannot connect to server lic1 on port 4084 [F]
//  5 head     = fields, among them "Feature", and "Count" or "Inuse": names of columns, in any order, case and blanks [F]; of
//               one that comes twice the first counts
//                   Editor,EditorId,Feature,Model,Commercial Type,Max Release Number,Max Release Date,Pricing Structure,Max
//                   Casual Duration,Expiration Date,Customer ID,Count,Inuse,Tokens,Casual Usage (mn),Host,User,Internal
//                   ID,Active Process,Client Code Version,Session ID,Granted Since,Last Used At,Granted At,Queue Position,
//  6 row      = fields, up to the columns of Feature, Count and Inuse at least. It may end before the others, which are empty
//               then, and have a comma at its end [F]. It may come in the text only behind a head
//                   Dassault Systemes,5E7,ABC,Token,STD,8,2031-01-01 00:59:00,YLC,0,2031-01-01 00:59:00,107,20,0,
//  7 field    = QUOTED | bytes without a comma; blanks around it mean nothing. QUOTED = '"' bytes '"', with '""' for '"' [C],
//               but no line breaks. Behind a quote that opens and does not close in front of a comma, nothing is sure
//  8 pool     = a row without a use, or the rows with uses of one table that have the same in all of these columns: Editor,
//               EditorId, Feature, Model, Commercial Type, Max Release Number, Max Release Date, Pricing Structure, Max Casual
//               Duration, Expiration Date, Customer ID, Count, Inuse. It has one row for each use, or one alone [F]; so two
//               rows alike without a use are two pools. Count is what is issued, however large; empty: it is not told;
//               "unlimited": no limit [E]. Inuse is what is used. Other pools of the same Feature and Editor, which is the
//               vendor, are summed with it. Where one number is none, nothing is known of the feature: a skipped line. A number
//               is digits, without a zero in front; "1,000" has to be quoted, and its commas in front of three digits
//  9 expiry   = Expiration Date: "2031-01-01 00:59:00", a point in time, whose zone is not printed: as if it was UTC; seconds,
//               and a "T" or "." in the middle, may be or not, and "Z" or "UTC" at the end. "2031-01-01" or "1-jan-2031": the
//               end of that day. "permanent", "unlimited", "never". Empty: it is not told [E]. Any other is a skipped line.
// 10 use      = a row with Tokens, a Host, a User, an Internal ID, an Active Process or a Session ID. It has as many seats as
//               Tokens; without these one, which is of all rows of a User, in any case, that have the same Internal ID:
//               processes that share it [E]. That does not hold where Model is Token, or Internal ID the Feature, which is no
//               id then [F]. Tokens that are no number are a skipped line, and how many seats of the feature are checked out,
//               or queued, is not told. It is not, either, where the Tokens of a pool are more than its Inuse, a mismatch
// 11 host     = all in front of the first "(" or "/", where the id and the address of the host begin [F]
//                   node01 (263.0)/127.0.0.1        node01
// 12 user     = the whole field, whatever is in it: blanks, "@", "\"; commas alone have to be in quotes, as in rule 14
// 13 queue    = a use with a Queue Position of 1 or more, and neither Granted Since nor Granted At, waits: its seats are
//               queued, and not held. Where there is such a column, nobody waits if none is said to; without the column, or
//               without the one of users, these are not told. Of reservations and borrowed seats nothing is told, nor the port
//               of a server that is up.
// 14 shifted  = a row with a comma too many, as an Active Process may have. It is one if it has more fields than the head; if
//               a column has what can't be in it: a number as Max Release Date or Expiration Date, no number as Queue Position,
//               no time as Granted Since, Last Used At or Granted At, a time as Granted At and none as Granted Since, the
//               end of a host in User; or if the Feature stands somewhere behind Internal ID, and not in it. Then
//               a what is left of the columns Host, User, Internal ID and Active Process is sure, and all of it must be that
//                 rule 8 reads: else the row says nothing. It says nothing, either, where Max Release Date or Expiration Date
//                 show it: the comma is further to the left
//               b of these columns, the host is sure if it comes first and is "NAME (ID)/ADDRESS", and the user if it follows a
//                 host that is sure and the Feature follows it, as Internal ID; else they are empty
//               c the use waits if the row ends with a number from 1 on, and none of these columns, or behind, is a time
//               A row with a use of which something is not sure is a skipped line.
// 15 others   = any other line is a skipped line: of a row that is too short, its Feature, if other rows have it, is not known
//
// How that is joined:
// 16 A server is up if it is "Ready: yes"; where nothing is said of that, if there is a table of it: without one, it is
//    published only with a failure. Any other word is a failure. The text says that somebody serves if one that is up has a
//    table, which may have no rows. "Ready: yes" without a table is a failure, in the words of the last line that nobody knows.
// 17 A text that ends within a line is cut off there: of that line, fields and facts count that something follows. A row then
//    has to be whole up to its use, and a use up to its Queue Position, or to the comma in front of it if it was granted: else
//    it may be one that waits, and other rows of its Feature may have followed, of which nothing is known, then. Where even the
//    Feature is cut off, it may be that of the row in front. That a text ends between two rows can't be seen.
// 18 Of a text at most 1,000 servers are read; further ones are skipped lines.
// 19 A table is of the server in front of it. A second one of the same server, as when an output is saved behind another, is
//    not counted: a skipped line. Two are the same unless their names, or their ids, are told and differ: "Server names" and
//    "Server ids" where both have names.

#include <string_view>

#include "core/seats/manager.hpp"
#include "core/seats/seats.hpp"
#include "core/text/result.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// Reads a whole output. A line that can't be read is counted and kept as a diagnostic; a text which says neither that a server
/// is ready, nor that it is not, nor what its licenses are, is an error. Marks users, hosts, names, and what may be any of
/// these in `spans`.
Result<SeatStatus> parse_dsls(std::string_view text, Spans* spans = nullptr);

/// DSLS, which is asked with `DSLicSrv`.
Manager dsls();

}    // namespace slurmlic
