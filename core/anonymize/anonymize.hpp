#pragma once

// Saved texts made safe to be shown to others: users and hosts get other names (core/anonymize/pseudonyms.hpp), the same ones
// in all texts. Parsers tell where these are (core/text/spans.hpp), and what they did not understand is masked
// (core/anonymize/mask.hpp). What is read from the new texts is the same but for these names, and but for licenses and features
// that differ in what nobody sees (core/text/printable.hpp) alone: they become one name.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/anonymize/pseudonyms.hpp"
#include "core/text/result.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

struct SavedText {
    std::string file;    // what it is called in messages
    std::string text;
};

struct AnonymousText {
    std::string_view kind;    // the name of its TextKind
    std::string text;
};

/// All of the texts, in their order. Each is of the first kind that says so; a text of none is an error: nothing of it would
/// be sure.
Result<std::vector<AnonymousText>> anonymize(const std::vector<SavedText>& texts, std::span<const TextKind> kinds,
                                             Pseudonyms& names);

}    // namespace slurmlic
