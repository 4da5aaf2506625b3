#include "core/settings/parse_settings.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/text/duration.hpp"
#include "core/text/text.hpp"

using namespace slurmlic;

namespace {

using Problems = std::vector<std::string>;

Problems problems(std::string_view text) {
    Problems all;
    for (const Diagnostic& one : parse_settings(text, "/etc/slurmlic.toml").problems) all.push_back(to_sentence(one));
    return all;
}

std::string repeated(std::string_view part, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += part;
    return text;
}

}    // namespace

TEST_CASE("an empty settings file leaves the defaults") {
    const SettingsReading read = parse_settings("", "f");
    CHECK(read.problems.empty());
    CHECK(read.settings.output == "-");
    CHECK(read.settings.timeout == std::chrono::seconds(20));
    CHECK(read.settings.most_text == 64U << 20U);
    CHECK(read.settings.most_series == 100'000);
    CHECK(read.settings.slurm.scontrol == "scontrol");
    CHECK_FALSE(read.settings.slurm.input.has_value());
    CHECK(read.settings.slurm.clusters.empty());
    CHECK_FALSE(read.settings.quiet);
    CHECK_FALSE(read.settings.verbose);
}

TEST_CASE("every key of the settings file is taken") {
    const SettingsReading read = parse_settings(R"(
output = "/var/lib/prometheus/node-exporter"
timeout = "1500ms"
most_text = "512KiB"
most_series = 7
quiet = true
verbose = true
[slurm]
scontrol = "/opt/slurm/bin/scontrol"
input = "saved.txt"
squeue_input = "jobs.txt"
clusters = ["fluid", "pdf"]
include = ["vcs*"]
exclude = ["test_*", "old"]
)",
                                                "f");
    CHECK(read.problems.empty());
    CHECK(read.settings.output == "/var/lib/prometheus/node-exporter");
    CHECK(read.settings.timeout == std::chrono::milliseconds(1500));
    CHECK(read.settings.most_text == 512 * 1024);
    CHECK(read.settings.most_series == 7);
    CHECK(read.settings.quiet);
    CHECK(read.settings.verbose);
    CHECK(read.settings.slurm.scontrol == "/opt/slurm/bin/scontrol");
    CHECK(read.settings.slurm.input == "saved.txt");
    CHECK(read.settings.slurm.squeue_input == "jobs.txt");
    CHECK(read.settings.slurm.clusters == Problems{"fluid", "pdf"});
    CHECK(read.settings.slurm.filter.include == Problems{"vcs*"});
    CHECK(read.settings.slurm.filter.exclude == Problems{"test_*", "old"});
}

TEST_CASE("the limits of a source are a size and a number") {
    CHECK(parse_settings("most_text = \"4GiB\"", "f").settings.most_text == std::size_t{4} << 30U);
    for (const char* const wrong : {"5GiB", "0MiB", "64", "64 MiB", "MiB", "-1KiB", "64mib", "18446744073709551616KiB"}) {
        CHECK(
            problems(fmt::format("most_text = \"{}\"", wrong)) ==
            Problems{fmt::format(
                "/etc/slurmlic.toml:1: most_text: expected a size such as 64MiB or 512KiB, at most 4GiB, got \"{}\"", wrong)});
    }
    CHECK(problems("most_series = 0") == Problems{"/etc/slurmlic.toml:1: most_series: expected 1 or more series, got 0"});
    CHECK(problems("most_series = \"many\"") ==
          Problems{"/etc/slurmlic.toml:1: most_series: expected how many series, such as 100000, got a string"});
}

TEST_CASE("an unknown key is told with file, line, key and what may have been meant") {
    CHECK(problems("timeout = \"5s\"\n\n[slurm]\nscontroll = \"x\"\n") ==
          Problems{"/etc/slurmlic.toml:4: unknown key \"slurm.scontroll\": did you mean scontrol?"});
    CHECK(problems("colour = 1\n") == Problems{"/etc/slurmlic.toml:1: unknown key \"colour\": the keys here are command, dsls, "
                                               "flexlm, lmx, lsdyna, most_series, most_text, output, quiet, "
                                               "rlm, slurm, timeout, tool, users, verbose"});
}

TEST_CASE("a value of another type is told with file, line, key, what was expected and what came") {
    CHECK(problems("output = 5") ==
          Problems{
              "/etc/slurmlic.toml:1: output: expected a string such as \"/var/lib/prometheus/node-exporter\", got an integer"});
    CHECK(problems("timeout = 20") ==
          Problems{"/etc/slurmlic.toml:1: timeout: expected a string such as \"20s\", got an integer"});
    CHECK(problems("quiet = \"yes\"") == Problems{"/etc/slurmlic.toml:1: quiet: expected true or false, got a string"});
    CHECK(problems("slurm = 1.5") ==
          Problems{"/etc/slurmlic.toml:1: slurm: expected a table, [slurm], got a number with a fraction"});
    CHECK(problems("[slurm]\nclusters = \"fluid\"") ==
          Problems{"/etc/slurmlic.toml:2: slurm.clusters: expected an array of strings, got a string"});
    CHECK(problems("[slurm]\ninclude = [\n\"a\",\n2026-11-22,\n[\"b\"]]") ==
          Problems{"/etc/slurmlic.toml:4: slurm.include: expected an array of strings, got a date or time",
                   "/etc/slurmlic.toml:5: slurm.include: expected an array of strings, got an array"});
}

TEST_CASE("a value that makes no sense is told") {
    CHECK(problems("output = \"\"") == Problems{"/etc/slurmlic.toml:1: output: expected some text, got \"\""});
    CHECK(problems(R"(output = "/srv\u0000x")") ==
          Problems{R"(/etc/slurmlic.toml:1: output: expected some text, got "/srv\x00x")"});
    CHECK(problems("timeout = \"20\"") ==
          Problems{"/etc/slurmlic.toml:1: timeout: expected a duration such as 500ms, 20s or 2m, got \"20\""});
    CHECK(problems("[slurm]\nclusters = [\"a b\"]") ==
          Problems{"/etc/slurmlic.toml:2: slurm.clusters: expected the name of a cluster, got \"a b\""});
    CHECK(problems("[slurm]\nclusters = [\"all\"]") ==
          Problems{"/etc/slurmlic.toml:2: slurm.clusters: expected the name of one "
                   "cluster, got \"all\": scontrol does not tell them apart then"});
}

TEST_CASE("text that is no TOML is told with its line, and all problems come in the order of their lines") {
    const Problems syntax = problems("output = \"a\"\ntimeout = \n");
    REQUIRE(syntax.size() == 1);
    CHECK(syntax[0].starts_with("/etc/slurmlic.toml:2: "));
    CHECK(problems("verbos = 1\ntimeout = 1\nquie = 2").size() == 3);
    CHECK(problems("quiet = f\nverbose = true") ==
          Problems{"/etc/slurmlic.toml:1: Error while parsing boolean: expected 'false', saw 'f\\x0a'"});
    CHECK(problems("zzz = 1\ntimeout = 1\naaa = 2")[2].starts_with("/etc/slurmlic.toml:3: unknown key \"aaa\""));
}

TEST_CASE("a key of too many names is told with its line, and takes no stack") {
    std::string deep;
    for (int i = 0; i < 200'000; ++i) deep += "a.";
    const Problems expected{"/etc/slurmlic.toml:2: expected keys of at most 100 names, got more dots than that"};
    for (const std::string& text :
         {"\n" + deep + "a = 1", "\n[" + deep + "a]\n", "\n[[" + deep + "a]]\n", "\nx = [{" + deep + "a = 1}]", "\n" + deep,
          R"(x = "\"#'\\" # ')"
          "\n" +
              deep,
          "x = \"\"\"a\n\"\"\"\"" + deep, "x = '''\\\n''''' \"\" " + deep, "x = \"\" '\\'\n" + deep,
          "x = \"\"\"\\\n\"\"\"" + deep, std::string("\n") + std::string(100, '.') + " \"'\".a"}) {
        CAPTURE(text.substr(0, 40));
        CHECK(problems(text) == expected);
    }
    const std::string most = "\n" + deep.substr(0, 200) + "a = 1";
    for (const std::string& text :
         {"output = \"" + deep + "\"", "output = '" + deep + "'", "#" + deep, "quiet = true    #" + deep,
          "output = \"\"\"\n" + deep + "\n\\\"\"\"\"\"", "output = '''\n" + deep + "''''", std::string("output = '\\'\n")}) {
        CAPTURE(text.substr(0, 40));
        CHECK(problems(text).empty());
    }
    CHECK(problems(most) != expected);
}

TEST_CASE("more keys and values than any site has are refused before they take memory") {
    const Problems expected{"/etc/slurmlic.toml:2: expected at most 100,000 keys and values, got more than that"};
    for (const std::string_view part : {"1,", "[],", "{},", "a.b=1\n", "[a]\n", "\"\","}) {
        CAPTURE(part);
        CHECK(problems("a = [\n" + repeated(part, 100'001)).at(0).find("at most 100,000") != npos);
    }
    CHECK(problems("a = [\n" + repeated("1,", 99'999)) == expected);    // = and [ are two
    CHECK(problems("a = [\n" + repeated("1,", 99'998) + "]") != expected);
    CHECK(problems("#" + repeated(",", 200'000)).empty());
    CHECK(problems("output = \"" + repeated("=", 200'000) + "\"").empty());
}

TEST_CASE("of many problems the first are told, and how many more there are") {
    std::string text;
    for (int i = 30; i > 0; --i) text += fmt::format("k{:02}=1\n", i);    // toml++ has them in the order of their names
    const Problems told = problems(text);
    REQUIRE(told.size() == 21);
    CHECK(told[0].starts_with("/etc/slurmlic.toml:1: unknown key \"k30\""));
    CHECK(told[19].starts_with("/etc/slurmlic.toml:20: unknown key \"k11\""));
    CHECK(told[20] == "/etc/slurmlic.toml:21: and 10 more problems");
    const Problems many = problems("timeout = 1\n[slurm]\nexclude = [\n" + repeated("1,\n", 50'000) + "]");
    REQUIRE(many.size() == 21);
    CHECK(many[0].starts_with("/etc/slurmlic.toml:1: timeout: "));
    CHECK(many[20] == "/etc/slurmlic.toml:23: and 49981 more problems");
}

TEST_CASE("of many unknown apps the first are told, and how many more there are") {
    std::string text = "[[tool]]\nname = \"t\"\nfeatures = [\n";
    for (int i = 0; i < 22; ++i) text += "\"apq:x\",\n";
    SettingsReading read = parse_settings(text + "]\n[[flexlm]]\nname = \"app\"\ninput = \"x\"\n", "f");
    check_apps(read, "f");
    REQUIRE(read.problems.size() == 21);
    CHECK(to_sentence(read.problems[19]) == "f:23: tool.features: unknown app \"apq\": did you mean app?");
    CHECK(to_sentence(read.problems[20]) == "f:23: and 2 more unknown apps");
}

TEST_CASE("patterns with a wildcard are no more than names of large texts can be compared with in time") {
    const std::string glob = repeated("a", 1'000) + "*";
    CHECK(problems("[slurm]\nexclude = [\"" + glob + "\"]\ninclude = [\"" + glob + "\"]").empty());
    CHECK(problems("[slurm]\nexclude = [\"" + glob + "\",\"" + glob + "\"]") ==
          Problems{"/etc/slurmlic.toml:2: slurm.exclude: expected at most 2000 bytes of patterns with a wildcard, got 2002"});
    CHECK(problems("[[flexlm]]\nname = \"x\"\ninput = \"y\"\ninclude = [\"" + repeated("[a]", 700) + "\"]") ==
          Problems{"/etc/slurmlic.toml:4: flexlm.include: expected at most 2000 bytes of patterns with a wildcard, got 2100"});
    CHECK(problems("[slurm]\nexclude = [" + repeated("\"" + repeated("a", 100) + "\",", 1'000) + "]").empty());
}

TEST_CASE("a cluster's name is one word that can't be taken for an option or a list") {
    CHECK(parse_cluster("fluid-2.x").has_value());
    CHECK(parse_cluster("$(touch);").has_value());    // goes to scontrol as it is, not through a shell
    for (const std::string_view wrong : {"", "-x", "all", "ALL", "a,b", "a b", "a\n", "caf\xe9"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_cluster(wrong).has_value());
    }
}

TEST_CASE("a duration is a whole number and its unit, from 1ms to 60m") {
    CHECK(*parse_duration("500ms") == std::chrono::milliseconds(500));
    CHECK(*parse_duration("20s") == std::chrono::seconds(20));
    CHECK(*parse_duration("60m") == std::chrono::hours(1));
    for (const std::string_view wrong : {"", "s", "20", "1.5s", "-1s", " 1s", "1 s", "1h", "1S"}) {
        CAPTURE(wrong);
        CHECK(to_sentence(parse_duration(wrong).error()).starts_with("expected a duration such as 500ms, 20s or 2m, got "));
    }
    for (const std::string_view wrong : {"0s", "61m", "99999999999999999s", "3600001ms"}) {
        CAPTURE(wrong);
        CHECK(to_sentence(parse_duration(wrong).error()).starts_with("expected a duration from 1ms to 60m, got "));
    }
    CHECK(to_sentence(parse_duration("99999999999999999999s").error()).starts_with("expected a duration"));
    CHECK(duration_text(std::chrono::milliseconds(500)) == "500ms");
    CHECK(duration_text(std::chrono::seconds(20)) == "20s");
}
