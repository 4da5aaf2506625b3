#include "core/slurm/reservations.hpp"

#include <algorithm>
#include <array>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// The value of " KEY=" up to `end`; empty where there is none.
std::string_view reservation_value(std::string_view line, std::string_view key, std::string_view end) {
    const std::size_t at = line.find(key);
    if (at == npos) return {};
    line.remove_prefix(at + key.size());
    return line.substr(0, line.find(end));
}

/// Rule 3.
std::pair<std::string, std::int64_t> parse_reserved(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == npos) return {std::string(text), 1};
    const std::optional<std::int64_t> count = parse_unsigned(text.substr(colon + 1));
    if (!count) return {std::string(text), 1};
    return {std::string(text.substr(0, colon)), *count};
}

/// Whether it has all that is read of it.
bool is_whole(std::string_view line) {
    constexpr std::array keys{" NodeCnt=", " Flags=", " Users=", " Licenses=", " State="};
    return std::ranges::all_of(keys, [line](std::string_view key) { return line.find(key) != npos; });
}

LicenseReservation parse_reservation(std::string_view line, std::string_view name) {
    LicenseReservation reservation{.name = std::string(name),
                                   .users = std::string(reservation_value(line, " Users=", " ")),
                                   .flags = std::string(reservation_value(line, " Flags=", " ")),
                                   .nodes = std::string(reservation_value(line, " NodeCnt=", " "))};
    std::string_view licenses = reservation_value(line, " Licenses=", " State=");
    reservation.is_active = reservation_value(line, " State=", " ") == "ACTIVE";
    while (!licenses.empty() && licenses != "(null)") {
        const std::size_t end = std::min(licenses.find_first_of(",;"), licenses.size());
        if (end > 0) reservation.licenses.push_back(parse_reserved(licenses.substr(0, end)));
        licenses.remove_prefix(std::min(end + 1, licenses.size()));
    }
    return reservation;
}

}    // namespace

Result<std::vector<LicenseReservation>> parse_reservations(std::string_view text) {
    constexpr std::string_view begin = "ReservationName=";
    std::vector<LicenseReservation> reservations;
    if (!text.empty() && text.back() != '\n') {
        return unexpected("a newline at the end", excerpt(text.substr(std::min(text.rfind('\n') + 1, text.size()))));
    }
    std::size_t number = 0;
    while (const std::optional<std::string_view> line = take_line(text)) {
        ++number;
        if (!line->starts_with(begin)) continue;
        const std::size_t end = line->find(" StartTime=");
        if (end == npos || !is_whole(line->substr(end))) {
            Unexpected half = unexpected("StartTime=, NodeCnt=, Flags=, Users=, Licenses= and State=", excerpt(*line));
            half.error.line = number;
            return half;
        }
        const std::string_view name = line->substr(begin.size(), end - begin.size());
        reservations.push_back(parse_reservation(line->substr(end), name));
    }
    return reservations;
}

bool is_kept_by_slurmlic(const LicenseReservation& reservation, std::string_view license_name) {
    std::string_view flags = reservation.flags;
    while (!flags.empty()) {
        const std::string_view flag = take_until(flags, ',');
        if (flag != "LICENSE_ONLY" && flag != "ANY_NODES") return false;
    }
    const auto is_of_it = [license_name](const auto& one) { return one.first == license_name; };
    return !reservation.flags.empty() && reservation.users == "root" && reservation.nodes == "0" &&
           std::ranges::all_of(reservation.licenses, is_of_it);
}

std::int64_t tokens_held(const LicenseReservation& reservation, std::string_view license_name) {
    std::int64_t held = 0;
    if (!reservation.is_active) return held;
    for (const auto& [name, count] : reservation.licenses) {
        if (name == license_name) add_saturating(held, count);
    }
    return held;
}

}    // namespace slurmlic
