#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/text.hpp"

namespace slurmlic {

/// Which names are published, of licenses or features: shell patterns, see matches_glob. No include pattern includes all.
struct NameFilter {
    std::vector<std::string> include = {};
    std::vector<std::string> exclude = {};

    [[nodiscard]] bool leaves_out(std::string_view name) const {
        const auto matches = [text = std::string(name)](const std::string& one) { return matches_glob(one, text); };
        return (!include.empty() && std::ranges::none_of(include, matches)) || std::ranges::any_of(exclude, matches);
    }
};

}    // namespace slurmlic
