#pragma once

// When licenses expire, as license managers print it.
//
//  1 expiry    = permanent | date
//  2 permanent = "permanent", anything behind it | date in the year 0, 00, 0000 or 1900
//                    permanent(no expiration date)    1-jan-0    01-jan-0000    31-MAY-0
//  3 date      = DAY "-" MONTH "-" YEAR; English month of three letters, any case; a year of two digits is 1970 to 2069,
//                and none is earlier
//                    15-nov-2099    1-jan-26
//
// A license is good until the end of its day, in the time zone of its server, which is not printed. The instant here is 00:00
// UTC of the day after: the first at which it is over, give or take the time zone.

#include <optional>
#include <string_view>

namespace slurmlic {

/// The end of the year 9999, in seconds since the epoch: no date that somebody prints is later.
inline constexpr double end_of_dates = 253'402'300'800;

/// Seconds since the epoch, or never_expires; nothing where it is no expiry.
std::optional<double> parse_expiry(std::string_view text);

/// The end of a day, in seconds since the epoch; nothing where there is no such day, or it is before 1970.
std::optional<double> end_of_day(int year, unsigned month, unsigned day);

/// Keeps the earlier one.
void keep_earliest(std::optional<double>& earliest, double expiry);

}    // namespace slurmlic
