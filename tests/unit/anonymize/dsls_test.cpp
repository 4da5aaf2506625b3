// DSLicSrv's texts with other names: what is read of them is the same, and no name is left.

#include "core/seats/dsls/dsls.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

#include "core/anonymize/anonymize.hpp"
#include "tests/support/dsls_generator.hpp"
#include "tests/support/lmstat_names.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

std::string anonymous(const std::string& text) {
    Pseudonyms names;
    const auto all = anonymize({{"saved.txt", text}}, dsls().texts, names);
    REQUIRE(all);
    CHECK(all->front().kind == "DSLicSrv");
    return all->front().text;
}

/// All but the names of people and hosts.
auto figures(const Feature& one) {
    std::multiset<std::int64_t> seats;
    for (const Checkout& held : one.holders) seats.insert(held.seats);
    const std::string name = one.used ? one.name : "";    // nobody knows whether it is one
    return std::tuple(name, one.used ? one.vendor : "", one.issued, one.used, one.checkouts, one.queued, one.expiry,
                      one.uncounted, seats);
}

void check_same(const std::string& before, const std::string& after) {
    const Result<SeatStatus> old = parse_dsls(before);
    const Result<SeatStatus> changed = parse_dsls(after);
    REQUIRE(old.has_value() == changed.has_value());
    if (!old) return;
    REQUIRE(old->up == changed->up);
    REQUIRE(old->failure.has_value() == changed->failure.has_value());
    REQUIRE(old->skipped.count() == changed->skipped.count());
    REQUIRE(old->mismatches.size() == changed->mismatches.size());
    REQUIRE(old->servers.size() == changed->servers.size());
    REQUIRE(old->features.size() == changed->features.size());
    const auto sorted = [](const SeatStatus& status) {
        std::multiset<decltype(figures(status.features.front()))> all;
        for (const Feature& one : status.features) all.insert(figures(one));
        return all;
    };
    REQUIRE(sorted(*old) == sorted(*changed));
}

}    // namespace

TEST_CASE("dsls: a whole text with other names") {
    CHECK(anonymous("License Administration Tool Version 6.425.4 Built on May 2, 2023, 6:45:36 PM.\n"
                    "admin >connect lic7.acme.com 4084 -restricted\nadmin >\tSoftware version: 6.425.4\n"
                    "    Build date: May 2, 2023, 6:45:36 PM\n    Standalone mode\n    Ready: yes\r\n"
                    "    Server name: lic7   Server id: QRX-4AC1\n"
                    "Warning: restricted connection, some operations are not permitted; due to an existing connection in full "
                    "access from ws04(10.1.2.3)\n"
                    "Editor,EditorId,Feature,Model,Max Release Number,Expiration Date,Customer "
                    "ID,Count,Inuse,Tokens,Host,User,Internal "
                    "ID,Active Process,Session ID,Granted Since,Queue Position,\n"
                    "Dassault Systemes,1A2B3C4D,QXU,Token,8,2025-01-01 00:59:00,107,2374,3,2,n1.acme.com "
                    "(2a8.0)/10.1.2.4,annika,QXU,/home/annika/sim ( 31),0A1B2C3,2024-09-17 17:59:34,\n"
                    "Dassault Systemes,1A2B3C4D,QXU,Token,8,2025-01-01 00:59:00,107,2374,3,1,ws04 (2a8.0)/10.1.2.3,\"Doe, "
                    "Jane\",QXU,/opt/a,b,0A1B2C3,2024-09-17 17:59:34,\n"
                    "ask carl\n") ==
          "License Administration Tool Version 6.425.4 Built on May 2, 2023, 6:45:36 PM.\n"
          "admin >connect host1.domain1.domain2 4084 -restricted\nadmin >\tSoftware version: 6.425.4\n"
          "    Build date: May 2, 2023, 6:45:36 PM\n    Standalone mode\n    Ready: yes\r\n"
          "    Server name: host1   Server id: WORD1-WORD2\n"
          "Warning: restricted connection, some operations are not permitted; due to an existing connection in full "
          "access from host3(198.18.0.1)\n"
          "Editor,EditorId,Feature,Model,Max Release Number,Expiration Date,Customer ID,Count,Inuse,Tokens,Host,User,Internal "
          "ID,Active Process,Session ID,Granted Since,Queue Position,\n"
          "Dassault Systemes,WORD3,QXU,Token,8,2025-01-01 00:59:00,107,2374,3,2,host2.domain1.domain2 "
          "(word4.0)/198.18.0.2,user1,QXU,/word5/user1/word6 ( 31),WORD7,2024-09-17 17:59:34,\n"
          "Dassault Systemes,WORD3,QXU,Token,8,2025-01-01 00:59:00,107,2374,3,1,host3 "
          "(word4.0)/198.18.0.1,\"User2\",QXU,/word8/a,word9,WORD7,2024-09-17 17:59:34,\n"
          "word10 word11\n");
}

TEST_CASE("dsls: a dead server's text keeps its shape") {
    CHECK(anonymous("Cannot connect to server lic7.acme.com on port 4084 (lic7 refused)\n") ==
          "Cannot connect to server host1.domain1.domain2 on port 4084 (host1 refused)\n");
}

TEST_CASE("dsls: 3,000 random outputs are read the same with other names, and no name is left") {
    for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
        const std::string text = generate_dsls(seed).text;
        const std::string changed = anonymous(text);
        CAPTURE(seed);
        CAPTURE(text);
        CAPTURE(changed);
        check_same(text, changed);
        for (const std::string& name : names_of_dsls_generator) REQUIRE_FALSE_MESSAGE(holds_word(changed, name), name);
    }
}

TEST_CASE("dsls: no name is left of texts that are broken anywhere, either") {
    std::mt19937_64 random(7);
    for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
        std::string text = generate_dsls(seed, true).text;
        const std::size_t head = ascii_lower(text).find("editor");    // one with other columns is another head
        const std::size_t begin = head == npos ? text.size() : text.rfind('\n', head);
        const std::size_t end = std::min(text.find('\n', std::min(head, text.size() - 1)), text.size());
        for (int i = 0; i < 20; ++i) {
            // Blanks and punctuation alone: a letter that changes makes another name.
            const std::size_t at = random() % text.size();
            if (at >= begin && at <= end) continue;
            if (std::string_view(" \n,:(/)\"@>").find(text[at]) != npos) text[at] = " \n,:(/)\"@>"[random() % 10];
        }
        if (!dsls().texts.front().is_it(text)) continue;
        const std::string changed = anonymous(text);
        CAPTURE(seed);
        CAPTURE(text);
        CAPTURE(changed);
        for (const std::string& name : names_of_dsls_generator) REQUIRE_FALSE_MESSAGE(holds_word(changed, name), name);
    }
}
