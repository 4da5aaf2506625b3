// doctor on a host where a tool is to be told by sync: whether it runs, may, and did.

#include "tests/support/doctor_host.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

const std::string rights = "sacctmgr -nP show user slurmlic format=AdminLevel";
const std::string sync_prom = "/dir/slurm_licenses_sync.prom";
const std::string config =
    "Configuration data as of 1763855999\nAccountingStorageType = accounting_storage/{}\nSlurmUser = {}\n";

/// One on which sync is well, too: cron runs it as an Operator, and Slurm was told 20 s ago.
class SyncedHost : public DoctorHost {
public:
    explicit SyncedHost(const std::string& mechanism = "reservation") {
        files["/settings"] += fmt::format("sync = \"{}\"\n", mechanism);
        files["/etc/cron.d/slurmlic-sync"] = "* * * * * slurmlic slurmlic sync --apply --output /dir\n";
        answer_user("scontrol show res -o", "No reservations in the system\n");
        answer_user(rights, "Operator\n");
        answer_user("sacctmgr --noheader --parsable2 show resource withclusters format=name,server,count,cluster,allowed",
                    "vcs|lic1|8|bed|100\n");
        tell(time - 20, 1);
    }

    /// The file as the last run of sync left it.
    void tell(double last, int success, const std::string& tool = "vcs") {
        files[sync_prom] = fmt::format(
            "slurmlic_sync_last_success_timestamp_seconds{{tool=\"{0}\"}} {1}\nslurmlic_sync_success{{tool=\"{0}\"}} {2}\n",
            tool, last, success);
    }

    void configure(const std::string& storage, const std::string& user) {
        answer_user("scontrol show config", fmt::format(fmt::runtime(config), storage, user));
    }

    /// A remote license with a deficit, in the place of the local one, and a reservation of ours of 2 of its tokens.
    void hold_twice() {
        std::string& settings = files["/settings"];
        settings.replace(settings.find("vcs_batch"), 9, "vcs@lic1");
        answer_user("scontrol show lic",
                    "LicenseName=vcs@lic1\n    Total=8 Used=8 Free=0 Reserved=2 Remote=yes\n"
                    "    LastConsumed=13 LastDeficit=5 LastUpdate=1677602367\n");
        answer_user(squeue_all, "7|R|bob|vcs@lic1:8\n");
        answer_user("scontrol show res -o",
                    "ReservationName=slurmlic_vcs_vcs@lic1 StartTime=2026-11-27T13:02:38 Nodes=(null) NodeCnt=0 "
                    "Flags=ANY_NODES Users=root Licenses=vcs@lic1:2 State=ACTIVE BurstBuffer=(null)\n");
    }
};

}    // namespace

TEST_CASE("where all of sync is well each part of it is ok") {
    SyncedHost host;
    CHECK(host.complaints() == Log{});
    CHECK(host.says("ok sync: cron runs it, by /etc/cron.d/slurmlic-sync"));
    CHECK(host.says("ok sync: slurmlic may tell Slurm: its AdminLevel is Operator"));
    CHECK(host.says("ok sync: " + sync_prom + " says that Slurm was told of every tool that has sync ="));
    CHECK(host.says("ok neighbours: no other *.prom file is in the way"));
    CHECK(host.says("ok schedule: cron runs it, by /etc/cron.d/slurmlic"));
    CHECK(host.runs_of("runuser -u slurmlic -- " + rights) == 1);
}

TEST_CASE("without sync = nobody is asked about it, and a file that it left is in the way") {
    SyncedHost host;
    host.files["/settings"] = "output = \"/dir\"\n";
    CHECK(host.complaints() == Log{"bad neighbours: " + sync_prom +
                                   " tells what sync told Slurm once, but no tool has sync = in the settings; mend: mv -T -- " +
                                   sync_prom + " " + sync_prom + ".off"});
    CHECK(host.runs_of("runuser -u slurmlic -- " + rights) == 0);
    host.files["/dir/other.prom"] = host.files[sync_prom];
    host.files["/settings"] = SyncedHost().files["/settings"];
    const Log complaints = host.complaints();
    REQUIRE(complaints.size() == 1);
    CHECK(complaints[0].starts_with("bad neighbours: /dir/other.prom has slurmlic_sync_"));
}

TEST_CASE("who may not tell Slurm is to be made an Operator") {
    SyncedHost host;
    host.answer_user(rights, "");
    CHECK(host.complaints() == Log{"bad sync: slurmlic may not tell Slurm: slurmdbd has no such user; mend: sacctmgr -i add "
                                   "user slurmlic account=root adminlevel=Operator"});
    host.answer_user(rights, "None\n");
    CHECK(host.complaints() == Log{"bad sync: slurmlic may not tell Slurm: its AdminLevel is None; mend: sacctmgr -i modify "
                                   "user slurmlic set adminlevel=Operator"});
    host.answer_user(rights, "Administrator\n");
    CHECK(host.complaints() == Log{});
    host.fail(rights, "sacctmgr: error: Problem talking to the database: Connection refused\n");
    CHECK(host.complaints() == Log{"warn sync: whether slurmlic may tell Slurm is not known: sacctmgr: error: Problem talking "
                                   "to the database: Connection refused; mend: runuser -u slurmlic -- " +
                                   rights});
}

TEST_CASE("root and SlurmUser may without being Operators, and without slurmdbd nobody else may") {
    SyncedHost host;
    host.configure("none", "slurm(64030)");
    CHECK(host.complaints() == Log{"bad sync: slurmlic may not tell Slurm: without slurmdbd only root and slurm may; mend: let "
                                   "slurm run sync, as slurmlic(1), SYNC, says"});
    CHECK(host.runs_of("runuser -u slurmlic -- " + rights) == 0);
    host.configure("none", "root(0)");
    CHECK(host.complaints() == Log{"bad sync: slurmlic may not tell Slurm: without slurmdbd only root may; mend: let root run "
                                   "sync, as slurmlic(1), SYNC, says"});
    host.configure("none", "slurmlic(990)");
    CHECK(host.complaints() == Log{});
    CHECK(host.says("ok sync: slurmlic may tell Slurm"));
    host.configure("slurmdbd", "slurm(64030)");
    CHECK(host.complaints() == Log{});
    CHECK(host.says("ok sync: slurmlic may tell Slurm: its AdminLevel is Operator"));
}

TEST_CASE("sync is run by neither timer nor cron, though cron publishes") {
    SyncedHost host;
    host.files["/etc/cron.d/slurmlic-sync"] =
        "#* * * * * slurmlic slurmlic sync --apply --output /dir\n* * * * * slurmlic slurmlic sync --output /dir\n";
    const std::string line =
        "; mend: printf '%s\\n' '* * * * * slurmlic /usr/bin/slurmlic sync --apply --output /dir 2>&1 | logger -t "
        "slurmlic-sync' > /etc/cron.d/slurmlic-sync";
    CHECK(host.complaints() ==
          Log{"warn sync: neither timer nor cron runs slurmlic sync --apply, but something does: the file is new" + line});
    host.tell(host.time - 2820, 1);
    const Log complaints = host.complaints();
    REQUIRE(complaints.size() == 2);
    CHECK(complaints[0] == "bad sync: neither timer nor cron: nothing runs slurmlic sync --apply" + line);
    CHECK(complaints[1] ==
          "bad sync: no run of sync has ended since: Slurm was last told of vcs 47 min ago; mend: runuser -u "
          "slurmlic -- slurmlic sync --apply --output " +
              sync_prom);
}

TEST_CASE("the timer of sync, its service and its journal") {
    SyncedHost host;
    host.files.erase("/etc/cron.d/slurmlic-sync");
    host.directories.insert("/run/systemd/system");
    const auto units = [&host](const std::string& unit, const std::string& state, const std::string& argv) {
        host.answer(fmt::format("systemctl show --property=LoadState,ActiveState,UnitFileState {}.timer", unit),
                    fmt::format("LoadState=loaded\n{}\n", state));
        host.answer(fmt::format("systemctl show --property=LoadState,User,ExecStart,Result {}.service", unit),
                    fmt::format("Result=success\nExecStart={{ path=/usr/bin/slurmlic ; argv[]={} ; ignore_errors=no }}\n"
                                "User=slurmlic\nLoadState=loaded\n",
                                argv));
    };
    units("slurmlic", "ActiveState=inactive\nUnitFileState=disabled", "/usr/bin/slurmlic --output /dir");
    units("slurmlic-sync", "ActiveState=inactive\nUnitFileState=disabled", "/usr/bin/slurmlic sync --apply --output /dir");
    CHECK(host.complaints() == Log{"warn sync: neither timer nor cron runs slurmlic sync --apply, but something does: the file "
                                   "is new; mend: systemctl enable --now slurmlic-sync.timer"});
    units("slurmlic-sync", "ActiveState=active\nUnitFileState=enabled", "/usr/bin/slurmlic sync --apply --output /dir");
    CHECK(host.complaints() == Log{});
    CHECK(host.says("ok sync: slurmlic-sync.timer is enabled and active"));
    host.tell(host.time - 50, 0);
    CHECK(host.complaints() == Log{"bad sync: the last run of sync failed: Slurm was last told of vcs 50 s ago; mend: "
                                   "journalctl -u slurmlic-sync -n 20"});
}

TEST_CASE("a tool of which no run of sync tells") {
    const std::string run = "; mend: runuser -u slurmlic -- slurmlic sync --apply --output " + sync_prom;
    SyncedHost host;
    host.tell(host.time - 20, 1, "fluent");
    CHECK(host.complaints() == Log{"bad sync: the last run of sync did not know of vcs" + run});
    host.files.erase(sync_prom);
    CHECK(host.complaints() ==
          Log{"bad sync: " + sync_prom + " is not there, can't be read, or is empty: no run of sync was seen" + run});
    host.tell(host.time - 20, 1);
    host.answer_user(squeue_all, "7|R|bob|vcs_batch:5\n");
    const Log complaints = host.complaints();
    REQUIRE(complaints.size() == 2);
    CHECK(complaints[1] ==
          "bad sync: Slurm is told nothing of vcs: squeue does not explain 3 tokens of vcs_batch; mend: slurmlic sync vcs");
}

TEST_CASE("a deficit and a reservation for the same seats: the one that the settings do not want is to go") {
    SyncedHost local;
    local.hold_twice();
    const std::string both =
        "bad sync: vcs@lic1 has LastDeficit=5, and the reservation slurmlic_vcs_vcs@lic1 holds 2 tokens: both block the same "
        "seats; mend: ";
    CHECK(local.complaints() == Log{both + "sacctmgr -i update resource where name=vcs server=lic1 set lastconsumed=0"});
    SyncedHost remote("lastconsumed");
    remote.hold_twice();
    CHECK(remote.complaints() == Log{both + "scontrol update ReservationName=slurmlic_vcs_vcs@lic1 Licenses=vcs@lic1:0"});
}

TEST_CASE("sync publishes elsewhere, or saved texts are read") {
    SyncedHost host;
    host.directories.insert("/other");
    host.files["/etc/cron.d/slurmlic-sync"] = "* * * * * slurm slurmlic -q sync --apply -o /other/told.prom\n";
    host.answer("runuser -u slurm -- scontrol show res -o", "No reservations in the system\n");
    host.answer("runuser -u slurm -- sacctmgr -nP show user slurm format=AdminLevel", "Operator\n");
    host.files["/other/told.prom"] = host.files[sync_prom];
    CHECK(host.complaints().size() == 1);    // the file beside that of collect is a second one
    host.files.erase(sync_prom);
    CHECK(host.complaints() == Log{});
    CHECK(host.says("ok sync: /other/told.prom says that Slurm was told of every tool that has sync ="));
    host.files["/lic.txt"] = host.outcomes["scontrol show lic"].out;
    host.options.input = "/lic.txt";
    host.files[sync_prom] = host.files["/other/told.prom"];
    for (const std::string& one : host.complaints()) CHECK(one.find(" sync") == std::string::npos);
}
