// Of which daemon and server a feature is, and what counts once.

#include <doctest/doctest.h>

#include <string>

#include "core/seats/flexlm/lmstat.hpp"
#include "tests/support/lmstat_parsed.hpp"

using namespace slurmlic;

namespace {

const std::string two_daemons_head =
    "License server status: 27000@lic1\n"
    "lic1: license server UP (MASTER) v11.19\n"
    "Vendor daemon status (on lic1):\n";

std::string idle(const std::string& name, int issued) {
    return "Users of " + name + ":  (Total of " + std::to_string(issued) + " licenses issued;  Total of 0 licenses in use)\n";
}

std::string used(const std::string& name, const std::string& user) {
    return "Users of " + name + ":  (Total of 2 licenses issued;  Total of 1 license in use)\n  " + user +
           " pc pc (v1) (l/1 1), start Mon 9/28 8:01\n";
}

/// Two daemons, with a list behind each.
SeatStatus two_daemons(const std::string& first, const std::string& second) {
    return parsed(two_daemons_head + "  d1: UP v1\nFeature usage info:\n" + first + "  d2: UP v2\nFeature usage info:\n" +
                  second);
}

}    // namespace

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
    CHECK_FALSE(feature(status, "f").issued.has_value());
    CHECK(sentences(status.skipped.first()) ==
          Messages{"lmstat:6: expected the figures of \"f\", got \"The desired vendor daemon is down. (-97,121)\""});
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

TEST_CASE("lmstat: two daemons with equal idle features are two, whoever checks out another one") {
    const std::string idle_viewer = idle("viewer", 2);
    for (const auto& viewers : {std::pair(used("viewer", "ann"), idle_viewer), std::pair(idle_viewer, used("viewer", "ann")),
                                std::pair(used("viewer", "ann"), used("viewer", "bob")), std::pair(std::string(), idle_viewer),
                                std::pair(idle("viewer", 3), idle_viewer)}) {
        CAPTURE(viewers.first);
        const SeatStatus status = two_daemons(idle("solver", 5) + viewers.first, idle("solver", 5) + viewers.second);
        CHECK(feature(status, "solver", "d1").issued == 5);
        CHECK(feature(status, "solver", "d2").issued == 5);
        CHECK(feature(status, "viewer", "d2").issued == 2);
    }
}

TEST_CASE("lmstat: a list all of whose lines are alike is a reprint, however it is indented") {
    const std::string list = idle("solver", 5) + used("viewer", "ann");
    const SeatStatus status = two_daemons(list, "\n" + idle("solver", 5) + "\n    " + used("viewer", "ann") + "\r\n");
    REQUIRE(status.features.size() == 2);
    CHECK(feature(status, "solver").issued == 5);
    CHECK(feature(status, "viewer").used == 1);
    CHECK(status.mismatches.empty());
}

TEST_CASE("lmstat: what can't be told in a list that is printed twice is one skipped line") {
    const std::string list = idle("solver", 5) + "Users of a: Cannot get users of a: No socket connection. (-7,10015)\n";
    const SeatStatus status = two_daemons(list, list);
    CHECK(status.features.size() == 2);
    CHECK(status.skipped.count() == 1);
}

TEST_CASE("lmstat: the same features of two servers that are no reprint are summed") {
    const auto server = [](const std::string& host) {
        return "License server status: 1@" + host + "\n" + host + ": license server UP v1\n  d: UP v1\n" + idle("a", 2);
    };
    CHECK(feature(parsed(server("h1") + server("h2")), "a").issued == 4);
}

TEST_CASE("lmstat: a bare error behind a server that answers is the failure of the next one") {
    const std::string error =
        "Error getting status: Cannot connect to license server system. (-15,570:111 \"Connection refused\")";
    const SeatStatus status = parsed(two_daemons_head + "  d1: UP v1\nFeature usage info:\n" + used("good", "ann") +
                                     "----------------------------------\n" + error + "\n" + error + "\n");
    CHECK(status.up);
    CHECK(failure_of(status) == "lmstat:9: " + error);
    CHECK(holders(feature(status, "good")) == Holders{{"ann@pc", 1}});
    CHECK(status.servers.size() == 1);
    CHECK(status.servers[0].up);
    CHECK(status.skipped.count() == 0);
    const SeatStatus first_fails = parsed(error + "\n" + two_daemons_head + "  d1: UP v1\n" + used("good", "ann"));
    CHECK(first_fails.up);
    CHECK(failure_of(first_fails) == "lmstat:1: " + error);
    CHECK(first_fails.features.size() == 1);
}
