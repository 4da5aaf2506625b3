#include "core/metrics/exposition.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <map>
#include <string>
#include <vector>

#include "core/slurm/reconcile.hpp"
#include "core/slurm/scontrol.hpp"
#include "tests/support/exposition_reader.hpp"
#include "tests/support/rendered.hpp"

using namespace slurmlic;
using slurmlic::testing::read_strictly;
using slurmlic::testing::rendered;

namespace {

/// A report of one cluster from scontrol's text; an empty name for the default one.
Report report_of(const std::string& text, const std::string& cluster = "") {
    Result<LicenseListing> listing = parse_scontrol(text, [](const LocalTime&) { return 1677602367; });
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

Feature feature(const std::string& name, const std::string& vendor) {
    Feature one;
    one.name = name;
    one.vendor = vendor;
    return one;
}

/// A report of one app, of whose features the two busiest users are published.
Report report_of(const std::vector<Feature>& features) {
    AppStatus app{.app = "syn", .top_users = 2};
    app.status.features = features;
    Report report;
    report.apps.push_back(app);
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
    const auto read = read_strictly(rendered(report_of(text)));
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
    CHECK(read_strictly(text).problem.empty());
}

TEST_CASE("reserved is absent where Slurm does not print it, and zero where it prints zero") {
    const auto read =
        read_strictly(rendered(report_of("LicenseName=a\n    Total=0 Used=0 Free=0 Remote=no\n"
                                         "LicenseName=b\n    Total=0 Used=0 Free=0 Reserved=0 Remote=no\n")));
    CHECK(read.problem.empty());
    CHECK(read.value("slurm_licenses_reserved", {{"license_name", "a"}}) == "none");
    CHECK(read.value("slurm_licenses_reserved", {{"license_name", "b"}}) == "0");
    CHECK(read.value("slurm_licenses_total", {{"license_name", "a"}}) == "0");
}

TEST_CASE("a remote license's server is what follows the first @, a local one has none") {
    const auto read =
        read_strictly(rendered(report_of("LicenseName=nx@27000@lic2\n    Total=1 Used=0 Free=1 Remote=yes\n"
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
    const auto read = read_strictly(rendered(report));
    CHECK(read.problem.empty());
    CHECK(read.value("slurmlic_source_duration_seconds", {{"source", "slurm"}}) == "+Inf");
    CHECK(read.value("slurmlic_last_run_timestamp_seconds") == "NaN");
    CHECK(read.value("slurmlic_last_run_success") == "0");
    CHECK(read.value("slurmlic_source_up", {{"source", "slurm"}}) == "0");
    CHECK(read.count("slurmlic_last_success_timestamp_seconds") == 0);
}

TEST_CASE("a very long name is written whole") {
    const std::string name(300'000, 'x');
    const auto read = read_strictly(rendered(report_of("LicenseName=" + name + "\n    Total=1 Used=0 Free=1 Remote=no\n")));
    CHECK(read.problem.empty());
    CHECK(read.value("slurm_licenses_free", {{"license_name", name}}) == "1");
}

TEST_CASE("what Slurm wants and has of a tool's licenses is this, byte by byte") {
    Report report;
    report.demand.push_back({"", {{.license_name = "a", .running_jobs = 1, .running_tokens = 2, .pending_jobs = 3}}});
    report.demand.push_back({"fluid", {{.license_name = "a", .pending_tokens = 4}}});
    report.tool_licenses.push_back({.cluster = "", .license_name = "a", .pool = "all", .tool = "a"});
    report.tool_licenses.push_back({.cluster = "fluid", .license_name = "a", .pool = "all", .tool = "a"});
    Tool& tool = report.tools.emplace_back();
    tool.name = "a";
    tool.tokens_used = 5;
    tool.gap = -5;
    const std::string text = rendered(report);
    CHECK(read_strictly(text).problem.empty());
    CHECK(
        text.starts_with(R"(# HELP license_tool_gap What the license servers count of a tool beyond what Slurm does; 0 is good.
# TYPE license_tool_gap gauge
license_tool_gap{tool="a"} -5
# HELP license_tool_info Which Slurm license is which pool of a tool; always 1.
# TYPE license_tool_info gauge
license_tool_info{license_name="a",pool="all",tool="a"} 1
license_tool_info{cluster="fluid",license_name="a",pool="all",tool="a"} 1
# HELP license_tool_slurm_used Tokens of a tool that Slurm counts as used.
# TYPE license_tool_slurm_used gauge
license_tool_slurm_used{tool="a"} 5
# HELP slurm_licenses_jobs Jobs that hold a license, or wait and ask for it.
# TYPE slurm_licenses_jobs gauge
slurm_licenses_jobs{license_name="a",state="pending"} 3
slurm_licenses_jobs{license_name="a",state="running"} 1
slurm_licenses_jobs{cluster="fluid",license_name="a",state="pending"} 0
slurm_licenses_jobs{cluster="fluid",license_name="a",state="running"} 0
# HELP slurm_licenses_requested License tokens that jobs hold, or wait and ask for.
# TYPE slurm_licenses_requested gauge
slurm_licenses_requested{license_name="a",state="pending"} 0
slurm_licenses_requested{license_name="a",state="running"} 2
slurm_licenses_requested{cluster="fluid",license_name="a",state="pending"} 4
slurm_licenses_requested{cluster="fluid",license_name="a",state="running"} 0
# HELP slurmlic_build_info )"));
}

TEST_CASE("a count of a feature that the manager could not tell has no sample, and no limit is +Inf") {
    const Feature unknown = feature("blank", "snpsd");
    Feature uncounted = feature("free", "snpsd");
    uncounted.uncounted = true;
    uncounted.expiry = never_expires;
    Feature known = feature("known", "");
    known.issued = 3;
    known.used = 0;
    known.borrowed = 1;
    known.expiry = 1.5e9;
    const auto read = read_strictly(rendered(report_of(std::vector<Feature>{unknown, uncounted, known})));
    CHECK(read.problem.empty());
    CHECK(read.count("license_feature_issued") == 2);
    CHECK(read.value("license_feature_issued", {{"app", "syn"}, {"feature", "free"}, {"vendor", "snpsd"}}) == "+Inf");
    CHECK(read.value("license_feature_issued", {{"app", "syn"}, {"feature", "known"}}) == "3");
    CHECK(read.count("license_feature_used") == 1);
    CHECK(read.value("license_feature_used", {{"app", "syn"}, {"feature", "known"}}) == "0");
    CHECK(read.value("license_feature_borrowed", {{"app", "syn"}, {"feature", "known"}}) == "1");
    CHECK(read.count("license_feature_checkouts") + read.count("license_feature_queued") == 0);
    CHECK(read.count("license_feature_reservations") + read.count("license_feature_users") == 0);
    CHECK(read.count("license_feature_expiration_timestamp_seconds") == 2);
    CHECK(read.value("license_feature_expiration_timestamp_seconds", {{"app", "syn"}, {"feature", "known"}}) == "1500000000");
}

TEST_CASE("the busiest users of a feature have a sample each, whatever daemon serves them, and all others one together") {
    Feature first = feature("vcs", "a");
    first.checkouts = 12;    // of 3 nobody knows who has them
    first.holders = {{"", "h", 1}, {"ann", "h1", 2}, {"ANN", "h2", 2}, {"bob", "h", 4}};
    Feature second = feature("vcs", "b");
    second.checkouts = 21;
    second.holders = {{"carl", "h", 5}, {"other", "h", 16}};
    const auto read = read_strictly(rendered(report_of(std::vector<Feature>{first, second})));
    const auto seats_of = [&read](const std::string& user) {
        return read.value("license_feature_users", {{"app", "syn"}, {"feature", "vcs"}, {"user", user}});
    };
    CHECK(read.problem.empty());
    CHECK(read.count("license_feature_users") == 3);
    CHECK(seats_of("carl") == "5");
    CHECK(seats_of("ANN") == "4");    // as many as bob, but first by name; case makes no other user
    CHECK(seats_of("other") == "24");
    const std::int64_t most = std::numeric_limits<std::int64_t>::max();
    second.checkouts = most;    // of foreign counts any is possible
    second.holders = {{"carl", "h", most}, {"dora", "h", most}};
    CHECK(read_strictly(rendered(report_of(std::vector<Feature>{first, second}))).problem.empty());
    second.checkouts.reset();
    CHECK(read_strictly(rendered(report_of(std::vector<Feature>{first, second}))).count("license_feature_users") == 0);
}
