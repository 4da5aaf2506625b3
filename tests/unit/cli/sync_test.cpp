// `slurmlic sync` without --apply: what it says, and that it changes nothing.

#include <doctest/doctest.h>

#include "tests/support/sync_host.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

TEST_CASE("advice for a remote license is the value, how it comes, and the command") {
    SyncHost host("vcs@lic1");
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log == Log{});
    CHECK(host.commands == Log{});
    CHECK_FALSE(host.has_published());
    CHECK(host.out ==
          "vcs: Slurm believes 11 free, 6 safe: 30 issued - 19 used - 5 outside\n"
          "  vcs@lic1: LastConsumed 24 (19 used + 5 held back), told nothing\n"
          "    sacctmgr -i update resource where name=vcs server=lic1 set lastconsumed=24\n"
          "\n"
          "Nothing was changed. \"slurmlic sync --apply\" tells Slurm, for the tools that have\n"
          "sync = in the settings.\n");
}

TEST_CASE("advice for a local license is a reservation, which is made or updated") {
    SyncHost host("vcs_batch");
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.out.find("\n    scontrol create reservation ReservationName=slurmlic_vcs_vcs_batch StartTime=now "
                        "Duration=7300-0 Users=root Flags=LICENSE_ONLY Licenses=vcs_batch:5\n") != npos);
    host.reserved = 3;
    host.out.clear();
    CHECK(host.run() == Exit::incomplete);
    CHECK(
        host.out.starts_with("vcs: Slurm believes 8 free, 6 safe: 30 issued - 19 used - 5 outside\n"
                             "  vcs_batch: reservation 5 (5 held back), told 3\n"
                             "    scontrol update ReservationName=slurmlic_vcs_vcs_batch Licenses=vcs_batch:5\n"));
}

TEST_CASE("in step there is nothing to do, and no command") {
    SyncHost host("vcs@lic1");
    host.last_consumed = 24;
    host.last_deficit = 5;
    CHECK(host.run() == Exit::ok);
    CHECK(host.out ==
          "vcs: in step: Slurm believes 6 free, 6 safe: 30 issued - 19 used - 5 outside\n"
          "  vcs@lic1: LastConsumed 24 (19 used + 5 held back), told 24\n");
}

TEST_CASE("a capped value says so") {
    SyncHost host("vcs@lic1");
    host.used = 28;
    host.squeue_tokens = 28;
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.out.find("LastConsumed 30 (28 used + 5 held back, but no more than 30)") != npos);
}

TEST_CASE("where a source says nothing, or half, there is no advice but the reason") {
    const auto reason_after = [](auto change) {
        SyncHost host("vcs@lic1");
        change(host);
        CHECK(host.run() == Exit::incomplete);
        CHECK(host.out.starts_with("vcs: no advice: "));
        CHECK(host.out.find("sacctmgr -i") == npos);
        std::string reason = host.out.substr(16);
        std::ranges::replace(reason, '\n', ' ');
        return reason;
    };
    CHECK(reason_after([](SyncHost& host) { host.failures["lmutil"] = failing("no"); }) ==
          "FlexLM could not be asked (flexlm:syn) ");
    CHECK(reason_after([](SyncHost& host) { host.failures["scontrol show lic"] = failing("no"); }) ==
          "scontrol could not be asked (slurm) ");
    CHECK(reason_after([](SyncHost& host) { host.failures["squeue"] = failing("no"); }) ==
          "squeue could not be asked (squeue) ");
    CHECK(reason_after([](SyncHost& host) { host.failures["sacctmgr"] = failing("no"); }) == "sacctmgr could not be asked ");
    CHECK(reason_after([](SyncHost& host) { host.failures["scontrol show res"] = failing("no"); }) ==
          "its reservations could not be asked for ");
    CHECK(reason_after([](SyncHost& host) { host.squeue_tokens = 16; }) == "squeue does not explain 3 tokens of vcs@lic1 ");
    CHECK(reason_after([](SyncHost& host) { host.files["/etc/s.toml"] += "[slurm]\nsqueue = false\n"; }) ==
          "squeue was not asked ");
    CHECK(reason_after([](SyncHost& host) { host.lmstat_text.resize(host.lmstat_text.size() - 77); }) ==
          "partly read: 14 seats of VCS are in use, and 9 checked out ");
    CHECK(reason_after([](SyncHost& host) { host.lmstat_text += "what is this\n"; }) ==
          "FlexLM is only partly read: 1 line was not understood   (flexlm:syn) ");
}

TEST_CASE("JSON has the same, and the command as its words") {
    SyncHost host("vcs_batch", "sync = \"reservation\"\n");
    host.options.json = true;
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.out == R"([
  {
    "tool": "vcs",
    "sync": "reservation",
    "in_step": false,
    "reason": null,
    "issued": 30,
    "used": 19,
    "outside": 5,
    "believed_free": 11,
    "safe_free": 6,
    "applied": null,
    "licenses": [
      {
        "license_name": "vcs_batch",
        "cluster": null,
        "mechanism": "reservation",
        "total": 30,
        "used": 19,
        "free": 11,
        "held_back": 5,
        "value": 5,
        "told": null,
        "in_step": false,
        "argv": ["scontrol", "create", "reservation", "ReservationName=slurmlic_vcs_vcs_batch", "StartTime=now", "Duration=7300-0", "Users=root", "Flags=LICENSE_ONLY", "Licenses=vcs_batch:5"],
        "command": "scontrol create reservation ReservationName=slurmlic_vcs_vcs_batch StartTime=now Duration=7300-0 Users=root Flags=LICENSE_ONLY Licenses=vcs_batch:5",
        "applied": null,
        "problem": null
      }
    ]
  }
]
)");
}

TEST_CASE("tools are chosen by name, and a name that is none is told") {
    SyncHost host("vcs@lic1");
    host.options.tools = {"VCS"};
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.out.starts_with("vcs: Slurm believes 11 free"));
    host.options.tools = {"vcs", "vcz"};
    CHECK(host.run() == Exit::usage);
    REQUIRE(host.log.size() == 1);
    CHECK(host.log[0].find("vcz") != npos);
}

TEST_CASE("a tool without seats is nothing to keep in step, and is named where it is asked for") {
    SyncHost host("vcs@lic1");
    host.files["/etc/s.toml"] = "[[tool]]\nname = \"vcs\"\nslurm = { all = [\"vcs@lic1\"] }\n";
    CHECK(host.run() == Exit::ok);
    CHECK(host.out == "1 tool with tokens or seats alone: nothing to keep in step\n");
    host.out.clear();
    host.options.tools = {"vcs"};
    CHECK(host.run() == Exit::ok);
    CHECK(host.out == "vcs: no advice: no seats known: no feature belongs to it\n");
}

TEST_CASE("a tool whose seats have no limit is told, and nothing is to be done") {
    SyncHost host("vcs@lic1");
    host.lmstat_text =
        "License server status: 27000@lic1\nlic1: license server UP (MASTER) v11.19\n"
        "Vendor daemon status (on lic1):\n  snpslmd: UP v11.18\nFeature usage info:\n"
        "Users of VCS:  (Uncounted, node-locked)\n";
    CHECK(host.run() == Exit::ok);
    CHECK(host.out == "vcs: no advice: uncounted: a feature of it has no limit\n");
}

TEST_CASE("of saved texts nothing live is run, and nothing is applied") {
    SyncHost host("vcs@lic1", "sync = \"lastconsumed\"\n");
    host.files["/lic"] =
        "LicenseName=vcs@lic1\n    Total=30 Used=19 Free=11 Reserved=0 Remote=yes\n"
        "    LastConsumed=0 LastDeficit=0 LastUpdate=0\n";
    host.files["/jobs"] = "7|R|bob|vcs@lic1:19\n";
    host.files["/seats"] = host.lmstat_text;
    host.options.input = "/lic";
    host.options.squeue_input = "/jobs";
    host.options.saved_statuses = {{"syn", "/seats"}};
    host.before = [](const std::string& command) { FAIL(command); };
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.out.find("set lastconsumed=24\n") != npos);
    host.options.apply = true;
    CHECK(host.run() == Exit::usage);
    CHECK(host.log == Log{"error: --apply: expected live sources, got saved text"});
}
