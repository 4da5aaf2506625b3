#pragma once

// Single lines of `lmxendutil -licstat`; the rules are those of licstat.hpp. `is_ended`: a newline follows, the line is not cut
// off.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/text/spans.hpp"

namespace slurmlic {

/// Rule 3.
bool is_licstat_ruler(std::string_view line);

struct LicstatAddress {
    std::string_view port;    // empty where it has none
    std::string_view host;
};

/// Rule 4; nothing where it is no head, no address where none can be read.
std::optional<std::vector<LicstatAddress>> parse_licstat_head(std::string_view line, bool is_ended, Spans* spans);

struct LicstatFigures {
    std::optional<std::int64_t> used;      // nothing where it is no number
    std::optional<std::int64_t> issued;    // likewise, and where uncounted
    bool uncounted = false;
    std::string_view rest;    // of the line: nobody knows what it says
};

/// Rule 5.
std::optional<LicstatFigures> parse_licstat_figures(std::string_view line);

struct LicstatHolder {
    std::optional<std::int64_t> seats;    // nothing where it is no number
    std::string_view user;
    std::string_view host;
    bool is_sure = false;     // both are read
    bool has_more = false;    // words behind the address: nobody knows what they say
};

/// Rule 7; nothing where it is no such line, or its end is cut off.
std::optional<LicstatHolder> parse_licstat_holder(std::string_view line, bool is_ended, Spans* spans);

enum class LicstatLabel : std::uint8_t {
    feature,
    version,
    vendor,
    start_date,
    expire_date,
    key_type,
    sharing,
    server_version,
    uptime,
    login_time,
    checkout_time,
    borrow_expire_time,
};
inline constexpr std::size_t licstat_label_count = 12;

/// Rule 6.
struct LicstatFields {
    std::array<std::optional<std::string_view>, licstat_label_count> values;    // trimmed
    std::optional<LicstatLabel> cut;    // its value may be longer; it is among the values, too

    [[nodiscard]] bool has(LicstatLabel label) const { return values[static_cast<std::size_t>(label)].has_value(); }
    /// Empty where it is not there, or cut off.
    [[nodiscard]] std::string_view of(LicstatLabel label) const {
        return cut == label ? std::string_view() : values[static_cast<std::size_t>(label)].value_or(std::string_view());
    }
};

/// Nothing where the line does not begin with a label.
std::optional<LicstatFields> parse_licstat_fields(std::string_view line, bool is_ended);

/// A vendor that nobody takes may be anything.
void mark_licstat_fields(const LicstatFields& fields, bool takes_vendor, Spans* spans);

/// Seconds since the epoch, or never_expires; nothing where it is no date.
std::optional<double> parse_licstat_date(std::string_view date);

/// Rule 8.
bool is_licstat_shared(std::string_view line, Spans* spans);

/// Rule 10.
bool is_licstat_failure(std::string_view line);

/// Rule 2, but for fields.
bool is_licstat_silent(std::string_view line);

}    // namespace slurmlic
