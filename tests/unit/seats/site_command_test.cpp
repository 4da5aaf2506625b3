#include "core/seats/site_command.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "core/seats/managers.hpp"
#include "tests/support/scaling.hpp"
#include "tests/support/sentences.hpp"

using namespace slurmlic;
using testing::sentence;
using testing::sentences;
using Messages = std::vector<std::string>;

namespace {

SeatStatus parsed(std::string_view text) {
    Result<SeatStatus> status = parse_site_command(text);
    REQUIRE_MESSAGE(status.has_value(), (status ? "" : sentence(status.error(), "out")));
    return std::move(*status);
}

const std::string sample =
    "# HELP license_feature_used Seats.\n"
    "license_feature_issued{app=\"x\",feature=\"solver\",vendor=\"acme\"} 20\n"
    "license_feature_used{feature=\"solver\",vendor=\"acme\"} 5 1700000000\n"
    "license_feature_users{feature=\"solver\",vendor=\"acme\",user=\"alice\",host=\"n1\"} 3\n"
    "license_feature_users{feature=\"solver\",vendor=\"acme\",user=\"bob\"} 2\n"
    "license_feature_expiration_timestamp_seconds{feature=\"solver\",vendor=\"acme\"} 2e9\n"
    "license_server_up{host=\"lic1\",port=\"2080\",version=\"4\"} 1\n"
    "python_info{version=\"3\"} 1\n";

}    // namespace

TEST_CASE("command: features, users and servers of the exposition format are those of the app") {
    const SeatStatus status = parsed(sample);
    CHECK(status.up);
    REQUIRE(status.features.size() == 1);
    const Feature& solver = status.features[0];
    CHECK(solver.name == "solver");
    CHECK(solver.vendor == "acme");
    CHECK(solver.issued == 20);
    CHECK(solver.used == 5);
    CHECK(solver.checkouts == 5);
    CHECK(solver.expiry == 2e9);
    CHECK_FALSE((solver.queued || solver.reservations || solver.borrowed));
    REQUIRE(solver.holders.size() == 2);
    CHECK(solver.holders[0].user == "alice");
    CHECK(solver.holders[0].host == "n1");
    CHECK(solver.holders[0].seats == 3);
    CHECK(solver.holders[1].host.empty());
    REQUIRE(status.servers.size() == 1);
    CHECK(status.servers[0].host == "lic1");
    CHECK(status.servers[0].version == "4");
    CHECK(status.skipped.count() == 0);
    CHECK(status.mismatches.empty());
}

TEST_CASE("command: of used and checkouts one may be told, and without users nobody is named") {
    const SeatStatus status = parsed(
        "license_feature_used{feature=\"a\"} 5\nlicense_feature_checkouts{feature=\"b\"} 4\n"
        "license_feature_users{feature=\"c\",user=\"u\"} 3\nlicense_feature_issued{feature=\"d\"} +Inf\n"
        "license_feature_used{feature=\"e\"} 5\nlicense_feature_checkouts{feature=\"e\"} 2\n");
    REQUIRE(status.features.size() == 5);
    for (std::size_t i = 0; i < 3; ++i) CHECK(status.features[i].used == 5 - static_cast<std::int64_t>(i));
    for (std::size_t i = 0; i < 3; ++i) CHECK(status.features[i].checkouts == 5 - static_cast<std::int64_t>(i));
    CHECK(status.features[0].holders.empty());
    CHECK(status.features[3].uncounted);
    CHECK_FALSE((status.features[3].used || status.features[3].issued || status.features[3].checkouts));
    CHECK(status.features[4].checkouts == 2);
    const SeatStatus partly = parsed(
        "license_feature_used{feature=\"a\"} 5\nlicense_feature_users{feature=\"a\",user=\"al\"} 3\n"
        "license_feature_issued{feature=\"b\"} +Inf\nlicense_feature_used{feature=\"b\"} 2\n"
        "license_feature_users{feature=\"b\",user=\"al\"} 4\n");
    CHECK(partly.features[0].checkouts == 5);    // two of them have no user
    CHECK(partly.features[0].holders[0].seats == 3);
    CHECK(partly.features[1].checkouts == 4);
    CHECK(partly.features[1].used == 4);
}

TEST_CASE("command: of a feature whose line is broken, and names it, nothing is known") {
    for (const char* const line :
         {"license_feature_used{feature=\"a\"}", "license_feature_used{feature=\"a\"} x",
          "license_feature_users{feature=\"a\",user=\"bo\"} 0x1", "license_feature_usd{feature=\"a\"} 1"}) {
        CAPTURE(line);
        const SeatStatus status = parsed(
            "license_feature_issued{feature=\"a\"} 9\nlicense_feature_checkouts{feature=\"a\"} 2\n" + std::string(line) + "\n");
        CHECK(status.skipped.count() == 1);
        REQUIRE(status.features.size() == 1);
        CHECK_FALSE((status.features[0].issued || status.features[0].used || status.features[0].checkouts));
    }
}

TEST_CASE("command: no limit and a limit, times that are none, and a server that comes again are skipped lines") {
    const SeatStatus status = parsed(
        "license_feature_issued{feature=\"a\"} +Inf\nlicense_feature_issued{feature=\"a\"} 5\n"
        "license_feature_issued{feature=\"a\"} +Inf\nlicense_feature_expiration_timestamp_seconds{feature=\"b\"} "
        "1767225600000\n"
        "license_feature_expiration_timestamp_seconds{feature=\"c\"} -Inf\nlicense_server_up{host=\"h\"} 1\n"
        "license_server_up{host=\"h\"} 0\n");
    CHECK(status.skipped.count() == 5);
    CHECK(status.up);
    CHECK(status.features[0].uncounted);
    CHECK_FALSE(status.features[1].expiry.has_value());
}

TEST_CASE("command: a server that is down while no other serves is the failure of the app, whatever else is printed") {
    const SeatStatus status = parsed("license_server_up{host=\"lic1\"} 0\nlicense_feature_used{feature=\"a\"} 5\n");
    CHECK_FALSE(status.up);
    CHECK(status.features.empty());
    CHECK(sentence(*status.failure, "out") == "out:1: the command says that lic1 is down");
    const SeatStatus other = parsed(
        "license_server_up{host=\"lic1\"} 0\nlicense_server_up{host=\"lic2\"} 1\nlicense_feature_used{feature=\"a\"} 5\n");
    CHECK(other.up);
    CHECK(other.failure.has_value());
    CHECK(other.features.size() == 1);
}

TEST_CASE("command: a line that can't be read is a skipped line, and a number that is none leaves nothing of its feature") {
    const SeatStatus status = parsed(
        "license_feature_used{feature=\"a\"} 1.5\nlicense_feature_issued{feature=\"a\"} 7\nlicense_feature_used{feature=\"b\"} "
        "-1\n"
        "license_feature_used{feature=\"c\"} 1\nlicense_feature_used{feature=\"c\"} 2\nlicense_feature_used 4\n"
        "license_feature_usd{feature=\"c\"} 1\nlicense_used 3\nlicense_feature_used{feature=\"c\" 3\nother 1\n"
        "license_server_up 2\nlicense_feature_expiration_timestamp_seconds{feature=\"d\"} NaN\n");
    CHECK(sentences(status.skipped.first(), "out").size() == 9);
    CHECK(sentences(status.skipped.first(), "out")[0] ==
          "out:1: expected a whole number of seats, got \"license_feature_used{feature=\"a\"} 1.5\"");
    CHECK(sentences(status.skipped.first(), "out")[4] ==
          "out:7: expected a family of slurmlic.toml(5), COMMAND, got \"license_feature_usd{feature=\"c\"} 1\"");
    REQUIRE(status.features.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK_FALSE((status.features[i].issued || status.features[i].used || status.features[i].checkouts));
    }
}

TEST_CASE("command: a text that is cut, or has no sample of licenses, is an error") {
    const auto error = [](std::string_view text) {
        const Result<SeatStatus> status = parse_site_command(text);
        REQUIRE_FALSE(status.has_value());
        return sentence(status.error(), "out");
    };
    CHECK(error("license_feature_used{feature=\"a\"} 1") ==
          "out: expected a line end behind the last sample, or it may have been cut, got "
          "\"license_feature_used{feature=\"a\"} 1\"");
    CHECK(error("") == "out: expected samples of license_feature_... or license_server_up, got nothing");
    CHECK(error("# no license\nup 1\n") == "out: expected samples of license_feature_... or license_server_up, got none");
    CHECK(error("<html>502\n") == "out:1: expected samples of license_feature_... or license_server_up, got \"<html>502\"");
    for (std::size_t size = 0; size < sample.size(); ++size) {
        const Result<SeatStatus> status = parse_site_command(sample.substr(0, size));
        if (sample[size == 0 ? 0 : size - 1] != '\n') REQUIRE_FALSE(status.has_value());
    }
}

TEST_CASE("command: CRLF, blanks, escapes and names that are no text are read, and names that differ stay so") {
    const SeatStatus status = parsed(
        "  license_feature_used { feature = \"a\\\"\\\\b\" , vendor=\"\\n\" , } 2 \r\n\r\n"
        "license_feature_used{feature=\"\xFC\"} 1\nlicense_feature_used{feature=\"\xFD\"} 1\n");
    REQUIRE(status.features.size() == 3);
    CHECK(status.features[0].name == "a\"\\b");
    CHECK(status.features[1].name != status.features[2].name);
    CHECK(status.skipped.count() == 0);
}

TEST_CASE("command: users and hosts are marked for anonymize, and what is no name of ours") {
    const std::string text = "# by alice\nlicense_feature_users{feature=\"f\",user=\"bob\",host=\"n1\",site=\"x\"} 1\nbob\n";
    Spans spans(text);
    const Manager& manager = *manager_of(text);
    CHECK(manager.name == "command");
    manager.texts.front().mark(text, spans);
    std::string marked;
    for (const Span& one : spans.all()) {
        marked += one.role == Role::user ? "u:" : one.role == Role::host ? "h:" : one.role == Role::name ? "n:" : "?:";
        marked += text.substr(one.begin, one.size) + "|";
    }
    CHECK(marked == "?: by alice|n:f|u:bob|h:n1|?:x|?:bob|");
}

TEST_CASE("command: many features, users and servers take no longer than others") {
    const auto lines = [](auto line) {
        return [line](std::size_t count) {
            std::string text = "license_feature_used{feature=\"x\"} 1\n";
            for (std::size_t i = 0; i < count; ++i) text += line(std::to_string(i));
            return text;
        };
    };
    const auto read = [](std::string_view text) { REQUIRE(parse_site_command(text).has_value()); };
    const std::string user = "license_feature_users{feature=\"a\",user=\"u";
    CHECK(testing::is_linear(lines([](const std::string& i) { return "license_feature_used{feature=\"" + i + "\"} 1\n"; }),
                             read, 4'000));
    CHECK(testing::is_linear(lines([&](const std::string& i) { return user + i + "\"} 1\n"; }), read, 4'000));
    CHECK(testing::is_linear(lines([&](const std::string& i) { return user + "\",host=\"" + i + "\"} 1\n"; }), read, 4'000));
    CHECK(testing::is_linear(lines([](const std::string& i) { return "license_server_up{host=\"" + i + "\"} 1\n"; }), read,
                             4'000));
    CHECK(testing::is_linear(lines([](const std::string&) { return std::string("license_feature_used{feature=\"x\"} 1\n"); }),
                             read, 4'000));
}
