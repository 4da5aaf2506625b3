#include "core/anonymize/pseudonyms.hpp"

#include <doctest/doctest.h>

#include <set>

#include "core/text/text.hpp"

using namespace slurmlic;

namespace {

/// The name in the case that the bits say.
std::string spelled(std::string name, std::size_t bits) {
    for (std::size_t i = 0; i < name.size(); ++i) {
        if ((bits >> i & 1U) != 0) name[i] = static_cast<char>(name[i] - 'a' + 'A');
    }
    return name;
}

}    // namespace

TEST_CASE("pseudonyms are the same for the same name, and differ for others") {
    Pseudonyms names;
    names.avoid("user2 is there, and HOST1 too");
    CHECK(names.user("alice") == "user1");
    CHECK(names.user("bob") == "user3");    // user2 is a word of the text
    CHECK(names.user("alice") == "user1");
    CHECK(names.user("ALICE") == "USER1");
    CHECK(names.user("Alice") == "User1");
    CHECK(names.user("aLICE") == "USer1");    // any case that is left
    CHECK(names.user("") == "");
    CHECK(names.host("alice") == "host2");
    CHECK(names.host("lic1.acme.com") == "host3.domain1.domain2");
    CHECK(names.host("LIC1") == "HOST3");
    CHECK(names.host("lic2.acme.com.") == "host4.domain1.domain2.");
    CHECK(names.host("10.1.2.3") == "198.18.0.1");
    CHECK(names.host("10.1.2.4") == "198.18.0.2");
    CHECK(names.host("fe80::1") == "2001:db8::3");
    CHECK(names.host("10.1.2.3.acme.com") == "198.18.0.1.domain1.domain2");
    CHECK(names.known("Lic1.elsewhere") == "Host3.domain3");
    CHECK(names.known("10.1.2.3") == "198.18.0.1");
    CHECK(names.known("10").empty());
    CHECK(names.known("BOB") == "USER3");
    CHECK(names.user("lic1") == "user4");
    CHECK(names.known("lic1") == "host3");
    CHECK(names.known("carl").empty());
}

TEST_CASE("a user is the same with a domain and without") {
    Pseudonyms names;
    CHECK(names.user("alice") == "user1");
    CHECK(names.user("ACME\\alice") == "DOMAIN1\\user1");
    CHECK(names.user("acme\\Bob") == "domain1\\User2");
}

TEST_CASE("a name keeps its number in every case, and no other has it") {
    Pseudonyms names;
    std::set<std::string> all;
    for (std::size_t bits = 0; bits < 1024; ++bits) all.insert(names.user(spelled("abcdefghij", bits)));
    CHECK(all.size() == 16);    // all cases of "user"; what is left is "User1", too
    for (const std::string& one : all) CHECK(ascii_lower(one) == "user1");
    CHECK(names.user("abcdefghi") == "user2");
}

TEST_CASE("a name with what nobody sees is the same person as without it, and bytes that are no UTF-8 are not nothing") {
    Pseudonyms names;
    CHECK(names.user("alice") == "user1");
    CHECK(names.user("al\u200Bi\u202Ece") == "user1");
    CHECK(names.user("ACME\\ALICE\U000E0041") == "DOMAIN1\\USER1");
    CHECK(names.known("a\u00ADlice") == "user1");
    CHECK(names.user("M\xFCller") == "User2");
    CHECK(names.user("M\xF6ller") == "User3");
}

TEST_CASE("an address is never one that a text has already, and localhost is everybody's") {
    Pseudonyms names;
    names.avoid("at 198.18.0.1, 2001:db8::2 and 198.18.1.0");
    CHECK(names.host("10.0.0.1") == "198.18.0.3");
    CHECK(names.host("198.18.0.1") == "198.18.0.4");
    CHECK(names.host("10.0.0.1_27000") == "198.18.0.3_27000");
    CHECK(names.host("localhost") == "localhost");
    CHECK(names.known_whole("10.0.0.1") == "198.18.0.3");
    names.host("lic1.acme.com");
    CHECK(names.known_whole("LIC1.acme") == "HOST1.domain1");
    CHECK(names.known_whole("lic1.other").empty());
}

TEST_CASE("never two names get the same pseudonym") {
    Pseudonyms names;
    std::set<std::string> all;
    for (int i = 0; i < 20'000; ++i) {
        all.insert(names.user("user" + std::to_string(i)));
        all.insert(names.host("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250)));
    }
    CHECK(all.size() == 40'000);
}

TEST_CASE("no pseudonym is a word of the text, in any case, and other words are in nobody's way") {
    Pseudonyms names;
    names.avoid("USER1 xuser2 user03 user4x user5.user6 User99999999999999999999 w7");
    CHECK(names.user("a") == "user2");
    CHECK(names.user("b") == "user3");
    CHECK(names.user("c") == "user4");
    CHECK(names.user("d") == "user7");
    CHECK(names.word("e") == "word1");
}

TEST_CASE("a name in small letters and one in capitals keep their pseudonyms, however many spellings there are") {
    Pseudonyms names;
    CHECK(names.user("aBcdefghij") == "User1");
    for (std::size_t bits = 2; bits < 1023; ++bits) names.user(spelled("abcdefghij", bits));
    CHECK(names.user("abcdefghij") == "user1");
    CHECK(names.user("ABCDEFGHIJ") == "USER1");
    CHECK(names.user("aBcdefghij") == "User1");
}
