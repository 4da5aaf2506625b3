#include "core/seats/flexlm/lmstat_installed.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/text/unique_labels.hpp"
#include "core/seats/flexlm/lmstat_expiry.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

enum class ColumnOrder : std::uint8_t { expires_vendor, vendor_expires };

/// Rule 3.
std::optional<ColumnOrder> parse_head(std::string_view line) {
    const std::size_t expires = line.find(" Expires");
    const std::size_t vendor = line.find(" Vendor");
    if (take_word(line) != "Feature" || expires == std::string_view::npos || vendor == std::string_view::npos) {
        return std::nullopt;
    }
    return expires < vendor ? ColumnOrder::expires_vendor : ColumnOrder::vendor_expires;
}

struct Row {
    std::string_view name;
    std::string_view vendor;
    double expiry;
};

/// Rule 4.
std::optional<Row> parse_row(std::string_view line, ColumnOrder order) {
    std::string_view rest = line;
    Row row{take_word(rest), {}, 0};
    take_word(rest);    // the version
    const std::string_view count = take_word(rest);
    if (count != "uncounted" && !parse_unsigned(count)) return std::nullopt;
    rest = trim(rest);
    if (order == ColumnOrder::vendor_expires) {
        row.vendor = take_word(rest);
    } else {
        const std::size_t blank = rest.find_last_of(" \t");
        if (blank == std::string_view::npos) return std::nullopt;
        row.vendor = rest.substr(blank + 1);
        rest = rest.substr(0, blank);
    }
    const std::optional<double> expiry = parse_expiry(rest);
    if (!expiry) return std::nullopt;
    row.expiry = *expiry;
    return row;
}

bool is_ruler(std::string_view line) { return line.find_first_not_of("_- \t") == std::string_view::npos; }

using Identity = std::pair<std::string_view, std::string_view>;

std::vector<InstalledFeature> labelled(const std::map<Identity, double>& rows) {
    std::set<std::string_view> names;
    for (const auto& [identity, expiry] : rows) names.insert({identity.first, identity.second});
    const Labels labels(names);
    std::vector<InstalledFeature> features;
    features.reserve(rows.size());
    for (const auto& [identity, expiry] : rows) {
        features.push_back({labels.of(identity.first), labels.of(identity.second), expiry});
    }
    std::sort(features.begin(), features.end(), [](const InstalledFeature& a, const InstalledFeature& b) {
        return std::tie(a.name, a.vendor) < std::tie(b.name, b.vendor);
    });
    return features;
}

}    // namespace

Result<InstalledListing> parse_lmstat_installed(std::string_view text, std::string_view source) {
    InstalledListing listing{{}, Skipped(std::string(source))};
    std::map<Identity, double> rows;
    std::optional<ColumnOrder> order;
    std::size_t number = 0;
    while (const std::optional<std::string_view> line = take_line(text)) {
        ++number;
        const std::string_view ink = trim(*line);
        if (const std::optional<ColumnOrder> head = parse_head(ink)) {
            order = head;
        } else if (!order || is_ruler(ink)) {
            continue;
        } else if (const std::optional<Row> row = parse_row(ink, *order)) {
            double& expiry = rows.try_emplace({row->name, row->vendor}, row->expiry).first->second;
            expiry = std::min(expiry, row->expiry);
        } else {
            listing.skipped.add(number,
                                fmt::format("expected a feature, its version, count, expiry and vendor, got {}", excerpt(ink)));
        }
    }
    if (!order) {
        return unexpected(
            fmt::format("{}: expected a line \"Feature  Version  #licenses  Vendor  Expires\", got none", source));
    }
    listing.features = labelled(rows);
    return listing;
}

void add_expiries(FlexlmStatus& status, const InstalledListing& installed) {
    const auto by_name = [](const InstalledFeature& one, const std::string& name) { return one.name < name; };
    for (FlexlmFeature& feature : status.features) {
        const auto first = std::lower_bound(installed.features.begin(), installed.features.end(), feature.name, by_name);
        const auto last = std::find_if(first, installed.features.end(),
                                       [&feature](const InstalledFeature& one) { return one.name != feature.name; });
        const auto is_its_vendor = [&feature](const InstalledFeature& one) {
            return same_ignoring_case(one.vendor, feature.vendor);
        };
        const bool has_vendor = std::any_of(first, last, is_its_vendor);
        for (auto row = first; row != last; ++row) {
            if (!has_vendor || is_its_vendor(*row)) keep_earliest(feature.expiry, row->expiry);
        }
    }
}

}    // namespace slurmlic
