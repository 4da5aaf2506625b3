#include "cli/views/time_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

namespace slurmlic {

std::string span_text(std::int64_t seconds) {
    constexpr std::int64_t hour = 60 * seconds_of_minute;
    constexpr std::int64_t day = 24 * hour;
    if (seconds >= 2 * day) return fmt::format("{} d", seconds / day);
    if (seconds >= hour) return fmt::format("{} h", seconds / hour);
    return fmt::format("{} min", std::max<std::int64_t>(seconds / seconds_of_minute, 1));
}

std::string date_text(LocalMinutes moment) {
    const LocalTime time = to_local_time(moment);
    return fmt::format("{:04}-{:02}-{:02}", time.year, time.month, time.day);
}

std::string moment_text(LocalMinutes moment, LocalMinutes now) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr LocalMinutes most_days = 6;    // else two days would have one name
    const LocalMinutes away = moment / minutes_of_day - now / minutes_of_day;
    if (away > most_days || away < -most_days) return date_text(moment);
    const LocalTime time = to_local_time(moment);
    return fmt::format("{} {:02}:{:02}", days[static_cast<std::size_t>(weekday_of(moment))], time.hour, time.minute);
}

std::string since_text(const std::optional<LocalMinutes>& since, LocalMinutes now) {
    if (!since) return "";
    const std::string moment = moment_text(*since, now);
    const std::int64_t age = std::int64_t{now} - *since;
    return age < -minutes_of_day ? moment : fmt::format("{}, {}", moment, span_text(age * seconds_of_minute));
}

}    // namespace slurmlic
