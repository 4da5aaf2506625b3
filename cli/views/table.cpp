#include "cli/views/table.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

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

std::string table_rest(std::size_t more, std::string_view what) {
    return more == 0 ? "" : fmt::format("  ... and {} more{}{}\n", more, what.empty() ? "" : ": ", what);
}

std::string table_part(const std::vector<Column>& columns, std::vector<Row> rows, std::size_t more, std::string_view what,
                       const ViewStyle& style) {
    constexpr std::size_t indent = blanks_between;
    for (Cell& cell : rows.front()) cell.tone = Tone::quiet;
    ViewStyle inside = style;
    inside.columns = std::max(style.columns, indent) - indent;
    std::string text;
    for (const std::string& line : table_lines(columns, std::move(rows), inside)) {
        text.append(indent, ' ');
        text += line + '\n';
    }
    return text + table_rest(more, what);
}

std::string table_beside_texts(const std::vector<Column>& columns, std::vector<Row> rows, const std::vector<std::string>& texts,
                               std::size_t most, const ViewStyle& style) {
    constexpr std::size_t indent = blanks_between;
    ViewStyle plain = style;
    plain.colours = false;
    plain.columns = std::max(most, indent) - indent;
    const std::vector<std::string> lines = table_lines(columns, std::move(rows), plain);
    std::size_t beside = 0;
    for (const std::string& line : lines) beside = std::max(beside, display_width(line));
    beside += indent + blanks_between;
    const std::size_t room = style.columns > beside + shortest_name ? style.columns - beside : shortest_name;
    std::string text = paint(std::string(indent, ' ') + lines.front(), Tone::quiet, style) + '\n';
    for (std::size_t i = 1; i < lines.size(); ++i) {
        text.append(indent, ' ');
        text += lines[i];
        std::size_t owed = beside - indent - display_width(lines[i]);
        for (const std::string& line : wrap(printable_utf8(texts[i - 1]), room)) {
            text.append(owed, ' ');
            text += line + '\n';
            owed = beside;
        }
        if (text.back() != '\n') text += '\n';
    }
    return text;
}

}    // namespace slurmlic
