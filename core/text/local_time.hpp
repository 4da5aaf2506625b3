#pragma once

#include <cstdint>
#include <functional>
#include <optional>

namespace slurmlic {

/// A time of day without its time zone.
struct LocalTime {
    int year = 0;
    int month = 0;    // 1 to 12
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
};

/// Local time to seconds since the epoch; it knows the time zone, which a parser does not.
using ToEpoch = std::function<std::int64_t(const LocalTime&)>;

/// Minutes since 1970 began on the clock of a place, whatever its time zone: small, and of one place they can be compared.
using LocalMinutes = std::int32_t;

inline constexpr LocalMinutes minutes_of_day = 24 * 60;

/// Nothing where there is no such day or time of day, or it is not in the years 1970 to 5999.
std::optional<LocalMinutes> to_minutes(const LocalTime& time);

LocalTime to_local_time(LocalMinutes minutes);

/// 0: Sunday, to 6.
int weekday_of(LocalMinutes minutes);

/// What the clock of this place shows at an instant, in seconds since the epoch.
LocalMinutes minutes_at(double epoch, const ToEpoch& to_epoch);

}    // namespace slurmlic
