// rlmstat's texts with other names: what is read of them is the same, and no name is left.

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <tuple>

#include "core/anonymize/anonymize.hpp"
#include "core/anonymize/mask.hpp"
#include "core/seats/rlm/rlm.hpp"
#include "core/text/text.hpp"
#include "tests/support/lmstat_names.hpp"
#include "tests/support/rlm_generator.hpp"

using namespace slurmlic;
using testing::holds_word;

namespace {

struct Anonymous {
    std::string text;
    Pseudonyms names;
};

Anonymous anonymous(const std::string& text) {
    Anonymous pair;
    const auto all = anonymize({{"saved.txt", text}}, rlm().texts, pair.names);
    REQUIRE(all);
    pair.text = all->front().text;
    return pair;
}

/// What is read but for the names: the figures of each feature, and how many seats each of its users has.
auto figures(const SeatStatus& status) {
    using Seats = std::multiset<std::int64_t>;
    using Numbers = std::tuple<std::optional<std::int64_t>, std::optional<std::int64_t>, std::optional<std::int64_t>,
                               std::optional<std::int64_t>, std::optional<double>, bool, Seats>;
    std::multiset<Numbers> all;
    for (const Feature& one : status.features) {
        Seats seats;
        for (const Checkout& held : one.holders) seats.insert(held.seats);
        all.emplace(one.issued, one.used, one.checkouts, one.reservations, one.expiry, one.uncounted, seats);
    }
    return all;
}

auto states(const SeatStatus& status) {
    std::multiset<std::tuple<std::string, std::string, bool>> all;
    for (const Server& one : status.servers) all.emplace(one.port, one.version, one.up);
    for (const Daemon& one : status.daemons) all.emplace("", one.version, one.up);
    return all;
}

SeatStatus parsed(const std::string& text) {
    Result<SeatStatus> status = rlm().parse_status(text);
    REQUIRE(status);
    return std::move(*status);
}

void check_same(const std::string& before, const std::string& after) {
    const SeatStatus old = parsed(before);
    const SeatStatus changed = parsed(after);
    REQUIRE(old.up == changed.up);
    REQUIRE(old.failure.has_value() == changed.failure.has_value());
    REQUIRE(old.skipped.count() == changed.skipped.count());
    REQUIRE(old.mismatches.size() == changed.mismatches.size());
    REQUIRE(figures(old) == figures(changed));
    REQUIRE(states(old) == states(changed));
}

}    // namespace

TEST_CASE("rlm: a whole text with other names") {
    const std::string text =
        "Setting license file path to 5053@lic1.acme.com:5053@10.0.0.7\r\nrlmutil v15.2\n"
        "Copyright (C) 2006-2023, Reprise Software, Inc. All rights reserved.\n\n"
        "\trlm status on lic1.acme.com (port 5053), up 5d 14:26:14\n\trlm software version v12.2 (build:2)\n"
        "\trlm comm version: v1.2\n\tStartup time: Mon Mar 25 12:29:40 2024\n"
        "\tTodays Statistics (22:55:53), init time: Sat Mar 30 04:00:01 2024\n"
        "\t         Recent Stats         Todays Stats         Total Stats\n\t          00:23:38     5d 14:26:14\n"
        "\tMessages:    1462 (1/sec)           64739 (0/sec)          316966 (0/sec)\n"
        "\t--------- ISV servers ----------\n\t   Name           Port Running Restarts\n\tacmed   63133   Yes      0\n\n"
        "\tacmed ISV server status on LIC1 (port 63133), up 5d 14:26:14\n\tacmed software version v12.1 (build: 2)\n"
        "\tacmed comm version: v1.2\n\tacmed Debug log filename: C:\\Users\\alice\\acmed.dlog\n"
        "\tacmed license pool status on lic1.acme.com (port 63133)\n\n"
        "\tsolver v3.0, pool: 1\n\t\tcount: 9, # reservations: 0, inuse: 4, exp: 31-jan-2030, customer: ACME\n"
        "\t\tobsolete: 0, min_remove: 120, total checkouts: 7\n"
        "\tacmed license usage status on lic1.acme.com (port 63133)\n\n"
        "\tsolver v3.0: ACME\\john roe@corp.com@pc2.acme.com 1/0 at 11/01 09:01  (handle: 15a)\n"
        "\tsolver v3.0: alice@pc1.acme.com 1/0 at 11/01 09:01  (handle: 15a) [I: alice on pc1]\n"
        "\tsolver v3.0: tom@sun1(v1.0) (809f418) 2/0 at 02/06 09:59\n\task carl at pc1\n\n"
        "Error connecting to \"rlm\" server\n\nConnection attempted to host: \"10.0.0.7\" on port 5053\n\n"
        "Connection refused by alice (-111)\n";
    const Anonymous changed = anonymous(text);
    CHECK(changed.text ==
          "Setting license file path to 5053@host1.domain1.domain2:5053@198.18.0.1\r\n"
          "rlmutil v15.2\n"
          "Copyright (C) 2006-2023, Reprise Software, Inc. All rights reserved.\n"
          "\n"
          "\trlm status on host1.domain1.domain2 (port 5053), up 5d 14:26:14\n"
          "\trlm software version v12.2 (build:2)\n"
          "\trlm comm version: v1.2\n"
          "\tStartup time: Mon Mar 25 12:29:40 2024\n"
          "\tTodays Statistics (22:55:53), init time: Sat Mar 30 04:00:01 2024\n"
          "\t         Recent Stats         Todays Stats         Total Stats\n"
          "\t          00:23:38     5d 14:26:14\n"
          "\tMessages:    1462 (1/sec)           64739 (0/sec)          316966 (0/sec)\n"
          "\t--------- ISV servers ----------\n"
          "\t   Name           Port Running Restarts\n"
          "\tacmed   63133   Yes      0\n"
          "\n"
          "\tacmed ISV server status on HOST1 (port 63133), up 5d 14:26:14\n"
          "\tacmed software version v12.1 (build: 2)\n"
          "\tacmed comm version: v1.2\n"
          "\tacmed Debug log filename: Path1\n"
          "\tacmed license pool status on host1.domain1.domain2 (port 63133)\n"
          "\n"
          "\tsolver v3.0, pool: 1\n"
          "\t\tcount: 9, # reservations: 0, inuse: 4, exp: 31-jan-2030, word1: WORD2\n"
          "\t\tobsolete: 0, min_remove: 120, total checkouts: 7\n"
          "\tacmed license usage status on host1.domain1.domain2 (port 63133)\n"
          "\n"
          "\tsolver v3.0: DOMAIN1\\user1@host2.domain1.domain2 1/0 at 11/01 09:01  (handle: 15a)\n"
          "\tsolver v3.0: user2@host3.domain1.domain2 1/0 at 11/01 09:01  (handle: 15a) [I: user2 on host3]\n"
          "\tsolver v3.0: user3@host4(v1.0) (word3) 2/0 at 02/06 09:59\n"
          "\tword4 word5 at host3\n"
          "\n"
          "Error connecting to \"rlm\" server\n"
          "\n"
          "Connection attempted to host: \"198.18.0.1\" on port 5053\n"
          "\n"
          "Connection refused by user2 (-111)\n");
    check_same(text, changed.text);
}

TEST_CASE("rlm: names with an @ and words in the place of an ISV's name are masked") {
    CHECK(anonymous("acme ISV server status on lic1 (port 1), up 1d\nacme comm version: v1.2\ncarl comm version: v1.2\n"
                    "Error connecting to \"acme\" server\nError connecting to \"dora\" server\n"
                    "Error connecting to \"rlm\" server\ncarl@corp v1.0, pool: 1\n")
              .text ==
          "acme ISV server status on host1 (port 1), up 1d\nacme comm version: v1.2\nword1 comm version: v1.2\n"
          "Error connecting to \"acme\" server\nError connecting to \"word2\" server\n"
          "Error connecting to \"rlm\" server\nword1@word3 v1.0, pool: 1\n");
}

TEST_CASE("rlm: 3,000 random outputs are read the same with other names, and no name is left") {
    for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
        const std::string text = generate_rlm(seed).text;
        const std::string changed = anonymous(text).text;
        CAPTURE(seed);
        CAPTURE(text);
        CAPTURE(changed);
        check_same(text, changed);
        for (const std::string& name : names_of_rlm_generator) REQUIRE_FALSE_MESSAGE(holds_word(changed, name), name);
    }
}

TEST_CASE("rlm: no name is left of texts that are broken anywhere, either") {
    std::mt19937_64 random(7);
    for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
        std::string text = generate_rlm(seed).text;
        constexpr std::string_view bytes = " \n,:(/)\"@";    // a letter that changes makes another name
        for (int i = 0; i < 40; ++i) {
            char& byte = text[random() % text.size()];
            if (bytes.find(byte) != std::string_view::npos) byte = bytes[random() % bytes.size()];
        }
        if (!rlm().texts.front().is_it(text)) continue;
        const std::string changed = anonymous(text).text;
        CAPTURE(seed);
        CAPTURE(text);
        CAPTURE(changed);
        for (const std::string& name : names_of_rlm_generator) REQUIRE_FALSE_MESSAGE(holds_word(changed, name), name);
    }
}
