#include "core/seats/expiry.hpp"

#include <algorithm>
#include <chrono>

#include "core/seats/seats.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// 1 to 12; 0 where it is none.
unsigned month_number(std::string_view name) {
    constexpr std::string_view months = "jan feb mar apr may jun jul aug sep oct nov dec";
    const std::size_t at = name.size() == 3 ? months.find(ascii_lower(name)) : npos;
    return at == npos ? 0U : static_cast<unsigned>(at / 4) + 1U;
}

/// Up to four digits; nothing where it is something else.
std::optional<int> short_number(std::string_view text) {
    constexpr std::size_t longest = 4;
    if (!is_number(text) || text.size() > longest) return std::nullopt;
    return static_cast<int>(*parse_count(text));
}

int full_year(std::string_view digits, int year) {
    if (digits.size() > 2) return year;
    return year < 70 ? 2000 + year : 1900 + year;
}

}    // namespace

std::optional<double> parse_expiry(std::string_view text) {
    constexpr std::string_view permanent = "permanent";
    std::string_view rest = trim(text);
    if (same_ignoring_case(rest.substr(0, permanent.size()), permanent)) return never_expires;
    const std::optional<int> day = short_number(take_until(rest, '-'));
    const unsigned month = month_number(take_until(rest, '-'));
    const std::optional<int> year = short_number(rest);
    if (!day || month == 0 || !year) return std::nullopt;
    if (*year == 0 || *year == 1900) return never_expires;
    return end_of_day(full_year(rest, *year), month, static_cast<unsigned>(*day));
}

std::optional<double> end_of_day(int year, unsigned month, unsigned day) {
    namespace chrono = std::chrono;
    const chrono::year_month_day date{chrono::year(year), chrono::month(month), chrono::day(day)};
    if (!date.ok() || year < 1970) return std::nullopt;
    const chrono::sys_days day_after = chrono::sys_days(date) + chrono::days(1);
    return static_cast<double>(chrono::duration_cast<chrono::seconds>(day_after.time_since_epoch()).count());
}

void keep_earliest(std::optional<double>& earliest, double expiry) { earliest = std::min(earliest.value_or(expiry), expiry); }

}    // namespace slurmlic
