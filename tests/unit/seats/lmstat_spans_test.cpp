// What anonymize is told of lmstat's texts: nothing that is not marked names anybody.

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "core/seats/managers.hpp"
#include "core/text/text.hpp"
#include "tests/support/lmstat_generator.hpp"
#include "tests/support/lmstat_names.hpp"
#include "tests/support/lmstat_sample.hpp"

using namespace slurmlic;
using testing::holds_word;
using testing::names_of_generator;

namespace {

/// But for names that stay.
std::vector<Span> spans_of(std::string_view text) {
    Spans spans(text);
    usual_manager().texts[0].mark(text, spans);
    std::vector<Span> all = spans.all();
    std::ranges::sort(all, {}, &Span::begin);
    for (std::size_t i = 0; i < all.size(); ++i) {
        REQUIRE(all[i].begin + all[i].size <= (i + 1 < all.size() ? all[i + 1].begin : text.size()));
    }
    std::erase_if(all, [](const Span& one) { return one.role == Role::name; });
    return all;
}

/// The text with its users as <u:...>, hosts as <h:...>, paths as <p:...>, and what may be any of these as <?:...>.
std::string marked(std::string_view text) {
    std::string all;
    std::size_t end = 0;
    for (const Span& one : spans_of(text)) {
        all += text.substr(end, one.begin - end);
        all += one.role == Role::user ? "<u:" : one.role == Role::host ? "<h:" : one.role == Role::path ? "<p:" : "<?:";
        all += text.substr(one.begin, one.size);
        all += ">";
        end = one.begin + one.size;
    }
    return all + std::string(text.substr(end));
}

/// What stays as it is.
std::string unmarked(std::string_view text) {
    std::string all;
    std::size_t end = 0;
    for (const Span& one : spans_of(text)) {
        all += std::string(text.substr(end, one.begin - end)) + "|";
        end = one.begin + one.size;
    }
    return all + std::string(text.substr(end));
}

}    // namespace

TEST_CASE("lmstat: users, hosts and paths are marked, and what may be any of them") {
    const std::string text =
        "License server status: 27000@lic1.acme.com,port@10.0.0.7\r\n"
        "    License file(s) on lic1: /home/alice/license.dat:/x:\n"
        "lic1: license server UP (MASTER) v11.7\n"
        "10.0.0.7: Cannot connect to license server system. (-15,570)\n"
        "Vendor daemon status (on LIC1):\n  acmed: UP v11.6\n  thirdd: No such thing (-5,3)\n"
        "  fourthd: The desired vendor daemon is down. (-97,121)\n"
        "Users of sim:  (Total of 9 licenses issued;  Total of 4 licenses in use)\n"
        "  \"sim\" v1.2, vendor: acmed, expiry: 31-dec-2099\n  vendor_string: customer=ACME,site=7\n"
        "  nodelocked license, locked to \"ID=12345\"\n";
    CHECK(marked(text) ==
          "License server status: 27000@<h:lic1.acme.com>,<?:port>@<h:10.0.0.7>\r\n"
          "    <?:License file(s) on> <h:lic1><?::> <p:/home/alice/license.dat:/x>:\n"
          "<h:lic1><?:: license server UP (MASTER) >v11.7\n"
          "<h:10.0.0.7>: <?:Cannot connect to license server system. (-15,570)>\n"
          "<?:Vendor daemon status (on ><h:LIC1><?:):>\n  acmed: UP v11.6\n  <?:thirdd>: <?:No such thing (-5,3)>\n"
          "  fourthd: <?:The desired vendor daemon is down. (-97,121)>\n"
          "Users of sim<?::  (Total of 9 licenses issued;  Total of 4 licenses in use)>\n"
          "  \"sim\" v1.2, vendor: acmed,<?: expiry: 31-dec-2099>\n  vendor_string: <?:customer=ACME,site=7>\n"
          "  <?:nodelocked license, locked to ><h:\"ID=12345\">\n");
}

TEST_CASE("lmstat: the user, the hosts and the display of a checkout are marked, and whom a reservation is for") {
    const auto detail = [](const std::string& line) {
        const std::string head = "Users of f:  (Uncounted, node-locked)\n";
        return marked(head + line).substr(marked(head).size());
    };
    CHECK(detail("alice pc1 pc1.x:0.0 (v1) (lic1/27000 101), start Mon 9/28 8:01") ==
          "<u:alice> <h:pc1> <h:pc1.x>:0.0 (v1) (<h:lic1><?:/27000 101)><?:, start Mon 9/28 8:01>");
    CHECK(detail("John  Smith PC1 PC1 (v1) (lic1/1 2), start Mon 9/28 8:01, 2 licenses") ==
          "<u:John  Smith> <h:PC1> <h:PC1> (v1) (<h:lic1><?:/1 2)><?:, start Mon 9/28 8:01, 2 licenses>");
    CHECK(detail("alice ws0 /dev/pts/3 2017.06 :1 10.0.0.9 (v1) (lic1/1 2) queued for 1 license") ==
          "<u:alice> <h:ws0> /dev/pts/3 2017.06 :1 <h:10.0.0.9> (v1) (<h:lic1><?:/1 2)><?: queued for 1 license>");
    CHECK(detail("1 RESERVATION for USER alice (lic1/1)") == "1 RESERVATION <?:for> <?:USER> <u:alice> (<h:lic1><?:/1)>");
    CHECK(detail("4 RESERVATIONs for GROUP acme eda (lic1/1)") ==
          "4 RESERVATIONs <?:for> <?:GROUP> <u:acme eda> (<h:lic1><?:/1)>");
    CHECK(detail("4 RESERVATIONs for HOST_GROUP a b (lic1/1)") ==
          "4 RESERVATIONs <?:for> <?:HOST_GROUP> <h:a> <h:b> (<h:lic1><?:/1)>");
}

TEST_CASE("lmstat: what tells a host from a display stays so, of numbers, addresses and devices too") {
    const auto detail = [](const std::string& line) {
        const std::string head = "Users of f:  (Uncounted, node-locked)\n";
        return marked(head + line + " (v1) (lic1/1 2), start Mon 9/28 8:01").substr(marked(head).size());
    };
    const std::string end = " (v1) (<h:lic1><?:/1 2)><?:, start Mon 9/28 8:01>";
    CHECK(detail("John Doe 4711 4711 99") == "<u:John Doe> <h:4711> <h:4711> 99" + end);
    CHECK(detail("ann x fe80::1 fe80::1:0.0 y") == "<u:ann x> <h:fe80::1> <h:fe80::1>:0.0 <h:y>" + end);
    CHECK(detail("ann ws0 /dev/tty7") == "<u:ann> <h:ws0> /dev/tty7" + end);
    CHECK(detail("ann ws0 /dev/bob") == "<u:ann> <h:ws0> /dev/<h:bob>" + end);
    CHECK(detail("ann b ws0 localhost:10.0") == "<u:ann b> <h:ws0> <h:localhost>:10.0" + end);
    CHECK(detail("ann ws0 disp f:bob") == "<u:ann> <h:ws0> <h:disp> f<?::bob>" + end);
}

TEST_CASE("lmstat: what is not understood is marked whole") {
    CHECK(marked("Users of f: ask carl\nUsers of carl's\nask carl\nlmgrd is not running: no\nat carl's\n") ==
          "Users of f<?:: ask carl\nUsers of carl's\nask carl\nlmgrd is not running: no\nat carl's>\n");
}

TEST_CASE("lmstat: users with blanks, and those whom nobody can tell, are marked, and so are projects and reasons") {
    const auto detail = [](const std::string& line) {
        const std::string head = "Users of f:  (Uncounted, node-locked)\n";
        return marked(head + line).substr(marked(head).size());
    };
    CHECK(detail("Jane Roe PC1 PC1 3068 (v1) (lic1/1 2), start Mon 9/28 8:01, PROJECT: apollo 11") ==
          "<u:Jane Roe> <h:PC1> <h:PC1> 3068 (v1) (<h:lic1><?:/1 2)><?:, start Mon 9/28 8:01, >PROJECT<?:: apollo 11>");
    CHECK(detail("user 110 host110 display110 (v1) (lic1/1 2), start Mon 9/28 8:01") ==
          "<u:user> 110 <h:host110> <h:display110> (v1) (<h:lic1><?:/1 2)><?:, start Mon 9/28 8:01>");
    CHECK(detail("eva pc disp L-2016 (vL-2016) (lic1/1 2), start Mon 9/28 8:01") ==
          "<u:eva> <h:pc> <h:disp> L-2016 (vL-2016) (<h:lic1><?:/1 2)><?:, start Mon 9/28 8:01>");
    CHECK(detail("CORP\\ann PC2 PC2 (v1) (lic1/1 2) queued for 1 license") ==
          "<u:CORP\\ann> <h:PC2> <h:PC2> (v1) (<h:lic1><?:/1 2)><?: queued for 1 license>");
    CHECK(marked("Users of f: Cannot get users of f: ask carl\nLicense path:  27020@lic1:\n(3 licenses queued)\n"
                 "Feature \"g\" v1, vendor: d, expiry: 1-jan-0 (Total of 1 license issued;  Total of 0 licenses in use)\n") ==
          "Users of f<?:: Cannot get users of f: ask carl>\nLicense path:<?:  27020@lic1:\n(3 licenses queued)>\n"
          "Feature \"g\" v1, vendor: d,<?: expiry: 1-jan-0> <?:(Total of 1 license issued;  Total of 0 licenses in use)>\n");
}

TEST_CASE("lmstat -i: rows stay, and what stands in front of them is read as lmstat -a") {
    CHECK(marked("lic1: license server UP v1\nFeature Version #licenses Vendor Expires\n____\na 1.0 1 v 1-jan-0\nask carl\n") ==
          "<h:lic1><?:: license server UP >v1\n<?:Feature Version #licenses Vendor Expires>\n____\na 1.0 1 v "
          "1-jan-0\n<?:ask carl>\n");
    CHECK(unmarked(lmstat_sample("installed_vendor_expires.txt")).find("feature_name_9") != std::string::npos);
}

TEST_CASE("lmstat: of 1,000 random outputs, and of broken ones, no name is left unmarked") {
    std::mt19937_64 random(7);
    for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
        std::string text = generate_lmstat(seed).text;
        CAPTURE(seed);
        for (const std::string& name : names_of_generator) REQUIRE_FALSE_MESSAGE(holds_word(unmarked(text), name), name);
        for (int i = 0; i < 40; ++i) {
            constexpr std::string_view bytes = " \n,:(/)\"@";    // a letter that changes makes another name
            char& byte = text[random() % text.size()];
            if (bytes.find(byte) != std::string_view::npos) byte = bytes[random() % bytes.size()];
        }
        CAPTURE(text);
        for (const std::string& name : names_of_generator) REQUIRE_FALSE_MESSAGE(holds_word(unmarked(text), name), name);
    }
}
