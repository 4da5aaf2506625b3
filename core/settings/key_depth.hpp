#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace slurmlic {

/// The first line of a TOML text, counted from 1, with more than 100 dots outside of strings and comments: a key of that many
/// names would nest as many tables, which toml++ takes apart by recursion, and ten thousands of them exceed the stack. What
/// nests by brackets toml++ limits itself.
std::optional<std::size_t> line_of_deep_key(std::string_view text);

}    // namespace slurmlic
