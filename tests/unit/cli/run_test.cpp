#include "cli/run.hpp"

#include <doctest/doctest.h>

#include <cerrno>

#include "tests/support/exposition_reader.hpp"
#include "tests/support/fake_host.hpp"

using namespace slurmlic;
using slurmlic::testing::Exposition;
using slurmlic::testing::FakeHost;
using slurmlic::testing::Log;

namespace {

const std::map<std::string, std::string> slurm{{"source", "slurm"}};

}    // namespace

TEST_CASE("a good run publishes, says nothing, and exits 0") {
    FakeHost host;
    CHECK(host.run() == Exit::ok);
    CHECK(host.log == Log{});
    const Exposition published = host.published();
    CHECK(published.problem.empty());
    CHECK(published.value("slurm_licenses_used", {{"license_name", "a"}}) == "2");
    CHECK(published.value("slurmlic_source_up", slurm) == "1");
    CHECK(published.value("slurmlic_last_success_timestamp_seconds", slurm) == "1000.5");
    CHECK(published.value("slurmlic_source_duration_seconds", slurm) == "0.01");
    CHECK(published.value("slurmlic_last_run_success") == "1");
    CHECK(published.value("slurmlic_last_run_timestamp_seconds") == "1000.5");
    CHECK(published.value("slurmlic_last_run_duration_seconds") == "0.25");
    CHECK(published.value("slurmlic_build_info", {{"version", "1.2.3"}}) == "1");
}

TEST_CASE("the same input gives the same bytes") {
    FakeHost host;
    CHECK(host.run() == Exit::ok);
    const std::string first = host.files.at("/dir/slurm_licenses.prom");
    host.clock = 0;
    CHECK(host.run() == Exit::ok);
    CHECK(host.files.at("/dir/slurm_licenses.prom") == first);
}

TEST_CASE("scontrol is asked for seconds since the epoch, of its own cluster, in plain words") {
    FakeHost host;
    CHECK(host.run() == Exit::ok);
    REQUIRE(host.ran.size() == 1);
    CHECK(host.ran[0].argv == Log{"scontrol", "show", "lic"});
    CHECK(host.ran[0].limit == std::chrono::seconds(20));
    const std::map<std::string, std::optional<std::string>> environment(host.ran[0].environment.begin(),
                                                                        host.ran[0].environment.end());
    CHECK(environment.at("SLURM_TIME_FORMAT") == "%s");
    CHECK(environment.at("SLURM_CLUSTERS") == std::nullopt);
}

TEST_CASE("a source that fails leaves no samples, its last success, exit 1, and one line") {
    FakeHost host;
    CHECK(host.run() == Exit::ok);
    host.time = 2000;
    host.outcomes["scontrol show lic"] = {
        Ending::exited, 1, "", "slurm_load_license error: Unable to contact slurm controller (connect failure)\n", 9};
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log == Log{"error: slurm: scontrol show lic: exit status 1: slurm_load_license error: Unable to contact slurm "
                          "controller (connect failure)"});
    const Exposition published = host.published();
    CHECK(published.problem.empty());
    CHECK(published.count("slurm_licenses_total") == 0);
    CHECK(published.value("slurmlic_source_up", slurm) == "0");
    CHECK(published.value("slurmlic_last_success_timestamp_seconds", slurm) == "1000.5");
    CHECK(published.value("slurmlic_last_run_success") == "0");
    host.time = 3000;
    CHECK(host.run() == Exit::incomplete);    // carried over a second time
    CHECK(host.published().value("slurmlic_last_success_timestamp_seconds", slurm) == "1000.5");
}

TEST_CASE("a time of success that has yet to come is not carried over") {
    FakeHost host;
    CHECK(host.run() == Exit::ok);
    host.time = 900;    // the clock was wrong then, or is now
    host.outcomes["scontrol show lic"].number = 1;
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.published().count("slurmlic_last_success_timestamp_seconds") == 0);
}

TEST_CASE("a source that never succeeded has no time of success") {
    FakeHost host;
    host.outcomes["scontrol show lic"] = {Ending::not_started, ENOENT, "", "", 0};
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log == Log{"error: slurm: scontrol show lic: cannot be started: No such file or directory (is Slurm installed "
                          "here? name its scontrol with --scontrol or slurm.scontrol)"});
    CHECK(host.published().count("slurmlic_last_success_timestamp_seconds") == 0);
    CHECK(host.published().problem.empty());
}

TEST_CASE("every way in which scontrol can end has its own words") {
    FakeHost host;
    const auto log_of = [&host](Outcome told) {
        host.outcomes["scontrol show lic"] = std::move(told);
        CHECK(host.run() == Exit::incomplete);
        REQUIRE(host.log.size() == 1);
        return host.log.front();
    };
    CHECK(log_of({Ending::signalled, 11, "", "a\n\n b\n", 0}) ==
          "error: slurm: scontrol show lic: ended by signal 11 (Segmentation fault): a; b");
    CHECK(log_of({Ending::timed_out, 0, "", "", 20}) ==
          "error: slurm: scontrol show lic: not done within 20s, killed with its process group (does slurmctld answer "
          "\"scontrol ping\", and munged \"munge -n\"? is MessageTimeout in slurm.conf longer than our timeout?)");
    CHECK(log_of({Ending::flooded, 0, "", "", 1}) ==
          "error: slurm: scontrol show lic: killed, as it wrote more than 64 MiB (if all of it is wanted, "
          "raise most_text)");
    CHECK(
        log_of({Ending::exited, 0, "", "scontrol: error: something\n", 1}) ==
        "error: slurm: scontrol show lic: expected \"LicenseName=NAME\" or \"No licenses configured in Slurm.\", got nothing: "
        "scontrol: error: something");
}

TEST_CASE("lines that are not understood are told and counted, and make exit 1") {
    FakeHost host;
    host.answer("scontrol show lic",
                "LicenseName=a\n    Total=x Used=2 Free=3 Remote=no\n"
                "LicenseName=b\n    Total=5 Used=2 Free=3 Remote=no\n");
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log == Log{"warning: slurm: scontrol show lic:2: expected a number after Total=, got \"x\""});
    CHECK(host.published().value("slurmlic_source_up", slurm) == "1");
    CHECK(host.published().value("slurmlic_source_skipped_lines", slurm) == "1");
    CHECK(host.published().value("slurmlic_last_run_success") == "0");
    CHECK(host.published().value("slurm_licenses_total", {{"license_name", "b"}}) == "5");
}

TEST_CASE("clusters are asked each by itself, labelled, and fail each by itself") {
    FakeHost host;
    host.options.clusters = {"pdf", "fluid", "pdf"};
    host.answer("scontrol -M fluid show lic", "LicenseName=a\n    Total=5 Used=2 Free=3 Remote=no\n");
    host.outcomes["scontrol -M pdf show lic"] = {Ending::exited, 1, "", "no such cluster", 0};
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.ran.size() == 2);
    CHECK(host.log == Log{"error: slurm:pdf: scontrol -M pdf show lic: exit status 1: no such cluster"});
    const Exposition published = host.published();
    CHECK(published.problem.empty());
    CHECK(published.value("slurm_licenses_total", {{"cluster", "fluid"}, {"license_name", "a"}}) == "5");
    CHECK(published.value("slurmlic_source_up", {{"source", "slurm:fluid"}}) == "1");
    CHECK(published.value("slurmlic_source_up", {{"source", "slurm:pdf"}}) == "0");
    CHECK(published.value("slurmlic_source_up", slurm) == "none");
}

TEST_CASE("saved text is read in the place of scontrol, and nothing is run") {
    FakeHost host;
    host.options.input = "/saved";
    host.files["/saved"] = "LicenseName=s\n    Total=1 Used=0 Free=1 Remote=no\n";
    host.options.clusters = {"fluid"};
    CHECK(host.run() == Exit::ok);
    CHECK(host.ran.empty());
    CHECK(host.published().value("slurm_licenses_total", {{"cluster", "fluid"}, {"license_name", "s"}}) == "1");
    host.files["/saved"].insert(0, "\xEF\xBB\xBF");    // an editor of Windows does
    CHECK(host.run() == Exit::ok);
    host.options.input = "/gone";
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log == Log{"error: slurm:fluid: cannot read /gone: No such file or directory"});
}

TEST_CASE("saved text of several clusters at once is wrong usage") {
    FakeHost host;
    host.options.input = "/saved";
    host.options.clusters = {"fluid", "pdf"};
    CHECK(host.run() == Exit::usage);
    CHECK(host.log == Log{"error: input: expected at most one cluster with saved text, got fluid, pdf (name one with -M)"});
    CHECK_FALSE(host.has_published());
}

TEST_CASE("what can't be published makes exit 3, and is told even when quiet") {
    FakeHost host;
    host.full = true;
    host.options.quiet = true;
    CHECK(host.run() == Exit::not_published);
    CHECK(host.log == Log{"error: cannot write /dir/slurm_licenses.prom: No space left on device"});
}

TEST_CASE("wrong settings make exit 2, nothing is run and the file is untouched") {
    FakeHost host;
    host.files["/dir/slurm_licenses.prom"] = "old";
    host.files["/settings"] = "outputt = \"/dir\"\ntimeout = 3\n";
    CHECK(host.run() == Exit::usage);
    CHECK(host.log == Log{"error: /settings:1: unknown key \"outputt\": did you mean output?",
                          "error: /settings:2: timeout: expected a string such as \"20s\", got an integer"});
    CHECK(host.ran.empty());
    CHECK(host.files.at("/dir/slurm_licenses.prom") == "old");
}

TEST_CASE("a named settings file must be there, the usual one need not") {
    FakeHost host;
    host.options.config = "/gone";
    CHECK(host.run() == Exit::usage);
    CHECK(host.log == Log{"error: cannot read /gone: No such file or directory"});
    host.options.config = std::nullopt;
    CHECK(host.run() == Exit::ok);
    CHECK(host.out.find("slurm_licenses_total{license_name=\"a\"} 5\n") != std::string::npos);
    host.files["/etc/slurmlic/slurmlic.toml"] = "output = \"/dir\"";
    CHECK(host.run() == Exit::ok);
    CHECK(host.has_published());
}

TEST_CASE("an output that is no place for metrics makes exit 2, and nothing is run") {
    FakeHost host;
    host.options.output = "out.txt";
    CHECK(host.run() == Exit::usage);
    CHECK(host.log == Log{"error: output: expected -, a directory, or a file whose name ends in .prom, got \"out.txt\""});
    CHECK(host.ran.empty());
}

TEST_CASE("quiet says nothing of failing sources, verbose says what was done") {
    FakeHost host;
    host.options.quiet = true;
    host.outcomes["scontrol show lic"].number = 1;
    CHECK(host.run() == Exit::incomplete);
    CHECK(host.log == Log{});
    host.options.quiet = false;
    host.options.verbose = true;
    host.outcomes["scontrol show lic"].number = 0;
    CHECK(host.run() == Exit::ok);
    CHECK(host.log == Log{"info: slurm: 1 license from scontrol show lic in 10 ms", "info: wrote /dir/slurm_licenses.prom"});
}
