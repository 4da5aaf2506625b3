#pragma once

// A host on which all is well, for the tests of doctor: what one of them changes is what it is about.

#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/support/fake_host.hpp"

namespace slurmlic::testing {

inline const char* const squeue_all =
    "squeue --noheader --array --all --states=PENDING,RUNNING,SUSPENDED,CONFIGURING --format=%i|%t|%u|%W";
inline const char* const lmstat_all = "lmutil lmstat -a -c 27000@lic1";
inline const char* const prom = "/dir/slurm_licenses.prom";

class Clinic : public World {
public:
    Clinic() {
        time = 1763856000;
        options.task = Task::doctor;
        files["/settings"] =
            "output = \"/dir\"\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1\"\n"
            "[[tool]]\nname = \"vcs\"\nslurm = { batch = [\"vcs_batch\"] }\nflexlm = [\"syn:VCS\"]\n";
        answer("scontrol --version", "slurm 22.05.8\n");
        answer("squeue --version", "slurm 22.05.8\n");
        answer("scontrol show config", "Configuration data as of 1763855999\nAccountingStorageHost = x\n");
        answer("scontrol show lic", "LicenseName=vcs_batch\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\n");
        answer(squeue_all, "7|R|bob|vcs_batch:8\n");
        answer(lmstat_all,
               "License server status: 27000@lic1\nlic1: license server UP (MASTER) v11.19\n"
               "Vendor daemon status (on lic1):\n  snpslmd: UP v11.18\nFeature usage info:\n"
               "Users of VCS:  (Total of 12 licenses issued;  Total of 0 licenses in use)\n");
        files["/etc/passwd"] =
            "root:x:0:0:root:/root:/bin/sh\nslurmlic:x:998:997::/:/usr/sbin/nologin\nalice:x:1000:1000::/:/"
            "\nprometheus:x:120:121::/:/\n";
        files["/etc/group"] = "root:x:0:\nslurmlic:x:997:\neda:x:500:alice, slurmlic\n";
        files["/etc/debian_version"] = "12.12\n";
        start("1", "/sbin/init");
        start("60", "/usr/sbin/cron -f");
        start("812", "/usr/bin/node_exporter --collector.textfile.directory=/dir");
        facts["/dir"] = {FileKind::directory, 0775, 0, 997, 1, time};
        files["/etc/cron.d/slurmlic"] =
            "# every minute\nSHELL=/bin/sh\n* * * * * slurmlic slurmlic --output /dir 2>&1 | logger -t slurmlic\n";
        publish(time - 20, "1.2.3", "");
    }

    /// A process of that command line, of the user prometheus.
    void start(const std::string& pid, const std::string& command_line) {
        std::string words = command_line + ' ';
        std::replace(words.begin(), words.end(), ' ', '\0');
        files["/proc/" + pid + "/cmdline"] = words;
        files["/proc/" + pid + "/status"] =
            "Name:\tx\nUid:\t120\t120\t120\t120\nGid:\t121\t121\t121\t121\nGroups:\t121 \nCapEff:\t0000000000000000\n";
    }
    void stop(const std::string& pid) {
        std::erase_if(files, [&pid](const auto& one) { return one.first.starts_with("/proc/" + pid + "/"); });
    }

    /// The file as a run at that time left it.
    void publish(double when, const std::string& version, const std::string& more) {
        files[prom] =
            "# HELP slurmlic_build_info The version.\n# TYPE slurmlic_build_info gauge\nslurmlic_build_info{version=\"" +
            version + "\"} 1\n# TYPE slurmlic_last_run_success gauge\nslurmlic_last_run_success " + (more.empty() ? "1" : "0") +
            "\nslurmlic_last_run_timestamp_seconds " + std::to_string(when) + "\n" + more;
    }

    /// What doctor says that is not ok, a line each: "bad SUBJECT: FINDING; mend: MEND".
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
    [[nodiscard]] bool says(const std::string& line) const { return std::find(fine.begin(), fine.end(), line) != fine.end(); }
    /// The complaints about one subject.
    std::vector<std::string> complaints_about(const std::string& subject) {
        std::vector<std::string> all = complaints();
        std::erase_if(all, [&subject](const std::string& one) { return one.find(" " + subject + ": ") == std::string::npos; });
        return all;
    }

    std::vector<std::string> fine;

    void fail(const std::string& command, const std::string& err) { outcomes[command] = {Ending::exited, 1, "", err, 0.01}; }
};

}    // namespace slurmlic::testing
