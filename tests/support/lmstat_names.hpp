#pragma once

// Which names of users and hosts the generator of lmstat's outputs uses, and whether one is left in a text.

#include <string>
#include <vector>

#include "core/text/text.hpp"

namespace slurmlic::testing {

/// Whether the word stands in the text with neither letter nor digit at its ends, in any case.
inline bool holds_word(const std::string& text, const std::string& word) {
    const std::string lower = ascii_lower(text);
    const auto is_inner = [](char c) { return is_letter(c) || is_digit(c); };
    for (std::size_t at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
        const bool begins = at == 0 || !is_inner(lower[at - 1]);
        const bool ends = at + word.size() == lower.size() || !is_inner(lower[at + word.size()]);
        if (begins && ends) return true;
    }
    return false;
}

/// What the generator calls users and hosts.
inline const std::vector<std::string> names_of_generator{"alice",     "bob",   "1nou7p", "pc1",      "pc2",  "example",
                                                         "smith",     "aps",   "ws",     "10.1.2.3", "lic1", "rgen",
                                                         "m\xfcller", "x.dom", "corp",   "apollo"};

}    // namespace slurmlic::testing
