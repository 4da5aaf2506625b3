#include "core/slurm/reconcile.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"
#include "core/text/unique_labels.hpp"

namespace slurmlic {
namespace {

bool same_identity(const License& a, const License& b) { return a.name == b.name && a.nodes == b.nodes; }

void sort_by_label(std::vector<License>& licenses) {
    std::ranges::sort(licenses, [](const License& a, const License& b) {
        return std::tie(a.name, a.nodes, a.line) < std::tie(b.name, b.nodes, b.line);
    });
}

/// Rule 2, on sorted licenses.
void keep_first_of_each(std::vector<License>& licenses, SkippedLines& skipped) {
    const auto kind = [](const License& license) { return license.remote ? "remote" : "local"; };
    std::vector<License> kept;
    for (License& next : licenses) {
        if (kept.empty() || !same_identity(kept.back(), next)) {
            kept.push_back(std::move(next));
            continue;
        }
        skipped.add(next.line, "each license once",
                    fmt::format("the {} license {} again: the {} one of line {} is published", kind(next), excerpt(next.name),
                                kind(kept.back()), kept.back().line));
    }
    licenses = std::move(kept);
}

/// Rule 3 for the nodes of records that share a name, on sorted licenses.
void make_nodes_printable(std::vector<License>& licenses) {
    for (auto first = licenses.begin(); first != licenses.end();) {
        const auto is_other = [first](const License& one) { return one.name != first->name; };
        const auto end = std::find_if(first, licenses.end(), is_other);
        std::vector<std::string_view> nodes;
        std::transform(first, end, std::back_inserter(nodes), [](const License& one) -> std::string_view { return one.nodes; });
        const auto labels = new_labels(nodes);    // all of them, before what they were made from changes
        for (const auto& [place, label] : labels) (first + static_cast<std::ptrdiff_t>(place))->nodes = label;
        first = end;
    }
}

/// Rule 3 for names, on sorted licenses: the old ones and the new.
std::vector<std::pair<std::string, std::string>> make_names_printable(std::vector<License>& licenses) {
    std::vector<std::string_view> different;    // the layers of a resource share a name
    for (const License& license : licenses) {
        if (different.empty() || different.back() != license.name) different.push_back(license.name);
    }
    std::vector<std::pair<std::string, std::string>> renamed;
    for (const auto& [place, label] : new_labels(different)) renamed.emplace_back(different[place], label);
    for (License& license : licenses) {
        const auto label = std::ranges::lower_bound(renamed, license.name, {}, &std::pair<std::string, std::string>::first);
        if (label != renamed.end() && label->first == license.name) license.name = label->second;
    }
    return renamed;
}

}    // namespace

ClusterLicenses reconcile(LicenseListing& listing, const NameFilter& filter, std::string cluster, std::size_t most_licenses) {
    std::vector<License>& licenses = listing.licenses;
    const auto is_left_out = [choice = NameChoice(filter)](const License& license) {
        return choice.leaves_out(printable_utf8(license.name));
    };
    std::vector<std::string> left_out;
    for (const License& one : licenses) {
        if (is_left_out(one)) left_out.push_back(one.name);
    }
    std::erase_if(licenses, is_left_out);
    sort_by_label(licenses);
    keep_first_of_each(licenses, listing.skipped);
    if (licenses.size() > most_licenses) return {std::move(cluster), std::move(licenses), {}, {}};
    make_nodes_printable(licenses);
    auto renamed = make_names_printable(licenses);
    sort_by_label(licenses);
    return {std::move(cluster), std::move(licenses), std::move(renamed), std::move(left_out)};
}

}    // namespace slurmlic
