// Runs with squeue and FlexLM beside scontrol.

#include <doctest/doctest.h>

#include <cerrno>

#include "tests/support/both_sides.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

TEST_CASE("scontrol, squeue and lmutil are run in one go, and joined") {
    BothSides host;
    CHECK(host.run() == Exit::ok);
    CHECK(host.log == Log{});
    REQUIRE(host.ran.size() == 3);
    CHECK(host.ran[2].argv == Log{"lmutil", "lmstat", "-a", "-c", "27000@lic1,27000@lic2"});
    const Exposition published = host.published();
    CHECK(published.problem.empty());
    CHECK(published.value("license_tool_slurm_used", tool_a) == "2");
    CHECK(published.value("license_tool_seats_used", tool_a) == "6");
    CHECK(published.value("license_tool_gap", tool_a) == "4");
    CHECK(published.value("license_tool_outside_slurm", tool_a) == "4");
    CHECK(published.value("license_tool_idle_in_slurm", tool_a) == "0");
    CHECK(published.value("license_tool_info", {{"license_name", "a"}, {"pool", "all"}, {"tool", "a"}}) == "1");
    CHECK(published.value("license_feature_issued", feature_a) == "50");
    CHECK(published.value("license_feature_expiration_timestamp_seconds", feature_a) == "4102444800");
    CHECK(published.value("license_server_up",
                          {{"app", "syn"}, {"host", "lic1"}, {"master", "true"}, {"port", "27000"}, {"version", "v11.19"}}) ==
          "1");
    CHECK(published.value("slurm_licenses_jobs", {{"license_name", "a"}, {"state", "pending"}}) == "1");
    CHECK(published.value("slurm_licenses_requested", {{"license_name", "a"}, {"state", "running"}}) == "2");
    CHECK(published.count("license_feature_users") == 0);
    for (const char* const source : {"slurm", "squeue", "flexlm:syn"}) CHECK(source_up(published, source) == "1");
}

TEST_CASE("the squeue beside a named scontrol is run, unless another one is named, or none") {
    FakeHost host;
    host.files["/settings"] = "output = \"/dir\"\n[slurm]\nscontrol = \"/opt/bin/scontrol\"\n";
    host.answer("/opt/bin/scontrol show lic", "No licenses configured in Slurm.\n");
    host.answer("/opt/bin/" + std::string(squeue), "");
    CHECK(host.run() == Exit::ok);
    CHECK(host.ran.size() == 2);
    host.options.squeue = "/x/squeue";
    host.answer("/x/" + std::string(squeue), "");
    CHECK(host.run() == Exit::ok);
    CHECK(host.ran[1].argv.front() == "/x/squeue");
    host.options.squeue = std::nullopt;
    host.files["/settings"] += "squeue = false\n";
    CHECK(host.run() == Exit::ok);
    CHECK(host.ran.size() == 1);
    CHECK(source_up(host.published(), "squeue") == "none");
}

TEST_CASE("while squeue is down there is a gap, but neither outside nor idle nor demand") {
    BothSides host;
    host.outcomes[squeue] = {Ending::not_started, ENOENT, "", "", 0};
    CHECK(host.run() == Exit::incomplete);
    REQUIRE(host.log.size() == 1);
    CHECK(host.log[0].ends_with(
        "--format=%i|%t|%u|%a|%W: cannot be started: No such file or directory (name squeue with --squeue "
        "or slurm.squeue, which may be false)"));
    const Exposition published = host.published();
    CHECK(source_up(published, "squeue") == "0");
    CHECK(published.value("license_tool_gap", tool_a) == "4");
    CHECK(published.count("license_tool_outside_slurm") == 0);
    CHECK(published.count("license_tool_idle_in_slurm") == 0);
    CHECK(published.count("slurm_licenses_jobs") == 0);
}

TEST_CASE("a failing exit status of lmutil with a good text is a success, as with one member of a triad down") {
    BothSides host;
    host.outcomes[lmstat].number = 1;
    CHECK(host.run() == Exit::ok);
    CHECK(source_up(host.published(), "flexlm:syn") == "1");
}

TEST_CASE("a server name that lmutil complains of is told with what it said") {
    BothSides host;
    host.outcomes[lmstat] = {Ending::exited, 127, "", "lmutil: bad argument\n", 0};
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log == Log{"error: flexlm:syn: lmutil lmstat -a -c 27000@lic1,27000@lic2: expected \"License server status: "
                          "...\" or \"Users of ...\", got nothing: exit status 127: lmutil: bad argument"});
}

TEST_CASE("an lmutil that is there but does not start lacks its loader") {
    BothSides host("lmutil = \"/opt/lmutil\"\n");
    host.outcomes["/opt/" + std::string(lmstat)] = {Ending::not_started, ENOENT, "", "", 0};
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log.front().ends_with("No such file or directory (name lmutil with flexlm.lmutil)"));
    host.files["/opt/lmutil"] = "ELF";
    CHECK(host.run() == Exit::incomplete);
    CHECK(
        host.log.front().ends_with("No such file or directory (the file is there, but not the loader that it asks for: "
                                   "lmutil mostly needs the LSB one, such as /lib64/ld-lsb-x86-64.so.3)"));
}

TEST_CASE("an lmutil that is looked up in PATH may lack its loader, too") {
    BothSides host;
    host.outcomes[lmstat] = {Ending::not_started, ENOENT, "", "", 0};
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log.front().ends_with(
        "No such file or directory (name lmutil with flexlm.lmutil; if it is in PATH, the loader that it asks for is not "
        "there: mostly the LSB one, such as /lib64/ld-lsb-x86-64.so.3)"));
}

TEST_CASE("while Slurm is down the pools of configured tools are known, and FlexLM's side is there") {
    BothSides host("[[tool]]\nname = \"t\"\nslurm = { p = [\"A\"] }\nfeatures = [\"syn:a\"]\n");
    CHECK(host.run() == Exit::ok);
    CHECK(host.published().value("license_tool_gap", {{"tool", "t"}}) == "4");
    host.outcomes["scontrol show lic"].number = 1;
    CHECK(host.run() == Exit::incomplete);
    const Exposition published = host.published();
    CHECK(published.value("license_tool_info", {{"license_name", "A"}, {"pool", "p"}, {"tool", "t"}}) == "1");
    CHECK(published.value("license_tool_seats_used", {{"tool", "t"}}) == "6");
    CHECK(published.count("license_tool_slurm_used") == 0);
    CHECK(published.count("license_tool_gap") == 0);
    CHECK(published.value("slurm_licenses_jobs", {{"license_name", "a"}, {"state", "running"}}) == "1");    // squeue answered
}

TEST_CASE("users become series only when asked for, the rest is other") {
    BothSides host("users = 1\n");
    CHECK(host.run() == Exit::ok);
    const auto seats = [&host](const char* user) {
        return host.published().value("license_feature_users", {{"app", "syn"}, {"feature", "A"}, {"user", user}});
    };
    CHECK(seats("alice") == "3");
    CHECK(seats("other") == "3");
    CHECK(host.published().count("license_feature_users") == 2);
    host.files["/settings"] = host.settings + "users = 3\n";
    CHECK(host.run() == Exit::ok);
    CHECK(seats("carl") == "1");
    CHECK(host.published().count("license_feature_users") == 3);
}

TEST_CASE("a user who is called other takes no place from the others") {
    BothSides host("users = 1\n");
    host.answer(lmstat, good + "  other n3 n3 (v1) (lic1/27000 104), start Mon 9/28 8:01, 5 licenses\n");
    CHECK(host.run() == Exit::ok);
    const auto seats = [&host](const char* user) {
        return host.published().value("license_feature_users", {{"app", "syn"}, {"feature", "A"}, {"user", user}});
    };
    CHECK(seats("alice") == "3");
    CHECK(seats("other") == "8");
}

TEST_CASE("features are chosen by include and exclude") {
    BothSides host("exclude = [\"a\"]\n");
    CHECK(host.run() == Exit::ok);
    CHECK(host.published().count("license_feature_used") == 0);
    CHECK(host.published().value("license_tool_gap", tool_a) == "4");    // the tool counts it all the same
}

TEST_CASE("expiry asks lmstat -a -i in one go, and rows that can't be read are skipped lines") {
    BothSides host("expiry = true\n");
    const std::string both = "lmutil lmstat -a -i -c 27000@lic1,27000@lic2";
    const std::string head = "Feature Version #licenses Expires Vendor\n_______ _________ _________ __________ ______\n";
    host.answer(both, good + head + "A 1 50 1-jan-2030 snpslmd\n");
    CHECK(host.run() == Exit::ok);
    CHECK(host.ran.size() == 3);
    CHECK(host.published().value("license_feature_expiration_timestamp_seconds", feature_a) == "1893542400");
    host.answer(both, good + head + "A 1 50 soon snpslmd\n");
    CHECK(host.run() == Exit::incomplete);
    CHECK(source_up(host.published(), "flexlm:syn") == "1");
    CHECK(host.published().value("slurmlic_source_skipped_lines", {{"source", "flexlm:syn"}}) == "1");
}

TEST_CASE("a timeout of one app is told to lmstat, which is killed a second later") {
    BothSides host("timeout = \"5s\"\n");
    host.answer("lmutil lmstat -a -c 27000@lic1,27000@lic2 -t 5", good);
    CHECK(host.run() == Exit::ok);
    CHECK(host.ran.back().limit == std::chrono::seconds(6));
    CHECK(host.ran.front().limit == std::chrono::seconds(20));
    BothSides short_one("timeout = \"300ms\"\n");
    short_one.answer("lmutil lmstat -a -c 27000@lic1,27000@lic2 -t 1", good);
    CHECK(short_one.run() == Exit::ok);
}

TEST_CASE("a feature that FlexLM could not tell has no series, and its tool no seats' side") {
    BothSides host;
    host.answer(lmstat,
                good + "Users of b: Cannot get users of b: No socket connection to license server manager. (-7,10015)\n");
    host.answer("scontrol show lic",
                "LicenseName=a\n Total=9 Used=2 Free=7 Remote=no\nLicenseName=b\n Total=9 Used=1 Free=8 Remote=no\n");
    CHECK(host.run() == Exit::incomplete);
    const Exposition published = host.published();
    CHECK(published.value("license_feature_issued", feature_a) == "50");
    CHECK(published.count("license_feature_issued") == 1);
    CHECK(published.count("license_feature_checkouts") == 1);
    CHECK(published.value("license_tool_gap", tool_a) == "4");
    CHECK(published.count("license_tool_gap") == 1);
    CHECK(published.count("license_tool_seats_used") == 1);
    CHECK(published.count("license_tool_outside_slurm") == 1);
    CHECK(published.value("slurmlic_source_skipped_lines", {{"source", "flexlm:syn"}}) == "1");
    CHECK(host.log.size() == 1);
    CHECK(host.log.front().find("(-7,10015)") != std::string::npos);
}

TEST_CASE("users are matched without their domain, and as [users] maps them") {
    BothSides host("users = 5\n[users]\n\"CORP\\\\Al\" = \"alice\"\nrobert = \"bob\"\n");
    std::string text = good;
    text.replace(text.find("  alice"), 7, "  corp\\al");
    text.replace(text.find("  bob"), 5, "  Robert");
    text.replace(text.find("  carl"), 6, "  X\\Carl");
    host.answer(lmstat, text);
    host.answer(squeue, "7|R|alice|x|a:3\n8|R|bob|x|a:1\n9|R|Y\\carl|x|a:1\n");
    host.answer("scontrol show lic", "LicenseName=a\n Total=9 Used=5 Free=4 Remote=no\n");
    CHECK(host.run() == Exit::ok);
    const Exposition published = host.published();
    CHECK(published.value("license_tool_outside_slurm", tool_a) == "1");
    CHECK(published.value("license_tool_idle_in_slurm", tool_a) == "0");
    for (const auto& [user, seats] : std::map<std::string, std::string>{{"alice", "3"}, {"bob", "2"}, {"Carl", "1"}}) {
        CHECK(published.value("license_feature_users", {{"app", "syn"}, {"feature", "A"}, {"user", user}}) == seats);
    }
}

TEST_CASE("with a saved text nothing live is run, and sources that have none are left out") {
    BothSides host;
    host.files["/saved"] = good;
    host.options.saved_statuses = {{"syn", "/saved"}, {"new", "/saved"}};
    CHECK(host.run() == Exit::ok);
    CHECK(host.ran.empty());
    CHECK(source_up(host.published(), "flexlm:syn") == "1");
    CHECK(source_up(host.published(), "flexlm:new") == "1");
    CHECK(source_up(host.published(), "slurm") == "none");
    CHECK(host.published().problem.empty());
    host.options.saved_statuses = {};
    host.options.squeue_input = "/jobs";
    host.options.input = "/lic";
    host.files["/jobs"] = "1|R|u|a:2\n";
    host.files["/lic"] = "LicenseName=a\n    Total=5 Used=2 Free=3 Remote=no\n";
    CHECK(host.run() == Exit::ok);
    CHECK(host.ran.empty());
    CHECK(source_up(host.published(), "flexlm:syn") == "none");
    CHECK(host.published().value("slurm_licenses_jobs", {{"license_name", "a"}, {"state", "running"}}) == "1");
    host.options.input = "-";
    host.options.squeue_input = "-";
    CHECK(host.run() == Exit::usage);
    CHECK(host.log == Log{"error: input: expected one source to read standard input, got several that are \"-\""});
}

TEST_CASE("a tool may name an app that only an option defines, and no other") {
    BothSides host;
    host.files["/settings"] =
        "output = \"/dir\"\n[[tool]]\nname = \"t\"\nslurm = { all = [\"a\"] }\nfeatures = [\"saved:A\"]\n";
    host.files["/lmstat"] = good;
    host.files["/lic"] = "LicenseName=a\n    Total=5 Used=2 Free=3 Remote=no\n";
    CHECK(host.run() == Exit::usage);
    CHECK(host.log == Log{"error: /settings:5: tool.features: unknown app \"saved\": no app has that name"});
    host.options.saved_statuses = {{"saved", "/lmstat"}};
    host.options.input = "/lic";
    CHECK(host.run() == Exit::ok);
    CHECK(host.published().value("license_tool_gap", {{"tool", "t"}}) == "4");
}

TEST_CASE("the same facts give the same tools, live and saved") {
    BothSides host;
    host.files["/settings"] = "output = \"/dir\"\n[slurm]\nsqueue = false\n";
    CHECK(host.run() == Exit::ok);
    const std::size_t live = host.published().count("license_tool_slurm_used");
    host.files["/lic"] = host.outcomes["scontrol show lic"].out;
    host.options.input = "/lic";
    CHECK(host.run() == Exit::ok);
    CHECK(live == 1);
    CHECK(host.published().count("license_tool_slurm_used") == live);
}
