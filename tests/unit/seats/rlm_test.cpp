#include "core/seats/rlm/rlm.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "core/seats/managers.hpp"
#include "core/seats/rlm/rlmstat.hpp"
#include "core/text/text.hpp"
#include "tests/support/sentences.hpp"

using namespace slurmlic;
using testing::sentences;

namespace {

using Messages = std::vector<std::string>;
using Holders = std::map<std::string, std::int64_t>;

SeatStatus parsed(std::string_view text) {
    Result<SeatStatus> status = parse_rlmstat(text);
    REQUIRE_MESSAGE(status.has_value(), (status ? "" : to_sentence(status.error())));
    return std::move(*status);
}

std::string error_of(std::string_view text) {
    const Result<SeatStatus> status = parse_rlmstat(text);
    REQUIRE_FALSE(status.has_value());
    return testing::sentence(status.error(), "rlmstat");
}

const Feature& feature(const SeatStatus& status, std::string_view name, std::string_view vendor = "acme") {
    const auto found =
        std::ranges::find_if(status.features, [&](const Feature& one) { return one.name == name && one.vendor == vendor; });
    REQUIRE(found != status.features.end());
    return *found;
}

Holders holders(const Feature& one) {
    Holders seats;
    for (const Checkout& held : one.holders) seats[held.user + "@" + held.host] += held.seats;
    return seats;
}

std::string skipped(const SeatStatus& status) {
    std::string all;
    for (const std::string& one : sentences(status.skipped.first(), "rlmstat")) all += one + "\n";
    return all;
}

std::string pool(const std::string& name, const std::string& figures) {
    return name + "\n\t\t" + figures + "\n\t\tobsolete: 0, min_remove: 120, total checkouts: 7\n";
}

const std::string pools_of_acme = "\tacme license pool status on lic1.example.com (port 63133)\n\n";
const std::string users_of_acme = "\n\n\t------------------------\n\n\tacme license usage status on lic1 (port 63133)\n\n";

/// Everything that a server prints of which two users hold seats.
const std::string whole =
    "Setting license file path to 5053@lic1.example.com\nrlmutil v15.2\n"
    "Copyright (C) 2006-2023, Reprise Software, Inc. All rights reserved.\n\n\n"
    "\trlm status on lic1.example.com (port 5053), up 5d 14:26:14\n\trlm software version v12.2 (build:2)\n"
    "\trlm comm version: v1.2\n\tStartup time: Mon Mar 25 12:29:40 2024\n"
    "\tTodays Statistics (22:55:53), init time: Sat Mar 30 04:00:01 2024\n\n"
    "\t             Recent Stats         Todays Stats         Total Stats\n"
    "\t              00:23:38             22:55:53          5d 14:26:14\n"
    "\tMessages:    1462 (1/sec)           64739 (0/sec)          316966 (0/sec)\n\n"
    "\t--------- ISV servers ----------\n\t   Name           Port Running Restarts\n"
    "\tacme             63133   Yes      0\n\tother            63134    No      3\n\n\t------------------------\n\n"
    "\tacme ISV server status on lic1.example.com (port 63133), up 5d 14:26:14\n"
    "\tacme software version v12.1 (build: 2)\n\tacme comm version: v1.2\n"
    "\tacme Debug log filename: C:\\logs\\acme.dlog\n\tacme Report log filename: <stdout>\n"
    "\tCheckouts:   24 (0/sec)           1333 (0/sec)          61732 (0/sec)\n\n\n\t------------------------\n\n" +
    pools_of_acme + pool("\tsolver v3.0, pool: 1", "count: 1000, # reservations: 5, inuse: 93, exp: 31-jan-2030") +
    pool("\tsolver v2024.0331, pool: 2", "count: 10, # reservations: 0, inuse: 2, exp: permanent") +
    pool("\tmesher v1.0, pool: 3", "count: 45, # reservations: 0, inuse: 0, exp: permanent") + users_of_acme +
    "\tsolver v3.0: jane@pc1.example.com 50/0 at 11/01 09:01  (handle: 15a) \n"
    "\tsolver v2024.0331: jane@pc1.example.com 2/0 at 11/01 09:01  (handle: 15b) \n"
    "\tsolver v3.0: CORP\\john roe@pc2 43/0 at 11/03 10:38  (handle: 128) \n";

void check_whole(const SeatStatus& status) {
    CHECK(status.up);
    CHECK_FALSE(status.failure.has_value());
    CHECK(skipped(status).empty());
    CHECK(status.mismatches.empty());
    REQUIRE(status.servers.size() == 1);
    CHECK(status.servers[0].host == "lic1.example.com");
    CHECK(status.servers[0].port == "5053");
    CHECK(status.servers[0].version == "v12.2");
    CHECK(status.servers[0].up);
    REQUIRE(status.daemons.size() == 2);
    CHECK(status.daemons[0].name == "acme");
    CHECK(status.daemons[0].version == "v12.1");
    CHECK(status.daemons[0].up);
    CHECK(status.daemons[1].name == "other");
    CHECK(status.daemons[1].failure == "Running: No");
    CHECK_FALSE(status.daemons[1].up);
    REQUIRE(status.features.size() == 2);
    const Feature& solver = feature(status, "solver");
    CHECK(solver.issued == 1010);
    CHECK(solver.used == 95);
    CHECK(solver.checkouts == 95);
    CHECK(solver.reservations == 5);
    CHECK_FALSE((solver.queued || solver.borrowed));
    CHECK(solver.expiry == 1896134400);    // the first second of February 2030
    CHECK(holders(solver) == Holders{{"jane@pc1.example.com", 52}, {"CORP\\john roe@pc2", 43}});
    CHECK(feature(status, "mesher").expiry == never_expires);
    CHECK(feature(status, "mesher").checkouts == 0);
}

std::string replaced(char old, const std::string& other) {
    std::string text;
    for (const char c : whole) text += c == old ? other : std::string(1, c);
    return text;
}

/// Whether a number is absent, or the one of the whole text.
bool is_true(const auto& number, const auto& truth) { return !number || number == truth; }

/// Behind the first pool of solver nobody can tell that another one was to follow.
void check_cut(const SeatStatus& status, const SeatStatus& truth) {
    for (const Server& one : status.servers) {
        REQUIRE(one.host == "lic1.example.com");
        REQUIRE(one.port == "5053");
        REQUIRE((one.version.empty() || one.version == "v12.2"));
    }
    for (const Daemon& one : status.daemons) {
        REQUIRE((one.name == "acme" || one.name == "other"));
        REQUIRE((one.version.empty() || one.version == "v12.1"));
    }
    for (const Feature& one : status.features) {
        const Feature& whole_one = feature(truth, one.name);
        const bool has_one_pool = one.issued == 1000 && one.used == 93;
        REQUIRE((has_one_pool || is_true(one.issued, whole_one.issued)));
        REQUIRE((has_one_pool || is_true(one.used, whole_one.used)));
        REQUIRE(is_true(one.reservations, whole_one.reservations));
        REQUIRE(is_true(one.expiry, whole_one.expiry));
        for (const auto& [name, seats] : holders(one)) REQUIRE(seats <= holders(whole_one).at(name));
    }
}

}    // namespace

TEST_CASE("rlm: the server, its ISVs, and all pools and users are read") { check_whole(parsed(whole)); }

TEST_CASE("rlm: carriage returns, blank lines and other blanks change nothing") {
    check_whole(parsed(replaced('\n', "\r\n")));
    check_whole(parsed(replaced('\n', "\n  \t\n")));
    CHECK(feature(parsed("\n\n" + replaced(' ', "\t  ")), "solver").checkouts == 95);
    check_whole(parsed(std::string_view(whole).substr(0, whole.size() - 1)));
}

TEST_CASE("rlm: of a text that is cut off at any byte, each number is the true one or absent") {
    const SeatStatus truth = parsed(whole);
    for (const std::string& text : {whole, replaced('\n', "\r\n")}) {
        for (std::size_t size = 0; size < text.size(); ++size) {
            CAPTURE(text.substr(0, size));
            const Result<SeatStatus> status = parse_rlmstat(std::string_view(text).substr(0, size));
            if (status) check_cut(*status, truth);
        }
    }
}

TEST_CASE("rlm: a pool whose second one begins is not known") {
    const std::size_t at = whole.find("solver v2024");
    for (const std::string last : {"s", "solver", "solver v", "solver v2", "solver v2024.0331, pool: 2\n"}) {
        CAPTURE(last);
        const SeatStatus status = parsed(whole.substr(0, at) + last);
        CHECK_FALSE(feature(status, "solver").used.has_value());
        CHECK(status.skipped.count() == 1);
    }
    CHECK(feature(parsed(whole.substr(0, at) + "mesher"), "solver").used == 93);
}

TEST_CASE("rlm: a number at the end of a text counts if nothing can be missing of it") {
    const auto used = [](const std::string& figures) {
        return feature(parsed(pools_of_acme + "a v1.0\n" + figures), "a").used;
    };
    CHECK(used("count: 9, # reservations: 0, inuse: 3, exp: 1-jan-2030") == 3);
    CHECK(used("count: 9, # reservations: 0, inuse: 3, exp: permanent") == 3);
    CHECK(used("exp: permanent, inuse: 3, count: 9\n") == 3);
    CHECK(used("exp: permanent, inuse: 3, count: 9,") == 3);
    CHECK_FALSE(used("exp: permanent, inuse: 3, count: 9").has_value());
    CHECK_FALSE(used("count: 9, # reservations: 0, inuse: 3, exp: 1-jan-20").has_value());
    CHECK_FALSE(used("count: 9, # reservations: 0, inuse: 3, exp: 1-jan-203").has_value());
    CHECK_FALSE(used("count: 9, # reservations: 0, inuse: 3, ex").has_value());
    CHECK_FALSE(used("count: 9, # reservations: 0, inuse: 3").has_value());
    CHECK_FALSE(used("count: 9, # reservations: 0, inuse: 3,\n").has_value());
    CHECK(used("count: 9, # reservations: 0, inuse: 3\n\n") == 3);    // a release that tells no expiry
}

TEST_CASE("rlm: figures are read by their names, in any order and over any lines") {
    const SeatStatus status =
        parsed(pools_of_acme + "a v1.0\n\texp: 1-jan-2030\n\tobsolete: 0, INUSE : 2\n  total checkouts: 3, #reservations:1\n" +
               "count: 5, soft_limit: 7, hostid: 0123\nb v2 count: 4, inuse: 1, exp: permanent\n");
    CHECK(feature(status, "a").issued == 5);
    CHECK(feature(status, "a").used == 2);
    CHECK(feature(status, "a").reservations == 1);
    CHECK(feature(status, "a").expiry == 1893542400);
    CHECK(feature(status, "b").issued == 4);
    CHECK_FALSE(feature(status, "b").reservations.has_value());
    CHECK(skipped(status).empty());
}

TEST_CASE("rlm: a pool with a number that can't be read is not known, nor is its feature") {
    for (const std::string bad :
         {"count: -5", "count: 99999999999999999999", "count: x", "count: 5 6", "count:", "count: 5.0"}) {
        CAPTURE(bad);
        const SeatStatus status =
            parsed(pools_of_acme + pool("a v1.0", "count: 1, # reservations: 0, inuse: 1, exp: permanent") +
                   pool("a v2.0", bad + ", # reservations: 0, inuse: 1, exp: permanent"));
        const Feature& a = feature(status, "a");
        CHECK_FALSE((a.issued || a.used || a.checkouts || a.reservations || a.expiry));
        CHECK(skipped(status) == "rlmstat:6: expected the figures of \"a\", got \"" + bad + "\"\n");
    }
    const SeatStatus none = parsed(pools_of_acme + "a v1.0\n\texp: permanent\nb v1.0\n");
    CHECK(skipped(none) ==
          "rlmstat:3: expected the figures of \"a\", got too few\nrlmstat:5: expected the figures of \"b\", got too few\n");
    const SeatStatus odd = parsed(pools_of_acme + pool("a v1.0", "count: 5, # reservations: 0, inuse: 1, exp: soon"));
    CHECK(feature(odd, "a").used == 1);
    CHECK_FALSE(feature(odd, "a").expiry.has_value());
    CHECK(skipped(odd) == "rlmstat:3: expected a date such as 31-dec-2099 or permanent after exp:, got \"soon\"\n");
}

TEST_CASE("rlm: uncounted licenses have no limit, and a pool of tokens is no feature") {
    const SeatStatus status =
        parsed(pools_of_acme + "a v1.0\n\t\tUNCOUNTED, inuse: 1\nb v2013.1\n\t\tToken-based license\n" +
               "c v1.0\n\t\tcount: uncounted, # reservations: 0, inuse: 2, exp: permanent\n" + users_of_acme +
               "a v1.0: jane@pc1 1/0 at 02/06 09:59 (handle: 1)\n" + "b v2013.1: jane@pc1 1/0 at 02/06 09:59 (handle: 2)\n");
    REQUIRE(status.features.size() == 2);
    CHECK(feature(status, "a").uncounted);
    CHECK_FALSE(feature(status, "a").issued.has_value());
    CHECK(feature(status, "a").used == 1);
    CHECK(feature(status, "c").uncounted);
    CHECK(feature(status, "c").used == 2);
    CHECK(skipped(status).empty());
}

TEST_CASE("rlm: a checkout is of its ISV's pools, else of pools without a vendor") {
    const std::string figures = "count: 5, # reservations: 0, inuse: 1, exp: permanent";
    const SeatStatus status =
        parsed(pool("early v1.0", figures) + pool("both v1.0", figures) + "\n\t----\n" + pools_of_acme +
               pool("both v1.0", figures) + users_of_acme + "early v1.0: a@h 1/0 at 02/06 09:59  (handle: 1)\n" +
               "both v9.9: b@h 1/0 at 02/06 09:59  (handle: 2)\nlate v1.0: c@h 1/0 at 02/06 09:59  (handle: 3)\n" +
               "\t----\n\tzeta license usage status on lic1 (port 1)\n\nboth v1.0: d@h 1/0 at 02/06 09:59  (handle: 4)\n");
    CHECK(status.up);
    CHECK(status.servers.empty());
    CHECK(holders(feature(status, "early", "")) == Holders{{"a@h", 1}});
    CHECK(holders(feature(status, "both", "acme")) == Holders{{"b@h", 1}});
    CHECK(holders(feature(status, "both", "")) == Holders{{"d@h", 1}});
    CHECK(skipped(status) == "rlmstat:22: expected a checkout of a feature whose pools are listed, got \"late\"\n");
}

TEST_CASE("rlm: users and hosts of any shape are read, or left open") {
    const auto held = [](const std::string& who) {
        const SeatStatus status =
            parsed(pools_of_acme + "a v1.0\ncount: 9, inuse: 4, exp: permanent\n" + users_of_acme + "a v1.0: " + who + "\n");
        CHECK(feature(status, "a").checkouts == 4);
        CHECK(skipped(status).empty());
        const Holders all = holders(feature(status, "a"));
        REQUIRE(all.size() == 1);
        return all.begin()->first;
    };
    const std::string rest = " 4/0 at 11/01 09:01  (handle: 15a)";
    CHECK(held("jane@pc1" + rest) == "jane@pc1");
    CHECK(held("jane doe@corp.com@pc1" + rest) == "jane doe@corp.com@pc1");
    CHECK(held("CORP\\jane@2001:db8::1" + rest) == "CORP\\jane@2001:db8::1");
    CHECK(held("M\xc3\xbcller, jr.@pc-1" + rest) == "M\xc3\xbcller, jr.@pc-1");
    CHECK(held("M\xfcller@pc1" + rest) == "M\xef\xbf\xbdller@pc1");
    CHECK(held("jane v2: x@pc1" + rest) == "jane v2: x@pc1");
    CHECK(held("jane 1/0 at 3@pc1" + rest) == "jane 1/0 at 3@pc1");
    CHECK(held("tom@sun1(v1.0) (809f418) 4/0 at 02/06 09:59") == "tom@sun1");
    CHECK(held("jane@pc1" + rest + " [I: x@y 9/0 at 1 (z)]") == "jane@pc1");
    CHECK(held("jane@pc1\t4/0  at\t11/01 09:01") == "jane@pc1");
    CHECK(held("jane" + rest) == "@");
    CHECK(held("jane@my pc" + rest) == "@");
    CHECK(held("jane@" + rest) == "jane@");
    CHECK(held("@pc1" + rest) == "@pc1");
}

TEST_CASE("rlm: seats that users share are held once, and without a list of users nobody is named") {
    const std::string list = pools_of_acme + pool("a v1.0", "count: 5, # reservations: 0, inuse: 1, exp: permanent");
    const std::string user = "a v1.0: jane@pc1 1/0 at 02/06 09:59  (handle: 1)\n";
    const SeatStatus shared = parsed(list + users_of_acme + user + user);
    CHECK(feature(shared, "a").used == 1);
    CHECK(feature(shared, "a").checkouts == 1);
    CHECK(shared.mismatches.empty());
    const SeatStatus two = parsed(list + users_of_acme + user + "a v1.0: tom@pc1 1/0 at 02/06 09:59  (handle: 2)\n");
    CHECK_FALSE(feature(two, "a").checkouts.has_value());
    CHECK(sentences(two.mismatches, "rlmstat") ==
          Messages{"rlmstat:3: expected users of \"a\" whose seats sum up to the 1 in use, got 2"});
    const SeatStatus unnamed = parsed(list);
    CHECK(feature(unnamed, "a").used == 1);
    CHECK_FALSE(feature(unnamed, "a").checkouts.has_value());
    CHECK(unnamed.mismatches.empty());
    const SeatStatus others = parsed(list + "\tzeta license usage status on lic1 (port 1)\nb v1: a@h 1/0 at 1/1 1:1\n");
    CHECK_FALSE(feature(others, "a").checkouts.has_value());
}

TEST_CASE("rlm: a server that comes again after it had answered is not counted twice") {
    const std::string list = pools_of_acme + pool("a v1.0", "count: 5, # reservations: 0, inuse: 1, exp: permanent") +
                             users_of_acme + "a v1.0: jane@pc1 1/0 at 02/06 09:59  (handle: 1)\n";
    const std::string server = "rlm status on a (port 1), up 1d\nrlm software version v15.0\n" + list;
    const std::string other = "rlm status on a (port 2), up 1d\n" + list;
    const SeatStatus status = parsed("rlm status on a (port 1), down\n" + server + "\n" + server + "junk\n" + other + server);
    CHECK(status.servers.size() == 2);
    CHECK(feature(status, "a").issued == 10);
    CHECK(feature(status, "a").used == 2);
    CHECK(holders(feature(status, "a")) == Holders{{"jane@pc1", 2}});
    CHECK(skipped(status) ==
          "rlmstat:17: expected each license server once, got \"rlm status on a (port 1), up 1d\"\n"
          "rlmstat:45: expected each license server once, got \"rlm status on a (port 1), up 1d\"\n");
}

TEST_CASE("rlm: pools, heads and tables end a failure, and pools behind it are of no ISV") {
    const std::string failure =
        "Error connecting to \"rlm\" server\nConnection attempted to host: \"b\" on port 1\nConnection refused\n";
    const std::string a = pool("a v1.0", "count: 5, # reservations: 0, inuse: 1, exp: permanent");
    for (const std::string& front : {std::string(), pools_of_acme + pool("b v1.0", "count: 1, inuse: 0, exp: permanent")}) {
        const SeatStatus status = parsed(front + failure + a);
        CHECK(status.up);
        CHECK(status.servers[0].failure ==
              "Error connecting to \"rlm\" server; Connection attempted to host: \"b\" on port 1; Connection refused");
        CHECK(feature(status, "a", "").issued == 5);
        CHECK(skipped(status).empty());
    }
    const SeatStatus listed = parsed(failure + pools_of_acme + a);
    CHECK(feature(listed, "a").issued == 5);
    CHECK(parsed(failure + "Name Port Running Restarts\nacme 1 No 0\n").daemons[0].failure == "Running: No");
    CHECK(parsed(failure + std::string("1\n2\n3\n4\n5 x\n6 x\n7 x\n8 x\n9 x\n10 x\n")).skipped.count() > 0);
}

TEST_CASE("rlm: figures behind a line that can't be read are nobody's") {
    const std::string figures = "count: 5, # reservations: 0, inuse: 1, exp: permanent";
    const SeatStatus status = parsed(pools_of_acme + pool("a v1.0", figures) + pool("mesher 1.0, pool: 3", figures) +
                                     pool("b v1.0", figures) + "c v1.0\nodd line\n" + figures + "\n");
    CHECK(feature(status, "a").issued == 5);
    CHECK(feature(status, "b").issued == 5);
    CHECK_FALSE(feature(status, "c").issued.has_value());
    const std::string expected = "expected a line that rlmstat -a prints there, got ";
    CHECK(skipped(status) == "rlmstat:6: " + expected + "\"mesher 1.0, pool: 3\"\nrlmstat:7: " + expected + "\"" + figures +
                                 "\"\nrlmstat:8: " + expected +
                                 "\"obsolete: 0, min_remove: 120, total checkouts: 7\"\n"
                                 "rlmstat:12: expected the figures of \"c\", got too few\nrlmstat:13: " +
                                 expected + "\"odd line\"\nrlmstat:14: " + expected + "\"" + figures + "\"\n");
    CHECK(status.skipped.count() == 6);
    // In the last line, which is cut off: the expiry was still to come.
    CHECK_FALSE(feature(parsed(pools_of_acme + "a v1.0\ncount: 5, inuse: 1,\nobs"), "a").used.has_value());
}

TEST_CASE("rlm: an ISV that is down on one server and up on another is seen to be both") {
    const auto daemons = [](const std::string& version) {
        std::string all;
        for (const Daemon& one :
             parsed("rlm status on a (port 1), up 1d\nacme ISV server status on a (port 2), up 1d\n" + version +
                    "rlm status on b (port 1), up 1d\nName Running\nacme No\n" +
                    "rlm status on c (port 1), up 1d\nacme ISV server status on c (port 2), up 1d\n" + version)
                 .daemons)
            all += one.name + " " + one.version + (one.up ? " up\n" : " " + one.failure + "\n");
        return all;
    };
    CHECK(daemons("acme software version v12.1\n") == "acme  Running: No\nacme v12.1 up\n");
    CHECK(daemons("") == "acme  Running: No\n");
}

TEST_CASE("rlm: what an ISV serves that is down, nobody can tell") {
    const std::string figures = "count: 5, # reservations: 0, inuse: 1, exp: permanent";
    const std::string table =
        "rlm status on lic1 (port 5053), up 1d\nRestarts Running Port Name Note\n0 no 1 acme x\n3 YES 2 b y\n";
    const SeatStatus status = parsed(table + pools_of_acme + pool("a v1.0", figures));
    CHECK(status.up);
    CHECK_FALSE(feature(status, "a").used.has_value());
    CHECK(skipped(status) == "rlmstat:7: expected the figures of \"a\", got \"Running: No\"\n");
    const SeatStatus refused = parsed(
        "rlm status on lic1 (port 5053), up 1d\n\nError connecting to \"acme\" server\n\n"
        "Connection attempted to host: \"lic1\" on port 63133\n\nConnection refused\n");
    CHECK(refused.up);
    CHECK_FALSE(refused.failure.has_value());
    REQUIRE(refused.daemons.size() == 1);
    CHECK(refused.daemons[0].failure ==
          "Error connecting to \"acme\" server; Connection attempted to host: \"lic1\" on port "
          "63133; Connection refused");
}

TEST_CASE("rlm: a row of the table that can't be read is a skipped line") {
    const SeatStatus status = parsed("Name Port Running Restarts\nacme 1 Yes 0\nb 1 Maybe 0\nc 1 Yes\n\n---\n");
    REQUIRE(status.daemons.size() == 1);
    CHECK(skipped(status) ==
          "rlmstat:3: expected an ISV, and whether it is running, got \"b 1 Maybe 0\"\n"
          "rlmstat:4: expected an ISV, and whether it is running, got \"c 1 Yes\"\n");
}

TEST_CASE("rlm: a server that can't be reached is down, in its own words") {
    const SeatStatus status = parsed(
        "Setting license file path to 5053@lic1\nrlmutil v12.2\nCopyright (C) 2006-2017, Reprise Software, Inc.\n\n\n"
        "Error connecting to \"rlm\" server\n\nConnection attempted to host: \"lic1\" on port 5053\n\n"
        "Connection refused at server (-111)\n");
    CHECK_FALSE(status.up);
    REQUIRE(status.failure.has_value());
    CHECK(testing::sentence(*status.failure, "rlmstat") ==
          "rlmstat:6: Error connecting to \"rlm\" server; Connection attempted to host: \"lic1\" on port 5053; Connection "
          "refused at server (-111)");
    REQUIRE(status.servers.size() == 1);
    CHECK(status.servers[0].host == "lic1");
    CHECK(status.servers[0].port == "5053");
    CHECK_FALSE(status.servers[0].up);
    CHECK(status.skipped.count() == 0);
    CHECK(rlm().hint_on(status.failure->got).empty());
}

TEST_CASE("rlm: a server that is down and not named is the one of the license file path, if that has one") {
    const std::string down =
        "Error connecting to \"rlm\" server\n\nConnection attempted to host: \"\" on port 5053\n\nNo error\n";
    CHECK(parsed(down).servers.empty());
    CHECK(parsed("Setting license file path to 1@a:2@b\n" + down).servers.empty());
    CHECK(parsed("Setting license file path to /opt/x.lic\n" + down).servers.empty());
    const SeatStatus status = parsed("Setting license file path to 7@a\n" + down);
    REQUIRE(status.servers.size() == 1);
    CHECK(status.servers[0].host == "a");
    CHECK(status.servers[0].port == "7");
    CHECK(rlm().hint_on(status.failure->got) ==
          "rlmutil knows of no host: the server is PORT@HOST, as the HOST line of the license file has it");
}

TEST_CASE("rlm: of several servers one may be down, and features of one name and vendor are one") {
    const std::string list = pools_of_acme + pool("a v1.0", "count: 5, # reservations: 0, inuse: 1, exp: permanent") +
                             users_of_acme + "a v1.0: jane@pc1 1/0 at 02/06 09:59  (handle: 1)\n";
    const SeatStatus status = parsed("Setting license file path to 1@a:1@b:1@c\nrlm status on a (port 1), up 1d\n" + list +
                                     "\nError connecting to \"rlm\" server\nConnection attempted to host: \"b\" on port 1\n" +
                                     "rlm status on c (port 1), up 1d\nrlm software version v15.0 (build:1)\n" + list);
    CHECK(status.up);
    CHECK(status.failure.has_value());
    REQUIRE(status.servers.size() == 3);
    CHECK(status.servers[0].up);
    CHECK_FALSE(status.servers[1].up);
    CHECK(status.servers[2].version == "v15.0");
    REQUIRE(status.features.size() == 1);
    CHECK(feature(status, "a").issued == 10);
    CHECK(feature(status, "a").checkouts == 2);
    CHECK(skipped(status).empty());
}

TEST_CASE("rlm: lines of no known kind are skipped lines") {
    const SeatStatus status = parsed("rlm status on a (port 1), up 1d\nWARNING: license expires soon\n" + pools_of_acme +
                                     "so many words\n" + pool("a v1.0", "count: 5, # reservations: 0, inuse: 0, exp: 1-jan-0") +
                                     users_of_acme + "a v1.0: jane@pc1 is queued\n");
    CHECK(skipped(status) ==
          "rlmstat:2: expected a line that rlmstat -a prints there, got \"WARNING: license expires soon\"\n"
          "rlmstat:5: expected a line that rlmstat -a prints there, got \"so many words\"\n"
          "rlmstat:15: expected NAME vVERSION: USER@HOST N/M at TIME, got \"a v1.0: jane@pc1 is queued\"\n");
    CHECK(feature(status, "a").used == 0);
}

TEST_CASE("rlm: a server that lists nothing is up, and a text of something else is an error") {
    const SeatStatus status = parsed("rlm status on a (port 1), up 1d\n");
    CHECK(status.up);
    CHECK(status.features.empty());
    CHECK(error_of("") == "rlmstat: expected \"rlm status on ...\" or \"... license pool status on ...\", got nothing");
    CHECK(error_of("rlmutil v12.2\n") ==
          "rlmstat: expected \"rlm status on ...\" or \"... license pool status on ...\", got neither");
    CHECK(error_of("\nusage: rlmutil program\n") ==
          "rlmstat:2: expected a line that rlmstat -a prints there, got \"usage: rlmutil program\"");
    const SeatStatus down = parsed("rlm status on a (port 1), down for maintenance\n");
    CHECK_FALSE(down.up);
    CHECK(down.servers[0].failure == "down for maintenance");
    CHECK(to_sentence(*down.failure) == ":1: rlm status on a (port 1), down for maintenance");
}

TEST_CASE("rlm: odd bytes are read over") {
    std::string text = whole;
    text.insert(text.find("\tmesher"), std::string("\tn\0l\x01 v1.0\n\tcount: 2, inuse: 0, exp: permanent\n", 45));
    text.insert(text.find("\tmesher"), "\t\xff\xfe\n");
    const SeatStatus status = parsed(text);
    CHECK(status.features.size() == 3);
    CHECK(feature(status, "nl").issued == 2);
    CHECK(status.skipped.count() == 1);
}

TEST_CASE("rlm: at most 1,000 servers and 1,000 daemons are kept") {
    std::string text;
    for (int i = 0; i < 1'005; ++i) text += "rlm status on h" + std::to_string(i) + " (port 1), up 1d\n";
    for (int i = 0; i < 1'007; ++i) text += "i" + std::to_string(i) + " ISV server status on h (port 1), up 1d\n";
    const SeatStatus status = parsed(text);
    CHECK(status.servers.size() == 1'000);
    CHECK(status.daemons.size() == 1'000);
    CHECK(status.skipped.count() == 12);
}

TEST_CASE("rlm: at most 10,000 features are listed that are not known, and a known one of such a name is none of them") {
    std::string text = pools_of_acme + pool("z v1.0", "count: 5, # reservations: 0, inuse: 0, exp: permanent");
    for (int i = 0; i < 10'003; ++i) text += "i" + std::to_string(i) + " v1.0\n";
    text += "z v2.0\n" + pool("known v1.0", "count: 5, # reservations: 0, inuse: 0, exp: permanent");
    const SeatStatus status = parsed(text);
    CHECK(status.features.size() == 10'002);
    CHECK_FALSE(feature(status, "z").used.has_value());
    CHECK(feature(status, "known").used == 0);
    CHECK(status.skipped.count() == 10'004);
}

TEST_CASE("rlm: it is asked as the manual says") {
    CHECK(rlm().status_arguments({.server = "5053@lic1:5053@lic2"}) ==
          std::vector<std::string>{"rlmstat", "-a", "-c", "5053@lic1:5053@lic2"});
    CHECK(rlm().problem_with("5053@lic1:5053@lic2").empty());
    CHECK(rlm().problem_with("5053@lic1,5053@lic2") == "rlmutil takes several servers with colons between, no commas");
}

TEST_CASE("rlm: its texts are known, also by their middle, and others are not") {
    const std::string_view rest = whole;
    for (const std::size_t from : {whole.find("\trlm status"), whole.find("\t   Name"), whole.find("\tacme ISV"),
                                   whole.find("\tsolver v3.0, pool"), whole.find("\tsolver v3.0: jane")}) {
        REQUIRE(manager_of(rest.substr(from)) != nullptr);
        CHECK(manager_of(rest.substr(from))->name == "rlm");
    }
    CHECK(manager_of("\n\nError connecting to \"rlm\" server\n")->name == "rlm");
    for (const std::string_view other :
         {"License server status: 27000@lic1\nUsers of a:  (Total of 5 licenses issued;  Total of 2 licenses in use)\n"
          "  \"a\" v1.0, vendor: d, expiry: permanent\n    jane pc1 pc1 (v1.0) (lic1/27000 101), start Mon 9/28 8:01\n",
          "LicenseName=a\n    Total=9 Used=7 Free=2 Reserved=0 Remote=no\n", "Feature: A Version: 1.0 Vendor: V\n"}) {
        CHECK_FALSE(rlm().texts.front().is_it(other));
    }
}
