#pragma once

// Saved texts made safe to be shown to others: users and hosts get other names (core/pseudonyms.hpp), the same ones in all
// texts, and all that is not known to be harmless is replaced. What is read from the new texts is the same but for these
// names.
//
//  1 `scontrol show lic`: counts and fields stay, and the names of licenses in front of the "@"; the server behind it, and
//    Nodes=, are hosts.
//  2 squeue (core/squeue.hpp): ids, states and licenses stay, these as in 1.
//  3 `lmstat -a`, `lmstat -i`: features, daemons, versions, counts, times and FlexLM's own words stay; license files and
//    vendor strings become a word that tells nothing.
//  4 Of lines that are none of these, numbers, punctuation and the words that FlexLM and Slurm use stay: their shape is what
//    whoever mends the parser has to see. Any other word becomes word1, word2, ...

#include <string>
#include <string_view>
#include <vector>

#include "core/anonymize/pseudonyms.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

struct SavedText {
    std::string_view source;    // what it is called in messages
    std::string_view text;
};

struct AnonymousText {
    std::string kind;    // "scontrol show lic", "squeue" or "lmstat"
    std::string text;
};

/// All of the texts, in their order. A text that is none of the three kinds is an Error: nothing of it would be sure.
Result<std::vector<AnonymousText>> anonymize(const std::vector<SavedText>& texts, Pseudonyms& pseudonyms);

/// Rule 4.
std::string mask(std::string_view text, Pseudonyms& pseudonyms);

/// A license as Slurm names it, with its server replaced: "vcs@27000@lic1" is vcs@27000@host1.
std::string anonymous_license(std::string_view name, Pseudonyms& pseudonyms);

/// Rule 3.
std::string anonymous_lmstat(std::string_view text, Pseudonyms& pseudonyms);

}    // namespace slurmlic
