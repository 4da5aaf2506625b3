#include "core/seats/flexlm/lmstat_expiry.hpp"

#include <doctest/doctest.h>

#include <string>
#include <tuple>
#include <vector>

#include "core/seats/flexlm/lmstat.hpp"
#include "tests/support/lmstat_parsed.hpp"
#include "tests/support/lmstat_sample.hpp"

using namespace slurmlic;

namespace {

InstalledListing listed(std::string_view text) {
    Result<InstalledListing> listing = parse_lmstat_installed(text);
    REQUIRE(listing.has_value());
    return std::move(*listing);
}

using Rows = std::vector<std::tuple<std::string, std::string, double>>;

Rows rows(const InstalledListing& listing) {
    Rows all;
    for (const auto& [row, expiry] : listing.expiries) all.emplace_back(row.first, row.second, expiry);
    return all;
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
          "1-jan-12345", "1-jan--5", "1-1-2020", "1-jan-2020x", "+1-jan-2020"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_expiry(text).has_value());
    }
}

TEST_CASE("lmstat -i: of many rows the earliest expiry counts, and permanent only if all are") {
    const InstalledListing listing = listed(lmstat_sample("installed_expires_vendor.txt"));
    CHECK(listing.skipped.count() == 0);
    CHECK(rows(listing) == Rows{{"fluent", "vendor1", *parse_expiry("1-jan-2020")},
                                {"fluent", "vendor2", *parse_expiry("30-sep-2028")},
                                {"serial", "vendor2", never_expires}});
}

TEST_CASE("lmstat -i: the head line tells the order of the columns") {
    const InstalledListing listing = listed(lmstat_sample("installed_vendor_expires.txt"));
    CHECK(listing.skipped.count() == 0);
    CHECK(rows(listing) ==
          Rows{{"FEATURE_NAME_2_38_05", "VENDOR", *parse_expiry("12-jun-2020")}, {"feature_name_9", "vendor", never_expires}});
}

TEST_CASE("lmstat -i: a row that can't be read is told, and costs nothing else") {
    const InstalledListing listing = listed(
        "Feature Version #licenses Vendor Expires\r\n"
        "a 1.0 1 v 1-jan-0\r\n"
        "b 1.0 x v 1-jan-0\r\n"
        "c 1.0 1 v never\r\n");
    CHECK(rows(listing) == Rows{{"a", "v", never_expires}});
    CHECK(sentences(listing.skipped.first(), "lmstat -i") ==
          Messages{"lmstat -i:3: expected a feature, its version, count, expiry and vendor, got \"b 1.0 x v 1-jan-0\"",
                   "lmstat -i:4: expected a feature, its version, count, expiry and vendor, got \"c 1.0 1 v never\""});
}

TEST_CASE("lmstat -i: an uncounted feature has a row like any other") {
    const InstalledListing listing = listed("Feature Version #licenses Expires Vendor\na 1.0 uncounted 12-jun-2030 v\n");
    CHECK(rows(listing) == Rows{{"a", "v", *parse_expiry("12-jun-2030")}});
    CHECK(listing.skipped.count() == 0);
}

TEST_CASE("lmstat -i: a text without a head is an error") {
    const Result<InstalledListing> listing = parse_lmstat_installed("Users of x\n");
    REQUIRE_FALSE(listing.has_value());
    CHECK(sentence(listing.error(), "lmstat -i") ==
          "lmstat -i: expected a line \"Feature  Version  #licenses  Vendor  Expires\", got none");
}

TEST_CASE("lmstat -i: features get the earliest expiry of their vendor's rows and their own pools") {
    SeatStatus status = parsed(
        "License server status: 1@h\nh: license server UP v1\nVendor daemon status (on h):\n  VENDOR2: UP v1\n"
        "Users of fluent:  (Total of 2 licenses issued;  Total of 0 licenses in use)\n"
        "Users of serial:  (Total of 2 licenses issued;  Total of 0 licenses in use)\n"
        "  \"serial\" v1, vendor: vendor2, expiry: 1-jan-2027\n"
        "Users of other:  (Total of 2 licenses issued;  Total of 0 licenses in use)\n");
    add_expiries(status, listed(lmstat_sample("installed_expires_vendor.txt")));
    REQUIRE(status.features.size() == 3);
    CHECK(status.features[0].expiry == parse_expiry("30-sep-2028"));
    CHECK_FALSE(status.features[1].expiry.has_value());
    CHECK(status.features[2].expiry == parse_expiry("1-jan-2027"));
}
