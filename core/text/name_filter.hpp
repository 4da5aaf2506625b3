#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/text/globs.hpp"

namespace slurmlic {

/// Which names are published, of licenses or features: shell patterns, see Globs. No include pattern includes all.
struct NameFilter {
    std::vector<std::string> include = {};
    std::vector<std::string> exclude = {};
};

/// A filter made ready for many names.
class NameChoice {
public:
    explicit NameChoice(const NameFilter& filter)
        : includes_all_(filter.include.empty()), include_(filter.include), exclude_(filter.exclude) {}

    [[nodiscard]] bool leaves_out(std::string_view name) const {
        return (!includes_all_ && !include_.match(name)) || exclude_.match(name);
    }

private:
    bool includes_all_;
    Globs include_;
    Globs exclude_;
};

}    // namespace slurmlic
