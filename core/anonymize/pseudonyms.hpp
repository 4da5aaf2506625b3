#pragma once

// Other names for users and hosts, the same for the same: what makes saved texts safe to be shown to others.
//
//  1 The users of all texts become user1, user2, ... in the order of their first use, hosts host1, host2, ...
//  2 Names that differ in the case of ASCII letters alone, or in what nobody sees (core/text/printable.hpp), get the same
//    number, and those that differ in case another case as long as there is one: alice user1 and ALICE USER1.
//  3 A host's name is replaced label by label, so that lic1 and lic1.example.org stay one: host1, host1.domain1.domain2. So
//    is a user's with a domain: ACME\alice is DOMAIN1\user1.
//  4 Addresses become ones that nobody has: 198.18.0.1 (RFC 2544), 2001:db8::1 (RFC 3849). localhost stays.
//  5 Two names that are not one by rule 2 never get the same pseudonym, and no pseudonym is a word of the texts.

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace slurmlic {

class Pseudonyms {
public:
    /// No word of the text becomes a pseudonym from now on.
    void avoid(std::string_view text);

    /// Empty stays empty, in all of them.
    std::string user(std::string_view name);
    std::string host(std::string_view name);

    /// Any other word that may tell something: "word1"; `kind`, "path" or "domain", takes the place of "word".
    std::string word(std::string_view word, const std::string& kind = "word");

    /// Of a name that is a user or the first label of a host already, and of any address; empty for others.
    std::string known(std::string_view name);

    /// Of how many parts (".", "$", "-" or "_" between) the longest name of a user or a host is.
    [[nodiscard]] std::size_t most_parts() const { return most_parts_; }

    /// The same as `known` of no name that is longer: all labels of a host have to be known.
    std::string known_whole(std::string_view name);

private:
    struct Number {
        std::uint64_t number = 0;
        std::uint64_t used_cases = 0;    // a bit for each pattern of upper and lower case that is taken
    };

    /// The names of one kind. Most have one spelling, in small letters: those need an entry, and no more.
    struct Kind {
        std::map<std::string, Number, std::less<>> numbers;            // by the name in lower case
        std::map<std::string, std::string, std::less<>> pseudonyms;    // of the other spellings, and of addresses
        std::uint64_t last = 0;
        std::set<std::uint64_t> avoided;
    };

    Kind& kind_of(std::string_view kind);
    void avoid_addresses(std::string_view text);
    static std::string spelling(Number& number, const std::string& kind);
    std::string address(std::string_view name);
    static std::uint64_t next_number(Kind& names);
    [[nodiscard]] bool is_known(std::string_view lower_name, std::string_view kind) const;

    void note_parts(std::string_view name);

    std::map<std::string, Kind, std::less<>> kinds_;
    std::size_t most_parts_ = 0;
};

/// Bytes that part a name.
inline constexpr std::string_view name_separators = ".$-_";

/// Whether it is an IPv4 or IPv6 address, or that of a network card.
bool is_address(std::string_view text);

/// How long the IPv4 address is that the text begins with, as in "10.0.0.1.example.org"; 0 where it does not.
std::size_t ipv4_in_front(std::string_view text);

}    // namespace slurmlic
