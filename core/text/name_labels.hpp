#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text/text.hpp"
#include "core/text/unique_labels.hpp"

namespace slurmlic {

/// Labels of names, of which most stay as they are.
class NameLabels {
public:
    NameLabels() = default;

    /// Of the name that each of `all` has.
    template <class All, class NameOf>
    NameLabels(const All& all, NameOf name_of) {
        if (std::ranges::all_of(all, [&](const auto& one) { return is_printable_utf8(name_of(one)); })) return;
        std::vector<std::string_view> names;
        names.reserve(all.size());
        for (const auto& one : all) names.push_back(name_of(one));
        std::ranges::sort(names);
        names.erase(std::unique(names.begin(), names.end()), names.end());
        std::vector<std::pair<std::size_t, std::string>> changed = new_labels(names);
        changed_.reserve(changed.size());
        for (auto& [place, label] : changed) changed_.emplace_back(names[place], std::move(label));
    }

    [[nodiscard]] std::string of(std::string_view name) const {
        const auto found = std::ranges::lower_bound(changed_, name, {}, &Changed::first);
        return std::string(found != changed_.end() && found->first == name ? std::string_view(found->second) : name);
    }

private:
    using Changed = std::pair<std::string_view, std::string>;
    std::vector<Changed> changed_;    // sorted by name
};

/// Names in order mostly have their labels in order.
template <class All, class Key>
void sort_if_needed(All& all, Key key) {
    if (!std::ranges::is_sorted(all, {}, key)) std::ranges::sort(all, {}, key);
}

}    // namespace slurmlic
