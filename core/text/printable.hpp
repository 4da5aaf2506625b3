#pragma once

// Foreign text made fit to be shown. Names come from strangers, and one that holds what nobody sees, or what turns its
// neighbours round, looks like another. What is left out, and that it is, is decided here alone:
//
//  1 Bytes that are not UTF-8 become U+FFFD, one for each maximal part of a broken sequence (Unicode 15, 3.9).
//  2 Left out are: control characters; those that order text from right to left or back; the separators of lines and
//    paragraphs; annotations; and all that Unicode calls default ignorable, such as blanks of no width, joiners, soft hyphens,
//    fillers, selectors of a variation, and tags.
//  3 Everything else stays: letters that are read from right to left, combining marks, blanks of any width, emoji (of which
//    those that were joined stand side by side).

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace slurmlic {

struct CodePoints {
    char32_t first;
    char32_t last;
};

/// Whether it is in one of the ranges, which are sorted.
bool is_in(std::span<const CodePoints> ranges, char32_t code);

/// One step through UTF-8.
struct Utf8Step {
    std::size_t length;
    char32_t code;    // where it is valid
    bool valid;
};

/// Of a text that is not empty.
Utf8Step utf8_step(std::string_view bytes);

/// A label value: rules 1 to 3.
std::string printable_utf8(std::string_view bytes);

/// Whether printable_utf8 would return the bytes unchanged.
bool is_printable_utf8(std::string_view bytes);

/// The same without rule 1: what is not UTF-8 stays as it is.
std::string without_unseen(std::string_view bytes);

/// Text for a message of one line: as printable_utf8, but what rule 2 leaves out is shown, as \x1b, \u202e or \U000e0041.
std::string one_line(std::string_view text);

/// The same, quoted: at most 60 bytes of it, cut between characters.
std::string excerpt(std::string_view text);

/// The front of the text: at most that many bytes, cut between characters.
std::string_view utf8_front(std::string_view text, std::size_t most_bytes);

}    // namespace slurmlic
