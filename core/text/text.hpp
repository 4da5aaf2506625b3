#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/text/printable.hpp"    // IWYU pragma: export

namespace slurmlic {

inline constexpr std::size_t npos = std::string_view::npos;
inline constexpr std::string_view blanks = " \t";
inline constexpr std::string_view decimal_digits = "0123456789";

/// ASCII alone, whatever the locale.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Whether the text is one or more decimal digits and nothing else.
constexpr bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

// Cursors over text: each take_ function removes what it returns from the front of `rest`, and never reads past it.
// The views returned live as long as the text they were taken from.

/// Takes a line, without its "\n" or "\r\n"; nothing at the end of the text.
std::optional<std::string_view> take_line(std::string_view& rest);

/// Takes all before the first `stop`, and drops that `stop`; all the rest where there is none.
std::string_view take_until(std::string_view& rest, char stop);

/// Drops blanks and tabs from the front, then takes the word up to the next blank or tab; empty at the end.
std::string_view take_word(std::string_view& rest);

/// The text without blanks, tabs and carriage returns at its ends.
std::string_view trim(std::string_view text);

/// A whole decimal number, "-" allowed, no other sign, no blanks; nothing where it is not one or does not fit 64 bits.
std::optional<std::int64_t> parse_count(std::string_view text);

/// The same, without a sign.
std::optional<std::int64_t> parse_unsigned(std::string_view text);

/// Adds without leaving 64 bits: the counts are foreign.
inline void add_saturating(std::int64_t& sum, std::int64_t count) {
    if (__builtin_add_overflow(sum, count, &sum)) {
        sum = count < 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
    }
}

/// "1 seat", "2 seats".
std::string counted(std::int64_t count, std::string_view noun);

/// What follows the last "/" of a path; the whole path where it has none.
std::string_view last_path_part(std::string_view path);

/// The text with its ASCII letters in lower case: what is compared without regard to case.
std::string ascii_lower(std::string_view text);

/// What names of two sources are matched by: as they are shown (printable_utf8), with ASCII letters in lower case.
std::string match_key(std::string_view name);

/// Whether the texts differ in nothing but the case of ASCII letters.
bool same_ignoring_case(std::string_view a, std::string_view b);

/// Whether two names are of one host: one is the first labels of the other, as pc1 is of PC1.example.com.
bool is_same_host(std::string_view a, std::string_view b);

/// The candidate most like `word`, at most two edits away, for "did you mean"; empty where none is near.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}    // namespace slurmlic
