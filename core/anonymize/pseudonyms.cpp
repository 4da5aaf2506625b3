#include "core/anonymize/pseudonyms.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view ipv6_front = "2001:db8::";
constexpr std::string_view ipv4_front = "198.1";
constexpr std::uint64_t first_ipv4 = 0xC6120000U;      // 198.18.0.0
constexpr std::string_view localhost = "localhost";    // every host's own name
constexpr std::array<std::string_view, 6> all_kinds{"address", "domain", "host", "path", "user", "word"};

bool is_upper(char c) { return is_letter(c) && c <= 'Z'; }

bool is_ipv4(std::string_view text) {
    int parts = 0;
    for (std::string_view rest = text; !rest.empty() && parts <= 4; ++parts) {
        const std::string_view part = take_until(rest, '.');
        if (part.size() > 3 || !is_number(part)) return false;
    }
    return parts == 4 && !text.ends_with('.');
}

/// The port behind an address in the name of a license: Slurm allows no ":" there.
bool is_port(std::string_view text) { return text.starts_with('_') && is_number(text.substr(1)); }

/// Or the address of a network card, as host ids are.
bool is_ipv6(std::string_view text) {
    constexpr std::ptrdiff_t more_than_a_time_has = 5;
    const bool has_many = std::ranges::count(text, ':') >= more_than_a_time_has;
    return (has_many || text.find("::") != npos) && text.find_first_not_of("0123456789abcdefABCDEF:.") == npos &&
           text.find_first_not_of(":.") != npos;
}

/// The word of small letters with those in upper case whose bits are set; "user", 0b0001 is "User".
std::string with_case(std::string word, std::size_t bits) {
    for (std::size_t i = 0; i < word.size(); ++i) {
        if ((bits >> i & 1U) != 0) word[i] = static_cast<char>(word[i] - 'a' + 'A');
    }
    return word;
}

/// The case that looks most like the name's.
std::size_t case_like(std::string_view name, std::size_t all_upper) {
    if (std::ranges::none_of(name, is_upper)) return 0;
    return std::ranges::all_of(name, [](char c) { return is_upper(c) || !is_letter(c); }) ? all_upper : 1;
}

}    // namespace

bool is_address(std::string_view text) { return is_ipv4(text) || is_ipv6(text); }

std::size_t ipv4_in_front(std::string_view text) {
    constexpr std::size_t longest = 15;
    const std::string_view front = text.substr(0, longest + 1);
    std::size_t size = std::min(front.find_first_not_of("0123456789."), front.size());
    while (size > 0 && front[size - 1] == '.') --size;
    return is_ipv4(front.substr(0, size)) ? size : 0;
}

Pseudonyms::Kind& Pseudonyms::kind_of(std::string_view kind) {
    const auto found = kinds_.find(kind);
    return found != kinds_.end() ? found->second : kinds_[std::string(kind)];
}

/// A pseudonym is a word of a few letters and a number without a zero in front: other words can't be in its way.
void Pseudonyms::avoid(std::string_view text) {
    avoid_addresses(text);
    const auto is_inner = [](char c) { return is_digit(c) || is_letter(c); };
    while (!text.empty()) {
        const std::string_view word(text.begin(), std::ranges::find_if_not(text, is_inner));
        const auto letters = static_cast<std::size_t>(std::ranges::find_if_not(word, is_letter) - word.begin());
        const std::string_view number = word.substr(letters);
        if (is_number(number) && number.front() != '0') {
            const auto is_it = [front = word.substr(0, letters)](std::string_view one) {
                return same_ignoring_case(one, front);
            };
            const auto* const kind = std::ranges::find_if(all_kinds, is_it);
            const auto value = parse_count(number);
            if (kind != all_kinds.end() && value) kind_of(*kind).avoided.insert(static_cast<std::uint64_t>(*value));
        }
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
}

/// Those that rule 4 gives away.
void Pseudonyms::avoid_addresses(std::string_view text) {
    std::set<std::uint64_t>& avoided = kind_of("address").avoided;
    for (std::size_t at = text.find(ipv6_front); at != npos; at = text.find(ipv6_front, at + 1)) {
        std::uint64_t number = 0;
        const std::string_view digits = text.substr(at + ipv6_front.size(), 16);
        std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
        avoided.insert(number);
    }
    for (std::size_t at = text.find(ipv4_front); at != npos; at = text.find(ipv4_front, at + 1)) {
        const std::string_view address = text.substr(at, ipv4_in_front(text.substr(at)));
        std::uint64_t ip = 0;
        for (std::string_view rest = address; !rest.empty();) {
            ip = ip << 8U | static_cast<std::uint64_t>(parse_count(take_until(rest, '.')).value_or(0));
        }
        avoided.insert(ip - first_ipv4);
    }
}

std::uint64_t Pseudonyms::next_number(Kind& names) {
    do ++names.last;
    while (names.avoided.contains(names.last));
    return names.last;
}

std::string Pseudonyms::word(std::string_view word, const std::string& kind) {
    if (word.empty()) return {};
    Kind& names = kind_of(kind);
    const std::string seen = without_unseen(word);
    const auto [entry, is_new] = names.numbers.try_emplace(ascii_lower(seen));
    if (is_new) entry->second.number = next_number(names);
    const std::size_t all_upper = (std::size_t{1} << kind.size()) - 1;
    const std::size_t wanted = case_like(seen, all_upper);
    if (wanted == 0 || wanted == all_upper) return with_case(kind, wanted) + std::to_string(entry->second.number);
    std::string& pseudonym = names.pseudonyms[seen];
    if (pseudonym.empty()) pseudonym = spelling(entry->second, kind);
    return pseudonym;
}

/// A pseudonym for a name in small letters and capitals. Where no case is left, spellings share one: they mean one person.
std::string Pseudonyms::spelling(Number& number, const std::string& kind) {
    const std::size_t cases = std::size_t{1} << kind.size();
    constexpr std::size_t wanted = 1;    // "User"
    const auto is_taken = [&](std::size_t bits) {
        return bits == 0 || bits == cases - 1 || (number.used_cases >> bits & 1U) != 0;
    };
    std::size_t tried = 0;
    while (tried < cases && is_taken(wanted ^ tried)) ++tried;
    if (tried == cases) tried = 0;
    number.used_cases |= std::uint64_t{1} << (wanted ^ tried);
    return with_case(kind, wanted ^ tried) + std::to_string(number.number);
}

void Pseudonyms::note_parts(std::string_view name) {
    const auto is_separator = [](char c) { return name_separators.find(c) != npos; };
    most_parts_ = std::max(most_parts_, static_cast<std::size_t>(std::ranges::count_if(name, is_separator)) + 1);
}

std::string Pseudonyms::user(std::string_view name) {
    note_parts(name);
    const std::size_t backslash = name.rfind('\\');
    if (backslash == npos) return word(name, "user");
    return word(name.substr(0, backslash), "domain") + '\\' + word(name.substr(backslash + 1), "user");
}

std::string Pseudonyms::address(std::string_view name) {
    Kind& addresses = kind_of("address");
    std::string& pseudonym = addresses.pseudonyms[std::string(name)];
    if (!pseudonym.empty()) return pseudonym;
    const std::uint64_t number = next_number(addresses);
    if (name.find(':') != npos) return pseudonym = fmt::format("{}{:x}", ipv6_front, number);
    const std::uint64_t ip = first_ipv4 + number;
    return pseudonym = fmt::format("{}.{}.{}.{}", ip >> 24U & 255U, ip >> 16U & 255U, ip >> 8U & 255U, ip & 255U);
}

std::string Pseudonyms::host(std::string_view name) {
    if (name == localhost) return std::string(name);
    if (is_address(name)) return address(name);
    note_parts(name);
    const std::size_t ipv4 = ipv4_in_front(name);
    const std::string_view first = name.substr(0, ipv4 > 0 ? ipv4 : name.find('.'));
    std::string pseudonym = ipv4 > 0 ? address(first) : word(first, "host");
    if (ipv4 > 0 && is_port(name.substr(ipv4))) return pseudonym += name.substr(ipv4);
    for (std::string_view rest = name.substr(first.size()); !rest.empty();) {
        const std::size_t dots = rest.starts_with('.') ? 1 : 0;
        const std::string_view label = rest.substr(dots, rest.find('.', dots) - dots);
        pseudonym += std::string(dots, '.') + word(label, "domain");
        rest.remove_prefix(dots + label.size());
    }
    return pseudonym;
}

bool Pseudonyms::is_known(std::string_view lower_name, std::string_view kind) const {
    const auto found = kinds_.find(kind);
    return found != kinds_.end() && found->second.numbers.contains(lower_name);
}

std::string Pseudonyms::known(std::string_view name) {
    const std::string key = ascii_lower(without_unseen(name));
    if (is_known(std::string_view(key).substr(0, key.find('.')), "host") || is_address(name)) return host(name);
    return is_known(key, "user") ? user(name) : std::string();
}

std::string Pseudonyms::known_whole(std::string_view name) {
    if (is_address(name)) return host(name);
    const std::string key = ascii_lower(without_unseen(name));
    std::string_view labels = key;
    bool is_host = is_known(take_until(labels, '.'), "host") && !key.ends_with('.');
    while (is_host && !labels.empty()) is_host = is_known(take_until(labels, '.'), "domain");
    if (is_host) return host(name);
    return is_known(key, "user") ? user(name) : std::string();
}

}    // namespace slurmlic
