#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
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

/// Labels of users. One who is written with what nobody sees is the same person as without it, on both sides: where all else
/// is equal, so is the label.
class UserLabels {
public:
    /// Of the user that each of `all` has.
    template <class All, class UserOf>
    UserLabels(const All& all, UserOf user_of) {
        for (const auto& one : all) {
            const std::string_view user = user_of(one);
            if (!is_printable_utf8(user)) seen_.try_emplace(user, without_unseen(user));
        }
        labels_ = NameLabels(all, [&](const auto& one) { return as_seen(user_of(one)); });
    }

    [[nodiscard]] std::string of(std::string_view user) const { return labels_.of(as_seen(user)); }

    /// Whether two users may have got one label.
    [[nodiscard]] bool may_unite() const { return !seen_.empty(); }

private:
    [[nodiscard]] std::string_view as_seen(std::string_view user) const {
        const auto found = seen_.find(user);
        return found == seen_.end() ? user : std::string_view(found->second);
    }

    std::map<std::string_view, std::string> seen_;    // of those that are not printable
    NameLabels labels_;
};

/// Names in order mostly have their labels in order.
template <class All, class Key>
void sort_if_needed(All& all, Key key) {
    if (!std::ranges::is_sorted(all, {}, key)) std::ranges::sort(all, {}, key);
}

}    // namespace slurmlic
