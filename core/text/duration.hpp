#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/text/result.hpp"

namespace slurmlic {

/// "500ms", "20s", "2m": a whole number above 0 and its unit, at most one hour.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The same, back: in seconds where they are whole.
std::string duration_text(std::chrono::milliseconds duration);

}    // namespace slurmlic
