#include "tests/support/lsdyna_generator_words.hpp"

#include <limits>

namespace {

/// Days of the proleptic Gregorian calendar since 1970, counted one year and one month at a time.
std::int64_t qrun_days(int year, int month, int day) {
    const auto is_leap = [](int one) { return (one % 4 == 0 && one % 100 != 0) || one % 400 == 0; };
    constexpr std::array lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    std::int64_t days = day;    // the license ends with its day
    for (int one = 1970; one < year; ++one) days += is_leap(one) ? 366 : 365;
    for (int one = 1; one < month; ++one) {
        days += lengths.at(static_cast<std::size_t>(one - 1)) + (one == 2 && is_leap(year) ? 1 : 0);
    }
    return days;
}

}    // namespace

std::int64_t QrunWords::number(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
}

std::string QrunWords::row(const std::vector<std::string>& fields, std::size_t bar) {
    std::string all;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i == bar && chance(80)) {
            all += " |" + blanks();
        } else if (i > 0) {
            all += blanks();
        }
        all += fields[i];
    }
    return all;
}

std::string QrunWords::user() {
    constexpr std::array<const char*, 10> users{"qalice",      "qbob7", "QDOM\\qcarl", "Qjane Qroe", "q.dora@corp.example",
                                                "q\xC3\xBCwe", "qx,qy", "M\xFCller",   "qeve@1@2",   "qerr-or"};
    return names_.emplace_back(one_of(users));
}

std::string QrunWords::host() {
    constexpr std::array<const char*, 7> hosts{"qn13.example.com", "QWS-7",        "10.9.8.7", "fe80::17",
                                               "[2001:db8::99]",   "qh\xC3\xB6st", "qpc"};
    return names_.emplace_back(one_of(hosts));
}

QrunWords::Expiry QrunWords::expiry() {
    if (chance(3)) return {"-"};
    if (chance(3)) return {one_of(std::array<std::string, 3>{"13/01/2030x", "soon", "02/30/2031x"}), {}, false};
    if (chance(5))
        return {one_of(std::array<std::string, 4>{"permanent", "unlimited", "never", "Never"}),
                std::numeric_limits<double>::infinity()};
    const int year = static_cast<int>(number(1999, 2040));
    const int month = static_cast<int>(number(1, 12));
    const int day = static_cast<int>(number(1, 28));
    const auto two = [](int one) { return (one < 10 ? "0" : "") + std::to_string(one); };
    return {two(month) + "/" + two(day) + "/" + std::to_string(year),
            static_cast<double>(qrun_days(year, month, day)) * 86'400.0};
}

std::string shown_name(std::string name) {
    const std::size_t at = name.find('\xFC');
    if (at != std::string::npos && name.starts_with('M')) name.replace(at, 1, "\xEF\xBF\xBD");
    return name;
}
