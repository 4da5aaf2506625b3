#pragma once

// A Slurm that is told things: a remote license vcs@lic1 and a local one vcs_batch of 30 tokens each, a job of 19 tokens of one
// of them, and FlexLM with 9 seats of that job and 5 of alice's outside. It answers as Slurm 24.11 does.

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "tests/support/both_sides.hpp"

namespace slurmlic::testing {

class SyncHost : public FakeHost {
public:
    explicit SyncHost(const std::string& license, const std::string& more = "") : license_(license) {
        files["/etc/s.toml"] =
            "output = \"/dir\"\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1\"\n"
            "[[tool]]\nname = \"vcs\"\nslurm = { all = [\"" +
            license + "\"] }\nfeatures = [\"syn:VCS\"]\n" + more;
        options.config = "/etc/s.toml";
        options.task = Task::sync;
        ports.run_commands = [this](const std::vector<Command>& asked) {
            std::vector<Outcome> all;
            for (const Command& one : asked) all.push_back(run_one(command_line(one.argv)));
            return all;
        };
        seats({{"bob", 9}, {"alice", 5}});
    }

    void seats(const std::vector<std::pair<std::string, int>>& users) {
        int sum = 0;
        std::string lines;
        for (const auto& [user, count] : users) {
            sum += count;
            lines += fmt::format("    {0} {0}pc {0}pc (v1) (lic1/27000 101), start Mon 9/28 8:01, {1} licenses\n", user, count);
        }
        lmstat_text = fmt::format(
            "License server status: 27000@lic1\nlic1: license server UP (MASTER) v11.19\n"
            "Vendor daemon status (on lic1):\n  snpslmd: UP v11.18\nFeature usage info:\n"
            "Users of VCS:  (Total of 30 licenses issued;  Total of {} licenses in use)\n"
            "  \"VCS\" v1, vendor: snpslmd, expiry: 31-dec-2099\n{}",
            sum, lines);
    }

    int total = 30;
    int used = 19;
    int squeue_tokens = 19;
    int last_consumed = 0;
    int last_deficit = 0;
    std::optional<int> reserved;    // by our reservation
    std::string resources = "vcs|lic1|30|bed|100\n";
    std::string reservation_users = "root";
    std::string lmstat_text;
    std::map<std::string, Outcome> failures;                                  // by the beginning of a command
    std::function<void(const std::string& command)> before = [](auto&) {};    // ... it is run
    Log commands;    // those that change something, and what is asked after

private:
    [[nodiscard]] bool is_remote() const { return license_.find('@') != std::string::npos; }

    [[nodiscard]] std::string licenses() const {
        const int free = std::max(0, total - used - last_deficit);
        std::string text = fmt::format("LicenseName={}\n    Total={} Used={} Free={} Reserved={} Remote={}\n", license_, total,
                                       used, free, reserved.value_or(0), is_remote() ? "yes" : "no");
        if (is_remote()) {
            text += fmt::format("    LastConsumed={} LastDeficit={} LastUpdate={}\n", last_consumed, last_deficit,
                                last_consumed > 0 ? "1677602367" : "0");
        }
        return text;
    }

    [[nodiscard]] std::string reservations() const {
        if (!reserved) return "No reservations in the system\n";
        return fmt::format(
            "ReservationName=slurmlic_vcs_{0} StartTime=2026-11-27T13:02:38 EndTime=2046-11-22T13:02:38 Duration=7300-00:00:00 "
            "Nodes=(null) NodeCnt=0 CoreCnt=0 Features=(null) PartitionName=(null) Flags=ANY_NODES TRES=(null) Users={1} "
            "Groups=(null) Accounts=(null) Licenses={0}:{2} State=ACTIVE BurstBuffer=(null) MaxStartDelay=(null)\n",
            license_, reservation_users, *reserved);
    }

    std::string act(const std::string& command) {
        if (command == "scontrol show lic") return licenses();
        if (command == "scontrol show res -o") return reservations();
        if (command.starts_with("squeue "))
            return squeue_tokens > 0 ? fmt::format("7|R|bob|{}:{}\n", license_, squeue_tokens) : "";
        if (command.starts_with("lmutil ")) return lmstat_text;
        if (command.starts_with("sacctmgr --noheader")) return resources;
        const std::size_t number = command.find_last_of("=:") + 1;
        if (command.starts_with("sacctmgr -i update ")) {
            last_consumed = std::stoi(command.substr(number));
            last_deficit = std::max(0, last_consumed - used);
        } else if (command.starts_with("scontrol create ") || command.starts_with("scontrol update ")) {
            reserved = std::stoi(command.substr(number));
        } else if (command.starts_with("scontrol delete ")) {
            reserved.reset();
        } else {
            FAIL("nobody runs " << command);
        }
        return "";
    }

    Outcome run_one(const std::string& command) {
        before(command);
        const bool is_change = command.starts_with("sacctmgr -i") || command.starts_with("scontrol create") ||
                               command.starts_with("scontrol update") || command.starts_with("scontrol delete");
        if (is_change || !commands.empty()) commands.push_back(command);
        for (const auto& [begin, outcome] : failures) {
            if (command.starts_with(begin)) return outcome;
        }
        return {Ending::exited, 0, act(command), "", 0.01};
    }

    std::string license_;
};

inline Outcome failing(std::string words) { return {Ending::exited, 1, "", std::move(words), 0.01}; }

}    // namespace slurmlic::testing
