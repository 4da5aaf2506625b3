#include "tests/support/doctor_host.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

const std::string show_timer = "systemctl show --property=LoadState,ActiveState,UnitFileState slurmlic.timer";
const std::string show_service = "systemctl show --property=LoadState,User,ExecStart,Result slurmlic.service";

/// A host with systemd, on which the timer of the package is enabled; no cron job.
class Timed : public DoctorHost {
public:
    Timed() {
        files.erase("/etc/cron.d/slurmlic");
        directories.insert("/run/systemd/system");
        timer("loaded", "active", "enabled");
        service("loaded", "slurmlic", "/usr/bin/slurmlic --output /dir", "success");
    }
    void timer(const std::string& load, const std::string& active, const std::string& enabled) {
        answer(show_timer, fmt::format("LoadState={}\nActiveState={}\nUnitFileState={}\n", load, active, enabled));
    }
    void service(const std::string& load, const std::string& user, const std::string& argv, const std::string& result) {
        answer(show_service,
               fmt::format("Result={}\nExecStart={{ path=/usr/bin/slurmlic ; argv[]={} ; ignore_errors=no ; pid=0 }}\nUser={}\n"
                           "LoadState={}\n",
                           result, argv, user, load));
    }
};

const std::string cron_line =
    "printf '%s\\n' '* * * * * root /usr/bin/slurmlic --output /dir 2>&1 | logger -t slurmlic' > "
    "/etc/cron.d/slurmlic";

}    // namespace

TEST_CASE("a timer that is enabled and active is ok, beside cron it is one too many") {
    Timed host;
    CHECK(host.complaints().empty());
    CHECK(host.says("ok schedule: slurmlic.timer is enabled and active"));
    CHECK(host.says("ok directory: /dir: slurmlic can create and rename files in it"));
    host.files["/etc/cron.d/slurmlic"] = "* * * * * slurmlic slurmlic --output=/dir\n";
    CHECK(host.complaints() == Log{"warn schedule: slurmlic.timer runs it, and so does cron, by /etc/cron.d/slurmlic; mend: "
                                   "remove the line there, or: systemctl disable --now slurmlic.timer"});
}

TEST_CASE("with neither timer nor cron nothing runs slurmlic, unless the file is new") {
    Timed host;
    host.timer("loaded", "inactive", "disabled");
    CHECK(host.complaints() == Log{"warn schedule: neither timer nor cron runs slurmlic, but something does: the file is new; "
                                   "mend: systemctl enable --now slurmlic.timer"});
    host.publish(host.time - 2820);
    CHECK(host.complaints().back() ==
          "bad schedule: neither timer nor cron: nothing runs slurmlic; mend: systemctl enable --now slurmlic.timer");
    host.timer("not-found", "inactive", "");
    host.answer(show_service, "LoadState=not-found\nUser=\n");
    CHECK(host.complaints().back() == "bad schedule: neither timer nor cron: nothing runs slurmlic; mend: " + cron_line);
    host.answer("getent passwd slurmlic", "slurmlic:x:990:990::/nonexistent:/usr/sbin/nologin\n");    // rather than root
    CHECK(host.complaints().back().find("* * * * * slurmlic ") != std::string::npos);
    const bool asks_as_root = std::ranges::any_of(host.ran, [](const Command& one) { return one.argv.front() == "scontrol"; });
    CHECK_FALSE(asks_as_root);
}

TEST_CASE("a timer that is half there is bad") {
    const std::string enable = "; mend: systemctl enable --now slurmlic.timer";
    Timed host;
    host.timer("loaded", "inactive", "enabled");
    CHECK(host.complaints() == Log{"bad schedule: slurmlic.timer is enabled and inactive" + enable});
    host.timer("loaded", "active", "disabled");
    CHECK(host.complaints() == Log{"bad schedule: slurmlic.timer is disabled and active" + enable});
    host.timer("loaded", "active", "enabled");
    host.service("masked", "slurmlic", "/usr/bin/slurmlic --output /dir", "success");
    CHECK(host.complaints() == Log{"bad schedule: slurmlic.timer is enabled and active, but slurmlic.service is masked; mend: "
                                   "systemctl status slurmlic.service"});
    host.service("loaded", "slurmlic", "/usr/bin/slurmlic --output /dir", "exit-code");
    CHECK(host.complaints() ==
          Log{"bad schedule: the last run of slurmlic.service failed: exit-code; mend: journalctl -u slurmlic -n 20"});
    host.timer("masked", "inactive", "masked");
    host.files["/etc/cron.d/slurmlic"] = "* * * * * slurmlic slurmlic --output=/dir\n";
    CHECK(host.complaints().empty());
}

TEST_CASE("a file that is old although the timer is active: its journal says why") {
    Timed host;
    host.publish(host.time - 2820);
    CHECK(host.complaints().front() ==
          "bad file: /dir/slurm_licenses.prom is 47 min old: no run has written it since; mend: journalctl -u slurmlic -n 20");
}

TEST_CASE("a systemctl that fails is told in its own words") {
    Timed host;
    host.fail(show_timer, "Failed to connect to bus: No such file or directory\n");
    host.fail(show_service, "");
    CHECK(host.complaints().at(0) ==
          "warn schedule: Failed to connect to bus: No such file or directory; mend: systemctl show slurmlic.timer");
}

TEST_CASE("cron jobs stand in /etc/crontab, too, and only what publishes is one") {
    DoctorHost host;
    host.files["/etc/cron.d/slurmlic"] =
        "# * * * * * slurmlic slurmlic --output /dir\n* * * * * root slurmlic show\n* * * * * slurmlic /usr/bin/true\n"
        "* * * * * root /usr/bin/true | logger -t slurmlic\nMAILTO=slurmlic\n\n";
    host.files["/etc/crontab"] = "@hourly root /usr/bin/true\n*/1 * * * * slurmlic /usr/bin/slurmlic collect -o /dir\n";
    CHECK(host.complaints().empty());
    CHECK(host.says("ok schedule: cron runs it, by /etc/crontab"));
    host.files["/etc/cron.d/slurmlic"] = "@hourly slurmlic command -v slurmlic >/dev/null || exit 0; slurmlic --output=/dir\n";
    CHECK(host.complaints() ==
          Log{"warn schedule: cron runs it by 2 lines, in /etc/cron.d/slurmlic, /etc/crontab; mend: keep one"});
}

TEST_CASE("what is scheduled has to publish the file that the other checks look at") {
    const std::string give = "; mend: let it publish with --output /dir";
    DoctorHost host;
    host.files["/etc/cron.d/slurmlic"] = "* * * * * slurmlic slurmlic --output /other\n";
    host.directories.insert("/other");
    CHECK(host.complaints() ==
          Log{"bad schedule: /etc/cron.d/slurmlic publishes /other/slurm_licenses.prom, this looks at " + prom + give});
    host.files["/etc/cron.d/slurmlic"] = "* * * * * slurmlic slurmlic -o textfile\n";
    CHECK(host.complaints() == Log{"bad schedule: /etc/cron.d/slurmlic publishes \"textfile\", which is relative to where it "
                                   "is started" +
                                   give});
    host.files["/etc/cron.d/slurmlic"] = "* * * * * slurmlic slurmlic\n";    // the settings have an output
    CHECK(host.complaints().empty());
    host.options.output = "/dir";    // now nobody knows whether they have
    CHECK(host.complaints().empty());
    Timed timed;
    timed.files["/settings"] = "";
    timed.service("loaded", "slurmlic", "/usr/bin/slurmlic", "success");
    const Log complaints = timed.complaints();
    CHECK(complaints.back() ==
          "bad schedule: slurmlic.service names no --output: it publishes nothing; mend: let it publish with --output "
          "/var/lib/prometheus/node-exporter");
}

TEST_CASE("a line for cron has an absolute path, quoted for cron and for its shell and for who pastes it") {
    DoctorHost host;
    host.files.erase("/etc/cron.d/slurmlic");
    host.directories.insert("/home/a/50% it's");
    host.options.output = "50% it's";
    host.answer("realpath -m -s -- 50% it's", "/home/a/50% it's\n");
    host.answer("mktemp -- /home/a/50% it's/.slurmlic-doctor.XXXXXX", "/home/a/50% it's/.slurmlic-doctor.abc123\n");
    host.answer("mv -T -- /home/a/50% it's/.slurmlic-doctor.abc123 /home/a/50% it's/.slurmlic-doctor.abc123.renamed", "");
    host.answer("rm -f -- /home/a/50% it's/.slurmlic-doctor.abc123 /home/a/50% it's/.slurmlic-doctor.abc123.renamed", "");
    CHECK(host.complaints().back() ==
          "bad schedule: neither timer nor cron: nothing runs slurmlic; mend: printf '%s\\n' '* * * * * root /usr/bin/slurmlic "
          "--output '\\''/home/a/50\\% it'\\''\\'\\'''\\''s'\\'' 2>&1 | logger -t slurmlic' > "
          "/etc/cron.d/slurmlic");
}

TEST_CASE("a directory that is quoted for cron is understood") {
    DoctorHost host;
    host.files["/etc/cron.d/slurmlic"] =
        "* * * * * slurmlic slurmlic -o '/50\\% it'\\''s'\\!\" a\" 2>&1 | logger -t slurmlic\n";
    host.options.output = "/50% it's! a";
    host.directories.insert("/50% it's! a");
    host.fail("mktemp -- /50% it's! a/.slurmlic-doctor.XXXXXX", "no");
    for (const std::string& one : host.complaints()) CHECK_FALSE(one.starts_with("bad schedule"));
    CHECK(host.says("ok schedule: cron runs it, by /etc/cron.d/slurmlic"));
}

TEST_CASE("the user of the service publishes, whether or not its timer is on") {
    Timed host;
    host.timer("loaded", "inactive", "disabled");
    host.complaints();
    CHECK(host.runs_of("runuser -u slurmlic -- scontrol show lic") == 1);
    host.service("loaded", "", "/usr/bin/slurmlic --output /dir", "success");
    host.complaints();
    CHECK(host.runs_of("scontrol show lic") == 1);
}
