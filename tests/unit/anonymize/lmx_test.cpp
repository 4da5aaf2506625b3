// LM-X's texts with other names: what is read of them is the same, and no name is left.

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <tuple>

#include "core/anonymize/anonymize.hpp"
#include "core/seats/lmx/lmx.hpp"
#include "core/text/text.hpp"
#include "tests/support/lmstat_names.hpp"
#include "tests/support/lmx_generator.hpp"

using namespace slurmlic;

namespace {

std::string anonymous(const std::string& text) {
    const Manager manager = lmx();
    Pseudonyms names;
    const auto all = anonymize({{"saved.txt", text}}, manager.texts, names);
    REQUIRE(all);
    CHECK(all->front().kind == "lmxendutil");
    return all->front().text;
}

/// All but the names: of features, with how many seats each holder has.
auto figures(const SeatStatus& status) {
    using Seats = std::multiset<std::pair<std::int64_t, std::int64_t>>;
    using Count = std::optional<std::int64_t>;
    std::multiset<std::tuple<Count, Count, Count, Count, std::optional<double>, bool, Seats>> all;
    for (const Feature& one : status.features) {
        Seats seats;
        for (const Checkout& held : one.holders) seats.emplace(held.seats, held.borrowed);
        all.emplace(one.issued, one.used, one.checkouts, one.borrowed, one.expiry, one.uncounted, seats);
    }
    return all;
}

auto servers(const SeatStatus& status) {
    std::multiset<std::tuple<std::string, std::string, bool>> all;
    for (const Server& one : status.servers) all.emplace(one.port, one.version, one.up);
    return all;
}

/// Without what is marked, but for names that stay.
std::string unmarked(const std::string& text) {
    const Manager manager = lmx();
    Spans spans(text);
    manager.texts.front().mark(text, spans);
    std::vector<Span> all = spans.all();
    std::ranges::sort(all, {}, &Span::begin);
    std::string rest;
    std::size_t end = 0;
    for (const Span& one : all) {
        REQUIRE(one.begin >= end);
        REQUIRE(one.begin + one.size <= text.size());
        if (one.role == Role::name) continue;
        rest += text.substr(end, one.begin - end) + "|";
        end = one.begin + one.size;
    }
    return rest + text.substr(end);
}

}    // namespace

TEST_CASE("lmx: a whole text with other names") {
    CHECK(anonymous("LM-X End-user Utility v3.32\nCopyright (C) 2002-2010 X-Formation. All rights reserved.\n\n"
                    "LM-X License Server on 6200@lic1.acme.com:port@lic2:\r\n\n"
                    "Server version: v5.1 Uptime: 3 day(s) 12 hour(s) 0 min(s) 51 sec(s)\n"
                    "Feature: Units Version: 21.0 Vendor: ACMED\nStart date: 2022-02-17 Expire date: NONE\n"
                    "Key type: EXCLUSIVE License sharing: CUSTOM VIRTUAL\n\n4 of 2147483647 license(s) used:\n\n"
                    "1 license(s) used by alice@ws82.acme.com [10.6.0.7]\n"
                    "Login time: 2022-02-18 09:26   Checkout time: 2022-02-18 09:29 \n"
                    "Shared on custom string: alice:ws82:27164_1\n\n"
                    "2 license(s) used by ACME\\John Doe@WS82 [fe80::1] carl\n"
                    "    Shared on username: bob   Shared on hostname: pc1 \n"
                    "1 license(s) used by carl [10.6.0.7]\nask carl at ws82\nError: bob's host pc1 does not respond\n") ==
          "LM-X End-user Utility v3.32\nCopyright (C) 2002-2010 X-Formation. All rights reserved.\n\n"
          "LM-X License Server on 6200@host1.domain1.domain2:port@host2:\r\n\n"
          "Server version: v5.1 Uptime: 3 day(s) 12 hour(s) 0 min(s) 51 sec(s)\n"
          "Feature: Units Version: 21.0 Vendor: ACMED\nStart date: 2022-02-17 Expire date: NONE\n"
          "Key type: EXCLUSIVE License sharing: CUSTOM VIRTUAL\n\n4 of 2147483647 license(s) used:\n\n"
          "1 license(s) used by user1@host3.domain1.domain2 [198.18.0.1]\n"
          "Login time: 2022-02-18 09:26   Checkout time: 2022-02-18 09:29 \n"
          "Shared on custom string: user1:host3:27164_1\n\n"
          "2 license(s) used by DOMAIN1\\User2@HOST3 [2001:db8::2] word1\n"
          "    Shared on username: user3   Shared on hostname: host4 \n"
          "1 license(s) used by word1 [198.18.0.1]\nword2 word1 at host3\nError: user3's host host4 does not respond\n");
}

TEST_CASE("lmx: of a vendor the first word stays, and of one that nobody publishes none") {
    CHECK(anonymous("Feature: Units Version: 21.0 Vendor: ACMED carl\n0 of 3 license(s) used\nVendor: bob\n") ==
          "Feature: Units Version: 21.0 Vendor: ACMED word1\n0 of 3 license(s) used\nVendor: word2\n");
}

TEST_CASE("lmx: 3,000 random outputs are read the same with other names, and no name is left") {
    const Manager manager = lmx();
    for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
        const std::string text = generate_lmx(seed).text;
        const std::string changed = anonymous(text);
        CAPTURE(seed);
        CAPTURE(text);
        CAPTURE(changed);
        const auto before = manager.parse_status(text);
        const auto after = manager.parse_status(changed);
        REQUIRE(before.has_value() == after.has_value());
        if (!before) continue;
        REQUIRE(before->up == after->up);
        REQUIRE(before->failure.has_value() == after->failure.has_value());
        REQUIRE(before->skipped.count() == after->skipped.count());
        REQUIRE(before->mismatches.size() == after->mismatches.size());
        REQUIRE(servers(*before) == servers(*after));
        REQUIRE(figures(*before) == figures(*after));
        for (const std::string& name : names_of_lmx_generator) {
            REQUIRE_FALSE_MESSAGE(testing::holds_word(unmarked(text), name), name);
            REQUIRE_FALSE_MESSAGE(testing::holds_word(changed, name), name);
        }
    }
}

TEST_CASE("lmx: no name is left unmarked of texts that are broken anywhere, either") {
    std::mt19937_64 random(7);
    for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
        std::string text = generate_lmx(seed).text;
        for (int i = 0; i < 20; ++i) {
            constexpr std::string_view bytes = "\n,:(/)[]@";    // a letter that changes makes another name
            char& byte = text[random() % text.size()];
            if (bytes.find(byte) != npos) byte = bytes[random() % bytes.size()];
        }
        CAPTURE(seed);
        CAPTURE(text);
        const std::string rest = unmarked(text);
        CAPTURE(rest);
        for (const std::string& name : names_of_lmx_generator) {
            if (name.find_first_of(".: ") != npos) continue;    // it may be broken itself
            REQUIRE_FALSE_MESSAGE(testing::holds_word(rest, name), name);
        }
    }
}
