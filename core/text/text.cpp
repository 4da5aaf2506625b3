#include "core/text/text.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <numeric>
#include <vector>

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
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    std::size_t begin = 0;
    while (begin < rest.size() && is_blank(rest[begin])) ++begin;
    std::size_t end = begin;
    while (end < rest.size() && !is_blank(rest[end])) ++end;
    const std::string_view word = rest.substr(begin, end - begin);
    rest.remove_prefix(end);
    return word;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view ends = " \t\r";
    const std::size_t begin = text.find_first_not_of(ends);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(ends) - begin + 1);
}

std::optional<std::int64_t> parse_count(std::string_view text) {
    std::int64_t count = 0;
    if (text.size() - 1 < 18) {    // nearly all: 1 to 18 digits, which can't overflow
        for (const char c : text) {
            if (c < '0' || c > '9') {
                count = -1;
                break;
            }
            count = count * 10 + (c - '0');
        }
        if (count >= 0) return count;
    }
    const char* const end = text.data() + text.size();
    const auto [stop, wrong] = std::from_chars(text.data(), end, count);
    if (wrong != std::errc{} || stop != end) return std::nullopt;
    return count;
}

std::optional<std::int64_t> parse_unsigned(std::string_view text) {
    return text.starts_with('-') ? std::nullopt : parse_count(text);
}

std::string one_line(std::string_view text) {
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
    constexpr std::size_t longest = 60;
    return fmt::format("\"{}{}\"", one_line(text.substr(0, longest)), text.size() > longest ? "..." : "");
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

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const Utf8Step step = utf8_step(bytes);
        if (!step.valid) return false;
        bytes.remove_prefix(step.length);
    }
    return true;
}

bool is_printable_utf8(std::string_view bytes) {
    const auto plain = [](char c) { return c >= 0x20 && c < 0x7F; };
    bool all_plain = true;
    for (const char c : bytes) all_plain &= plain(c);    // no branch in it, so that it runs in vectors
    if (all_plain) return true;
    while (!bytes.empty()) {
        if (plain(bytes.front())) {
            bytes.remove_prefix(1);
            continue;
        }
        const Utf8Step step = utf8_step(bytes);
        if (!step.valid || is_control(bytes.substr(0, step.length))) return false;
        bytes.remove_prefix(step.length);
    }
    return true;
}

std::string_view keep_bytes(std::string_view bytes, std::pmr::memory_resource& memory) {
    if (bytes.empty()) return {};
    auto* const kept = static_cast<char*>(memory.allocate(bytes.size(), 1));
    std::memcpy(kept, bytes.data(), bytes.size());
    return {kept, bytes.size()};
}

bool matches_glob(const std::string& pattern, const std::string& text) {
    return fnmatch(pattern.c_str(), text.c_str(), FNM_CASEFOLD) == 0;
}

std::string ascii_lower(std::string_view text) {
    std::string lower_text(text);
    for (char& c : lower_text) c = lower(c);
    return lower_text;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

}    // namespace slurmlic
