#include "core/slurm/scontrol.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/text/text.hpp"
#include "tests/support/scaling.hpp"
#include "tests/support/sentences.hpp"

using namespace slurmlic;
using testing::sentence;
using testing::sentences;

namespace {

/// UTC stands in for the local time zone.
std::int64_t utc(const LocalTime& time) {
    std::tm parts{time.second, time.minute, time.hour, time.day, time.month - 1, time.year - 1900, 0, 0, 0, 0, nullptr};
    return timegm(&parts);
}

LicenseListing listing(const std::string& text) {
    Result<LicenseListing> parsed = parse_scontrol(text, utc);
    REQUIRE_MESSAGE(parsed, sentence(parsed.error(), "scontrol"));
    return std::move(*parsed);
}

std::string error_of(const std::string& text) {
    const Result<LicenseListing> parsed = parse_scontrol(text, utc);
    REQUIRE_FALSE(parsed.has_value());
    return sentence(parsed.error(), "scontrol");
}

/// The one license of a text in which all is understood.
License only(LicenseListing& all) {
    CHECK(sentences(all.skipped.first(), "scontrol") == std::vector<std::string>{});
    REQUIRE(all.licenses.size() == 1);
    return std::move(all.licenses.front());
}

const std::string good = "LicenseName=ok\n    Total=9 Used=1 Free=8 Reserved=0 Remote=no\n";

/// What is skipped of a text beside one good record, which stands first.
std::vector<std::string> skipped(const std::string& text) {
    const LicenseListing all = listing(good + text);
    CHECK(all.licenses.size() == 1);
    CHECK(all.skipped.count() == all.skipped.first().size());
    return sentences(all.skipped.first(), "scontrol");
}

using Messages = std::vector<std::string>;

}    // namespace

TEST_CASE("a record of 20.11 or newer is read with all its counts") {
    LicenseListing all = listing("LicenseName=vcs_batch\n    Total=40 Used=7 Free=33 Reserved=5 Remote=no\n");
    const License license = only(all);
    CHECK(license.name == "vcs_batch");
    CHECK(license.total == 40);
    CHECK(license.used == 7);
    CHECK(license.free == 33);
    CHECK(license.reserved == 5);
    CHECK_FALSE(license.remote);
    CHECK(license.line == 1);
    CHECK_FALSE(license.last_consumed.has_value());
    CHECK(license.nodes.empty());
    CHECK(license.mode.empty());
}

TEST_CASE("a record before 20.11 has no reserved count") {
    LicenseListing all = listing("LicenseName=abaqus@license6\n    Total=300 Used=5 Free=295 Remote=yes\n");
    const License license = only(all);
    CHECK_FALSE(license.reserved.has_value());
    CHECK(license.remote);
}

TEST_CASE("the one-line form is read like the long one") {
    const LicenseListing all = listing(
        "LicenseName=a Total=50 Used=1 Free=49 Reserved=2 Remote=no\n"
        "LicenseName=b@s Total=5 Used=0 Free=5 Remote=yes \n");
    REQUIRE(all.licenses.size() == 2);
    CHECK(all.licenses[0].name == "a");
    CHECK(all.licenses[0].reserved == 2);
    CHECK(all.licenses[1].name == "b@s");
    CHECK(all.licenses[1].line == 2);
}

TEST_CASE("a remote record of 23.02 or newer has its last consumption, deficit and update") {
    LicenseListing all = listing(
        "LicenseName=foobar@slurmdb\n    Total=80 Used=0 Free=70 Reserved=0 Remote=yes\n"
        "    LastConsumed=30 LastDeficit=10 LastUpdate=2023-02-28T16:39:27\n");
    const License license = only(all);
    CHECK(license.last_consumed == 30);
    CHECK(license.last_deficit == 10);
    CHECK(license.last_update == 1677602367);
}

TEST_CASE("an update is read as seconds since the epoch, too") {
    LicenseListing all = listing(
        "LicenseName=x@y Total=1 Used=0 Free=1 Reserved=0 Remote=yes LastConsumed=0 LastDeficit=4294967233 "
        "LastUpdate=1677602367\n");
    const License license = only(all);
    CHECK(license.last_update == 1677602367);
    CHECK(license.last_deficit == 4294967233);
}

TEST_CASE("an update that never was is none") {
    for (const std::string never : {"Unknown", "None", "N/A", "(null)", "0", "1970-01-01T01:00:00", "1969-12-31T19:00:00"}) {
        CAPTURE(never);
        LicenseListing all = listing(
            "LicenseName=x@y\n    Total=1 Used=0 Free=1 Reserved=0 Remote=yes\n"
            "    LastConsumed=0 LastDeficit=0 LastUpdate=" +
            never + "\n");
        CHECK_FALSE(only(all).last_update.has_value());
    }
}

TEST_CASE("a hierarchical resource has one record for each of its layers") {
    const LicenseListing all = listing(
        "LicenseName=natural\n    Total=50 Used=2 Free=48 Reserved=0 Remote=no\n    Nodes=vm,n[01-08] Mode=1\n"
        "LicenseName=natural\n    Total=4294967295 Used=0 Free=4294967295 Reserved=0 Remote=no\n    Nodes=n[05-08],vm "
        "Mode=1\n");
    REQUIRE(all.licenses.size() == 2);
    CHECK(all.licenses[0].nodes == "vm,n[01-08]");
    CHECK(all.licenses[0].mode == "1");
    CHECK(all.licenses[1].total == infinite_count);
    CHECK(all.licenses[1].line == 4);
}

TEST_CASE("no licenses configured is a good answer without licenses") {
    const LicenseListing all = listing("No licenses configured in Slurm.\n");
    CHECK(all.licenses.empty());
    CHECK(all.skipped.count() == 0);
}

TEST_CASE("fields may come in any order, and unknown ones are ignored") {
    for (const std::string text : {"LicenseName=a b\n    Remote=no New=1,2 Free=5\n    Used=3 Future Total=8 Reserved=1\n",
                                   "LicenseName=a b Remote=no Used=3 Total=8 Free=5 New=1 Reserved=1\n",
                                   "LicenseName=a b Reserved=1 Free=5 Used=3 Total=8 Remote=no Future=x\n"}) {
        CAPTURE(text);
        LicenseListing all = listing(text);
        const License license = only(all);
        CHECK(license.name == "a b");
        CHECK(license.total == 8);
        CHECK(license.used == 3);
        CHECK(license.free == 5);
        CHECK(license.reserved == 1);
    }
}

TEST_CASE("pasted text whose indentation was lost is read, also fields that are not known") {
    const LicenseListing all = listing(
        "LicenseName=primesim@10.1.0.69_27000\nTotal=999 Used=1 Free=998 Reserved=0 Remote=yes\n"
        "LastConsumed=0 LastDeficit=0 LastUpdate=Unknown\n\nLicenseName=apex\nNewField=a b\nRemote=no Free=3 Used=2 Total=5\n");
    CHECK(all.skipped.count() == 0);
    REQUIRE(all.licenses.size() == 2);
    CHECK(all.licenses[0].name == "primesim@10.1.0.69_27000");
    CHECK(all.licenses[0].last_consumed == 0);
    CHECK(all.licenses[1].used == 2);
}

TEST_CASE("a name is all that stands on its line, byte by byte") {
    const std::string names[] = {
        "",        "a.b-c+d",     "o`d/d-x.y+z@srv:27000", "a b@srv",   "x@my server", "nx@27000@lic2", "q\"u'", "back\\sl",
        "caf\xe9", "caf\xc3\xa9", std::string(1000, 'n'),  "a Total=3", "x=y",         "{*$}",          " lead", "trail "};
    for (const std::string& name : names) {
        CAPTURE(name);
        LicenseListing all = listing("LicenseName=" + name + "\n    Total=1 Used=0 Free=1 Reserved=0 Remote=no\n");
        CHECK(only(all).name == name);
    }
}

TEST_CASE("a name in the one-line form ends before the last Total and the fields in front of it") {
    const std::string names[] = {"",       "a b@srv",   "x@my server", "Total=3", "a Total=3",
                                 "Used=7", "caf\xe9 x", "Foo=bar z",   "x y=z",   std::string(1000, 'n')};
    for (const std::string& name : names) {
        CAPTURE(name);
        LicenseListing all = listing("LicenseName=" + name + " Total=5 Used=0 Free=5 Reserved=0 Remote=no\n");
        const License license = only(all);
        CHECK(license.name == name);
        CHECK(license.total == 5);
    }
}

TEST_CASE("counts may be negative, zero, above the total, and of more than 32 bits") {
    LicenseListing all = listing("LicenseName=a\n    Total=-2 Used=9223372036854775807 Free=0 Reserved=0 Remote=no\n");
    const License license = only(all);
    CHECK(license.total == -2);
    CHECK(license.used == 9223372036854775807);
}

TEST_CASE("line ends of Windows, tabs, and blank lines mean nothing") {
    LicenseListing all = listing("\r\n\nLicenseName=a\r\n\r\n \t \r\n\tTotal=4\tUsed=1 Free=3 Reserved=0 Remote=no\r\n\r\n");
    const License license = only(all);
    CHECK(license.name == "a");
    CHECK(license.free == 3);
    CHECK(license.line == 3);
}

TEST_CASE("a wrong count names its line and spoils its record only") {
    CHECK(skipped("LicenseName=a\n    Total=20x Used=0 Free=5 Reserved=0 Remote=no\n") ==
          Messages{"scontrol:4: expected a number after Total=, got \"20x\""});
    CHECK(skipped("LicenseName=a\n    Total= Used=0 Free=5 Reserved=0 Remote=no\n") ==
          Messages{"scontrol:4: expected a number after Total=, got \"\""});
    CHECK(skipped("LicenseName=a\n    Total=1 Used=0 Free=99999999999999999999 Reserved=0 Remote=no\n") ==
          Messages{"scontrol:4: expected a number after Free=, got \"99999999999999999999\""});
}

TEST_CASE("a wrong Remote, a repeated field and a missing one each say what was expected") {
    CHECK(skipped("LicenseName=a\n    Total=1 Used=0 Free=1 Remote=maybe\n") ==
          Messages{"scontrol:4: expected yes or no after Remote=, got \"maybe\""});
    CHECK(skipped("LicenseName=a\n    Total=1 Used=0\n    Free=1 Total=2 Remote=no\n") ==
          Messages{"scontrol:5: expected Total= once in a record, got it again with \"2\""});
    CHECK(skipped("LicenseName=a\n    Total=1 Used=0 Remote=no\n") ==
          Messages{"scontrol:3: expected Total=, Used=, Free= and Remote= in the record of \"a\", got no Free=: is the text "
                   "cut off?"});
}

TEST_CASE("a line that belongs to nothing is skipped and told") {
    CHECK(skipped("scontrol: error: something\n") ==
          Messages{"scontrol:3: expected LicenseName=, got \"scontrol: error: something\""});
}

TEST_CASE("an update that can't be read costs the update, not the record") {
    const LicenseListing all = listing(
        "LicenseName=x@y\n    Total=1 Used=0 Free=1 Reserved=0 Remote=yes\n"
        "    LastConsumed=2 LastDeficit=0 LastUpdate=19:18:13\n");
    REQUIRE(all.licenses.size() == 1);
    CHECK(all.licenses[0].last_consumed == 2);
    CHECK_FALSE(all.licenses[0].last_update.has_value());
    CHECK(sentences(all.skipped.first(), "scontrol") ==
          Messages{"scontrol:3: expected a time such as 2026-11-22T19:31:01 or seconds since 1970 "
                   "after LastUpdate=, got \"19:18:13\""});
}

TEST_CASE("an update in another form, blanks and all, is told and never taken for a time") {
    for (const std::string update : {"Sat Nov 22 19:31:01 2026", "2026-11-22T19:31:01 UTC", "1677602367 CET", "22 Nov 19:31",
                                     "2026 11 22 19:31", "2026-11-22 19:31:01", "Ystday 19:31", "20261122", "2026",
                                     "20261122193101", "-1", "Unknown time", "N/A N/A", "", "2026-11-22\t19:31:01"}) {
        for (const char* const rest : {"", " Odd=3", " LastDeficit=4"}) {
            CAPTURE(update);
            const LicenseListing all = listing(
                "LicenseName=x@y\n    Total=1 Used=0 Free=1 Reserved=0 Remote=yes\n    LastConsumed=2 LastUpdate=" + update +
                rest + "\n");
            REQUIRE(all.licenses.size() == 1);
            const License& details = all.licenses[0];
            CHECK_FALSE(details.last_update.has_value());
            CHECK(details.last_consumed == 2);
            CHECK(details.last_deficit.has_value() == (std::string_view(rest) == " LastDeficit=4"));
            CHECK(sentences(all.skipped.first(), "scontrol") ==
                  Messages{"scontrol:3: expected a time such as 2026-11-22T19:31:01 or seconds since "
                           "1970 after LastUpdate=, got " +
                           excerpt(update)});
        }
    }
}

TEST_CASE("cut anywhere in its last record, a text never yields numbers that differ from the whole one's") {
    const std::string records[] = {
        "LicenseName=last\n    Total=50 Used=12 Free=38 Reserved=10 Remote=no\n",
        "LicenseName=last Total=50 Used=12 Free=38 Reserved=10 Remote=no\n",
        "LicenseName=r@s\n    Total=50 Used=12 Free=38 Reserved=10 Remote=yes\n"
        "    LastConsumed=30 LastDeficit=10 LastUpdate=2023-02-28T16:39:27\n",
        "LicenseName=r@s Total=50 Used=12 Free=38 Reserved=10 Remote=yes LastConsumed=30 LastDeficit=10 "
        "LastUpdate=1677602367\n",
        "LicenseName=h\n    Total=50 Used=12 Free=38 Reserved=10 Remote=no\n    Nodes=n[01-08] Mode=2\n",
    };
    const std::string before = good +
                               "LicenseName=h\n    Total=1 Used=0 Free=1 Reserved=0 Remote=no\n    Nodes=vm Mode=2\n"
                               "LicenseName=q@s\n    Total=1 Used=0 Free=1 Reserved=0 Remote=yes\n"
                               "    LastConsumed=3 LastDeficit=1 LastUpdate=2023-02-28T16:39:27\n";
    for (const std::string& record : records) {
        for (std::size_t cut = 0; cut < record.size(); ++cut) {
            const std::string text = before + record.substr(0, cut);
            CAPTURE(text);
            const LicenseListing all = listing(text);
            // Without its last newline a record may still be whole; with less it is not there at all.
            const bool whole = all.licenses.size() == 4;
            CHECK((whole ? cut == record.size() - 1 : all.licenses.size() == 3));
            if (!whole) CHECK(all.skipped.count() == (cut == 0 ? 0 : 1));
        }
    }
}

TEST_CASE("a last record without its newline is whole where it can't go on") {
    for (const std::string text :
         {"LicenseName=a\n    Total=1 Used=0 Free=1 Reserved=0 Remote=no", "LicenseName=a Total=1 Used=0 Free=1 Remote=yes",
          "LicenseName=h\n    Total=1 Used=0 Free=1 Reserved=0 Remote=no\n    Nodes=n1 Mode=2"}) {
        CAPTURE(text);
        CHECK(listing(text).licenses.size() == 1);
    }
}

TEST_CASE("two records that ran into each other are not made into one") {
    CHECK(skipped("LicenseName=a Total=5 UsLicenseName=b Total=3 Used=0 Free=3 Reserved=0 Remote=no\n").size() == 1);
    CHECK(skipped("LicenseName=aLicenseName=b\n    Total=3 Used=0 Free=3 Reserved=0 Remote=no\n") ==
          Messages{"scontrol:3: expected LicenseName= once in a line, got \"aLicenseName=b\": is the text cut off?"});
}

TEST_CASE("a text that is no license list at all is an error that says what came") {
    CHECK(error_of("") == "scontrol: expected \"LicenseName=NAME\" or \"No licenses configured in Slurm.\", got nothing");
    CHECK(error_of("\n \n") == "scontrol: expected \"LicenseName=NAME\" or \"No licenses configured in Slurm.\", got nothing");
    CHECK(error_of("<html>\n<body>\n") == "scontrol:1: expected LicenseName=, got \"<html>\"");
    CHECK(error_of("LicenseName=a\n    Total=1 Us") ==
          "scontrol:1: expected Total=, Used=, Free= and Remote= in the record of \"a\", got no Used=: is the text cut off?");
}

TEST_CASE("of a flood of garbage the first ten lines are kept and all are counted") {
    std::string text = good;
    for (int i = 0; i < 50; ++i) text += "garbage\n";
    const LicenseListing all = listing(text);
    CHECK(all.skipped.first().size() == 10);
    CHECK(all.skipped.count() == 50);
}

TEST_CASE("the hosts in names and nodes are marked, and what is not understood") {
    const auto marked = [](std::string_view text) {
        Spans spans(text);
        static_cast<void>(parse_scontrol(text, utc, &spans));
        Messages all;
        for (const Span& one : spans.all()) {
            if (one.role == Role::name) continue;
            all.push_back((one.role == Role::host ? "host " : "unknown ") + std::string(text.substr(one.begin, one.size)));
        }
        return all;
    };
    CHECK(marked("LicenseName=a@27000@lic1\n    Total=1 Used=0 Free=1 Remote=yes\n") == Messages{"host lic1"});
    CHECK(marked("LicenseName=a b@my srv:27000 Total=1 Used=0 Free=1 Remote=yes\n") == Messages{"host my srv"});
    CHECK(marked("LicenseName=a@slurmdb\n    Total=1 Used=0 Free=1 Remote=yes\n") == Messages{});
    CHECK(marked("LicenseName=a\n    Total=1 Used=0 Free=1 Remote=no Nodes=vm,n[01-08] Mode=1 Secret=x\nhello\n") ==
          Messages{"host vm", "host n", "unknown 01-08", "unknown 1", "unknown =x\nhello"});
    CHECK(marked("LicenseName=a\n    Nodes=a[1,b],c[2]-ib[3,[4]],d[\n") ==
          Messages{"host a", "unknown 1", "unknown b", "host c", "unknown 2", "host -ib", "unknown 3", "unknown 4", "host d"});
    CHECK(marked("LicenseName=a\n    Total=alice Used=bob\n") == Messages{"unknown alice", "unknown =bob"});
    CHECK(marked("LicenseName=a\n    Mode=secret Mode=eve\n    LastUpdate=no time\n") ==
          Messages{"unknown secret", "unknown eve", "unknown =no", "unknown time"});
    CHECK(marked("LicenseName=a\n    LastUpdate=no time Total=1\n") == Messages{"unknown no time"});
}

TEST_CASE("a text is known by its first words") {
    CHECK(is_scontrol("\nLicenseName=a\n"));
    CHECK(is_scontrol("No licenses configured in Slurm.\n"));
    CHECK_FALSE(is_scontrol("1|R|alice|a\n"));
    CHECK_FALSE(is_scontrol(""));
}

TEST_CASE("the work grows no faster than the text, whatever its records are") {
    const auto run = [](const std::string& text) {
        Spans spans(text);
        static_cast<void>(parse_scontrol(text, utc, &spans));
    };
    const auto check = [&run](const std::string& front, const std::string& part, const std::string& back, std::size_t count) {
        const auto generate = [&](std::size_t size) {
            std::string text = front;
            for (std::size_t i = 0; i < size; ++i) text += part;
            return text + back;
        };
        CAPTURE(part);
        CHECK(testing::is_linear(generate, run, count));
    };
    const std::string fields = "Total=1 Used=0 Free=1 Remote=yes";
    check("", "LicenseName=a\n    Total=1 Used=0 Free=1 Remote=no Nodes=n[1-2]\n", "LicenseName=a\n    " + fields, 20'000);
    check("", "LicenseName=a Total=1 Total=1 Total=1 Total=1 Total=1 Total=1\n", "", 20'000);
    check("", "LicenseName=a\n    Total=1 LastUpdate=x y z\n    x x x x\n", "", 20'000);
    check("", "garbage\n\n \n\t\n", "", 50'000);
    check("LicenseName=", "a@b c ", fields + "\n", 200'000);
    check("LicenseName=a\n    " + fields + " LastUpdate=", "x ", "", 500'000);
    check("LicenseName=a\n    " + fields + " Nodes=", "n[1,2],", "", 100'000);
    check("LicenseName=a Total=1 ", "Used=1 Total=1 ", "\n", 200'000);
}
