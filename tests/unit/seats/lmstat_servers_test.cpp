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
