#include "cli/views/table.hpp"

#include <algorithm>
#include <utility>

#include "cli/views/display_width.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t blanks_between = 2;

using Widths = std::vector<std::size_t>;

Widths natural_widths(std::size_t columns, const std::vector<Row>& rows) {
    Widths widths(columns, 0);
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i].text));
    }
    return widths;
}

/// Takes from the widest of the columns that give, one by one, until the line fits or none gives any more.
void narrow(Widths& widths, const std::vector<Column>& columns, std::size_t limit) {
    std::size_t line = blanks_between * (widths.size() - 1);
    for (const std::size_t width : widths) line += width;
    while (line > limit) {
        std::size_t widest = widths.size();
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const bool gives = columns[i].least > 0 && widths[i] > columns[i].least;
            if (gives && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
        }
        if (widest == widths.size()) return;
        --widths[widest];
        --line;
    }
}

std::string line_of(const Row& row, const std::vector<Column>& columns, const Widths& widths, const ViewStyle& style) {
    std::string line;
    std::size_t owed = 0;    // blanks before the next text: none stand at the end of a line
    for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string text = shorten_middle(row[i].text, widths[i]);
        const std::size_t padding = widths[i] - display_width(text);
        if (columns[i].align == Align::right) owed += padding;
        if (!text.empty()) {
            line.append(std::exchange(owed, 0), ' ');
            line += paint(text, row[i].tone, style);
        }
        if (columns[i].align == Align::left) owed += padding;
        owed += blanks_between;
    }
    return line;
}

}    // namespace

std::vector<std::string> table_lines(const std::vector<Column>& columns, std::vector<Row> rows, const ViewStyle& style) {
    for (Row& row : rows) {
        for (Cell& cell : row) cell.text = printable_utf8(cell.text);
    }
    Widths widths = natural_widths(columns.size(), rows);
    narrow(widths, columns, style.columns);
    std::vector<std::string> lines;
    lines.reserve(rows.size());
    for (const Row& row : rows) lines.push_back(line_of(row, columns, widths, style));
    return lines;
}

}    // namespace slurmlic
