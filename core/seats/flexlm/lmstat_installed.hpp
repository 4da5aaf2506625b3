#pragma once

// What `lmstat -i` prints: the license file, not the server. It knows the expiry of every feature, where `lmstat -a` has
// it for those in use only.
//
//  1 text = { note } { head { ruler | row } }; blank lines and a CR before a newline mean nothing
//  2 note = any line in front of the first head, banners and failures too
//  3 head = "Feature" ... "Expires" ... "Vendor", or the last two the other way round, which tells the order in rows
//               Feature                         Version     #licenses    Expires      Vendor
//               Feature                         Version     #licenses    Vendor        Expires
//  4 row  = NAME VERSION COUNT, then EXPIRY and DAEMON as in the head; COUNT is a number or "uncounted", as license files
//           have it, and EXPIRY may hold blanks (core/lmstat_expiry.hpp)
//               feature12                       2018.12      2           30-sep-2018  vendor2
//               feature_name_9                   15.0         2           vendor       permanent(no expiration date)
//  5 A feature can have many rows: its expiry is the earliest of them, permanent only if all are. Rows that expired long
//    ago count too, for the text does not say what day it is.

#include <string>
#include <string_view>
#include <vector>

#include "core/seats/seats.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

struct InstalledFeature {
    std::string name;
    std::string vendor;
    double expiry = never_expires;    // seconds since the epoch
};

/// One `lmstat -i` after parsing: each name and vendor once, sorted by them.
struct InstalledListing {
    std::vector<InstalledFeature> features;
    Skipped skipped;
};

/// `source` names the text in messages. A row that can't be read is counted and told; a text without a head is an Error.
Result<InstalledListing> parse_lmstat_installed(std::string_view text, std::string_view source);

/// Gives each feature of the status the earliest expiry that its pools and the listing tell: of the rows of its name and
/// vendor, or of its name where the vendor has none or is not known.
void add_expiries(FlexlmStatus& status, const InstalledListing& installed);

}    // namespace slurmlic
