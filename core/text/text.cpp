#include "core/text/text.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace slurmlic {
namespace {

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

std::string ascii_lower(std::string_view text) {
    std::string lower_text(text);
    for (char& c : lower_text) c = lower(c);
    return lower_text;
}

std::string match_key(std::string_view name) { return ascii_lower(printable_utf8(name)); }

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
