#include "core/text/unique_labels.hpp"

#include <algorithm>
#include <cstddef>
#include <tuple>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// A name that can't stay as it is.
struct Changed {
    std::string printable;
    std::size_t place;
};

bool is_in(const std::vector<std::string_view>& sorted, std::string_view one) {
    return std::ranges::binary_search(sorted, one);
}

}    // namespace

std::vector<std::pair<std::size_t, std::string>> new_labels(const std::vector<std::string_view>& names) {
    std::vector<Changed> changed;
    std::vector<std::string_view> taken;    // by the names that stay as they are
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!is_printable_utf8(names[i])) changed.push_back({printable_utf8(names[i]), i});
    }
    if (changed.empty()) return {};
    for (const std::string_view name : names) {
        if (is_printable_utf8(name)) taken.push_back(name);
    }
    std::ranges::sort(taken);
    std::ranges::sort(changed, [&names](const Changed& a, const Changed& b) {
        return std::tie(a.printable, names[a.place]) < std::tie(b.printable, names[b.place]);
    });
    std::vector<std::string_view> first_choices;    // which no name with a number may take
    for (const Changed& one : changed) {
        if (first_choices.empty() || first_choices.back() != one.printable) first_choices.push_back(one.printable);
    }
    std::vector<std::pair<std::size_t, std::string>> labels;
    labels.reserve(changed.size());
    std::size_t number = 1;
    for (std::size_t i = 0; i < changed.size(); ++i) {
        const std::string& printable = changed[i].printable;
        const bool is_first = i == 0 || changed[i - 1].printable != printable;
        if (is_first) number = 1;
        std::string label = printable;
        if (!is_first || is_in(taken, label)) {
            do {
                label = fmt::format("{} ({})", printable, ++number);
            } while (is_in(taken, label) || is_in(first_choices, label));
        }
        labels.emplace_back(changed[i].place, std::move(label));
    }
    std::ranges::sort(labels, [&names](const auto& a, const auto& b) { return names[a.first] < names[b.first]; });
    return labels;
}

}    // namespace slurmlic
