// doctor on the directory, on the published file, and on what lies beside it.

#include "clinic.hpp"

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
          "bad directory: /gone/textfile (output) is not there; mend: make it: install -d -o root -m 0755 /gone/textfile; and "
          "give it to node_exporter as --collector.textfile.directory");
    CHECK(Elsewhere("/settings/x.prom").complaints().at(0) ==
          "bad directory: /settings (output) is no directory; mend: name another by --output");
    CHECK(Elsewhere("/settings").complaints().at(0) ==
          "bad directory: output: expected -, a directory, or a file whose name ends in .prom, got \"/settings\"; mend: name "
          "what "
          "node_exporter has as --collector.textfile.directory by --output");
}

TEST_CASE("where no output is set, the directory of the cron file is looked at, or a usual one") {
    Clinic world;
    world.options.output = "-";
    CHECK(world.complaints().empty());
    CHECK(world.out.find("directory   /dir (/etc/cron.d/slurmlic): slurmlic may write to it") != std::string::npos);
    Elsewhere nowhere("-");
    CHECK(nowhere.complaints().at(0) ==
          "bad directory: no directory to look at: no --output, none in the settings, a unit or a cron file, and neither "
          "/var/lib/prometheus/node-exporter nor /var/lib/node_exporter/textfile_collector is there; mend: name what "
          "node_exporter has as --collector.textfile.directory by --output");
    nowhere.facts["/var/lib/node_exporter/textfile_collector"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    nowhere.complaints();
    CHECK(nowhere.out.find("directory   /var/lib/node_exporter/textfile_collector (no output is set: the usual one): root can "
                           "create and rename files in it\n") != std::string::npos);
}

TEST_CASE("a job that names no output publishes nothing") {
    Clinic world;
    world.files["/settings"] = "";
    world.files["/etc/cron.d/slurmlic"] = "* * * * * slurmlic slurmlic\n";
    const Log complaints = world.complaints();
    CHECK(
        std::find(complaints.begin(), complaints.end(),
                  "bad schedule: /etc/cron.d/slurmlic names no --output: it publishes nothing; mend: give it --output and the "
                  "directory of node_exporter") != complaints.end());
}

TEST_CASE("the user who publishes must be there, and may write") {
    Clinic world;
    world.facts["/dir"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    CHECK(world.complaints() ==
          Log{"bad directory: slurmlic may not write to /dir: mode 0755, root:root; mend: chgrp slurmlic /dir "
              "&& chmod 775 /dir"});
    world.attributes[{"/dir", "system.posix_acl_access"}] = "x";
    CHECK(world.complaints() == Log{"warn directory: slurmlic may not write to /dir: mode 0755, root:root (but it has an ACL); "
                                    "mend: see getfacl /dir"});
    world.facts["/dir"].gid = 500;    // by /etc/group
    world.facts["/dir"].mode = 0775;
    CHECK(world.complaints().empty());
    world.files["/etc/passwd"] = "root:x:0:0:root:/root:/bin/sh\n";
    CHECK(world.complaints() == Log{"warn directory: slurmlic is to publish, but /etc/passwd has no such user; mend: useradd "
                                    "--system --user-group --shell /usr/sbin/nologin slurmlic; nothing to do where another "
                                    "name service knows it"});
}

TEST_CASE("a directory in which no file can be made is bad, whatever its mode says") {
    Clinic world;
    world.full = true;
    CHECK(world.complaints() ==
          Log{"bad directory: cannot write a file in /dir: No space left on device (output), tried as root; mend: "
              "let slurmlic write there: chown slurmlic /dir; or is the disk full, or read-only?"});
}

TEST_CASE("a file that is a mount of its own can't be replaced") {
    Clinic world;
    world.facts[prom] = {FileKind::regular, 0644, 0, 0, 2, 0};
    CHECK(world.complaints() ==
          Log{"bad directory: /dir/slurm_licenses.prom is on another file system than its directory, so that it "
              "can't be replaced; mend: mount the directory, not the file"});
}

TEST_CASE("node_exporter must be able to enter all the folders, and to read the last and the file") {
    Clinic world;
    world.facts["/dir"].mode = 0770;
    CHECK(world.complaints() ==
          Log{"bad directory: node_exporter may not read /dir: mode 0770, root:slurmlic; mend: chmod o+rx /dir"});
    world.files["/etc/passwd"] += "prometheus:x:120:997::/:/\n";    // of the group
    CHECK(world.complaints().empty());
    world.facts[prom] = {FileKind::regular, 0600, 998, 997, 1, 0};
    CHECK(world.complaints() ==
          Log{"bad file: node_exporter may not read /dir/slurm_licenses.prom: mode 0600, slurmlic:slurmlic; mend: "
              "chmod o+r /dir/slurm_licenses.prom; slurmlic gives it mode 0644, what changes that?"});
    Elsewhere deep("/a/b");
    deep.facts["/a"] = {FileKind::directory, 0700, 0, 0, 1, 0};
    deep.facts["/a/b"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    CHECK(deep.complaints().at(0) == "bad directory: node_exporter may not enter /a: mode 0700, root:root; mend: chmod o+x /a");
}

TEST_CASE("SELinux labels are looked at where there is SELinux") {
    Clinic world;
    world.attributes[{"/dir", "security.selinux"}] = "unconfined_u:object_r:user_home_t:s0";
    CHECK(world.complaints().empty());
    world.facts["/sys/fs/selinux/booleans"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    CHECK(world.complaints() ==
          Log{"warn directory: SELinux label of /dir: unconfined_u:object_r:user_home_t:s0; mend: restorecon -Rv "
              "/dir; then \"ausearch -m avc -ts recent\""});
    world.attributes[{"/dir", "security.selinux"}] = "system_u:object_r:var_lib_t:s0";
    CHECK(world.complaints().empty());
    CHECK(world.out.find("SELinux label of /dir: system_u:object_r:var_lib_t:s0\n") != std::string::npos);
}

TEST_CASE("a file that is missing, or no file, is bad") {
    Clinic world;
    world.files.erase(prom);
    CHECK(world.complaints() ==
          Log{"bad file: /dir/slurm_licenses.prom is not there; mend: publish it once by hand, as the user of the "
              "timer or cron: slurmlic --output /dir/slurm_licenses.prom"});
    world.facts[prom] = {FileKind::fifo, 0644, 0, 0, 1, 0};
    CHECK(world.complaints() ==
          Log{"bad file: /dir/slurm_licenses.prom is no regular file; mend: rm -r /dir/slurm_licenses.prom"});
}

TEST_CASE("a file that is old, or from the future, is bad") {
    Clinic world;
    world.publish(world.time - 2820, "1.2.3", "");
    CHECK(world.complaints() ==
          Log{"bad file: /dir/slurm_licenses.prom is 47 min old: no run has written it since; mend: see the journal "
              "or syslog for slurmlic, and run it by hand as the user of the timer or cron"});
    world.publish(world.time - 180, "1.2.3", "");
    CHECK(world.complaints().empty());
    world.publish(world.time + 600, "1.2.3", "");
    CHECK(world.complaints() ==
          Log{"bad file: /dir/slurm_licenses.prom was written 10 min from now; mend: set the clock of this host: "
              "timedatectl, chronyc tracking"});
}

TEST_CASE("what the file says of the last run, and of who wrote it") {
    Clinic world;
    world.publish(world.time, "1.2.2", "slurmlic_source_up{source=\"flexlm:syn\"} 1\nslurmlic_source_up{source=\"slurm\"} 0\n");
    CHECK(
        world.complaints() ==
        Log{"warn file: the last run could not read slurm; mend: where it reads well here, compare user and environment of the "
            "timer "
            "or cron with yours",
            "warn file: slurmlic 1.2.2 wrote it, this is 1.2.3; mend: name the program with its whole path in the unit or cron "
            "file, or remove the other one"});
    world.publish(world.time, "1.2.3", "x 1\n");
    CHECK(world.complaints() ==
          Log{"warn file: the last run did not understand all that it read; mend: run slurmlic --output - -v > /dev/null"});
    world.files[prom] = "slurm_licenses_total 1\n";
    CHECK(world.complaints() ==
          Log{"bad file: /dir/slurm_licenses.prom holds no slurmlic_last_run_timestamp_seconds: slurmlic did not write "
              "it; mend: stop what writes it; the next run of slurmlic replaces it"});
    world.publish(world.time, "1.2.3", "");
    world.files[prom] += "x 1 1700000000\n";
    CHECK(world.complaints() ==
          Log{"bad file: /dir/slurm_licenses.prom: line 7: expected nothing behind the value: node_exporter refuses "
              "blanks and timestamps, got "
              "\" 1700000000\"; mend: something else writes to it: see with \"inotifywait -m\" who; the next run of slurmlic "
              "replaces it"});
}

TEST_CASE("other files in the directory must not hold the same series, nor stop node_exporter") {
    Clinic world;
    world.files["/dir/apt.prom"] = "apt_upgrades_pending 3\n";
    world.files["/dir/old.prom.bak"] = "slurm_licenses_total 3\n";
    CHECK(world.complaints().empty());
    CHECK(world.out.find("neighbours  1 other *.prom file beside it, none of which is in the way\n") != std::string::npos);
    world.files["/dir/.hidden.prom"] = "a 1";
    world.files["/dir/old.prom"] = "slurm_licenses_total{license_name=\"a\"} 3\nslurmlic_build_info{version=\"1\"} 1\nup 1\n";
    world.facts["/dir/pipe.prom"] = {FileKind::fifo, 0644, 0, 0, 1, 0};
    world.facts["/dir/folder.prom"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    world.files["/dir/mine.prom"] = "b 1\n";
    world.facts["/dir/mine.prom"] = {FileKind::regular, 0600, 1000, 1000, 1, 0};
    CHECK(
        world.complaints() ==
        Log{"warn neighbours: /dir/.hidden.prom: line 1: expected a line end behind the last line; mend: node_exporter drops "
            "that file "
            "or a part of it: mend what writes it",
            "bad neighbours: /dir/folder.prom is no regular file, which fails every scrape; mend: move it away, or give it "
            "another "
            "name",
            "warn neighbours: node_exporter may not read /dir/mine.prom: mode 0600, alice:1000; mend: chmod o+r /dir/mine.prom",
            "bad neighbours: /dir/old.prom holds slurm_licenses_total, slurmlic_build_info, too: node_exporter drops series "
            "without a "
            "word; mend: keep one file: stop what writes the other, and remove it",
            "bad neighbours: /dir/pipe.prom is a FIFO: node_exporter hangs when it reads it; mend: rm /dir/pipe.prom"});
}

TEST_CASE("temporary files of runs that were killed are told, those of runs at work are not") {
    Clinic world;
    world.facts["/dir/.slurm_licenses.prom.abc123"] = {FileKind::regular, 0644, 0, 0, 1, world.time - 20};
    CHECK(world.complaints().empty());
    world.facts["/dir/.slurm_licenses.prom.abc123"].modified = world.time - 3600;
    CHECK(world.complaints() ==
          Log{"warn neighbours: /dir/.slurm_licenses.prom.abc123 is left of a run that was killed; mend: the next run "
              "removes it, if it runs as a user who may; else: rm /dir/.slurm_licenses.prom.abc123"});
}
