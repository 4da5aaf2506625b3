#pragma once

#include <optional>
#include <string_view>

#include "core/text/diagnostic.hpp"

namespace slurmlic {

/// What is wrong with a TOML text that toml++ had better not read; `line` is its first such line.
///
///  - More than 100 dots in a line, outside of strings and comments: a key of that many names would nest as many tables, which
///    toml++ takes apart by recursion, and ten thousands of them exceed the stack. What nests by brackets toml++ limits itself.
///  - More than 100,000 of = , . [ { outside of strings and comments, of which there is one for each key and value: toml++
///  takes
///    up to 250 bytes for each. A tool has about 12 of them.
std::optional<Diagnostic> beyond_limits(std::string_view text);

}    // namespace slurmlic
