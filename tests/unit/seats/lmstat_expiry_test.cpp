#include "core/seats/flexlm/lmstat_expiry.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/seats/flexlm/lmstat.hpp"
#include "tests/support/lmstat_parsed.hpp"
#include "tests/support/lmstat_sample.hpp"

using namespace slurmlic;

namespace {

const std::string status_head =
    "License server status: 1@h\nh: license server UP v1\nVendor daemon status (on h):\n  vendor2: UP v1\n";

std::string idle(const std::string& name) {
    return "Users of " + name + ":  (Total of 2 licenses issued;  Total of 0 licenses in use)\n";
}

}    // namespace

TEST_CASE("expiry: a license is good until the end of its day, so it is over at 00:00 UTC of the next") {
    CHECK(parse_expiry("31-dec-1970") == 365.0 * 86400);
    CHECK(parse_expiry("28-feb-2024") == 1709164800);
    CHECK(parse_expiry("29-feb-2024") == 1709251200);
    CHECK(parse_expiry(" 5-NOV-2099 ") == parse_expiry("05-nov-2099"));
}

TEST_CASE("expiry: a year of two digits is 1970 to 2069") {
    CHECK(parse_expiry("1-jan-26") == parse_expiry("1-jan-2026"));
    CHECK(parse_expiry("1-jan-69") == parse_expiry("1-jan-2069"));
    CHECK(parse_expiry("1-jan-99") == parse_expiry("1-jan-1999"));
}

TEST_CASE("expiry: permanent is said in many ways") {
    for (const std::string_view text : {"permanent", "Permanent", "permanent(no expiration date)", "1-jan-0", "01-jan-0000",
                                        "31-MAY-0", "1-jan-00", "1-jan-1900"}) {
        CAPTURE(text);
        CHECK(parse_expiry(text) == never_expires);
    }
}

TEST_CASE("expiry: anything else is none") {
    for (const std::string_view text :
         {"", "soon", "31-dec", "31-dec-", "-dec-2020", "31-xyz-2020", "30-feb-2020", "0-jan-2020", "32-jan-2020",
          "1-jan-12345", "1-jan--5", "1-1-2020", "1-jan-2020x", "+1-jan-2020", "15-nov-203", "31-dec-1969"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_expiry(text).has_value());
    }
}

TEST_CASE("lmstat -i: of many rows the earliest expiry counts, and permanent only if all are") {
    const SeatStatus status =
        parsed(status_head + idle("fluent") + idle("serial") + idle("other") + lmstat_sample("installed_expires_vendor.txt"));
    CHECK(status.skipped.count() == 0);
    CHECK(feature(status, "fluent").expiry == parse_expiry("30-sep-2028"));    // of vendor1 it is earlier
    CHECK(feature(status, "serial").expiry == never_expires);
    CHECK_FALSE(feature(status, "other").expiry.has_value());
}

TEST_CASE("lmstat -i: the head line tells the order of the columns") {
    const SeatStatus status = parsed(status_head + idle("FEATURE_NAME_2_38_05") + idle("feature_name_9") +
                                     lmstat_sample("installed_vendor_expires.txt"));
    CHECK(status.skipped.count() == 0);
    CHECK(feature(status, "FEATURE_NAME_2_38_05").expiry == parse_expiry("12-jun-2020"));
    CHECK(feature(status, "feature_name_9").expiry == never_expires);
}

TEST_CASE("lmstat -i: a row that can't be read is told, and costs nothing else") {
    const SeatStatus status = parsed(status_head + idle("a") +
                                     "Feature Version #licenses Vendor Expires\r\n"
                                     "a 1.0 1 v 1-jan-0\r\n"
                                     "b 1.0 x v 1-jan-0\r\n"
                                     "c 1.0 1 v never\r\n");
    CHECK(feature(status, "a").expiry == never_expires);
    CHECK(sentences(status.skipped.first(), "lmstat") ==
          Messages{"lmstat:8: expected a feature, its version, count, expiry and vendor, got \"b 1.0 x v 1-jan-0\"",
                   "lmstat:9: expected a feature, its version, count, expiry and vendor, got \"c 1.0 1 v never\""});
}

TEST_CASE("lmstat -i: an uncounted feature has a row like any other") {
    const SeatStatus status = parsed(status_head + "Users of a:  (Uncounted, node-locked)\n" +
                                     "Feature Version #licenses Expires Vendor\na 1.0 uncounted 12-jun-2030 vendor2\n");
    CHECK(feature(status, "a").expiry == parse_expiry("12-jun-2030"));
    CHECK(status.skipped.count() == 0);
}

TEST_CASE("lmstat -i: features get the earliest expiry of their vendor's rows and their own pools") {
    const SeatStatus status =
        parsed("License server status: 1@h\nh: license server UP v1\nVendor daemon status (on h):\n  VENDOR2: UP v1\n" +
               idle("fluent") + idle("serial") + "  \"serial\" v1, vendor: vendor2, expiry: 1-jan-2027\n" + idle("other") +
               "  \"other\" v1, vendor: vendor2, expiry: 1-jan-2031\n" +
               "Feature Version #licenses Expires Vendor\nfluent 1 1 30-sep-2028 vendor2\nfluent 1 1 1-jan-2020 vendor1\n"
               "serial 1 1 30-sep-2028 vendor2\nother 1 1 30-sep-2028 vendor1\nother 1 1 30-sep-2029 vendor3\n");
    CHECK(feature(status, "fluent").expiry == parse_expiry("30-sep-2028"));
    CHECK(feature(status, "serial").expiry == parse_expiry("1-jan-2027"));
    CHECK(feature(status, "other").expiry == parse_expiry("30-sep-2028"));    // of another vendor, since its own has none
}

TEST_CASE("lmstat -i: the note in front of the rows costs nothing, and a further server may follow them") {
    const std::string rows = lmstat_sample("installed_expires_vendor.txt");
    const SeatStatus status = parsed("NOTE: lmstat -a and -i are\n  asked together.\n" + status_head + idle("fluent") + rows +
                                     "License server status: 1@i\ni: license server UP v1\n" + idle("serial") + rows);
    CHECK(sentences(status.skipped.first()) == Messages{});
    CHECK(status.servers.size() == 2);
    CHECK(feature(status, "fluent").expiry == parse_expiry("30-sep-2028"));
    CHECK(feature(status, "serial").expiry == never_expires);
}

TEST_CASE("lmstat -i: what is installed makes no server up, and FlexLM's own error says why it is down") {
    const std::string error = "Error getting status: License server machine is down or not responding. (-96,7)";
    const SeatStatus failing = parsed(error + "\n\n" + lmstat_sample("installed_expires_vendor.txt"));
    CHECK_FALSE(failing.up);
    CHECK(failure_of(failing) == "lmstat:1: " + error);
    CHECK(failing.features.empty());
    CHECK(failing.skipped.count() == 0);
    const SeatStatus alone = parsed(lmstat_sample("installed_expires_vendor.txt"));
    CHECK_FALSE(alone.up);
    CHECK(failure_of(alone) == "lmstat:1: expected a license server, got none");
    CHECK(alone.skipped.count() == 0);
    const SeatStatus code = parsed("FlexNet Licensing error:-1,359.  System Error: 2 \"No such file or directory\"\n");
    CHECK(failure_of(code) == "lmstat:1: FlexNet Licensing error:-1,359.  System Error: 2 \"No such file or directory\"");
}

TEST_CASE("lmstat -i: a feature whose figures could not be told has no expiry") {
    const SeatStatus status = parsed(status_head +
                                     "Users of a: Cannot get users of a: No socket connection. (-7,10015)\n"
                                     "Users of b: None\n"
                                     "Feature Version #licenses Expires Vendor\na 1 1 30-sep-2028 vendor2\n"
                                     "b 1 1 30-sep-2028 vendor2\n");
    CHECK_FALSE(feature(status, "a").expiry.has_value());
    CHECK_FALSE(feature(status, "b").expiry.has_value());
}
