#include "core/seats/flexlm/lmstat.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/lmstat_parsed.hpp"
#include "tests/support/lmstat_sample.hpp"

using namespace slurmlic;

namespace {

std::string error_of(std::string_view text) {
    const Result<SeatStatus> status = parse_lmstat(text);
    return status ? "none" : sentence(status.error());
}

const std::string two_daemons_head =
    "License server status: 27000@lic1\n"
    "lic1: license server UP (MASTER) v11.19\n"
    "Vendor daemon status (on lic1):\n";

}    // namespace

TEST_CASE("lmstat: a triad with one server down is up, and each server has its own status") {
    const SeatStatus status = parsed(lmstat_sample("triad.txt"));
    CHECK(status.up);
    CHECK(failure_of(status).empty());
    REQUIRE(status.servers.size() == 3);
    CHECK(status.servers[0].host == "LIC3.example.com");
    CHECK_FALSE(status.servers[0].up);
    CHECK(status.servers[0].version.empty());
    CHECK(status.servers[0].failure == "Cannot connect to license server system. (-15,570:115 \"Operation now in progress\")");
    CHECK(status.servers[1].host == "lic1.example.com");
    CHECK(status.servers[1].up);
    CHECK_FALSE(status.servers[1].master);
    CHECK(status.servers[2].port == "27002");
    CHECK(status.servers[2].master);
    CHECK(status.servers[2].version == "v11.7");
    REQUIRE(status.daemons.size() == 1);
    CHECK(status.daemons[0].name == "VENDOR1");
    CHECK(status.daemons[0].version == "v11.6");
    CHECK(status.daemons[0].up);
}

TEST_CASE("lmstat: a text that is not lmstat's is an error") {
    CHECK(error_of("") == "lmstat: expected \"License server status: ...\" or \"Users of ...\", got nothing");
    CHECK(
        error_of(
            "lmutil - Copyright (c) 1989-2016 Flexera Software LLC. All Rights Reserved.\nlmstat v11.14.0.1 build 188735\n") ==
        "lmstat: expected \"License server status: ...\" or \"Users of ...\", got neither");
    CHECK(error_of("\nbash: lmutil: No such file or directory\n") ==
          "lmstat:2: expected a line that lmstat -a prints there, got \"bash: lmutil: No such file or directory\"");
    CHECK(error_of(std::string("\0\0\xff\n\x01", 5)) ==
          "lmstat:1: expected a line that lmstat -a prints there, got \"\\x00\\x00\xEF\xBF\xBD\"");
}

TEST_CASE("lmstat: a server that can't be reached is understood, and down") {
    const SeatStatus status = parsed(
        "Flexible License Manager status on Wed 03/31/2021 09:12\n\n"
        "Error getting status: Cannot connect to license server system. (-15,570:111 \"Connection refused\")\n");
    CHECK_FALSE(status.up);
    CHECK(failure_of(status) ==
          "lmstat:3: Error getting status: Cannot connect to license server system. (-15,570:111 \"Connection refused\")");
    CHECK(status.servers.empty());
    CHECK(status.skipped.count() == 0);
}

TEST_CASE("lmstat: an error of many lines is one failure") {
    const SeatStatus status = parsed(
        "Error getting status: Cannot connect to license server system.\n"
        " The license server manager (lmgrd) has not been started yet,\n"
        " the wrong port@host or license file is being used.\n"
        "Feature:       x\n"
        "License path:  27000@lic1\n"
        "FlexNet Licensing error:-15,570\n");
    CHECK_FALSE(status.up);
    CHECK(failure_of(status) == "lmstat:1: Error getting status: Cannot connect to license server system.");
    CHECK(status.skipped.count() == 0);
}

TEST_CASE("lmstat: when lmgrd does not run the servers of the status line are down") {
    const SeatStatus status = parsed(
        "License server status: 27000@lic1,27000@lic2\n"
        "    License file(s) on lic1: /opt/l.dat:\n"
        "lmgrd is not running: License server machine is down or not responding. (-96,7:2 \"No such file or directory\")\n");
    CHECK_FALSE(status.up);
    CHECK(failure_of(status) ==
          "lmstat:3: lmgrd is not running: License server machine is down or not responding. (-96,7:2 \"No such "
          "file or directory\")");
    REQUIRE(status.servers.size() == 2);
    CHECK_FALSE(status.servers[0].up);
    CHECK(status.servers[1].host == "lic2");
}

TEST_CASE("lmstat: all servers down is a failure that says why for each") {
    const SeatStatus status = parsed(
        "License server status: 1@a,1@b\n"
        "a: Cannot connect to license server system. (-15,570:115 \"x\")\n"
        "b: Cannot read data from license server system. (-16,287)\n");
    CHECK_FALSE(status.up);
    CHECK(failure_of(status) ==
          "lmstat:1: no license server is up: a: Cannot connect to license server system. (-15,570:115 \"x\"); b: "
          "Cannot read data from license server system. (-16,287)");
}

TEST_CASE("lmstat: a triad without a MASTER does not serve") {
    const SeatStatus status = parsed(
        "License server status: 1@a,1@b,1@c\n"
        "a: license server UP v11\n"
        "b: license server UP v11\n"
        "c: Cannot connect to license server system. (-15,570:115 \"x\")\n");
    CHECK_FALSE(status.up);
    CHECK(failure_of(status) == "lmstat:1: none of the 3 license servers is the MASTER");
    CHECK(status.servers[0].up);
}

TEST_CASE("lmstat: a server alone needs no MASTER") {
    CHECK(parsed("License server status: 1@a\na: license server UP v9.2\n").up);
}

TEST_CASE("lmstat: a host that comes twice, in another case or with its full name, is one server") {
    const SeatStatus status = parsed(
        "License server status: 7788@BVS15004,@second.example.com\n"
        "  BVS15004: license server UP (MASTER) v11.12\n"
        "  bvs15004: license server UP v11.12\n"
        "  second: license server UP (MASTER) v11.12\n");
    REQUIRE(status.servers.size() == 2);
    CHECK(status.servers[0].host == "BVS15004");
    CHECK(status.servers[0].master);
    CHECK(status.servers[1].host == "second.example.com");
    CHECK(status.servers[1].port.empty());
    CHECK(status.servers[1].up);
}

TEST_CASE("lmstat: a server that is asked by an alias keeps the alias") {
    const SeatStatus status = parsed("License server status: 1@alias\nreal: license server UP (MASTER) v11\n");
    REQUIRE(status.servers.size() == 1);
    CHECK(status.servers[0].host == "alias");
    CHECK(status.servers[0].port == "1");
    CHECK(status.servers[0].version == "v11");
    CHECK(status.servers[0].up);
}

TEST_CASE("lmstat: a listed server that nothing is said about is down") {
    const SeatStatus status =
        parsed("License server status: 1@a,1@b,1@c\na: license server UP v1\nb: license server UP (MASTER) v1\n");
    CHECK(status.up);
    CHECK_FALSE(status.servers[2].up);
    CHECK(status.servers[2].failure == "nothing is said about it");
}

TEST_CASE("lmstat: a vendor daemon can be down while features are still listed") {
    const SeatStatus status = parsed(two_daemons_head +
                                     "theorem: The desired vendor daemon is down. (-97,121)\n"
                                     "Feature usage info:\n"
                                     "Users of f: Cannot get users of f: The desired vendor daemon is down. (-97,121)\n");
    CHECK(status.up);
    REQUIRE(status.daemons.size() == 1);
    CHECK(status.daemons[0].name == "theorem");
    CHECK_FALSE(status.daemons[0].up);
    CHECK(status.daemons[0].failure == "The desired vendor daemon is down. (-97,121)");
    CHECK(feature(status, "f").vendor == "theorem");
    CHECK(feature(status, "f").issued == 0);
    CHECK(status.skipped.count() == 0);
}

TEST_CASE("lmstat: two daemons, each with its own list, stay apart") {
    const SeatStatus status = parsed(two_daemons_head +
                                     "  d1: UP v1\n"
                                     "Feature usage info:\n"
                                     "Users of a:  (Total of 2 licenses issued;  Total of 0 licenses in use)\n"
                                     "Users of both:  (Total of 3 licenses issued;  Total of 0 licenses in use)\n"
                                     "  d2: UP v2\n"
                                     "Feature usage info:\n"
                                     "Users of both:  (Total of 3 licenses issued;  Total of 0 licenses in use)\n"
                                     "Users of b:  (Total of 4 licenses issued;  Total of 0 licenses in use)\n");
    CHECK(status.features.size() == 4);
    CHECK(feature(status, "a").vendor == "d1");
    CHECK(feature(status, "b").vendor == "d2");
    CHECK(feature(status, "both", "d1").issued == 3);
    CHECK(feature(status, "both", "d2").issued == 3);
    CHECK(status.daemons.size() == 2);
}

TEST_CASE("lmstat: a combined list that is printed once for each daemon counts once") {
    const std::string list =
        "Feature usage info:\n"
        "Users of a:  (Total of 2 licenses issued;  Total of 0 licenses in use)\n"
        "Users of b:  (Total of 4 licenses issued;  Total of 1 license in use)\n"
        "  \"b\" v1, vendor: D2\n"
        "  x pc pc (v1) (l/1 1), start Mon 9/28 8:01\n";
    const SeatStatus status = parsed(two_daemons_head + "  d1: UP v1\n" + list + "  d2: UP v2\n" + list);
    CHECK(status.features.size() == 2);
    CHECK(feature(status, "a").issued == 2);
    CHECK(feature(status, "a").vendor == "d1");
    CHECK(feature(status, "b").issued == 4);
    CHECK(feature(status, "b").checkouts == 1);
    CHECK(feature(status, "b").vendor == "d2");
}

TEST_CASE("lmstat: two daemons with different totals for a feature both count") {
    const SeatStatus status = parsed(two_daemons_head +
                                     "  d1: UP v1\n"
                                     "Users of a:  (Total of 2 licenses issued;  Total of 0 licenses in use)\n"
                                     "  d2: UP v2\n"
                                     "Users of a:  (Total of 5 licenses issued;  Total of 0 licenses in use)\n");
    CHECK(feature(status, "a", "d1").issued == 2);
    CHECK(feature(status, "a", "d2").issued == 5);
}

TEST_CASE("lmstat: behind several daemons the pool says which one a feature is of") {
    const SeatStatus status = parsed(two_daemons_head +
                                     "  d1: UP v1\n"
                                     "  d2: UP v2\n"
                                     "Feature usage info:\n"
                                     "Users of a:  (Total of 2 licenses issued;  Total of 0 licenses in use)\n"
                                     "  \"a\" v1, vendor: d1\n"
                                     "Users of b:  (Total of 5 licenses issued;  Total of 0 licenses in use)\n"
                                     "  \"b\" v1, vendor: unknown\n");
    CHECK(feature(status, "a").vendor == "d1");
    CHECK(feature(status, "b").vendor == "d2");
}

TEST_CASE("lmstat: several servers in one text are summed, and one that fails does not hide the other") {
    const auto server = [](const std::string& host) {
        return "License server status: 1@" + host + "\n" + host +
               ": license server UP (MASTER) v11\n"
               "Vendor daemon status (on " +
               host +
               "):\n  d: UP v1\n"
               "Users of a:  (Total of 2 licenses issued;  Total of 1 license in use)\n"
               "  \"a\" v1, vendor: d, expiry: 1-jan-2030\n"
               "  x pc pc (v1) (l/1 1), start Mon 9/28 8:01\n"
               "----------------------------------------\n";
    };
    const SeatStatus both = parsed(server("h1") + server("h2"));
    REQUIRE(both.features.size() == 1);
    CHECK(both.features[0].issued == 4);
    CHECK(holders(both.features[0]) == Holders{{"x@pc", 2}});
    CHECK(both.servers.size() == 2);
    CHECK(both.daemons.size() == 1);
    const SeatStatus one = parsed(server("h1") +
                                  "License server status: 1@h2\n"
                                  "Error getting status: Cannot connect to license server system. (-15,570)\n");
    CHECK(one.up);
    CHECK(failure_of(one) == "lmstat:10: Error getting status: Cannot connect to license server system. (-15,570)");
    CHECK(one.features[0].issued == 2);
    CHECK_FALSE(one.servers[1].up);
}

TEST_CASE("lmstat: a server that is asked twice counts once") {
    const std::string text =
        "License server status: 1@h\nh: license server UP v1\nVendor daemon status (on h):\n  d: UP v1\n"
        "Users of a:  (Total of 2 licenses issued;  Total of 1 license in use)\n";
    const SeatStatus status = parsed(text + text + "  x pc pc (v1) (l/1 1), start Mon 9/28 8:01\n");
    CHECK(status.features.size() == 1);
    CHECK(status.features[0].issued == 2);
    CHECK(status.servers.size() == 1);
    const SeatStatus again =
        parsed("License server status: 1@h\nh: Cannot connect to license server system. (-15,570)\n" + text);
    REQUIRE(again.servers.size() == 1);
    CHECK(again.servers[0].up);    // it answered the second time
    CHECK(again.servers[0].version == "v1");
}
