#include "core/seats/lmx/lmx.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>

#include "core/seats/lmx/licstat.hpp"
#include "core/text/text.hpp"
#include "tests/support/sentences.hpp"

using namespace slurmlic;

namespace {

using Holders = std::map<std::string, std::int64_t>;
using Messages = std::vector<std::string>;

const std::string head = "LM-X License Server on 6200@lic1.example.com:\n\nServer version: v5.1 Uptime: 3 day(s) 0 sec(s)\n";
const std::string ruler = "----------------------------------------\n";

std::string feature_line(const std::string& name, const std::string& vendor = "ACME") {
    return ruler + "Feature: " + name + " Version: 21.0 Vendor: " + vendor +
           "\nStart date: 2022-02-17 Expire date: 2023-01-31\nKey type: EXCLUSIVE License sharing: CUSTOM VIRTUAL\n\n";
}

/// With its details.
std::string holder_line(const std::string& line) {
    return "\n" + line + "\nLogin time: 2022-02-18 09:26   Checkout time: 2022-02-18 09:29\nShared on custom string: x:y\n";
}

const std::string sample =
    "LM-X End-user Utility v3.32\nCopyright (C) 2002-2010 X-Formation. All rights reserved.\n\n"
    "++++++++++++++++++++++++++++++++++++++++\n" +
    head + feature_line("Reader") + "0 of 3 license(s) used\n" + feature_line("Units") + "40000 of 1000003 license(s) used:\n" +
    holder_line("15000 license(s) used by ann@ws82 [10.6.0.7]") +
    holder_line("25000 license(s) used by bob@ws9.example.com_v2 [10.6.0.8]") + feature_line("Flux") +
    "7 of 2147483647 license(s) used:\n" + holder_line("7 license(s) used by ann@ws82 [10.6.0.7]");

SeatStatus parsed(const std::string& text) {
    Result<SeatStatus> status = parse_licstat(text);
    REQUIRE_MESSAGE(status.has_value(), (status ? "" : to_sentence(status.error())));
    return std::move(*status);
}

const Feature& feature(const SeatStatus& status, std::string_view name) {
    const auto found = std::ranges::find(status.features, name, &Feature::name);
    REQUIRE(found != status.features.end());
    return *found;
}

Holders holders(const Feature& feature) {
    Holders all;
    for (const Checkout& one : feature.holders) CHECK(all.emplace(one.user + " on " + one.host, one.seats).second);
    return all;
}

Messages skipped(const SeatStatus& status) { return testing::sentences(status.skipped.first(), "lmx"); }

std::string error_of(const std::string& text) {
    const Result<SeatStatus> status = parse_licstat(text);
    REQUIRE_FALSE(status.has_value());
    return testing::sentence(status.error(), "lmx");
}

std::string failure_of(const SeatStatus& status) { return status.failure ? testing::sentence(*status.failure, "lmx") : ""; }

bool is_absent(const Feature& one) {
    return !one.issued && !one.used && !one.checkouts && !one.borrowed && !one.expiry && one.holders.empty();
}

/// One feature with these lines behind its own.
SeatStatus with_lines(const std::string& lines) { return parsed(head + feature_line("f") + lines); }

Holders holders_of(const std::string& line) {
    return holders(with_lines("9 of 9 license(s) used:\n" + line + "\n").features[0]);
}

std::string replaced(std::string text, const std::string& old, const std::string& with) {
    for (std::size_t at = text.find(old); at != npos; at = text.find(old, at + with.size())) text.replace(at, old.size(), with);
    return text;
}

}    // namespace

TEST_CASE("lmx: servers, features and who holds their seats") {
    const SeatStatus status = parsed(sample);
    CHECK(status.up);
    CHECK(failure_of(status).empty());
    REQUIRE(status.servers.size() == 1);
    CHECK(status.servers[0].host == "lic1.example.com");
    CHECK(status.servers[0].port == "6200");
    CHECK(status.servers[0].version == "v5.1");
    CHECK(status.servers[0].up);
    CHECK(status.daemons.empty());
    REQUIRE(status.features.size() == 3);
    const Feature& units = feature(status, "Units");
    CHECK(units.vendor == "ACME");
    CHECK(units.issued == 1'000'003);
    CHECK(units.used == 40'000);
    CHECK(units.checkouts == 40'000);
    CHECK(units.expiry == 1'675'209'600);    // the end of the day
    CHECK(holders(units) == Holders{{"ann on ws82", 15'000}, {"bob on ws9.example.com_v2", 25'000}});
    CHECK(feature(status, "Reader").used == 0);
    CHECK(feature(status, "Reader").checkouts == 0);
    CHECK(skipped(status).empty());
    CHECK(status.mismatches.empty());
}

TEST_CASE("lmx: 2147483647 seats and UNLIMITED ones are issued without a limit, and what is used is told") {
    const Feature flux = feature(parsed(sample), "Flux");
    CHECK(flux.uncounted);
    CHECK_FALSE(flux.issued.has_value());
    CHECK(flux.used == 7);
    CHECK(flux.checkouts == 7);
    CHECK(with_lines("0 of UNLIMITED license(s) used\n").features[0].uncounted);
    CHECK(with_lines("0 of 2147483646 license(s) used\n").features[0].issued == 2'147'483'646);
}

TEST_CASE("lmx: queued, reserved and borrowed seats are absent where nothing is said of them") {
    for (const Feature& one : parsed(sample).features) CHECK_FALSE((one.queued || one.reservations || one.borrowed));
}

TEST_CASE("lmx: what is borrowed is told by the line behind a holder, and for how long is not known") {
    const std::string holders =
        "3 of 4 license(s) used:\n1 license(s) used by ann@a [10.0.0.1]\n"
        "    Borrow expire time: 2022-02-25 09:26\n2 license(s) used by bob@b [10.0.0.2]\n"
        "    Login time: 2022-02-18 09:26   Checkout time: 2022-02-18 09:29\n";
    SeatStatus status = with_lines(holders + feature_line("idle") + "0 of 1 license(s) used\n");
    CHECK(feature(status, "f").borrowed == 1);
    REQUIRE(feature(status, "f").holders.size() == 2);
    CHECK(feature(status, "f").holders[0].borrowed == 1);
    CHECK(feature(status, "f").holders[0].borrowed_for == 0);
    CHECK(feature(status, "f").holders[1].borrowed == 0);
    CHECK(feature(status, "idle").borrowed == 0);
    // Not all who hold seats are named, or the line behind the last one is missing.
    CHECK_FALSE(with_lines(replaced(holders, "3 of", "4 of")).features[0].borrowed.has_value());
    CHECK_FALSE(with_lines(holders.substr(0, holders.find("    Login"))).features[0].borrowed.has_value());
}

TEST_CASE("lmx: a license that never expires, a time behind a date, and a date that can't be read") {
    const auto expiry = [](const std::string& date) {
        return parsed(head + "Feature: f Version: 1 Vendor: v\nStart date: NONE Expire date: " + date +
                      "\n0 of 1 license(s) used\n");
    };
    CHECK(expiry("NONE").features[0].expiry == std::numeric_limits<double>::infinity());
    CHECK(expiry("2023-01-31 12:00").features[0].expiry == 1'675'209'600);
    CHECK(expiry("31-jan-2023").features[0].expiry == 1'675'209'600);
    for (const std::string date : {"2023-02-30", "2023-13-01", "20230131", "23-01-31", "2023-01-"}) {
        CAPTURE(date);
        const SeatStatus status = expiry(date);
        CHECK_FALSE(status.features[0].expiry.has_value());
        CHECK(status.features[0].issued == 1);
        CHECK(skipped(status) ==
              Messages{"lmx:5: expected a date such as 2030-12-31 or NONE after Expire date:, got \"" + date + "\""});
    }
}

TEST_CASE("lmx: versions of a feature, also on several servers, are summed, and vendors are told apart") {
    const std::string other = replaced(head, "6200@lic1", "6300@lic2");
    const std::string early = replaced(feature_line("f"), "2023-01-31", "2022-12-31");
    const SeatStatus status =
        parsed(head + feature_line("f") + "1 of 3 license(s) used:\n1 license(s) used by ann@a [10.0.0.1]\n" +
               replaced(feature_line("f"), "21.0", "22.0") + "0 of 4 license(s) used\n" + feature_line("f", "OTHER") +
               "0 of 5 license(s) used\n" + other + early + "2 of 6 license(s) used:\n2 license(s) used by ann@a [10.0.0.1]\n");
    CHECK(status.servers.size() == 2);
    REQUIRE(status.features.size() == 2);
    CHECK(status.features[0].vendor == "ACME");
    CHECK(status.features[0].issued == 13);
    CHECK(status.features[0].used == 3);
    CHECK(status.features[0].expiry == 1'672'531'200);
    CHECK(holders(status.features[0]) == Holders{{"ann on a", 3}});
    CHECK(status.features[1].issued == 5);
    CHECK(status.mismatches.empty());
}

TEST_CASE("lmx: a head may list redundant servers, addresses of IPv6 and what nobody knows") {
    const auto servers = [](const std::string& line) {
        std::string all;
        for (const Server& one : parsed(line + "\nServer version: v5.5 Uptime: 1 sec(s)\n").servers)
            all += one.host + " " + one.port + " " + one.version + (one.up ? " up\n" : " down\n");
        return all;
    };
    CHECK(servers("LM-X License Server on 6200@a:6300@b:6200@c.x:") == "a 6200 v5.5 up\nb 6300 v5.5 up\nc.x 6200 v5.5 up\n");
    CHECK(servers("LM-X License Server on 6200@a, 6300@b:") == "a 6200 v5.5 up\nb 6300 v5.5 up\n");
    CHECK(servers("LM-X License Server on 6200@fe80::1:") == "fe80::1 6200 v5.5 up\n");
    CHECK(servers("LM-X License Server on 6200@fe80::1:6200@[::2]:") == "[::2] 6200 v5.5 up\nfe80::1 6200 v5.5 up\n");
    CHECK(servers("lm-x license server on 6200@a: Vendor ACME:") == "a 6200 v5.5 up\n");
    CHECK(servers("LM-X License Server on a") == "a  v5.5 up\n");
}

TEST_CASE("lmx: a server that is up may serve nothing") {
    for (const std::string& text : {head, head + ruler}) {
        const SeatStatus status = parsed(text);
        CHECK(status.up);
        CHECK(status.servers[0].up);
        CHECK(status.features.empty());
        CHECK(skipped(status).empty());
    }
}

TEST_CASE("lmx: a dead server is down, and says why") {
    const SeatStatus status = parsed("LM-X End-user Utility v3.32\n\nLM-X license server(s):\n" + ruler +
                                     "There are no license server(s) available.\n");
    CHECK_FALSE(status.up);
    CHECK(failure_of(status) == "lmx:5: There are no license server(s) available.");
    CHECK(lmx().hint_on(status.failure->got) ==
          "mostly nothing listens there: check host and port (LM-X has 6200 unless it is told another), and firewalls");
    CHECK(lmx().hint_on("Error: no").empty());
    CHECK(status.servers.empty());
    CHECK(skipped(status).empty());
    for (const std::string why : {"Error: Network error. Connection refused", "License server does not respond (Internal: 40)",
                                  "Unable to connect", "LM-X Error: (Internal: 229)", "Cannot resolve host name"}) {
        CAPTURE(why);
        const SeatStatus down = parsed("LM-X License Server on 6200@lic1:\n\n" + why + "\nask somebody\n");
        CHECK_FALSE(down.up);
        CHECK(failure_of(down) == "lmx:3: " + why);
        REQUIRE(down.servers.size() == 1);
        CHECK_FALSE(down.servers[0].up);
        CHECK(down.servers[0].failure == why);
        CHECK(skipped(down).empty());
    }
}

TEST_CASE("lmx: of several servers one may be down, and one that served may end with an error") {
    const std::string down = "LM-X License Server on 6200@lic2:\nError: no\n";
    const SeatStatus status = parsed(down + head + feature_line("f") + "0 of 3 license(s) used\n");
    CHECK(status.up);
    CHECK(failure_of(status) == "lmx:2: Error: no");
    REQUIRE(status.servers.size() == 2);
    CHECK(status.servers[0].up);
    CHECK_FALSE(status.servers[1].up);
    CHECK(status.features[0].issued == 3);
    const SeatStatus later = parsed(sample + "Error: lost\n");
    CHECK(later.up);
    CHECK(later.servers[0].up);
    CHECK(later.servers[0].failure.empty());
    CHECK(failure_of(later) == "lmx:38: Error: lost");
}

TEST_CASE("lmx: a server that is told twice is counted once") {
    const SeatStatus status = parsed(sample + sample);
    CHECK(status.servers.size() == 1);
    CHECK(feature(status, "Units").issued == 1'000'003);
    CHECK(feature(status, "Units").checkouts == 40'000);
    CHECK(skipped(status) ==
          Messages{"lmx:42: expected each license server once, got \"LM-X License Server on 6200@lic1.example.com:\""});
}

TEST_CASE("lmx: redundant servers that are told again in another order, with another one, are counted once") {
    const auto answer = [](const std::string& addresses) {
        return "LM-X License Server on " + addresses + ":\nServer version: v5.1 Uptime: 3 sec(s)\n" + feature_line("f") +
               "0 of 3 license(s) used\n";
    };
    const SeatStatus status = parsed(answer("6200@a:6200@b") + answer("6200@b:6200@a:6200@c"));
    CHECK(status.servers.size() == 3);
    for (const Server& one : status.servers) CHECK(one.up);
    CHECK(feature(status, "f").issued == 3);
    CHECK(skipped(status) ==
          Messages{"lmx:9: expected each license server once, got \"LM-X License Server on 6200@b:6200@a:6200@c:\""});
}

TEST_CASE("lmx: whatever stands behind a head instead of an answer is why its server is down") {
    for (const std::string why : {"No response", "Server does not reply", "Request timed out", "Host not found",
                                  "Not available", "No route to host", "Access denied"}) {
        CAPTURE(why);
        const SeatStatus down = parsed("LM-X License Server on 6200@lic1:\n\n" + why + "\nask somebody\n");
        CHECK_FALSE(down.up);
        CHECK(failure_of(down) == "lmx:3: " + why);
        REQUIRE(down.servers.size() == 1);
        CHECK_FALSE(down.servers[0].up);
        CHECK(down.servers[0].failure == why);
        CHECK(skipped(down).empty());
    }
    const SeatStatus late = parsed("LM-X License Server on 6200@lic1:\nWARNING: soon\nServer version: v5.1 Uptime: 3 sec(s)\n");
    CHECK(late.up);
    CHECK(failure_of(late).empty());
    CHECK(skipped(late) == Messages{"lmx:2: expected a line that lmxendutil -licstat prints there, got \"WARNING: soon\""});
}

TEST_CASE("lmx: a head alone is no answer") {
    const std::string alone = "LM-X License Server on 6200@lic0:\n";
    CHECK(error_of("\n" + alone) ==
          "lmx:2: expected \"Server version: VERSION\" or features behind the head of a server, got nothing");
    const SeatStatus status = parsed(alone + ruler + head);
    CHECK(status.up);
    CHECK(failure_of(status) == "lmx:1: no answer");
    REQUIRE(status.servers.size() == 2);
    CHECK(status.servers[0].failure == "no answer");
    CHECK_FALSE(status.servers[0].up);
    CHECK(status.servers[1].up);
    for (const std::string lines : {"Feature: f Version: 1 Vendor: v\n", "0 of 3 license(s) used\n"})
        CHECK(parsed(alone + lines).servers[0].up);
}

TEST_CASE("lmx: order of fields, case, blanks, tabs, CRLF and bytes that are no text change nothing") {
    const std::string other =
        replaced(sample, "Feature: Units Version: 21.0 Vendor: ACME", "Vendor: ACME\tFeature:  Units  VERSION: 21.0");
    const std::string dates =
        replaced(other, "Start date: 2022-02-17 Expire date: 2023-01-31", "  Expire date : 2023-01-31   Start Date: NONE");
    for (const std::string& text : {dates, replaced(sample, "\n", "\r\n"), replaced(sample, "\n", "\n\n"),
                                    replaced(sample, " license(s) ", " \t license(s)  "), replaced(sample, ruler, ""),
                                    replaced(sample, "\n", " \t\n  "), sample.substr(0, sample.size() - 1)}) {
        CAPTURE(text);
        const SeatStatus status = parsed(text);
        CHECK(holders(feature(status, "Units")) == holders(feature(parsed(sample), "Units")));
        CHECK(feature(status, "Units").vendor == "ACME");
        CHECK(feature(status, "Units").expiry == 1'675'209'600);
        CHECK(feature(status, "Flux").uncounted);
        CHECK(status.servers[0].version == "v5.1");
        CHECK(skipped(status).empty());
    }
    const std::string odd = replaced(replaced(sample, "ann@", "m\xfcller@"), "Units", std::string("U\0\x1b", 3));
    const SeatStatus status = parsed(odd);
    CHECK(status.features.size() == 3);
    CHECK(status.features[2].name.starts_with("U"));
    CHECK(status.features[2].used == 40'000);
    CHECK(holders(feature(status, "Flux")) == Holders{{"m\xef\xbf\xbdller on ws82", 7}});
}

TEST_CASE("lmx: users and hosts of odd shapes") {
    CHECK(holders_of("9 license(s) used by ann@corp.com@pc1 [10.0.0.1]") == Holders{{"ann@corp.com on pc1", 9}});
    CHECK(holders_of("9 license(s) used by CORP\\ann@pc1 [fe80::1%eth0]") == Holders{{"CORP\\ann on pc1", 9}});
    CHECK(holders_of("9 license(s) used by Doe, John@PC 1 [10.0.0.1]") == Holders{{"Doe, John on PC 1", 9}});
    CHECK(holders_of("9 license(s) used by j\xc3\xb6rg@fe80::1 [fe80::1]") == Holders{{"j\xc3\xb6rg on fe80::1", 9}});
    CHECK(holders_of("9 license(s) used by ann@pc1") == Holders{{"ann on pc1", 9}});
    CHECK(holders_of("9 license(s) used by ann@pc1 [unknown]") == Holders{{"ann on pc1", 9}});
    CHECK(holders_of("9 license(s) used by a [b] c@pc1 [10.0.0.1]") == Holders{{"a [b] c on pc1", 9}});
    CHECK(holders_of("9 license(s) used by a [10.0.0.2] c@pc1 [10.0.0.1]") == Holders{{"a [10.0.0.2] c on pc1", 9}});
    CHECK(holders_of("9 license(s) used by ann@[::1] [::1] [more]") == Holders{{"ann on [::1]", 9}});
    CHECK(holders_of("9 license(s) used by Feature: x Vendor: y@pc1 [::1]") == Holders{{"Feature: x Vendor: y on pc1", 9}});
}

TEST_CASE("lmx: a holder that can't be read for sure has seats and no name, and is a skipped line") {
    CHECK(holders_of("9 license(s) used by ann [10.0.0.1]") == Holders{{" on ", 9}});
    CHECK(holders_of("9 license(s) used by ann@pc1 and more") == Holders{{" on ", 9}});
    CHECK(holders_of("9 license(s) used by @pc1 [10.0.0.1]") == Holders{{" on pc1", 9}});
    CHECK(holders_of("9 license(s) used by ann@ [10.0.0.1]") == Holders{{"ann on ", 9}});
    const SeatStatus status = with_lines("9 of 9 license(s) used:\n9 license(s) used by ann [10.0.0.1]\n");
    CHECK(skipped(status) ==
          Messages{"lmx:10: expected SEATS license(s) used by USER@HOST [ADDRESS], got \"9 license(s) used by "
                   "ann [10.0.0.1]\""});
    CHECK(status.features[0].checkouts == 9);
}

TEST_CASE("lmx: words behind an address are a skipped line whose holder counts, and borrowed seats are not known then") {
    const std::string other =
        ruler + "Feature: g Version: 1 Vendor: v\n1 of 1 license(s) used:\n1 license(s) used by tom@pc2 [10.0.0.2]\n" +
        "Borrow expire time: 2022-02-25 09:26\n";
    for (const std::string words : {"(borrowed)", "until Friday", "[x]", "and more"}) {
        CAPTURE(words);
        const std::string line = "9 license(s) used by ann@pc1 [10.0.0.1] " + words;
        const SeatStatus status = with_lines("9 of 9 license(s) used:\n" + line + "\nLogin time: 2022-02-18 09:26\n" + other);
        CHECK(holders(feature(status, "f")) == Holders{{"ann on pc1", 9}});
        CHECK(feature(status, "f").checkouts == 9);
        CHECK_FALSE(feature(status, "f").borrowed.has_value());
        CHECK(feature(status, "g").borrowed == 1);
        CHECK(skipped(status) ==
              Messages{"lmx:10: expected SEATS license(s) used by USER@HOST [ADDRESS], got \"" + line + "\""});
    }
    CHECK(holders_of("9 license(s) used by ann@pc1 [10.0.0.1] see [10.0.0.2]") == Holders{{" on ", 9}});
}

TEST_CASE("lmx: users who are not all named are a mismatch, and a count of theirs that is none makes checkouts absent") {
    const SeatStatus less = with_lines("9 of 9 license(s) used:\n4 license(s) used by ann@pc1 [10.0.0.1]\n");
    CHECK(testing::sentences(less.mismatches, "lmx") ==
          Messages{"lmx:5: expected users of \"f\" whose seats sum up to the 9 in use, got 4"});
    CHECK_FALSE(less.features[0].checkouts.has_value());
    for (const std::string count : {"-4", "99999999999999999999", "4x"}) {
        CAPTURE(count);
        const SeatStatus status = with_lines("9 of 9 license(s) used:\n" + count + " license(s) used by ann@pc1 [10.0.0.1]\n");
        CHECK(status.features[0].used == 9);
        CHECK_FALSE(status.features[0].checkouts.has_value());
        CHECK(status.skipped.count() == 1);
        CHECK(status.mismatches.empty());
    }
}

TEST_CASE("lmx: a feature whose figures are none, missing or there twice is absent, and a skipped line") {
    const std::string expected = "expected the figures of \"f\" once, as USED of ISSUED license(s) used, got ";
    for (const std::string figures : {"-1 of 3", "1 of -3", "99999999999999999999 of 3", "x of 3", "1 of 3x"}) {
        CAPTURE(figures);
        const SeatStatus status = with_lines(figures + " license(s) used\n1 license(s) used by ann@pc1 [10.0.0.1]\n");
        CHECK(is_absent(status.features[0]));
        CHECK(skipped(status) == Messages{"lmx:9: " + expected + "\"" + figures + " license(s) used\""});
    }
    CHECK(skipped(with_lines("")) == Messages{"lmx:5: " + expected + "nothing"});
    CHECK(is_absent(with_lines("").features[0]));
    const SeatStatus twice = with_lines("1 of 3 license(s) used\n1 of 4 license(s) used\n");
    CHECK(is_absent(twice.features[0]));
    CHECK(skipped(twice) == Messages{"lmx:10: " + expected + "\"1 of 4 license(s) used\""});
    // One version of it that can't be told makes the sum absent.
    CHECK(is_absent(parsed(sample + feature_line("Units")).features[2]));
    const SeatStatus more = with_lines("1 of 3 license(s) used (2 reserved)\n");
    CHECK(skipped(more).size() == 1);
}

TEST_CASE("lmx: unknown lines are skipped lines, and banners and denials are none") {
    const SeatStatus status =
        with_lines("0 of 3 license(s) used\n3 denial(s) in the last 24 hours.\nodd line\n2 license(s) queued\n");
    CHECK(status.features[0].issued == 3);
    CHECK(skipped(status) ==
          Messages{"lmx:11: expected a line that lmxendutil -licstat prints there, got \"odd line\"",
                   "lmx:12: expected a line that lmxendutil -licstat prints there, got \"2 license(s) queued\""});
}

TEST_CASE("lmx: lines without their feature are not given to another") {
    const SeatStatus status = with_lines("0 of 3 license(s) used\n" + ruler + "Featur: g\n5 of 6 license(s) used:\n" +
                                         "5 license(s) used by ann@pc1 [10.0.0.1]\n");
    REQUIRE(status.features.size() == 1);
    CHECK(status.features[0].issued == 3);
    CHECK(status.features[0].holders.empty());
    CHECK(status.skipped.count() == 3);
    CHECK(skipped(status)[1] == "lmx:12: expected a feature in front of its figures, got \"5 of 6 license(s) used:\"");
    CHECK(skipped(with_lines("0 of 3 license(s) used\nFeature: Version: 1 Vendor: v\n"))[0] ==
          "lmx:10: expected Feature: NAME Version: VERSION Vendor: VENDOR, got \"Feature: Version: 1 Vendor: v\"");
}

TEST_CASE("lmx: a text in which nothing is understood is an error") {
    const std::string expected =
        "expected \"LM-X License Server on PORT@HOST:\" or \"There are no license server(s) available.\", got ";
    CHECK(error_of("") == "lmx: " + expected + "nothing");
    CHECK(error_of("LM-X End-user Utility v3.32\n") == "lmx: " + expected + "neither");
    CHECK(error_of("\nhello\n") == "lmx:2: expected a line that lmxendutil -licstat prints there, got \"hello\"");
    CHECK(error_of("LM-X License Server on 6200@li") ==
          "lmx:1: expected LM-X License Server on PORT@HOST:, got \"LM-X License Server on 6200@li\"");
}

TEST_CASE("lmx: of a text that is cut off at any byte each number is the true one or absent") {
    const std::string borrowed = replaced(sample, "Login time:", "Borrow expire time: 2022-02-25 09:26 Login time:");
    for (const std::string& whole : {sample, replaced(sample, "\n", "\r\n"), borrowed}) {
        const SeatStatus truth = parsed(whole);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const std::string text = whole.substr(0, size);
            CAPTURE(text);
            const Result<SeatStatus> cut = parse_licstat(text);
            if (!cut) continue;
            CHECK(cut->up);
            for (const Server& one : cut->servers) {
                CHECK(one.host == truth.servers[0].host);
                CHECK((one.version.empty() || one.version == truth.servers[0].version));
            }
            for (const Feature& one : cut->features) {
                const Feature& whole_one = feature(truth, one.name);
                CHECK(one.vendor == whole_one.vendor);
                CHECK((!one.issued || one.issued == whole_one.issued));
                CHECK((!one.used || one.used == whole_one.used));
                CHECK((!one.used || one.uncounted == whole_one.uncounted));
                CHECK((!one.expiry || one.expiry == whole_one.expiry));
                // Without its figures there is none, with fewer users it is a mismatch.
                if (!one.used) CHECK(cut->skipped.count() > 0);
                if (one.used && one.checkouts != one.used) CHECK(cut->mismatches.size() == 1);
                const Holders known = holders(whole_one);
                for (const auto& [who, seats] : holders(one)) CHECK((known.contains(who) && known.at(who) == seats));
                if (whole != borrowed || one.borrowed.value_or(0) == 0) continue;
                CHECK(one.borrowed == one.used);    // all of them are
            }
        }
    }
}

TEST_CASE("lmx: a feature whose second version is cut off behind its name is absent") {
    const std::string one = head + feature_line("f") + "0 of 3 license(s) used\n";
    CHECK(parsed(one + ruler + "Feature: f Vers").features[0].issued == 3);
    CHECK(is_absent(parsed(one + ruler + "Feature: f Version: 2 Ven").features[0]));
    CHECK(parsed(one + ruler + "Feature: f Version: 2 Ven").features.size() == 1);
}

TEST_CASE("lmx: at most 1000 servers are read") {
    std::string text;
    for (int i = 0; i < 1'003; ++i) text += "LM-X License Server on 6200@h" + std::to_string(i) + ":\n";
    text += "There are no license server(s) available.\n";
    const SeatStatus status = parsed(text);
    CHECK(status.servers.size() == 1'000);
    CHECK(status.skipped.count() == 3);
    CHECK(skipped(status)[0] == "lmx:1001: expected at most 1000 servers, got \"LM-X License Server on 6200@h1000:\"");
}

TEST_CASE("lmx: it is asked by host and port") {
    const auto arguments = [](const std::string& server) { return lmx().status_arguments({.server = server}); };
    CHECK(arguments("6200@lic1") == Messages{"-licstat", "-host", "lic1", "-port", "6200"});
    CHECK(arguments("SERVER") == Messages{"-licstat", "-host", "SERVER", "-port", "PORT"});
    CHECK(lmx().asks_one_server);
    CHECK_FALSE(lmx().has_daemons);
    CHECK_FALSE(lmx().takes_expiry);
}

TEST_CASE("lmx: any part of its texts is told from those of others") {
    const auto is_lmx = [](const std::string& text) { return lmx().texts[0].is_it(text); };
    CHECK(is_lmx(sample));
    CHECK(is_lmx("There are no license server(s) available.\n"));
    for (std::size_t at = 0; at < sample.find("Flux"); at += 7) CHECK(is_lmx(sample.substr(at)));
    for (const std::string line :
         {"Feature: f Version: 1 Vendor: v", "Login time: 2022-02-18 09:26   Checkout time: 2022-02-18 09:26",
          "1 license(s) used by ann@pc1 [10.0.0.1]", "0 of 3 license(s) used", "Shared on username: ann"})
        CHECK(is_lmx(std::string("x\r\n ") + line + "\r\n"));
    for (const std::string text :
         {"", "Users of f:  (Total of 3 licenses issued;  Total of 0 licenses in use)\n", "Feature:       X\n",
          "LicenseName=f\n    Total=3 Used=0 Free=3 Reserved=0 Remote=no\n", "rlm status on lic1 (port 5053), up 1d\n",
          "lic1: license server UP (MASTER) v11.7\n", "count: 3, # reservations: 0, inuse: 0, exp: permanent\n"})
        CHECK_FALSE(is_lmx(text));
}
