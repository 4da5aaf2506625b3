#include "core/slurm/demand.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/slurm/reconcile.hpp"
#include "core/slurm/scontrol.hpp"
#include "core/slurm/squeue.hpp"
#include "tests/support/scaling.hpp"

using namespace slurmlic;

namespace {

using Names = std::vector<std::string>;

std::string license(const std::string& name) {
    return "LicenseName=" + name + "\n    Total=9 Used=0 Free=9 Reserved=0 Remote=no\n";
}

/// "name: running jobs/tokens, pending jobs/tokens" of each license; no listing: scontrol is down.
Names demand(const std::string& listing_text, const std::string& squeue, const NameFilter& filter = {}) {
    Result<JobListing> jobs = parse_squeue(squeue);
    REQUIRE(jobs);
    std::optional<ClusterLicenses> licenses;
    if (!listing_text.empty()) {
        Result<LicenseListing> listing = parse_scontrol(listing_text, [](const LocalTime&) { return 0; });
        REQUIRE(listing);
        licenses = reconcile(*listing, filter, "");
    }
    const ClusterLicenses* const known = licenses ? &*licenses : nullptr;
    use_published_names(jobs->jobs, known);
    Names all;
    for (const LicenseDemand& one : sum_demand("", jobs->jobs, known, filter).licenses) {
        all.push_back(one.license_name + ": " + std::to_string(one.running_jobs) + "/" + std::to_string(one.running_tokens) +
                      ", " + std::to_string(one.pending_jobs) + "/" + std::to_string(one.pending_tokens));
    }
    return all;
}

}    // namespace

TEST_CASE("every license that Slurm knows has its demand, also of 0, and others have none") {
    CHECK(demand(license("a") + license("b"), "1|R|u|a:2\n2_1|PD|u|a:3\n2_2|PD|u|a:3\n3|R|u|nosuch:5\n") ==
          Names{"a: 1/2, 2/6", "b: 0/0, 0/0"});
}

TEST_CASE("a folded array counts as its tasks, and a job that names a license twice is one") {
    CHECK(demand(license("a"), "5_[1-4]|PD|u|a:2\n6|R|u|a:1,a:2\n") == Names{"a: 1/3, 4/8"});
}

TEST_CASE("a waiting job asks for each license that would do") {
    CHECK(demand(license("a") + license("b"), "5|PD|u|a:2|b:1\n") == Names{"a: 0/0, 1/2", "b: 0/0, 1/1"});
}

TEST_CASE("names that are not printable, or of another case, meet those of scontrol") {
    CHECK(demand(license("caf\xe9") + license("caf\xe8") + license("vcs") + license("VCS"),
                 "1|R|u|caf\xe9:2\n2|R|u|VCS:3\n3|R|u|Vcs:4\n") ==
          Names{"VCS: 2/7, 0/0", "caf\xEF\xBF\xBD: 0/0, 0/0", "caf\xEF\xBF\xBD (2): 1/2, 0/0", "vcs: 0/0, 0/0"});
}

TEST_CASE("the filter holds for demand, too") {
    CHECK(demand(license("a") + license("test_b"), "1|R|u|a,test_b\n", {{}, {"test_*"}}) == Names{"a: 1/1, 0/0"});
    CHECK(demand("", "1|R|u|a,test_b\n", {{}, {"test_*"}}) == Names{"a: 1/1, 0/0"});
}

TEST_CASE("a license in layers has one demand") {
    const std::string layer = "LicenseName=a\n    Total=9 Used=0 Free=9 Reserved=0 Remote=no\n    Nodes=";
    CHECK(demand(layer + "n1 Mode=1\n" + layer + "n2 Mode=1\n", "1|R|u|a:2\n") == Names{"a: 1/2, 0/0"});
}

TEST_CASE("twice the jobs take about twice the time, though each names many licenses that no other names") {
    const auto generate = [](std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i) {
            text += fmt::format("1|R|a|\xff{0}a:2,\xff{0}b:3,\xff{0}a:1\n", i);
        }
        return text;
    };
    const auto run = [](const std::string& text) {
        Result<JobListing> jobs = parse_squeue(text);
        use_published_names(jobs->jobs, nullptr);
        CHECK(sum_demand("", jobs->jobs, nullptr, {}).licenses.size() == 2 * jobs->jobs.size());
    };
    CHECK(testing::time_ratio(generate, run, 5'000) < 3);
}
