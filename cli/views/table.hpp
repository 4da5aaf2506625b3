#pragma once

// Rows of cells as lines of aligned columns, two blanks between them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/views/style.hpp"

namespace slurmlic {

/// The least width of a column of names, in columns of a terminal.
inline constexpr std::size_t shortest_name = 8;

struct Cell {
    std::string text;    // any bytes; what a terminal can't show is replaced
    Tone tone = Tone::plain;
};

using Row = std::vector<Cell>;

enum class Align : std::uint8_t { left, right };

struct Column {
    Align align = Align::left;
    std::size_t least = 0;    // its cells may be shortened to this width where the table is too wide; 0: never
};

/// One line for each row, without "\n". A row may end before the last column. Where style.columns is too narrow, the widest
/// columns that allow it are shortened; numbers never are, so a line may still be wider.
std::vector<std::string> table_lines(const std::vector<Column>& columns, std::vector<Row> rows, const ViewStyle& style);

}    // namespace slurmlic
