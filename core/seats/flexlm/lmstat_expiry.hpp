#pragma once

// When a FlexLM license expires, as pools of `lmstat -a` and rows of `lmstat -i` say it. The latter prints the license file,
// not the server: it knows the expiry of every feature, where `lmstat -a` has it for those in use only.
//
//  1 expiry    = permanent | date
//  2 permanent = "permanent", anything behind it | date in the year 0, 00, 0000 or 1900
//                    permanent(no expiration date)    1-jan-0    01-jan-0000    31-MAY-0
//  3 date      = DAY "-" MONTH "-" YEAR; English month of three letters, any case; a year of two digits is 1970 to 2069
//                    15-nov-2099    1-jan-26
//    A license is good until the end of its day, in the time zone of its server, which is not printed. The instant here is
//    00:00 UTC of the day after: the first at which it is over, give or take the time zone.
//
// `lmstat -i`:
//  4 text = { note } { head { ruler | row } }; blank lines and a CR before a newline mean nothing
//  5 note = any line in front of the first head, banners and failures too
//  6 head = "Feature" ... "Expires" ... "Vendor", or the last two the other way round, which tells the order in rows
//               Feature                         Version     #licenses    Expires      Vendor
//               Feature                         Version     #licenses    Vendor        Expires
//  7 row  = NAME VERSION COUNT, then EXPIRY and DAEMON as in the head; COUNT is a number or "uncounted", as license files
//           have it, and EXPIRY may hold blanks
//               feature12                       2018.12      2           30-sep-2018  vendor2
//               feature_name_9                   15.0         2           vendor       permanent(no expiration date)
//  8 A feature can have many rows: its expiry is the earliest of them, permanent only if all are. Rows that expired long
//    ago count too, for the text does not say what day it is.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/seats/seats.hpp"
#include "core/text/result.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// Seconds since the epoch, or never_expires; nothing where it is no expiry.
std::optional<double> parse_expiry(std::string_view text);

/// Keeps the earlier one.
void keep_earliest(std::optional<double>& earliest, double expiry);

/// One `lmstat -i` after parsing.
struct InstalledListing {
    std::map<std::pair<std::string, std::string>, double> expiries;    // by name and vendor; seconds since the epoch
    SkippedLines skipped;
};

/// Rules 4 to 8. A row that can't be read is counted and kept as a diagnostic; a text without a head is an error. Marks what
/// is not understood behind the head in `spans`.
Result<InstalledListing> parse_lmstat_installed(std::string_view text, Spans* spans = nullptr);

/// Where the first head of `lmstat -i` begins; npos where there is none.
std::size_t find_installed_head(std::string_view text);

/// Gives each feature of the status the earliest expiry that its pools and the listing say: of the rows of its name and
/// vendor, or of its name where the vendor has none or is not known.
void add_expiries(SeatStatus& status, const InstalledListing& installed);

}    // namespace slurmlic
