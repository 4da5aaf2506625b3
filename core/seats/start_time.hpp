#pragma once

// Since when somebody has a seat, or waits for one, as license managers print it.
//
//  1 start   = [ WEEKDAY ] date time, blanks or a "T" between date and time; a "," behind the day means nothing
//                  Mon 9/28 8:01    Thu 9/3 9:00:07    11/01 09:01    2022-02-18 09:29
//  2 date    = MONTH "/" DAY [ "/" YEAR ] | YEAR "-" MONTH "-" DAY | YEAR "/" MONTH "/" DAY; a year has four digits
//  3 time    = HOUR ":" MINUTE, two digits, [ ":" SECOND [ "." digits ] ] [ "AM" | "PM" ]
//  4 WEEKDAY = the first three letters of an English day at least, in any case; anything else tells nothing
//  5 Where no year is printed it is the latest whose day is not in the future, but for a minute: clocks differ. Where the
//  weekday
//    is printed, the year is the latest in which the day falls on it, and a day ahead is no future: the server may be in
//    another time zone. A day on which it fell in none of the last 11 years is read by its date alone.
//
// The time is that of the license server's clock, which is taken to show what this host's does.

#include <optional>
#include <string_view>

#include "core/text/local_time.hpp"

namespace slurmlic {

/// Nothing where it is no start, or no year is printed and `now` is not known.
std::optional<LocalMinutes> parse_start(std::string_view text, std::optional<LocalMinutes> now);

/// Keeps the earlier one; what is not known is no start.
void keep_oldest(std::optional<LocalMinutes>& oldest, const std::optional<LocalMinutes>& start);

}    // namespace slurmlic
