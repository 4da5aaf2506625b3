#include "core/seats/dsls/dsls.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "core/text/text.hpp"
#include "tests/support/sentences.hpp"

using namespace slurmlic;

namespace {

const std::string banner = "License Administration Tool Version 6.425.4 Built on May 2, 2023, 6:45:36 PM.\n";
const std::string ready =
    "admin >\tSoftware version: 6.425.4\n    Build date: May 2, 2023, 6:45:36 PM\n    Standalone mode\n    Ready: yes\n"
    "    Server name: lic1   Server id: ABC-123\n";
const std::string head =
    "Editor,EditorId,Feature,Model,Commercial Type,Max Release Number,Max Release Date,Pricing Structure,Max Casual "
    "Duration,Expiration Date,Customer ID,Count,Inuse,Tokens,Casual Usage (mn),Host,User,Internal ID,Active Process,Client "
    "Code "
    "Version,Session ID,Granted Since,Last Used At,Granted At,Queue Position,\n";

/// The columns of a pool.
std::string pool(const std::string& feature, const std::string& count, const std::string& inuse,
                 const std::string& expiry = "2031-01-01 00:59:00", const std::string& model = "Token") {
    return "Dassault Systemes,5E7A,\"" + feature + "\"," + model + ",STD,8,2031-01-01 00:59:00,YLC,0," + expiry + ",107," +
           count + "," + inuse + ",";
}

const std::string granted = "2030-09-17 17:59:34,2030-09-18 15:25:50,2030-09-17 17:59:34,";

/// The columns of a use that was granted.
std::string use(const std::string& tokens, const std::string& user, const std::string& host, const std::string& id,
                const std::string& process = "/sim/run ( 31)") {
    return tokens + ",," + host + "," + user + "," + id + "," + process + ",6.424,02D," + granted;
}

std::string waiting(const std::string& tokens, const std::string& user, const std::string& id) {
    return tokens + ",,n9 (2.0)/10.0.0.9," + user + "," + id + ",,6.424,02D,,,,1,";
}

const std::string sample = banner + ready + head + pool("PXC", "6", "0") + "\n" + pool("QXU", "2374", "1026") +
                           use("493", "ann", "n1 (263.0)/10.0.0.1", "QXU") + "\n" + pool("QXU", "2374", "1026") +
                           use("533", "bob", "n2 (226.0)/10.0.0.2", "QXU") + "\n" + pool("QXU", "2374", "1026") +
                           waiting("40", "eve", "QXU") + "\n" + pool("QXU", "100", "7", "2030-06-01 00:00:00") +
                           use("7", "ann", "n1 (263.0)/10.0.0.1", "QXU") + "\n" + pool("ZZ", "1000000", "0") + "\n";

SeatStatus parsed(const std::string& text) {
    Result<SeatStatus> status = parse_dsls(text);
    REQUIRE(status);
    return std::move(*status);
}

/// Of a table with these rows.
SeatStatus of_rows(const std::string& rows) { return parsed(ready + head + rows); }

const Feature& feature_of(const SeatStatus& status, std::string_view name) {
    const auto found = std::ranges::find(status.features, name, &Feature::name);
    REQUIRE(found != status.features.end());
    return *found;
}

std::string holders_of(const Feature& feature) {
    std::string all;
    for (const Checkout& one : feature.holders) all += one.user + "@" + one.host + "=" + std::to_string(one.seats) + " ";
    return all;
}

bool is_absent(const Feature& one) {
    return !(one.issued || one.used || one.checkouts || one.reservations || one.queued || one.borrowed || one.expiry ||
             one.uncounted || !one.holders.empty());
}

std::vector<std::string> skipped_of(const SeatStatus& status) {
    CHECK(status.skipped.count() == status.skipped.first().size());
    return slurmlic::testing::sentences(status.skipped.first(), "f");
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (std::size_t at = text.find(what); at != npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
    return text;
}

void check_equal(const SeatStatus& one, const SeatStatus& other) {
    REQUIRE(one.up == other.up);
    REQUIRE(one.servers.size() == other.servers.size());
    REQUIRE(one.features.size() == other.features.size());
    REQUIRE(one.skipped.count() == other.skipped.count());
    REQUIRE(one.mismatches.size() == other.mismatches.size());
    for (std::size_t i = 0; i < one.servers.size(); ++i) {
        CHECK(one.servers[i].host == other.servers[i].host);
        CHECK(one.servers[i].version == other.servers[i].version);
    }
    for (const Feature& feature : one.features) {
        const Feature& same = feature_of(other, feature.name);
        CHECK(feature.issued == same.issued);
        CHECK(feature.used == same.used);
        CHECK(feature.queued == same.queued);
        CHECK(feature.expiry == same.expiry);
        CHECK(holders_of(feature) == holders_of(same));
    }
}

}    // namespace

TEST_CASE("dsls: a whole output") {
    const SeatStatus status = parsed(sample);
    CHECK(status.up);
    CHECK_FALSE(status.failure.has_value());
    REQUIRE(status.servers.size() == 1);
    CHECK(status.servers[0].host == "lic1");
    CHECK(status.servers[0].port.empty());
    CHECK(status.servers[0].version == "6.425.4");
    CHECK(status.servers[0].up);
    CHECK(status.daemons.empty());
    CHECK(status.skipped.count() == 0);
    CHECK(status.mismatches.empty());
    REQUIRE(status.features.size() == 3);
    CHECK(feature_of(status, "PXC").issued == 6);
    CHECK(feature_of(status, "PXC").used == 0);
    CHECK(feature_of(status, "PXC").checkouts == 0);
    CHECK(feature_of(status, "PXC").vendor == "Dassault Systemes");
    CHECK(feature_of(status, "PXC").expiry == 1924995540);
    const Feature& sru = feature_of(status, "QXU");    // two pools
    CHECK(sru.issued == 2474);
    CHECK(sru.used == 1033);
    CHECK(sru.checkouts == 1033);
    CHECK(sru.queued == 40);
    CHECK(sru.expiry == 1906502400);
    CHECK(holders_of(sru) == "ann@n1=500 bob@n2=533 ");
    CHECK_FALSE((sru.reservations || sru.borrowed));    // nobody tells them
    CHECK(feature_of(status, "ZZ").issued == 1'000'000);
}

TEST_CASE("dsls: line ends, blanks, tabs, blank lines, prompts and a missing last newline change nothing") {
    const SeatStatus status = parsed(sample);
    check_equal(parsed(replaced(sample, "\n", "\r\n")), status);
    check_equal(parsed(replaced(sample, "\n", "\r\n").substr(0, replaced(sample, "\n", "\r\n").size() - 2)), status);
    check_equal(parsed(replaced(sample, "\n", " \t\n\n")), status);
    check_equal(parsed(replaced(sample, ",", " ,\t")), status);
    check_equal(parsed(replaced(sample, "\nEditor,", "\nadmin >getLicenseUsage -csv\nadmin >admin > EDITOR,")), status);
    check_equal(parsed(sample.substr(0, sample.size() - 1)), status);
    check_equal(parsed(sample + "admin >admin >"), status);
    check_equal(parsed(sample + "admin >quit\n"), status);
    const std::size_t end = sample.find("\n", sample.find("bob"));
    CHECK(holders_of(feature_of(parsed(sample.substr(0, end)), "QXU")) == "ann@n1=493 bob@n2=533 ");
}

TEST_CASE("dsls: columns are found by their names, in any order") {
    const SeatStatus status = parsed(
        "Ready: yes\nUser,Expiration date,New,INUSE,Host,Feature,Tokens,Count\n"
        "\"Doe, \"\"J\"\" Jane\",2031-01-01,?,3,n1.acme.test,QXU,2,10\nann,2031-01-01,,3,n2/10.0.0.2,QXU,1,10\n"
        ",,,0,,PXC,,5\n");
    CHECK(status.skipped.count() == 0);
    const Feature& sru = feature_of(status, "QXU");
    CHECK(sru.vendor.empty());
    CHECK(sru.issued == 10);
    CHECK(sru.used == 3);
    CHECK(sru.expiry == 1925078400);
    CHECK_FALSE(sru.queued.has_value());    // there is no column of it
    CHECK(holders_of(sru) == "Doe, \"J\" Jane@n1.acme.test=2 ann@n2=1 ");
    CHECK(feature_of(status, "PXC").issued == 5);
    CHECK_FALSE(feature_of(status, "PXC").expiry.has_value());
}

TEST_CASE("dsls: of two columns with one name the first counts") {
    const std::string text =
        "Ready: yes\nFeature,Count,Inuse,Host,User,Host,Count\nQXU,9,1,n1 (1.0)/10.0.0.1,ann,n2 (2.0)/10.0.0.2,7\n";
    CHECK(holders_of(feature_of(parsed(text), "QXU")) == "ann@n1=1 ");
    CHECK(feature_of(parsed(text), "QXU").issued == 9);
    Spans spans(text);
    dsls().texts.front().mark(text, spans);
    CHECK(spans.all().back().role == Role::unknown);
}

TEST_CASE("dsls: a table without users, as -short prints it, says how many seats are used, but not by whom") {
    const SeatStatus status = parsed(ready + head.substr(0, head.find("Tokens")) + "\n" + pool("QXU", "9", "3") + "\n" +
                                     pool("PXC", "9", "0") + "\n");
    CHECK(feature_of(status, "QXU").used == 3);
    CHECK_FALSE(feature_of(status, "QXU").checkouts.has_value());
    CHECK_FALSE(feature_of(status, "QXU").queued.has_value());
    CHECK(feature_of(status, "PXC").checkouts == 0);
    CHECK(status.mismatches.empty());
}

TEST_CASE("dsls: what the users have and what is in use may differ, which is a hint") {
    const SeatStatus status = of_rows(pool("QXU", "9", "5") + use("2", "ann", "n1", "QXU") + "\n");
    CHECK(feature_of(status, "QXU").used == 5);
    CHECK(holders_of(feature_of(status, "QXU")) == "ann@n1=2 ");
    CHECK(slurmlic::testing::sentences(status.mismatches, "f") ==
          std::vector<std::string>{"f:7: expected users of \"QXU\" whose seats sum up to the 5 in use, got 2"});
}

TEST_CASE("dsls: without Tokens a use is one seat, and processes with one Internal ID share it") {
    const std::string named = pool("HD2", "9", "3", "", "ConcurrentUser");
    const SeatStatus status = of_rows(named + use("", "ann", "n1 (4.1)/10.0.0.1", "ann.S-1-5.n1") + "\n" + named +
                                      use("", "bob", "n2", "bob.S-1-5.n2") + "\n" + named +
                                      use("", "ANN", "n1 (4.1)/10.0.0.1", "ann.S-1-5.n1", "/other") + "\n" + named +
                                      use("", "ann", "n3", "ann.S-1-5.n3") + "\n");
    CHECK(holders_of(feature_of(status, "HD2")) == "ann@n1=1 ann@n3=1 bob@n2=1 ");
    CHECK(status.mismatches.empty());
    const SeatStatus tokens = of_rows(pool("QXU", "9", "2") + use("", "ann", "n1", "QXU") + "\n" + pool("QXU", "9", "2") +
                                      use("", "ann", "n1", "QXU") + "\n");    // no id of a use
    CHECK(holders_of(feature_of(tokens, "QXU")) == "ann@n1=2 ");
}

TEST_CASE("dsls: odd users and hosts are read as the fields that they are") {
    const auto who = [](const std::string& user, const std::string& host) {
        return holders_of(feature_of(of_rows(pool("QXU", "9", "1") + use("1", user, host, "QXU") + "\n"), "QXU"));
    };
    CHECK(who("DOM\\ann@acme@test", "n1") == "DOM\\ann@acme@test@n1=1 ");
    CHECK(who("Jane Roe", "my pc (1.0)/10.0.0.1") == "Jane Roe@my pc=1 ");
    CHECK(who("\"Doe, Jane\"", "\"n1 (1.0)/10.0.0.1\"") == "Doe, Jane@n1=1 ");
    CHECK(who("M\xfcller", "fe80::1 (1.0)/fe80::1") == "M\xEF\xBF\xBDller@fe80::1=1 ");
    CHECK(who(std::string("a\0\x01n", 4), "(1.0)/10.0.0.1") == "an@=1 ");
    CHECK(who("", "n1") == "@n1=1 ");
}

TEST_CASE("dsls: a comma too many takes nothing that is not sure") {
    const auto shifted = [](const std::string& rest) { return of_rows(pool("QXU", "9", "2") + rest + "\n"); };
    const std::string host = "n1 (263.0)/10.0.0.1";
    // The feature shows where the user ends.
    const SeatStatus process = shifted(use("2", "ann", host, "QXU", "/a,b/run ( 3, 1)"));
    CHECK(holders_of(feature_of(process, "QXU")) == "ann@n1=2 ");
    CHECK(process.skipped.count() == 1);
    CHECK(holders_of(feature_of(shifted(use("2", "ann", host, "ID.1", "/a,b/run")), "QXU")) == "@n1=2 ");
    CHECK(holders_of(feature_of(shifted(use("2", "Doe, Jane", host, "QXU")), "QXU")) == "@n1=2 ");
    CHECK(holders_of(feature_of(shifted("2,," + host + ",Doe, Jane,QXU,,,,2030-09-17 17:59:34,2030-09-17 17:59:34,,"),
                                "QXU")) == "@n1=2 ");
    CHECK(holders_of(feature_of(shifted("2,," + host + ",Doe, Jane,ID,,,," + granted), "QXU")) == "@n1=2 ");
    CHECK(holders_of(feature_of(shifted(use("2", "ann", "n1,n2 (263.0)/10.0.0.1", "QXU")), "QXU")) == "@=2 ");
    CHECK(holders_of(feature_of(shifted(use("2", "ann", "n1,n2 (263.0)/10.0.0.1", "")), "QXU")) == "@=2 ");
    const SeatStatus waits = shifted("2,," + host + ",ann,QXU,/a,b,6.424,02D,,,,1,");
    CHECK(feature_of(waits, "QXU").queued == 2);
    CHECK(skipped_of(process) ==
          std::vector<std::string>{"f:7: expected a use whose Tokens, Host and User can be told, got "
                                   "\"Dassault Systemes,5E7A,\"QXU\",Token,STD,8,2031-01-01 00:59:00...\""});
}

TEST_CASE("dsls: a comma too many in front of the numbers leaves nothing of the row") {
    for (const std::string row : {"Dassault Systemes, Inc,5E7A,QXU,Token,STD,8,2031-01-01 00:59:00,YLC,0,2031-01-01,107,9,2,\n",
                                  "Dassault Systemes,5E7A,QXU,Token,STD,8,2031-01-01,YLC,free,0,2031-01-01,107,9,2,\n"}) {
        const SeatStatus status = of_rows(row);
        CHECK(status.features.empty());
        CHECK(status.skipped.count() == 1);
    }
}

TEST_CASE("dsls: behind a quote that does not close nothing is sure") {
    const SeatStatus user = of_rows(pool("QXU", "9", "2") + "2,,n1 (263.0)/10.0.0.1,\"Doe, Jane,QXU,,,," + granted + "\n");
    CHECK(holders_of(feature_of(user, "QXU")) == "@n1=2 ");
    CHECK(user.skipped.count() == 1);
    const SeatStatus waits = of_rows(pool("QXU", "9", "2") + "2,,n1 (263.0)/10.0.0.1,\"Doe, Jane,QXU,,,,,,,1,\n");
    CHECK(feature_of(waits, "QXU").queued == 2);
    const SeatStatus front =
        of_rows("\"Dassault Systemes,5E7A,QXU,Token,STD,8,,YLC,0,,107,9,2,\n" + pool("PXC", "1", "0") + "\n");
    CHECK(front.features.size() == 1);
    CHECK(front.skipped.count() == 1);
}

TEST_CASE("dsls: of a feature whose numbers are none, or do not fit, nothing is known") {
    for (const auto& [count, inuse] :
         {std::pair("x", "0"), {"9", "-1"}, {"99999999999999999999", "0"}, {"9", ""}, {"9", "1.5"}}) {
        const SeatStatus status = of_rows(pool("QXU", "5", "0") + "\n" + pool("QXU", count, inuse) + "\n");
        CHECK(is_absent(feature_of(status, "QXU")));
        CHECK(skipped_of(status) == std::vector<std::string>{"f:8: expected numbers as Count and Inuse, got \"Dassault "
                                                             "Systemes,5E7A,\"QXU\",Token,STD,8,2031-01-01 00:59:00...\""});
    }
    const SeatStatus large = of_rows(pool("QXU", "9223372036854775807", "0") + "\n" + pool("QXU", "9", "0") + "\n");
    CHECK(feature_of(large, "QXU").issued == 9223372036854775807);
    CHECK(feature_of(of_rows(pool("QXU", "unlimited", "3") + "\n"), "QXU").uncounted);
    CHECK_FALSE(feature_of(of_rows(pool("QXU", "", "3") + "\n"), "QXU").issued.has_value());
    CHECK(feature_of(of_rows(pool("QXU", "", "3") + "\n"), "QXU").used == 3);
}

TEST_CASE("dsls: Tokens that are no number are a skipped line, and nobody's") {
    const SeatStatus status = of_rows(pool("QXU", "9", "2") + use("-2", "ann", "n1", "QXU") + "\n");
    CHECK(feature_of(status, "QXU").holders.empty());
    CHECK(status.skipped.count() == 1);
    CHECK(feature_of(status, "QXU").used == 2);
    CHECK_FALSE(feature_of(status, "QXU").checkouts.has_value());
    CHECK(status.mismatches.empty());
    CHECK_FALSE(feature_of(of_rows(pool("QXU", "9", "1") + use("1.0", "ann", "n1", "QXU") + "\n"), "QXU").checkouts);
    const SeatStatus waits = of_rows(pool("QXU", "9", "0") + waiting("1.0", "ann", "QXU") + "\n");
    CHECK(feature_of(waits, "QXU").checkouts == 0);
    CHECK_FALSE(feature_of(waits, "QXU").queued.has_value());
}

TEST_CASE("dsls: rows alike without a use are pools of their own, and those with uses are one pool") {
    const std::string unused = pool("PAC", "5", "0") + "\n";
    CHECK(feature_of(of_rows(unused + unused), "PAC").issued == 10);
    const std::string used = pool("PAC", "5", "3");
    const SeatStatus status =
        of_rows(used + use("1", "ann", "n1", "PAC") + "\n" + unused + used + use("2", "bob", "n2", "PAC") + "\n" + unused);
    CHECK(feature_of(status, "PAC").issued == 15);
    CHECK(feature_of(status, "PAC").used == 3);
    CHECK(feature_of(status, "PAC").checkouts == 3);
    CHECK(status.mismatches.empty());
    // It may be one more pool, or one more use of the same.
    const std::string queue = pool("PAC", "5", "0") + waiting("2", "ann", "PAC") + "\n";
    CHECK(is_absent(feature_of(of_rows(queue + pool("PAC", "5", "0")), "PAC")));
    const std::string sessions = "Ready: yes\nFeature,Count,Inuse,Session ID\nPAC,9,2,A\nPAC,9,2,B\n";
    CHECK(feature_of(parsed(sessions), "PAC").issued == 9);
}

TEST_CASE("dsls: Tokens that are more than the Inuse of their pool are a hint, also where another pool makes up for it") {
    const std::string beyond = pool("PAC", "5", "1");
    const std::string rows = beyond + use("1", "ann", "n1", "PAC") + "\n" + beyond + use("1", "bob", "n2", "PAC") + "\n";
    CHECK(slurmlic::testing::sentences(of_rows(rows).mismatches, "f") ==
          std::vector<std::string>{"f:7: expected Tokens of \"PAC\" that are no more than the 1 in use of this pool, got 2"});
    CHECK(of_rows(replaced(rows, "bob", "ann")).mismatches.size() == 1);    // tokens are not shared
    const SeatStatus status = of_rows(pool("PAC", "8", "1") + "\n" + rows);
    CHECK(feature_of(status, "PAC").used == 2);
    CHECK_FALSE(feature_of(status, "PAC").checkouts.has_value());
    CHECK(slurmlic::testing::sentences(status.mismatches, "f") ==
          std::vector<std::string>{"f:8: expected Tokens of \"PAC\" that are no more than the 1 in use of this pool, got 2"});
}

TEST_CASE("dsls: where the seats of one who waits can't be told, the others do not pass for the whole queue") {
    const std::string row = pool("QXU", "9", "0");
    const SeatStatus status = of_rows(row + waiting("2", "ann", "QXU") + "\n" + row + waiting("x", "bob", "QXU") + "\n");
    CHECK_FALSE(feature_of(status, "QXU").queued.has_value());
    CHECK(feature_of(status, "QXU").queue.empty());
}

TEST_CASE("dsls: who has no place in the queue, or was granted the seats, does not wait") {
    const auto status_of = [](const std::string& times, const std::string& process = "") {
        return of_rows(pool("QXU", "9", "2") + "2,,n1 (263.0)/10.0.0.1,ann,QXU," + process + ",6.424,02D," + times + "\n");
    };
    const auto is_granted = [&](const SeatStatus& status) {
        return feature_of(status, "QXU").queued == 0 && feature_of(status, "QXU").checkouts == 2;
    };
    CHECK(is_granted(status_of(",,,0,")));
    CHECK(is_granted(status_of(granted + "0,")));
    CHECK(is_granted(status_of(granted + "1,")));
    CHECK(is_granted(status_of("2030-09-17 17:59:34,,,1,")));
    CHECK(is_granted(status_of(granted + "1,", "/a,b")));
    CHECK(is_granted(status_of(",,,0,", "/a,b")));
    CHECK(is_granted(status_of(granted + "1,", "\"/a")));
    CHECK(feature_of(status_of(",,,1,"), "QXU").queued == 2);
    CHECK(holders_of(feature_of(status_of(",,,1,"), "QXU")).empty());
}

TEST_CASE("dsls: commas in a number count only in quotes and in front of three digits") {
    const auto issued = [](const std::string& count, const std::string& inuse = "0") {
        return feature_of(of_rows(pool("QXU", count, inuse) + "\n"), "QXU").issued;
    };
    CHECK(issued("\"1,000\"") == 1'000);
    CHECK(issued("\"12,345,678\"", "\"1,000\"") == 12'345'678);
    CHECK(issued("\"1000\"") == 1'000);
    for (const std::string wrong : {"\"1,00\"", "\"1,0000\"", "\",000\"", "\"1,000,\"", "\"1234,000\"", "\"1,,000\"",
                                    "\"1,-00\"", "\"0,000\"", "\"99,999,999,999,999,999,999\"", "1,000", "007"}) {
        CAPTURE(wrong);
        CHECK_FALSE(issued(wrong).has_value());
    }
    const SeatStatus tokens = of_rows(pool("QXU", "9", "1000") + use("\"1,000\"", "ann", "n1", "QXU") + "\n");
    CHECK(holders_of(feature_of(tokens, "QXU")) == "ann@n1=1000 ");
}

TEST_CASE("dsls: an expiry is the point in time that is printed, or the end of a day, UTC") {
    const auto expiry = [](const std::string& text) {
        return feature_of(of_rows(pool("f", "1", "0", text) + "\n"), "f").expiry;
    };
    CHECK(expiry("2031-01-01 00:59:00") == 1924995540);
    CHECK(expiry("2031-01-01 23:59") == 1925078340);
    CHECK(expiry("2031-01-01T00:59:00.0Z") == 1924995540);
    CHECK(expiry("2031-01-01.00:59.UTC") == 1924995540);
    CHECK(expiry("2031-01-01") == 1925078400);
    CHECK(expiry("1-jan-2031") == 1925078400);
    CHECK(expiry("permanent") == never_expires);
    CHECK(expiry("Unlimited") == never_expires);
    CHECK_FALSE(expiry("").has_value());
    for (const std::string wrong :
         {"1/1/31 00:59:00 AM", "2031-02-30", "2031-01-01 24:00:00", "2031-01-01 00:59:00 CET", "soon"}) {
        const SeatStatus status = of_rows(pool("f", "1", "0", wrong) + "\n");
        CHECK_FALSE(feature_of(status, "f").expiry.has_value());
        CHECK(feature_of(status, "f").issued == 1);
        CHECK(skipped_of(status) ==
              std::vector<std::string>{"f:7: expected an Expiration Date such as 2031-01-01 00:59:00, got \"" + wrong + "\""});
    }
}

TEST_CASE("dsls: lines that nobody knows are skipped, and a row that is too short makes its feature doubtful") {
    const SeatStatus status =
        parsed(ready + "what, is this\n" + head + "ask carl\n" + pool("QXU", "9", "0") + "\n" + pool("PXC", "1", "0") +
               "\nDassault Systemes,5E7A,QXU,Token\nask carl, or dora, or else\n");
    CHECK(is_absent(feature_of(status, "QXU")));
    CHECK(feature_of(status, "PXC").issued == 1);
    CHECK(status.features.size() == 2);
    CHECK(skipped_of(status) ==
          std::vector<std::string>{"f:6: expected a line that DSLicSrv prints there, got \"what, is this\"",
                                   "f:8: expected a row of getLicenseUsage -csv, got \"ask carl\"",
                                   "f:11: expected a row of getLicenseUsage -csv, got \"Dassault Systemes,5E7A,QXU,Token\"",
                                   "f:12: expected a row of getLicenseUsage -csv, got \"ask carl, or dora, or else\""});
}

TEST_CASE("dsls: a text that is cut off anywhere has no number that is not true") {
    const SeatStatus whole = parsed(sample);
    for (const std::string& text : {sample, replaced(sample, "\n", "\r\n")}) {
        for (std::size_t size = 0; size < text.size(); ++size) {
            const std::string front = text.substr(0, size);
            CAPTURE(front);
            const Result<SeatStatus> status = parse_dsls(front);
            if (!status) continue;
            CHECK(status->up == (size > text.find('\n', text.find("Editor,"))));    // there is a table
            for (const Server& one : status->servers) {
                CHECK(one.host == "lic1");
                CHECK(one.version == "6.425.4");
            }
            const bool is_at_end = std::string_view("\r\n").find(text[size]) != npos || front.ends_with('\n');
            for (const Feature& one : status->features) {
                const Feature& truth = feature_of(whole, one.name);
                for (const Checkout& held : one.holders) {
                    CHECK((held.user == "ann" ? held.host == "n1" : held.user == "bob" && held.host == "n2"));
                }
                if (is_at_end || front.ends_with(',')) continue;    // a whole row: nobody can tell
                CHECK((!one.used || (one.issued == truth.issued && one.used == truth.used && one.expiry == truth.expiry)));
                CHECK((!one.queued || one.queued == truth.queued));
            }
        }
    }
}

TEST_CASE("dsls: within a row a cut leaves nothing of its feature, which is a skipped line") {
    const std::string text = ready + head + pool("PXC", "6", "0") + "\n" + pool("QXU", "2374", "1026");
    const auto is_known = [](const SeatStatus& status) { return !is_absent(feature_of(status, "QXU")); };
    for (const std::string rest : {"", "49", "493,", "493,,n1 (263.0)/10.0.0.1,an", "493,,n1 (263.0)/10.0.0.1,ann,QXU,,,,"}) {
        const SeatStatus status = parsed(text + rest);
        CHECK_FALSE(is_known(status));
        CHECK(status.skipped.count() == 1);
        CHECK(feature_of(status, "PXC").issued == 6);
    }
    CHECK(is_absent(feature_of(parsed(text.substr(0, text.size() - 2)), "QXU")));    // "102"
    CHECK(is_known(parsed(text + use("1026", "ann", "n1", "QXU"))));
    const SeatStatus front = parsed(text + "\nDassault Sys");    // a further pool of QXU, for all that one can tell
    CHECK_FALSE(is_known(front));
    CHECK(feature_of(front, "PXC").issued == 6);
    CHECK(is_known(parsed(text + "\nDassault Systemes,5E7A,X")));
    CHECK_FALSE(is_known(parsed(text + "\nDassault Systemes,5E7A,Q")));
}
