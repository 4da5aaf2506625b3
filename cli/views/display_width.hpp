#pragma once

// Text by the columns it takes on a terminal: East Asian wide characters and emoji take 2, combining ones 0, others 1.
// All take what printable_utf8 makes of anything.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace slurmlic {

std::size_t display_width(std::string_view text);

/// The text, or where it is wider than `columns` its two ends with "…" between them: names differ at their ends.
std::string shorten_middle(std::string_view text, std::size_t columns);

/// The text in lines of at most `columns`, broken at blanks; a word that is wider than a line is shortened.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

}    // namespace slurmlic
