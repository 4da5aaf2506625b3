// doctor on the directory, on the published file, and on what lies beside it.

#include "tests/support/doctor_host.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

/// With another output than "/dir", and nothing there.
class Elsewhere : public Clinic {
public:
    explicit Elsewhere(const std::string& output) {
        options.output = output;
        files.erase(prom);
        files.erase("/etc/cron.d/slurmlic");
    }
};

}    // namespace

TEST_CASE("a directory that is missing, or none, is bad") {
    CHECK(Elsewhere("/gone/textfile").complaints().at(0) ==
          "bad directory: /gone/textfile (output) is not there; mend: install -d -o root -m 0755 /gone/textfile");
    CHECK(
        Elsewhere("/settings/x.prom").complaints().at(0) ==
        "bad directory: /settings (output) is no directory; mend: slurmlic doctor --output /var/lib/prometheus/node-exporter");
    CHECK(Elsewhere("/settings").complaints().at(0) ==
          "bad directory: output: expected -, a directory, or a file whose name ends in .prom, got \"/settings\"; mend: "
          "slurmlic doctor --output /dir");
}

TEST_CASE("where no output is set, the directory of the cron file is looked at, or a usual one") {
    Clinic world;
    world.options.output = "-";
    CHECK(world.complaints().empty());
    CHECK(world.says("ok directory: /dir (/etc/cron.d/slurmlic): slurmlic may write to it, mode 0775, root:slurmlic"));
    Elsewhere nowhere("-");
    nowhere.complaints();
    CHECK(nowhere.says(
        "ok directory: /dir (no output is set: the one that node_exporter reads): root can create and rename files in it"));
    nowhere.stop("812");
    CHECK(nowhere.complaints().at(0) ==
          "bad directory: no directory to look at: no --output, none in the settings, a unit or a cron file, and neither "
          "/var/lib/prometheus/node-exporter nor /var/lib/node_exporter/textfile_collector is there; mend: slurmlic doctor "
          "--output /var/lib/prometheus/node-exporter");
    nowhere.facts["/var/lib/node_exporter/textfile_collector"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    nowhere.complaints();
    CHECK(
        nowhere.says("ok directory: /var/lib/node_exporter/textfile_collector (no output is set: the usual one): root can "
                     "create and rename files in it"));
}

TEST_CASE("a job that names no output publishes nothing") {
    Clinic world;
    world.files["/settings"] = "";
    world.files["/etc/cron.d/slurmlic"] = "* * * * * slurmlic slurmlic\n";
    const Log complaints = world.complaints();
    CHECK(std::find(
              complaints.begin(), complaints.end(),
              "bad schedule: /etc/cron.d/slurmlic names no --output: it publishes nothing; mend: sed -i '/^[^#].*slurmlic/c* * "
              "* * * slurmlic slurmlic --output /dir 2>&1 | logger -t slurmlic' /etc/cron.d/slurmlic") != complaints.end());
}

TEST_CASE("the user who publishes must be there, and may write") {
    Clinic world;
    world.facts["/dir"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    CHECK(world.complaints() == Log{"bad directory: slurmlic may not write to /dir: mode 0755, root:root; mend: chgrp slurmlic "
                                    "/dir && chmod g+rwx /dir"});
    world.attributes[{"/dir", "system.posix_acl_access"}] = "x";
    CHECK(world.complaints() == Log{"bad directory: slurmlic may not write to /dir: mode 0755, root:root, by its ACL; mend: "
                                    "setfacl -m u:slurmlic:rwx /dir"});
    world.attributes.clear();
    world.facts["/dir"].gid = 500;    // by /etc/group
    world.facts["/dir"].mode = 0775;
    CHECK(world.complaints().empty());
    world.files["/etc/passwd"] = "root:x:0:0:root:/root:/bin/sh\n";
    CHECK(world.complaints() == Log{"warn directory: slurmlic is to publish, but /etc/passwd has no such user; mend: getent "
                                    "passwd slurmlic || useradd --system --user-group --shell /usr/sbin/nologin slurmlic"});
}

TEST_CASE("a directory in which no file can be made is bad, whatever its mode says") {
    Clinic world;
    world.full = true;
    CHECK(world.complaints() == Log{"bad directory: cannot write a file in /dir: No space left on device (output), tried as "
                                    "root; mend: df -h /dir; findmnt -T /dir"});
}

TEST_CASE("a file that is a mount of its own can't be replaced") {
    Clinic world;
    world.facts[prom] = {FileKind::regular, 0644, 0, 0, 2, 0};
    CHECK(world.complaints() == Log{"bad directory: /dir/slurm_licenses.prom is on another file system than its directory, so "
                                    "that it can't be replaced; mend: umount /dir/slurm_licenses.prom"});
}

TEST_CASE("node_exporter must be able to enter all the folders, and to read the last and the file") {
    Clinic world;
    world.facts["/dir"].mode = 0770;
    CHECK(world.complaints() == Log{"bad node_exporter: node_exporter (pid 812, user prometheus) may not read /dir: mode 0770, "
                                    "root:slurmlic; mend: chmod o+rx /dir"});
    world.files["/proc/812/status"] = "Uid:\t120 120 120 120\nGid:\t121 121 121 121\nGroups:\t997\n";
    CHECK(world.complaints().empty());
    world.facts[prom] = {FileKind::regular, 0600, 998, 997, 1, 0};
    CHECK(world.complaints() == Log{"bad file: node_exporter (pid 812, user prometheus) may not read /dir/slurm_licenses.prom: "
                                    "mode 0600, slurmlic:slurmlic; mend: chmod g+r /dir/slurm_licenses.prom"});
    Elsewhere deep("/a/b");
    deep.start("812", "/usr/bin/node_exporter --collector.textfile.directory /a/b");
    deep.facts["/a"] = {FileKind::directory, 0700, 0, 0, 1, 0};
    deep.facts["/a/b"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    CHECK(deep.complaints().at(0) ==
          "bad node_exporter: node_exporter (pid 812, user prometheus) may not enter /a: mode 0700, root:root; mend: chmod o+x "
          "/a");
}

TEST_CASE("SELinux labels are looked at where there is SELinux") {
    Clinic world;
    world.attributes[{"/dir", "security.selinux"}] = "unconfined_u:object_r:user_home_t:s0";
    CHECK(world.complaints().empty());
    world.facts["/sys/fs/selinux/booleans"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    CHECK(world.complaints() == Log{"warn directory: SELinux label of /dir: unconfined_u:object_r:user_home_t:s0; mend: "
                                    "semanage fcontext -a -t var_lib_t '/dir(/.*)?' && restorecon -Rv /dir"});
    world.attributes[{"/dir", "security.selinux"}] = "system_u:object_r:var_lib_t:s0";
    CHECK(world.complaints().empty());
    CHECK(world.says("ok directory: SELinux label of /dir: system_u:object_r:var_lib_t:s0"));
}

TEST_CASE("a file that is missing, or no file, is bad") {
    Clinic world;
    world.files.erase(prom);
    CHECK(world.complaints() == Log{"bad file: /dir/slurm_licenses.prom is not there; mend: runuser -u slurmlic -- slurmlic "
                                    "--output /dir/slurm_licenses.prom"});
    world.facts[prom] = {FileKind::fifo, 0644, 0, 0, 1, 0};
    CHECK(world.complaints() ==
          Log{"bad file: /dir/slurm_licenses.prom is no regular file; mend: rm -r /dir/slurm_licenses.prom"});
}

TEST_CASE("a file that is old, or from the future, is bad") {
    Clinic world;
    world.publish(world.time - 2820, "1.2.3", "");
    CHECK(world.complaints() == Log{"bad file: /dir/slurm_licenses.prom is 47 min old: no run has written it since; mend: "
                                    "runuser -u slurmlic -- slurmlic --output /dir/slurm_licenses.prom"});
    world.publish(world.time - 180, "1.2.3", "");
    CHECK(world.complaints().empty());
    world.publish(world.time + 600, "1.2.3", "");
    CHECK(world.complaints() == Log{"bad file: /dir/slurm_licenses.prom was written 10 min from now; mend: timedatectl set-ntp "
                                    "true && runuser -u slurmlic -- slurmlic --output /dir/slurm_licenses.prom"});
}

TEST_CASE("what the file says of the last run, and of who wrote it") {
    Clinic world;
    world.publish(world.time, "1.2.2", "slurmlic_source_up{source=\"flexlm:syn\"} 1\nslurmlic_source_up{source=\"slurm\"} 0\n");
    CHECK(world.complaints() ==
          Log{"warn file: the last run could not read slurm; mend: runuser -u slurmlic -- slurmlic --verbose --output - > "
              "/dev/null",
              "warn file: slurmlic 1.2.2 wrote it, this is 1.2.3; mend: type -a slurmlic; then remove the one that is too "
              "many, or runuser -u slurmlic -- slurmlic --output /dir/slurm_licenses.prom"});
    world.publish(world.time, "1.2.3", "x 1\n");
    CHECK(world.complaints() == Log{"warn file: the last run did not understand all that it read; mend: runuser -u slurmlic -- "
                                    "slurmlic --verbose --output - > /dev/null"});
    world.files[prom] = "slurm_licenses_total 1\n";
    CHECK(world.complaints() ==
          Log{"bad file: /dir/slurm_licenses.prom holds no slurmlic_last_run_timestamp_seconds: slurmlic did not write it; "
              "mend: runuser -u slurmlic -- slurmlic --output /dir/slurm_licenses.prom"});
    world.publish(world.time, "1.2.3", "");
    world.files[prom] += "x 1 1700000000\n";
    CHECK(world.complaints() == Log{"bad file: /dir/slurm_licenses.prom: line 7: expected nothing behind the value: "
                                    "node_exporter refuses blanks and timestamps, got \" 1700000000\"; slurmlic does not write "
                                    "that; mend: runuser -u slurmlic -- slurmlic --output /dir/slurm_licenses.prom"});
}

TEST_CASE("other files in the directory must not hold the same series, nor stop node_exporter") {
    Clinic world;
    world.files["/dir/apt.prom"] = "apt_upgrades_pending 3\n";
    world.files["/dir/old.prom.bak"] = "slurm_licenses_total 3\n";
    CHECK(world.complaints().empty());
    CHECK(world.says("ok neighbours: 1 other *.prom file beside it, none of which is in the way"));
    world.files["/dir/.hidden.prom"] = "a 1";
    world.files["/dir/old.prom"] = "slurm_licenses_total{license_name=\"a\"} 3\nslurmlic_build_info{version=\"1\"} 1\nup 1\n";
    world.facts["/dir/pipe.prom"] = {FileKind::fifo, 0644, 0, 0, 1, 0};
    world.facts["/dir/folder.prom"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    world.files["/dir/mine.prom"] = "b 1\n";
    world.facts["/dir/mine.prom"] = {FileKind::regular, 0600, 1000, 1000, 1, 0};
    CHECK(world.complaints() ==
          Log{"warn neighbours: /dir/.hidden.prom: line 1: expected a line end behind the last line; node_exporter drops it or "
              "a part of it; mend: mv /dir/.hidden.prom /dir/.hidden.prom.off",
              "bad neighbours: /dir/folder.prom is no regular file, which fails every scrape; mend: mv /dir/folder.prom "
              "/dir/folder.prom.off",
              "warn neighbours: node_exporter (pid 812, user prometheus) may not read /dir/mine.prom: mode 0600, alice:1000; "
              "mend: chmod o+r /dir/mine.prom",
              "bad neighbours: /dir/old.prom holds slurm_licenses_total, slurmlic_build_info, too: node_exporter drops series "
              "without a word; mend: rm /dir/old.prom",
              "bad neighbours: /dir/pipe.prom is a FIFO: node_exporter hangs when it reads it; mend: rm /dir/pipe.prom"});
}

TEST_CASE("temporary files of runs that were killed are told, those of runs at work are not") {
    Clinic world;
    world.facts["/dir/.slurm_licenses.prom.slurmlic-abc123"] = {FileKind::regular, 0644, 0, 0, 1, world.time - 20};
    CHECK(world.complaints().empty());
    world.facts["/dir/.slurm_licenses.prom.slurmlic-abc123"].modified = world.time - 3600;
    CHECK(world.complaints() ==
          Log{"warn neighbours: /dir/.slurm_licenses.prom.slurmlic-abc123 is left of a run that was killed; mend: "
              "rm /dir/.slurm_licenses.prom.slurmlic-abc123"});
}
