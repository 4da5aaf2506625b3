#pragma once

// Rows of cells as lines of aligned columns, two blanks between them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
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

/// The same as one text: two blanks in front of each line, "\n" behind it, the first one, the head, quiet; below it table_rest.
std::string table_part(const std::vector<Column>& columns, std::vector<Row> rows, std::size_t more, std::string_view what,
                       const ViewStyle& style);

/// "  ... and 3 more: 5 seats" where there are more rows, what they are in all; else empty.
std::string table_rest(std::size_t more, std::string_view what);

/// Lines with two blanks in front, and "\n": a table of at most `most` columns, two blanks, and a text at the right of each row
/// in as many lines as it takes. The first row is the head; it has no text, and the other rows no colours.
std::string table_beside_texts(const std::vector<Column>& columns, std::vector<Row> rows, const std::vector<std::string>& texts,
                               std::size_t most, const ViewStyle& style);

}    // namespace slurmlic
