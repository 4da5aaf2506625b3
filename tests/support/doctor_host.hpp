#pragma once

// A host on which all is well, for the tests of doctor: what one of them changes is what it is about.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/support/fake_host.hpp"

namespace slurmlic::testing {

inline const std::string squeue_all =
    "squeue --noheader --all "
    "--states=PENDING,RUNNING,SUSPENDED,CONFIGURING,STOPPED,SIGNALING,RESIZING,SPECIAL_EXIT,RESV_DEL_HOLD,"
    "REQUEUED,REQUEUE_FED,REQUEUE_HOLD --format=%i|%t|%u|%a|%W";
inline const std::string lmstat_all = "lmutil lmstat -a -c 27000@lic1";
inline const std::string prom = "/dir/slurm_licenses.prom";
inline const std::string temporary = "/dir/.slurmlic-doctor.abc123";
inline const std::string url = "http://127.0.0.1:9100/metrics";

/// The command that gets node_exporter's page.
inline std::string curl_of(const std::string& page) {
    return "curl --silent --show-error --fail --location --globoff --noproxy * --max-time 20 -- " + page;
}

/// root asks, and cron publishes as the user slurmlic.
class DoctorHost : public FakeHost {
public:
    DoctorHost() {
        time = 1763856000;
        options.task = Task::doctor;
        files["/settings"] =
            "output = \"/dir\"\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1\"\n"
            "[[tool]]\nname = \"vcs\"\nslurm = { batch = [\"vcs_batch\"] }\nfeatures = [\"syn:VCS\"]\n";
        files["/etc/cron.d/slurmlic"] =
            "# every minute\nSHELL=/bin/sh\n* * * * * slurmlic slurmlic --output /dir 2>&1 | logger -t slurmlic\n";
        answer_user("scontrol show config", "Configuration data as of 1763855999\nMessageTimeout          = 10 sec\n");
        answer_user("scontrol show lic", "LicenseName=vcs_batch\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\n");
        answer_user(squeue_all, "7|R|bob|vcs_batch:8\n");
        answer_user(lmstat_all,
                    "License server status: 27000@lic1\nlic1: license server UP (MASTER) v11.19\n"
                    "Vendor daemon status (on lic1):\n  snpslmd: UP v11.18\nFeature usage info:\n"
                    "Users of VCS:  (Total of 12 licenses issued;  Total of 0 licenses in use)\n");
        answer_user("mktemp -- /dir/.slurmlic-doctor.XXXXXX", temporary + "\n");
        answer_user(fmt::format("mv -T -- {0} {0}.renamed", temporary), "");
        answer_user(fmt::format("rm -f -- {0} {0}.renamed", temporary), "");
        outcomes["getent passwd slurmlic"] = {Ending::exited, 2, "", "", 0.01};    // no package is installed
        publish(time - 20);
        ports.path_kind = [this, plain = ports.path_kind](const std::string& path) {
            return others.contains(path) ? PathKind::other : plain(path);
        };
        ports.path_access = [this](const std::string& path) {
            const auto known = access.find(path);
            PathAccess found = known == access.end() ? PathAccess() : known->second;
            if (found.kind == PathKind::missing) found.kind = ports.path_kind(path);
            return found;
        };
        ports.read_plain_file = [this](const std::string& path, std::size_t most) {
            return ports.read_file(path, std::chrono::seconds(1), most);
        };
        ports.run_commands = [this, plain = ports.run_commands](const std::vector<Command>& commands) {
            for (const Command& one : commands) find_program(one.argv);
            return plain(commands);
        };
    }

    /// The same, whoever asks.
    void answer_user(const std::string& command, const std::string& text) {
        answer(command, text);
        answer("runuser -u slurmlic -- " + command, text);
    }
    void fail(const std::string& command, const std::string& err) { end(command, {Ending::exited, 1, "", err, 0.01}); }
    void end(const std::string& command, const Outcome& outcome) {
        outcomes[command] = outcome;
        outcomes["runuser -u slurmlic -- " + command] = outcome;
    }

    /// The file as a run at that time left it, and node_exporter's page with it.
    void publish(double when) {
        files[prom] = fmt::format("slurmlic_build_info{{version=\"1\"}} 1\nslurmlic_last_run_timestamp_seconds {}\n", when);
        page(fmt::format("node_textfile_mtime_seconds{{file=\"{}\"}} {}\nnode_textfile_scrape_error 0\n{}", prom, when,
                         files[prom]));
    }
    void page(const std::string& text) { answer(curl_of(url), "node_exporter_build_info{version=\"1.5.0\"} 1\n" + text); }

    /// What doctor says that is not ok, a line each: "bad SUBJECT: FINDING; mend: ADVICE".
    std::vector<std::string> complaints() {
        out.clear();
        fine.clear();
        const Exit exit = run();
        CHECK(log == Log{});
        std::vector<std::string> all;
        std::string_view rest = out;
        while (const auto line = take_line(rest)) {
            std::string_view words = *line;
            const std::string health(take_word(words));
            const std::string subject(take_word(words));
            (health == "ok" ? fine : all).push_back(fmt::format("{} {}: {}", health, subject, trim(words)));
        }
        CHECK(exit == (all.empty() ? Exit::ok : Exit::incomplete));
        return all;
    }
    /// Whether it then said "ok SUBJECT: FINDING", too.
    [[nodiscard]] bool says(const std::string& line) const { return std::ranges::count(fine, line) == 1; }

    /// How often a command was run.
    [[nodiscard]] std::int64_t runs_of(const std::string& command) const {
        return std::ranges::count_if(ran, [&command](const Command& one) { return command_line(one.argv) == command; });
    }

    std::vector<std::string> fine;
    std::set<std::string> others;                // FIFOs and the like
    std::map<std::string, PathAccess> access;    // of those that not only root can write

private:
    /// Each program is in /usr/bin, unless it is named by its path.
    void find_program(const std::vector<std::string>& argv) {
        if (argv.front() != "sh" || outcomes.contains(command_line(argv))) return;
        answer(command_line(argv), (argv.back().find('/') == npos ? "/usr/bin/" : "") + argv.back() + "\n");
    }
};

}    // namespace slurmlic::testing
