#include "core/anonymize/keyed_hash.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/anonymize/pseudonyms.hpp"

using namespace slurmlic;

namespace {

constexpr HashKey published{0x0706050403020100U, 0x0f0e0d0c0b0a0908U};    // key and values of the paper, appendix A
constexpr HashKey other{1, 2};

}    // namespace

TEST_CASE("the keyed hash is SipHash-2-4") {
    CHECK(keyed_hash(published, "") == 0x726fdb47dd0e0e31U);
    CHECK(keyed_hash(published, std::string("\0\1\2\3\4\5\6\7", 8)) == 0x93f5f5799a932462U);
    CHECK(keyed_hash(published, std::string("\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16", 15)) == 0xa129ca6149be45e5U);
    CHECK(keyed_hash(published, std::string("a\0", 2)) != keyed_hash(published, "a"));
}

TEST_CASE("a key is 32 hexadecimal digits") {
    CHECK(hash_key("0706050403020100"
                   "0f0e0d0c0b0a0908") == published);
    for (const char* const wrong : {"", "uninitialized", "0706050403020100",
                                    "0706050403020100"
                                    "0f0e0d0c0b0a0908\n",
                                    "0706050403020100"
                                    "-f0e0d0c0b0a0908",
                                    "0706050403020100"
                                    "0f0e0d0c0b0a090g"}) {
        CAPTURE(wrong);
        CHECK_FALSE(hash_key(wrong).has_value());
    }
}

TEST_CASE("with a key a name has one pseudonym, whatever the texts are and whatever came before") {
    Pseudonyms one({"alice and user1"}, published);
    Pseudonyms two({}, published);
    two.user("bob");
    two.host("pc7");
    const std::string alice = one.user("alice");
    CHECK(alice.starts_with("user"));
    CHECK(alice.size() > 10);
    CHECK(two.user("alice") == alice);
    CHECK(two.user("ALICE") == "USER" + alice.substr(4));
    for (const char* const host : {"lic1", "lic1.acme.com", "10.1.2.3", "fe80::1", "10.0.0.1.example.org"}) {
        CAPTURE(host);
        CHECK(one.host(host) == two.host(host));
    }
    CHECK(one.host("lic1.acme.com").starts_with(one.host("lic1") + "."));
    CHECK(is_address(one.host("10.1.2.3")));
    CHECK(one.host("10.1.2.3").starts_with("2"));    // 240.0.0.0/4
    CHECK(is_address(one.host("fe80::1")));
    CHECK(one.word("alice") != "word" + alice.substr(4));
}

TEST_CASE("with another key names have other pseudonyms, and never two the same one") {
    Pseudonyms one({}, published);
    Pseudonyms two({}, other);
    CHECK(one.user("alice") != two.user("alice"));
    std::set<std::string> all;
    for (int i = 0; i < 20'000; ++i) {
        all.insert(one.user("user" + std::to_string(i)));
        all.insert(one.host("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250)));
    }
    CHECK(all.size() == 40'000);
}
