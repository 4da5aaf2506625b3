#pragma once

#include <functional>
#include <string_view>

namespace slurmlic {

/// Takes the next piece of a text; false when it can't take more.
using Sink = std::function<bool(std::string_view)>;

}    // namespace slurmlic
