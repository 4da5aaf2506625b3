#include "tests/support/doctor_host.hpp"

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
    CHECK(world.says("ok schedule: slurmlic.timer is enabled"));
    world.files["/etc/cron.d/slurmlic"] = "* * * * * slurmlic slurmlic --output=/dir\n";
    CHECK(world.complaints() == Log{"warn schedule: slurmlic.timer is enabled, and /etc/cron.d/slurmlic runs it, too; mend: "
                                    "keep one: rm /etc/cron.d/slurmlic; or systemctl disable --now slurmlic.timer"});
}

TEST_CASE("with neither timer nor cron nothing runs slurmlic, unless the file is fresh") {
    Timed world;
    world.files.erase(wants);
    world.user = 998;
    CHECK(world.complaints() == Log{"warn schedule: neither timer nor cron is there, but the file is fresh: something else "
                                    "runs slurmlic; mend: systemctl enable --now slurmlic.timer"});
    world.files.erase(prom);
    CHECK(world.complaints().back() ==
          "bad schedule: slurmlic.timer is not enabled, and there is no cron job: nothing runs slurmlic; mend: systemctl "
          "enable --now slurmlic.timer");
    world.files.erase("/usr/lib/systemd/system/slurmlic.timer");
    CHECK(world.complaints().back() ==
          "bad schedule: there is neither slurmlic.timer nor a cron job: nothing runs slurmlic; mend: echo '* * * * * root "
          "slurmlic --output /dir 2>&1 | logger -t slurmlic' > /etc/cron.d/slurmlic");
}

TEST_CASE("a timer without its service, and one without systemd, do not run") {
    Timed world;
    world.facts.erase("/run/systemd/system");
    CHECK(world.complaints() == Log{"warn schedule: slurmlic.timer is enabled, but systemd does not run here; mend: echo '* * "
                                    "* * * root slurmlic --output /dir 2>&1 | logger -t slurmlic' > /etc/cron.d/slurmlic"});
    world.files.erase(service);
    CHECK(world.complaints().back() ==
          "bad schedule: slurmlic.timer is enabled, but there is no slurmlic.service; mend: systemctl disable --now "
          "slurmlic.timer; echo '* * * * * root slurmlic --output /dir 2>&1 | logger -t slurmlic' > /etc/cron.d/slurmlic");
}

TEST_CASE("a timer that is masked does not run, whatever enables it") {
    for (const std::string folder : {"/etc", "/run"}) {
        Timed world;
        const std::string mask = folder + "/systemd/system/slurmlic.timer";
        world.facts[mask] = {FileKind::other, 0666, 0, 0, 1, 0};    // /dev/null
        CHECK(world.complaints() ==
              Log{"bad schedule: " + mask +
                  " masks slurmlic.timer, and there is no cron job: nothing runs slurmlic; mend: "
                  "systemctl unmask " +
                  (folder == "/run" ? "--runtime " : "") + "slurmlic.timer && systemctl enable --now slurmlic.timer"});
        world.files["/etc/cron.d/slurmlic"] = "* * * * * slurmlic slurmlic --output=/dir\n";
        CHECK(world.complaints().empty());    // which is why it is masked
        CHECK(world.says("ok schedule: cron runs it, by /etc/cron.d/slurmlic"));
    }
    Timed world;
    world.files["/etc/systemd/system/slurmlic.timer"] = "";    // a mask, too
    CHECK(world.complaints().size() == 1);
    world.files.erase("/etc/systemd/system/slurmlic.timer");
    world.facts["/etc/systemd/system/slurmlic.service"] = {FileKind::other, 0666, 0, 0, 1, 0};
    CHECK(world.complaints() == Log{"bad schedule: slurmlic.timer is enabled, but /etc/systemd/system/slurmlic.service masks "
                                    "its service; mend: systemctl unmask slurmlic.service && systemctl start slurmlic.timer"});
}

TEST_CASE("a timer that is enabled until the next boot, or by a broken link, is a warning") {
    Timed world;
    world.files.erase(wants);
    world.files["/run/systemd/system/timers.target.wants/slurmlic.timer"] = "[Timer]\n";
    CHECK(world.complaints() == Log{"warn schedule: slurmlic.timer is enabled until the next boot only; mend: systemctl enable "
                                    "--now slurmlic.timer"});
    world.files.erase("/run/systemd/system/timers.target.wants/slurmlic.timer");
    world.links.insert(wants);
    CHECK(world.complaints() == Log{"warn schedule: slurmlic.timer is enabled, but " + std::string(wants) +
                                    " leads nowhere; mend: systemctl reenable slurmlic.timer"});
    world.files.erase("/usr/lib/systemd/system/slurmlic.timer");
    CHECK(world.complaints() == Log{"bad schedule: " + std::string(wants) +
                                    " enables slurmlic.timer, but there is no such unit; mend: echo '* * * * * root slurmlic "
                                    "--output /dir 2>&1 | logger -t slurmlic' > /etc/cron.d/slurmlic"});
    world.files["/etc/cron.d/slurmlic"] = "* * * * * slurmlic slurmlic --output=/dir\n";
    CHECK(world.complaints() ==
          Log{"warn schedule: " + std::string(wants) + " enables slurmlic.timer, but there is no such unit; mend: rm " + wants +
              " && systemctl daemon-reload"});
}

TEST_CASE("a timer that another target wants is enabled, one that is linked to /dev/null is not") {
    Timed world;
    world.files.erase(wants);
    world.files["/etc/systemd/system/multi-user.target.wants/slurmlic.timer"] = "[Timer]\n";
    CHECK(world.complaints().empty());
    world.files.erase("/etc/systemd/system/multi-user.target.wants/slurmlic.timer");
    world.facts[wants] = {FileKind::other, 0666, 0, 0, 1, 0};
    CHECK(world.complaints().back().starts_with("warn schedule: neither timer nor cron is there"));
}

TEST_CASE("a cron file without a cron is bad once nothing has written the file") {
    Clinic world;
    world.stop("60");
    CHECK(world.complaints().empty());    // fresh: something like cron runs
    world.publish(world.time - 2820, "1.2.3", "");
    CHECK(world.complaints_about("schedule") ==
          Log{"bad schedule: /etc/cron.d/slurmlic is there, but cron does not run; mend: service cron start"});
    world.facts["/run/systemd/system"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    world.files.erase("/etc/debian_version");
    CHECK(world.complaints_about("schedule").front().ends_with("mend: systemctl enable --now crond"));
}

TEST_CASE("a file that is old although the timer is enabled: the timer may not have been started") {
    Timed world;
    world.publish(world.time - 2820, "1.2.3", "");
    CHECK(world.complaints().front() ==
          "bad file: /dir/slurm_licenses.prom is 47 min old: no run has written it since; mend: systemctl start "
          "slurmlic.timer; journalctl -u slurmlic -n 20");
}

TEST_CASE("cron files that cron passes over are bad") {
    Clinic world;
    world.files["/etc/cron.d/slurmlic.cron"] = world.files["/etc/cron.d/slurmlic"];
    world.files.erase("/etc/cron.d/slurmlic");
    CHECK(world.complaints().at(0) ==
          "bad schedule: cron does not read /etc/cron.d/slurmlic.cron: it passes over such names; mend: mv "
          "/etc/cron.d/slurmlic.cron /etc/cron.d/slurmlic");
    Clinic open;
    open.facts["/etc/cron.d/slurmlic"] = {FileKind::regular, 0664, 0, 0, 1, 0};
    CHECK(open.complaints().at(0) ==
          "bad schedule: cron does not read /etc/cron.d/slurmlic: others than root may write to it; mend: chown root:root "
          "/etc/cron.d/slurmlic && chmod 644 /etc/cron.d/slurmlic");
}

TEST_CASE("a cron file whose last line has no end is bad, and other crons than Debian's take other names") {
    Clinic world;
    world.files["/etc/cron.d/slurmlic"].pop_back();
    CHECK(
        world.complaints().at(0) ==
        "bad schedule: cron does not read /etc/cron.d/slurmlic: its last line has no end; mend: echo >> /etc/cron.d/slurmlic");
    Clinic cronie;
    cronie.files.erase("/etc/debian_version");
    cronie.files["/etc/cron.d/slurmlic.cron"] = cronie.files["/etc/cron.d/slurmlic"];
    cronie.files.erase("/etc/cron.d/slurmlic");
    CHECK(cronie.complaints().empty());
    cronie.files["/etc/cron.d/slurmlic.rpmsave"] = cronie.files["/etc/cron.d/slurmlic.cron"];
    CHECK(cronie.complaints().at(0).starts_with("bad schedule: cron does not read /etc/cron.d/slurmlic.rpmsave: "));
}

TEST_CASE("cron jobs stand in /etc/crontab and in the users' own, too, show is none of them") {
    Clinic world;
    world.files["/etc/cron.d/slurmlic"] = "# * * * * * slurmlic slurmlic --output /dir\n* * * * * root slurmlic show\n";
    world.files["/etc/crontab"] = "@hourly root /usr/bin/true\n*/1 * * * * slurmlic /usr/bin/slurmlic collect -o /dir\n";
    CHECK(world.complaints().empty());
    CHECK(world.says("ok schedule: cron runs it, by /etc/crontab"));
    world.files["/var/spool/cron/crontabs/slurmlic"] = "* * * * * '/usr/bin/slurmlic' -o/dir\n";
    CHECK(world.complaints() ==
          Log{"warn schedule: cron runs slurmlic by 2 lines, in /etc/crontab, /var/spool/cron/crontabs/slurmlic; mend: keep "
              "one: crontab -u slurmlic -l | grep -v slurmlic | crontab -u slurmlic -"});
}

TEST_CASE("drop-ins of the unit count: where it publishes, as whom, and what its sandbox lets it write") {
    Timed world;
    world.files["/etc/systemd/system/slurmlic.service.d/override.conf"] =
        "[Service]\nExecStart=\nExecStart=/usr/bin/slurmlic --output "
        "\"/other\"\nReadWritePaths=\nReadWritePaths=/other\nUser=alice\n";
    const Log complaints = world.complaints();
    REQUIRE(complaints.size() == 3);
    CHECK(complaints[0] == "warn directory: " + std::string(service) +
                               " publishes /other/slurm_licenses.prom, this looks at /dir/slurm_licenses.prom; mend: slurmlic "
                               "doctor --output /other");
    CHECK(complaints[1] == "bad directory: " + std::string(service) +
                               " may not write to /dir: its ReadWritePaths= does not name it; mend: mkdir -p "
                               "/etc/systemd/system/slurmlic.service.d && printf '%s\\n' '[Service]' ReadWritePaths=/dir > "
                               "/etc/systemd/system/slurmlic.service.d/directory.conf && systemctl daemon-reload");
    CHECK(complaints[2] ==
          "bad directory: alice may not write to /dir: mode 0775, root:slurmlic; mend: chgrp 1000 /dir && chmod g+rwx /dir");
}
