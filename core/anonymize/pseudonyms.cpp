#include "core/anonymize/pseudonyms.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr const char* address_kind = "address";

/// How many numbers hashes are told apart by: readable, and so many that two names hardly ever share one.
constexpr std::uint64_t numbers_for_names = 10'000'000'000;
constexpr std::uint64_t numbers_for_addresses = std::uint64_t{1} << 28U;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word_byte(char c) { return is_digit(c) || is_lower(c) || is_upper(c); }

bool is_ipv4(std::string_view text) {
    int parts = 0;
    for (std::string_view rest = text; !rest.empty(); ++parts) {
        const std::string_view part = take_until(rest, '.');
        if (part.empty() || part.size() > 3 || !std::all_of(part.begin(), part.end(), is_digit)) return false;
    }
    return parts == 4 && !text.ends_with('.');
}

/// How long the IPv4 address is that a name begins with, as in "10.0.0.1.example.org"; 0 where it does not.
std::size_t address_in_front(std::string_view name) {
    std::size_t end = 0;
    for (int part = 0; part < 4 && end != std::string_view::npos; ++part) end = name.find('.', end + (part > 0 ? 1 : 0));
    return end != std::string_view::npos && is_ipv4(name.substr(0, end)) ? end : 0;
}

/// Or one of a network card, as host ids are.
bool is_ipv6(std::string_view text) {
    const auto is_part = [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    };
    constexpr std::ptrdiff_t more_than_a_time_has = 5;
    const bool is_long = std::count(text.begin(), text.end(), ':') >= more_than_a_time_has;
    return (is_long || text.find("::") != std::string_view::npos) && std::all_of(text.begin(), text.end(), is_part) &&
           std::any_of(text.begin(), text.end(), [](char c) { return c != ':' && c != '.'; });
}

/// The word with the letters in upper case whose bits are set; "user", 0b0001 is "User".
std::string with_case(const std::string& word, std::uint32_t bits) {
    std::string spelled = word;
    for (std::size_t i = 0; i < spelled.size(); ++i) {
        if ((bits >> i & 1U) != 0 && is_lower(spelled[i])) spelled[i] = static_cast<char>(spelled[i] - 'a' + 'A');
    }
    return spelled;
}

/// The case that looks most like the name's.
std::uint32_t case_like(std::string_view name, std::uint32_t all_upper) {
    const bool has_upper = std::any_of(name.begin(), name.end(), is_upper);
    if (!has_upper) return 0;
    return std::any_of(name.begin(), name.end(), is_lower) ? 1 : all_upper;
}

}    // namespace

bool is_address(std::string_view text) { return is_ipv4(text) || is_ipv6(text); }

Pseudonyms::Pseudonyms(const std::vector<std::string_view>& texts, std::optional<HashKey> key) : key_(key) {
    for (const std::string_view text : texts) {
        for (std::size_t at = 0; at < text.size();) {
            std::size_t end = at;
            while (end < text.size() && is_word_byte(text[end])) ++end;
            // Pseudonyms end in a digit: other words can't be in their way.
            if (end > at && is_digit(text[end - 1])) words_.insert(ascii_lower(text.substr(at, end - at)));
            at = end + 1;
        }
    }
}

std::uint64_t Pseudonyms::number_of(const std::string& kind, const std::string& lower) {
    const auto known = numbers_.find({kind, lower});
    if (known != numbers_.end()) return known->second;
    const std::uint64_t numbers = kind == address_kind ? numbers_for_addresses : numbers_for_names;
    std::uint64_t number = 0;
    int tries = 0;
    do {
        // The first try nearly always is the last one.
        number = key_ ? keyed_hash(*key_, fmt::format("{}:{}:{}", kind, tries++, lower)) % numbers : ++last_[kind];
    } while (words_.contains(kind + std::to_string(number)) || !taken_.emplace(kind, number).second);
    return numbers_[{kind, lower}] = number;
}

std::string Pseudonyms::spell(const std::string& kind, std::string_view name) {
    if (name.empty()) return {};
    const Key key(kind, name);
    if (const auto known = spelled_.find(key); known != spelled_.end()) return known->second;
    const std::uint32_t patterns = 1U << std::min<std::size_t>(kind.size(), 16);
    std::string lower = ascii_lower(name);
    for (;;) {
        const std::string number = std::to_string(number_of(kind, lower));
        const std::uint32_t wanted = case_like(name, patterns - 1);
        for (std::uint32_t tried = 0; tried < patterns; ++tried) {
            std::string spelled = with_case(kind, wanted ^ tried) + number;
            if (used_.insert(spelled).second) return spelled_[key] = std::move(spelled);
        }
        lower += '\0';    // more spellings than the word has: those that are left are a name of their own
    }
}

std::string Pseudonyms::user(std::string_view name) { return spell("user", name); }

std::string Pseudonyms::word(std::string_view word, const std::string& kind) { return spell(kind, word); }

std::string Pseudonyms::address(std::string_view name) {
    const Key key(address_kind, name);
    if (const auto known = spelled_.find(key); known != spelled_.end()) return known->second;
    const std::uint64_t number = number_of(key.first, key.second);
    constexpr std::uint64_t low_half = 0xffff;
    std::string spelled;
    if (name.find(':') == std::string_view::npos) {
        const std::uint64_t ip = (key_ ? 0xF0000000U : 0xC6120000U) + number;    // 240.0.0.0, 198.18.0.0
        spelled = fmt::format("{}.{}.{}.{}", ip >> 24U & 255U, ip >> 16U & 255U, ip >> 8U & 255U, ip & 255U);
    } else if (number <= low_half) {
        spelled = fmt::format("2001:db8::{:x}", number);
    } else {
        spelled = fmt::format("2001:db8::{:x}:{:x}", number >> 16U, number & low_half);
    }
    return spelled_[key] = std::move(spelled);
}

std::string Pseudonyms::host(std::string_view name) {
    if (is_address(name)) return address(name);
    std::string pseudonym;
    bool is_first = true;
    if (const std::size_t size = address_in_front(name); size > 0) {
        pseudonym = address(name.substr(0, size)) + ".";
        name.remove_prefix(size + 1);
        is_first = false;
    }
    for (;; is_first = false) {
        const std::size_t dot = name.find('.');
        pseudonym += spell(is_first ? "host" : "domain", name.substr(0, dot));
        if (dot == std::string_view::npos) return pseudonym;
        pseudonym += '.';
        name.remove_prefix(dot + 1);
    }
}

bool Pseudonyms::is_known_user(std::string_view name) const { return numbers_.contains({"user", ascii_lower(name)}); }

bool Pseudonyms::is_known_host(std::string_view name) const {
    if (is_address(name)) return numbers_.contains({address_kind, std::string(name)});
    return numbers_.contains({"host", ascii_lower(name.substr(0, name.find('.')))});
}

}    // namespace slurmlic
