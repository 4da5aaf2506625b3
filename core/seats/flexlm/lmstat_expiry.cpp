#include "core/seats/flexlm/lmstat_expiry.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "core/seats/seats.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};

/// 1 to 12; 0 where it is none.
unsigned month_number(std::string_view name) {
    const auto* const month =
        std::find_if(months.begin(), months.end(), [name](std::string_view one) { return same_ignoring_case(one, name); });
    return month == months.end() ? 0U : static_cast<unsigned>(month - months.begin()) + 1U;
}

/// Up to four digits; nothing where it is something else.
std::optional<int> short_number(std::string_view text) {
    if (text.empty() || text.size() > 4 || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
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
    using namespace std::chrono;
    const year_month_day date(std::chrono::year(full_year(rest, *year)), std::chrono::month(month),
                              std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return std::nullopt;
    const sys_days day_after = sys_days(date) + days(1);
    return static_cast<double>(duration_cast<seconds>(day_after.time_since_epoch()).count());
}

void keep_earliest(std::optional<double>& earliest, double expiry) { earliest = std::min(earliest.value_or(expiry), expiry); }

}    // namespace slurmlic
