#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slurmlic {

/// Label values for names that are all different, of those that can't stay as they are: the place of each, and its label. A
/// name that is not printable UTF-8 is made so, and where that makes it equal to another it gets " (2)", " (3)", ... behind
/// it, in the order of the raw bytes (rule 3 of core/slurm/reconcile.hpp), which is the order here. Sorted by the names.
std::vector<std::pair<std::size_t, std::string>> new_labels(const std::vector<std::string_view>& names);

}    // namespace slurmlic
