#include "core/seats/lsdyna/lsdyna.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "core/text/text.hpp"

using namespace slurmlic;

namespace {

constexpr double end_of_2030 = 1'924'992'000;    // 2031-01-01 00:00 UTC

const std::string server_line = "Using user specified server 31010@lic1.example.com\n\nLICENSE INFORMATION\n\n";
const std::string head =
    "PROGRAM          EXPIRATION CPUS  USED   FREE    MAX | QUEUE\n"
    "---------------- ----------      ----- ------ ------ | -----\n";
const std::string front = server_line + head;
const std::string group_line = "                   LICENSE GROUP   130     70    200 |    12\n";

/// As -R prints it.
const std::string sample = front +
                           "MPPDYNA          12/31/2030          -     70    200 |    12\n"
                           " jdoe       59005@n13.example.com  80\n"
                           " asmith    239793@n53.example.com  30\n"
                           "MPPDYNA_971      06/30/2031         20     70    200 |     0\n"
                           "LS-DYNA          12/31/2030          0     70    200 |     0\n" +
                           group_line;

SeatStatus parsed(const std::string& text) {
    Result<SeatStatus> status = lsdyna().parse_status(text);
    REQUIRE(status);
    return std::move(*status);
}

const Feature& feature(const SeatStatus& status, std::string_view name) {
    const auto found = std::ranges::find(status.features, name, &Feature::name);
    REQUIRE(found != status.features.end());
    return *found;
}

/// "USER@HOST SEATS" of each.
std::vector<std::string> holders(const Feature& one) {
    std::vector<std::string> all;
    for (const Checkout& holder : one.holders)
        all.push_back(holder.user + "@" + holder.host + " " + std::to_string(holder.seats));
    return all;
}

std::vector<std::string> skipped(const SeatStatus& status) {
    std::vector<std::string> all;
    for (const Diagnostic& one : status.skipped.first()) all.push_back(to_sentence(one));
    return all;
}

std::string error_of(const std::string& text) {
    const Result<SeatStatus> status = lsdyna().parse_status(text);
    REQUIRE_FALSE(status);
    return to_sentence(status.error());
}

bool is_absent(const Feature& one) {
    return !one.issued && !one.used && !one.checkouts && !one.queued && !one.expiry && one.holders.empty();
}

/// What `line` is read as below a program whose users are summed.
Feature below_program(const std::string& line) {
    return feature(parsed(front + "P 12/31/2030 - 1 9 | 0\n" + line + "\nLICENSE GROUP 3 1 9 | 0\n"), "P");
}

/// Numbers of one text, by name.
using Numbers =
    std::tuple<std::optional<std::int64_t>, std::optional<std::int64_t>, std::optional<std::int64_t>, std::optional<double>>;
Numbers numbers(const Feature& one) { return {one.issued, one.used, one.queued, one.expiry}; }

const std::string table = "the table \"PROGRAM EXPIRATION CPUS USED FREE MAX | QUEUE\" of lstc_qrun -r";

}    // namespace

TEST_CASE("lsdyna: it is asked with -s, the server, and -r") {
    CHECK(lsdyna().program == "lstc_qrun");
    CHECK(lsdyna().status_arguments({.server = "31010@lic1"}) == std::vector<std::string>{"-s", "31010@lic1", "-r"});
    CHECK(lsdyna().asks_one_server);
    CHECK_FALSE(lsdyna().has_daemons);
}

TEST_CASE("lsdyna: programs and their users are read, and the group that they share is a feature of all users") {
    const SeatStatus status = parsed(sample);
    CHECK(status.up);
    CHECK_FALSE(status.failure);
    REQUIRE(status.servers.size() == 1);
    CHECK(status.servers[0].host == "lic1.example.com");
    CHECK(status.servers[0].port == "31010");
    CHECK(status.servers[0].version.empty());
    CHECK(status.servers[0].up);
    CHECK(status.features.size() == 4);
    const Feature& mpp = feature(status, "MPPDYNA");
    CHECK(mpp.vendor.empty());
    CHECK(mpp.issued == 200);
    CHECK(mpp.used == 110);
    CHECK(mpp.checkouts == 110);
    CHECK(mpp.queued == 12);
    CHECK(mpp.expiry == end_of_2030);
    CHECK_FALSE(mpp.reservations);
    CHECK_FALSE(mpp.borrowed);
    CHECK(holders(mpp) == std::vector<std::string>{"asmith@n53.example.com 30", "jdoe@n13.example.com 80"});
    const Feature& group = feature(status, "LICENSE_GROUP");
    CHECK(group.issued == 200);
    CHECK(group.used == 130);
    CHECK_FALSE(group.checkouts);    // MPPDYNA_971 names nobody
    CHECK(group.queued == 12);
    CHECK(group.expiry == end_of_2030);
    CHECK(holders(group) == holders(mpp));
    CHECK(status.mismatches.empty());
    CHECK(status.skipped.count() == 0);
}

TEST_CASE("lsdyna: a program with a count and no users names nobody, unless nothing is in use") {
    const SeatStatus status = parsed(sample);
    CHECK(feature(status, "MPPDYNA_971").used == 20);
    CHECK_FALSE(feature(status, "MPPDYNA_971").checkouts);
    CHECK(feature(status, "LS-DYNA").used == 0);
    CHECK(feature(status, "LS-DYNA").checkouts == 0);
}

TEST_CASE("lsdyna: programs that sum their users are absent where the group has more in use than they have") {
    for (const std::string users : {"", " jdoe 1@h 4\n"}) {
        CAPTURE(users);
        const SeatStatus status =
            parsed(front + "P 12/31/2030 - 1 9 | 0\n" + users + "Q 12/31/2030 0 1 9 | 0\nLICENSE GROUP 7 3 9 | 0\n");
        CHECK(is_absent(feature(status, "P")));
        CHECK(feature(status, "Q").used == 0);
        CHECK(feature(status, "LICENSE_GROUP").used == 7);
        CHECK_FALSE(feature(status, "LICENSE_GROUP").checkouts);
        const std::string line = users.empty() ? "9" : "10";
        const std::string got = users.empty() ? "0" : "4";
        CHECK(skipped(status) ==
              std::vector<std::string>{":" + line + ": expected programs whose USED sum up to the 7 of LICENSE GROUP, got " +
                                       got});
        CHECK(status.mismatches.empty());
    }
}

TEST_CASE("lsdyna: a group that has more in use than the programs that are counted is a hint, and names nobody") {
    const SeatStatus status =
        parsed(front + "P 12/31/2030 4 1 9 | 0\n jdoe 1@h 4\nQ 12/31/2030 0 1 9 | 0\nLICENSE GROUP 7 3 9 | 0\n");
    REQUIRE(status.mismatches.size() == 1);
    CHECK(to_sentence(status.mismatches[0]) == ":10: expected programs whose USED sum up to the 7 of LICENSE GROUP, got 4");
    CHECK(feature(status, "P").checkouts == 4);
    CHECK(feature(status, "LICENSE_GROUP").used == 7);
    CHECK_FALSE(feature(status, "LICENSE_GROUP").checkouts);
    CHECK(status.skipped.count() == 0);
    const SeatStatus alone = parsed(front + group_line);
    CHECK(alone.mismatches.size() == 1);
    CHECK_FALSE(feature(alone, "LICENSE_GROUP").checkouts);
}

TEST_CASE("lsdyna: a group whose USED is - is absent, as are the programs that sum their users") {
    const SeatStatus status =
        parsed(front + "P 12/31/2030 - 1 9 | 0\n jdoe 1@h 4\nQ 12/31/2030 3 1 9 | 0\nLICENSE GROUP - 3 9 | 0\n");
    CHECK(is_absent(feature(status, "LICENSE_GROUP")));
    CHECK(is_absent(feature(status, "P")));
    CHECK(feature(status, "Q").used == 3);
    CHECK(skipped(status) ==
          std::vector<std::string>{":10: expected a row with a number for each column, got \"LICENSE GROUP - 3 9 | 0\""});
}

TEST_CASE("lsdyna: a group may be written in small letters, and has an expiry or none, and with a word too many it is absent") {
    const auto group = [](const std::string& row) {
        return feature(parsed(front + "P 12/31/2030 11 1 9 | 0\n" + row + "\n"), "LICENSE_GROUP");
    };
    CHECK(numbers(group("License Group 11 1 12 | 2")) == Numbers(12, 11, 2, end_of_2030));
    CHECK(numbers(group("LICENSE  group - 11 1 12 | 2")) == Numbers(12, 11, 2, end_of_2030));
    CHECK(group("LICENSE GROUP 12/30/2030 11 1 12 | 2").expiry == end_of_2030 - 86'400);
    CHECK(group("LICENSE GROUP never 11 1 12 | 2").expiry == never_expires);
    CHECK(numbers(group("LICENSE GROUP 11 1 12 2")) == Numbers(12, 11, 2, end_of_2030));
    for (const std::string row : {"LICENSE GROUP - 11 12 | 0 0", "LICENSE GROUP - 11 12 0 0", "LICENSE GROUP 11 11 1 12 | 2",
                                  "LICENSE GROUP 11 11 1 12 2", "LICENSE GROUP soon 11 1 12 | 2", "LICENSE GROUP 11 1 | 12 2",
                                  "LICENSE GROUP - 11 1 12 | 2 0", "LICENSE GROUP 1 | 12 2"}) {
        CAPTURE(row);
        CHECK(is_absent(group(row)));
    }
    CHECK(is_absent(feature(parsed(front + "P 12/31/2030 11 1 | 9 0\n" + group_line), "P")));
}

TEST_CASE("lsdyna: several groups are summed, and each has the users of its programs") {
    const SeatStatus status = parsed(front +
                                     "A 12/31/2030 - 1 9 | 1\n jdoe 1@h 4\nLICENSE GROUP 4 5 9 | 1\n"
                                     "B 06/30/2030 - 1 9 | 2\n asmith 1@h 5\nLICENSE GROUP 5 4 9 | 2\n");
    const Feature& group = feature(status, "LICENSE_GROUP");
    CHECK(group.issued == 18);
    CHECK(group.used == 9);
    CHECK(group.queued == 3);
    CHECK(group.expiry == feature(status, "B").expiry);
    CHECK(holders(group) == std::vector<std::string>{"asmith@h 5", "jdoe@h 4"});
    CHECK(status.skipped.count() == 0);
}

TEST_CASE("lsdyna: a group of which one program tells no expiry has none") {
    const SeatStatus status = parsed(front + "A 12/31/2030 0 1 9 | 0\nB - 0 1 9 | 0\nLICENSE GROUP 0 9 9 | 0\n");
    CHECK_FALSE(feature(status, "B").expiry);
    CHECK_FALSE(feature(status, "LICENSE_GROUP").expiry);
    CHECK(status.skipped.count() == 0);
}

TEST_CASE("lsdyna: columns are found by the names in their head, in any order") {
    const SeatStatus status =
        parsed("PROGRAM QUEUE | MAX KIND USED EXPIRATION\nA 1 | 9 x 3 12/31/2030\n jdoe 1@h 3\nLICENSE GROUP 2 | 8 x 3\n");
    CHECK(numbers(feature(status, "A")) == Numbers(9, 3, 1, end_of_2030));
    CHECK(numbers(feature(status, "LICENSE_GROUP")) == Numbers(8, 3, 2, end_of_2030));
    CHECK(status.skipped.count() == 0);
    const SeatStatus other = parsed("expiration cpus used max free program\n12/31/2030 3 9 6 A\n3 9 6 LICENSE GROUP\n");
    CHECK(numbers(feature(other, "A")) == Numbers(9, 3, std::nullopt, end_of_2030));
    CHECK(feature(other, "LICENSE_GROUP").issued == 9);
    CHECK(other.skipped.count() == 0);
}

TEST_CASE("lsdyna: a program in the first column may hold blanks") {
    const SeatStatus status = parsed(front + "LS DYNA 2 12/31/2030 3 1 9 | 1\nLICENSE GROUP 3 1 9 | 1\n");
    CHECK(numbers(feature(status, "LS DYNA 2")) == Numbers(9, 3, 1, end_of_2030));
    const SeatStatus other = parsed(front + "nothing to see here 1 2 3 | 4\n" + group_line);
    CHECK(other.features.size() == 1);
    CHECK(other.skipped.count() == 1);
}

TEST_CASE("lsdyna: blanks, tabs, blank lines and missing bars change nothing") {
    std::string text;
    for (const char c : sample) {
        if (c == '|') continue;
        text += c == ' ' ? " \t" : c == '\n' ? " \n\n" : std::string(1, c);
    }
    const SeatStatus status = parsed(text);
    for (const Feature& one : parsed(sample).features) {
        CHECK(numbers(feature(status, one.name)) == numbers(one));
        CHECK(holders(feature(status, one.name)) == holders(one));
    }
    CHECK(status.skipped.count() == 0);
}

TEST_CASE("lsdyna: a user may hold blanks, @, commas and other letters, a host colons and brackets") {
    CHECK(holders(below_program("Jane  Roe 12@h 3")) == std::vector<std::string>{"Jane  Roe@h 3"});
    CHECK(holders(below_program("jane@corp@x 12@h 3")) == std::vector<std::string>{"jane@corp@x@h 3"});
    CHECK(holders(below_program("CORP\\jane,x 12@[2001:db8::1] 3")) ==
          std::vector<std::string>{"CORP\\jane,x@[2001:db8::1] 3"});
    CHECK(holders(below_program("j\xC3\xBCrg 12@fe80::1 3")) == std::vector<std::string>{"j\xC3\xBCrg@fe80::1 3"});
    CHECK(holders(below_program("j\xFCrg\t12@h\t3")) == std::vector<std::string>{"j\xEF\xBF\xBDrg@h 3"});
    CHECK(holders(below_program("a 12/31/2030 0 1 9 | 5@h 3")) == std::vector<std::string>{"a 12/31/2030 0 1 9 |@h 3"});
}

TEST_CASE("lsdyna: seats whose user can't be told count for nobody") {
    CHECK(holders(below_program("jane 12@a@b 3")) == std::vector<std::string>{"jane@ 3"});
    CHECK(holders(below_program("12@h 3")) == std::vector<std::string>{"@h 3"});
    CHECK(holders(below_program("jane pid@h 3")) == std::vector<std::string>{"@ 3"});
    CHECK(holders(below_program("jane @ my host 3")) == std::vector<std::string>{"@ 3"});
    const SeatStatus status = parsed(front + "P 12/31/2030 - 1 9 | 0\n jane pid@h 3\nLICENSE GROUP 3 1 9 | 0\n");
    CHECK(feature(status, "P").used == 3);
    CHECK(skipped(status) == std::vector<std::string>{":8: expected USER PID@HOST SEATS, got \"jane pid@h 3\""});
}

TEST_CASE("lsdyna: users behind a line that can't be read are nobody's") {
    const std::string lost = " jdoe 1@h 4\nwhat\n asmith 1@h 3\n";
    const SeatStatus summed = parsed(front + "P 12/31/2030 - 1 9 | 0\n" + lost + "LICENSE GROUP 7 2 9 | 0\n");
    CHECK(is_absent(feature(summed, "P")));
    CHECK(feature(summed, "LICENSE_GROUP").used == 7);
    CHECK_FALSE(feature(summed, "LICENSE_GROUP").checkouts);
    CHECK_FALSE(feature(summed, "LICENSE_GROUP").expiry);
    CHECK(holders(feature(summed, "LICENSE_GROUP")) == std::vector<std::string>{"jdoe@h 4"});
    CHECK(skipped(summed) ==
          std::vector<std::string>{":9: expected a program or a user, got \"what\"",
                                   ":10: expected a program in front of its users, got \"asmith 1@h 3\"",
                                   ":11: expected programs whose USED sum up to the 7 of LICENSE GROUP, got 4"});
    const SeatStatus counted = parsed(front + "P 12/31/2030 7 1 9 | 0\n" + lost + "LICENSE GROUP 7 2 9 | 0\n");
    CHECK(feature(counted, "P").used == 7);
    CHECK_FALSE(feature(counted, "P").checkouts);
    CHECK_FALSE(feature(counted, "LICENSE_GROUP").checkouts);
    const SeatStatus whole = parsed(front + "P 12/31/2030 4 1 9 | 0\n" + lost + "LICENSE GROUP 7 2 9 | 0\n");
    CHECK(feature(whole, "P").checkouts == 4);
    CHECK_FALSE(feature(whole, "LICENSE_GROUP").checkouts);
}

TEST_CASE("lsdyna: of a group with a row or a user that can't be read nobody can tell who holds its seats") {
    for (const std::string lines :
         {"A 12/31/2030 x 1 9 | 0\n", "A 12/31/2030 7 1 9 | 0\n jdoe 1@h 99999999999999999999\n",
          "A 12/31/2030 7 1 9 | 0\n jdoe 1@h 2,5\n", "A 12/31/2030 - 1 9 | 0\n jdoe 1@h 99999999999999999999\n", "A x\n",
          "A x\n jdoe 1@h 7\n"}) {
        CAPTURE(lines);
        const SeatStatus status = parsed(front + lines + "B 12/31/2030 0 1 9 | 0\nLICENSE GROUP 7 1 9 | 0\n");
        CHECK(feature(status, "LICENSE_GROUP").used == 7);
        CHECK_FALSE(feature(status, "LICENSE_GROUP").checkouts);
        CHECK(status.skipped.count() > 0);
    }
}

TEST_CASE("lsdyna: a line among users that can't be read leaves the sum absent, unless the group tells the same") {
    const std::string users = front + "P 12/31/2030 - 1 9 | 0\n jdoe 1@h 4\n asmith 2@h 1,000\n";
    const SeatStatus told = parsed(users + "LICENSE GROUP 4 5 9 | 0\n");
    CHECK(feature(told, "P").used == 4);
    CHECK(skipped(told) == std::vector<std::string>{":9: expected a program or a user, got \"asmith 2@h 1,000\""});
    const SeatStatus status = parsed(users + "LICENSE GROUP 1004 5 9 | 0\n");
    CHECK(is_absent(feature(status, "P")));
    CHECK(skipped(status).back() == ":10: expected programs whose USED sum up to the 1004 of LICENSE GROUP, got 4");
}

TEST_CASE("lsdyna: a row with a number that is none leaves its feature absent") {
    for (const std::string row :
         {"B 12/31/2030 0 1 9x | 0", "B 12/31/2030 -4 1 9 | 0", "B 12/31/2030 0 1 9 | 0.5",
          "B 12/31/2030 99999999999999999999 1 9 | 0", "B 12/31/2030 0 1 | 0", "B 12/31/2030 0 1 9 | 0 7",
          "B 12/31/2030 - 1 9 | 0 7", "B 12/31/2030 0 1 9 | 0 x", "B 12/31/2030 0"}) {
        CAPTURE(row);
        const SeatStatus status = parsed(front + "A 12/31/2030 2 1 9 | 0\n" + row + "\nLICENSE GROUP 2 1 9 | 0\n");
        CHECK(is_absent(feature(status, "B")));
        CHECK(feature(status, "A").used == 2);
        CHECK(feature(status, "LICENSE_GROUP").used == 2);
        CHECK(skipped(status) ==
              std::vector<std::string>{":8: expected a row with a number for each column, got \"" + row + "\""});
    }
    const SeatStatus status = parsed(front + "A 12/31/2030 2 1 9 | 0\nLICENSE GROUP 2 1 x | 0\n");
    CHECK(is_absent(feature(status, "LICENSE_GROUP")));
    CHECK(feature(status, "A").used == 2);
    CHECK(status.skipped.count() == 1);
}

TEST_CASE("lsdyna: seats that are more than fit stay at the most that does") {
    const std::string most = "9223372036854775807";
    const SeatStatus status = parsed(front + "P 12/31/2030 - 1 9 | 0\n a 1@h " + most + "\n b 1@h " + most +
                                     "\nLICENSE GROUP " + most + " 1 9 | 0\n");
    CHECK(feature(status, "P").used == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("lsdyna: an expiry is a date, permanent, or not told, and any other is a skipped line") {
    const auto with = [](const std::string& expiry) {
        return parsed(front + "P " + expiry + " 0 1 9 | 0\nLICENSE GROUP 0 9 9 | 0\n");
    };
    CHECK(feature(with("1/2/2031"), "P").expiry == end_of_2030 + 2 * 86'400);
    CHECK(feature(with("permanent"), "P").expiry == never_expires);
    CHECK(feature(with("unlimited"), "P").expiry == never_expires);
    CHECK(feature(with("Never"), "P").expiry == never_expires);
    CHECK(feature(with("31-dec-2030"), "P").expiry == end_of_2030);
    CHECK_FALSE(feature(with("-"), "P").expiry);
    CHECK(with("-").skipped.count() == 0);
    for (const std::string expiry : {"13/01/2030", "02/29/2031", "12/31/30", "2030/12/31", "12/31/20301", "soon"}) {
        CAPTURE(expiry);
        const SeatStatus status = with(expiry);
        CHECK_FALSE(feature(status, "P").expiry);
        CHECK(feature(status, "P").issued == 9);
        CHECK(skipped(status) == std::vector<std::string>{":7: expected a date such as 12/31/2030, got \"" + expiry + "\""});
    }
}

TEST_CASE("lsdyna: a server that can't be reached is down, in the words of lstc_qrun") {
    const SeatStatus status = parsed("Using default server 31010@localhost\n*** ERROR failed to open server localhost\n");
    CHECK_FALSE(status.up);
    REQUIRE(status.failure);
    CHECK(to_sentence(*status.failure) == ":2: *** ERROR failed to open server localhost");
    REQUIRE(status.servers.size() == 1);
    CHECK(status.servers[0].host == "localhost");
    CHECK(status.servers[0].port == "31010");
    CHECK(status.servers[0].failure == "*** ERROR failed to open server localhost");
    CHECK_FALSE(status.servers[0].up);
    CHECK(status.features.empty());
    CHECK(lsdyna().hint_on(status.failure->got) ==
          "mostly lstc_server does not run there, listens on another port than 31010, or a firewall is in between");
    CHECK(lsdyna().hint_on("*** ERROR no license").empty());
}

TEST_CASE("lsdyna: a failure alone names its server") {
    const SeatStatus status = parsed("*** ERROR failed to open server lic9\n");
    CHECK_FALSE(status.up);
    REQUIRE(status.servers.size() == 1);
    CHECK(status.servers[0].host == "lic9");
    CHECK(status.servers[0].port.empty());
    CHECK(parsed("*** ERROR out of memory\n").servers.empty());
}

TEST_CASE("lsdyna: of several outputs in one text each server is up or down by itself") {
    const SeatStatus status =
        parsed(sample + "Using user specified server 1@lic2\n*** ERROR failed to open server lic2\n" +
               "Using user specified server 31010@lic3\n" + head + "P 12/31/2030 1 8 9 | 0\nLICENSE GROUP 1 8 9 | 0\n");
    CHECK(status.up);
    REQUIRE(status.failure);
    CHECK(to_sentence(*status.failure) == ":14: *** ERROR failed to open server lic2");
    REQUIRE(status.servers.size() == 3);
    CHECK(status.servers[0].up);
    CHECK_FALSE(status.servers[1].up);
    CHECK(status.servers[2].up);
    CHECK(feature(status, "LICENSE_GROUP").issued == 209);
    CHECK(status.skipped.count() == 0);
}

TEST_CASE("lsdyna: the same output twice counts once") {
    const std::string nameless =
        "Defaulting to server 1 specified by LSTC_LICENSE_SERVER variable\n" + sample.substr(server_line.size());
    for (const std::string& text : {sample, nameless, sample.substr(server_line.size())}) {
        const SeatStatus once = parsed(text);
        const SeatStatus twice = parsed(text + text);
        for (const Feature& one : once.features) {
            CHECK(numbers(feature(twice, one.name)) == numbers(one));
            CHECK(feature(twice, one.name).checkouts == one.checkouts);
            CHECK(holders(feature(twice, one.name)) == holders(one));
        }
        CHECK(twice.features.size() == once.features.size());
        CHECK(twice.servers.size() == once.servers.size());
        CHECK(twice.mismatches.empty());
        CHECK(twice.skipped.count() == 1);
    }
    CHECK(
        skipped(parsed(sample + sample)) ==
        std::vector<std::string>{":17: expected one table of each server, got \"PROGRAM          EXPIRATION CPUS  USED   FREE  "
                                 "  MAX | QUEUE\""});
    CHECK(parsed(sample + "Using default server 1@lic1.example.com\n" + head + group_line).skipped.count() == 0);
}

TEST_CASE("lsdyna: an output that names no server is read, too") {
    const SeatStatus status = parsed("Defaulting to server 1 specified by LSTC_LICENSE_SERVER variable\n" + head + group_line);
    CHECK(status.up);
    CHECK(status.servers.empty());
    CHECK(status.features.size() == 1);
    CHECK(parsed("Using default server lic1\n" + head + group_line).servers[0].host == "lic1");
}

TEST_CASE("lsdyna: of at most 1000 servers something is kept") {
    std::string text;
    for (int i = 0; i < 1003; ++i) text += "Using user specified server 1@h" + std::to_string(i) + "\n*** ERROR no\n";
    const SeatStatus status = parsed(text);
    CHECK(status.servers.size() == 1000);
    CHECK(status.skipped.count() == 3);
    CHECK(skipped(status)[0] == ":2001: expected at most 1000 servers, got \"h1000\"");
}

TEST_CASE("lsdyna: a head without rows is a server that is up, and says that its end is missing") {
    const SeatStatus status = parsed(front);
    CHECK(status.up);
    CHECK(status.features.empty());
    CHECK(skipped(status) == std::vector<std::string>{":6: expected the row LICENSE GROUP at the end of the table, got none"});
}

TEST_CASE("lsdyna: without a group at its end a table may have been cut") {
    const std::string text = front + "A 12/31/2030 - 1 9 | 0\n jdoe 1@h 4\nB 12/31/2030 20 1 9 | 0\n jdoe 1@h 8\n";
    const SeatStatus status = parsed(text);
    CHECK(is_absent(feature(status, "A")));
    CHECK(feature(status, "B").used == 20);
    CHECK_FALSE(feature(status, "B").checkouts);
    CHECK(feature(parsed(text + " asmith 1@h 12\n"), "B").checkouts == 20);
    CHECK(is_absent(feature(status, "LICENSE_GROUP")));
    CHECK(skipped(status) == std::vector<std::string>{":10: expected the row LICENSE GROUP at the end of the table, got none"});
    const SeatStatus followed = parsed(text + "Using user specified server 1@lic2\n" + head + group_line);
    CHECK_FALSE(feature(followed, "B").checkouts);
    CHECK(is_absent(feature(followed, "LICENSE_GROUP")));
    CHECK(skipped(followed) ==
          std::vector<std::string>{":11: expected the row LICENSE GROUP at the end of the table, got none"});
}

TEST_CASE("lsdyna: a text that is cut anywhere tells the truth or nothing") {
    const std::string counted = front + "MPPDYNA 12/31/2030 13 70 200 | 12\n jdoe 59@n1 8\n asmith 23@n5 5\n" +
                                "LS-DYNA 12/31/2030 117 7 200 | 0\n" + group_line;
    const auto with_crlf = [](const std::string& text) {
        std::string crlf;
        for (const char c : text) crlf += c == '\n' ? "\r\n" : std::string(1, c);
        return crlf;
    };
    for (const std::string& text : {sample, with_crlf(sample), counted, with_crlf(counted)}) {
        const SeatStatus whole = parsed(text);
        for (std::size_t size = 0; size <= text.size(); ++size) {
            CAPTURE(size);
            const Result<SeatStatus> status = lsdyna().parse_status(text.substr(0, size));
            if (!status) continue;
            for (const Feature& one : status->features) {
                const Feature& truth = feature(whole, one.name);
                if (is_absent(one)) continue;
                REQUIRE(numbers(one) == numbers(truth));
                REQUIRE((!one.checkouts || one.checkouts == truth.checkouts));
                if (one.checkouts) REQUIRE(holders(one) == holders(truth));
                const std::vector<std::string> all = holders(truth);
                for (const std::string& holder : holders(one)) REQUIRE(std::ranges::find(all, holder) != all.end());
            }
            const std::string rest = text.substr(size);
            const bool is_whole = rest.empty() || rest == "\n" || rest == "\r\n";
            REQUIRE((is_whole || status->skipped.count() > 0));
        }
    }
}

TEST_CASE("lsdyna: seats that do not fit, and a line without a user, are skipped lines") {
    const SeatStatus status =
        parsed(front + "P 12/31/2030 - 1 9 | 0\n jdoe 1@h 99999999999999999999\nLICENSE GROUP 5 1 9 | 0\n");
    CHECK(is_absent(feature(status, "P")));
    CHECK(skipped(status)[0] == ":8: expected USER PID@HOST SEATS, got \"jdoe 1@h 99999999999999999999\"");
    const SeatStatus nobody = parsed(front + "P 12/31/2030 - 1 9 | 0\n 1@h 5\nLICENSE GROUP 5 1 9 | 0\n");
    CHECK(feature(nobody, "P").used == 5);
    CHECK(skipped(nobody) == std::vector<std::string>{":8: expected USER PID@HOST SEATS, got \"1@h 5\""});
}

TEST_CASE("lsdyna: a user whose seats may have been cut has none") {
    const std::string row = front + "A 12/31/2030 40 1 99 | 0\n";
    const SeatStatus status = parsed(row + " jdoe 1@h 4");
    CHECK(feature(status, "A").used == 40);
    CHECK_FALSE(feature(status, "A").checkouts);
    CHECK(feature(status, "A").holders.empty());
    CHECK(skipped(status)[0] == ":8: expected USER PID@HOST SEATS, got \"jdoe 1@h 4\"");
    CHECK(holders(feature(parsed(row + " jdoe 1@h 40\n"), "A")) == std::vector<std::string>{"jdoe@h 40"});
}

TEST_CASE("lsdyna: a last line without its end is whole where its last number is 0") {
    const std::string group = "LICENSE GROUP 2 1 9 | ";
    const std::string row = front + "A 12/31/2030 2 1 9 | 0\n";
    CHECK(feature(parsed(row + group + "0"), "LICENSE_GROUP").queued == 0);
    CHECK(feature(parsed(row + group + "12 "), "LICENSE_GROUP").queued == 12);
    CHECK(feature(parsed(row + group + "12\r"), "LICENSE_GROUP").queued == 12);
    const SeatStatus cut = parsed(row + group + "12");
    CHECK(is_absent(feature(cut, "LICENSE_GROUP")));
    CHECK(skipped(cut) ==
          std::vector<std::string>{":8: expected a row with a number for each column, got \"LICENSE GROUP 2 1 9 | 12\""});
}

TEST_CASE("lsdyna: lines of other kinds are skipped, and users without a program") {
    const SeatStatus status =
        parsed("hello\n" + front + " jdoe 1@h 2\nA 12/31/2030 0 1 9 | 0\nwhat\nLICENSE GROUP 0 9 9 | 0\n");
    CHECK(skipped(status) == std::vector<std::string>{":1: expected " + table + ", got \"hello\"",
                                                      ":8: expected a program in front of its users, got \"jdoe 1@h 2\"",
                                                      ":10: expected a program or a user, got \"what\""});
    CHECK(feature(status, "A").used == 0);
}

TEST_CASE("lsdyna: the list of programs beside a table is read over") {
    const std::string list =
        "\n                     Running Programs\n\n    User             Host          Program              Started       # "
        "procs\n"
        "---------------------------\njdoe   4711@n1.example.com MPPDYNA          Wed Oct 20 10:00    16\nNo programs "
        "queued\n";
    for (const std::string& text : {"Using default server 1@h\n" + list + sample, sample + list}) {
        const SeatStatus status = parsed(text);
        CHECK(status.skipped.count() == 0);
        CHECK(feature(status, "MPPDYNA").used == 110);
    }
    CHECK(error_of("Using default server 1@h\n" + list) ==
          "expected " + table + ", got the list of programs of lstc_qrun without -r, which tells no seats that are issued");
}

TEST_CASE("lsdyna: a text without a table and a failure is an error") {
    CHECK(error_of("") == "expected " + table + ", got nothing");
    CHECK(error_of("\n\n") == "expected " + table + ", got none");
    CHECK(error_of("foo\nbar\n") == ":1: expected " + table + ", got \"foo\"");
    CHECK(error_of("Using user specified server 31010@lic1\n\nLICENSE INFORMATION\n") ==
          ":1: expected " + table + ", got nothing of this server");
    CHECK(error_of(sample.substr(front.size())) ==
          ":1: expected " + table + ", got \"MPPDYNA          12/31/2030          -     70    200 |    12\"");
}

TEST_CASE("lsdyna: its texts are known, whole, down, cut in front, and those of others are not") {
    const auto is_it = lsdyna().texts.front().is_it;
    for (std::size_t from = 0; from < sample.size() - group_line.size(); ++from) {
        CAPTURE(from);
        REQUIRE(is_it(sample.substr(from)));
    }
    CHECK(is_it("*** ERROR failed to open server lic9\n"));
    CHECK(is_it("Defaulting to server 1 specified by LSTC_LICENSE_SERVER variable\n"));
    CHECK(is_it(" 500 LICENSE(S) AVAILABLE for PROG=MPPDYNA USER=jdoe HOST=h IP=10.0.0.1\n"));
    CHECK_FALSE(is_it(""));
    CHECK_FALSE(is_it("LicenseName=a@b\n    Total=9 Used=7 Free=2 Reserved=0 Remote=no\n"));
    CHECK_FALSE(is_it("123|jdoe|part|a:1|RUNNING\n"));
    CHECK_FALSE(is_it("Users of MATLAB:  (Total of 10 licenses issued;  Total of 2 licenses in use)\n"));
    CHECK_FALSE(is_it("Error connecting to \"rlm\" server\nERROR: x\n"));
}
