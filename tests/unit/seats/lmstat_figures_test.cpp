// What is said of a feature's seats: in which words, and what when nobody can tell.

#include <doctest/doctest.h>

#include <string>

#include "core/seats/flexlm/lmstat.hpp"
#include "tests/support/lmstat_parsed.hpp"

using namespace slurmlic;

namespace {

const std::string head =
    "License server status: 27020@lic1\nlic1: license server UP (MASTER) v11.19.7\nVendor daemon status (on lic1):\n"
    "   snpslmd: UP v11.19.7\nFeature usage info:\n";
const std::string other = "Users of other:  (Total of 8 licenses issued;  Total of 0 licenses in use)\n";

void check_absent(const Feature& one) {
    CHECK(one.vendor == "snpslmd");
    CHECK_FALSE(one.uncounted);
    for (const auto& count : {one.issued, one.used, one.checkouts, one.reservations, one.queued, one.borrowed}) {
        CHECK_FALSE(count.has_value());
    }
    CHECK_FALSE(one.expiry.has_value());
    CHECK(one.holders.empty());
}

/// Issued and used seats of a feature with these figures, which cost no skipped line.
std::pair<std::int64_t, std::int64_t> figures(const std::string& text) {
    const SeatStatus status = parsed(head + "Users of f:" + text + "\n");
    CAPTURE(text);
    CHECK(sentences(status.skipped.first()) == Messages{});
    REQUIRE(feature(status, "f").issued.has_value());
    return {*feature(status, "f").issued, *feature(status, "f").used};
}

using Pair = std::pair<std::int64_t, std::int64_t>;

}    // namespace

TEST_CASE("lmstat: where FlexLM could not get the users of a feature, all of it is absent, and one line says why") {
    for (const std::string reason :
         {"No socket connection to license server manager. (-7,10015)", "Cannot connect. (-15,570:111 \"Connection refused\")",
          "Vendor daemon is down. (-97,121)", "No such feature exists.", "Odd (-55,1)"}) {
        const SeatStatus status = parsed(head + "Users of vcs: Cannot get users of vcs: " + reason + "\n" + other);
        CHECK(status.up);
        check_absent(feature(status, "vcs"));
        CHECK(feature(status, "other").issued == 8);
        CHECK(sentences(status.skipped.first()) ==
              Messages{"lmstat:6: expected the figures of \"vcs\", got \"" + reason + "\""});
        CHECK(status.skipped.count() == 1);
    }
}

TEST_CASE("lmstat: the error alone, without Users of in front, tells of the feature, too") {
    const SeatStatus status = parsed(head + "Cannot get users of Feature:sub: No socket connection. (-7,10015)\n" +
                                     "Cannot get users of old: No such feature exists. (-5,222)\n" +
                                     "Users of vcs:\nCannot get users of vcs: No socket connection. (-7,10015)\n" + other);
    check_absent(feature(status, "Feature:sub"));
    check_absent(feature(status, "vcs"));
    CHECK(feature(status, "old").issued == 0);
    CHECK(feature(status, "other").vendor == "snpslmd");
    CHECK(status.skipped.count() == 2);
}

TEST_CASE("lmstat: what a daemon that is down serves nobody can tell, though it is listed") {
    const SeatStatus status = parsed(
        "License server status: 27020@lic1\nlic1: license server UP (MASTER) v11.19.7\n  up: UP v11\nFeature usage info:\n"
        "  down: The desired vendor daemon is down. (-97,121)\nFeature usage info:\n" +
        other + "Users of old: Cannot get users of old: No such feature exists. (-5,222)\n");
    CHECK_FALSE(feature(status, "other").issued);
    CHECK(feature(status, "old").issued == 0);
    CHECK(sentences(status.skipped.first()) ==
          Messages{"lmstat:7: expected the figures of \"other\", got \"The desired vendor daemon is down. (-97,121)\""});
}

TEST_CASE("lmstat: behind the error number only lines follow that are known") {
    const SeatStatus status = parsed(
        head + "Users of vcs: Cannot get users of vcs: No socket connection. (-7,10015)\nFeature: vcs\nnobody knows\n" + other);
    CHECK(status.skipped.count() == 2);
}

TEST_CASE("lmstat: the reason may stand on several lines") {
    const std::string more =
        "\n Is lmgrd running, or the license file wrong?\nFeature:       vcs\nLicense path:  27020@lic1:\n"
        "FlexNet Licensing error:-7,10015.  System Error: 10035 \"WinSock: Operation would block\"\n"
        "For further information, refer to the FlexNet Licensing documentation,\navailable at \"www.example.com\".\n\n";
    const SeatStatus status =
        parsed(head + "Users of vcs: Cannot get users of vcs: No socket connection to license server manager." + more + other);
    check_absent(feature(status, "vcs"));
    CHECK(sentences(status.skipped.first()) ==
          Messages{
              "lmstat:6: expected the figures of \"vcs\", got \"No socket connection to license server manager. (-7,10015)\""});
    CHECK(status.skipped.count() == 1);
    const SeatStatus below =
        parsed(head + "Users of vcs: Cannot get users of vcs:\nCannot connect to license server system." + more + other);
    check_absent(feature(below, "vcs"));
    CHECK(below.up);
    CHECK(failure_of(below).empty());
    CHECK(sentences(below.skipped.first()) ==
          Messages{"lmstat:6: expected the figures of \"vcs\", got \"Cannot connect to license server system. (-7,10015)\""});
    CHECK(feature(below, "other").issued == 8);
}

TEST_CASE("lmstat: 0 is said of what FlexLM says is not there, in one line or several, and of what it does not serve") {
    for (const std::string figures :
         {" Cannot get users of f: No such feature exists. (-5,222)", " Cannot get users of f: No such feature exists. (-5)",
          " Cannot get users of f: No such feature exists.\nFeature:       f\nFlexNet Licensing error:-5,222\n",
          " Cannot get users of f:\nNo such feature exists. (-5,222)\n",
          "  (Error: 21 licenses, unsupported by licensed server)"}) {
        CHECK(::figures(figures) == Pair(0, 0));
    }
}

TEST_CASE("lmstat: an error that does not say unsupported is no 0") {
    const SeatStatus status = parsed(head + "Users of f:  (Error: 21 licenses, something else)\n");
    check_absent(feature(status, "f"));
    CHECK(status.skipped.count() == 1);
}

TEST_CASE("lmstat: details of a feature whose figures could not be told are passed over, and told once") {
    const SeatStatus status = parsed(head +
                                     "Users of f: Cannot get users of f: No socket. (-7,10015)\n"
                                     "  \"f\" v1, vendor: snpslmd, expiry: soon\n"
                                     "  (v1) (l/1 1), start Mon 9/28 8:01\n    2 RESERVATIONs for HOST x (l/1)\n" +
                                     other);
    check_absent(feature(status, "f"));
    CHECK(status.skipped.count() == 1);
    CHECK(status.mismatches.empty());
}

TEST_CASE("lmstat: a feature of several servers, one of which could not tell, is absent") {
    const std::string counted =
        "Users of f:  (Total of 5 licenses issued;  Total of 1 license in use)\n"
        "  x pc pc (v1) (l/1 1), start Mon 9/28 8:01\n";
    const std::string second = "License server status: 1@b\nb: license server UP v1\n  snpslmd: UP v1\n";
    const std::string unknown = "Users of f: Cannot get users of f: No socket. (-7,10015)\n";
    check_absent(feature(parsed(head + counted + second + unknown), "f"));
    check_absent(feature(parsed(head + unknown + second + counted), "f"));
}

TEST_CASE("lmstat: None says nothing of a feature, and is no skipped line") {
    for (const std::string none : {" None", "   none.", "None"}) {
        const SeatStatus status = parsed(head + "Users of N:" + none + "\n" + other);
        check_absent(feature(status, "N"));
        CHECK(status.skipped.count() == 0);
        CHECK(feature(status, "other").issued == 8);
    }
}

TEST_CASE("lmstat: totals are read in other words, numbers and blanks") {
    CHECK(figures("  (Total of 5 borrowable licenses issued;  Total of 2 licenses in use)") == Pair(5, 2));
    CHECK(figures("  (Total of 50 licenses issued;  12 licenses in use)") == Pair(50, 12));
    CHECK(figures(" (50 licenses issued;1 license in use)") == Pair(50, 1));
    CHECK(figures("(Total  of 5 floating node-locked license issued ; \t Total of 1 licenses in  use )") == Pair(5, 1));
    CHECK(figures("  (Total of 5 license(s) issued;  Total of 2 floating non-reserved license(s) in use)") == Pair(5, 2));
    CHECK(figures("\n    (Total of 5 licenses issued;  Total of 2 licenses in use)") == Pair(5, 2));
}

TEST_CASE("lmstat: queued and reserved seats may be totals, which lines of their own are part of") {
    const std::string full = "Users of f:  (Total of 5 licenses issued;  Total of 5 licenses in use)";
    const std::string queue = "  x pc pc (v1) (l/1 1) queued for 2 licenses\n";
    CHECK(feature(parsed(head + full + "\n    (3 licenses queued)\n"), "f").queued == 3);
    CHECK(feature(parsed(head + full + "\n    (3 licenses queued)\n" + queue), "f").queued == 3);
    CHECK(feature(parsed(head + full + "\n" + queue + queue + "  (Total of 1 user queued)\n"), "f").queued == 4);
    CHECK(feature(parsed(head + full + "  (3 licenses queued)\n"), "f").queued == 3);
    const SeatStatus status = parsed(head + full + "\n  (1 license in queue;  Total of 5 licenses reserved)\n");
    CHECK(feature(status, "f").queued == 1);
    CHECK(feature(status, "f").reservations == 5);
    CHECK(status.mismatches.empty());
    CHECK(status.skipped.count() == 0);
}

TEST_CASE("lmstat: pools that name nobody are a feature, and what is in use of them is checked out by nobody knows whom") {
    const SeatStatus status = parsed(
        head +
        "Feature \"sim\" v2017.1031, vendor: snpslmd, expiry: permanent(no expiration date) (Total of 1 license issued;  Total "
        "of "
        "0 floating non-reserved licenses in use)\n    (Total of 0 users queued;  Total of 0 licenses reserved)\n"
        "Feature \"sim\" v2027.0114, vendor: snpslmd, expiry: 14-jan-2027 (Total of 3 licenses issued;  Total of 1 floating "
        "non-reserved licenses in use)\n    (Total of 2 users queued;  Total of 1 licenses reserved)\n"
        "Feature \"one\" v1, vendor: snpslmd\n    (Total of 3 licenses issued;  Total of 2 licenses in use)\n"
        "Feature \"free\" v1, vendor: snpslmd (Uncounted, node-locked)\n" +
        other);
    CHECK(sentences(status.skipped.first()) == Messages{});
    CHECK(status.mismatches.empty());
    const Feature& sim = feature(status, "sim");
    CHECK(sim.vendor == "snpslmd");
    CHECK(sim.issued == 4);
    CHECK(sim.used == 1);
    CHECK(sim.checkouts == 1);
    CHECK(sim.reservations == 1);
    CHECK(sim.queued == 2);
    CHECK_FALSE(sim.borrowed.has_value());
    CHECK(sim.expiry == 1799971200);    // 2027-01-15T00:00:00Z, the earlier pool
    CHECK(sim.holders.empty());
    CHECK(feature(status, "one").used == 2);
    CHECK(feature(status, "free").uncounted);
    CHECK_FALSE(feature(status, "free").used.has_value());
    CHECK(feature(status, "other").issued == 8);
}

TEST_CASE("lmstat: equal pools that name nobody are summed") {
    const std::string pool =
        "Feature \"sim\" v1, vendor: snpslmd, expiry: 14-jan-2027 (Total of 3 licenses issued;  Total of 1 license in use)\n";
    CHECK(feature(parsed(head + pool + pool), "sim").issued == 6);
}
