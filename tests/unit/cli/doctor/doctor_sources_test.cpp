#include "tests/support/doctor_host.hpp"

#include <cerrno>

using namespace slurmlic;
using namespace slurmlic::testing;

TEST_CASE("a scontrol that is not there is told once, with the setting that names it") {
    Clinic world;
    for (const char* const command : {"scontrol --version", "scontrol show lic", "scontrol show config"}) {
        world.outcomes[command] = {Ending::not_started, ENOENT, "", "", 0};
    }
    CHECK(world.complaints() == Log{"bad slurm: scontrol show lic: cannot be started: No such file or directory (is Slurm "
                                    "installed here? name its scontrol with --scontrol or slurm.scontrol); mend: slurmlic "
                                    "doctor --scontrol \"$(find / -xdev -type f -name scontrol 2>/dev/null | head -n 1)\"",
                                    "warn tools: 1 name of tools not looked for: a source is down or not asked, mend that "
                                    "first; mend: slurmlic doctor"});
}

TEST_CASE("a slurmctld that is down is told with what to try, the version is known all the same") {
    Clinic world;
    const std::string words = "slurm_load_license error: Unable to contact slurm controller (connect failure)\n";
    world.fail("scontrol show lic", words);
    world.fail("scontrol show config", words);
    const Log complaints = world.complaints();
    REQUIRE(complaints.size() == 2);
    CHECK(complaints[0] ==
          "bad slurm: scontrol show lic: exit status 1: slurm_load_license error: Unable to contact slurm controller (connect "
          "failure); mend: scontrol ping; on the host that it names: systemctl restart slurmctld");
    CHECK(world.says("ok scontrol: scontrol: slurm 22.05.8"));
}

TEST_CASE("every way in which Slurm fails has its mend") {
    const std::vector<std::pair<std::string, std::string>> known{
        {"Socket timed out on send/recv operation", "scontrol ping; on the host that it names: journalctl -u slurmctld -n 20"},
        {"Munge encode failed: Failed to access \"/run/munge/munge.socket.2\"",
         "systemctl restart munge && munge -n | unmunge"},
        {"Invalid Protocol Version", "type -a scontrol squeue; then slurmlic doctor --scontrol PATH, of slurmctld's release"},
        {"Could not establish a configuration source",
         "export SLURM_CONF=\"$(find / -xdev -name slurm.conf -print -quit 2>/dev/null)\""},
        {"something new",
         "runuser -u slurmlic -- squeue --noheader --array --all --states=PENDING,RUNNING,SUSPENDED,CONFIGURING "
         "'--format=%i|%t|%u|%W'"},
    };
    for (const auto& [words, mend] : known) {
        Clinic world;
        world.fail(squeue_all, words);
        CHECK(world.complaints() ==
              Log{"bad squeue: " + std::string(squeue_all) + ": exit status 1: " + words + "; mend: " + mend});
    }
}

TEST_CASE("a command that hangs is told with what to try") {
    Clinic world;
    world.outcomes["scontrol show lic"] = {Ending::timed_out, 0, "", "", 20};
    CHECK(world.complaints().front() ==
          "bad slurm: scontrol show lic: not done within 20s, killed with its process group (does slurmctld answer "
          "\"scontrol ping\", and munged \"munge -n\"?); mend: scontrol ping; munge -n | unmunge");
}

TEST_CASE("versions that differ, and programs that are not Slurm's, are warnings") {
    Clinic world;
    world.answer("squeue --version", "slurm 24.11.5\n");
    CHECK(world.complaints() == Log{"warn squeue: slurm 24.11.5, but scontrol is slurm 22.05.8; mend: type -a scontrol squeue; "
                                    "then slurmlic doctor --squeue PATH, of the same release"});
    world.answer("scontrol --version", "hello\n");
    CHECK(world.complaints().front() ==
          "warn scontrol: scontrol --version: expected \"slurm 22.05.8\" or the like, got \"hello\"; mend: type -a scontrol; "
          "then slurmlic doctor --scontrol PATH, of Slurm's");
}

TEST_CASE("lines that were not understood are warnings, each") {
    Clinic world;
    world.answer("scontrol show lic",
                 "LicenseName=vcs_batch\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\nLicenseName=x\n    Total=1x\n");
    CHECK(world.complaints() == Log{"warn slurm: scontrol show lic:4: expected a number after Total=, got \"1x\"; mend: "
                                    "runuser -u slurmlic -- scontrol show lic > report.txt; slurmlic --anonymize report.txt"});
}

TEST_CASE("an app that does not answer is told once, servers and daemons of one that does, each") {
    Clinic world;
    world.answer(lmstat_all,
                 "Error getting status: Cannot connect to license server system. (-15,570:111 \"Connection refused\")\n");
    CHECK(world.complaints() ==
          Log{"bad flexlm:syn: lmutil lmstat -a -c 27000@lic1:1: Error getting status: Cannot connect to license server "
              "system. (-15,570:111 \"Connection refused\"); mend: nc -vz lic1 27000; ssh lic1 pgrep -a lmgrd",
              "warn tools: 1 name of tools not looked for: a source is down or not asked, mend that first; mend: slurmlic "
              "doctor"});
    world.answer(lmstat_all,
                 "License server status: 27000@lic1,27000@lic2,27000@lic3\nlic1: license server UP (MASTER) v11.19\n"
                 "lic2: license server UP v11.19\nlic3: Cannot connect to license server system. (-15,570)\n"
                 "Vendor daemon status (on lic1):\n  snpslmd: UP v11.18\nFeature usage info:\n"
                 "Users of VCS:  (Total of 12 licenses issued;  Total of 0 licenses in use)\n"
                 "mgcld: The desired vendor daemon is down. (-97,121)\n");
    CHECK(world.complaints() == Log{"warn flexlm:syn: server 27000@lic3 is down: Cannot connect to license server system. "
                                    "(-15,570); others serve meanwhile; mend: nc -vz lic3 27000; ssh lic3 pgrep -a lmgrd",
                                    "bad flexlm:syn: daemon mgcld is down: The desired vendor daemon is down. (-97,121); mend: "
                                    "lmutil lmreread -c 27000@lic1 -vendor mgcld"});
}

TEST_CASE("an lmutil whose loader is missing is told so") {
    Clinic world;
    world.files["/settings"] =
        "output = \"/dir\"\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1\"\nlmutil = \"/opt/lmutil\"\n";
    world.files["/opt/lmutil"] = "ELF";
    world.outcomes["/opt/lmutil lmstat -a -c 27000@lic1"] = {Ending::not_started, ENOENT, "", "", 0};
    CHECK(world.complaints() ==
          Log{"bad flexlm:syn: /opt/lmutil lmstat -a -c 27000@lic1: cannot be started: No such file or directory (the file is "
              "there, but not the loader that it asks for: lmutil mostly needs the LSB one, such as "
              "/lib64/ld-lsb-x86-64.so.3); mend: ln -s ld-linux-x86-64.so.2 /lib64/ld-lsb-x86-64.so.3"});
}

TEST_CASE("each cluster is a source, and squeue = false is no complaint") {
    Clinic world;
    world.options.clusters = {"pdf", "fluid"};
    world.files["/settings"] = "output = \"/dir\"\n[slurm]\nsqueue = false\n";
    world.answer("scontrol -M fluid show lic", "LicenseName=a\n    Total=5 Used=2 Free=3 Reserved=0 Remote=no\n");
    world.answer("scontrol -M fluid show config", "Configuration data as of 1763856000\n");
    world.fail("scontrol -M pdf show lic",
               "scontrol: error: 'pdf' can't be reached now, or it is an invalid entry for --cluster.\n");
    const Log complaints = world.complaints();
    REQUIRE(complaints.size() == 1);
    CHECK(complaints[0].starts_with("bad slurm:pdf: scontrol -M pdf show lic: exit status 1: "));
    CHECK(world.out.find("left out by squeue = false: nobody is told to be outside Slurm or idle\n") != std::string::npos);
}
