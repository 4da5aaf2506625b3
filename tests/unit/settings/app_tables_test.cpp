#include <doctest/doctest.h>

#include "core/settings/parse_settings.hpp"

using namespace slurmlic;

namespace {

using Problems = std::vector<std::string>;

Problems sentences(const std::vector<Diagnostic>& problems) {
    Problems all;
    for (const Diagnostic& one : problems) all.push_back(to_sentence(one));
    return all;
}

Problems problems(std::string_view text) {
    SettingsReading reading = parse_settings(text, "f");
    check_apps(reading, "f");
    return sentences(reading.problems);
}

const std::string app = "[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1\"\n";

}    // namespace

TEST_CASE("every key of FlexLM apps and tools is taken") {
    const SettingsReading read = parse_settings(R"(
[slurm]
squeue = "/opt/squeue"
[[tool]]
name = "vcs"
slurm = { batch = ["vcs_batch"], interactive = ["vcs_interactive", "vcs_int2"] }
features = ["syn:VCS:x", "mat:MATLAB"]
combine = "max"
clusters_share = false
sync = "lastconsumed"
[[flexlm]]
name = "syn"
server = "27000@lic1,27000@lic2"
lmutil = "/opt/lmutil"
include = ["VCS*"]
exclude = ["old"]
users = 5
expiry = true
timeout = "5s"
[[flexlm]]
name = "mat"
license_file = "/opt/license.dat"
input = "saved.txt"
[users]
"CORP\\asmith" = "alice"
)",
                                                "f");
    CHECK(read.problems.empty());
    CHECK(read.settings.slurm.squeue == "/opt/squeue");
    CHECK(read.settings.slurm.ask_squeue);
    REQUIRE(read.settings.apps.size() == 2);
    const AppSettings& syn = read.settings.apps[0];
    CHECK(syn.name == "syn");
    CHECK(syn.server == "27000@lic1,27000@lic2");
    CHECK(syn.program == "/opt/lmutil");
    CHECK(syn.filter.include == Problems{"VCS*"});
    CHECK(syn.filter.exclude == Problems{"old"});
    CHECK(syn.users == 5);
    CHECK(syn.expiry);
    CHECK(syn.timeout == std::chrono::seconds(5));
    CHECK_FALSE(read.settings.apps[1].timeout);
    CHECK(read.settings.tools.at(0).combine == Combine::max);
    CHECK(read.settings.tools.at(0).clusters_share == false);
    CHECK(read.settings.tools.at(0).sync == SyncBy::last_consumed);
    CHECK(read.settings.users.of("corp\\ASMITH") == "alice");
    CHECK(read.settings.apps[1].license_file == "/opt/license.dat");
    CHECK(read.settings.apps[1].program == "lmutil");
    CHECK(read.settings.apps[1].input == "saved.txt");
    REQUIRE(read.settings.tools.size() == 1);
    const ToolSettings& vcs = read.settings.tools[0];
    REQUIRE(vcs.pools.size() == 2);
    CHECK(vcs.pools[1].pool == "interactive");
    CHECK(vcs.pools[1].licenses == Problems{"vcs_interactive", "vcs_int2"});
    REQUIRE(vcs.features.size() == 2);
    CHECK(vcs.features[0].app == "syn");
    CHECK(vcs.features[0].feature == "VCS:x");
}

TEST_CASE("squeue is a program or false") {
    CHECK_FALSE(parse_settings("[slurm]\nsqueue = false", "f").settings.slurm.ask_squeue);
    CHECK(parse_settings("[slurm]\nsqueue = true", "f").settings.slurm.ask_squeue);
    CHECK(problems("[slurm]\nsqueue = 1") ==
          Problems{"f:2: slurm.squeue: expected a string such as \"/usr/bin/squeue\", or false, got an integer"});
    CHECK(problems("[slurm]\nsqueue = \"\"") == Problems{"f:2: slurm.squeue: expected some text, got \"\""});
}

TEST_CASE("what is wrong with an app is told with its line") {
    CHECK(problems("[flexlm]\nname = \"x\"") == Problems{"f:1: flexlm: expected tables, [[flexlm]], got a table"});
    CHECK(problems("flexlm = [1]") == Problems{"f:1: flexlm: expected a table, [[flexlm]], got an integer"});
    CHECK(problems("[[flexlm]]\nserver = \"1@x\"") == Problems{"f:1: flexlm: expected the key name"});
    CHECK(problems("[[flexlm]]\nname = \"a:b\"\nserver = \"1@x\"") ==
          Problems{"f:2: flexlm.name: expected the name of an app, without : and =, got \"a:b\""});
    CHECK(problems("\n[[flexlm]]\nname = \"x\"") == Problems{"f:2: flexlm: expected server, license_file or input of \"x\""});
    CHECK(problems(app + "license_file = \"x\"") ==
          Problems{"f:1: flexlm: expected either server or license_file of \"syn\", got both"});
    CHECK(problems(app + app) == Problems{"f:5: flexlm.name: \"syn\" is there already"});
    CHECK(problems(app + "users = -1") == Problems{"f:4: flexlm.users: expected 0 or more users, got -1"});
    CHECK(problems(app + "users = true") == Problems{"f:4: flexlm.users: expected how many users, such as 10, got a boolean"});
    CHECK(problems(app + "servr = \"x\"") == Problems{"f:4: unknown key \"flexlm.servr\": did you mean server?"});
    CHECK(problems("[[flexlm]]\nname = \"x\"\nserver = \"-c\"") ==
          Problems{"f:3: flexlm.server: expected PORT@HOST, several with commas between, got \"-c\""});
    CHECK(problems("[[flexlm]]\nname = \"x\"\nlicense_file = \"\"") ==
          Problems{"f:3: flexlm.license_file: expected the path of a license file, got \"\""});
}

TEST_CASE("what is wrong with a tool is told with its line") {
    CHECK(problems("[[tool]]\nslurm = {}") == Problems{"f:1: tool: expected the key name"});
    CHECK(problems("[[tool]]\nname = \"a\"\nslurm = \"x\"") ==
          Problems{"f:3: tool.slurm: expected pools such as { batch = [\"vcs_batch\"] }, got a string"});
    CHECK(problems("[[tool]]\nname = \"a\"\nslurm = { p = \"x\" }") ==
          Problems{"f:3: tool.slurm.p: expected an array of strings, got a string"});
    CHECK(problems("[[tool]]\nname = \"a\"\nslurm = { p = [\"x\"], q = [\"X\"] }") ==
          Problems{"f:3: tool.slurm.q: \"X\" is in the tool already"});
    CHECK(problems("[[tool]]\nname = \"a\"\n[[tool]]\nname = \"A\"") == Problems{"f:4: tool.name: \"A\" is there already"});
    CHECK(problems(app + "[[tool]]\nname = \"a\"\nfeatures = [\"syn\", \"sym:x\", \"other:x\"]") ==
          Problems{"f:6: tool.features: expected \"app:feature\", got \"syn\"",
                   "f:6: tool.features: unknown app \"sym\": did you mean syn?",
                   "f:6: tool.features: unknown app \"other\": no app has that name"});
}

TEST_CASE("what is wrong with users, and with how a tool is put together, is told with its line") {
    CHECK(problems("users = 1\n") == Problems{"f:1: users: expected a table, [users], got an integer"});
    CHECK(problems("[users]\na = 5\nc = \"\"\nB = \"x\"\nb = \"y\"\n") ==
          Problems{"f:2: users.a: expected a string such as \"alice\", got an integer",
                   "f:3: users.c: expected a name, got \"\"", "f:5: users.b: is there already, in letters of another case"});
    const std::string tool = "[[tool]]\nname = \"t\"\n";
    CHECK(problems(tool + "combine = \"min\"\n") == Problems{"f:3: tool.combine: expected \"sum\" or \"max\", got \"min\""});
    CHECK(problems(tool + "clusters_share = 1\n") ==
          Problems{"f:3: tool.clusters_share: expected true or false, got an integer"});
    CHECK(problems(tool + "sync = \"reservation\"\n").empty());
    CHECK(problems(tool + "sync = \"yes\"\n") ==
          Problems{"f:3: tool.sync: expected \"lastconsumed\" or \"reservation\", got \"yes\""});
    CHECK(problems(app + "timeout = \"5\"\n").size() == 1);
}
