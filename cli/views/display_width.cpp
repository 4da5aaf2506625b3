#include "cli/views/display_width.hpp"

#include <algorithm>
#include <array>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

/// The blocks of combining marks and invisible joiners that names are likely to have.
constexpr std::array zero_width{Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD},   Range{0x0610, 0x061A},
                                Range{0x064B, 0x065F}, Range{0x093C, 0x093C}, Range{0x094D, 0x094D},   Range{0x0E31, 0x0E31},
                                Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E}, Range{0x1AB0, 0x1AFF},   Range{0x1DC0, 0x1DFF},
                                Range{0x200B, 0x200F}, Range{0x202A, 0x202E}, Range{0x2060, 0x2064},   Range{0x2066, 0x2069},
                                Range{0x20D0, 0x20FF}, Range{0x302A, 0x302D}, Range{0x3099, 0x309A},   Range{0xFE00, 0xFE0F},
                                Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF}, Range{0xE0000, 0xE007F}, Range{0xE0100, 0xE01EF}};

/// East Asian Width W and F (Unicode 15, by blocks), and the emoji that terminals draw wide.
constexpr std::array double_width{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},
    Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},   Range{0xA960, 0xA97F},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},
    Range{0xFFE0, 0xFFE6},   Range{0x16FE0, 0x18DFF}, Range{0x1AFF0, 0x1B2FF}, Range{0x1F300, 0x1F64F},
    Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF}, Range{0x1FA70, 0x1FAFF}, Range{0x20000, 0x3FFFD}};

template <class Ranges>
bool is_in(const Ranges& ranges, char32_t code) {
    const auto begins_after = [](char32_t wanted, const Range& range) { return wanted < range.first; };
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), code, begins_after);
    return after != ranges.begin() && code <= std::prev(after)->last;
}

std::size_t width_of(char32_t code) {
    if (code < 0x300) return 1;
    if (is_in(zero_width, code)) return 0;
    return is_in(double_width, code) ? 2 : 1;
}

/// What a terminal draws in one place: a character and the combining ones behind it.
struct Glyph {
    std::string_view bytes;
    std::size_t width = 0;
};

struct CodePoint {
    char32_t code;
    std::size_t length;
};

/// The first code point of a text; a byte that begins none counts as itself.
CodePoint first_code_point(std::string_view text) {
    const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = at(0);
    const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length == 1 || length > text.size()) return {lead, 1};
    char32_t code = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) code = code << 6U | (at(i) & 0x3FU);
    return {code, length};
}

/// Takes one glyph from the front of a text that is not empty.
Glyph take_glyph(std::string_view& rest) {
    const std::string_view whole = rest;
    CodePoint next = first_code_point(rest);
    const std::size_t width = width_of(next.code);
    do {
        rest.remove_prefix(next.length);
        if (!rest.empty()) next = first_code_point(rest);
    } while (!rest.empty() && width_of(next.code) == 0);
    return {whole.substr(0, whole.size() - rest.size()), width};
}

std::vector<Glyph> glyphs_of(std::string_view text) {
    std::vector<Glyph> glyphs;
    while (!text.empty()) glyphs.push_back(take_glyph(text));
    return glyphs;
}

/// As many glyphs from the front of the range as fit.
template <class Iterator>
Iterator fit(Iterator begin, Iterator end, std::size_t columns) {
    for (; begin != end && begin->width <= columns; ++begin) columns -= begin->width;
    return begin;
}

}    // namespace

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) width += take_glyph(text).width;
    return width;
}

std::string shorten_middle(std::string_view text, std::size_t columns) {
    if (display_width(text) <= columns) return std::string(text);
    if (columns == 0) return {};
    const std::vector<Glyph> glyphs = glyphs_of(text);
    const std::size_t tail_columns = (columns - 1) / 2;
    const auto head_end = fit(glyphs.begin(), glyphs.end(), columns - 1 - tail_columns);
    const auto tail_begin = fit(glyphs.rbegin(), glyphs.rend(), tail_columns).base();
    std::string shortened;
    for (auto glyph = glyphs.begin(); glyph != head_end; ++glyph) shortened += glyph->bytes;
    shortened += "…";
    for (auto glyph = tail_begin; glyph != glyphs.end(); ++glyph) shortened += glyph->bytes;
    return shortened;
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
    std::vector<std::string> lines;
    std::size_t used = 0;
    for (std::string_view next = take_word(text); !next.empty(); next = take_word(text)) {
        const std::string word = shorten_middle(next, columns);
        const std::size_t width = display_width(word);
        if (lines.empty() || used + 1 + width > columns) {
            lines.push_back(word);
            used = width;
        } else {
            lines.back() += ' ';
            lines.back() += word;
            used += 1 + width;
        }
    }
    return lines;
}

}    // namespace slurmlic
