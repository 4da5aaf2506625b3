// lmstat's texts with other names: what is read of them is the same, and no name is left.

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

#include "core/anonymize/anonymize.hpp"
#include "core/anonymize/mask.hpp"
#include "core/seats/managers.hpp"
#include "core/text/text.hpp"
#include "tests/support/lmstat_generator.hpp"
#include "tests/support/lmstat_names.hpp"
#include "tests/support/lmstat_sample.hpp"

using namespace slurmlic;
using testing::holds_word;
using testing::names_of_generator;

namespace {

struct Anonymous {
    std::string text;
    Pseudonyms names;
};

const Manager& flexlm() { return usual_manager(); }

SeatStatus parsed(const std::string& text) {
    Result<SeatStatus> status = flexlm().parse_status(text);
    REQUIRE(status);
    return std::move(*status);
}

Anonymous anonymous(const std::string& text) {
    Anonymous pair;
    const auto all = anonymize({{"saved.txt", text}}, flexlm().texts, pair.names);
    REQUIRE(all);
    CHECK(all->front().kind == "lmstat");
    pair.text = all->front().text;
    return pair;
}

/// With the names replaced; a feature may have the name of a user.
auto figures(const Feature& one, Mask* names) {
    const auto name = [names](const std::string& own) { return names == nullptr ? own : names->named(own); };
    return std::tuple(name(one.name), name(one.vendor), one.issued, one.used, one.checkouts, one.reservations, one.queued,
                      one.borrowed, one.expiry, one.uncounted);
}

/// A label with the generator's bytes that are no UTF-8.
std::string as_it_was(std::string label) {
    using Pair = std::pair<std::string, std::string>;
    for (const auto& [shown, bytes] : {Pair("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "\xd5\xc5\xc8\xfd"),
                                       Pair("M\xEF\xBF\xBDller", "M\xfcller")}) {
        if (const std::size_t at = label.find(shown); at != npos) label.replace(at, shown.size(), bytes);
    }
    return label;
}

/// Who has how many seats, with the names replaced, in any order.
auto holders_of(const Feature& feature, Pseudonyms* names) {
    std::multiset<std::tuple<std::string, std::string, std::int64_t>> all;
    for (const Checkout& one : feature.holders) {
        all.emplace(names == nullptr ? one.user : names->user(as_it_was(one.user)),
                    names == nullptr ? one.host : names->host(one.host), one.seats);
    }
    return all;
}

/// What is known of servers, likewise.
auto servers_of(const SeatStatus& status, Pseudonyms* names) {
    std::multiset<std::tuple<std::string, std::string, std::string, bool, bool>> all;
    for (const Server& one : status.servers) {
        all.emplace(names == nullptr ? one.host : names->host(one.host), one.port, one.version, one.master, one.up);
    }
    return all;
}

void check_same(const SeatStatus& before, const SeatStatus& after, Pseudonyms& names) {
    REQUIRE(before.up == after.up);
    REQUIRE(before.failure.has_value() == after.failure.has_value());
    REQUIRE(before.skipped.count() == after.skipped.count());
    REQUIRE(before.mismatches.size() == after.mismatches.size());
    REQUIRE(servers_of(before, &names) == servers_of(after, nullptr));
    REQUIRE(before.daemons.size() == after.daemons.size());
    Mask mask(flexlm().texts, names);
    for (std::size_t i = 0; i < before.daemons.size(); ++i) {
        REQUIRE(mask.named(before.daemons[i].name) == after.daemons[i].name);
        REQUIRE(before.daemons[i].up == after.daemons[i].up);
    }
    REQUIRE(before.features.size() == after.features.size());
    for (const Feature& old : before.features) {
        const auto wanted = figures(old, &mask);
        const auto changed =
            std::ranges::find_if(after.features, [&](const Feature& one) { return figures(one, nullptr) == wanted; });
        REQUIRE(changed != after.features.end());
        REQUIRE(holders_of(old, &names) == holders_of(*changed, nullptr));
    }
}

}    // namespace

TEST_CASE("lmstat: a whole text with other names") {
    const std::string text =
        "Flexible License Manager status on Fri 10/20/2017 17:02\n"
        "License server status: 27000@lic1.acme.com,27000@10.0.0.7\r\n"
        "    License file(s) on lic1.acme.com: /home/alice/license.dat:/x:\r\n\n"
        "lic1: license server UP (MASTER) v11.7\n"
        "10.0.0.7: Cannot connect to license server system. (-15,570:115 \"Operation now in progress\")\n"
        "Vendor daemon status (on LIC1):\n  acmed: UP v11.6\n  thirdd: No such thing (-5,3)\nFeature usage info:\n"
        "Users of sim:  (Total of 9 licenses issued;  Total of 4 licenses in use)\n"
        "  \"sim\" v1.2, vendor: acmed, expiry: 31-dec-2099\n  vendor_string: customer=ACME,site=7\n"
        "  nodelocked license, locked to \"ID=12345\"\n"
        "    alice pc1.acme.com pc1.acme.com:0.0 (v1.2) (lic1/27000 101), start Mon 9/28 8:01\n"
        "\tJohn  Smith PC1 PC1 (v1.2) (lic1.acme.com/27000 102), start Mon 9/28 8:01, 2 licenses  (linger: 885098 / 1340160)\n"
        "    ALICE ws0 /dev/pts/3 (vL-2016) (lic1/27000 103), start Mon 9/28 8:01:22, PID: 99 \n"
        "    1 RESERVATION for USER alice (lic1/27000)\n    1 RESERVATION for INTERNET 10.0.0.9 (lic1/27000)\n"
        "    4 RESERVATIONs for GROUP acme_eda (lic1/27000)\n"
        "ask carl at lic1.acme.com, port 27000\n"
        "other.host: license server strange\n";
    CHECK(anonymous(text).text ==
          "Flexible License Manager status on Fri 10/20/2017 17:02\n"
          "License server status: 27000@host1.domain1.domain2,27000@198.18.0.1\r\n"
          "    License file(s) on host1.domain1.domain2: path1:\r\n\n"
          "host1: license server UP (MASTER) v11.7\n"
          "198.18.0.1: Cannot connect to license server system. (-15,570:115 \"Operation now in progress\")\n"
          "Vendor daemon status (on HOST1):\n  acmed: UP v11.6\n  word1: No such word2 (-5,3)\nFeature usage info:\n"
          "Users of sim:  (Total of 9 licenses issued;  Total of 4 licenses in use)\n"
          "  \"sim\" v1.2, vendor: acmed, expiry: 31-dec-2099\n  vendor_string: word3=WORD4,word5=7\n"
          "  nodelocked license, locked to HOST2\n"
          "    user1 host3.domain1.domain2 host3.domain1.domain2:0.0 (v1.2) (host1/27000 101), start Mon 9/28 8:01\n"
          "\tUser2 HOST3 HOST3 (v1.2) (host1.domain1.domain2/27000 102), start Mon 9/28 8:01, 2 licenses  (linger: 885098 / "
          "1340160)\n"
          "    USER1 host4 /dev/pts/3 (vL-2016) (host1/27000 103), start Mon 9/28 8:01:22, PID: 99 \n"
          "    1 RESERVATION for USER user1 (host1/27000)\n    1 RESERVATION for INTERNET 198.18.0.2 (host1/27000)\n"
          "    4 RESERVATIONs for GROUP user3 (host1/27000)\n"
          "word6 word7 at host1.domain1.domain2, port 27000\n"
          "host5.domain3: license server word8\n");
}

TEST_CASE("lmstat: a daemon or feature with somebody's name stays one, and long numbers, versions and keys stay") {
    const std::string text =
        "License server status: 27000@snpslmd,27000@lic1\nsnpslmd: license server UP (MASTER) v11.19.7a\n"
        "Vendor daemon status (on snpslmd):\n  snpslmd: UP v11.19.7a\n  MLM: UP v11.6\n"
        "Users of alice:  (Total of 12345678901 licenses issued;  Total of 12345678901 licenses in use)\n"
        "  \"alice\" v2017.06-SP1, vendor: mlm, expiry: 31-dec-2099\n"
        "    alice pc1 /dev/alice (v1) (lic1/27000 12345678901), start Mon 9/28 8:01, 12345678901 licenses, TAG: x\n"
        "    ACME\\ALICE a b pc1 localhost:10.0 (v1) (lic1/27000 1), start Mon 9/28 8:01 (linger: 5 / 9) NOTE: alice\n"
        "    mlm pc1 pc1 alice:product (v1) (lic1/27000 2), start Mon 9/28 8:01\n"
        "    John Doe 4711 4711 99 (v1) (lic1/27000 3), start Mon 9/28 8:01\n"
        "Feature Version #licenses Vendor Expires\nalice 1.0 2 mlm 1-jan-2030\n";
    Anonymous changed = anonymous(text);
    CHECK(changed.text ==
          "License server status: 27000@host1,27000@host2\nhost1: license server UP (MASTER) v11.19.7a\n"
          "Vendor daemon status (on host1):\n  host1: UP v11.19.7a\n  USER3: UP v11.6\n"
          "Users of host4:  (Total of 12345678901 licenses issued;  Total of 12345678901 licenses in use)\n"
          "  \"host4\" v2017.06-SP1, vendor: user3, expiry: 31-dec-2099\n"
          "    user1 host3 /dev/host4 (v1) (host2/27000 12345678901), start Mon 9/28 8:01, 12345678901 licenses, TAG: word1\n"
          "    DOMAIN1\\User2 host3 localhost:10.0 (v1) (host2/27000 1), start Mon 9/28 8:01 (linger: 5 / 9) NOTE: host4\n"
          "    user3 host3 host3 host4:word2 (v1) (host2/27000 2), start Mon 9/28 8:01\n"
          "    User4 host5 host5 99 (v1) (host2/27000 3), start Mon 9/28 8:01\n"
          "Feature Version #licenses Vendor Expires\nhost4 1.0 2 user3 1-jan-2030\n");
    check_same(parsed(text), parsed(changed.text), changed.names);
}

TEST_CASE("lmstat: the sample texts are read the same with other names") {
    Anonymous triad = anonymous(lmstat_sample("triad.txt"));
    check_same(parsed(lmstat_sample("triad.txt")), parsed(triad.text), triad.names);
    for (const char* const name : {"installed_expires_vendor.txt", "installed_vendor_expires.txt"}) {
        Anonymous both = anonymous(lmstat_sample("triad.txt") + lmstat_sample(name));
        check_same(parsed(lmstat_sample("triad.txt") + lmstat_sample(name)), parsed(both.text), both.names);
    }
}

TEST_CASE("lmstat: 3,000 random outputs are read the same with other names, and no name is left") {
    for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
        const std::string text = generate_lmstat(seed).text;
        Anonymous pair = anonymous(text);
        CAPTURE(seed);
        CAPTURE(text);
        CAPTURE(pair.text);
        check_same(parsed(text), parsed(pair.text), pair.names);
        for (const std::string& name : names_of_generator) REQUIRE_FALSE_MESSAGE(holds_word(pair.text, name), name);
    }
}

TEST_CASE("lmstat: no name is left of texts that are broken anywhere, either") {
    std::mt19937_64 random(7);
    for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
        std::string text = generate_lmstat(seed).text;
        for (int i = 0; i < 40; ++i) {
            const std::size_t at = random() % text.size();
            // Blanks and punctuation alone: a letter that changes makes another name.
            if (std::string_view(" \n,:(/)\"@").find(text[at]) != std::string_view::npos)
                text[at] = " \n,:(/)\"@"[random() % 9];
        }
        const std::string changed = anonymous(text).text;
        CAPTURE(seed);
        CAPTURE(text);
        CAPTURE(changed);
        for (const std::string& name : names_of_generator) REQUIRE_FALSE_MESSAGE(holds_word(changed, name), name);
    }
}
