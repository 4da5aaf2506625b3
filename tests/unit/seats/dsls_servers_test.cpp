// What DSLicSrv says of servers, how it is asked, and how long reading takes.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/seats/dsls/dsls.hpp"
#include "tests/support/scaling.hpp"
#include "tests/support/sentences.hpp"

using namespace slurmlic;

namespace {

const std::string short_head = "Editor,Feature,Expiration Date,Count,Inuse,Tokens,Host,User,Internal ID,Queue Position,\n";

SeatStatus parsed(const std::string& text) {
    Result<SeatStatus> status = parse_dsls(text);
    REQUIRE(status);
    return std::move(*status);
}

std::string failure_of(const SeatStatus& status) {
    REQUIRE(status.failure);
    return slurmlic::testing::sentence(*status.failure, "f");
}

std::string error_of(const std::string& text) {
    const Result<SeatStatus> status = parse_dsls(text);
    REQUIRE_FALSE(status);
    return slurmlic::testing::sentence(status.error(), "f");
}

std::string servers_of(const SeatStatus& status) {
    std::string all;
    for (const Server& one : status.servers) {
        all += one.port + "@" + one.host + (one.up ? " up " + one.version : " down " + one.failure) + "; ";
    }
    return all;
}

/// `front`, and so many lines, which `line` makes of their number.
template <class Line>
auto lines(const std::string& front, Line line) {
    return [front, line](std::size_t count) {
        std::string text = front;
        for (std::size_t i = 0; i < count; ++i) text += line(i);
        return text;
    };
}

/// Status and spans.
void read(std::string_view text) {
    static_cast<void>(parse_dsls(text));
    Spans spans(text);
    dsls().texts.front().mark(text, spans);
    static_cast<void>(dsls().texts.front().is_it(text));
}

template <class Generate>
void check_linear(Generate generate, std::size_t size = 4'000) {
    CHECK(slurmlic::testing::is_linear(generate, read, size));
}

}    // namespace

TEST_CASE("dsls: a server that can't be reached is down, in the words of the program") {
    const std::string banner = "License Administration Tool Version 6.425.4 Built on May 2, 2023, 6:45:36 PM.\n";
    const SeatStatus status = parsed(banner + "Cannot connect to server lic1 on port 4085\nask whoever runs it\n");
    CHECK_FALSE(status.up);
    CHECK(failure_of(status) == "f:2: Cannot connect to server lic1 on port 4085");
    CHECK(servers_of(status) == "4085@lic1 down Cannot connect to server lic1 on port 4085; ");
    CHECK(status.skipped.count() == 0);
    CHECK(dsls().hint_on(status.failure->got) ==
          "DSLicSrv asks the administration port, mostly 4084: not 4085, which serves licenses");
    CHECK(servers_of(parsed("Cannot connect to server fe80::1 on port 40")) ==
          "@fe80::1 down Cannot connect to server fe80::1 on port 40; ");    // it may be cut off
    CHECK(failure_of(parsed(banner + "Error: access denied\n")) == "f:2: Error: access denied");
    CHECK(dsls().hint_on("Error: access denied").empty());
}

TEST_CASE("dsls: a server that is not ready is down, whatever it says instead of yes") {
    const SeatStatus status = parsed("Software version: 6.425.4\nReady: no\nServer name: lic1   Server id: A-1\n");
    CHECK_FALSE(status.up);
    CHECK(failure_of(status) == "f:2: Ready: no");
    CHECK(servers_of(status) == "@lic1 down Ready: no; ");
    CHECK(failure_of(parsed("Ready: starting (2 of 3)\n")) == "f:1: Ready: starting (2 of 3)");
    CHECK(failure_of(parsed("Ready:\n")) == "f:1: Ready:");
    CHECK(failure_of(parsed("Ready: yesterday\n")) == "f:1: Ready: yesterday");
    CHECK(parsed("ready : YES\n" + short_head).up);
    CHECK(error_of("Ready: ye") == "f: expected \"Ready: ...\" or \"Editor,EditorId,Feature,...\", got neither");    // cut off
}

TEST_CASE("dsls: a server that is ready and lists nothing is up without features") {
    const SeatStatus status = parsed("Ready: yes\nServer id: A-1\tServer name: lic1\n" + short_head);
    CHECK(status.up);
    CHECK(status.features.empty());
    CHECK(servers_of(status) == "@lic1 up ; ");
    CHECK(parsed(short_head).up);    // the front of the text is missing
    CHECK(parsed(short_head + "Ready: yes\n").up);
    CHECK_FALSE(parsed(short_head + "Ready: no\n").up);
}

TEST_CASE("dsls: a server that is ready, but prints no table, serves nobody, and the last line that nobody knows is quoted") {
    const std::string front = "Ready: yes\nServer name: lic1   Server id: A-1\n";
    const SeatStatus none = parsed(front);
    CHECK_FALSE(none.up);
    CHECK(failure_of(none) == "f: no table of getLicenseUsage -csv");
    CHECK(servers_of(none) == "@lic1 up ; ");    // as it says itself
    const SeatStatus refused = parsed(front + "what is this\nadmin >getLicenseUsage requires full access\nadmin >quit\n");
    CHECK_FALSE(refused.up);
    CHECK(failure_of(refused) ==
          "f:4: expected the table of getLicenseUsage -csv, got \"getLicenseUsage requires full access\"");
    CHECK(refused.skipped.count() == 2);
    CHECK(failure_of(parsed(front + "Editor,Fea")) == "f:3: expected the table of getLicenseUsage -csv, got \"Editor,Fea\"");
    const SeatStatus second = parsed(front + short_head + "e,f,,9,0,\nReady: yes\nServer name: lic2   Server id: B-2\n");
    CHECK(second.up);    // the first one
    CHECK(failure_of(second) == "f: no table of getLicenseUsage -csv");
}

TEST_CASE("dsls: a command behind a prompt is silent only if it is nothing else") {
    const auto skipped = [](const std::string& line) { return parsed(line + "\n" + short_head).skipped.count(); };
    for (const std::string line : {"admin >getLicenseUsage -csv", "admin >GLU", "admin >connect lic1 4084 -restricted",
                                   "admin >c lic1 4084", "admin >admin >quit"}) {
        CAPTURE(line);
        CHECK(skipped(line) == 0);
    }
    for (const std::string line : {"admin >getLicenseUsage requires full access", "admin >connect lic1", "admin >quit now",
                                   "admin >connect lic1 to 4084", "getLicenseUsage -csv"}) {
        CAPTURE(line);
        CHECK(skipped(line) == 1);
    }
}

TEST_CASE("dsls: a second table of the same server is not counted, which is one skipped line") {
    const std::string first = "Software version: 6.4\nReady: yes\nServer name: lic1   Server id: A-1\n" + short_head +
                              "e,f,,9,2,2,n1,ann,,,\ne,g,,9,0,\n";
    const auto check_once = [&](const std::string& text) {
        CAPTURE(text);
        const SeatStatus status = parsed(text);
        CHECK(status.up);
        REQUIRE(status.features.size() == 2);
        CHECK(status.features[0].issued == 9);
        CHECK(status.features[0].used == 2);
        CHECK(status.features[0].checkouts == 2);
        CHECK(status.features[1].issued == 9);
        CHECK(status.skipped.count() == 1);
        CHECK(slurmlic::testing::sentence(status.skipped.first()[0], "f").find("expected one table of each server, got") !=
              std::string::npos);
    };
    check_once(first + first);
    check_once(first + short_head + "e,f,,9,2,2,n1,ann,,,\ne,h,,9,x,\n");
    check_once(first + "Server name: lic1\n" + short_head + "e,f,,9,2,2,n1,ann,,,\n");    // the id is not told
    check_once(first + "Ready: yes\n" + short_head + "e,f,,9,2,2,n1,ann,,,\ne,f");        // cut off
    const std::string table = first.substr(first.find("Editor"));
    check_once(table + first);
    check_once("Server name: lic1   Server names: lic1 lic2\n" + table + "Server name: lic2   Server names: lic1 lic2\n" +
               table);
}

TEST_CASE("dsls: tables of two servers, by their names or ids, are summed, also where their pools are alike") {
    const std::string table = short_head + "e,f,,9,2,2,n1,ann,,,\n";
    for (const std::string second : {"Server name: lic2   Server id: A-1\n", "Server name: lic1   Server id: B-2\n"}) {
        const SeatStatus status = parsed("Server name: lic1   Server id: A-1\n" + table + second + table);
        REQUIRE(status.features.size() == 1);
        CHECK(status.features[0].issued == 18);
        CHECK(status.features[0].used == 4);
        CHECK(status.features[0].checkouts == 4);
        CHECK(status.skipped.count() == 0);
    }
}

TEST_CASE("dsls: of a failover cluster the member that answered is a server, if it is told which it is") {
    const auto cluster = [](const std::string& names) {
        return servers_of(parsed("Software version: 6.419.4\nFailover mode\nReady: yes\n" + names + "\n" + short_head));
    };
    CHECK(cluster("Server names: lic1 lic2 lic3   Server ids: A-1 B-2 C-3").empty());
    CHECK(cluster("Server name: lic2   Server names: lic1 lic2 lic3") == "@lic2 up 6.419.4; ");
    CHECK(cluster("Server names: lic1 lic2 lic3   Server name: lic2") == "@lic2 up 6.419.4; ");
    CHECK(cluster("Server names: lic1   Server ids: A-1") == "@lic1 up 6.419.4; ");
    CHECK(cluster("Server name: lic1 lic2").empty());
    CHECK(servers_of(parsed("Ready: no\nServer names: lic1 lic2\n")).empty());
}

TEST_CASE("dsls: a server of which nobody says whether it is up is none, and a second connection has its own") {
    CHECK(servers_of(parsed("Server name: lic1\nServer name: lic2\n" + short_head)) == "@lic2 up ; ");
    const SeatStatus both = parsed(
        "Cannot connect to server lic1 on port 4084\nSoftware version: 6.4\nReady: no\nServer name: "
        "lic2\nSoftware version: 6.5\nReady: yes\nServer name: lic3\n" +
        short_head);
    CHECK(both.up);
    CHECK(failure_of(both) == "f:1: Cannot connect to server lic1 on port 4084");
    CHECK(servers_of(both) ==
          "4084@lic1 down Cannot connect to server lic1 on port 4084; @lic2 down Ready: no; @lic3 up 6.5; ");
}

TEST_CASE("dsls: an error in the place of the table is told") {
    const SeatStatus status = parsed("Ready: yes\nServer name: lic1\nadmin >getLicenseUsage -csv\nError: not permitted\n");
    CHECK_FALSE(status.up);
    CHECK(failure_of(status) == "f:4: Error: not permitted");
    CHECK(status.skipped.count() == 0);
}

TEST_CASE("dsls: a text in which nothing is understood is an error") {
    CHECK(error_of("") == "f: expected \"Ready: ...\" or \"Editor,EditorId,Feature,...\", got nothing");
    CHECK(error_of("License Administration Tool Version 6.4\n") ==
          "f: expected \"Ready: ...\" or \"Editor,EditorId,Feature,...\", got neither");
    CHECK(error_of("\n\nhello\n") == "f:3: expected a line that DSLicSrv prints there, got \"hello\"");
    CHECK(error_of("Dassault Systemes,QXU,,9,0,\n") ==
          "f:1: expected a line that DSLicSrv prints there, got \"Dassault Systemes,QXU,,9,0,\"");
}

TEST_CASE("dsls: of a thousand servers and more the first thousand are read") {
    const SeatStatus down = parsed(
        lines("", [](std::size_t i) { return "Cannot connect to server h" + std::to_string(i) + " on port 1\n"; })(1'002));
    CHECK(down.servers.size() == 1'000);
    CHECK(down.skipped.count() == 2);
    CHECK(slurmlic::testing::sentence(down.skipped.first()[0], "f") ==
          "f:1001: expected at most 1000 servers, got \"Cannot connect to server h1000 on port 1\"");
    const auto ready = [](std::size_t) { return std::string("Ready: yes\n"); };
    CHECK(parsed(lines("", ready)(1'002)).skipped.count() == 2);
}

TEST_CASE("dsls: it is asked as its administrators ask it, and no name of a server becomes a command") {
    const auto asked = [](const std::string& server) { return dsls().status_arguments({.server = server}); };
    using Arguments = std::vector<std::string>;
    CHECK(asked("4084@lic1") == Arguments{"-admin", "-run", "connect lic1 4084 -restricted;getLicenseUsage -csv"});
    CHECK(asked("SERVER") == Arguments{"-admin", "-run", "connect SERVER PORT -restricted;getLicenseUsage -csv"});
    CHECK(asked("4084@lic1;stopServer") == Arguments{"-admin", "-run", "connect SERVER PORT -restricted;getLicenseUsage -csv"});
    CHECK(dsls().asks_one_server);
    CHECK_FALSE(dsls().has_daemons);
}

TEST_CASE("dsls: its texts are known, also from their middle") {
    const auto is_it = [](std::string_view text) { return dsls().texts.front().is_it(text); };
    for (const std::string_view text :
         {"License Administration Tool Version 6.4\n", "x\nCannot connect to server lic1 on port 4084\n", "    Ready: yes\n",
          "\tSoftware version: 6.4\n", "admin >", "Server name: a   Server id: b\n", "inuse,feature\n",
          "Dassault Systemes,1A2B3C4D,QXU,Token,STD,8,2031-01-01 00:59:00,YLC,0,2031-01-01,107,9,0,\n"}) {
        CAPTURE(text);
        CHECK(is_it(text));
    }
    for (const std::string_view text :
         {"", "License server status: 1@h\n", "LicenseName=a\n    Total=9 Used=7\n", "1|R|ann|a|vcs:1\n",
          "Feature: A Version: 1 Vendor: B\n", "Error connecting to \"rlm\" server\n", "*** ERROR failed to open server h\n",
          "a,b,c,d,e,f,g,h,i,j,k,l,m,n\n"}) {
        CAPTURE(text);
        CHECK_FALSE(is_it(text));
    }
}

TEST_CASE("dsls: rows, pools, uses and servers of any number take no longer than others") {
    const auto text = [](std::size_t i) { return std::to_string(i); };
    check_linear(lines(short_head, [&](std::size_t i) { return "e,f" + text(i) + ",,9,0,\n"; }));
    check_linear(lines(short_head, [&](std::size_t i) { return "e,f,,9," + text(i) + ",\n"; }));
    check_linear(lines(short_head, [&](std::size_t i) { return "e,f,,9,1,1,n" + text(i) + ",u" + text(i) + ",,,\n"; }));
    check_linear(lines(short_head, [&](std::size_t i) { return "e,f,,9,1,,n,u,id" + text(i) + ",,\n"; }));
    check_linear(lines(short_head, [&](std::size_t i) { return "e,f" + text(i) + "\n"; }));
    check_linear(lines(short_head, [&](std::size_t i) { return "e,f" + text(i) + ",,x,1,,,\"u\n"; }));
    check_linear(lines("", [&](std::size_t i) { return "Cannot connect to server h" + text(i) + " on port 1\n"; }));
    check_linear(lines("", [&](std::size_t i) { return "Ready: no\nServer name: h" + text(i) + "\n"; }));
    check_linear(lines("", [&](std::size_t i) { return "Server name: h" + text(i) + "\nFeature,Count\nFeature,Count\n"; }));
    check_linear(lines(short_head, [&](std::size_t i) { return "e,f" + text(i % 2) + ",,9,0,1,n,u,,,\n"; }));
}

TEST_CASE("dsls: long lines, many quotes, commas, colons and prompts take no longer than others") {
    const auto repeated = [](const std::string& front, const std::string& part) {
        return lines(front, [part](std::size_t) { return part; });
    };
    check_linear(repeated(short_head, ","), 40'000);
    check_linear(repeated(short_head + "e,\"", "\"\""), 40'000);
    check_linear(repeated(short_head + "e,f,,9,1,1,n,\"", "\"\""), 40'000);
    check_linear(repeated(short_head, "\"a\"b,"), 40'000);
    check_linear(repeated("Server name: ", "a:"), 40'000);
    check_linear(repeated("Server name: a ", "Ready: no "), 40'000);
    check_linear(repeated("Server names:", " a"), 40'000);
    check_linear(repeated("", "admin >"), 40'000);
    check_linear(repeated("Cannot connect to server ", "server a on port "), 40'000);
    check_linear(repeated("", "Feature,"), 40'000);
    check_linear(repeated(short_head + "e,f,,\"1", ",000"), 40'000);
    check_linear(
        lines(short_head + std::string(100'000, 'e') + ",f,,9,1,\n", [](std::size_t) { return "eeee,f,,9,2,\ne,f,,8,1,\n"; }));
}
