#include "core/metrics/exposition.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "core/slurm/reconcile.hpp"
#include "core/slurm/scontrol.hpp"
#include "tests/support/exposition_reader.hpp"

using namespace slurmlic;
using slurmlic::testing::read_exposition;

namespace {

std::string rendered(const Report& report) {
    std::string text;
    CHECK(render(report, [&text](std::string_view piece) { return text.append(piece), true; }));
    return text;
}

/// A report of one cluster from scontrol's text; an empty name for the default one.
Report report_of(const std::string& text, const std::string& cluster = "") {
    Result<LicenseListing> listing = parse_scontrol(text, "scontrol", [](const LocalTime&) { return 1677602367; });
    REQUIRE(listing);
    Report report;
    report.slurm.push_back(reconcile(*listing, {}, cluster));
    report.sources.push_back({"slurm", true, 0.0125, 0, 1763842960.5});
    report.run_timestamp = 1763842960.5;
    report.run_duration_seconds = 0.25;
    report.success = true;
    report.version = "1.2.3";
    return report;
}

const std::string everything =
    "LicenseName=a\n    Total=4294967295 Used=0 Free=4294967295 Reserved=0 Remote=no\n    Nodes=n[1-2] Mode=2\n"
    "LicenseName=b@my server\n    Total=80 Used=5 Free=70 Reserved=3 Remote=yes\n"
    "    LastConsumed=30 LastDeficit=4294967295 LastUpdate=2023-02-28T16:39:27\n";

}    // namespace

TEST_CASE("the text of a report is this, byte by byte") {
    CHECK(rendered(report_of(everything, "fluid")) ==
          R"(# HELP slurm_licenses_free License tokens that Slurm can still hand out.
# TYPE slurm_licenses_free gauge
slurm_licenses_free{cluster="fluid",license_name="a",nodes="n[1-2]"} +Inf
slurm_licenses_free{cluster="fluid",license_name="b@my server"} 70
# HELP slurm_licenses_info What kind of license it is; always 1.
# TYPE slurm_licenses_info gauge
slurm_licenses_info{cluster="fluid",license_name="a",mode="2",nodes="n[1-2]",remote="no",server=""} 1
slurm_licenses_info{cluster="fluid",license_name="b@my server",mode="",remote="yes",server="my server"} 1
# HELP slurm_licenses_last_consumed Tokens of a remote license in use everywhere, as last told to slurmdbd.
# TYPE slurm_licenses_last_consumed gauge
slurm_licenses_last_consumed{cluster="fluid",license_name="b@my server"} 30
# HELP slurm_licenses_last_deficit Tokens of a remote license that others use beyond their share.
# TYPE slurm_licenses_last_deficit gauge
slurm_licenses_last_deficit{cluster="fluid",license_name="b@my server"} 4294967295
# HELP slurm_licenses_last_update_timestamp_seconds When slurmdbd was last told about a remote license, in seconds since the epoch.
# TYPE slurm_licenses_last_update_timestamp_seconds gauge
slurm_licenses_last_update_timestamp_seconds{cluster="fluid",license_name="b@my server"} 1677602367
# HELP slurm_licenses_reserved License tokens that Slurm keeps for reservations, used or not.
# TYPE slurm_licenses_reserved gauge
slurm_licenses_reserved{cluster="fluid",license_name="a",nodes="n[1-2]"} 0
slurm_licenses_reserved{cluster="fluid",license_name="b@my server"} 3
# HELP slurm_licenses_total License tokens that Slurm has to hand out.
# TYPE slurm_licenses_total gauge
slurm_licenses_total{cluster="fluid",license_name="a",nodes="n[1-2]"} +Inf
slurm_licenses_total{cluster="fluid",license_name="b@my server"} 80
# HELP slurm_licenses_used License tokens that running and suspended jobs hold.
# TYPE slurm_licenses_used gauge
slurm_licenses_used{cluster="fluid",license_name="a",nodes="n[1-2]"} 0
slurm_licenses_used{cluster="fluid",license_name="b@my server"} 5
# HELP slurmlic_build_info The version of slurmlic that wrote this file; always 1.
# TYPE slurmlic_build_info gauge
slurmlic_build_info{version="1.2.3"} 1
# HELP slurmlic_last_run_duration_seconds Time that the last run of slurmlic took.
# TYPE slurmlic_last_run_duration_seconds gauge
slurmlic_last_run_duration_seconds 0.25
# HELP slurmlic_last_run_success 1 if the last run read and understood all of every source.
# TYPE slurmlic_last_run_success gauge
slurmlic_last_run_success 1
# HELP slurmlic_last_run_timestamp_seconds When the last run of slurmlic began, in seconds since the epoch.
# TYPE slurmlic_last_run_timestamp_seconds gauge
slurmlic_last_run_timestamp_seconds 1763842960.5
# HELP slurmlic_last_success_timestamp_seconds When the source was last read, in seconds since the epoch.
# TYPE slurmlic_last_success_timestamp_seconds gauge
slurmlic_last_success_timestamp_seconds{source="slurm"} 1763842960.5
# HELP slurmlic_source_duration_seconds Time that it took to read the source.
# TYPE slurmlic_source_duration_seconds gauge
slurmlic_source_duration_seconds{source="slurm"} 0.0125
# HELP slurmlic_source_skipped_lines Lines of the source that were not understood.
# TYPE slurmlic_source_skipped_lines gauge
slurmlic_source_skipped_lines{source="slurm"} 0
# HELP slurmlic_source_up 1 if the source was read and understood, 0 if not.
# TYPE slurmlic_source_up gauge
slurmlic_source_up{source="slurm"} 1
)");
}

TEST_CASE("names with every awkward byte pass a strict reader and come back as they were") {
    const std::string names[] = {"q\"uote", "back\\slash", "brace{}", "comma,equals=", "a b", "\xc3\xa9t\xc3\xa9",
                                 "",        "\\n",         "\\\""};
    std::string text;
    for (const std::string& name : names) text += "LicenseName=" + name + "\n    Total=7 Used=0 Free=7 Reserved=0 Remote=no\n";
    const auto read = read_exposition(rendered(report_of(text)));
    CHECK(read.problem.empty());
    for (const std::string& name : names) {
        CAPTURE(name);
        std::map<std::string, std::string> labels;
        if (!name.empty()) labels["license_name"] = name;
        CHECK(read.value("slurm_licenses_total", labels) == "7");
    }
}

TEST_CASE("a family without samples is not there at all") {
    const std::string text = rendered(report_of("No licenses configured in Slurm.\n"));
    CHECK(text.find("slurm_licenses") == std::string::npos);
    CHECK(read_exposition(text).problem.empty());
}

TEST_CASE("reserved is absent where Slurm does not print it, and zero where it prints zero") {
    const auto read =
        read_exposition(rendered(report_of("LicenseName=a\n    Total=0 Used=0 Free=0 Remote=no\n"
                                           "LicenseName=b\n    Total=0 Used=0 Free=0 Reserved=0 Remote=no\n")));
    CHECK(read.problem.empty());
    CHECK(read.value("slurm_licenses_reserved", {{"license_name", "a"}}) == "none");
    CHECK(read.value("slurm_licenses_reserved", {{"license_name", "b"}}) == "0");
    CHECK(read.value("slurm_licenses_total", {{"license_name", "a"}}) == "0");
}

TEST_CASE("a remote license's server is what follows the first @, a local one has none") {
    const auto read =
        read_exposition(rendered(report_of("LicenseName=nx@27000@lic2\n    Total=1 Used=0 Free=1 Remote=yes\n"
                                           "LicenseName=local@srv\n    Total=1 Used=0 Free=1 Remote=no\n")));
    CHECK(read.value("slurm_licenses_info", {{"license_name", "nx@27000@lic2"}, {"remote", "yes"}, {"server", "27000@lic2"}}) ==
          "1");
    CHECK(read.value("slurm_licenses_info", {{"license_name", "local@srv"}, {"remote", "no"}}) == "1");
}

TEST_CASE("a report of any values renders to a valid text") {
    Report report;
    report.sources.push_back({"slurm", false, std::numeric_limits<double>::infinity(), 1U << 31U, std::nullopt});
    report.run_timestamp = std::numeric_limits<double>::quiet_NaN();
    report.run_duration_seconds = -1e300;
    const auto read = read_exposition(rendered(report));
    CHECK(read.problem.empty());
    CHECK(read.value("slurmlic_source_duration_seconds", {{"source", "slurm"}}) == "+Inf");
    CHECK(read.value("slurmlic_last_run_timestamp_seconds") == "NaN");
    CHECK(read.value("slurmlic_last_run_success") == "0");
    CHECK(read.value("slurmlic_source_up", {{"source", "slurm"}}) == "0");
    CHECK(read.count("slurmlic_last_success_timestamp_seconds") == 0);
}

TEST_CASE("a name longer than the buffer is written whole") {
    const std::string name(300'000, 'x');
    const auto read = read_exposition(rendered(report_of("LicenseName=" + name + "\n    Total=1 Used=0 Free=1 Remote=no\n")));
    CHECK(read.problem.empty());
    CHECK(read.value("slurm_licenses_free", {{"license_name", name}}) == "1");
}

TEST_CASE("rendering stops when the sink takes no more") {
    int pieces = 0;
    CHECK_FALSE(render(report_of(everything), [&pieces](std::string_view) { return ++pieces, false; }));
    CHECK(pieces == 1);
}

TEST_CASE("the time of a last success is read back from the lines of an earlier file") {
    const std::string lines = rendered(report_of(everything));
    CHECK(last_success_of("slurm", lines) == 1763842960.5);
    CHECK(last_success_of("slurm:x", lines) == std::nullopt);
    CHECK(last_success_of("slurm", "slurmlic_last_success_timestamp_seconds{source=\"slurm\"} 12x\n") == std::nullopt);
    CHECK(last_success_of("slurm", "slurmlic_last_success_timestamp_seconds{source=\"slurm\"} inf\n") == std::nullopt);
    CHECK(last_success_of("slurm", "slurmlic_last_success_timestamp_seconds{source=\"slurm\"} -5\n") == std::nullopt);
    CHECK(last_success_of("slurm", "") == std::nullopt);
}
