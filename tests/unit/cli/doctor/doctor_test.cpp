// doctor as a whole, on the settings and on the clock; its other themes have files of their own.

#include "tests/support/doctor_host.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

TEST_CASE("doctor on a healthy host: every line is ok, and so is the exit status") {
    DoctorHost host;
    const auto files = host.files;
    CHECK(host.run() == Exit::ok);
    CHECK(host.log == Log{});
    CHECK(host.out ==
          "ok    settings       /settings: valid, 1 app and 1 tool\n"
          "ok    flexlm:syn     1 feature from lmutil lmstat -a -c 27000@lic1 in 10 ms\n"
          "ok    slurm          1 license from scontrol show lic in 10 ms\n"
          "ok    squeue         1 job with licenses from " +
              squeue_all +
              " in 10 ms\n"
              "ok    flexlm:syn     up: server 27000@lic1 v11.19 (master), daemon snpslmd v11.18\n"
              "ok    tools          every name exists in 1 [[tool]]\n"
              "ok    directory      /dir: slurmlic can create and rename files in it\n"
              "ok    access         only root and slurmlic can write the settings, the programs and the directory\n"
              "ok    file           /dir/slurm_licenses.prom is 20 s old\n"
              "ok    neighbours     no other *.prom file is in the way\n"
              "ok    node_exporter  http://127.0.0.1:9100/metrics: it reads /dir/slurm_licenses.prom\n"
              "ok    schedule       cron runs it, by /etc/cron.d/slurmlic\n"
              "ok    clock          this host and slurmctld agree within 30 s\n");
    CHECK(host.files == files);    // nothing was published
}

TEST_CASE("doctor --json prints the same as objects") {
    DoctorHost host;
    host.options.json = true;
    host.files["/settings"] = "output = \"/dir\"\ntimeout = 20\n";
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.out.starts_with(R"([
  {
    "status": "bad",
    "subject": "settings",
    "finding": "/settings:2: timeout: expected a string such as \"20s\", got an integer; until it is right every run ends with status 2",
    "mend": "vi +2 /settings"
  },
)"));
    CHECK(host.out.ends_with("]\n"));
}

TEST_CASE("doctor names every problem of the settings, and checks the rest all the same") {
    DoctorHost host;
    host.files["/settings"] += "[slurm]\nscontroll = \"x\"\nclusters = [\"all\"]\n";
    const std::string end = "; until it is right every run ends with status 2; mend: vi +10 /settings";
    const Log complaints = host.complaints();
    REQUIRE(complaints.size() == 2);
    CHECK(complaints[0] == "bad settings: /settings:10: unknown key \"slurm.scontroll\": did you mean scontrol?" + end);
    CHECK(complaints[1].starts_with("bad settings: /settings:11: slurm.clusters"));
    CHECK(host.out.find("\nok    clock ") != std::string::npos);
}

TEST_CASE("a finding is one line, however long, also on a terminal: a command has to be pasted as a whole") {
    DoctorHost host;
    host.fail("scontrol show lic", "slurm_load_license error: Unable to contact slurm controller (connect failure)");
    host.terminal.columns = 60;
    host.run();
    CHECK(host.out.find("\n ") == std::string::npos);
    CHECK(host.out.find("(connect failure); mend: scontrol ping\n") != std::string::npos);
}

TEST_CASE("doctor without a settings file checks with the defaults, a named one must be there") {
    DoctorHost host;
    host.options.config.reset();
    host.options.output = "/dir";
    host.complaints();
    CHECK(host.says("ok settings: /etc/slurmlic/slurmlic.toml is not there: defaults"));
    host.options.config = "/gone.toml";
    CHECK(host.complaints().front() ==
          "bad settings: cannot read /gone.toml: No such file or directory; until it is right every run ends with status 2; "
          "mend: vi +0 /gone.toml");
}

TEST_CASE("doctor says that saved text is not what lives") {
    DoctorHost host;
    host.options.input = "/lic.txt";
    host.files["/lic.txt"] = "LicenseName=vcs_batch\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\n";
    CHECK(host.complaints() == Log{"warn settings: saved text is read, and live sources are not asked; mend: slurmlic doctor, "
                                   "without input in options and settings",
                                   "warn tools: 1 name of tools not looked for: a source is down or not asked; mend: slurmlic "
                                   "doctor, once every source answers"});
    for (const Command& one : host.ran) {
        const std::string line = command_line(one.argv);
        CHECK_MESSAGE((line.find("scontrol") == npos && line.find("lmutil") == npos), line);
    }
}

TEST_CASE("settings that contradict each other are bad, without a source being asked") {
    DoctorHost host;
    host.options.input = "-";
    host.options.squeue_input = "-";
    CHECK(host.complaints().front().starts_with("bad settings: input: expected one source to read standard input"));
    CHECK(host.runs_of("runuser -u slurmlic -- scontrol show lic") == 0);
}

TEST_CASE("a clock that can't be right is bad, one that differs from slurmctld's a warning") {
    DoctorHost host;
    host.answer_user("scontrol show config", "Configuration data as of 1763856240\n");
    CHECK(host.complaints() == Log{"warn clock: slurmctld's clock is 4 min ahead of this host's; munge refuses more than 5 "
                                   "min; mend: on both hosts: timedatectl set-ntp true"});
    host.answer_user("scontrol show config", "Configuration data as of 1763855900\n");
    CHECK(host.complaints().front().starts_with("warn clock: slurmctld's clock is 100 s behind this host's; "));
    host.answer_user("scontrol show config", "something else\n");
    CHECK(host.complaints().empty());
    CHECK(host.says("ok clock: the year is plausible; slurmctld's time is not known"));
    host.time = 86400;
    host.publish(host.time);
    CHECK(host.complaints() == Log{"bad clock: this host's time is 86400 seconds after 1970, which can't be; mend: timedatectl "
                                   "set-ntp true"});
}

TEST_CASE("where nothing can be printed doctor fails, and says so") {
    DoctorHost host;
    host.ports.print = [](std::string_view) -> Result<void> { return failed("cannot write standard output"); };
    CHECK(host.run() == Exit::not_published);
    CHECK(host.log == Log{"error: cannot write standard output"});
}
