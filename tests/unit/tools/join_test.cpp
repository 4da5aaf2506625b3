#include "core/tools/join.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/seats/flexlm/lmstat.hpp"
#include "core/slurm/demand.hpp"
#include "core/slurm/reconcile.hpp"
#include "core/slurm/scontrol.hpp"
#include "core/slurm/squeue.hpp"
#include "core/tools/members.hpp"

using namespace slurmlic;

namespace {

using Names = std::vector<std::string>;

/// One cluster and one app, from the texts of the programs; an empty text is a source that is down.
struct Sides {
    Sides(const std::string& scontrol, const std::string& squeue, const std::string& lmstat) {
        if (!scontrol.empty()) {
            Result<LicenseListing> listing = parse_scontrol(scontrol, [](const LocalTime&) { return 0; });
            REQUIRE(listing);
            licenses = reconcile(*listing, {}, "");
        }
        if (!squeue.empty()) {
            Result<JobListing> listing = parse_squeue(squeue);
            REQUIRE(listing);
            demand = add_up_demand("", std::move(listing->jobs), licenses ? &*licenses : nullptr, {}, 100);
        }
        if (!lmstat.empty()) {
            Result<SeatStatus> status = parse_lmstat(lmstat);
            REQUIRE(status);
            app = std::move(*status);
        }
    }

    [[nodiscard]] ToolJoin join(const std::vector<ToolSettings>& settings = {}) const {
        return join_tools(settings, {{"", licenses ? &*licenses : nullptr, demand ? &*demand : nullptr}},
                          {{"syn", app ? &*app : nullptr}});
    }

    std::optional<ClusterLicenses> licenses;
    std::optional<JobDemand> demand;
    std::optional<SeatStatus> app;
};

std::string license(const std::string& name, int used, const std::string& more = "") {
    return "LicenseName=" + name + "\n    Total=100 Used=" + std::to_string(used) + " Free=0 Reserved=0 Remote=no\n" + more;
}

std::string feature(const std::string& name, int used, const std::string& details) {
    return "Users of " + name + ":  (Total of 50 licenses issued;  Total of " + std::to_string(used) + " licenses in use)\n" +
           details;
}

std::string seats(const std::string& user, const std::string& host, int count) {
    return "  " + user + " " + host + " " + host + " (v1) (lic1/27000 101), start Mon 9/28 8:01, " + std::to_string(count) +
           " licenses\n";
}

std::string server(const std::string& features, const std::string& daemon = "snpslmd: UP v11") {
    return "License server status: 27000@lic1\nlic1: license server UP (MASTER) v11.19\nVendor daemon status (on lic1):\n  " +
           daemon + "\nFeature usage info:\n" + features;
}

const ToolSettings vcs{"vcs", {{"batch", {"VCS_Batch"}}, {"interactive", {"vcs_interactive"}}}, {{"syn", "vcsruntime"}}};

std::string summary(const ToolUser& one) {
    std::string text = one.user + " " + std::to_string(one.seats) + "/" + std::to_string(one.tokens) + " +" +
                       std::to_string(one.outside) + " -" + std::to_string(one.idle) + " on";
    for (const auto& [host, count] : one.hosts) text += " " + host + "=" + std::to_string(count);
    text += " jobs";
    for (const std::string& job : one.jobs) text += " " + job;
    return text;
}

Names summary(const Tool& tool) {
    Names all;
    for (const ToolUser& one : tool.users) all.push_back(summary(one));
    return all;
}

Names pools(const ToolJoin& join) {
    Names all;
    for (const ToolLicense& one : join.licenses) all.push_back(one.tool + "/" + one.pool + "=" + one.license_name);
    return all;
}

}    // namespace

TEST_CASE("both sides of a tool are summed and compared user by user, in any case, heaviest first") {
    const Sides sides(
        license("vcs_batch", 7) + license("vcs_interactive", 2),
        "9|R|alice|vcs_batch:3\n10|R|Bob|vcs_batch:3,vcs_interactive:2\n11|PD|eve|vcs_batch:4\n",
        server(feature("VCSRuntime", 13,
                       seats("ALICE", "pc1", 5) + seats("alice", "pc2", 1) + seats("bob", "n2", 5) + seats("carl", "pc9", 2))));
    const ToolJoin join = sides.join({vcs});
    REQUIRE(join.tools.size() == 1);
    const Tool& tool = join.tools.front();
    CHECK(tool.tokens_used == 9);
    CHECK(tool.seats_used == 13);
    CHECK(tool.seats_issued == 50);
    CHECK(tool.gap == 4);
    CHECK(tool.outside == 5);
    CHECK(tool.idle == 1);
    CHECK(summary(tool) == Names{"ALICE 6/3 +3 -0 on pc1=5 pc2=1 jobs 9", "carl 2/0 +2 -0 on pc9=2 jobs", " 0/1 +0 -1 on jobs",
                                 "bob 5/5 +0 -0 on n2=5 jobs 10"});
    CHECK(tool.features == Names{"syn:VCSRuntime"});
    CHECK(pools(join) == Names{"vcs/batch=vcs_batch", "vcs/interactive=vcs_interactive"});
    CHECK(tool.pools[0].pending == 4);
}

TEST_CASE("outside and idle can be high while the gap is 0") {
    const Sides sides(license("vcs_batch", 5), "1|R|alice|vcs_batch:5\n",
                      server(feature("vcsruntime", 5, seats("eve", "pc1", 5))));
    const Tool tool = sides.join({vcs}).tools.front();
    CHECK(tool.gap == 0);
    CHECK(tool.outside == 5);
    CHECK(tool.idle == 5);
}

TEST_CASE("jobs that hold more than scontrol counts are cut, the newest first") {
    const Sides sides(license("vcs_batch", 4), "10|R|bob|vcs_batch:3\n9|R|alice|vcs_batch:3\n11|R|eve|vcs_batch:1\n",
                      server(feature("vcsruntime", 0, "")));
    const Tool tool = sides.join({vcs}).tools.front();
    CHECK(tool.tokens_used == 4);
    CHECK(summary(tool) == Names{"alice 0/3 +0 -3 on jobs 9", "bob 0/1 +0 -1 on jobs 10"});
}

TEST_CASE("a checkout whose user can't be read belongs to nobody that is known") {
    const Sides sides(license("vcs_batch", 0), "1|R|x|other\n",
                      server(feature("vcsruntime", 2, "  (v1) (lic1/27000 9), start Mon 9/28 8:01, 2 licenses\n")));
    const Tool tool = sides.join({vcs}).tools.front();
    CHECK(tool.seats_used == 2);
    CHECK(tool.outside == 2);
    REQUIRE(tool.users.size() == 1);
    CHECK(tool.users[0].user.empty());
}

TEST_CASE("while a side is down the other one's count is there, and no gap") {
    const std::string slurm = license("vcs_batch", 7);
    const std::string flexlm = server(feature("vcsruntime", 5, seats("eve", "pc1", 5)));
    const Tool no_seats = Sides(slurm, "1|R|a|vcs_batch\n", "").join({vcs}).tools.front();
    CHECK(no_seats.tokens_used == 7);
    CHECK_FALSE(no_seats.seats_used);
    CHECK_FALSE(no_seats.gap);
    CHECK_FALSE(no_seats.outside);
    const ToolJoin no_slurm = Sides("", "1|R|a|vcs_batch\n", flexlm).join({vcs});
    CHECK_FALSE(no_slurm.tools[0].tokens_used);
    CHECK(no_slurm.tools[0].seats_used == 5);
    CHECK_FALSE(no_slurm.tools[0].gap);
    CHECK(pools(no_slurm) == Names{"vcs/batch=VCS_Batch", "vcs/interactive=vcs_interactive"});    // as the settings say
    const Tool no_jobs = Sides(slurm, "", flexlm).join({vcs}).tools.front();
    CHECK(no_jobs.gap == -2);
    CHECK_FALSE(no_jobs.outside);
    CHECK_FALSE(no_jobs.idle);
    const Tool no_daemon =
        Sides(slurm, "", server(feature("vcsruntime", 0, ""), "snpslmd: The desired vendor daemon is down. (-97,121)"))
            .join({vcs})
            .tools.front();
    CHECK_FALSE(no_daemon.seats_used);
}

TEST_CASE("a tool none of whose names is there has no count, not a count of 0") {
    const Tool tool = Sides(license("x", 1), "1|R|a|x\n", server(feature("y", 0, ""))).join({vcs}).tools.front();
    CHECK_FALSE(tool.tokens_used);
    CHECK_FALSE(tool.seats_used);
    CHECK(tool.pools.empty());
    CHECK(tool.features == Names{"syn:vcsruntime"});
}

TEST_CASE("several clusters are summed before they are subtracted") {
    const Sides a(license("vcs_batch", 3), "1|R|alice|vcs_batch:3\n",
                  server(feature("vcsruntime", 6, seats("alice", "n1", 6))));
    const Sides b(license("VCS_BATCH", 3), "1|R|ALICE|VCS_BATCH:3\n", "");
    const auto view = [](const char* name, const Sides& one) { return ClusterSide{name, &*one.licenses, &*one.demand}; };
    const Tool tool = join_tools({vcs}, {view("a", a), view("b", b)}, {{"syn", &*a.app}}).tools.front();
    CHECK(tool.tokens_used == 6);
    CHECK(tool.gap == 0);
    CHECK(tool.outside == 0);
    CHECK(tool.idle == 0);
    const Tool half = join_tools({vcs}, {view("a", a), {"b", nullptr, nullptr}}, {{"syn", &*a.app}}).tools.front();
    CHECK_FALSE(half.tokens_used);
    CHECK(half.seats_used == 6);
}

TEST_CASE("a number that the license server could not tell leaves the seats' side unknown, not 0") {
    Sides sides(license("vcs_batch", 3), "1|R|a|vcs_batch:3\n", server(feature("vcsruntime", 1, seats("a", "h", 1))));
    sides.app->features.front().issued.reset();
    const Tool no_issued = sides.join({vcs}).tools.front();
    CHECK(no_issued.seats_used == 1);
    CHECK_FALSE(no_issued.seats_issued);
    sides.app->features.front().checkouts.reset();
    const Tool no_checkouts = sides.join({vcs}).tools.front();
    CHECK_FALSE(no_checkouts.seats_used);
    CHECK_FALSE(no_checkouts.gap);
    CHECK_FALSE(no_checkouts.outside);
    CHECK(no_checkouts.tokens_used == 3);
}

TEST_CASE("an uncounted feature has users but no number of seats") {
    const Sides sides(license("vcs_batch", 0), "1|R|a|x\n",
                      server("Users of vcsruntime:  (Uncounted, node-locked)\n" + seats("eve", "pc1", 1)));
    const Tool tool = sides.join({vcs}).tools.front();
    CHECK(tool.seats_used == 1);
    CHECK_FALSE(tool.seats_issued);
}

TEST_CASE("without settings the names tell the tools") {
    const auto named = [](const char* name) {
        const NamedPool pool = name_pool(name);
        return pool.tool + "/" + pool.pool;
    };
    CHECK(named("vcs_batch") == "vcs/batch");
    CHECK(named("VCS-Interactive") == "VCS/interactive");
    CHECK(named("vcs-int") == "vcs/interactive");
    CHECK(named("vcs_int") == "vcs/interactive");
    CHECK(named("a_b_batch@lic1") == "a_b/batch");
    CHECK(named("nx@27000@lic2") == "nx/all");
    CHECK(named("fluent") == "fluent/all");
    CHECK(named("print") == "print/all");
    CHECK(named("batch") == "batch/all");
    CHECK(named("_batch") == "_batch/all");
}

TEST_CASE("the naming rule finds the feature of the tool's name, and makes a tool of every license") {
    const Sides sides(license("fluent@lic1", 2) + license("vcs-int", 1) + license("vcs_batch", 1) + license("layered", 1),
                      "1|R|a|vcs_batch\n2|R|b|vcs-int\n",
                      server(feature("VCS", 3, seats("a", "h", 3)) + feature("other", 0, "")));
    const ToolJoin join = sides.join();
    REQUIRE(join.tools.size() == 3);
    CHECK(join.tools[0].name == "fluent");
    CHECK_FALSE(join.tools[0].seats_used);
    CHECK(join.tools[2].name == "vcs");
    CHECK(join.tools[2].gap == 1);
    CHECK(join.tools[2].features == Names{"syn:VCS"});
    CHECK(join_tools({}, {{"", &*sides.licenses, nullptr}}, {}).tools.size() == 3);    // saved text alone is no exception
}

TEST_CASE("a license in layers belongs to no tool") {
    const Sides sides(license("vcs_batch", 1, "    Nodes=n1 Mode=1\n") + license("vcs_batch", 1, "    Nodes=n2 Mode=1\n"),
                      "1|R|a|vcs_batch\n", server(feature("vcs", 0, "")));
    CHECK(sides.join().tools.empty());
}
