#include "core/anonymize/mask.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view english =
    "a access address again all allocated already and another any apr are at aug auth authentication be borrowed but by "
    "borrowable bytes c can cannot checkout clock cluster code comm communication configuration configured connect connection "
    "contact "
    "controller copyright corporation could count credential daemon data date day days dec decode desired detecting device "
    "directory display does down encode error establish exist exists expected expiration expired expires expiry failed "
    "failure feature features feb fetch file files find first floating for format free fri from further get getting give "
    "group has have host host_group hostid hostname i in inactive inc incorrect info information instead internet invalid "
    "is issued it jan job jul jun key later left license licensed licenses licensing linger list load locked lookup machine "
    "maintained manager mar master maximum may message mode mon n na name network no node nodelocked nodes non none not note "
    "nothing nov now null number oct of on only open operation options or path pending permanent permission permitted pid "
    "port processes progress project protocol queued reached read reads reason receive received recommended refused remote "
    "reservation reservations reserved responding retrieving rights running s sat send sep serial server servers socket "
    "software space specified st start started state status such sun supported system that the this thu time timed to total "
    "transmitted try tue unable uncounted unknown unsupported until up usage use used user users vendor version was wed "
    "what while with wrong year yes you zero";

constexpr std::size_t longest_name = 255;    // of a host

bool parts_name(char c) { return name_separators.find(c) != npos; }

/// Bytes that names are made of; those beyond ASCII, too.
bool is_name_byte(char c) { return is_digit(c) || is_letter(c) || static_cast<unsigned char>(c) >= 0x80 || parts_name(c); }

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

std::string Mask::named(std::string_view name) {
    const std::string whole = is_harmless(name) ? "" : names_.known_whole(name);
    return whole.empty() ? replaced(name, true) : whole;
}

void Mask::keep(std::string_view name) {
    while (!name.empty()) {
        const auto is_inner = [](char c) { return is_name_byte(c) && !parts_name(c); };
        const std::string_view part(name.begin(), std::ranges::find_if_not(name, is_inner));
        if (!part.empty()) kept_.insert(ascii_lower(part));
        name.remove_prefix(std::min(part.size() + 1, name.size()));
    }
}

std::string Mask::replaced(std::string_view text, bool is_name) {
    std::string changed;
    changed.reserve(text.size());
    // Where a run of an address's bytes is none, what is left of the run is none, either.
    for (std::string_view behind_run = text; !text.empty();) {
        if (text.size() <= behind_run.size()) {
            behind_run = {std::ranges::find_if_not(text, is_address_byte), text.end()};
            const std::size_t run = text.size() - behind_run.size();
            const std::string_view address = text.substr(0, text.substr(0, run).find_last_not_of(":.") + 1);
            if (is_address(address)) {
                changed += names_.host(address);
                text.remove_prefix(address.size());
                continue;
            }
        }
        const std::string_view name(text.begin(), std::ranges::find_if_not(text, is_name_byte));
        if (name.empty()) {
            changed += text.front();
        } else {
            changed += replaced_run(name, is_name);
        }
        text.remove_prefix(std::max<std::size_t>(name.size(), 1));
    }
    return changed;
}

/// Most runs come again and again.
const std::string& Mask::replaced_run(std::string_view run, bool is_name) {
    constexpr std::size_t most_kept = 50;    // where words never come again, to look for them costs time
    auto& kept = replaced_.at(is_name ? 1 : 0);
    if (const auto known = kept.find(run); known != kept.end()) return known->second;
    if (kept.size() == most_kept || run.size() > longest_name) return last_ = replace_parts(run, is_name);
    std::string changed = replace_parts(run, is_name);
    return kept.emplace(run, std::move(changed)).first->second;
}

std::string Mask::replace_parts(std::string_view run, bool is_name) {
    std::string changed;
    while (!run.empty()) {
        if (const std::size_t size = ipv4_in_front(run); size > 0) {
            changed += names_.host(run.substr(0, size));
            run.remove_prefix(size);
        } else if (const std::string somebody = somebody_in_front(run, is_name); !somebody.empty()) {
            changed += somebody;
        } else {
            // Nobody knows who a word is that holds a "_": it is replaced as a whole.
            const std::string_view part =
                run.substr(0, run.find_first_of(is_name ? name_separators : name_separators.substr(0, 3)));
            changed += is_name || stays(part) ? std::string(part) : names_.word(part);
            run.remove_prefix(part.size());
        }
        if (run.empty()) break;
        changed += run.front();
        run.remove_prefix(1);
    }
    return changed;
}

/// Takes the longest name that is known off the front of a run, and gives its pseudonym; empty where there is none.
std::string Mask::somebody_in_front(std::string_view& run, bool is_name) {
    constexpr std::size_t most_parts = 8;
    const std::size_t wanted_parts = std::min(most_parts, names_.most_parts());
    const auto take = [&](std::size_t size, std::string pseudonym) {
        if (!pseudonym.empty()) run.remove_prefix(size);
        return pseudonym;
    };
    if (run.size() <= longest_name && !is_harmless(run)) {
        std::string whole = is_name ? names_.known_whole(run) : names_.known(run);
        if (!whole.empty()) return take(run.size(), std::move(whole));
    }
    std::array<std::size_t, most_parts> ends{};    // of the first part, the first two, ...
    std::size_t count = 0;
    for (std::size_t from = 0; count < wanted_parts && from <= run.size(); from = ends.at(count++) + 1) {
        ends.at(count) = std::min(run.find_first_of(name_separators, from), run.size());
    }
    while (count > 0) {
        const std::string_view front = run.substr(0, ends.at(--count));
        if (front.size() == run.size() && run.size() <= longest_name) continue;    // looked up above
        std::string pseudonym = front.size() > longest_name || is_harmless(front) ? "" : names_.known_whole(front);
        if (!pseudonym.empty()) return take(front.size(), std::move(pseudonym));
    }
    return {};
}

/// Whether it, or each part of it, is harmless or kept.
bool Mask::stays(std::string_view word) const {
    if (is_harmless(word)) return true;
    if (word.find('_') == npos) return kept_.contains(ascii_lower(word));
    while (!word.empty()) {
        const std::string_view part = take_until(word, '_');
        if (!is_harmless(part) && !kept_.contains(ascii_lower(part))) return false;
    }
    return true;
}

/// A number, a version, a word of the tools.
bool Mask::is_harmless(std::string_view word) const {
    return word.empty() || is_number(word.substr(word.starts_with('v') ? 1 : 0)) || words_.contains(ascii_lower(word));
}

}    // namespace slurmlic
