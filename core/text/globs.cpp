#include "core/text/globs.hpp"

#include <algorithm>
#include <bitset>
#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t byte_values = 256;
constexpr std::size_t bits_of_a_word = 64;

using ByteSet = std::bitset<byte_values>;

std::size_t value(char c) { return static_cast<unsigned char>(c); }

bool has_wildcard(std::string_view pattern) { return pattern.find_first_of("*?[\\") != npos; }

char take_escaped(std::string_view& rest) {
    if (rest.front() == '\\' && rest.size() > 1) rest.remove_prefix(1);
    const char c = rest.front();
    rest.remove_prefix(1);
    return c;
}

/// Takes what follows a "[", with its "]"; nothing where it has none.
std::optional<ByteSet> take_set(std::string_view& rest) {
    std::string_view left = rest;
    const bool is_negated = left.starts_with('!') || left.starts_with('^');
    if (is_negated) left.remove_prefix(1);
    ByteSet set;
    for (bool is_first = true; !left.empty(); is_first = false) {
        if (left.front() == ']' && !is_first) {
            rest = left.substr(1);
            return is_negated ? ~set : set;
        }
        const std::size_t low = value(take_escaped(left));
        std::size_t high = low;
        if (left.size() > 1 && left.front() == '-' && left[1] != ']') {
            left.remove_prefix(1);
            high = value(take_escaped(left));
        }
        for (std::size_t i = low; i <= high; ++i) set.set(i);
    }
    return std::nullopt;
}

/// Takes what stands for one byte of a name.
ByteSet take_character(std::string_view& rest) {
    if (rest == "\\") {    // which nothing follows: no name has that
        rest = {};
        return {};
    }
    const char front = rest.front();
    const char c = take_escaped(rest);
    if (front == '?') return ~ByteSet();
    if (front == '[' && rest.find(']') != npos) {
        if (const std::optional<ByteSet> set = take_set(rest)) return *set;
    }
    return ByteSet().set(value(c));
}

/// A place in a pattern.
struct Place {
    ByteSet character;    // that follows; none at the end
    bool is_start;
    bool is_behind_star;
};

void add_places(std::vector<Place>& places, std::string_view pattern) {
    for (bool is_start = true;; is_start = false) {
        const std::size_t stars = std::min(pattern.find_first_not_of('*'), pattern.size());
        pattern.remove_prefix(stars);
        const bool is_end = pattern.empty();
        places.push_back({is_end ? ByteSet() : take_character(pattern), is_start, stars > 0});
        if (is_end) return;
    }
}

}    // namespace

Globs::Globs(const std::vector<std::string>& patterns) {
    std::vector<Place> places;
    std::vector<std::size_t> ends;
    for (const std::string& one : patterns) {
        if (has_wildcard(one)) {
            add_places(places, ascii_lower(one));
            ends.push_back(places.size() - 1);
        } else {
            names_.push_back(ascii_lower(one));
        }
    }
    std::ranges::sort(names_);
    words_ = (places.size() + bits_of_a_word - 1) / bits_of_a_word;
    for (Bits* const bits : {&starts_, &ends_, &stays_}) bits->resize(words_);
    accepts_.resize(byte_values * words_);
    const auto set = [](Bits& bits, std::size_t word, std::size_t place) {
        bits[word + place / bits_of_a_word] |= std::uint64_t{1} << place % bits_of_a_word;
    };
    for (const std::size_t end : ends) set(ends_, 0, end);
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (places[i].is_start) set(starts_, 0, i);
        if (places[i].is_behind_star) set(stays_, 0, i);
        for (std::size_t byte = 0; byte < byte_values; ++byte) {
            if (places[i].character[byte]) set(accepts_, byte * words_, i);
        }
    }
}

bool Globs::match(std::string_view name) const {
    const std::string lower_name = ascii_lower(name);
    if (std::ranges::binary_search(names_, lower_name)) return true;
    Bits places = starts_;    // where we are, in each pattern
    for (const char c : lower_name) {
        const std::uint64_t* const accepts = accepts_.data() + value(c) * words_;
        std::uint64_t carry = 0;
        std::uint64_t all = 0;
        for (std::size_t i = 0; i < words_; ++i) {
            const std::uint64_t accepted = places[i] & accepts[i];
            places[i] = (places[i] & stays_[i]) | accepted << 1U | carry;
            carry = accepted >> (bits_of_a_word - 1);
            all |= places[i];
        }
        if (all == 0) return false;
    }
    for (std::size_t i = 0; i < words_; ++i) {
        if ((places[i] & ends_[i]) != 0) return true;
    }
    return false;
}

std::size_t wildcard_bytes(const std::vector<std::string>& patterns) {
    std::size_t sum = 0;
    for (const std::string& one : patterns) sum += has_wildcard(one) ? one.size() : 0;
    return sum;
}

std::optional<Diagnostic> too_many_wildcards(const std::vector<std::string>& patterns, std::string key) {
    const std::size_t size = wildcard_bytes(patterns);
    if (size <= most_wildcard_bytes) return std::nullopt;
    return Diagnostic{.key = std::move(key),
                      .expected = fmt::format("at most {} bytes of patterns with a wildcard", most_wildcard_bytes),
                      .got = fmt::format("{}", size)};
}

}    // namespace slurmlic
