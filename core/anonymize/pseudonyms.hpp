#pragma once

// Other names for users and hosts, the same for the same: what makes saved texts safe to be shown to others.
//
//  1 The users of all texts become user1, user2, ... in the order of their first use, hosts host1, host2, ... With a key
//    the numbers are keyed hashes of the names instead, so that they are the same in every call: user4821337705.
//  2 Names that differ in the case of ASCII letters alone get the same number in other case, alice user1 and ALICE USER1:
//    they are compared without regard to it.
//  3 A host's name is replaced label by label, so that lic1 and lic1.example.org stay one: host1, host1.domain1.domain2.
//  4 Addresses become ones that nobody has: 198.18.0.1 (RFC 2544), with a key 240.0.0.1 (RFC 1112), 2001:db8::1 (RFC 3849).
//  5 Two names never get the same pseudonym, and no pseudonym is a word of the texts.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/anonymize/keyed_hash.hpp"

namespace slurmlic {

class Pseudonyms {
public:
    /// Of these texts, whose words are not used as pseudonyms.
    explicit Pseudonyms(const std::vector<std::string_view>& texts, std::optional<HashKey> key = std::nullopt);

    /// Empty stays empty, in all of them.
    std::string user(std::string_view name);
    std::string host(std::string_view name);

    /// Any other word that may tell something: "word1"; `kind` takes the place of "word".
    std::string word(std::string_view word, const std::string& kind = "word");

    /// Whether the name has a pseudonym already as a user or as the first label of a host.
    [[nodiscard]] bool is_known_user(std::string_view name) const;
    [[nodiscard]] bool is_known_host(std::string_view name) const;

private:
    std::string spell(const std::string& kind, std::string_view name);
    std::string address(std::string_view name);
    std::uint64_t number_of(const std::string& kind, const std::string& lower);

    std::optional<HashKey> key_;
    using Key = std::pair<std::string, std::string>;           // kind, name
    std::set<std::string> words_;                              // of the texts, in lower case
    std::map<Key, std::uint64_t> numbers_;                     // by the name in lower case
    std::set<std::pair<std::string, std::uint64_t>> taken_;    // kind, number
    std::map<Key, std::string> spelled_;                       // by the name as it is
    std::map<std::string, std::uint64_t> last_;                // by kind
    std::set<std::string> used_;                               // pseudonyms
};

/// Whether it is an IPv4 or IPv6 address.
bool is_address(std::string_view text);

}    // namespace slurmlic
