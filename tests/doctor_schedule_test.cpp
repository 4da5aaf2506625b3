#include "clinic.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

const char* const wants = "/etc/systemd/system/timers.target.wants/slurmlic.timer";
const char* const service = "/usr/lib/systemd/system/slurmlic.service";

/// As the package installs it, with the timer enabled; no cron job.
class Timed : public Clinic {
public:
    Timed() {
        files.erase("/etc/cron.d/slurmlic");
        files[service] =
            "[Service]\nUser=slurmlic\nExecStart=/usr/bin/slurmlic --output \\\n  /dir\nProtectSystem=strict\n"
            "ReadWritePaths=-/dir\n";
        files["/usr/lib/systemd/system/slurmlic.timer"] = "[Timer]\n";
        files[wants] = "[Timer]\n";
        facts["/run/systemd/system"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    }
};

}    // namespace

TEST_CASE("an enabled timer is ok, beside cron it is one too many") {
    Timed world;
    CHECK(world.complaints().empty());
    CHECK(world.out.find("ok    schedule    slurmlic.timer is enabled\n") != std::string::npos);
    world.files["/etc/cron.d/slurmlic"] = "* * * * * slurmlic slurmlic --output=/dir\n";
    CHECK(world.complaints() ==
          Log{"warn schedule: slurmlic.timer is enabled, and /etc/cron.d/slurmlic runs it, too; mend: keep one: "
              "systemctl disable --now slurmlic.timer, or remove it from cron"});
}

TEST_CASE("with neither timer nor cron nothing runs slurmlic, unless the file is fresh") {
    Timed world;
    world.files.erase(wants);
    world.user = 998;
    CHECK(world.complaints() ==
          Log{"warn schedule: neither timer nor cron is there, but the file is fresh: something else runs "
              "slurmlic; mend: systemctl enable --now slurmlic.timer"});
    world.files.erase(prom);
    CHECK(world.complaints().back() ==
          "bad schedule: slurmlic.timer is not enabled, and there is no cron job: nothing runs slurmlic; "
          "mend: systemctl enable --now slurmlic.timer");
    world.files.erase("/usr/lib/systemd/system/slurmlic.timer");
    CHECK(world.complaints().back() ==
          "bad schedule: there is neither slurmlic.timer nor a cron job: nothing runs slurmlic; mend: "
          "install slurmlic.timer, or slurmlic.cron as /etc/cron.d/slurmlic");
}

TEST_CASE("a timer without its service, a masked one, and one without systemd do not run") {
    Timed world;
    world.facts[wants] = {FileKind::other, 0666, 0, 0, 1, 0};    // /dev/null
    CHECK(world.complaints().back().starts_with("warn schedule: neither timer nor cron is there"));
    world.facts.erase(wants);
    world.facts.erase("/run/systemd/system");
    CHECK(world.complaints() ==
          Log{"warn schedule: slurmlic.timer is enabled, but systemd does not run here; mend: use the cron "
              "file, /etc/cron.d/slurmlic"});
    world.files.erase(service);
    CHECK(world.complaints().back() ==
          "bad schedule: slurmlic.timer is enabled, but there is no slurmlic.service; mend: install "
          "slurmlic.service beside it, then systemctl daemon-reload");
}

TEST_CASE("cron files that cron passes over are bad") {
    Clinic world;
    world.files["/etc/cron.d/slurmlic.cron"] = world.files["/etc/cron.d/slurmlic"];
    world.files.erase("/etc/cron.d/slurmlic");
    CHECK(world.complaints().at(0) ==
          "bad schedule: cron does not read /etc/cron.d/slurmlic.cron: its name has a dot; mend: mv "
          "/etc/cron.d/slurmlic.cron /etc/cron.d/slurmlic");
    Clinic open;
    open.facts["/etc/cron.d/slurmlic"] = {FileKind::regular, 0664, 0, 0, 1, 0};
    CHECK(open.complaints().at(0) ==
          "bad schedule: cron does not read /etc/cron.d/slurmlic: others than root may write to it; mend: "
          "chown root:root /etc/cron.d/slurmlic && chmod 644 /etc/cron.d/slurmlic");
}

TEST_CASE("cron jobs stand in /etc/crontab and in the users' own, too, show is none of them") {
    Clinic world;
    world.files["/etc/cron.d/slurmlic"] = "# * * * * * slurmlic slurmlic --output /dir\n* * * * * root slurmlic show\n";
    world.files["/etc/crontab"] = "@hourly root /usr/bin/true\n*/1 * * * * slurmlic /usr/bin/slurmlic collect -o /dir\n";
    CHECK(world.complaints().empty());
    CHECK(world.out.find("cron runs it, by /etc/crontab\n") != std::string::npos);
    world.files["/var/spool/cron/crontabs/slurmlic"] = "* * * * * '/usr/bin/slurmlic' -o/dir\n";
    CHECK(world.complaints() == Log{"warn schedule: cron runs slurmlic by 2 lines, in /etc/crontab, "
                                    "/var/spool/cron/crontabs/slurmlic; mend: keep one"});
}

TEST_CASE("drop-ins of the unit count: where it publishes, as whom, and what its sandbox lets it write") {
    Timed world;
    world.files["/etc/systemd/system/slurmlic.service.d/override.conf"] =
        "[Service]\nExecStart=\nExecStart=/usr/bin/slurmlic --output "
        "\"/other\"\nReadWritePaths=\nReadWritePaths=/other\nUser=alice\n";
    const Log complaints = world.complaints();
    REQUIRE(complaints.size() == 3);
    CHECK(complaints[0] ==
          "warn directory: " + std::string(service) +
              " publishes /other/slurm_licenses.prom, this looks at /dir/slurm_licenses.prom; mend: slurmlic doctor "
              "--output /other");
    CHECK(complaints[1] == "bad directory: " + std::string(service) +
                               " may not write to /dir: its ReadWritePaths= does not name it; mend: systemctl edit "
                               "slurmlic.service: [Service] ReadWritePaths=/dir");
    CHECK(complaints[2] ==
          "bad directory: alice may not write to /dir: mode 0775, root:slurmlic; mend: chgrp alice /dir && chmod "
          "775 /dir");
}
