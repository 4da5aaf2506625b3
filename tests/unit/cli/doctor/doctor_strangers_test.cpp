// doctor on a host where strangers have chosen names: what it tells root to paste is run here, beside stand-ins for the
// programs.

#include <sys/stat.h>

#include "tests/support/doctor_host.hpp"
#include "tests/support/hostile_names.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

const std::string not_shown = "no command is shown: a name in it is not safe to be pasted; ls -b shows such names";

/// The advice in a complaint.
std::string mend_of(const std::string& complaint) {
    const std::string sign = "; mend: ";
    REQUIRE(complaint.find(sign) != npos);
    return complaint.substr(complaint.find(sign) + sign.size());
}

/// A directory with programs that print their names and arguments, each with "|" behind it.
class Shell {
public:
    Shell() {
        for (const std::string name : {"mv", "runuser", "nc",        "getent",  "squeue", "sacctmgr", "vi",    "sed",
                                       "ls", "namei",   "slurmlic",  "install", "df",     "findmnt",  "chgrp", "chmod",
                                       "id", "start",   "systemctl", "curl",    "set",    "let"}) {
            programs_.write(name, "#!/bin/sh\nprintf '%s|' \"${0##*/}\" \"$@\"\n");
            CHECK(chmod((programs_ / name).c_str(), 0755) == 0);
        }
    }
    std::string paste(const std::string& text) const {
        return run_shell("PATH=" + shell_quoted(programs_.path()) + ":$PATH; " + text, where_);
    }
    [[nodiscard]] bool has_run_nothing_else() const { return where_.names().empty(); }

private:
    TemporaryDirectory programs_;
    TemporaryDirectory where_;
};

}    // namespace

TEST_CASE("a file beside ours is moved by its name, whatever that is") {
    const Shell shell;
    for (const std::string& name : hostile_names) {
        if (name.find('/') != npos) continue;
        CAPTURE(name);
        DoctorHost host;
        const std::string path = "/dir/" + name + ".prom";
        host.files[path] = "slurm_licenses_total 1\n";
        const Log complaints = host.complaints();
        REQUIRE(complaints.size() == 1);
        const std::string mend = mend_of(complaints[0]);
        if (can_be_pasted(name)) {
            CHECK(shell.paste(mend) == "mv|-T|--|" + path + "|" + path + ".off|");
        } else {
            CHECK(mend == not_shown);
        }
    }
    CHECK(shell.has_run_nothing_else());
}

TEST_CASE("what was found can't look like what is advised") {
    DoctorHost host;
    host.files["/dir/x; mend: touch ran; MEND: #.prom"] = "slurm_licenses_total 1\n";
    host.fail("scontrol show lic", "slurm_load: x\xe2\x80\x8b; me\xe2\x80\x8bnd: touch ran\n");
    const Log complaints = host.complaints();
    REQUIRE(complaints.size() == 3);
    CHECK(complaints[0].find("; mend\\x3a touch ran; mend: runuser ") != npos);
    CHECK(mend_of(complaints[2]) ==
          "mv -T -- '/dir/x; mend: touch ran; MEND: #.prom' '/dir/x; mend: touch ran; MEND: #.prom.off'");
    CHECK(complaints[2].starts_with("bad neighbours: /dir/x; mend\\x3a touch ran; MEND\\x3a #.prom has "));
}

TEST_CASE("a license is named to squeue, whatever its name is") {
    const Shell shell;
    for (const std::string name : {"$(>ran)", "`>ran`", ";>ran;", "';>ran;'", "-x", "%n", "a!b"}) {
        CAPTURE(name);
        DoctorHost host;
        host.files["/settings"] = "output = \"/dir\"\n";
        host.answer_user("scontrol show lic", "LicenseName=" + name + "\n    Total=5 Used=1 Free=4 Reserved=0 Remote=no\n");
        host.answer_user(squeue_all, "");
        const Log complaints = host.complaints();
        REQUIRE(complaints.size() == 1);
        CHECK(shell.paste(mend_of(complaints[0])) == "squeue|--all|--states=all|--licenses=" + name + "|");
    }
    CHECK(shell.has_run_nothing_else());
}

TEST_CASE("a license server that names another host gets no program started by it") {
    const Shell shell;
    for (const std::string name : {"$(>ran)", "`>ran`", ";>ran;", "';>ran;'", "-e/bin/sh"}) {
        CAPTURE(name);
        DoctorHost host;
        host.answer_user(lmstat_all, "License server status: 27000@lic1,27000@" + name +
                                         "\nlic1: license server UP (MASTER) v11.19\n" + name +
                                         ": Cannot connect to license server system. (-15,570)\n"
                                         "Vendor daemon status (on lic1):\n  snpslmd: UP v11.18\nFeature usage info:\n"
                                         "Users of VCS:  (Total of 12 licenses issued;  Total of 0 licenses in use)\n");
        const Log complaints = host.complaints();
        REQUIRE(!complaints.empty());
        for (const std::string& one : complaints) {
            const std::string printed = shell.paste(mend_of(one));
            CHECK((mend_of(one) == not_shown || printed.find("|" + name + "|") != npos));
            if (name.starts_with('-')) CHECK(mend_of(one) == not_shown);
        }
    }
    CHECK(shell.has_run_nothing_else());
}

TEST_CASE("what node_exporter says of its directory stands in no command") {
    DoctorHost host;
    host.page("node_textfile_scrape_error 0\nnode_textfile_mtime_seconds{file=\"/srv/$(touch ran)/a.prom\"} 1\n");
    const Log complaints = host.complaints();
    REQUIRE(complaints.size() == 1);
    CHECK(complaints[0].find("it reads /srv/$(touch ran), not ") != npos);
    CHECK(mend_of(complaints[0]) == "start node_exporter with --collector.textfile --collector.textfile.directory=/dir");
}

TEST_CASE("a directory of the settings is one word of what is advised: in a shell, for a unit, for cron") {
    const Shell shell;
    for (const std::string& name : hostile_names) {
        if (name.empty() || !can_be_pasted(name) || name.find_first_of("\"\\") != npos) continue;    // TOML has them otherwise
        CAPTURE(name);
        DoctorHost host;
        const std::string directory = "/srv/" + name;
        host.files["/settings"] = "output = \"" + directory + "/\"\n";
        host.files["/etc/cron.d/slurmlic"] = "* * * * * slurmlic slurmlic --output /dir\n";
        host.answer_user("scontrol show lic", "");
        host.answer_user(squeue_all, "");
        for (const std::string& one : host.complaints()) shell.paste(mend_of(one));
        CHECK(shell.has_run_nothing_else());
        bool is_made = false;
        for (const std::string& one : host.complaints()) {
            if (one.starts_with("bad directory: "))
                is_made = shell.paste(mend_of(one)) == "install|-d|-o|slurmlic|" + directory + "|";
        }
        CHECK(is_made);
    }
}

TEST_CASE("a link beside ours is not followed out of the directory") {
    DoctorHost host;
    std::set<std::string> read;
    host.ports.read_plain_file = [&](const std::string& path, std::size_t) -> Result<std::string> {
        read.insert(path);
        if (!host.files.contains(path)) return failed("cannot read " + path);
        return host.files.at(path);
    };
    host.files["/root/secret"] = "slurm_licenses_total 1\n";
    for (const std::string target : {"/root/secret", "../root/secret", ""}) {
        host.files["/dir/x.prom"] = "";
        host.access["/dir/x.prom"] = {.kind = PathKind::link, .target = target};
        CHECK_MESSAGE((host.complaints().empty() || target.empty()), target);
    }
    host.access["/dir/x.prom"].target = "/root/secret";
    CHECK(host.complaints().empty());
    CHECK(host.says("ok neighbours: no other *.prom file is in the way; links that were not followed: x.prom"));
    CHECK(read == std::set<std::string>{prom});
    host.access["/dir/x.prom"].target = "slurm_licenses.prom";    // within it is
    CHECK(host.complaints() ==
          Log{"bad neighbours: /dir/x.prom has slurmlic_build_info, too: series that come twice are lost; mend: "
              "mv -T -- /dir/x.prom /dir/x.prom.off"});
}

TEST_CASE("no directory is touched but the one that is named") {
    DoctorHost host;
    host.options.output = "-";
    host.files.erase("/etc/cron.d/slurmlic");
    host.directories.insert("/var/lib/prometheus/node-exporter");
    const auto is_named = [](const std::string& path) {
        CHECK_FALSE(path.starts_with("/var/lib"));
        return true;
    };
    host.ports.list_directory = [&, plain = host.ports.list_directory](const std::string& path) {
        return is_named(path) ? plain(path) : std::vector<std::string>();
    };
    host.ports.path_kind = [&, plain = host.ports.path_kind](const std::string& path) {
        return is_named(path) ? plain(path) : PathKind::missing;
    };
    host.ports.path_access = [&, plain = host.ports.path_access](const std::string& path) {
        return is_named(path) ? plain(path) : PathAccess();
    };
    CHECK(host.complaints().front() ==
          "bad directory: no directory is named by the settings, an option, the timer or cron; mend: slurmlic doctor --output "
          "/var/lib/prometheus/node-exporter");
    for (const Command& one : host.ran) CHECK(command_line(one.argv).find("/var/lib/prometheus") == npos);
}
