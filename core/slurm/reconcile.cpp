#include "core/slurm/reconcile.hpp"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/text/unique_labels.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

std::string_view nodes_of(const License& license) {
    return license.details ? std::string_view(license.details->nodes) : std::string_view();
}

bool same_identity(const License& a, const License& b) { return a.name == b.name && nodes_of(a) == nodes_of(b); }

bool in_label_order(const License& a, const License& b) {
    const int names = a.name.compare(b.name);
    if (names != 0) return names < 0;
    return std::pair(nodes_of(a), a.line) < std::pair(nodes_of(b), b.line);
}

/// scontrol prints them sorted, so that a million need no sorting at all.
void sort_by_label(std::pmr::vector<License>& licenses) {
    if (!std::is_sorted(licenses.begin(), licenses.end(), in_label_order)) {
        std::sort(licenses.begin(), licenses.end(), in_label_order);
    }
}

/// Rule 2, on sorted licenses.
void drop_repeated(std::pmr::vector<License>& licenses, Skipped& skipped) {
    const auto kind = [](const License& license) { return license.remote ? "remote" : "local"; };
    auto kept = std::adjacent_find(licenses.begin(), licenses.end(), same_identity);
    if (kept == licenses.end()) return;
    for (auto next = kept + 1; next != licenses.end(); ++next) {
        if (!same_identity(*kept, *next)) {
            *++kept = std::move(*next);
            continue;
        }
        skipped.add(next->line, fmt::format("expected each license once, got the {} license {} again: the {} one of line {} "
                                            "is published",
                                            kind(*next), excerpt(next->name), kind(*kept), kept->line));
    }
    licenses.erase(kept + 1, licenses.end());
}

/// Rule 3 for the nodes of the layers of one resource, which are sorted.
void make_nodes_printable(const std::span<License> layers) {
    std::vector<std::string_view> nodes;
    for (const License& layer : layers) nodes.push_back(nodes_of(layer));
    const auto labels = new_labels(nodes);    // all of them, before what they were made from changes
    for (const auto& [place, label] : labels) layers[place].details->nodes = label;
}

/// Rule 3, on sorted licenses; they may need sorting again.
void make_nodes_printable(std::pmr::vector<License>& licenses) {
    const auto needs_it = [](const License& license) { return !is_printable_utf8(nodes_of(license)); };
    if (std::none_of(licenses.begin(), licenses.end(), needs_it)) return;
    for (std::size_t first = 0; first < licenses.size();) {
        std::size_t end = first + 1;
        while (end < licenses.size() && licenses[end].name == licenses[first].name) ++end;
        make_nodes_printable(std::span(licenses).subspan(first, end - first));
        first = end;
    }
    sort_by_label(licenses);
}

/// The same for names.
RenamedLicenses make_names_printable(std::pmr::vector<License>& licenses, std::pmr::memory_resource& names) {
    RenamedLicenses renamed;
    const auto needs_it = [](const License& license) { return !is_printable_utf8(license.name); };
    if (std::none_of(licenses.begin(), licenses.end(), needs_it)) return renamed;
    std::vector<std::string_view> different;    // the layers of a resource share a name
    for (const License& license : licenses) {
        if (different.empty() || different.back() != license.name) different.push_back(license.name);
    }
    for (const auto& [place, label] : new_labels(different)) {
        renamed.emplace_back(different[place], keep_bytes(label, names));
    }
    for (License& license : licenses) {
        if (!needs_it(license)) continue;
        const std::pair<std::string_view, std::string_view> raw{license.name, {}};
        license.name = std::lower_bound(renamed.begin(), renamed.end(), raw)->second;
    }
    sort_by_label(licenses);
    return renamed;
}

}    // namespace

bool is_left_out(const LicenseFilter& filter, std::string_view any_name) {
    const std::string name(any_name);
    const auto names_it = [&name](const std::string& pattern) { return matches_glob(pattern, name); };
    const bool included = filter.include.empty() || std::any_of(filter.include.begin(), filter.include.end(), names_it);
    return !included || std::any_of(filter.exclude.begin(), filter.exclude.end(), names_it);
}

ClusterLicenses reconcile(LicenseListing& listing, const LicenseFilter& filter, std::string cluster) {
    Licenses& licenses = listing.licenses;
    if (!filter.include.empty() || !filter.exclude.empty()) {
        std::erase_if(licenses.records, [&filter](const License& license) { return is_left_out(filter, license.name); });
    }
    sort_by_label(licenses.records);
    drop_repeated(licenses.records, listing.skipped);
    make_nodes_printable(licenses.records);
    RenamedLicenses renamed = make_names_printable(licenses.records, *licenses.names);
    return {std::move(cluster), std::move(licenses), std::move(renamed)};
}

}    // namespace slurmlic
