#include "core/seats/start_time.hpp"

#include <algorithm>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// 0: Sunday, to 6.
std::optional<int> weekday_number(std::string_view word) {
    constexpr std::string_view days = "sun mon tue wed thu fri sat";
    if (word.size() < 3) return std::nullopt;
    const std::size_t at = days.find(ascii_lower(word.substr(0, 3)));
    return at == npos ? std::nullopt : std::optional(static_cast<int>(at / 4));
}

/// Takes a number of at most so many digits off the front.
std::optional<int> take_small_number(std::string_view& rest, std::size_t most_digits) {
    const std::size_t size = std::min(rest.find_first_not_of(decimal_digits), rest.size());
    if (size == 0 || size > most_digits) return std::nullopt;
    const auto number = static_cast<int>(*parse_unsigned(rest.substr(0, size)));
    rest.remove_prefix(size);
    return number;
}

bool take_mark(std::string_view& rest, char mark) {
    if (!rest.starts_with(mark)) return false;
    rest.remove_prefix(1);
    return true;
}

/// Rule 2: a year of 0 where none is printed.
bool take_date(std::string_view& rest, LocalTime& time) {
    constexpr std::size_t year_digits = 4;
    const auto first = take_small_number(rest, year_digits);
    const char mark = rest.starts_with('-') ? '-' : '/';
    if (!first || !take_mark(rest, mark)) return false;
    const auto second = take_small_number(rest, 2);
    if (!second) return false;
    const bool has_third = take_mark(rest, mark);
    const auto third = has_third ? take_small_number(rest, year_digits) : std::optional(0);
    if (!third) return false;
    constexpr int least_year = 1000;
    if (*first >= least_year) {
        time.year = *first;
        time.month = *second;
        time.day = *third;
    } else {
        time.month = *first;
        time.day = *second;
        time.year = *third;
    }
    const bool is_complete = has_third ? time.year >= least_year : mark == '/';
    return is_complete && time.month >= 1 && time.month <= 12;
}

/// Rule 3, of all the rest.
bool read_time(std::string_view rest, LocalTime& time) {
    const auto hour = take_small_number(rest, 2);
    if (!hour || !take_mark(rest, ':')) return false;
    if (!is_number(rest.substr(0, 2)) || rest.size() < 2) return false;    // one digit is cut off
    const auto minute = take_small_number(rest, 2);
    if (!minute) return false;
    if (take_mark(rest, ':')) {
        if (!take_small_number(rest, 2)) return false;
        if (take_mark(rest, '.')) rest.remove_prefix(std::min(rest.find_first_not_of(decimal_digits), rest.size()));
    }
    rest = trim(rest);
    const bool is_noon_based = same_ignoring_case(rest, "AM") || same_ignoring_case(rest, "PM");
    if (!rest.empty() && !is_noon_based) return false;
    if (is_noon_based && (*hour < 1 || *hour > 12)) return false;
    time.hour = is_noon_based ? *hour % 12 + (same_ignoring_case(rest, "PM") ? 12 : 0) : *hour;
    time.minute = *minute;
    return true;
}

/// Rule 5: the latest year in which it is no later than `latest`, and on that weekday, if it is known.
std::optional<LocalMinutes> latest_before(LocalTime time, LocalMinutes latest, std::optional<int> weekday) {
    constexpr int all_weekdays = 12;    // years back, and the next one: the day was on each of them, but in leap years
    const int next_year = to_local_time(latest).year + 1;
    for (int back = 0; back <= all_weekdays; ++back) {
        time.year = next_year - back;
        const std::optional<LocalMinutes> one = to_minutes(time);
        if (one && *one <= latest && (!weekday || weekday_of(*one) == *weekday)) return one;
    }
    return std::nullopt;
}

}    // namespace

std::optional<LocalMinutes> parse_start(std::string_view text, std::optional<LocalMinutes> now) {
    std::string_view rest = trim(text);
    std::optional<int> weekday;
    if (!rest.empty() && !is_digit(rest.front())) weekday = weekday_number(take_word(rest));
    rest = trim(rest);
    LocalTime time;
    if (!take_date(rest, time)) return std::nullopt;
    take_mark(rest, ',');
    const bool is_apart = !rest.empty() && (rest.front() == 'T' || is_blank(rest.front()));
    if (!is_apart) return std::nullopt;
    if (!read_time(trim(rest.substr(1)), time)) return std::nullopt;
    if (time.year != 0) return to_minutes(time);
    if (!now) return std::nullopt;
    if (weekday) {
        if (const auto start = latest_before(time, *now + minutes_of_day, weekday)) return start;
    }
    return latest_before(time, *now + 1, std::nullopt);
}

void keep_oldest(std::optional<LocalMinutes>& oldest, const std::optional<LocalMinutes>& start) {
    if (start) oldest = std::min(oldest.value_or(*start), *start);
}

}    // namespace slurmlic
