// doctor as a whole; its themes have files of their own.

#include <algorithm>

#include "tests/support/doctor_host.hpp"

using namespace slurmlic;
using slurmlic::testing::Clinic;
using slurmlic::testing::Log;

TEST_CASE("doctor on a healthy host: every line is ok, and so is the exit status") {
    Clinic world;
    world.terminal.is_one = true;
    const auto files = world.files;
    CHECK(world.run() == Exit::ok);
    CHECK(world.log == Log{});
    CHECK(world.out == R"(ok    settings       /settings: valid, 1 FlexLM app and 1 tool
ok    scontrol       scontrol: slurm 22.05.8
ok    squeue         squeue: slurm 22.05.8
ok    flexlm:syn     1 feature from lmutil lmstat -a -c 27000@lic1 in 10 ms
ok    slurm          1 license from scontrol show lic in 10 ms
ok    squeue         1 job with licenses from squeue --noheader --array --all --states=PENDING,RUNNING,SUSPENDED,CONFIGURING --format=%i|%t|%u|%W in 10 ms
ok    flexlm:syn     up: server 27000@lic1 v11.19 (master), daemon snpslmd v11.18
ok    tools          1 [[tool]] map 2 names that exist
ok    directory      /dir (output): slurmlic may write to it, mode 0775, root:slurmlic
ok    node_exporter  node_exporter (pid 812, user prometheus) reads /dir
ok    file           /dir/slurm_licenses.prom is 20 s old, and valid
ok    neighbours     no other *.prom file beside it
ok    schedule       cron runs it, by /etc/cron.d/slurmlic
ok    clock          this host and slurmctld agree within 30 s
)");
    CHECK(world.files == files);    // nothing was published, nothing left
}

TEST_CASE("doctor --json prints the same as objects") {
    Clinic world;
    world.options.json = true;
    world.files["/settings"] = "output = \"/dir\"\ntimeout = 20\n";
    CHECK(world.run() == Exit::incomplete);
    CHECK(world.out.starts_with(R"([
  {
    "status": "bad",
    "subject": "settings",
    "finding": "/settings:2: timeout: expected a string such as \"20s\", got an integer; until it is right every run ends with status 2",
    "mend": "vi +2 /settings"
  },
)"));
    CHECK(world.out.ends_with("]\n"));
}

TEST_CASE("doctor tells every problem of the settings, and looks at the rest all the same") {
    Clinic world;
    world.files["/settings"] += "[slurm]\nscontroll = \"x\"\nclusters = [\"all\"]\n";
    const std::string end = "; until it is right every run ends with status 2; mend: vi +10 /settings";
    const Log complaints = world.complaints();
    REQUIRE(complaints.size() == 2);
    CHECK(complaints[0] == "bad settings: /settings:10: unknown key \"slurm.scontroll\": did you mean scontrol?" + end);
    CHECK(complaints[1].starts_with("bad settings: /settings:11: slurm.clusters"));
    CHECK(world.out.find("\nok    clock ") != std::string::npos);
}

TEST_CASE("a finding is one line, however long, also on a terminal: what is to be mended is to be pasted") {
    Clinic world;
    world.fail("scontrol show lic", "slurm_load_license error: Unable to contact slurm controller (connect failure)");
    world.terminal.is_one = true;
    world.terminal.columns = 60;
    world.run();
    CHECK(world.out.find("\n ") == std::string::npos);
    CHECK(world.out.find("(connect failure); mend: scontrol ping; on the host that it names: systemctl restart slurmctld\n") !=
          std::string::npos);
}

TEST_CASE("doctor without a settings file checks with the defaults, a named one must be there") {
    Clinic world;
    world.options.config.reset();
    world.options.output = "/dir";
    world.complaints();
    CHECK(world.says("ok settings: /etc/slurmlic/slurmlic.toml is not there: defaults"));
    world.options.config = "/gone.toml";
    CHECK(world.complaints().front() ==
          "bad settings: cannot read /gone.toml: No such file or directory; until it is right every run ends with status 2; "
          "mend: ls -l /gone.toml");
}

TEST_CASE("doctor says that saved text is not what lives") {
    Clinic world;
    world.options.input = "/lic.txt";
    world.files["/lic.txt"] = "LicenseName=vcs_batch\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\n";
    const Log complaints = world.complaints();
    REQUIRE(complaints.size() == 2);
    CHECK(complaints[0] == "warn settings: saved text is read, and nothing is asked that lives; mend: slurmlic doctor");
    CHECK(complaints[1] ==
          "warn tools: 1 name of tools not looked for: a source is down or not asked, mend that first; mend: slurmlic doctor");
    CHECK(world.ran.empty());
}

TEST_CASE("settings that contradict each other are bad, without a source being asked") {
    Clinic world;
    world.options.input = "-";
    world.options.squeue_input = "-";
    CHECK(world.complaints().front().starts_with("bad settings: input: expected one source to read standard input"));
    CHECK(world.ran.empty());
}

TEST_CASE("a clock that can't be right is bad, one that differs from slurmctld's a warning") {
    Clinic world;
    world.answer("scontrol show config", "Configuration data as of 1763856240\n");
    CHECK(world.complaints() == Log{"warn clock: slurmctld's clock is 4 min ahead of this host's; munge refuses more than 5 "
                                    "min; mend: on both hosts: timedatectl set-ntp true && chronyc makestep"});
    world.answer("scontrol show config", "Configuration data as of 1763855900\n");
    CHECK(world.complaints().front().starts_with("warn clock: slurmctld's clock is 100 s behind this host's; "));
    world.answer("scontrol show config", "something else\n");
    CHECK(world.complaints().empty());
    CHECK(world.says("ok clock: the year is plausible; slurmctld's time is not known"));
    world.time = 86400;
    world.publish(world.time, "1.2.3", "");
    CHECK(world.complaints() == Log{"bad clock: this host's time is 86400 seconds after 1970, which can't be; mend: "
                                    "timedatectl set-ntp true && chronyc makestep"});
}
