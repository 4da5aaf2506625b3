// What Slurm should be told of each tool, and why of some nothing: the rules of core/tools/sync.hpp.

#include <doctest/doctest.h>

#include <algorithm>

#include "core/tools/sync.hpp"
#include "core/tools/sync_names.hpp"

using namespace slurmlic;

namespace {

License license_of(const std::string& name, std::int64_t total, std::int64_t used, bool is_remote = false) {
    License license;
    license.name = name;
    license.total = total;
    license.used = used;
    license.free = total - used;
    license.reserved = 0;
    license.remote = is_remote;
    if (is_remote) license.last_consumed = license.last_deficit = 0;
    return license;
}

/// One tool with one license, and all that Slurm says of it. 30 seats, a job of 19 tokens, 5 seats outside.
struct Site {
    explicit Site(const std::string& license_name, bool is_remote) {
        tool.name = "vcs";
        tool.features = {"syn:VCS"};
        tool.tokens_used = 19;
        tool.seats_used = 14;
        tool.seats_issued = 30;
        tool.outside = 5;
        add(license_of(license_name, 30, 19, is_remote));
        settings.name = "vcs";
        settings.pools = {{"all", {license_name}}};
        resources.push_back({"vcs", "lic1", 30, "bed", 100});
    }

    void add(const License& license, const std::string& cluster = "") {
        if (slurm.empty() || slurm.back().cluster != cluster) slurm.push_back({cluster, {}, {}, {}});
        slurm.back().licenses.push_back(license);
        std::ranges::sort(slurm.back().licenses, {}, &License::name);
        tool.pools.push_back({.pool = "all",
                              .license_name = license.name,
                              .cluster = cluster,
                              .total = license.total,
                              .used = license.used,
                              .free = license.free,
                              .reserved = license.reserved,
                              .unexplained = 0});
        reservations.try_emplace(cluster);
    }

    void reserve(std::int64_t tokens, const std::string& license_name = "vcs_batch") {
        reservations[""].push_back({.name = "slurmlic_vcs_" + license_name,
                                    .users = "root",
                                    .flags = "ANY_NODES",
                                    .nodes = "0",
                                    .licenses = {{license_name, tokens}},
                                    .is_active = true});
    }

    [[nodiscard]] std::vector<SyncPlan> plans(const std::vector<Tool>& others = {}) const {
        std::vector<Tool> tools{tool};
        tools.insert(tools.end(), others.begin(), others.end());
        return plan_sync(tools, {settings},
                         {.slurm = &slurm,
                          .reservations = reservations,
                          .resources = are_resources_known ? std::optional(resources) : std::nullopt,
                          .are_saved = are_saved,
                          .reasons = reasons});
    }
    [[nodiscard]] SyncPlan plan() const { return plans().at(0); }
    [[nodiscard]] std::string reason() const { return plan().reason; }

    Tool tool;
    ToolSettings settings;
    std::vector<ClusterLicenses> slurm;
    std::map<std::string, std::vector<LicenseReservation>> reservations;
    std::vector<ResourceShare> resources;
    std::map<std::string, std::string> reasons;
    bool are_resources_known = true;
    bool are_saved = false;
};

Site local() { return Site("vcs_batch", false); }
Site remote() { return Site("vcs@lic1", true); }

}    // namespace

TEST_CASE("a remote license: LastConsumed is what Slurm uses and what is outside") {
    const SyncPlan plan = remote().plan();
    CHECK(plan.reason == "");
    CHECK(plan.free == 11);
    CHECK(plan.safe == 6);
    CHECK_FALSE(plan.by);
    CHECK_FALSE(is_in_step(plan));
    REQUIRE(plan.targets.size() == 1);
    const SyncTarget& target = plan.targets[0];
    CHECK(target.unit.by == SyncBy::last_consumed);
    CHECK(target.resource == "vcs");
    CHECK(target.server == "lic1");
    CHECK(target.share == 5);
    CHECK(target.value == 24);
    CHECK_FALSE(target.told);
}

TEST_CASE("a local license: a reservation holds what is outside") {
    const SyncPlan plan = local().plan();
    REQUIRE(plan.targets.size() == 1);
    const SyncTarget& target = plan.targets[0];
    CHECK(target.unit.by == SyncBy::reservation);
    CHECK(target.reservation == "slurmlic_vcs_vcs_batch");
    CHECK_FALSE(target.is_there);
    CHECK(target.value == 5);
}

TEST_CASE("Slurm is in step where its deficit, or the reservation, is that of the value") {
    Site site = remote();
    License& license = site.slurm[0].licenses[0];
    license.last_consumed = 24;
    license.last_deficit = 5;
    license.last_update = 1;
    site.tool.pools[0].free = 6;
    CHECK(is_in_step(site.plan()));
    CHECK(site.plan().free == 6);
    CHECK(site.plan().targets.at(0).told == 24);
    license.last_deficit = 4;
    CHECK_FALSE(is_in_step(site.plan()));
    Site reserved = local();
    reserved.reserve(5);
    reserved.tool.pools[0].reserved = 5;
    CHECK(is_in_step(reserved.plan()));
    CHECK(reserved.plan().free == 6);
    CHECK(reserved.plan().targets.at(0).is_there);
    reserved.reservations[""][0].is_active = false;
    CHECK_FALSE(is_in_step(reserved.plan()));
    Site quiet = local();
    quiet.tool.outside = 0;
    CHECK(is_in_step(quiet.plan()));
}

TEST_CASE("without one of the numbers there is a reason, and no target") {
    const auto without = [](auto change) {
        Site site = local();
        change(site);
        CHECK(site.plan().targets.empty());
        CHECK(site.plan().is_amiss);
        return site.reason();
    };
    CHECK(without([](Site& site) { site.reasons["vcs"] = "FlexLM could not be asked (flexlm:syn)"; }) ==
          "FlexLM could not be asked (flexlm:syn)");
    CHECK(without([](Site& site) { site.tool.pools[0].unexplained = 3; }) == "squeue does not explain 3 tokens of vcs_batch");
    CHECK(without([](Site& site) { site.tool.pools[0].unexplained.reset(); }) == "squeue does not tell who has vcs_batch");
    CHECK(without([](Site& site) { site.tool.pools[0].total = infinite_count; }) ==
          "uncounted: vcs_batch has no limit in Slurm");
    CHECK(without([](Site& site) { site.tool.pools[0].total = -2; }) == "Slurm counts below 0 of vcs_batch");
    CHECK(without([](Site& site) { site.tool.outside.reset(); }) == "squeue could not be asked");
    CHECK(without([](Site& site) { site.tool.seats_used.reset(); }) == "its seats could not be told");
    CHECK(without([](Site& site) { site.tool.tokens_used.reset(); }) == "Slurm could not be asked");
    CHECK(without([](Site& site) { site.settings.pools[0].licenses.push_back("vcs_x"); }) == "Slurm does not list \"vcs_x\"");
    CHECK(without([](Site& site) { site.reservations.clear(); }) == "its reservations could not be asked for");
    CHECK(without([](Site& site) { site.slurm[0].renamed.emplace_back("vcs\xff", "vcs_batch"); }) ==
          "the name of \"vcs_batch\" can't be typed");
}

TEST_CASE("a tool with one side, or without a limit, is nothing to look at unless the settings want it told") {
    Site site = local();
    site.tool.seats_issued.reset();
    CHECK(site.reason() == "uncounted: a feature of it has no limit");
    CHECK_FALSE(site.plan().is_amiss);
    site.settings.sync = SyncBy::reservation;
    CHECK(site.plan().is_amiss);
    site.settings.sync.reset();
    site.tool.features.clear();
    CHECK(site.reason() == "no seats known: no feature belongs to it");
    CHECK_FALSE(site.plan().is_amiss);
    site.tool.pools.clear();
    CHECK(site.reason() == "no license of Slurm belongs to it");
}

TEST_CASE("the settings say how, and what does not fit the license is refused") {
    Site site = local();
    site.settings.sync = SyncBy::last_consumed;
    CHECK(site.plan().by == SyncBy::last_consumed);
    CHECK(site.reason() == "vcs_batch is a local license, and has no LastConsumed: sync = \"reservation\" is for these");
    Site by_reservation = remote();
    by_reservation.settings.sync = SyncBy::reservation;
    CHECK(by_reservation.plan().targets.at(0).reservation == "slurmlic_vcs_vcs@lic1");
    CHECK(by_reservation.plan().targets.at(0).value == 5);
}

TEST_CASE("Slurm before 23.02 knows no LastConsumed") {
    Site site = remote();
    site.slurm[0].licenses[0].last_consumed.reset();
    CHECK(site.reason() == "Slurm is older than 23.02: it has no LastConsumed of vcs@lic1");
}

TEST_CASE("both mechanisms on one license would block the same seats twice") {
    Site site = remote();
    site.reserve(3, "vcs@lic1");
    CHECK(site.reason() ==
          "the reservation slurmlic_vcs_vcs@lic1 holds 3 tokens of vcs@lic1, and LastConsumed would block the same "
          "seats: delete it first");
    site.reservations[""][0].licenses[0].second = 0;
    CHECK(site.reason() == "");
    site.settings.sync = SyncBy::reservation;
    site.slurm[0].licenses[0].last_deficit = 5;
    CHECK(site.reason() ==
          "vcs@lic1 has LastDeficit=5, and a reservation would block the same seats: set its LastConsumed to 0 "
          "first");
}

TEST_CASE("a reservation of that name which somebody else made is left alone") {
    Site site = local();
    site.reserve(3);
    site.reservations[""][0].users = "alice";
    CHECK(site.reason() ==
          "the reservation slurmlic_vcs_vcs_batch is not slurmlic's: expected Users=root, no nodes and no license "
          "but vcs_batch, got Users=alice, Flags=ANY_NODES and 1 license");
}

TEST_CASE("a reservation holds no more than what others leave of the license") {
    Site site = local();
    site.reservations[""].push_back({.name = "maintenance",
                                     .users = "root",
                                     .flags = "ANY_NODES",
                                     .nodes = "0",
                                     .licenses = {{"vcs_batch", 28}},
                                     .is_active = true});
    CHECK(site.plan().targets.at(0).share == 5);
    CHECK(site.plan().targets.at(0).value == 2);
}

TEST_CASE("sacctmgr has to know the license, and every cluster with a share has to be asked") {
    Site site = remote();
    site.are_resources_known = false;
    CHECK(site.reason() == "sacctmgr could not be asked");
    site.are_resources_known = true;
    site.resources.clear();
    CHECK(site.reason() == "sacctmgr does not list vcs@lic1");
    site.resources = {{"vcs", "lic1", 30, "bed", 50}, {"vcs", "lic1", 30, "other", 0}};
    CHECK(site.reason() == "");
    site.resources[1].allowed = 50;
    CHECK(site.reason() ==
          "the cluster bed has a share of vcs@lic1, too, and is not asked: name all of them in slurm.clusters");
}

TEST_CASE("two clusters: one number, over what both use") {
    Site site = remote();
    site.slurm.clear();
    site.tool.pools.clear();
    License license = license_of("vcs@lic1", 15, 10, true);
    site.add(license, "a");
    license.used = 9;
    license.free = 6;
    site.add(license, "b");
    site.resources = {{"vcs", "lic1", 30, "a", 50}, {"vcs", "lic1", 30, "b", 50}};
    const SyncPlan plan = site.plan();
    CHECK(plan.reason == "");
    REQUIRE(plan.targets.size() == 1);
    CHECK(plan.targets[0].clusters == std::vector<std::string>{"a", "b"});
    CHECK(plan.targets[0].used == 19);
    CHECK(plan.targets[0].share == 5);
    CHECK(plan.targets[0].value == 27);    // both could take the tokens that 24 leaves
    site.resources.push_back({"vcs", "lic1", 30, "c", 10});
    CHECK(site.reason() == "the cluster c has a share of vcs@lic1, too, and is not asked: name all of them in slurm.clusters");
}

TEST_CASE("clusters that see one pool whole have to agree on it") {
    Site site = remote();
    site.slurm.clear();
    site.tool.pools.clear();
    License license = license_of("vcs@lic1", 30, 10, true);
    site.add(license, "a");
    license.used = 9;
    license.free = 21;
    site.add(license, "b");
    site.resources = {{"vcs", "lic1", 30, "a", 100}, {"vcs", "lic1", 30, "b", 100}};
    CHECK(site.plan().targets.at(0).value == 24);
    CHECK(site.plan().free == 20);
    site.slurm[1].licenses[0].last_consumed = 7;
    CHECK(site.reason() ==
          "the clusters do not agree on vcs@lic1: expected Total=30 and one LastConsumed in all of them, got totals "
          "of 60");
    site.settings.sync = SyncBy::reservation;
    site.tool.pools[1].is_seen_twice = true;
    CHECK(site.reason() == "several clusters see vcs@lic1 whole: a reservation in one does not hold it in the others");
}

TEST_CASE("a license, or a reservation, of two tools is told by none of them") {
    const Site site = local();
    Tool other = site.tool;
    other.name = "other";
    const std::vector<SyncPlan> plans = site.plans({other});
    CHECK(plans.at(0).reason == "the license vcs_batch is of the tool other, too");
    CHECK(plans.at(1).reason == "the license vcs_batch is of the tool vcs, too");
    Site one = local();
    one.add(license_of("b_c", 5, 0));
    one.add(license_of("c", 5, 0));
    Tool first = one.tool;
    Tool second = one.tool;
    first.name = "a";
    first.pools = {one.tool.pools[1]};
    second.name = "a_b";
    second.pools = {one.tool.pools[2]};
    one.tool.pools.resize(1);
    const std::vector<SyncPlan> same = one.plans({first, second});
    CHECK(same.at(0).reason == "");
    CHECK(same.at(1).reason == "the reservation slurmlic_a_b_c is of the tool a_b, too");
    CHECK(same.at(2).reason == "the reservation slurmlic_a_b_c is of the tool a, too");
}

TEST_CASE("of saved texts there are no reservations, and Count is the total") {
    Site site = remote();
    site.are_saved = true;
    site.are_resources_known = false;
    site.reservations.clear();
    CHECK(site.plan().targets.at(0).value == 24);
    CHECK(site.plan().targets.at(0).server == "lic1");
}

TEST_CASE("the name of a reservation is plain, and says whose it is") {
    CHECK(reservation_name("vcs", "vcs_batch") == "slurmlic_vcs_vcs_batch");
    CHECK(reservation_name("vcs", "a@lic-1.example") == "slurmlic_vcs_a@lic-1.example");
    CHECK(reservation_name("my tool", "x") != reservation_name("my_tool", "x"));
    CHECK(reservation_name("my tool", "x") != reservation_name("my,tool", "x"));
    CHECK(reservation_name("my tool", "x").starts_with("slurmlic_my_tool_x_"));
    CHECK(reservation_name(std::string(300, 'x'), "a").size() == 109);
    CHECK(reservation_name(std::string(300, 'x'), "a") != reservation_name(std::string(300, 'x'), "b"));
}
