// What runs tell of the servers and daemons of FlexLM, up and down.

#include <doctest/doctest.h>

#include "tests/support/both_sides.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

TEST_CASE("an app that is down keeps the series of its servers and daemons, at 0, and costs no other source its data") {
    BothSides host;
    CHECK(host.run() == Exit::ok);
    host.answer(lmstat,
                "Error getting status: Cannot connect to license server system. (-15,570:111 \"Connection refused\")\n");
    for (int run = 0; run < 2; ++run) {
        CHECK(host.run() == Exit::incomplete);
        CHECK(host.log.size() == 1);
        const Exposition published = host.published();
        CHECK(published.problem.empty());
        CHECK(source_up(published, "flexlm:syn") == "0");
        CHECK(source_up(published, "slurm") == "1");
        for (const char* const server : {"lic1", "lic2"}) {
            const char* const master = server == std::string("lic1") ? "true" : "false";
            CHECK(published.value(
                      "license_server_up",
                      {{"app", "syn"}, {"host", server}, {"master", master}, {"port", "27000"}, {"version", "v11.19"}}) == "0");
        }
        CHECK(published.value("license_daemon_up", {{"app", "syn"}, {"daemon", "snpslmd"}, {"version", "v11.18"}}) == "0");
        CHECK(published.count("license_server_up") == 2);
        CHECK(published.count("license_feature_used") == 0);
        CHECK(published.count("license_tool_gap") == 0);
        CHECK(published.count("license_tool_seats_used") == 0);
        CHECK(published.value("license_tool_slurm_used", tool_a) == "2");
        CHECK(published.value("slurmlic_last_success_timestamp_seconds", {{"source", "flexlm:syn"}}) == "1000.5");
    }
}

TEST_CASE("a limit of ours, or an answer that nobody understands, says nothing about any server") {
    BothSides host;
    CHECK(host.run() == Exit::ok);
    for (const Outcome& told : {Outcome{Ending::timed_out, 0, good, "", 20}, Outcome{Ending::exited, 1, "garbage\n", "", 0},
                                Outcome{Ending::not_started, 2, "", "", 0}}) {
        host.outcomes[lmstat] = told;
        CHECK(host.run() == Exit::incomplete);
        CHECK(host.log.size() == 1);
        CAPTURE(host.log.front());
        const Exposition published = host.published();
        CHECK(source_up(published, "flexlm:syn") == "0");
        CHECK(source_up(published, "slurm") == "1");
        CHECK(published.count("license_server_up") == 0);
        CHECK(published.count("license_daemon_up") == 0);
        CHECK(published.count("license_tool_gap") == 0);
        CHECK(published.value("license_tool_slurm_used", tool_a) == "2");
        CHECK(published.value("slurmlic_last_success_timestamp_seconds", {{"source", "flexlm:syn"}}) == "1000.5");
    }
}

TEST_CASE("a server that answers by another name than before keeps its labels, as long as the settings name it") {
    const auto text = [](const std::string& name, const std::string& how) {
        return "License server status: 27000@" + name + "\n" + name + ": " + how +
               "\nVendor daemon status (on lic1):\n  snpslmd: UP v11.18\n" +
               "Users of A:  (Total of 50 licenses issued;  Total of 0 licenses in use)\n";
    };
    const std::string lmstat_one = "lmutil lmstat -a -c 27000@lic1";
    const Labels known{{"app", "syn"}, {"host", "lic1"}, {"master", "true"}, {"port", "27000"}, {"version", "v11.19"}};
    FakeHost host;
    host.files["/settings"] =
        "output = \"/dir\"\n[slurm]\nsqueue = false\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1\"\n";
    for (const char* const name : {"lic1", "LIC1.example.com", "10.0.0.5", "other-name"}) {
        CAPTURE(std::string(name));
        host.answer(lmstat_one, text(name, "license server UP (MASTER) v11.19"));
        CHECK(host.run() == Exit::ok);
        CHECK(host.published().value("license_server_up", known) == "1");
        CHECK(host.published().count("license_server_up") == 1);
        host.answer(lmstat_one, std::string(name) + ": Cannot connect to license server system. (-15,570)\n");
        CHECK(host.run() == Exit::incomplete);
        CHECK(host.published().value("license_server_up", known) == "0");
    }
    host.files["/settings"] =
        "output = \"/dir\"\n[slurm]\nsqueue = false\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic2\"\n";
    host.answer("lmutil lmstat -a -c 27000@lic2", text("lic2", "license server UP (MASTER) v11.19"));    // it has moved
    CHECK(host.run() == Exit::ok);
    CHECK(host.published().value(
              "license_server_up",
              {{"app", "syn"}, {"host", "lic2"}, {"master", "true"}, {"port", "27000"}, {"version", "v11.19"}}) == "1");
}

TEST_CASE("an app that never answered has the servers and daemons of its license file, or ones without a name, at 0") {
    FakeHost host;
    host.files["/settings"] =
        "output = \"/dir\"\n[slurm]\nsqueue = false\n[[flexlm]]\nname = \"syn\"\nlicense_file = \"/lic\"\n";
    host.answer("lmutil lmstat -a -c /lic", "Error getting status: Cannot connect to license server system. (-15,570)\n");
    for (int run = 0; run < 2; ++run) {
        CHECK(host.run() == Exit::incomplete);
        CHECK(host.published().value("license_server_up", {{"app", "syn"}, {"master", "false"}}) == "0");
        CHECK(host.published().value("license_daemon_up", {{"app", "syn"}}) == "0");
    }
    host.files["/lic"] =
        "SERVER lic1 0050569c 27000\nSERVER lic2 ANY PRIMARY_IS_MASTER\nSERVERS no\nVENDOR snpslmd /opt\nDAEMON old\n";
    CHECK(host.run() == Exit::incomplete);
    const Exposition published = host.published();
    CHECK(published.problem.empty());
    CHECK(published.value("license_server_up", {{"app", "syn"}, {"host", "lic1"}, {"master", "false"}, {"port", "27000"}}) ==
          "0");
    CHECK(published.value("license_server_up", {{"app", "syn"}, {"host", "lic2"}, {"master", "false"}}) == "0");
    CHECK(published.value("license_daemon_up", {{"app", "syn"}, {"daemon", "snpslmd"}}) == "0");
    CHECK(published.value("license_daemon_up", {{"app", "syn"}, {"daemon", "old"}}) == "0");
    CHECK(published.count("license_server_up") == 2);
    CHECK(published.count("license_daemon_up") == 2);
}

TEST_CASE("an app that serves features and names neither servers nor daemons has those that are known, and they are up") {
    BothSides host;
    host.answer(lmstat,
                "Users of A:  (Total of 50 licenses issued;  Total of 0 licenses in use)\n  \"A\" v1, vendor: snpslmd\n"
                "Users of B:  (Total of 50 licenses issued;  Total of 0 licenses in use)\n");
    CHECK(host.run() == Exit::ok);
    const Exposition published = host.published();
    CHECK(published.problem.empty());
    for (const char* const server : {"lic1", "lic2"}) {
        CHECK(published.value("license_server_up",
                              {{"app", "syn"}, {"host", server}, {"master", "false"}, {"port", "27000"}}) == "1");
    }
    CHECK(published.value("license_daemon_up", {{"app", "syn"}, {"daemon", "snpslmd"}}) == "1");
    CHECK(published.count("license_daemon_up") == 1);
}

TEST_CASE("a server that names no daemon has the one that it had before, and that is down") {
    BothSides host;
    CHECK(host.run() == Exit::ok);
    host.answer(lmstat, "License server status: 27000@lic1\nlic1: license server UP (MASTER) v11.19\n");
    CHECK(host.run() == Exit::ok);
    CHECK(host.published().value(
              "license_server_up",
              {{"app", "syn"}, {"host", "lic1"}, {"master", "true"}, {"port", "27000"}, {"version", "v11.19"}}) == "1");
    CHECK(host.published().value("license_daemon_up", {{"app", "syn"}, {"daemon", "snpslmd"}, {"version", "v11.18"}}) == "0");
}

TEST_CASE("a triad without a MASTER serves nothing, whatever features it lists") {
    BothSides host;
    host.answer(
        lmstat,
        "License server status: 1@a,1@b,1@c\na: license server UP v1\nb: license server UP v1\nc: license server UP v1\n"
        "Vendor daemon status (on a):\n  snpslmd: UP v1\n"
        "Users of A:  (Total of 50 licenses issued;  Total of 6 licenses in use)\n");
    CHECK(host.run() == Exit::incomplete);
    CHECK(source_up(host.published(), "flexlm:syn") == "0");
    CHECK(host.published().count("license_feature_used") == 0);
    CHECK(host.published().count("license_server_up") == 3);
}

TEST_CASE("while one of an app's server systems is down, the rest is published, and no tool is compared with it") {
    BothSides host;
    host.answer(lmstat, good +
                            "License server status: 1@lic9\n"
                            "Error getting status: Cannot connect to license server system. (-15,570)\n");
    CHECK(host.run() == Exit::incomplete);
    const Exposition published = host.published();
    CHECK(source_up(published, "flexlm:syn") == "1");
    CHECK(published.value("license_feature_issued", feature_a) == "50");
    CHECK(published.value("license_server_up", {{"app", "syn"}, {"host", "lic9"}, {"master", "false"}, {"port", "1"}}) == "0");
    CHECK(published.value("license_tool_slurm_used", tool_a) == "2");
    CHECK(published.count("license_tool_seats_used") == 0);
    CHECK(published.count("license_tool_gap") == 0);
}
