#include "core/seats/flexlm/lmstat_expiry.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "core/text/text.hpp"
#include "core/text/unique_labels.hpp"

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

enum class ColumnOrder : std::uint8_t { expires_vendor, vendor_expires };

/// Rule 6.
std::optional<ColumnOrder> parse_head(std::string_view line) {
    const std::size_t expires = line.find(" Expires");
    const std::size_t vendor = line.find(" Vendor");
    if (take_word(line) != "Feature" || expires == npos || vendor == npos) return std::nullopt;
    return expires < vendor ? ColumnOrder::expires_vendor : ColumnOrder::vendor_expires;
}

struct Row {
    std::string_view name;
    std::string_view vendor;
    double expiry;
};

/// Rule 7.
std::optional<Row> parse_row(std::string_view line, ColumnOrder order) {
    std::string_view rest = line;
    Row row{take_word(rest), {}, never_expires};
    take_word(rest);    // the version
    const std::string_view count = take_word(rest);
    if (count != "uncounted" && !parse_unsigned(count)) return std::nullopt;
    rest = trim(rest);
    if (order == ColumnOrder::vendor_expires) {
        row.vendor = take_word(rest);
    } else {
        const std::size_t blank = rest.find_last_of(blanks);
        if (blank == npos) return std::nullopt;
        row.vendor = rest.substr(blank + 1);
        rest = rest.substr(0, blank);
    }
    const std::optional<double> expiry = parse_expiry(rest);
    if (!expiry) return std::nullopt;
    row.expiry = *expiry;
    return row;
}

bool is_ruler(std::string_view line) { return line.find_first_not_of("_- \t") == npos; }

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

Result<InstalledListing> parse_lmstat_installed(std::string_view text, Spans* spans) {
    InstalledListing listing;
    std::map<std::pair<std::string_view, std::string_view>, double> rows;    // by name and vendor
    std::set<std::string_view> names;
    std::optional<ColumnOrder> order;
    std::size_t number = 0;
    while (const std::optional<std::string_view> whole_line = take_line(text)) {
        ++number;
        const std::string_view line = trim(*whole_line);
        if (const std::optional<ColumnOrder> head = parse_head(line)) {
            order = head;
            mark(spans, line, Role::unknown);
        } else if (!order || is_ruler(line)) {
            continue;
        } else if (const std::optional<Row> row = parse_row(line, *order)) {
            names.insert({row->name, row->vendor});
            double& expiry = rows.try_emplace({row->name, row->vendor}, row->expiry).first->second;
            expiry = std::min(expiry, row->expiry);
        } else {
            mark(spans, line, Role::unknown);
            listing.skipped.add(number, "a feature, its version, count, expiry and vendor", excerpt(line));
        }
    }
    if (!order) return unexpected("a line \"Feature  Version  #licenses  Vendor  Expires\"", "none");
    const Labels labels(names);
    for (const auto& [row, expiry] : rows) listing.expiries[{labels.of(row.first), labels.of(row.second)}] = expiry;
    return listing;
}

std::size_t find_installed_head(std::string_view text) {
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t begin = text.size() - rest.size();
        if (parse_head(trim(*take_line(rest)))) return begin;
    }
    return npos;
}

void add_expiries(SeatStatus& status, const InstalledListing& installed) {
    std::map<std::string_view, std::optional<double>> by_name;
    std::map<std::pair<std::string_view, std::string>, std::optional<double>> by_vendor;    // in lower case
    for (const auto& [row, expiry] : installed.expiries) {
        keep_earliest(by_name[row.first], expiry);
        keep_earliest(by_vendor[{row.first, ascii_lower(row.second)}], expiry);
    }
    for (Feature& feature : status.features) {
        const auto of_vendor = by_vendor.find({feature.name, ascii_lower(feature.vendor)});
        const auto of_name = by_name.find(feature.name);
        if (of_vendor != by_vendor.end()) {
            keep_earliest(feature.expiry, *of_vendor->second);
        } else if (of_name != by_name.end()) {
            keep_earliest(feature.expiry, *of_name->second);
        }
    }
}

}    // namespace slurmlic
