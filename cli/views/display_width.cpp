#include "cli/views/display_width.hpp"

#include <algorithm>
#include <array>

#include "core/text/printable.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// The blocks of combining marks that names are likely to have. What nobody sees does not come here.
constexpr std::array zero_width{
    CodePoints{0x0300, 0x036F}, CodePoints{0x0483, 0x0489}, CodePoints{0x0591, 0x05BD}, CodePoints{0x05BF, 0x05BF},
    CodePoints{0x05C1, 0x05C2}, CodePoints{0x05C4, 0x05C5}, CodePoints{0x05C7, 0x05C7}, CodePoints{0x0610, 0x061A},
    CodePoints{0x064B, 0x065F}, CodePoints{0x0670, 0x0670}, CodePoints{0x06D6, 0x06DC}, CodePoints{0x06DF, 0x06E4},
    CodePoints{0x06E7, 0x06E8}, CodePoints{0x06EA, 0x06ED}, CodePoints{0x0900, 0x0902}, CodePoints{0x093A, 0x093A},
    CodePoints{0x093C, 0x093C}, CodePoints{0x0941, 0x0948}, CodePoints{0x094D, 0x094D}, CodePoints{0x0951, 0x0957},
    CodePoints{0x0E31, 0x0E31}, CodePoints{0x0E34, 0x0E3A}, CodePoints{0x0E47, 0x0E4E}, CodePoints{0x1AB0, 0x1AFF},
    CodePoints{0x1DC0, 0x1DFF}, CodePoints{0x20D0, 0x20FF}, CodePoints{0x302A, 0x302D}, CodePoints{0x3099, 0x309A},
    CodePoints{0xFE20, 0xFE2F}};

/// East Asian Width W and F (Unicode 15, by blocks), and the emoji that terminals draw wide.
constexpr std::array double_width{
    CodePoints{0x1100, 0x115F},   CodePoints{0x231A, 0x231B},   CodePoints{0x2E80, 0x303E},   CodePoints{0x3041, 0x33FF},
    CodePoints{0x3400, 0x4DBF},   CodePoints{0x4E00, 0x9FFF},   CodePoints{0xA000, 0xA4CF},   CodePoints{0xA960, 0xA97F},
    CodePoints{0xAC00, 0xD7A3},   CodePoints{0xF900, 0xFAFF},   CodePoints{0xFE30, 0xFE6F},   CodePoints{0xFF00, 0xFF60},
    CodePoints{0xFFE0, 0xFFE6},   CodePoints{0x16FE0, 0x18DFF}, CodePoints{0x1AFF0, 0x1B2FF}, CodePoints{0x1F300, 0x1F64F},
    CodePoints{0x1F680, 0x1F6FF}, CodePoints{0x1F900, 0x1F9FF}, CodePoints{0x1FA70, 0x1FAFF}, CodePoints{0x20000, 0x3FFFD}};

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

/// Takes one glyph from the front of a text that is not empty.
Glyph take_glyph(std::string_view& rest) {
    const std::string_view whole = rest;
    Utf8Step next = utf8_step(rest);
    const std::size_t width = width_of(next.code);
    do {
        rest.remove_prefix(next.length);
        if (!rest.empty()) next = utf8_step(rest);
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
