// Apps of other license managers than FlexLM, and of a site's own command.

#include <doctest/doctest.h>

#include "tests/support/both_sides.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

const std::string dsls_answer =
    "Software version: 6.4\nReady: yes\nServer name: localhost   Server id: A-1\n"
    "Editor,Feature,Count,Inuse,Tokens,Host,User,\nAcme,solver,20,5,5,n1 (26.0)/10.0.0.1,bob,\n";
const std::string own_answer = "license_feature_used{feature=\"solver\"} 3\n";

/// A host with these tables in its settings.
struct Site : FakeHost {
    explicit Site(const std::string& tables) { files["/settings"] = "output = \"/dir\"\n[slurm]\nsqueue = false\n" + tables; }
};

}    // namespace

TEST_CASE("each license manager is asked by its own arguments, with the program of its settings") {
    Site host(
        "[[rlm]]\nname = \"r\"\nserver = \"5053@lic1\"\n[[lmx]]\nname = \"x\"\nserver = \"6200@lic2\"\nprogram = \"/opt/lmx\"\n"
        "[[dsls]]\nname = \"d\"\nserver = \"4084@lic3\"\n[[lsdyna]]\nname = \"l\"\nserver = \"31010@lic4\"\n"
        "[[command]]\nname = \"own\"\ncommand = [\"/bin/seats\", \"of us\", \"-v\"]\n");
    host.answer("rlmutil rlmstat -a -c 5053@lic1", "Error connecting to \"rlm\" server\n");
    host.answer("/opt/lmx -licstat -host lic2 -port 6200", "There are no license server(s) available.\n");
    host.answer("DSLicSrv -admin -run connect lic3 4084 -restricted;getLicenseUsage -csv", dsls_answer);
    host.answer("lstc_qrun -s 31010@lic4 -r", "*** ERROR failed to open server lic4\n");
    host.answer("/bin/seats of us -v", own_answer);
    CHECK(host.run() == Exit::incomplete);
    const Exposition published = host.published();
    for (const char* const down : {"rlm:r", "lmx:x", "lsdyna:l"}) CHECK(source_up(published, down) == "0");
    for (const char* const up : {"dsls:d", "command:own"}) CHECK(source_up(published, up) == "1");
    CHECK(published.value("license_app_info", {{"app", "x"}, {"manager", "lmx"}}) == "1");
    CHECK(published.value("license_feature_used", {{"app", "d"}, {"feature", "solver"}, {"vendor", "Acme"}}) == "5");
    CHECK(published.value("license_feature_used", {{"app", "own"}, {"feature", "solver"}}) == "3");
    CHECK(host.log.size() == 3);
}

TEST_CASE("a server that tells no port is the one that the settings name, up or down") {
    Site host("[[dsls]]\nname = \"d\"\nserver = \"4084@lic3\"\n");
    const char* const asked = "DSLicSrv -admin -run connect lic3 4084 -restricted;getLicenseUsage -csv";
    const Labels server{{"app", "d"}, {"host", "lic3"}, {"master", "false"}, {"port", "4084"}, {"version", "6.4"}};
    host.answer(asked, dsls_answer);
    CHECK(host.run() == Exit::ok);
    CHECK(host.published().value("license_server_up", server) == "1");
    host.answer(asked, "Cannot connect to server localhost on port 4084\n");
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.published().value("license_server_up", server) == "0");
    CHECK(host.published().count("license_server_up") == 1);
    CHECK(host.published().count("license_daemon_up") == 0);    // there are none
}

TEST_CASE("a site's own command counts only if it ends well, and names servers or has none") {
    Site host("[[command]]\nname = \"own\"\ncommand = [\"/bin/seats\"]\n");
    host.answer("/bin/seats", own_answer);
    CHECK(host.run() == Exit::ok);
    CHECK(host.published().count("license_server_up") == 0);
    host.outcomes["/bin/seats"] = {Ending::exited, 2, own_answer, "no such list\n", 0.01};
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log == Log{"error: command:own: /bin/seats: exit status 2: no such list"});
    CHECK(host.published().count("license_feature_used") == 0);
    host.outcomes["/bin/seats"] = {Ending::not_started, ENOENT, "", "", 0};
    CHECK(host.run() == Exit::incomplete);
    CHECK(
        host.log ==
        Log{"error: command:own: /bin/seats: cannot be started: No such file or directory (correct command in the settings)"});
}

TEST_CASE("a saved text tells which license manager it is of, where the settings do not") {
    Site host("");
    host.files["/dsls"] = "\xEF\xBB\xBF" + dsls_answer;
    host.files["/own"] = own_answer;
    host.files["/lmstat"] = good;
    host.options.saved_statuses = {{"d", "/dsls"}, {"own", "/own"}, {"syn", "/lmstat"}};
    CHECK(host.run() == Exit::ok);
    const Exposition published = host.published();
    CHECK(published.value("license_app_info", {{"app", "d"}, {"manager", "dsls"}}) == "1");
    CHECK(published.value("license_app_info", {{"app", "own"}, {"manager", "command"}}) == "1");
    CHECK(published.value("license_app_info", {{"app", "syn"}, {"manager", "flexlm"}}) == "1");
    for (const char* const up : {"dsls:d", "command:own", "flexlm:syn"}) CHECK(source_up(published, up) == "1");
}

TEST_CASE("tables of other license managers are checked as that of FlexLM is") {
    const auto problem = [](const std::string& tables) {
        Site host(tables);
        CHECK(host.run() == Exit::usage);
        return host.log.front();
    };
    CHECK(problem("[[dsls]]\nname = \"d\"\nserver = \"4084@lic3;quit\"\n") ==
          "error: /settings:6: dsls.server: expected PORT@HOST, got \"4084@lic3;quit\"");
    CHECK(problem("[[lmx]]\nname = \"d\"\nserver = \"lic3\"\n") ==
          "error: /settings:6: lmx.server: expected PORT@HOST, got \"lic3\"");
    CHECK(problem("[[rlm]]\nname = \"d\"\n") == "error: /settings:4: rlm: expected server or input of \"d\"");
    CHECK(problem("[[rlm]]\nname = \"d\"\nserver = \"1@a\"\nlmutil = \"x\"\n")
              .starts_with("error: /settings:7: unknown key \"rlm.lmutil\""));
    CHECK(problem("[[command]]\nname = \"d\"\n") == "error: /settings:4: command: expected command or input of \"d\"");
    CHECK(problem("[[command]]\nname = \"d\"\ncommand = \"/bin/seats\"\n") ==
          "error: /settings:6: command.command: expected a program and its arguments, [\"/path\", ...], got a string");
    CHECK(problem("[[rlm]]\nname = \"d\"\nserver = \"1@a\"\n[[lmx]]\nname = \"d\"\nserver = \"1@a\"\n") ==
          "error: /settings:5: rlm.name: \"d\" is there already");
}
