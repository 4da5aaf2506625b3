#include "core/text/local_time.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>

namespace slurmlic {
namespace {

namespace chrono = std::chrono;

constexpr int first_year = 1970;
constexpr int last_year = 5999;    // whose minutes fit

LocalMinutes whole_minutes(std::int64_t seconds) { return static_cast<LocalMinutes>(seconds / 60); }

}    // namespace

std::optional<LocalMinutes> to_minutes(const LocalTime& time) {
    if (time.year < first_year || time.year > last_year || time.month < 1 || time.day < 1) return std::nullopt;
    if (time.hour < 0 || time.hour > 23 || time.minute < 0 || time.minute > 59) return std::nullopt;
    const chrono::year_month_day date{chrono::year(time.year), chrono::month(static_cast<unsigned>(time.month)),
                                      chrono::day(static_cast<unsigned>(time.day))};
    if (!date.ok()) return std::nullopt;
    const auto days = static_cast<LocalMinutes>(chrono::sys_days(date).time_since_epoch().count());
    return days * minutes_of_day + time.hour * 60 + time.minute;
}

LocalTime to_local_time(LocalMinutes minutes) {
    const auto all = chrono::sys_time<chrono::minutes>(chrono::minutes(minutes));
    const chrono::sys_days day = chrono::floor<chrono::days>(all);
    const chrono::year_month_day date(day);
    const auto of_day = static_cast<int>((all - day).count());
    return {.year = static_cast<int>(date.year()),
            .month = static_cast<int>(static_cast<unsigned>(date.month())),
            .day = static_cast<int>(static_cast<unsigned>(date.day())),
            .hour = of_day / 60,
            .minute = of_day % 60};
}

int weekday_of(LocalMinutes minutes) {
    const auto all = chrono::sys_time<chrono::minutes>(chrono::minutes(minutes));
    return static_cast<int>(chrono::weekday(chrono::floor<chrono::days>(all)).c_encoding());
}

LocalMinutes minutes_at(double epoch, const ToEpoch& to_epoch) {
    constexpr double last = 2e9 * 60;
    constexpr std::int64_t most = std::int64_t{26} * 60 * 60;    // that a clock of any place is ahead or behind
    constexpr std::int64_t hour = 3600;
    const auto instant = static_cast<std::int64_t>(std::clamp(std::floor(epoch), 0.0, last));
    const auto ahead_of = [&](std::int64_t shown) {
        return instant - to_epoch(to_local_time(whole_minutes(shown))) - shown % 60;
    };
    std::int64_t shown = instant;                // as though it were seconds since the epoch
    for (int round = 0; round < 2; ++round) {    // once more where a change of the clock lies between
        const std::int64_t away = ahead_of(shown);
        if (std::abs(away) > most) return whole_minutes(instant);
        shown = std::max<std::int64_t>(shown + away, 0);
    }
    if (ahead_of(shown + hour) == 0) shown += hour;    // the clock has just left out the hour that was found
    return whole_minutes(shown);
}

}    // namespace slurmlic
