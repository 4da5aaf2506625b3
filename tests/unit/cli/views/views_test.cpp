// What show and gap print of the same sources that collect publishes.

#include <doctest/doctest.h>

#include "tests/support/fake_host.hpp"

using namespace slurmlic;
using slurmlic::testing::FakeHost;
using slurmlic::testing::Log;

namespace {

const char* const squeue =
    "squeue --noheader --all "
    "--states=PENDING,RUNNING,SUSPENDED,CONFIGURING,STOPPED,SIGNALING,RESIZING,SPECIAL_EXIT,RESV_DEL_HOLD,"
    "REQUEUED,REQUEUE_FED,REQUEUE_HOLD --format=%i|%t|%u|%a|%W";
const char* const lmstat = "lmutil lmstat -a -c 27000@lic1";

/// Two licenses that are a tool, and one that is none.
class People : public FakeHost {
public:
    explicit People(Task task) {
        options.task = task;
        files["/settings"] =
            "output = \"/dir\"\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1\"\n"
            "[[tool]]\nname = \"vcs\"\nslurm = { batch = [\"vcs_batch\"], interactive = [\"vcs_int\"] }\n"
            "features = [\"syn:VCS\"]\n";
        answer("scontrol show lic",
               "LicenseName=abaqus\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n"
               "LicenseName=vcs_batch\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\n"
               "LicenseName=vcs_int\n    Total=4 Used=0 Free=4 Reserved=0 Remote=no\n");
        answer(squeue, "7|R|bob|vcs_batch:8\n8|PD|eve|vcs_batch:4\n9|PD|eve|abaqus:6\n");
        answer(lmstat,
               "License server status: 27000@lic1\nlic1: license server UP (MASTER) v11.19\n"
               "Vendor daemon status (on lic1):\n  snpslmd: UP v11.18\nFeature usage info:\n"
               "Users of VCS:  (Total of 12 licenses issued;  Total of 5 licenses in use)\n"
               "  \"VCS\" v1, vendor: snpslmd, expiry: 31-dec-2099\n"
               "  alice pc1 pc1 (v1) (lic1/27000 101), start Mon 9/28 8:01, 3 licenses\n"
               "  bob n1 n1 (v1) (lic1/27000 102), start Mon 9/28 8:01, 2 licenses\n");
    }
};

}    // namespace

TEST_CASE("show prints licenses and tools, and publishes nothing") {
    People host(Task::show);
    CHECK(host.run() == Exit::ok);
    CHECK(host.log == Log{});
    CHECK_FALSE(host.has_published());
    CHECK(host.out == R"(             total  used  free  resv  pend  seats  gap  in use
vcs             12     8     4     0     4   5/12   -3  #####...  67%
  vcs_batch      8     8     0     0     4              ######## 100%
  vcs_int        4     0     4     0     0              ........   0%
abaqus           5     0     5     0     6              ........   0%
)");
}

TEST_CASE("show has the layers of a hierarchical resource one by one, outside of tools") {
    People host(Task::show);
    host.files["/settings"] = "output = \"/dir\"\n[slurm]\nsqueue = false\n";
    host.answer("scontrol show lic",
                "LicenseName=power\n    Total=9 Used=1 Free=8 Reserved=0 Remote=no Nodes=n[1-4] Mode=1\n"
                "LicenseName=power\n    Total=7 Used=1 Free=6 Reserved=0 Remote=no Nodes=n5 Mode=1\n");
    CHECK(host.run() == Exit::ok);
    CHECK(host.out == R"(                 total  used  free  resv  pend  seats  gap  in use
power on n5          7     1     6     0     ?              #.......  14%
power on n[1-4]      9     1     8     0     ?              #.......  11%
)");
    host.out.clear();
    host.options.json = true;
    CHECK(host.run() == Exit::ok);
    CHECK(host.out.find("\"nodes\": \"n[1-4]\"") != std::string::npos);
}

TEST_CASE("gap prints who makes it, as wide as the terminal is, in colour where it takes colours") {
    People host(Task::gap);
    CHECK(host.run() == Exit::ok);
    CHECK(host.out == R"(vcs  seats 5 of 12  Slurm 8  gap -3  outside 3  idle 6
  user   seats  tokens
  bob        2       8  8 tokens booked, 2 used on n1; job 7
  alice      3       0  3 seats outside Slurm on pc1
)");
    host.out.clear();
    host.terminal = {50, true};
    CHECK(host.run() == Exit::ok);
    CHECK(host.out.find("\x1b[1mvcs\x1b[0m") != std::string::npos);
    CHECK(host.out.find("8 tokens booked, 2 used on\n") != std::string::npos);
}

TEST_CASE("gap of one tool, as JSON") {
    People host(Task::gap);
    host.options.tool = "VCS";
    host.options.json = true;
    CHECK(host.run() == Exit::ok);
    CHECK(host.out == R"([
  {
    "tool": "vcs",
    "seats_used": 5,
    "seats_issued": 12,
    "slurm_used": 8,
    "gap": -3,
    "outside": 3,
    "idle": 6,
    "users": [
      {
        "user": "bob",
        "seats": 2,
        "slurm": 8,
        "outside": 0,
        "borrowed": 0,
        "borrowed_seconds_left": null,
        "idle": 6,
        "hosts": ["n1"],
        "jobs": ["7"]
      },
      {
        "user": "alice",
        "seats": 3,
        "slurm": 0,
        "outside": 3,
        "borrowed": 0,
        "borrowed_seconds_left": null,
        "idle": 0,
        "hosts": ["pc1"],
        "jobs": []
      }
    ]
  }
]
)");
}

TEST_CASE("gap of a tool that there is none of is wrong usage, with a hint") {
    People host(Task::gap);
    host.options.tool = "vsc";
    CHECK(host.run() == Exit::usage);
    CHECK(host.log == Log{"error: there is no tool \"vsc\": did you mean vcs?"});
    host.options.tool = "vcs_batch";
    CHECK(host.run() == Exit::usage);
    CHECK(host.log == Log{"error: there is no tool \"vcs_batch\": it belongs to the tool vcs"});
    CHECK(host.out.empty());
}

TEST_CASE("a side that was not read is missing, not zero, and the exit status says so") {
    People host(Task::gap);
    host.outcomes["scontrol show lic"] = {Ending::exited, 1, "", "no controller", 0.01};
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log == Log{"error: slurm: scontrol show lic: exit status 1: no controller"});
    CHECK(host.out.starts_with("vcs  seats 5 of 12  Slurm ?  gap ?  outside ?  idle ?\n"));
    host.out.clear();
    host.options.task = Task::show;
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.out == R"(     total  used  free  resv  pend  seats  gap  in use
vcs      ?     ?     ?               5/12    ?  ###.....  42%
)");
}

TEST_CASE("by the naming rule, a license may have seats that are not known while an app is down") {
    People host(Task::gap);
    host.files["/settings"] = "[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1\"\n";
    host.answer(lmstat, "Error getting status: Cannot connect to license server system. (-15,570)\n");
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.out.starts_with("abaqus  seats ?  Slurm 0  gap ?  outside ?  idle ?\n"));
}

TEST_CASE("settings that make no sense are told by show, too") {
    People host(Task::show);
    host.options.input = "-";
    host.options.squeue_input = "-";
    CHECK(host.run() == Exit::usage);
    CHECK(host.log == Log{"error: input: expected one source to read standard input, got several that are \"-\""});
}

TEST_CASE("show TOOL tells since when seats are checked out by the clock of this host, and who waits for tokens") {
    People host(Task::show);
    host.options.tool = "VCS";
    const std::int64_t now = std::int64_t{slurmlic::to_minutes({2026, 11, 27, 13, 0, 0}).value()} * 60;
    host.time = static_cast<double>(now) - 2 * 3600;    // in Greenwich, two hours behind
    host.ports.to_epoch = [](const slurmlic::LocalTime& time) {
        return std::int64_t{slurmlic::to_minutes(time).value()} * 60 + time.second - 2 * 3600;
    };
    host.outcomes[lmstat].out += "  eve pc3 pc3 (v1) (lic1/27000 103) queued for 2 licenses\n";
    CHECK(host.run() == Exit::ok);
    CHECK(host.log == Log{});
    CHECK(host.out == R"(vcs  seats 5 of 12  Slurm 8  gap -3  outside 3  idle 6

  license    pool         total  used  free  resv  pend
  vcs_batch  batch            8     8     0     0     4
  vcs_int    interactive      4     0     4     0     0

  app  server or daemon  state       version
  syn  lic1:27000        up, master  v11.19
  syn  snpslmd           up          v11.18

  feature  issued  used  resv  queued  borrowed  expires
  VCS          12     5     0       2         0  2099-12-31, 26697 d

  user   seats  tokens  since
  alice      3       0  2026-09-28, 60 d  pc1
  bob        2       8  2026-09-28, 60 d  n1; job 7

  waits for seats  host  seats  feature
  eve              pc3       2  VCS

  waits for tokens  job  tokens
  eve               8         4
)");
    host.out.clear();
    host.options.json = true;
    CHECK(host.run() == Exit::ok);
    const std::int64_t since = std::int64_t{slurmlic::to_minutes({2026, 9, 28, 8, 1, 0}).value()} * 60 - 2 * 3600;
    CHECK(host.out.find("\"since\": " + std::to_string(since)) != std::string::npos);
    CHECK(host.out.find("\"user\": \"alice\"") != std::string::npos);
}

TEST_CASE("show of a tool that is not known names one of nearly that name") {
    People host(Task::show);
    host.options.tool = "vsc";
    CHECK(host.run() == Exit::usage);
    CHECK(host.out.empty());
    REQUIRE(host.log.size() == 1);
    CHECK(host.log.front().find("there is no tool \"vsc\"") != std::string::npos);
}

TEST_CASE("gap TOOL without a gap says so, and points to show TOOL") {
    People host(Task::gap);
    host.options.tool = "vcs";
    host.answer("scontrol show lic",
                "LicenseName=vcs_batch\n    Total=8 Used=5 Free=3 Reserved=0 Remote=no\n"
                "LicenseName=vcs_int\n    Total=4 Used=0 Free=4 Reserved=0 Remote=no\n");
    host.answer(squeue, "7|R|bob|a|vcs_batch:2\n8|R|alice|a|vcs_batch:3\n");
    CHECK(host.run() == Exit::ok);
    CHECK(host.out ==
          "vcs  seats 5 of 12  Slurm 5  gap 0  outside 0  idle 0\n"
          "no gap: each user has as many seats as tokens; who has them: slurmlic show vcs\n");
}
