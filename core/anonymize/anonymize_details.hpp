#pragma once

// The detail lines of `lmstat -a` with other names; part of core/anonymize.hpp, rule 3.

#include <algorithm>
#include <string>
#include <string_view>

#include "core/anonymize/pseudonyms.hpp"
#include "core/text/text.hpp"

namespace slurmlic {

/// A line that parse_checkout reads: users, hosts, displays and servers are replaced, in the same number of words.
std::string anonymous_checkout(std::string_view line, Pseudonyms& names);

/// One that parse_reservation reads.
std::string anonymous_reservation(std::string_view line, Pseudonyms& names);

/// Whether it is what a version or a name of FlexLM's may be, and no address.
bool is_plain(std::string_view word);

/// Calls `change` with every word, and keeps the blanks between them.
template <class Change>
std::string each_word(std::string_view text, Change change) {
    std::string changed;
    while (!text.empty()) {
        const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
        changed += text.substr(0, begin);
        text.remove_prefix(begin);
        const std::string_view word = take_word(text);
        if (!word.empty()) changed += change(word);
    }
    return changed;
}

}    // namespace slurmlic
