// Runs with squeue beside scontrol: the states, the requests for any one of several licenses, the clusters.

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/both_sides.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

std::string lic(const std::string& name, const std::string& figures) {
    return "LicenseName=" + name + "\n    " + figures + "\n";
}

/// A FlexLM-less host of two clusters that see these.
void answer_clusters(FakeHost& host, const std::string& of_a, const std::string& of_b) {
    host.options.clusters = {"a", "b"};
    host.answer("scontrol -M a show lic", of_a);
    host.answer("scontrol -M b show lic", of_b);
}

}    // namespace

TEST_CASE("a running job that any license would do for is asked for what it holds, in a second round") {
    BothSides host;
    host.answer(squeue, "7|R|bob|a:2|b:1\n");
    host.answer(held, "7|bob|a:2|\n");
    CHECK(host.run() == Exit::ok);
    CHECK(host.ran.size() == 4);
    CHECK(host.published().value("slurm_licenses_requested", {{"license_name", "a"}, {"state", "running"}}) == "2");
    CHECK(host.published().value("license_tool_outside_slurm", tool_a) == "4");
    host.answer(held, "7|bob||\n");    // an older squeue
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.published().value("slurmlic_source_skipped_lines", {{"source", "squeue"}}) == "1");
    CHECK(host.published().value("license_tool_idle_in_slurm", tool_a) == "2");    // the tokens are nobody's
}

TEST_CASE("squeue that refuses a state is asked again without it, in both rounds, as often as it takes") {
    BothSides host;
    const auto refuse = [](const std::string& state) {
        return Outcome{Ending::exited, 1, "",
                       "squeue: error: Invalid job state specified: " + state +
                           "\nsqueue: error: Valid job states include: PENDING,RUNNING\n",
                       0};
    };
    const auto without = [](std::string command, const std::string& state) {
        return command.replace(command.find("," + state), state.size() + 1, "");
    };
    host.outcomes[squeue] = refuse("STOPPED");
    host.outcomes[without(squeue, "STOPPED")] = refuse("REQUEUE_HOLD");
    host.answer(without(without(squeue, "STOPPED"), "REQUEUE_HOLD"), "7|R|bob|x|a:2|b:1\n");
    host.outcomes[held] = refuse("STOPPED");
    host.answer(without(held, "STOPPED"), "7|bob|a:2|\n");
    CHECK(host.run() == Exit::ok);
    CHECK(host.log.empty());
    CHECK(host.published().value("slurm_licenses_requested", {{"license_name", "a"}, {"state", "running"}}) == "2");
    host.outcomes[squeue] = refuse("NOT_ASKED_FOR");
    CHECK(host.run() == Exit::incomplete);
    CHECK(source_up(host.published(), "squeue") == "0");
}

TEST_CASE("a job that ends before it is asked what it holds is no skipped line") {
    BothSides host;
    host.answer(squeue, "7|R|bob|x|a:2|b:1\n8|R|eve|x|a:1\n");
    host.answer(held, "8|eve|a:1|\n");
    CHECK(host.run() == Exit::ok);
    CHECK(host.published().value("slurm_licenses_requested", {{"license_name", "a"}, {"state", "running"}}) == "1");
    CHECK(host.published().value("slurm_licenses_unexplained", {{"license_name", "a"}}) == "1");
}

TEST_CASE("each cluster has its own squeue") {
    BothSides host;
    host.options.clusters = {"x", "y"};
    for (const std::string name : {"x", "y"}) {
        host.answer("scontrol -M " + name + " show lic", "LicenseName=a\n    Total=5 Used=3 Free=2 Remote=no\n");
        host.answer("squeue -M " + name + std::string(squeue).substr(6), "7|R|bob|a:3\n");
    }
    CHECK(host.run() == Exit::ok);
    CHECK(source_up(host.published(), "squeue:x") == "1");
    CHECK(host.published().value("slurm_licenses_jobs", {{"cluster", "y"}, {"license_name", "a"}, {"state", "running"}}) ==
          "1");
    CHECK(host.published().value("license_tool_gap", tool_a) == "0");
    CHECK(host.published().value("license_tool_idle_in_slurm", tool_a) == "4");
    host.outcomes["squeue -M y" + std::string(squeue).substr(6)].number = 1;
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.published().count("license_tool_idle_in_slurm") == 0);
    CHECK(host.published().value("license_tool_gap", tool_a) == "0");
}

TEST_CASE("licenses of jobs that scontrol does not list are told once a run, with -v") {
    BothSides host;
    host.files["/settings"] = "verbose = true\n" + host.settings;
    host.answer(squeue, "7|R|bob|x|a:2;new=3\n8_[0-2]|PD|eve|x|new,other:2\n");
    CHECK(host.run() == Exit::ok);
    CHECK(std::ranges::count_if(host.log, [](const std::string& line) {
              return line.find("jobs name 2 licenses that scontrol does not list: \"new\" (4 jobs), \"other\" (3 jobs)") !=
                     std::string::npos;
          }) == 1);
    host.files["/settings"] = host.settings;
    CHECK(host.run() == Exit::ok);
    CHECK(host.log.empty());
}

TEST_CASE("a pool that several clusters see whole counts once, and shares are summed") {
    const std::string figures = "Total=50 Used=3 Free=2 Reserved=1 Remote=yes LastConsumed=48 LastDeficit=45 LastUpdate=0";
    const auto tokens = [](const FakeHost& host, const std::string& state) {
        return host.published().value("license_tool_tokens", {{"pool", "all"}, {"state", state}, {"tool", "pool2"}});
    };
    FakeHost host;
    host.files["/settings"] = "output = \"/dir\"\n[slurm]\nsqueue = false\n";
    answer_clusters(host, lic("pool2@lic1", figures), lic("pool2@lic1", figures));
    CHECK(host.run() == Exit::ok);
    CHECK(tokens(host, "total") == "50");
    CHECK(tokens(host, "used") == "6");
    CHECK(tokens(host, "free") == "2");
    CHECK(tokens(host, "reserved") == "2");
    CHECK(host.published().count("license_tool_tokens") == 4);    // pending is not known
    CHECK(host.published().value("slurm_licenses_total", {{"cluster", "b"}, {"license_name", "pool2@lic1"}}) == "50");
    for (const std::string other : {"Total=40 Used=3 Free=2 Remote=yes LastConsumed=48 LastDeficit=45 LastUpdate=0",
                                    "Total=50 Used=3 Free=2 Remote=yes LastConsumed=47 LastDeficit=45 LastUpdate=0",
                                    "Total=50 Used=3 Free=2 Remote=yes", "Total=50 Used=3 Free=2 Remote=no"}) {
        answer_clusters(host, lic("pool2@lic1", figures), lic("pool2@lic1", other));
        CHECK(host.run() == Exit::ok);
        CHECK(tokens(host, "free") == "4");
    }
    const std::string tool = "[[tool]]\nname = \"pool2\"\nslurm = { all = [\"pool2@lic1\"] }\nclusters_share = ";
    answer_clusters(host, lic("pool2@lic1", figures), lic("pool2@lic1", figures));
    host.files["/settings"] += tool + "false\n";
    CHECK(host.run() == Exit::ok);
    CHECK(tokens(host, "total") == "100");
    host.files["/settings"] = "output = \"/dir\"\n[slurm]\nsqueue = false\n" + tool + "true\n";
    answer_clusters(host, lic("pool2@lic1", "Total=50 Used=3 Free=9 Remote=no"),
                    lic("POOL2@lic1", "Total=50 Used=3 Free=8 Remote=no"));
    CHECK(host.run() == Exit::ok);
    CHECK(tokens(host, "total") == "50");
    CHECK(tokens(host, "free") == "8");
    CHECK(tokens(host, "used") == "6");
}

TEST_CASE("the tokens of a tool are absent while one of its clusters is down") {
    FakeHost host;
    host.files["/settings"] = "output = \"/dir\"\n[slurm]\nsqueue = false\n";
    answer_clusters(host, lic("x", "Total=5 Used=3 Free=2 Remote=no"), "");
    host.outcomes["scontrol -M b show lic"].number = 1;
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.published().count("license_tool_tokens") == 0);
    CHECK(host.published().count("slurm_licenses_total") == 1);
}

TEST_CASE("a saved text of another kind is refused with what to save") {
    FakeHost host;
    host.files["/settings"] = "output = \"/dir\"\n";
    host.files["/lic"] = "{\n  \"licenses\": []\n}\n";
    host.options.input = "/lic";
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log == Log{"error: slurm: /lic:1: expected LicenseName=, got \"{\" (save what \"scontrol show lic\" prints)"});
    host.options.input = {};
    host.options.squeue_input = "/lic";
    CHECK(host.run() == Exit::incomplete);
    REQUIRE(host.log.size() == 1);
    CHECK(
        host.log.front().find("(save what \"SLURM_BITSTR_LEN=0 squeue --noheader --all --format='%i|%t|%u|%a|%W'\" prints)") !=
        std::string::npos);
    host.options.squeue_input = {};
    host.options.saved_statuses = {{"syn", "/lic"}};
    CHECK(host.run() == Exit::incomplete);
    CHECK(
        host.log.front() ==
        "error: flexlm:syn: /lic: expected what rlmstat, lmxendutil, DSLicSrv, lstc_qrun, a [[command]] or lmstat prints, got "
        "something else");
    host.files["/settings"] += "[[flexlm]]\nname = \"syn\"\ninput = \"/lic\"\n";
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log.front().ends_with("(save what \"lmutil lmstat -a -c SERVER\" prints)"));
}

TEST_CASE("what to save is quoted as it is typed, and the program is named without its path") {
    FakeHost host;
    host.files["/settings"] = "output = \"/dir\"\n[slurm]\nscontrol = \"/home/bob/scontrol\"\n";
    host.files["/lic"] = "{\n";
    host.options.input = "/lic";
    host.options.clusters = {"a$(id)"};
    CHECK(host.run() == Exit::incomplete);
    REQUIRE(host.log.size() == 1);
    CHECK(host.log.front().ends_with(" (save what \"scontrol -M 'a$(id)' show lic\" prints)"));
    host.options.clusters = {"a\x01"};
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log.front().ends_with("got \"{\""));
}
