// doctor on the directory, on the published file, and on what lies beside it.

#include "tests/support/doctor_host.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

/// With another output than "/dir", by an option, and nobody who publishes.
class Elsewhere : public DoctorHost {
public:
    explicit Elsewhere(const std::string& output) {
        options.output = output;
        files.erase(prom);
        files.erase("/etc/cron.d/slurmlic");
        page("node_textfile_scrape_error 0\n");
    }
};

}    // namespace

TEST_CASE("a directory that is missing, or none, is bad") {
    CHECK(Elsewhere("/gone/textfile").complaints().at(0) ==
          "bad directory: /gone/textfile is not there; mend: install -d -o root /gone/textfile");
    CHECK(Elsewhere("/settings/x.prom").complaints().at(0) ==
          "bad directory: /settings is no directory; mend: ls -ld /settings");
    CHECK(Elsewhere("/settings").complaints().at(0) ==
          "bad directory: output: expected -, a directory, or a file whose name ends in .prom, got \"/settings\"; mend: "
          "slurmlic doctor --output /var/lib/prometheus/node-exporter");
}

TEST_CASE("where no output is set, the directory of what is scheduled is looked at") {
    DoctorHost host;
    host.options.output = "-";
    CHECK(host.complaints().empty());
    CHECK(host.says("ok directory: /dir: slurmlic can create and rename files in it"));
}

TEST_CASE("a relative output is made absolute, and no check looks at one that can't be") {
    DoctorHost host;
    host.options.output = "../dir";
    host.answer("realpath -m -s -- ../dir", "/dir\n");
    CHECK(host.complaints().empty());
    CHECK(host.says("ok directory: /dir: slurmlic can create and rename files in it"));
    host.fail("realpath -m -s -- ../dir", "realpath: no");
    CHECK(host.complaints() == Log{"bad directory: output \"../dir\" is relative, to what is not known; mend: slurmlic doctor "
                                   "--output /var/lib/prometheus/node-exporter"});
}

TEST_CASE("a directory is tried by making, renaming and removing a file, as the user who publishes") {
    DoctorHost host;
    CHECK(host.complaints().empty());
    std::vector<std::string> tried;
    for (const Command& one : host.ran) {
        if (command_line(one.argv).find("slurmlic-doctor") != npos) tried.push_back(command_line(one.argv));
    }
    const std::string as = "runuser -u slurmlic -- ";
    CHECK(tried == std::vector<std::string>{as + "mktemp -- /dir/.slurmlic-doctor.XXXXXX",
                                            as + "mv -T -- " + temporary + " " + temporary + ".renamed",
                                            as + "rm -f -- " + temporary + " " + temporary + ".renamed"});
}

TEST_CASE("what fails in the directory is told in the words of the command, and nothing is left there") {
    DoctorHost host;
    const std::string words = "mktemp: failed to create file via template '/dir/.slurmlic-doctor.XXXXXX': ";
    host.fail("mktemp -- /dir/.slurmlic-doctor.XXXXXX", words + "Permission denied\n");
    host.answer_user("test -x /dir", "");
    const std::string front = "bad directory: /dir: slurmlic can't publish there: ";
    CHECK(host.complaints() == Log{front + words +
                                   "Permission denied; mend: ( cd -P -- /dir && test \"$(env pwd -P)\" = /dir && setfacl -m "
                                   "u:slurmlic:rwx . )"});
    host.fail("test -x /dir", "");
    CHECK(host.complaints() == Log{front + words + "Permission denied; mend: namei -l /dir"});
    host.fail("mktemp -- /dir/.slurmlic-doctor.XXXXXX", words + "No space left on device\n");
    CHECK(host.complaints() == Log{front + words + "No space left on device; mend: df -h /dir; findmnt -T /dir"});
    host.is_root = false;
    CHECK(host.complaints() == Log{"bad directory: /dir: this user can't publish there: " + words +
                                   "No space left on device; mend: sudo slurmlic doctor"});
    DoctorHost stuck;
    stuck.fail(fmt::format("mv -T -- {0} {0}.renamed", temporary), "mv: cannot move\n");
    CHECK(stuck.complaints() == Log{front + "mv: cannot move; mend: df -h /dir; findmnt -T /dir"});
    CHECK(stuck.runs_of(fmt::format("runuser -u slurmlic -- rm -f -- {0} {0}.renamed", temporary)) == 1);
}

TEST_CASE("a file that is missing, or no file, is bad") {
    DoctorHost host;
    host.others.insert(prom);
    CHECK(host.complaints().front() ==
          "bad file: /dir/slurm_licenses.prom is no regular file; mend: runuser -u slurmlic -- slurmlic --output " + prom);
    host.others.clear();
    host.files.erase(prom);
    CHECK(host.complaints().front() ==
          "bad file: /dir/slurm_licenses.prom is not there; mend: runuser -u slurmlic -- slurmlic --output " + prom);
    host.files[prom] = "slurm_licenses_total 1\n";
    CHECK(host.complaints().front() ==
          "bad file: /dir/slurm_licenses.prom can't be read, or has no slurmlic_last_run_timestamp_seconds; mend: runuser -u "
          "slurmlic -- slurmlic --output " +
              prom);
}

TEST_CASE("a file that is old, or from the future, is bad") {
    DoctorHost host;
    host.publish(host.time - 2820);
    CHECK(host.complaints() == Log{"bad file: /dir/slurm_licenses.prom is 47 min old: no run has written it since; mend: "
                                   "runuser -u slurmlic -- slurmlic --output " +
                                   prom});
    host.publish(host.time - 180);
    CHECK(host.complaints().empty());
    host.publish(host.time + 600);
    CHECK(host.complaints() == Log{"bad file: /dir/slurm_licenses.prom was written 10 min from now; mend: runuser -u slurmlic "
                                   "-- slurmlic --output " +
                                   prom});
}

TEST_CASE("other files in the directory must not hold series of ours, nor stop node_exporter") {
    DoctorHost host;
    host.files["/dir/apt.prom"] = "apt_upgrades_pending 3\n";
    host.files["/dir/old.prom.bak"] = "slurm_licenses_total 3\n";
    CHECK(host.complaints().empty());
    host.files["/dir/it's old.prom"] = "up 1\nslurm_licenses_total{license_name=\"a\"} 3\n";
    host.files["/dir/folder.prom/x"] = "";
    host.others.insert("/dir/pipe.prom");
    host.files["/dir/pipe.prom"] = "slurmlic_build_info 1\n";
    CHECK(
        host.complaints() ==
        Log{"bad neighbours: /dir/folder.prom is no file: node_exporter reports an error; mend: mv -T -- /dir/folder.prom "
            "/dir/folder.prom.off",
            "bad neighbours: /dir/it's old.prom has slurm_licenses_total, too: series that come twice are lost; mend: mv -T -- "
            "'/dir/it'\\''s old.prom' '/dir/it'\\''s old.prom.off'",
            "bad neighbours: /dir/pipe.prom is a FIFO or the like: node_exporter hangs when it reads it; mend: mv -T -- "
            "/dir/pipe.prom /dir/pipe.prom.off"});
}
