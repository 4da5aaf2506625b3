#include "core/text/unique_labels.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {

std::vector<std::pair<std::size_t, std::string>> new_labels(const std::vector<std::string_view>& names) {
    std::vector<std::size_t> unprintable;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!is_printable_utf8(names[i])) unprintable.push_back(i);
    }
    std::vector<std::pair<std::size_t, std::string>> labels;
    if (unprintable.empty()) return labels;
    std::sort(unprintable.begin(), unprintable.end(), [&](std::size_t a, std::size_t b) { return names[a] < names[b]; });
    std::set<std::string_view> taken;
    for (const std::string_view name : names) {
        if (is_printable_utf8(name)) taken.insert(name);
    }
    labels.reserve(unprintable.size());             // so that what `taken` views stays where it is
    std::map<std::string, std::size_t> suffixes;    // the last one given to each name
    for (const std::size_t i : unprintable) {
        const std::string first_choice = printable_utf8(names[i]);
        std::size_t& suffix = suffixes.try_emplace(first_choice, 1).first->second;
        std::string& label = labels.emplace_back(i, first_choice).second;
        while (!taken.insert(label).second) label = fmt::format("{} ({})", first_choice, ++suffix);
    }
    return labels;
}

}    // namespace slurmlic
