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
    Names all;
    for (const LicenseDemand& one : add_up_demand("", jobs->jobs, known, filter, 100).sum.licenses) {
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

TEST_CASE("the names that scontrol lists tell what is name and what is count") {
    const std::string listing = license("fluent") + license("x=2") + license("y*3") + license("vcs@lic1:27000");
    CHECK(demand(listing,
                 "1|R|u|a|fluent=3;fluent*2,FLUENT:1\n2|R|u|a|x=2,x=2=4,y*3:5\n3|R|u|a|vcs@lic1:27000;VCS@lic1:27000:2\n") ==
          Names{"fluent: 1/6, 0/0", "vcs@lic1:27000: 1/3, 0/0", "x=2: 1/5, 0/0", "y*3: 1/5, 0/0"});
    CHECK(demand("", "1|R|u|a|fluent=3;abaqus:2,y*3,plain,z=\n") ==
          Names{"abaqus: 1/2, 0/0", "fluent: 1/3, 0/0", "plain: 1/1, 0/0", "y: 1/3, 0/0", "z=: 1/1, 0/0"});
}

TEST_CASE("a name that is left out is a name, and one that is not listed is told with its jobs") {
    CHECK(demand(license("x") + license("x=2"), "1|R|u|a|x=2\n", {{}, {"x=*"}}) == Names{"x: 0/0, 0/0"});
    Result<LicenseListing> listing = parse_scontrol(license("a") + license("hidden"), [](const LocalTime&) { return 0; });
    REQUIRE(listing);
    const NameFilter filter{{}, {"hidden", "gone_*"}};
    const ClusterLicenses licenses = reconcile(*listing, filter, "");
    Result<JobListing> jobs = parse_squeue("1_[0-4]|PD|u|x|new:3;a,hidden:2\n2|R|u|x|new=1,gone_by:1\n");
    REQUIRE(jobs);
    const JobDemand wanted = add_up_demand("", jobs->jobs, &licenses, filter, 100);
    CHECK(wanted.unlisted == std::map<std::string, std::int64_t>{{"new", 6}});
    CHECK_FALSE(wanted.are_more_unlisted);
}

TEST_CASE("tokens in use that no running job holds are unexplained, but for layers and where use is infinite") {
    const std::string listing =
        "LicenseName=a\n Total=9 Used=5 Free=4 Remote=no\nLicenseName=b\n Total=9 Used=1 Free=8 Remote=no\n"
        "LicenseName=c\n Total=4294967295 Used=4294967295 Free=0 Remote=no\nLicenseName=d\n Total=9 Used=-2 Free=8 Remote=no\n"
        "LicenseName=e\n Total=9 Used=5 Free=4 Remote=no\n Nodes=n1 Mode=1\n";
    Result<LicenseListing> parsed = parse_scontrol(listing, [](const LocalTime&) { return 0; });
    REQUIRE(parsed);
    const ClusterLicenses licenses = reconcile(*parsed, {}, "");
    Result<JobListing> jobs = parse_squeue("1|R|u|x|a:2,b:3\n2|PD|u|x|a:3\n");
    REQUIRE(jobs);
    std::vector<std::int64_t> unexplained;
    for (const LicenseDemand& one : add_up_demand("", jobs->jobs, &licenses, {}, 100).sum.licenses) {
        unexplained.push_back(one.unexplained.value_or(-1));
    }
    CHECK(unexplained == std::vector<std::int64_t>{3, 0, -1, 0, -1});
    CHECK_FALSE(add_up_demand("", jobs->jobs, nullptr, {}, 100).sum.licenses.at(0).unexplained);
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

TEST_CASE("what running jobs hold is told job by job, and what waits only in sum") {
    Result<LicenseListing> listing = parse_scontrol(license("a") + license("b"), [](const LocalTime&) { return 0; });
    REQUIRE(listing);
    const ClusterLicenses licenses = reconcile(*listing, {}, "");
    Result<JobListing> jobs = parse_squeue("1|PD|u|x|a\n2_10|R|w|x|a:4\n2_9|R|v|x|b:2,a,b\n");
    REQUIRE(jobs);
    const JobDemand wanted = add_up_demand("", jobs->jobs, &licenses, {}, 100);
    Names held;
    for (std::size_t i = 0; i < wanted.held.size(); ++i) {
        for (const HeldTokens& one : wanted.held[i]) {
            held.push_back(fmt::format("{} {} {}", wanted.sum.licenses[i].license_name, wanted.jobs[one.job].id, one.count));
        }
    }
    CHECK(held == Names{"a 2_9 1", "a 2_10 4", "b 2_9 3"});    // the oldest first
    CHECK(wanted.jobs.size() == 2);
}

TEST_CASE("where scontrol is down, what the filter leaves out takes no room") {
    Result<JobListing> jobs = parse_squeue("1|R|u|x|aaa:1\n2|R|u|x|bbb:1\n3|R|u|x|ccc:1\n4|R|u|x|vcs:5\n");
    REQUIRE(jobs);
    const JobDemand wanted = add_up_demand("", std::move(jobs->jobs), nullptr, {{"vcs"}, {}}, 2);
    REQUIRE(wanted.sum.licenses.size() == 1);
    CHECK(wanted.sum.licenses[0].running_tokens == 5);
}

TEST_CASE("a name as it stands goes before one with what nobody sees, in any case, and a job is told once") {
    CHECK(demand(license("vcs") + license("vcs\u200b"), "1|R|a|x|VCS:1\n") == Names{"vcs: 1/1, 0/0", "vcs (2): 0/0, 0/0"});
    Result<LicenseListing> listing = parse_scontrol(license("a"), [](const LocalTime&) { return 0; });
    REQUIRE(listing);
    const ClusterLicenses licenses = reconcile(*listing, {}, "");
    Result<JobListing> jobs = parse_squeue("1|R|a|x|foo:1,foo:2\n");
    REQUIRE(jobs);
    CHECK(add_up_demand("", jobs->jobs, &licenses, {}, 10).unlisted == std::map<std::string, std::int64_t>{{"foo", 1}});
}

TEST_CASE("of very many names that nobody lists, no more are kept than can be published or told") {
    std::string squeue;
    for (std::size_t i = 0; i < most_unlisted + 5; ++i) squeue += fmt::format("1|R|u|x|l{}\n", i);
    Result<JobListing> jobs = parse_squeue(squeue);
    REQUIRE(jobs);
    CHECK(add_up_demand("", jobs->jobs, nullptr, {}, 10).sum.licenses.size() == 11);
    Result<LicenseListing> listing = parse_scontrol(license("a"), [](const LocalTime&) { return 0; });
    const ClusterLicenses licenses = reconcile(*listing, {}, "");
    const JobDemand wanted = add_up_demand("", jobs->jobs, &licenses, {}, 10);
    CHECK(wanted.unlisted.size() == most_unlisted);
    CHECK(wanted.are_more_unlisted);
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
        const std::size_t count = jobs->jobs.size();
        CHECK(add_up_demand("", std::move(jobs->jobs), nullptr, {}, text.size()).sum.licenses.size() == 2 * count);
    };
    CHECK(testing::is_linear(generate, run, 5'000));
}
