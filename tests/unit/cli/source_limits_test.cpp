// One source that gives too much is down, and costs the others nothing.

#include <doctest/doctest.h>

#include <map>
#include <string>

#include <fmt/format.h>

#include "tests/support/fake_host.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

using Labels = std::map<std::string, std::string>;

std::string licenses(int count, const std::string& front = "l") {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += fmt::format("LicenseName={}{}\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n", front, i);
    }
    return text;
}

std::string features(int count) {
    std::string text =
        "License server status: 27000@lic1\nlic1: license server UP (MASTER) v11.19\nVendor daemon status (on lic1):\n"
        "  d: UP v11\nFeature usage info:\n";
    for (int i = 0; i < count; ++i) {
        text += fmt::format("Users of f{}:  (Total of 5 licenses issued;  Total of 0 licenses in use)\n", i);
    }
    return text;
}

/// A host with one cluster and one app, whose texts are saved.
struct Site : FakeHost {
    explicit Site(const std::string& more, const std::string& app = "") {
        files["/settings"] = "output = \"/dir\"\n" + more + "\n[slurm]\ninput = \"/lic\"\nsqueue_input = \"/jobs\"\n" +
                             "[[flexlm]]\nname = \"x\"\ninput = \"/status\"\n" + app;
        files["/lic"] = licenses(2);
        files["/jobs"] = "1|R|ann|a|l1\n";
        files["/status"] = features(2);
    }
    std::string up(const std::string& source) const { return published().value("slurmlic_source_up", {{"source", source}}); }
};

}    // namespace

TEST_CASE("a source may give most_series series, each as it is published, and one more is its failure") {
    Site site("most_series = 10");    // of both licenses: total, used, free, reserved, info; jobs and tokens twice, unexplained
    CHECK(site.run() == Exit::incomplete);
    CHECK(site.log == Log{"error: flexlm:x: /status: expected at most 10 series, got 15 (leave some out with exclude, or raise "
                          "most_series)"});
    CHECK(site.up("flexlm:x") == "0");
    CHECK(site.up("slurm") == "1");
    CHECK(site.up("squeue") == "1");
    CHECK(site.published().count("slurm_licenses_total") == 2);
    CHECK(site.published().count("license_feature_used") == 0);
    site.files["/lic"] = licenses(3);
    CHECK(site.run() == Exit::incomplete);
    CHECK(site.up("slurm") == "0");
    CHECK(site.published().count("slurm_licenses_total") == 0);
    CHECK(site.up("squeue") == "1");    // of what its jobs name
}

TEST_CASE("what the settings leave out is not counted") {
    Site site("most_series = 12");
    site.files["/status"] = features(50);
    CHECK(site.run() == Exit::incomplete);
    Site less("most_series = 12", "include = [\"f1\"]\n");
    less.files["/status"] = features(50);
    CHECK(less.run() == Exit::ok);
    CHECK(less.published().count("license_feature_used") == 1);
}

TEST_CASE("jobs that name very many licenses are too much where scontrol is down, and only told where it is not") {
    Site site("most_series = 20");
    site.files["/jobs"].clear();
    for (int i = 0; i < 100; ++i) site.files["/jobs"] += fmt::format("{}|R|ann|a|x{}\n", i, i);
    CHECK(site.run() == Exit::ok);
    site.files["/lic"] = "garbage\n";
    CHECK(site.run() == Exit::incomplete);
    CHECK(site.up("squeue") == "0");
    CHECK(site.up("flexlm:x") == "1");
}

TEST_CASE("names so long that their series are more text than a source may give are too much") {
    Site site("most_text = \"64KiB\"");
    site.files["/lic"] = licenses(2, std::string(8'000, 'x'));
    CHECK(site.run() == Exit::incomplete);
    REQUIRE(site.log.size() == 1);
    CHECK(site.log[0].starts_with("error: slurm: /lic: expected series of at most 64 KiB, got "));
    CHECK(site.up("flexlm:x") == "1");
}

TEST_CASE("a tool with a source that gives too much has no gap") {
    Site site("most_series = 11", "[[tool]]\nname = \"t\"\nslurm = { all = [\"l0\"] }\nfeatures = [\"x:f0\"]\n");
    CHECK(site.run() == Exit::incomplete);
    CHECK(site.published().count("license_tool_slurm_used") == 1);
    CHECK(site.published().count("license_tool_gap") == 0);
}
