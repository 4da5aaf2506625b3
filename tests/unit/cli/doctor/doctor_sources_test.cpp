#include "tests/support/doctor_host.hpp"

#include <cerrno>

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

const std::string unknown_names =
    "warn tools: 1 name of tools not looked for: a source is down or not asked; mend: slurmlic doctor, once every source "
    "answers";

}    // namespace

TEST_CASE("a scontrol that is not there is named once, with the setting that names it") {
    DoctorHost host;
    host.end("scontrol show lic", {Ending::not_started, ENOENT, "", "", 0});
    CHECK(host.complaints() == Log{"bad slurm: scontrol show lic: cannot be started: No such file or directory (is Slurm "
                                   "installed here? name its scontrol with --scontrol or slurm.scontrol); mend: runuser -u "
                                   "slurmlic -- scontrol show lic",
                                   unknown_names});
}

TEST_CASE("a program that runuser can't start for the user of the service is one that can't be started") {
    DoctorHost host;
    const std::string front = "runuser: failed to execute scontrol: ";
    host.fail("scontrol show lic", front + "No such file or directory\n");
    CHECK(host.complaints().front().starts_with(
        "bad slurm: scontrol show lic: cannot be started: No such file or directory (is"));
    host.fail("scontrol show lic", front + "Permission denied\n");
    CHECK(host.complaints().front().starts_with("bad slurm: scontrol show lic: cannot be started: Permission denied; mend: "));
}

TEST_CASE("a slurmctld that is down is asked nothing more") {
    DoctorHost host;
    host.fail("scontrol show lic", "slurm_load_license error: Unable to contact slurm controller (connect failure)\n");
    CHECK(host.complaints() ==
          Log{"bad slurm: scontrol show lic: exit status 1: slurm_load_license error: Unable to contact slurm controller "
              "(connect failure); mend: scontrol ping",
              unknown_names});
    CHECK(host.runs_of("runuser -u slurmlic -- scontrol show config") == 0);
}

TEST_CASE("what tells more of why Slurm fails is advised, else the command itself") {
    const std::vector<std::pair<std::string, std::string>> known{
        {"Socket timed out on send/recv operation", "scontrol ping"},
        {"Munge encode failed: Failed to access \"/run/munge/munge.socket.2\"", "munge -n | unmunge"},
        {"Protocol authentication error", "munge -n | unmunge"},
        {"something new",
         "runuser -u slurmlic -- squeue --noheader --all --states=PENDING,RUNNING,SUSPENDED,CONFIGURING,"
         "STOPPED,SIGNALING,RESIZING,SPECIAL_EXIT,RESV_DEL_HOLD,REQUEUED,REQUEUE_FED,REQUEUE_HOLD "
         "'--format=%i|%t|%u|%a|%W'"},
    };
    for (const auto& [words, advice] : known) {
        DoctorHost host;
        host.fail(squeue_all, words);
        CHECK(host.complaints() == Log{"bad squeue: " + squeue_all + ": exit status 1: " + words + "; mend: " + advice});
    }
}

TEST_CASE("a command that hangs is told with what to try") {
    DoctorHost host;
    host.end("scontrol show lic", {Ending::timed_out, 0, "", "", 20});
    CHECK(host.complaints().front() ==
          "bad slurm: scontrol show lic: not done within 20s, killed with its process group (does slurmctld answer "
          "\"scontrol ping\", and munged \"munge -n\"? is MessageTimeout in slurm.conf longer than our timeout?); mend: "
          "scontrol ping");
}

TEST_CASE("saved text that is not there is no source that is well") {
    DoctorHost host;
    host.options.input = "/gone.txt";
    CHECK(std::ranges::count(host.complaints(),
                             "bad slurm: cannot read /gone.txt: No such file or directory; mend: man slurmlic") == 1);
    CHECK(std::ranges::none_of(host.fine, [](const std::string& line) { return line.starts_with("ok slurm"); }));
}

TEST_CASE("lines that were not understood are warnings, each") {
    DoctorHost host;
    host.answer_user("scontrol show lic",
                     "LicenseName=vcs_batch\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\nLicenseName=x\n    Total=1x\n");
    CHECK(host.complaints() == Log{"warn slurm: scontrol show lic:4: expected a number after Total=, got \"1x\"; mend: runuser "
                                   "-u slurmlic -- scontrol show lic | slurmlic anonymize -"});
}

TEST_CASE("a path with a blank in a message stays one word of the command that is advised") {
    DoctorHost host;
    host.files["/settings"] = "output = \"/dir\"\n[slurm]\nsqueue = false\nscontrol = \"/opt/my: slurm/scontrol\"\n";
    host.fail("/opt/my: slurm/scontrol show lic", "something new\n");
    CHECK(host.complaints() == Log{"bad slurm: /opt/my: slurm/scontrol show lic: exit status 1: something new; mend: runuser "
                                   "-u slurmlic -- '/opt/my: slurm/scontrol' show lic"});
}

TEST_CASE("an app that does not answer is told once, servers and daemons of one that does, each") {
    DoctorHost host;
    host.answer_user(lmstat_all,
                     "Error getting status: Cannot connect to license server system. (-15,570:111 \"Connection refused\")\n");
    CHECK(host.complaints() == Log{"bad flexlm:syn: lmutil lmstat -a -c 27000@lic1:1: Error getting status: Cannot connect to "
                                   "license server system. (-15,570:111 \"Connection refused\"); mend: runuser -u slurmlic -- "
                                   "lmutil lmstat -a -c 27000@lic1",
                                   unknown_names});
    host.answer_user(lmstat_all,
                     "License server status: 27000@lic1,27000@lic2,27000@lic3\nlic1: license server UP (MASTER) v11.19\n"
                     "lic2: license server UP v11.19\nlic3: Cannot connect to license server system. (-15,570)\n"
                     "Vendor daemon status (on lic1):\n  snpslmd: UP v11.18\nFeature usage info:\n"
                     "Users of VCS:  (Total of 12 licenses issued;  Total of 0 licenses in use)\n"
                     "mgcld: The desired vendor daemon is down. (-97,121)\n");
    CHECK(host.complaints() == Log{"warn flexlm:syn: server 27000@lic3 is down: Cannot connect to license server system. "
                                   "(-15,570); others serve meanwhile; mend: nc -vz lic3 27000",
                                   "bad flexlm:syn: daemon mgcld is down: The desired vendor daemon is down. (-97,121); mend: "
                                   "start it again on its license server, whose log says why it ended"});
}

TEST_CASE("an app whose name is the beginning of another's is not mixed with it") {
    DoctorHost host;
    host.files["/settings"] =
        "output = \"/dir\"\n[slurm]\nsqueue = false\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1\"\n"
        "[[flexlm]]\nname = \"synopsys\"\nserver = \"27000@lic2\"\n[[tool]]\nname = \"vcs\"\nslurm = { all = "
        "[\"vcs_batch\"] }\n";
    host.answer_user("lmutil lmstat -a -c 27000@lic2", host.outcomes[lmstat_all].out);
    host.answer_user(lmstat_all, "Error getting status: License server machine is down. (-96,7)\n");
    CHECK(
        host.complaints() ==
        Log{"bad flexlm:syn: lmutil lmstat -a -c 27000@lic1:1: Error getting status: License server machine is down. (-96,7) "
            "(mostly this host cannot resolve the name that the license server tells of itself: try getent hosts NAME); mend: "
            "runuser -u slurmlic -- lmutil lmstat -a -c 27000@lic1"});
    CHECK(host.says("ok flexlm:synopsys: up: server 27000@lic1 v11.19 (master), daemon snpslmd v11.18"));
}

TEST_CASE("commas between servers that are no triad are told, and a triad of which the answer has one") {
    DoctorHost host;
    const auto ask = [&host](const std::string& server) {
        host.files["/settings"] =
            "output = \"/dir\"\n[slurm]\nsqueue = false\n[[flexlm]]\nname = \"syn\"\nserver = \"" + server + "\"\n";
        host.answer_user("lmutil lmstat -a -c " + server, host.outcomes[lmstat_all].out);
        std::string all;
        for (const std::string& one : host.complaints()) all += one;
        return all;
    };
    const std::string front = "warn flexlm:syn: ";
    CHECK(ask("27000@lic1,27000@lic2")
              .find(front + "server = \"27000@lic1,27000@lic2\": commas stand between the three servers") != std::string::npos);
    CHECK(ask("27000@lic1,27000@lic2,27000@lic3").find(front + "the answer tells of 1 of the 3 servers: ") !=
          std::string::npos);
    CHECK(ask("27000@lic1:27000@lic2").find(front) == std::string::npos);
}

TEST_CASE("an lmutil whose loader is missing is told so") {
    DoctorHost host;
    host.files["/settings"] =
        "output = \"/dir\"\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1\"\nlmutil = \"/opt/lmutil\"\n";
    host.files["/opt/lmutil"] = "ELF";
    host.end("/opt/lmutil lmstat -a -c 27000@lic1", {Ending::not_started, ENOENT, "", "", 0});
    CHECK(host.complaints() ==
          Log{"bad flexlm:syn: /opt/lmutil lmstat -a -c 27000@lic1: cannot be started: No such file or directory (the file is "
              "there, but not the loader that it asks for: lmutil mostly needs the LSB one, such as "
              "/lib64/ld-lsb-x86-64.so.3); mend: runuser -u slurmlic -- /opt/lmutil lmstat -a -c 27000@lic1"});
}

TEST_CASE("each cluster is a source, and squeue = false is no complaint") {
    DoctorHost host;
    host.options.clusters = {"pdf", "fluid"};
    host.files["/settings"] = "output = \"/dir\"\n[slurm]\nsqueue = false\n";
    host.answer_user("scontrol -M fluid show lic", "LicenseName=a\n    Total=5 Used=2 Free=3 Reserved=0 Remote=no\n");
    host.answer_user("scontrol -M fluid show config", "Configuration data as of 1763856000\n");
    host.fail("scontrol -M pdf show lic",
              "scontrol: error: 'pdf' can't be reached now, or it is an invalid entry for --cluster.\n");
    const Log complaints = host.complaints();
    REQUIRE(complaints.size() == 1);
    CHECK(complaints[0].starts_with("bad slurm:pdf: scontrol -M pdf show lic: exit status 1: "));
    CHECK(host.says("ok squeue: left out by squeue = false: outside and idle are not known"));
}

TEST_CASE("who is not root asks as himself") {
    DoctorHost host;
    host.is_root = false;
    CHECK(host.complaints().empty());
    CHECK(host.runs_of("scontrol show lic") == 1);
    CHECK(host.says("ok directory: /dir: this user can create and rename files in it"));
}
