#pragma once

// What nobody understood, made safe: numbers, punctuation and words that the tools use themselves stay, since their shape is
// what whoever corrects the parser has to see, and so do the names of licenses, features and daemons. Names that are known
// from elsewhere get their pseudonyms; any other word becomes word1, word2, ...
//
// In a name of a license, a feature or a daemon only what is somebody's name is replaced, wherever it stands in it: alice_lab
// becomes user1_lab, and its feature alice user1, so that they stay one tool.

#include <array>
#include <map>
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

    std::string masked(std::string_view text) { return replaced(text, false); }

    /// The name of a license, a feature or a daemon. Names of users and hosts have to be known by then.
    std::string named(std::string_view name);

    /// Such a name stays as it is, also where nobody understood the text.
    void keep(std::string_view name);

private:
    std::string replaced(std::string_view text, bool is_name);
    const std::string& replaced_run(std::string_view run, bool is_name);
    std::string replace_parts(std::string_view run, bool is_name);
    std::string somebody_in_front(std::string_view& run, bool is_name);
    [[nodiscard]] bool stays(std::string_view word) const;
    [[nodiscard]] bool is_harmless(std::string_view word) const;

    std::set<std::string_view> words_;           // that tell nothing about anybody, in lower case
    std::set<std::string, std::less<>> kept_;    // parts of names, likewise
    Pseudonyms& names_;
    std::array<std::map<std::string, std::string, std::less<>>, 2> replaced_;    // runs, not of names and of names
    std::string last_;                                                           // the one that is not among them
};

}    // namespace slurmlic
