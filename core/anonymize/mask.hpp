#pragma once

// What nobody understood, made safe: numbers, punctuation and words that the tools use themselves stay, since their shape is
// what whoever corrects the parser has to see. Names that are known from elsewhere get their pseudonyms; any other word
// becomes word1, word2, ...

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "core/anonymize/pseudonyms.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

class Mask {
public:
    /// `names` has to outlive it.
    Mask(std::span<const TextKind> kinds, Pseudonyms& names);

    std::string masked(std::string_view text);

private:
    std::string masked_name(std::string_view name);
    std::string masked_part(std::string_view part);
    [[nodiscard]] bool is_harmless(std::string_view word) const;

    std::set<std::string_view> words_;    // that tell nothing about anybody, in lower case
    Pseudonyms& names_;
};

}    // namespace slurmlic
