// Who holds how many seats: the checkout lines of a feature.

#include <doctest/doctest.h>

#include <string>

#include "core/seats/flexlm/lmstat.hpp"
#include "tests/support/lmstat_parsed.hpp"

using namespace slurmlic;

namespace {

/// A feature with these lines.
SeatStatus with_checkouts(const std::string& lines) {
    return parsed("Users of f:  (Total of 9 licenses issued;  Total of 1 license in use)\n" + lines + "\n");
}

const std::string tail = " (v44) (licsrv/27000 101), start Mon 9/28 8:01";

/// Whom a checkout line of these words, and of that version, names; it costs no skipped line.
std::string who(const std::string& names, const std::string& version = "44") {
    const SeatStatus status = with_checkouts("    " + names + " (v" + version + ") (licsrv/27000 101), start Mon 9/28 8:01");
    CHECK(status.skipped.count() == 0);
    CHECK(status.features[0].checkouts == 1);
    REQUIRE(status.features[0].holders.size() == 1);
    return status.features[0].holders[0].user + "@" + status.features[0].holders[0].host;
}

/// Borrowed seats, and for how long at most, of the first holder.
std::pair<std::int64_t, std::int64_t> borrowed(const SeatStatus& status) {
    REQUIRE(status.features[0].holders.size() == 1);
    const Checkout& one = status.features[0].holders[0];
    CHECK(status.features[0].borrowed == one.borrowed);
    return {one.borrowed, one.borrowed_for};
}

}    // namespace

TEST_CASE("lmstat: up to three words are user, host and display") {
    CHECK(who("alice pc1 pc1") == "alice@pc1");
    CHECK(who("alice pc1 /dev/pts/0") == "alice@pc1");
    CHECK(who("aaa aaa") == "aaa@aaa");
    CHECK(who("Users pc1 odd,,)(display") == "Users@pc1");
    CHECK(who("\"bob\" pc1 pc1") == "\"bob\"@pc1");
    CHECK(who("48 RESERVATIONsx y") == "48@RESERVATIONsx");
    CHECK(who("J\xc3\xbcrgen pc1 pc1") == "J\xc3\xbcrgen@pc1");
    CHECK(who("CORP\\ann PC2 PC2") == "CORP\\ann@PC2");
    CHECK(who("alice pc1 3068") == "alice@pc1");
}

TEST_CASE("lmstat: a product behind the name of the feature is no name") {
    CHECK(who("ABCDKK ER0037 SESOR045 f:ADAMS_View") == "ABCDKK@ER0037");
    CHECK(who("ABCDKK ER0037 f:ADAMS_View") == "ABCDKK@ER0037");
    CHECK(who("Jane Roe PC1 PC1 f:") == "Jane Roe@PC1");
    CHECK(who("Jane Roe PC1 other:View") == "@");
}

TEST_CASE("lmstat: two equal words are host and display, and all before is the user") {
    CHECK(who("John Q Smith pc1 pc1") == "John Q Smith@pc1");
    CHECK(who("John Q Smith PC1 pc1") == "John Q Smith@PC1");
    CHECK(who("John Q Smith PC1 pc1.example.com 3068") == "John Q Smith@PC1");
    CHECK(who("Jane Roe PC1 PC1 3068") == "Jane Roe@PC1");
    CHECK(who("Jane Roe PC1 PC1 2017.06", "2017.06") == "Jane Roe@PC1");
    CHECK(who("Jane Roe PC1 PC1 2017.06 3068", "2017.06") == "Jane Roe@PC1");
    CHECK(who("CORP\\ann PC2 PC2 3068") == "CORP\\ann@PC2");
}

TEST_CASE("lmstat: what can only be a display tells the host in front of it") {
    CHECK(who("hugo ws0 ws0:0 APS Base") == "hugo@ws0");
    CHECK(who("Hugo May ws0 WS0:10.0 APS Base") == "Hugo May@ws0");
    CHECK(who("Hugo May ws0 ws0.example.com:0.0") == "Hugo May@ws0");
    CHECK(who("1nou7p nid001234 /dev/tty feature=x_2") == "1nou7p@nid001234");
    CHECK(who("Jane Roe PC1 :0") == "Jane Roe@PC1");
    CHECK(who("Jane Roe PC1 :0.0 2017.06 3068", "2017.06") == "Jane Roe@PC1");
    CHECK(who("Jane Roe PC1 localhost:10.0") == "Jane Roe@PC1");
    CHECK(who("Jane Roe PC1 /dev/pts/3 3068") == "Jane Roe@PC1");
}

TEST_CASE("lmstat: three words in front of the version are user, host and display") {
    CHECK(who("user3 server6 disp 2017.06", "2017.06") == "user3@server6");
    CHECK(who("user3 server6 disp 2017.06 3068", "2017.06") == "user3@server6");
    CHECK(who("user3 server6 disp 2017.06", "2018.06") == "@");
}

TEST_CASE("lmstat: where nobody can tell where the user ends, neither user nor host is named") {
    CHECK(who("user 110 host110 display110") == "@");
    CHECK(who("user111 host111 display 111") == "@");
    CHECK(who("user A B 115 host115 display115") == "@");
    CHECK(who("John Doe John_D \"U,K$`Ct`0'\"C iQwgGsne<&!") == "@");
    CHECK(who("ABCD ER0037 SES100 MSCONE:View") == "@");
    CHECK(who("ABCD ER0037 SES100 MSCONE:5.0") == "@");
    CHECK(who("Jane pc1 pc1 more words") == "@");
}

TEST_CASE("lmstat: what stands behind the start time may come in any order") {
    const auto seats_of = [](const std::string& behind) {
        const SeatStatus status = with_checkouts("    alice pc1 pc1" + tail + behind);
        CHECK(status.skipped.count() == 0);
        return std::pair(*status.features[0].checkouts, *status.features[0].borrowed);
    };
    CHECK(seats_of("") == std::pair<std::int64_t, std::int64_t>(1, 0));
    CHECK(seats_of(":22, 16 licenses") == std::pair<std::int64_t, std::int64_t>(16, 0));
    CHECK(seats_of(", 1 license, PID: 12 ") == std::pair<std::int64_t, std::int64_t>(1, 0));
    CHECK(seats_of(", PID: 12, 3 licenses") == std::pair<std::int64_t, std::int64_t>(3, 0));
    CHECK(seats_of(" (linger: 15429540)") == std::pair<std::int64_t, std::int64_t>(1, 1));
    CHECK(seats_of(", 16 licenses  (linger: 885098 / 1340160)") == std::pair<std::int64_t, std::int64_t>(16, 16));
    CHECK(seats_of(", 16 licenses, PID: 3 (linger: 5)") == std::pair<std::int64_t, std::int64_t>(16, 16));
    CHECK(seats_of(", 16 licenses PID: 3") == std::pair<std::int64_t, std::int64_t>(16, 0));
    CHECK(seats_of(", 16 licenses (linger: 5) PID: 3") == std::pair<std::int64_t, std::int64_t>(16, 16));
    CHECK(seats_of(" (linger: 5) PID: 3") == std::pair<std::int64_t, std::int64_t>(1, 1));
}

TEST_CASE("lmstat: seats with linger time left are borrowed, by user and host, until the last of them is free") {
    CHECK(borrowed(with_checkouts("ann pc1 pc1" + tail + "  (linger: 0 / 86400)")) ==
          std::pair<std::int64_t, std::int64_t>(0, 0));
    CHECK(borrowed(with_checkouts("ann pc1 pc1" + tail + " (linger:3600/3600)")) ==
          std::pair<std::int64_t, std::int64_t>(1, 3600));
    CHECK(borrowed(with_checkouts("ann pc1 pc1" + tail + " (linger: 7), 2 licenses")) ==
          std::pair<std::int64_t, std::int64_t>(2, 7));
    const SeatStatus status = with_checkouts("ann pc1 pc1" + tail + ", 2 licenses (linger: 9)\nann pc1 pc1" + tail +
                                             ", 3 licenses (linger: 885098 / 1340160)\nann pc1 pc1" + tail + ", 4 licenses");
    CHECK(status.skipped.count() == 0);
    CHECK(status.features[0].checkouts == 9);
    CHECK(borrowed(status) == std::pair<std::int64_t, std::int64_t>(5, 885098));
    CHECK(status.features[0].holders[0].seats == 9);
}

TEST_CASE("lmstat: a linger that is no number is a skipped line, and its seats are not borrowed") {
    for (const std::string linger : {"(linger: soon)", "(linger: -1)", "(linger: 5 / x)", "(linger: 99999999999999999999)",
                                     "(linger: 5", "(linger:)", "(linger: 5) odd"}) {
        CAPTURE(linger);
        const SeatStatus status = with_checkouts("ann pc1 pc1" + tail + ", 2 licenses " + linger);
        CHECK(status.features[0].checkouts == 2);
        CHECK(status.skipped.count() == 1);
    }
    CHECK(borrowed(with_checkouts("ann pc1 pc1" + tail + " (linger: soon)")) == std::pair<std::int64_t, std::int64_t>(0, 0));
}

TEST_CASE("lmstat: keys and their values behind a checkout are read over") {
    for (const std::string behind : {", PROJECT: apollo 11", ", PROJECT: apollo, phase 2, PID: 7", ", PROJECT:", " PROJECT: x",
                                     ", PID: 7, PROJECT: x y, HOST-ID: z", ", PROJECT: 16 licences or so"}) {
        CAPTURE(behind);
        const SeatStatus status = with_checkouts("dee n4 n4" + tail + behind);
        CHECK(sentences(status.skipped.first()) == Messages{});
        CHECK(holders(status.features[0]) == Holders{{"dee@n4", 1}});
        CHECK(holders(with_checkouts("dee n4 n4" + tail + ", 3 licenses" + behind).features[0]) == Holders{{"dee@n4", 3}});
        CHECK(with_checkouts("dee n4 n4 (v1) (l/1 7) queued for 2 licenses" + behind).features[0].queued == 2);
    }
    CHECK(with_checkouts("dee n4 n4" + tail + ", odd, PROJECT: x").skipped.count() == 1);
}
