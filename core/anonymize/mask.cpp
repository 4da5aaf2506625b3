#include "core/anonymize/mask.hpp"

#include <algorithm>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view english =
    "a access address again all allocated already and another any apr are at aug auth authentication be borrowed but by "
    "bytes c can cannot checkout clock cluster code comm communication configuration configured connect connection contact "
    "controller copyright corporation could count credential daemon date day days dec decode desired detecting device "
    "directory display does down encode error establish exist exists expected expiration expired expires expiry failed "
    "failure feature features feb fetch file files find first floating for format free fri from further get getting give "
    "group has have host host_group hostid hostname i in inactive inc incorrect info information instead internet invalid "
    "is issued it jan job jul jun key later left license licensed licenses licensing linger list load locked lookup machine "
    "maintained manager mar master maximum may message mode mon n na name network no node nodelocked nodes none not note "
    "nothing nov now null number oct of on only open operation options or path pending permanent permission permitted pid "
    "port processes progress project protocol queued reached read reads reason receive received recommended refused remote "
    "reservation reservations reserved responding retrieving rights running s sat send sep serial server servers socket "
    "software space specified st start started state status such sun supported system that the this thu time timed to total "
    "transmitted try tue unable uncounted unknown unsupported until up usage use used user users vendor version was wed "
    "what while with wrong year yes you zero";

/// Bytes that part a name.
bool is_within_name(char c) { return c == '.' || c == '$' || c == '-'; }

/// Bytes that names are made of; those beyond ASCII, too.
bool is_name_byte(char c) {
    return is_digit(c) || is_letter(c) || static_cast<unsigned char>(c) >= 0x80 || c == '_' || is_within_name(c);
}

/// Bytes that addresses are made of.
bool is_address_byte(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.'; }

}    // namespace

Mask::Mask(std::span<const TextKind> kinds, Pseudonyms& names) : names_(names) {
    const auto add = [this](std::string_view words) {
        for (std::string_view word = take_word(words); !word.empty(); word = take_word(words)) words_.insert(word);
    };
    add(english);
    for (const TextKind& kind : kinds) add(kind.words);
}

std::string Mask::masked(std::string_view text) {
    std::string masked;
    // Where a run of an address's bytes is none, what is left of the run is none, either.
    for (std::string_view behind_run = text; !text.empty();) {
        if (text.size() <= behind_run.size()) {
            behind_run = {std::ranges::find_if_not(text, is_address_byte), text.end()};
            const std::size_t run = text.size() - behind_run.size();
            const std::string_view address = text.substr(0, text.substr(0, run).find_last_not_of(":.") + 1);
            if (is_address(address)) {
                masked += names_.host(address);
                text.remove_prefix(address.size());
                continue;
            }
        }
        const std::string_view name(text.begin(), std::ranges::find_if_not(text, is_name_byte));
        masked += name.empty() ? std::string(1, text.front()) : masked_name(name);
        text.remove_prefix(std::max<std::size_t>(name.size(), 1));
    }
    return masked;
}

/// The longest end that is known as a whole is replaced so; what stands in front of it, part by part.
std::string Mask::masked_name(std::string_view name) {
    constexpr std::size_t longest_name = 255;    // of a host
    std::string masked;
    while (!name.empty()) {
        if (const std::size_t size = ipv4_in_front(name); size > 0) {
            masked += names_.host(name.substr(0, size));
            name.remove_prefix(size);
            continue;
        }
        const std::string_view part(name.begin(), std::ranges::find_if(name, is_within_name));
        if (name.size() <= longest_name) {
            const bool may_be_known = !is_harmless(name);
            if (const std::string whole = may_be_known ? names_.known(name) : ""; !whole.empty()) return masked + whole;
            if (part.size() == name.size()) return masked += may_be_known ? names_.word(name) : std::string(name);
        }
        masked += masked_part(part);
        masked += name.substr(part.size(), 1);
        name.remove_prefix(std::min(part.size() + 1, name.size()));
    }
    return masked;
}

std::string Mask::masked_part(std::string_view part) {
    if (is_harmless(part)) return std::string(part);
    const std::string pseudonym = names_.known(part);
    return pseudonym.empty() ? names_.word(part) : pseudonym;
}

/// A number, a version, a word of the tools, a line that is drawn.
bool Mask::is_harmless(std::string_view word) const {
    return is_number(word.substr(word.starts_with('v') ? 1 : 0)) ||
           std::ranges::all_of(word, [](char c) { return c == '_'; }) || words_.contains(ascii_lower(word));
}

}    // namespace slurmlic
