#include "core/text/text.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace slurmlic {
namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// One step through UTF-8: how many bytes, and whether they are a whole, allowed sequence.
struct Utf8Step {
    std::size_t length;
    bool valid;
};

/// Unicode 15, table 3-7: the second byte of some sequences has a narrower range than 80..BF.
Utf8Step utf8_step(std::string_view bytes) {
    const auto at = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned char lead = at(0);
    if (lead < 0x80) return {1, true};
    std::size_t length = 0;
    if (lead >= 0xC2 && lead <= 0xDF) length = 2;
    if (lead >= 0xE0 && lead <= 0xEF) length = 3;
    if (lead >= 0xF0 && lead <= 0xF4) length = 4;
    if (length == 0) return {1, false};
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
    for (std::size_t i = 1; i < length; ++i) {
        if (i == bytes.size() || at(i) < low || at(i) > high) return {i, false};
        low = 0x80;
        high = 0xBF;
    }
    return {length, true};
}

bool is_control(std::string_view character) {
    const auto lead = static_cast<unsigned char>(character[0]);
    if (character.size() == 1) return lead < 0x20 || lead == 0x7F;
    return lead == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Whether at most that many bytes inserted, dropped or replaced make one of the other. It tries 3 ways for each of them, and
/// otherwise only passes over what is alike.
// NOLINTNEXTLINE(misc-no-recursion): as deep as there are edits
bool is_within(std::size_t edits, std::string_view a, std::string_view b) {
    const auto [in_a, in_b] = std::ranges::mismatch(a, b);
    const std::string_view rest_a(in_a, a.end());
    const std::string_view rest_b(in_b, b.end());
    if (rest_a.empty() || rest_b.empty()) return std::max(rest_a.size(), rest_b.size()) <= edits;
    if (edits == 0) return false;
    return is_within(edits - 1, rest_a.substr(1), rest_b.substr(1)) || is_within(edits - 1, rest_a.substr(1), rest_b) ||
           is_within(edits - 1, rest_a, rest_b.substr(1));
}

}    // namespace

std::optional<std::string_view> take_line(std::string_view& rest) {
    if (rest.empty()) return std::nullopt;
    std::string_view line = take_until(rest, '\n');
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

std::string_view take_until(std::string_view& rest, char stop) {
    const std::size_t end = rest.find(stop);
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return taken;
}

std::string_view take_word(std::string_view& rest) {
    const std::string_view begin(std::ranges::find_if_not(rest, is_blank), rest.end());
    const std::string_view word(begin.begin(), std::ranges::find_if(begin, is_blank));
    rest = begin.substr(word.size());
    return word;
}

std::string_view trim(std::string_view text) {
    const auto is_end = [](char c) { return is_blank(c) || c == '\r'; };
    while (!text.empty() && is_end(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_end(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<std::int64_t> parse_count(std::string_view text) {
    std::int64_t count = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, wrong] = std::from_chars(text.data(), end, count);
    if (wrong != std::errc{} || stop != end) return std::nullopt;
    return count;
}

std::optional<std::int64_t> parse_unsigned(std::string_view text) {
    return text.starts_with('-') ? std::nullopt : parse_count(text);
}

std::string counted(std::int64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string_view last_path_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }    // npos + 1 is 0

std::string_view utf8_front(std::string_view text, std::size_t most_bytes) {
    if (text.size() <= most_bytes) return text;
    std::size_t end = most_bytes;
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    while (end > 0 && most_bytes - end < 3 && continues(text[end])) --end;
    return text.substr(0, end);
}

std::string one_line(std::string_view text) {
    if (is_printable_utf8(text)) return std::string(text);
    std::string line;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) {
            line += fmt::format("\\x{:02x}", byte);
        } else {
            line += c;
        }
    }
    return printable_utf8(line);
}

std::string excerpt(std::string_view text) {
    const std::string_view front = utf8_front(text, 60);
    std::string quoted = "\"";
    quoted += one_line(front);
    if (front.size() < text.size()) quoted += "...";
    return quoted += '"';
}

std::string printable_utf8(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const Utf8Step step = utf8_step(bytes);
        const std::string_view character = bytes.substr(0, step.length);
        if (!step.valid) {
            text += replacement_character;
        } else if (!is_control(character)) {
            text += character;
        }
        bytes.remove_prefix(step.length);
    }
    return text;
}

bool is_printable_utf8(std::string_view bytes) {
    const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7F; };
    bytes.remove_prefix(static_cast<std::size_t>(std::ranges::find_if_not(bytes, is_plain) - bytes.begin()));
    while (!bytes.empty()) {
        const Utf8Step step = utf8_step(bytes);
        if (!step.valid || is_control(bytes.substr(0, step.length))) return false;
        bytes.remove_prefix(step.length);
    }
    return true;
}

std::string ascii_lower(std::string_view text) {
    std::string lower_text(text);
    for (char& c : lower_text) c = lower(c);
    return lower_text;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool is_same_host(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    return same_ignoring_case(a, b.substr(0, a.size())) && (a.size() == b.size() || b[a.size()] == '.');
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
    for (const std::size_t edits : {0U, 1U, 2U}) {
        for (const std::string_view candidate : candidates) {
            if (is_within(edits, word, candidate)) return candidate;
        }
    }
    return {};
}

}    // namespace slurmlic
