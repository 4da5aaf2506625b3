#include "core/seats/flexlm/lmstat_expiry.hpp"

#include <algorithm>
#include <utility>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// Below, at or above 0 where `a` comes before, with or behind `b`.
int compare_ignoring_case(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    const std::size_t most = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < most; ++i) {
        if (lower(a[i]) != lower(b[i])) return lower(a[i]) < lower(b[i]) ? -1 : 1;
    }
    return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

/// Orders rows by name and vendor, whose case does not matter, and the earliest first.
bool is_before(const InstalledRow& a, const InstalledRow& b) {
    if (a.name != b.name) return a.name < b.name;
    const int order = compare_ignoring_case(a.vendor, b.vendor);
    return order != 0 ? order < 0 : a.expiry < b.expiry;
}

}    // namespace

std::optional<ColumnOrder> parse_installed_head(std::string_view line) {
    const std::size_t expires = line.find(" Expires");
    const std::size_t vendor = line.find(" Vendor");
    if (take_word(line) != "Feature" || expires == npos || vendor == npos) return std::nullopt;
    return expires < vendor ? ColumnOrder::expires_vendor : ColumnOrder::vendor_expires;
}

std::optional<InstalledRow> parse_installed_row(std::string_view line, ColumnOrder order) {
    std::string_view rest = line;
    InstalledRow row{take_word(rest), {}, never_expires};
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

bool is_installed_ruler(std::string_view line) { return line.find_first_not_of("_- \t") == npos; }

InstalledExpiries::InstalledExpiries(std::deque<InstalledRow> rows) : rows_(std::move(rows)) {
    std::ranges::sort(rows_, is_before);
    for (std::size_t i = 0, first = 0; i < rows_.size(); ++i) {
        if (rows_[i].name != rows_[first].name) first = i;
        rows_[i].earliest_of_name = rows_[i].expiry;
        InstalledRow& of_name = rows_[first];
        of_name.earliest_of_name = std::min(of_name.earliest_of_name, rows_[i].expiry);
    }
}

std::optional<double> InstalledExpiries::find(std::string_view name, std::string_view vendor) const {
    constexpr double earliest = -never_expires;
    const auto of_vendor = std::ranges::lower_bound(rows_, InstalledRow{name, vendor, earliest}, is_before);
    if (of_vendor != rows_.end() && of_vendor->name == name && same_ignoring_case(of_vendor->vendor, vendor)) {
        return of_vendor->expiry;
    }
    const auto of_name = std::ranges::lower_bound(rows_, InstalledRow{name, {}, earliest}, is_before);
    if (of_name == rows_.end() || of_name->name != name) return std::nullopt;
    return of_name->earliest_of_name;
}

}    // namespace slurmlic
