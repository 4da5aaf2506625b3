#include "core/seats/start_time.hpp"

#include <doctest/doctest.h>

#include <string>

#include <fmt/format.h>

#include "core/seats/dsls/dsls.hpp"
#include "core/seats/flexlm/flexlm.hpp"
#include "core/seats/lmx/lmx.hpp"
#include "core/seats/pools.hpp"
#include "core/seats/rlm/rlm.hpp"
#include "tests/support/lmstat_parsed.hpp"

using namespace slurmlic;

namespace {

LocalMinutes moment(int year, int month, int day, int hour, int minute) {
    return to_minutes({year, month, day, hour, minute, 0}).value();
}

const LocalMinutes now = moment(2026, 11, 27, 13, 0);    // a Friday

std::string written(const std::optional<LocalMinutes>& minutes) {
    if (!minutes) return "none";
    const LocalTime time = to_local_time(*minutes);
    return fmt::format("{}-{:02}-{:02} {:02}:{:02}", time.year, time.month, time.day, time.hour, time.minute);
}

std::string read(std::string_view text, std::optional<LocalMinutes> at = now) { return written(parse_start(text, at)); }

/// Of one user of one feature: all of his starts.
std::string oldest_of(const std::vector<std::string>& starts, LocalMinutes at = now) {
    std::string text = "Users of F:  (Total of 9 licenses issued;  Total of 3 licenses in use)\n";
    for (const std::string& one : starts) text += "  ann pc1 pc1 (v1) (lic1/27000 101), start " + one + "\n";
    const Result<SeatStatus> status = parse_lmstat(text, nullptr, at);
    REQUIRE(status);
    REQUIRE(status->features.front().holders.size() == 1);
    return written(status->features.front().holders.front().started);
}

}    // namespace

TEST_CASE("a start is read as every manager prints it") {
    CHECK(read("Fri 11/27 8:01") == "2026-11-27 08:01");
    CHECK(read("Fri 11/27 9:00:07") == "2026-11-27 09:00");
    CHECK(read(" 11/01 09:01 ") == "2026-11-01 09:01");
    CHECK(read("2022-02-18 09:29") == "2022-02-18 09:29");
    CHECK(read("2030-09-17 17:59:34") == "2030-09-17 17:59");
    CHECK(read("2022/02/18T09:29:00.125") == "2022-02-18 09:29");
    CHECK(read("Tue 2/18/2020 0:05") == "2020-02-18 00:05");
    CHECK(read("11/27, 12:15 AM") == "2026-11-27 00:15");
    CHECK(read("11/26 12:15 pm") == "2026-11-26 12:15");
    CHECK(read("11/26 1:15 PM") == "2026-11-26 13:15");
}

TEST_CASE("a start without a year is the latest that is not in the future, but for a minute") {
    CHECK(read("11/27 13:00") == "2026-11-27 13:00");
    CHECK(read("11/27 13:01") == "2026-11-27 13:01");
    CHECK(read("11/27 13:02") == "2025-11-27 13:02");
    CHECK(read("12/31 23:59") == "2025-12-31 23:59");
    CHECK(read("12/31 23:59", moment(2027, 1, 1, 0, 0)) == "2026-12-31 23:59");
    CHECK(read("1/1 0:00", moment(2026, 12, 31, 23, 59)) == "2027-01-01 00:00");
    CHECK(read("1/1 0:00", moment(2026, 12, 31, 23, 58)) == "2026-01-01 00:00");
}

TEST_CASE("a leap day is one of a year that has it") {
    CHECK(read("2/29 8:00") == "2024-02-29 08:00");
    CHECK(read("Thu 2/29 8:00") == "2024-02-29 08:00");
    CHECK(read("2/29 8:00", moment(2024, 2, 29, 7, 58)) == "2020-02-29 08:00");
    CHECK(read("2/30 8:00") == "none");
    CHECK(read("2025-02-29 08:00") == "none");
}

TEST_CASE("the weekday tells the year, and whether a day ahead is one of another time zone") {
    CHECK(read("Mon 9/28 8:01") == "2026-09-28 08:01");
    CHECK(read("Sun 9/28 8:01") == "2025-09-28 08:01");     // a year and two months ago
    CHECK(read("Wed 5/23 5:59") == "2018-05-23 05:59");     // a text that was saved long ago
    CHECK(read("Sat 11/28 8:00") == "2026-11-28 08:00");    // ahead, but in 2025 it was a Friday
    CHECK(read("Fri 11/28 8:00") == "2025-11-28 08:00");
    CHECK(read("Sat 11/28 14:00") == "2020-11-28 14:00");    // more than a day ahead
    CHECK(read("lun. 11/27 8:01") == "2026-11-27 08:01");    // no English day
    CHECK(read("Monday 9/28 8:01") == "2026-09-28 08:01");
}

TEST_CASE("what is no start, or is cut off, is none") {
    for (const std::string_view text : {"",
                                        " ",
                                        "Fri",
                                        "Fri 11",
                                        "Fri 11/",
                                        "Fri 11/27",
                                        "Fri 11/27 ",
                                        "Fri 11/27 8",
                                        "Fri 11/27 8:",
                                        "Fri 11/27 8:0x",
                                        "Fri 11/27 8:01:",
                                        "Fri 11/27 24:01",
                                        "Fri 11/27 8:60",
                                        "13/27 8:01",
                                        "0/27 8:01",
                                        "11/0 8:01",
                                        "11/31 8:01",
                                        "11-27 8:01",
                                        "11/27/26 8:01",
                                        "2026-11 8:01",
                                        "11/278:01",
                                        "11/27 8:01 x",
                                        "11/27 13:01 PM",
                                        "11/27 0:01 AM",
                                        "99999-11-27 8:01",
                                        "11/27/ 8:01",
                                        "11/27 111:01",
                                        "-1/27 8:01",
                                        "x",
                                        "11/27T"}) {
        CAPTURE(text);
        CHECK(read(text) == "none");
    }
}

TEST_CASE("without a clock a start that has no year is none") {
    CHECK(read("Fri 11/27 8:01", std::nullopt) == "none");
    CHECK(read("2022-02-18 09:29", std::nullopt) == "2022-02-18 09:29");
}

TEST_CASE("lmstat: of the seats that one user has on one host the oldest start is kept, also over the turn of the year") {
    CHECK(oldest_of({"Fri 11/27 8:01", "Thu 11/26 8:01", "Fri 11/27 12:00"}) == "2026-11-26 08:01");
    CHECK(oldest_of({"Fri 1/1 8:01", "Wed 12/30 8:01"}, moment(2027, 1, 2, 0, 0)) == "2026-12-30 08:01");
    CHECK(oldest_of({"Fri 11/27 8:01, 2 licenses  (linger: 885098 / 1340160)"}) == "2026-11-27 08:01");
    CHECK(oldest_of({"Fri 11/27 8:01 (linger: 5)"}) == "2026-11-27 08:01");
    CHECK(oldest_of({"Fri 11/27 8:01, PID: 1239140, PROJECT: x"}) == "2026-11-27 08:01");
    CHECK(oldest_of({"sometime", "Fri 11/27 8:01"}) == "2026-11-27 08:01");
    CHECK(oldest_of({"Fri 11/27 8"}) == "none");
}

TEST_CASE("lmstat: who waits in the queue of a feature is told in the order of the text, and holds nothing") {
    const SeatStatus status = parsed(
        "Users of F:  (Total of 3 licenses issued;  Total of 3 licenses in use)\n"
        "  zoe pc1 pc1 (v1) (lic1/27000 101), start Fri 11/27 8:01, 3 licenses\n"
        "  zoe pc2 pc2 (v1) (lic1/27000 102) queued for 1 license\n"
        "  ann\x01 pc3 pc3 (v1) (lic1/27000 103) queued for 2 licenses\n"
        "  a b c d e (v1) (lic1/27000 104) queued for 4 licenses\n"
        "Users of G:  (Total of 3 licenses issued;  Total of 0 licenses in use)\n");
    const Feature& f = feature(status, "F");
    CHECK(holders(f) == Holders{{"zoe@pc1", 3}});
    CHECK(f.queued == 7);
    REQUIRE(f.queue.size() == 3);
    CHECK(f.queue[0].user == "zoe");
    CHECK(f.queue[0].host == "pc2");
    CHECK(f.queue[0].seats == 1);
    CHECK_FALSE(f.queue[0].since);
    CHECK(f.queue[1].user == "ann");
    CHECK(f.queue[1].seats == 2);
    CHECK(f.queue[2].user == "");
    CHECK(f.queue[2].host == "");
    CHECK(f.queue[2].seats == 4);
    CHECK(feature(status, "G").queue.empty());
}

TEST_CASE("rlm: checkouts have their starts, the latest that are not in the future") {
    const std::string text =
        "\tacme license pool status on lic1 (port 63133)\n\nsolver v3.0\n\t\tcount: 9, # reservations: 0, inuse: 4, exp: "
        "permanent\n\t\tobsolete: 0, min_remove: 120, total checkouts: 7\n\n"
        "\tacme license usage status on lic1 (port 63133)\n\n"
        "\tsolver v3.0: jane@pc1 1/0 at 11/02 09:01  (handle: 15a) \n\tsolver v3.0: jane@pc1 1/0 at 11/01 09:01  (handle: 15b) "
        "\n"
        "\tsolver v3.0: joe@pc1 1/0 at 12/01 09:01  (handle: 15c) \n\tsolver v3.0: tom@pc1 1/0 at 9 (handle: 15d) \n";
    const Result<SeatStatus> status = rlm().parse_status(text, now);
    REQUIRE(status);
    const std::vector<Checkout>& holders = feature(*status, "solver").holders;
    REQUIRE(holders.size() == 3);
    CHECK(written(holders[0].started) == "2026-11-01 09:01");
    CHECK(written(holders[1].started) == "2025-12-01 09:01");
    CHECK(written(holders[2].started) == "none");
    CHECK_FALSE(feature(*rlm().parse_status(text), "solver").holders[0].started);
}

TEST_CASE("lmx: the checkout time of a holder is its start") {
    const std::string text =
        "LM-X License Server on 6200@lic1:\nServer version: v5.1 Uptime: 3 day(s) 0 sec(s)\n"
        "Feature: Reader Version: 21.0 Vendor: ACME\nStart date: 2022-02-17 Expire date: 2023-01-31\n"
        "Key type: EXCLUSIVE License sharing: CUSTOM VIRTUAL\n3 of 3 license(s) used:\n"
        "1 license(s) used by ann@ws82 [10.6.0.7]\nLogin time: 2022-02-18 09:26   Checkout time: 2022-02-18 09:29\n"
        "1 license(s) used by ann@ws82 [10.6.0.7]\nLogin time: 2022-02-17 09:26   Checkout time: 2022-02-17 09:28\n"
        "1 license(s) used by bob@ws82 [10.6.0.7]\nLogin time: 2022-02-17 09:26\n";
    const Result<SeatStatus> status = lmx().parse_status(text);
    REQUIRE(status);
    const std::vector<Checkout>& holders = feature(*status, "Reader").holders;
    REQUIRE(holders.size() == 2);
    CHECK(written(holders[0].started) == "2022-02-17 09:28");
    CHECK(written(holders[1].started) == "none");
}

TEST_CASE("dsls: uses have their starts, and who waits is named") {
    const std::string front = "E,5E7A,QXU,Token,STD,8,2031-01-01 00:59:00,YLC,0,2031-01-01 00:59:00,107,99,9,";
    const std::string text =
        "Editor,EditorId,Feature,Model,Commercial Type,Max Release Number,Max Release Date,Pricing Structure,Max Casual "
        "Duration,Expiration Date,Customer ID,Count,Inuse,Tokens,Casual Usage (mn),Host,User,Internal ID,Active Process,Client "
        "Code Version,Session ID,Granted Since,Last Used At,Granted At,Queue Position,\n" +
        front +
        "9,,n1 (2.0)/10.0.0.1,ann,QXU,/x ( 31),6.424,02D,2030-09-17 17:59:34,2030-09-18 15:25:50,2030-09-17 17:59:34,,\n" +
        front + "40,,n9 (2.0)/10.0.0.9,eve,QXU,,6.424,02D,,,,1,\n";
    const Result<SeatStatus> status = dsls().parse_status(text);
    REQUIRE(status);
    const Feature& one = feature(*status, "QXU");
    REQUIRE(one.holders.size() == 1);
    CHECK(written(one.holders[0].started) == "2030-09-17 17:59");
    REQUIRE(one.queue.size() == 1);
    CHECK(one.queue[0].user == "eve");
    CHECK(one.queue[0].host == "n9");
    CHECK(one.queue[0].seats == 40);
    CHECK(one.queued == 40);
}

TEST_CASE("pools: who waits is in the queue of the feature in the order of the text, and the oldest start is kept") {
    PoolList pools;
    const std::size_t late = pools.add(Pool{.name = "b", .issued = 9, .used = 3, .queued = 7});
    const std::size_t early = pools.add(Pool{.name = "a", .issued = 9, .used = 0, .queued = 0});
    pools.add_waiting({.pool = late, .user = "zoe", .host = "n1", .seats = 4, .started = 50});
    pools.add(PoolHolder{.pool = late, .user = "bob", .host = "n1", .seats = 2});
    pools.add(PoolHolder{.pool = late, .user = "bob", .host = "n1", .seats = 1, .started = 70});
    pools.add_waiting({.pool = early, .user = "eve", .seats = 1});
    pools.add_waiting({.pool = late, .user = "ann", .host = "n2", .seats = 3});
    SeatStatus status;
    std::move(pools).join(status);
    const Feature& b = feature(status, "b");
    CHECK(holders(b) == Holders{{"bob@n1", 3}});
    CHECK(b.checkouts == 3);
    CHECK(b.holders[0].started == 70);
    REQUIRE(b.queue.size() == 2);
    CHECK(b.queue[0].user == "zoe");
    CHECK(b.queue[0].since == 50);
    CHECK(b.queue[1].user == "ann");
    CHECK_FALSE(b.queue[1].since);
    CHECK(feature(status, "a").queue.size() == 1);
}

TEST_CASE("pools: of lines that share seats the oldest start is kept") {
    PoolList pools;
    const std::size_t place = pools.add(Pool{.name = "b", .issued = 9, .used = 2});
    pools.add(PoolHolder{.pool = place, .user = "bob", .host = "n1", .seats = 1, .started = 50});
    pools.add(PoolHolder{.pool = place, .user = "bob", .host = "n1", .seats = 2, .started = 70});
    pools.add(PoolHolder{.pool = place, .user = "bob", .host = "n1", .seats = 1});
    SeatStatus status;
    std::move(pools).join(status);
    const Feature& b = feature(status, "b");
    CHECK(holders(b) == Holders{{"bob@n1", 2}});
    CHECK(b.holders[0].started == 50);
}
