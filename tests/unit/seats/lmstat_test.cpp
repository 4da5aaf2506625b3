#include "core/seats/flexlm/lmstat.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "tests/support/lmstat_parsed.hpp"
#include "tests/support/lmstat_sample.hpp"

using namespace slurmlic;

namespace {

/// A feature with one checkout line.
SeatStatus with_checkout(const std::string& line) {
    return parsed("Users of f:  (Total of 9 licenses issued;  Total of 1 license in use)\n" + line + "\n");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

/// What the text says, as text: to compare two readings.
std::string described(const SeatStatus& status) {
    std::string all = status.up ? "up " : "down " + failure_of(status);
    for (const Server& one : status.servers) all += one.host + one.port + one.version + (one.up ? "1" : "0") + ";";
    for (const Daemon& one : status.daemons) all += one.name + one.version + (one.up ? "1" : "0") + ";";
    for (const Feature& one : status.features) {
        all += one.name + "/" + one.vendor + " ";
        for (const auto& count : {one.issued, one.used, one.checkouts, one.reservations, one.queued, one.borrowed}) {
            all += (count ? std::to_string(*count) : "?") + " ";
        }
        all += one.expiry ? std::to_string(*one.expiry) : "?";
        for (const auto& [who, seats] : holders(one)) all += " " + who + "=" + std::to_string(seats);
        all += "\n";
    }
    return all + std::to_string(status.skipped.count()) + " " + std::to_string(status.mismatches.size());
}

}    // namespace

TEST_CASE("lmstat: seats are counted from the details, over several pools, and used from the Users line") {
    const SeatStatus status = parsed(lmstat_sample("triad.txt"));
    CHECK(sentences(status.skipped.first()) == Messages{});
    CHECK(sentences(status.mismatches) == Messages{});
    const Feature& one = feature(status, "3d.sim-X+Y_Z");
    CHECK(one.vendor == "VENDOR1");
    CHECK(one.issued == 200);
    CHECK(one.used == 125);
    CHECK(one.checkouts == 29);
    CHECK(one.reservations == 96);
    CHECK(one.queued == 4);
    CHECK(one.borrowed == 17);
    CHECK(one.expiry == 1921017600);    // 2030-11-16T00:00:00Z, the earlier pool
    CHECK(holders(one) == Holders{{"alice@pc1", 5},
                                  {"John Smith@SERVER1", 5},
                                  {"hugo@ws0", 2},
                                  {"aaa146615@aaa146615", 16},
                                  {"bob@license-server002$", 1}});
}

TEST_CASE("lmstat: an uncounted feature has no limit, and used counts its checkouts") {
    const SeatStatus status = parsed(lmstat_sample("triad.txt"));
    const Feature& one = feature(status, "SERIAL");
    CHECK(one.uncounted);
    CHECK(one.used == 3);
    CHECK(one.checkouts == 3);
    CHECK(one.expiry == never_expires);
    CHECK(holders(one) == Holders{{"alice@pc1", 3}});
}

TEST_CASE("lmstat: a feature that is not served has neither issued nor used seats") {
    const SeatStatus status = parsed(lmstat_sample("triad.txt"));
    for (const std::string_view name : {"OLD", "GONE"}) {
        CHECK(feature(status, name).issued == 0);
        CHECK(feature(status, name).used == 0);
        CHECK_FALSE(feature(status, name).uncounted);
    }
    CHECK(feature(status, "idle").issued == 7);
    CHECK_FALSE(feature(status, "idle").expiry.has_value());
}

TEST_CASE("lmstat: CRLF, no blank lines, blank lines everywhere and no last newline change nothing") {
    const std::string text = lmstat_sample("triad.txt");
    const std::string expected = described(parsed(text));
    CHECK(described(parsed(replaced(text, "\n", "\r\n"))) == expected);
    CHECK(described(parsed(replaced(text, "\n\n", "\n"))) == expected);
    CHECK(described(parsed(replaced(text, "\n", "\n\n \t\n"))) == expected);
    CHECK(described(parsed(replaced(text, "    ", " "))) == expected);
    CHECK(described(parsed(std::string_view(text).substr(0, text.size() - 2))) == expected);
    CHECK(described(parsed(replaced(text, "processes...]\n", "processes...]"))) == expected);
}

TEST_CASE("lmstat: a place in the queue may have a PID behind its count") {
    for (const std::string tail : {"", ", PID: 1239140 ", " PID: 1239140"}) {
        const SeatStatus status = with_checkout("    bob pc1 pc1 (v44) (licsrv/27000 7) queued for 2 licenses" + tail);
        CHECK(status.features[0].queued == 2);
        CHECK(status.features[0].checkouts == 0);
        CHECK(status.skipped.count() == 0);
    }
}

TEST_CASE("lmstat: a checkout whose user or host can't be read counts for an empty name, as a skipped line") {
    const SeatStatus nobody = with_checkout(" (v44) (licsrv/27000 101), start Mon 9/28 8:01, 3 licenses");
    CHECK(nobody.features[0].checkouts == 3);
    CHECK(holders(nobody.features[0]) == Holders{{"@", 3}});
    CHECK(sentences(nobody.skipped.first()) ==
          Messages{
              "lmstat:2: expected USER HOST DISPLAY (vVERSION) ..., start TIME, got \"(v44) (licsrv/27000 101), start Mon 9/28 "
              "8:01, 3 licenses\""});
    const SeatStatus nowhere = with_checkout("alice (v44) (licsrv/27000 101), start Mon 9/28 8:01");
    CHECK(holders(nowhere.features[0]) == Holders{{"alice@", 1}});
    CHECK(nowhere.skipped.count() == 1);
}

TEST_CASE("lmstat: a checkout with an unknown end counts as one seat and as a skipped line") {
    const SeatStatus status = with_checkout("alice pc1 pc1 (v44) (licsrv/27000 101), start Mon 9/28 8:01, 16 lic");
    CHECK(status.features[0].checkouts == 1);
    CHECK(status.skipped.count() == 1);
}

TEST_CASE("lmstat: all seven kinds of reservations count") {
    std::string text = "Users of f:  (Total of 9 licenses issued;  Total of 8 licenses in use)\n";
    for (const std::string kind : {"USER", "HOST", "DISPLAY", "INTERNET", "PROJECT", "GROUP"}) {
        text += "\t1 RESERVATION for " + kind + " some name (lic1/27000)\n";
    }
    text += "    2 RESERVATIONs for HOST_GROUP x (lic1/27000)\n";
    const SeatStatus status = parsed(text);
    CHECK(status.features[0].reservations == 8);
    CHECK(status.mismatches.size() == 0);
}

TEST_CASE("lmstat: sums that differ are a hint, and the Users line is right") {
    const SeatStatus status = parsed(
        "Users of f:  (Total of 9 licenses issued;  Total of 5 licenses in use)\n"
        "    a pc1 pc1 (v1) (l/1 1), start Mon 9/28 8:01, 3 licenses\n"
        "    1 RESERVATION for HOST x (l/1)\n");
    CHECK(status.features[0].used == 5);
    CHECK(status.skipped.count() == 0);
    CHECK(sentences(status.mismatches) ==
          Messages{"lmstat:1: expected details of \"f\" that sum up to the 5 in use, got 3 checked out and 1 reserved"});
}

TEST_CASE("lmstat: a count beyond 64 bits is not understood, and sums stay within them") {
    const SeatStatus status = parsed(
        "Users of a:  (Total of 9223372036854775808 licenses issued;  Total of 0 licenses in use)\n"
        "Users of b:  (Total of 9223372036854775807 licenses issued;  Total of 9223372036854775807 licenses in use)\n"
        "  a pc pc (v1) (l/1 1), start Mon 9/28 8:01, 9223372036854775807 licenses\n"
        "  a pc pc (v1) (l/1 2), start Mon 9/28 8:01, 9223372036854775807 licenses\n");
    CHECK(sentences(status.skipped.first()) ==
          Messages{"lmstat:1: expected the figures of \"a\", got \"(Total of 9223372036854775808 licenses issued;  Total of 0 "
                   "licenses in use)\""});
    CHECK_FALSE(feature(status, "a").issued.has_value());
    CHECK(feature(status, "b").checkouts == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("lmstat: the details of a feature that can't be read are no one else's") {
    const SeatStatus status = parsed(
        "Users of a:  (Total of 2 licenses issued;  Total of 0 licenses in use)\n"
        "Users of b:  (Total of many licenses issued)\n"
        "  x pc pc (v1) (l/1 1), start Mon 9/28 8:01\n"
        "Users of c:  (Total of 2 licenses issued;  Total of 1 license in use)\n"
        "  x pc pc (v1) (l/1 1), start Mon 9/28 8:01\n");
    CHECK(feature(status, "a").checkouts == 0);
    CHECK(feature(status, "c").checkouts == 1);
    CHECK_FALSE(feature(status, "b").used.has_value());
    CHECK(feature(status, "b").holders.empty());
    CHECK(sentences(status.skipped.first()) ==
          Messages{"lmstat:2: expected the figures of \"b\", got \"(Total of many licenses issued)\""});
}

TEST_CASE("lmstat: a feature's name is all up to the last colon in front of its figures") {
    const SeatStatus status = parsed(
        "Users of a: b:(Total of 2 licenses issued;Total of 0 licenses in use)\n"
        "Users of 0x:   ( odd\n"
        "Users of  c:  (Uncounted, node-locked)\n"
        "Users of d (Uncounted, node-locked)\n");
    CHECK(status.features.size() == 3);
    CHECK(feature(status, "a: b").issued == 2);
    CHECK(feature(status, "c").uncounted);
    CHECK_FALSE(feature(status, "0x").issued.has_value());
    CHECK(sentences(status.skipped.first()) ==
          Messages{"lmstat:2: expected the figures of \"0x\", got \"( odd\"",
                   "lmstat:4: expected the name of a feature, and its figures, got \"Users of d (Uncounted, node-locked)\""});
}

TEST_CASE("lmstat: a line that is not understood is counted and told, and costs nothing else") {
    const SeatStatus status = parsed(
        "License server status: 1@h\n"
        "what is this\n"
        "h: license server UP (MASTER) v11\n"
        "--------------------------------------------\n"
        "Users of f:  (Total of 2 licenses issued;  Total of 1 license in use)\n"
        "and that\n"
        "  x pc pc (v1) (l/1 1), start Mon 9/28 8:01\n");
    CHECK(status.up);
    CHECK(status.features[0].checkouts == 1);
    CHECK(sentences(status.skipped.first()) ==
          Messages{"lmstat:2: expected a line that lmstat -a prints there, got \"what is this\"",
                   "lmstat:6: expected a line that lmstat -a prints there, got \"and that\""});
}

TEST_CASE("lmstat: a feature that comes again in one list is added, word for word or not") {
    const std::string a = "Users of a:  (Total of 2 licenses issued;  Total of 0 licenses in use)\n";
    const std::string b = "Users of a:  (Total of 3 licenses issued;  Total of 0 licenses in use)\n";
    CHECK(parsed(a + a).features[0].issued == 4);
    REQUIRE(parsed(a + b).features.size() == 1);
    CHECK(parsed(a + b).features[0].issued == 5);
}

TEST_CASE("lmstat: names that are not UTF-8 become printable and stay different") {
    const SeatStatus status = parsed(
        "Users of f:  (Total of 9 licenses issued;  Total of 3 licenses in use)\n"
        "  J\xfcrgen pc\xe9 pc\xe9 (v1) (l/1 1), start Mon 9/28 8:01\n"    // Latin-1
        "  J\xf6rgen pc\xe9 pc\xe9 (v1) (l/1 1), start Mon 9/28 8:01\n"
        "  \xd5\xc5\xc8\xfd pc pc (v1) (l/1 1), start Mon 9/28 8:01\n");    // GBK
    CHECK(status.skipped.count() == 0);
    const std::string bad = "\xEF\xBF\xBD";
    CHECK(holders(status.features[0]) ==
          Holders{{"J" + bad + "rgen@pc" + bad, 1}, {"J" + bad + "rgen (2)@pc" + bad, 1}, {bad + bad + bad + bad + "@pc", 1}});
    const SeatStatus two = parsed(
        "Users of f\xfc:  (Total of 1 licenses issued;  Total of 0 licenses in use)\n"
        "Users of f\xf6:  (Total of 2 licenses issued;  Total of 0 licenses in use)\n");
    CHECK(feature(two, "f" + bad).issued == 2);
    CHECK(feature(two, "f" + bad + " (2)").issued == 1);
}

TEST_CASE("lmstat: a user is one whatever nobody sees in the name, and other names stay different") {
    const SeatStatus status = parsed(
        "License server status: 27000@lic1\nli\u200Bc1: license server UP (MASTER) v11.19.0\n  mlm\u2060: UP v11.19.0\n"
        "Users of f:  (Total of 9 licenses issued;  Total of 6 licenses in use)\n"
        "  \"f\" v1, vendor: MLM\n"
        "  ab pc pc (v1) (l/1 1), start Mon 9/28 8:01\n"
        "  a\u202Eb pc pc (v1) (l/1 1), start Mon 9/28 8:01, 2 licenses\n"
        "  a\U000E0042b pc2 pc2 (v1) (l/1 1), start Mon 9/28 8:01, 3 licenses\n"
        "Users of f\u00AD:  (Total of 1 licenses issued;  Total of 0 licenses in use)\n");
    CHECK(holders(feature(status, "f")) == Holders{{"ab@pc", 3}, {"ab@pc2", 3}});
    CHECK(feature(status, "f").vendor == "mlm");
    CHECK(feature(status, "f (2)").issued == 1);
    REQUIRE(status.servers.size() == 1);
    CHECK(status.servers[0].host == "lic1");
    CHECK(status.servers[0].up);
}

TEST_CASE("lmstat: an expiry that is no date is told, and the other pools count") {
    const SeatStatus status = parsed(
        "Users of f:  (Total of 9 licenses issued;  Total of 0 licenses in use)\n"
        "  \"f\" v1, vendor: d, expiry: soon\n"
        "  \"f\" v2, vendor: d, expiry: 01-jan-0000\n"
        "  \"f\" v3, vendor: d\n");
    CHECK(status.features[0].expiry == never_expires);
    CHECK(status.features[0].vendor == "d");
    CHECK(sentences(status.skipped.first()) ==
          Messages{"lmstat:2: expected a date such as 31-dec-2099 or permanent after expiry:, got \"soon\""});
}
