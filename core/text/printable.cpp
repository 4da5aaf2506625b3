#include "core/text/printable.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include <fmt/format.h>

namespace slurmlic {
namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// Rule 2: Cc, Zl, Zp, Bidi_Control, Default_Ignorable_Code_Point and the interlinear annotations of Unicode 15.
constexpr std::array unseen{
    CodePoints{0x0000, 0x001F},   CodePoints{0x007F, 0x009F},   CodePoints{0x00AD, 0x00AD},  CodePoints{0x034F, 0x034F},
    CodePoints{0x061C, 0x061C},   CodePoints{0x115F, 0x1160},   CodePoints{0x17B4, 0x17B5},  CodePoints{0x180B, 0x180F},
    CodePoints{0x200B, 0x200F},   CodePoints{0x2028, 0x202E},   CodePoints{0x2060, 0x206F},  CodePoints{0x3164, 0x3164},
    CodePoints{0xFE00, 0xFE0F},   CodePoints{0xFEFF, 0xFEFF},   CodePoints{0xFFA0, 0xFFA0},  CodePoints{0xFFF0, 0xFFFB},
    CodePoints{0x1BCA0, 0x1BCA3}, CodePoints{0x1D173, 0x1D17A}, CodePoints{0xE0000, 0xE0FFF}};

/// Appends each character in turn: what is not UTF-8 by `put_broken`, what rule 2 leaves out by `put_unseen`.
template <class Broken, class Unseen>
std::string made_printable(std::string_view bytes, Broken put_broken, Unseen put_unseen) {
    if (is_printable_utf8(bytes)) return std::string(bytes);
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const Utf8Step step = utf8_step(bytes);
        const std::string_view character = bytes.substr(0, step.length);
        if (!step.valid) {
            put_broken(text, character);
        } else if (is_in(unseen, step.code)) {
            put_unseen(text, step.code);
        } else {
            text += character;
        }
        bytes.remove_prefix(step.length);
    }
    return text;
}

void put_replacement(std::string& text, std::string_view /*broken*/) { text += replacement_character; }
void put_nothing(std::string& /*text*/, char32_t /*code*/) {}

void put_escape(std::string& text, char32_t code) {
    const auto number = static_cast<std::uint32_t>(code);
    auto end = std::back_inserter(text);
    if (number < 0x80) {
        fmt::format_to(end, "\\x{:02x}", number);
    } else if (number < 0x10000) {
        fmt::format_to(end, "\\u{:04x}", number);
    } else {
        fmt::format_to(end, "\\U{:08x}", number);
    }
}

}    // namespace

bool is_in(std::span<const CodePoints> ranges, char32_t code) {
    const auto range = std::ranges::lower_bound(ranges, code, {}, &CodePoints::last);
    return range != ranges.end() && range->first <= code;
}

/// Unicode 15, table 3-7: the second byte of some sequences has a narrower range than 80..BF.
Utf8Step utf8_step(std::string_view bytes) {
    const auto at = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned char lead = at(0);
    if (lead < 0x80) return {1, lead, true};
    std::size_t length = 0;
    if (lead >= 0xC2 && lead <= 0xDF) length = 2;
    if (lead >= 0xE0 && lead <= 0xEF) length = 3;
    if (lead >= 0xF0 && lead <= 0xF4) length = 4;
    if (length == 0) return {1, 0, false};
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
    char32_t code = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if (i == bytes.size() || at(i) < low || at(i) > high) return {i, 0, false};
        code = code << 6U | (at(i) & 0x3FU);
        low = 0x80;
        high = 0xBF;
    }
    return {length, code, true};
}

std::string printable_utf8(std::string_view bytes) { return made_printable(bytes, put_replacement, put_nothing); }

bool is_printable_utf8(std::string_view bytes) {
    const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7F; };
    bytes.remove_prefix(static_cast<std::size_t>(std::ranges::find_if_not(bytes, is_plain) - bytes.begin()));
    while (!bytes.empty()) {
        const Utf8Step step = utf8_step(bytes);
        if (!step.valid || is_in(unseen, step.code)) return false;
        bytes.remove_prefix(step.length);
    }
    return true;
}

std::string without_unseen(std::string_view bytes) {
    const auto keep = [](std::string& text, std::string_view broken) { text += broken; };
    return made_printable(bytes, keep, put_nothing);
}

std::string one_line(std::string_view text) { return made_printable(text, put_replacement, put_escape); }

std::string excerpt(std::string_view text) {
    const std::string_view front = utf8_front(text, 60);
    std::string quoted = "\"";
    quoted += one_line(front);
    if (front.size() < text.size()) quoted += "...";
    return quoted += '"';
}

std::string_view utf8_front(std::string_view text, std::size_t most_bytes) {
    if (text.size() <= most_bytes) return text;
    std::size_t end = most_bytes;
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    while (end > 0 && most_bytes - end < 3 && continues(text[end])) --end;
    return text.substr(0, end);
}

}    // namespace slurmlic
