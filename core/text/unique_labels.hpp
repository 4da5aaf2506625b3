#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slurmlic {

/// Label values for names that are all different, of those that can't stay as they are: the place of each, and its label. A
/// name that is not printable UTF-8 is made so, and where that makes it equal to another it gets " (2)", " (3)", ... behind
/// it, in the order of the raw bytes (rule 3 of core/reconcile.hpp), which is the order here.
std::vector<std::pair<std::size_t, std::string>> new_labels(const std::vector<std::string_view>& names);

/// The label values of all of them, in their order.
std::vector<std::string> unique_labels(const std::vector<std::string_view>& names);

/// The same, for a set of names, to be looked up by name. Holds views of the names.
class Labels {
public:
    explicit Labels(const std::set<std::string_view>& names);

    /// Of one of the names.
    [[nodiscard]] const std::string& of(std::string_view name) const;

private:
    std::vector<std::string_view> names_;
    std::vector<std::string> labels_;
};

}    // namespace slurmlic
