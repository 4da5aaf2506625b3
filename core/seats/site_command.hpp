#pragma once

// What a site's own program prints of a license manager that slurmlic does not know, or of a list of its own: the text
// exposition format (core/text/exposition_reader.hpp) with samples of one app.
//
//  1 text    = lines of samples, comments and blank lines, in any order; the last line ends, too, since a number without an end
//              may have been cut. Families that do not begin with "license_" are left out: programs tell of themselves.
//  2 count   = "license_feature_" ( "issued" | "used" | "checkouts" | "reservations" | "queued" | "borrowed" ), with the labels
//              feature and, if there is one, vendor; a whole number of seats, not negative. issued may be +Inf: no limit.
//                  license_feature_issued{feature="solver",vendor="acme"} 20
//  3 expiry  = "license_feature_expiration_timestamp_seconds", with the same labels; +Inf is permanent
//  4 user    = "license_feature_users", also with the labels user and, if it is known, host: seats that somebody holds. Those
//              without a user are nobody's.
//                  license_feature_users{feature="solver",vendor="acme",user="alice",host="n1"} 3
//  5 server  = "license_server_up", with the labels host, port, version and master: 1 up, 0 down. None need be told; where all
//              that are told are down, nobody serves, and features mean nothing.
//                  license_server_up{host="lic1",port="2080"} 1
//  6 The label app is left out: the settings say which app it is.
//  7 Of used and checkouts, one that is not told is as the other; where neither is, both are the seats of the users. Where
//  these
//    are more than the checkouts, they are the checkouts; where they are less, the rest has no user. Of a feature without
//    limit, used is the checkouts. Features of one name and vendor are one, and so are seats of one user and host.
//  8 A line that is none of these, a second sample of the same labels, and a number that is none are skipped lines. Of a
//  feature
//    whose line can't be read, but names it, nothing is known. A family that is none of these is taken for a misspelled one.

#include "core/seats/manager.hpp"

namespace slurmlic {

/// Any other manager, which a site's own program is asked about.
Manager site_command();

/// Reads a whole text. One without a sample of rules 2 to 5 is an error.
Result<SeatStatus> parse_site_command(std::string_view text, Spans* spans = nullptr);

}    // namespace slurmlic
