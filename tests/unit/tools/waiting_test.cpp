// Who waits for a tool, and since when its users have their seats.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/slurm/demand.hpp"
#include "core/slurm/squeue.hpp"
#include "core/tools/join.hpp"
#include "core/tools/user_names.hpp"

using namespace slurmlic;

namespace {

using Lines = std::vector<std::string>;

ClusterLicenses licenses(std::string cluster = "") {
    ClusterLicenses all;
    all.cluster = std::move(cluster);
    for (const char* const name : {"vcs_batch", "vcs_int"}) {
        License one;
        one.name = name;
        one.total = one.free = 9;
        all.licenses.push_back(std::move(one));
    }
    return all;
}

Feature feature(std::vector<Checkout> holders, std::vector<Waiter> queue = {}) {
    Feature one;
    one.name = "vcs";
    one.issued = 9;
    one.used = one.checkouts = 0;
    for (const Checkout& held : holders) *one.checkouts += held.seats;
    one.holders = std::move(holders);
    one.queue = std::move(queue);
    return one;
}

Tool joined(const std::string& squeue, std::vector<Feature> features = {}, ToolUsers users = ToolUsers::kept,
            WaitingJobs waiting = WaitingJobs::kept) {
    const ClusterLicenses all = licenses();
    Result<JobListing> listing = parse_squeue(squeue);
    REQUIRE(listing);
    const JobDemand demand = add_up_demand("", std::move(listing->jobs), &all, {}, 100, waiting);
    SeatStatus status;
    status.up = true;
    status.features = std::move(features);
    ToolJoin join = join_tools({}, {{"", &all, &demand}}, {{"syn", &status}}, users);
    REQUIRE(join.tools.size() == 1);
    return std::move(join.tools.front());
}

Lines waiting(const Tool& tool) {
    Lines lines;
    for (const WaitingJob& one : tool.waiting) lines.push_back(one.id + " " + one.user + " " + std::to_string(one.tokens));
    return lines;
}

const ToolUser& user(const Tool& tool, std::string_view name) {
    const auto found = std::ranges::find(tool.users, name, &ToolUser::user);
    REQUIRE(found != tool.users.end());
    return *found;
}

}    // namespace

TEST_CASE("waiting: the pending jobs of a tool come oldest first, each once, with all tokens that they ask for") {
    const Tool tool = joined(
        "9|PD|eve|a|vcs_batch:4\n"
        "8_[1-3]|PD|bob|a|vcs_int:2\n"
        "7|PD|eve|a|vcs_batch:1,vcs_int:2\n"
        "10|PD|ann|a|vcs_batch:5|vcs_int:2\n"
        "11|R|bob|a|vcs_batch:1\n"
        "12|PD|ann|a|other:5\n");
    CHECK(waiting(tool) == Lines{"7 eve 3", "8_[1-3] bob 6", "9 eve 4", "10 ann 5"});
    CHECK(tool.pools[0].pending == 10);
}

TEST_CASE("waiting: who has tokens is told what he waits for, who only waits is no user of the tool") {
    const Tool tool = joined("9|PD|eve|a|vcs_batch:4\n11|R|bob|a|vcs_batch:1\n8|PD|bob|a|vcs_int:2\n7|PD|BOB|a|vcs_int:1\n",
                             {feature({{"CORP\\bob", "n1", 2, 0, 0, 70}, {"bob", "n2", 1, 0, 0, 50}, {"bob", "n3", 1}},
                                      {{"bob", "n1", 3}, {"zoe", "n1", 1}})});
    REQUIRE(tool.users.size() == 1);
    const ToolUser& bob = user(tool, "bob");
    CHECK(bob.pending == 3);
    CHECK(bob.queued == 3);
    CHECK(bob.seats == 4);
    CHECK(bob.since == 50);
}

TEST_CASE("waiting: features that are checked out together are waited for once") {
    Feature other = feature({{"bob", "n1", 2, 0, 0, 40}}, {{"bob", "n1", 2}});
    other.name = "net";
    const std::vector<ToolSettings> settings{{"t", {{"all", {"vcs_batch"}}}, {{"syn", "vcs"}, {"syn", "net"}}, Combine::max}};
    SeatStatus status;
    status.up = true;
    status.features = {other, feature({{"bob", "n1", 2, 0, 0, 70}}, {{"bob", "n1", 3}})};
    const ClusterLicenses all = licenses();
    const ToolJoin join = join_tools(settings, {{"", &all, nullptr}}, {{"syn", &status}});
    CHECK(user(join.tools.front(), "bob").queued == 3);
    CHECK(user(join.tools.front(), "bob").since == 40);
}

TEST_CASE("waiting: jobs of several clusters are told apart") {
    const ClusterLicenses a = licenses("a");
    const ClusterLicenses b = licenses("b");
    const auto demand = [](const ClusterLicenses& one) {
        return add_up_demand(one.cluster, parse_squeue("9|PD|eve|a|vcs_batch:4\n")->jobs, &one, {}, 100, WaitingJobs::kept);
    };
    const JobDemand of_a = demand(a);
    const JobDemand of_b = demand(b);
    const ToolJoin join = join_tools({}, {{"a", &a, &of_a}, {"b", &b, &of_b}}, {});
    REQUIRE(join.tools.front().waiting.size() == 2);
    CHECK(join.tools.front().waiting[0].cluster == "a");
    CHECK(join.tools.front().waiting[1].cluster == "b");
}

TEST_CASE("waiting: where nobody reads of users, nobody who waits is kept") {
    const std::string jobs = "9|PD|eve|a|vcs_batch:4\n";
    CHECK(waiting(joined(jobs, {}, ToolUsers::summed)).empty());
    CHECK(waiting(joined(jobs, {}, ToolUsers::kept, WaitingJobs::summed)).empty());
    CHECK(joined(jobs, {}, ToolUsers::summed).pools[0].pending == 4);
    const ClusterLicenses all = licenses();
    CHECK(add_up_demand("", parse_squeue(jobs)->jobs, &all, {}, 100).jobs.empty());
}

TEST_CASE("waiting: the settings rename those in a queue, too") {
    UserNames names;
    names.add("asmith", "alice");
    SeatStatus status;
    status.features = {feature({}, {{"ASmith", "n1", 1}, {"CORP\\bob", "n1", 1}})};
    names.rename(status);
    CHECK(status.features[0].queue[0].user == "alice");
    CHECK(status.features[0].queue[1].user == "bob");
}
