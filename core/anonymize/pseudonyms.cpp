#include "core/anonymize/pseudonyms.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr const char* address_kind = "address";

bool is_upper(char c) { return is_letter(c) && c <= 'Z'; }

bool is_ipv4(std::string_view text) {
    int parts = 0;
    for (std::string_view rest = text; !rest.empty() && parts <= 4; ++parts) {
        const std::string_view part = take_until(rest, '.');
        if (part.size() > 3 || !is_number(part)) return false;
    }
    return parts == 4 && !text.ends_with('.');
}

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

void Pseudonyms::avoid(std::string_view text) {
    const auto is_inner = [](char c) { return is_digit(c) || is_letter(c); };
    while (!text.empty()) {
        const std::string_view word(text.begin(), std::ranges::find_if_not(text, is_inner));
        // Pseudonyms end in a digit: other words can't be in their way.
        if (!word.empty() && is_digit(word.back())) avoided_.insert(ascii_lower(word));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
}

std::uint64_t Pseudonyms::next_number(const std::string& kind) {
    std::uint64_t& last = last_[kind];
    do ++last;
    while (avoided_.contains(kind + std::to_string(last)));
    return last;
}

std::string Pseudonyms::word(std::string_view word, const std::string& kind) {
    if (word.empty()) return {};
    std::string& pseudonym = pseudonyms_[Key(kind, word)];
    if (!pseudonym.empty()) return pseudonym;
    const auto [entry, is_new] = numbers_.try_emplace({kind, ascii_lower(word)});
    Number& one = entry->second;
    const std::size_t cases = std::size_t{1} << kind.size();
    const std::size_t wanted = case_like(word, cases - 1);
    std::size_t tried = 0;
    while (tried < cases && (one.used_cases >> (wanted ^ tried) & 1U) != 0) ++tried;
    // Where the name has more spellings than its pseudonym, those that are left get another number.
    if (is_new || tried == cases) one = {next_number(kind), 0};
    const std::size_t bits = wanted ^ (tried % cases);
    one.used_cases |= std::uint64_t{1} << bits;
    return pseudonym = with_case(kind, bits) + std::to_string(one.number);
}

std::string Pseudonyms::user(std::string_view name) {
    const std::size_t backslash = name.rfind('\\');
    if (backslash == npos) return word(name, "user");
    return word(name.substr(0, backslash), "domain") + '\\' + word(name.substr(backslash + 1), "user");
}

std::string Pseudonyms::address(std::string_view name) {
    std::string& pseudonym = pseudonyms_[Key(address_kind, name)];
    if (!pseudonym.empty()) return pseudonym;
    const std::uint64_t number = next_number(address_kind);
    if (name.find(':') != npos) return pseudonym = fmt::format("2001:db8::{:x}", number);
    const std::uint64_t ip = 0xC6120000U + number;    // 198.18.0.0
    return pseudonym = fmt::format("{}.{}.{}.{}", ip >> 24U & 255U, ip >> 16U & 255U, ip >> 8U & 255U, ip & 255U);
}

std::string Pseudonyms::host(std::string_view name) {
    if (is_address(name)) return address(name);
    const std::size_t ipv4 = ipv4_in_front(name);
    const std::string_view first = name.substr(0, ipv4 > 0 ? ipv4 : name.find('.'));
    std::string pseudonym = ipv4 > 0 ? address(first) : word(first, "host");
    for (std::string_view rest = name.substr(first.size()); !rest.empty();) {
        const std::size_t dots = rest.starts_with('.') ? 1 : 0;
        const std::string_view label = rest.substr(dots, rest.find('.', dots) - dots);
        pseudonym += std::string(dots, '.') + word(label, "domain");
        rest.remove_prefix(dots + label.size());
    }
    return pseudonym;
}

std::string Pseudonyms::known(std::string_view name) {
    const std::string_view label = name.substr(0, name.find('.'));
    if (is_address(name) || numbers_.contains({"host", ascii_lower(label)})) return host(name);
    return numbers_.contains({"user", ascii_lower(name)}) ? user(name) : std::string();
}

}    // namespace slurmlic
