// `slurmlic sync --apply`: what Slurm is told, in which order, and what is done when that fails.

#include <doctest/doctest.h>

#include "tests/support/sync_host.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

constexpr const char* sync_file = "/dir/slurm_licenses_sync.prom";
constexpr const char* tell_24 = "sacctmgr -i update resource where name=vcs server=lic1 set lastconsumed=24";
constexpr const char* tell_26 = "sacctmgr -i update resource where name=vcs server=lic1 set lastconsumed=26";
constexpr const char* update = "scontrol update ReservationName=slurmlic_vcs_vcs_batch Licenses=vcs_batch:";

struct Remote : SyncHost {
    Remote() : SyncHost("vcs@lic1", "sync = \"lastconsumed\"\n") { options.apply = true; }
};
struct Local : SyncHost {
    Local() : SyncHost("vcs_batch", "sync = \"reservation\"\n") { options.apply = true; }
};

std::string success_of(const SyncHost& host) {
    return read_strictly(host.files.at(sync_file)).value("slurmlic_sync_success", {{"tool", "vcs"}});
}

}    // namespace

TEST_CASE("a remote license is told by sacctmgr with its server, and then Slurm is asked") {
    Remote host;
    CHECK(host.run() == Exit::ok);
    CHECK(host.log == Log{});
    CHECK(host.commands == Log{tell_24, "scontrol show lic"});
    CHECK(host.last_deficit == 5);
    CHECK(host.out ==
          "vcs: Slurm believed 11 free, 6 safe: 30 issued - 19 used - 5 outside\n"
          "  vcs@lic1: told LastConsumed 24 (19 used + 5 held back), nothing before\n");
    const Exposition published = read_strictly(host.files.at(sync_file));
    CHECK(published.problem.empty());
    CHECK(published.value("slurmlic_sync_tokens", {{"license_name", "vcs@lic1"}, {"tool", "vcs"}}) == "24");
    CHECK(published.value("slurmlic_sync_success", {{"tool", "vcs"}}) == "1");
    CHECK(published.value("slurmlic_sync_last_success_timestamp_seconds", {{"tool", "vcs"}}) == "1000.5");
    CHECK_FALSE(host.has_published());
}

TEST_CASE("an unchanged value is told again, so that LastUpdate says that the sync lives") {
    Remote host;
    CHECK(host.run() == Exit::ok);
    host.commands.clear();
    int asked = 0;
    host.before = [&asked](const std::string& command) { asked += command == "scontrol show lic" ? 1 : 0; };
    CHECK(host.run() == Exit::ok);
    CHECK(host.commands == Log{tell_24, "scontrol show lic"});
    CHECK(asked == 2);    // before and after: nothing is raised that Slurm has to know first
    Local local;
    local.reserved = 5;
    CHECK(local.run() == Exit::ok);
    CHECK(local.commands == Log{update + std::string("5"), "scontrol show res -o"});
}

TEST_CASE("a reservation is made once, then updated, to 0 too") {
    Local host;
    CHECK(host.run() == Exit::ok);
    CHECK(host.commands ==
          Log{"scontrol create reservation ReservationName=slurmlic_vcs_vcs_batch StartTime=now Duration=7300-0 "
              "Users=root Flags=LICENSE_ONLY Licenses=vcs_batch:5",
              "scontrol show res -o"});
    host.seats({{"bob", 9}});
    host.commands.clear();
    CHECK(host.run() == Exit::ok);
    CHECK(host.commands == Log{update + std::string("0"), "scontrol show res -o"});
    CHECK(host.reserved == 0);
}

TEST_CASE("where nothing is outside no reservation is made, and one that may not hold 0 is deleted") {
    Local host;
    host.seats({{"bob", 9}});
    CHECK(host.run() == Exit::ok);
    CHECK(host.commands == Log{});
    CHECK(success_of(host) == "1");
    host.reserved = 5;
    host.failures["scontrol update"] = failing("slurm_update error: Requested reservation is invalid\n");
    CHECK(host.run() == Exit::ok);
    CHECK(host.commands ==
          Log{update + std::string("0"), "scontrol delete ReservationName=slurmlic_vcs_vcs_batch", "scontrol show res -o"});
    CHECK(host.log == Log{});
    CHECK_FALSE(host.reserved);
    host.reserved = 5;
    host.failures["scontrol delete"] = failing("no\n");
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log == Log{"error: sync:vcs: " + (update + std::string("0")) +
                          ": exit status 1: slurm_update error: Requested reservation is invalid"});
}

TEST_CASE("where a job began meanwhile the deficit is short, and Slurm is told once more") {
    Remote host;
    host.before = [&host](const std::string& command) {
        if (command == tell_24) host.used = 21;
    };
    CHECK(host.run() == Exit::ok);
    CHECK(host.commands == Log{tell_24, "scontrol show lic", tell_26, "scontrol show lic"});
    CHECK(host.last_deficit == 5);
    CHECK(read_strictly(host.files.at(sync_file))
              .value("slurmlic_sync_tokens", {{"license_name", "vcs@lic1"}, {"tool", "vcs"}}) == "26");
}

TEST_CASE("where jobs begin again and again it says that it is still short") {
    Remote host;
    host.before = [&host](const std::string& command) {
        if (command == tell_24) host.used = 21;
        if (command == tell_26) host.used = 22;
    };
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log ==
          Log{"error: sync:vcs: vcs@lic1: jobs took tokens again after LastConsumed=26: its deficit is still short by 1"});
    CHECK(success_of(host) == "0");
}

TEST_CASE("where the license became another meanwhile that is a failure, since its deficit is") {
    Remote host;
    host.before = [&host](const std::string& command) {
        if (command == tell_24) host.total = 40;
    };
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log == Log{"error: sync:vcs: vcs@lic1: expected Total=30 as before, got 40"});
    CHECK(success_of(host) == "0");
}

TEST_CASE("where a job ended meanwhile too much is held back, until the next time") {
    Remote host;
    host.before = [&host](const std::string& command) {
        if (command == tell_24) host.used = 10;
    };
    CHECK(host.run() == Exit::ok);
    CHECK(host.commands == Log{tell_24, "scontrol show lic"});
    CHECK(host.last_deficit == 14);
}

TEST_CASE("while a source fails nobody is told anything, and when it was last told is carried over") {
    Remote host;
    CHECK(host.run() == Exit::ok);
    host.commands.clear();
    host.time = 2000;
    host.failures["lmutil"] = failing("no");
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.commands == Log{});
    REQUIRE(host.log.size() == 2);
    CHECK(host.log[1] == "error: sync:vcs: Slurm is told nothing: FlexLM could not be asked (flexlm:syn)");
    const Exposition published = read_strictly(host.files.at(sync_file));
    CHECK(published.value("slurmlic_sync_success", {{"tool", "vcs"}}) == "0");
    CHECK(published.value("slurmlic_sync_last_success_timestamp_seconds", {{"tool", "vcs"}}) == "1000.5");
    CHECK(published.count("slurmlic_sync_tokens") == 0);
}

TEST_CASE("a command that is refused is told with Slurm's words") {
    Remote host;
    host.failures["sacctmgr -i"] = failing("sacctmgr: error: Your user doesn't have privilege to perform this action");
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log ==
          Log{"error: sync:vcs: sacctmgr -i update resource where name=vcs server=lic1 set lastconsumed=24: exit status 1: "
              "sacctmgr: error: Your user doesn't have privilege to perform this action"});
    CHECK(success_of(host) == "0");
    CHECK(host.commands == Log{tell_24});
}

TEST_CASE("a Slurm that does not know what it was told is asked some times, and that is a failure") {
    Remote host;
    host.failures["sacctmgr -i"] = {Ending::exited, 0, " Nothing modified\n", "", 0.01};
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.commands.size() == 6);
    CHECK(host.log == Log{"error: sync:vcs: vcs@lic1: expected LastConsumed=24, got 0"});
}

TEST_CASE("of several licenses what is raised comes first, and nothing is lowered before Slurm knows of it") {
    // Two licenses of one tool: the one with most free tokens has it all, and it was the other one before.
    FakeHost host;
    host.files["/settings"] =
        "output = \"/dir\"\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1,27000@lic2\"\n"
        "[[tool]]\nname = \"t\"\nslurm = { p = [\"x\", \"y\"] }\nfeatures = [\"syn:A\"]\nsync = \"reservation\"\n";
    host.answer("scontrol show lic",
                "LicenseName=x\n    Total=20 Used=5 Free=15 Reserved=6 Remote=no\n"
                "LicenseName=y\n    Total=30 Used=1 Free=29 Reserved=0 Remote=no\n");
    host.answer(squeue, "7|R|eve|x:5\n8|R|eve|y:1\n");
    host.answer(lmstat, good);
    const auto line = [](const std::string& license, int tokens) {
        return fmt::format(
            "ReservationName=slurmlic_t_{0} StartTime=x NodeCnt=0 Flags=ANY_NODES TRES=(null) Users=root Licenses={0}:{1} "
            "State=ACTIVE\n",
            license, tokens);
    };
    host.answer("scontrol show res -o", line("x", 6) + line("y", 0));
    host.answer("scontrol update ReservationName=slurmlic_t_x Licenses=x:0", "");
    host.answer("scontrol update ReservationName=slurmlic_t_y Licenses=y:6", "");
    host.options.task = Task::sync;
    host.options.apply = true;
    const std::string raise = "scontrol update ReservationName=slurmlic_t_y Licenses=y:6";
    const std::string lower = "scontrol update ReservationName=slurmlic_t_x Licenses=x:0";
    const auto told = [&host] {
        Log lines;
        for (const Command& one : host.ran) {
            if (const std::string run = command_line(one.argv); run.starts_with("scontrol update")) lines.push_back(run);
        }
        return lines;
    };
    CHECK(host.run() == Exit::incomplete);    // the stand-in stays as it is
    CHECK(told() == Log{raise});
    REQUIRE(host.log.size() >= 2);
    CHECK(host.log[host.log.size() - 2] == "error: sync:t: x: not told, since y could not be");
    CHECK(host.log.back() == "error: sync:t: y: expected the reservation slurmlic_t_y to hold 6 tokens, got 0");
    host.outcomes[raise].number = 1;
    CHECK(host.run() == Exit::incomplete);
    CHECK(told() == Log{raise});
    CHECK(host.log.back() == "error: sync:t: x: not told, since y could not be");
    host.outcomes[raise].number = 0;
    host.ports.run_commands = [&host, &line, raise, lower, real = host.ports.run_commands](const std::vector<Command>& asked) {
        const std::string first = command_line(asked.front().argv);
        if (first == raise) host.answer("scontrol show res -o", line("x", 6) + line("y", 6));
        if (first == lower) host.answer("scontrol show res -o", line("x", 0) + line("y", 6));
        return real(asked);
    };
    CHECK(host.run() == Exit::ok);
    CHECK(told() == Log{raise, lower});
}

TEST_CASE("one tool that fails costs the others nothing") {
    Remote host;
    host.files["/etc/s.toml"] +=
        "[[tool]]\nname = \"gone\"\nslurm = { all = [\"gone\"] }\nfeatures = [\"syn:VCS\"]\nsync = \"reservation\"\n";
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.commands == Log{tell_24, "scontrol show lic"});
    CHECK(host.log == Log{"error: sync:gone: Slurm is told nothing: Slurm lists none of its licenses"});
    const Exposition published = read_strictly(host.files.at(sync_file));
    CHECK(published.value("slurmlic_sync_success", {{"tool", "vcs"}}) == "1");
    CHECK(published.value("slurmlic_sync_success", {{"tool", "gone"}}) == "0");
}

TEST_CASE("without sync in the settings nothing is told, and of a tool that has none neither") {
    SyncHost host("vcs@lic1");
    host.options.apply = true;
    CHECK(host.run() == Exit::usage);
    CHECK(host.log ==
          Log{"error: --apply: expected sync = \"lastconsumed\" or \"reservation\" in a [[tool]] of the settings, got none"});
    Remote other;
    other.options.tools = {"fluent"};
    CHECK(other.run() == Exit::usage);
    CHECK(other.log == Log{"error: --apply: expected a tool that has sync = in the settings, got \"fluent\""});
    CHECK(other.commands == Log{});
}

TEST_CASE("with a named output standard output is empty, or has the metrics") {
    Remote host;
    host.options.output = "/dir";
    CHECK(host.run() == Exit::ok);
    CHECK(host.out == "");
    CHECK(success_of(host) == "1");
    host.options.output = "-";
    CHECK(host.run() == Exit::ok);
    CHECK(host.out ==
          "# HELP slurmlic_sync_last_success_timestamp_seconds When Slurm was last told of all licenses of a tool, in seconds "
          "since "
          "the epoch.\n"
          "# TYPE slurmlic_sync_last_success_timestamp_seconds gauge\n"
          "slurmlic_sync_last_success_timestamp_seconds{tool=\"vcs\"} 1000.5\n"
          "# HELP slurmlic_sync_success 1 if Slurm was told of all licenses of a tool, 0 if not.\n"
          "# TYPE slurmlic_sync_success gauge\n"
          "slurmlic_sync_success{tool=\"vcs\"} 1\n"
          "# HELP slurmlic_sync_tokens What Slurm was told of a license: LastConsumed, or the tokens of a reservation.\n"
          "# TYPE slurmlic_sync_tokens gauge\n"
          "slurmlic_sync_tokens{license_name=\"vcs@lic1\",tool=\"vcs\"} 24\n");
    host.options.output = "/dir/slurm_licenses.prom";
    CHECK(host.run() == Exit::usage);
    CHECK(host.log ==
          Log{"error: output: expected a file for sync alone, got /dir/slurm_licenses.prom, which is that of collect"});
}

TEST_CASE("some tools alone are not published beside collect, since the others would be missing") {
    Remote host;
    host.options.tools = {"vcs"};
    CHECK(host.run() == Exit::ok);
    CHECK_FALSE(host.files.contains(sync_file));
    host.options.tools = {};
    host.full = true;
    CHECK(host.run() == Exit::not_published);
}

TEST_CASE("while another run is at work nothing is asked, told or published") {
    Remote host;
    host.locked = true;
    host.before = [](const std::string& command) { FAIL(command); };
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log == Log{"error: another run holds the lock on /etc/s.toml"});
    CHECK_FALSE(host.files.contains(sync_file));
}
