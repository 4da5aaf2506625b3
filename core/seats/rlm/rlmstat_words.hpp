#pragma once

#include <algorithm>
#include <string_view>

#include "core/text/spans.hpp"
#include "core/text/text.hpp"

namespace slurmlic {

/// Takes the words of a phrase, with any blanks between, off the front of `rest`; false, and nothing is taken, where other ones
/// stand there.
inline bool take_rlm_words(std::string_view& rest, std::string_view phrase) {
    std::string_view left = rest;
    while (!phrase.empty()) {
        if (take_word(left) != take_word(phrase)) return false;
    }
    rest = left;
    return true;
}

/// "29", "5d", "14:26:14"
inline bool is_rlm_time(std::string_view word) {
    constexpr int most_colons = 2;
    if (word.empty() || !is_digit(word.front())) return false;
    if (word.ends_with('d')) word.remove_suffix(1);
    const auto is_part = [](char c) { return is_digit(c) || c == ':'; };
    return std::ranges::all_of(word, is_part) && std::ranges::count(word, ':') <= most_colons;
}

/// Whether these are all its words.
inline bool is_rlm_times(std::string_view text) {
    for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
        if (!is_rlm_time(word)) return false;
    }
    return true;
}

/// Marks what is not a number or a time: nobody can tell what it is.
inline void mark_rlm_words(std::string_view text, Spans* spans) {
    if (spans == nullptr) return;
    for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
        if (!is_rlm_time(word)) spans->add(word, Role::unknown);
    }
}

/// RLM's names have none of these: what has may be anything.
inline void mark_rlm_name(std::string_view name, Spans* spans) {
    mark(spans, name, name.find_first_of(" \t:@") == npos ? Role::name : Role::unknown);
}

}    // namespace slurmlic
