#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/text/result.hpp"

namespace slurmlic {

/// "64MiB", "512KiB", "1GiB": a whole number above 0 and its unit, at most 4 GiB.
Result<std::size_t> parse_byte_size(std::string_view text);

/// The same, back: in the largest unit of which it is a whole number, else in bytes.
std::string byte_size_text(std::size_t bytes);

}    // namespace slurmlic
