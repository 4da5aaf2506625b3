// slurmlic anonymize: several files with one name for one user, and what can't be read.

#include "cli/anonymize.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace slurmlic;

namespace {

/// Files, what is printed of them, and what is said.
struct Host {
    Exit anonymize(const std::vector<std::string>& names) {
        Ports ports;
        ports.read_file = [this](const std::string& path, std::chrono::milliseconds, std::size_t) -> Result<std::string> {
            if (!files.contains(path)) return failed("cannot read " + path + ": No such file or directory");
            return files.at(path);
        };
        ports.print = [this](std::string_view text) -> Result<void> {
            if (is_full) return failed("cannot write standard output: No space left on device");
            out = text;
            return {};
        };
        ports.log = [this](const Diagnostic& diagnostic) {
            log += (diagnostic.severity == Severity::error ? "error: " : "") + to_sentence(diagnostic);
        };
        return anonymize_files(names, std::chrono::milliseconds(1), ports);
    }

    std::map<std::string, std::string> files;
    bool is_full = false;
    std::string out;
    std::string log;
};

}    // namespace

TEST_CASE("anonymize prints one text as it is, several behind what they are, with one name for one user") {
    Host host;
    host.files["/home/alice/lic"] = "LicenseName=vcs@lic1\n    Total=5 Used=2 Free=3 Remote=yes\n";
    host.files["-"] = "1|R|alice|vcs@lic1:3";
    host.files["/lmstat"] =
        "Users of A:  (Total of 1 license issued;  Total of 1 license in use)\n  alice lic1 x (v1) (lic1/27000 1), start Mon "
        "9/28 8:01\n";
    CHECK(host.anonymize({"-"}) == Exit::ok);
    CHECK(host.out == "1|R|user1|vcs@host1:3");
    CHECK(host.anonymize({"/home/alice/lic", "-", "/lmstat"}) == Exit::ok);
    CHECK(host.out ==
          "==> 1: scontrol show lic <==\nLicenseName=vcs@host1\n    Total=5 Used=2 Free=3 Remote=yes\n"
          "==> 2: squeue <==\n1|R|user1|vcs@host1:3\n"
          "==> 3: lmstat <==\nUsers of A:  (Total of 1 license issued;  Total of 1 license in use)\n"
          "  user1 host1 host2 (v1) (host1/27000 1), start Mon 9/28 8:01\n");
    CHECK(host.log.empty());
}

TEST_CASE("anonymize prints nothing where a text can't be read or is of no known kind") {
    Host host;
    host.files["/jobs"] = "1|R|alice|a:3\n";
    host.files["/x"] = "alice was here\n";
    host.files["-"] = "alice was here\n";
    CHECK(host.anonymize({"/jobs", "/gone"}) == Exit::usage);
    CHECK(host.log == "error: cannot read /gone: No such file or directory");
    host.log.clear();
    CHECK(host.anonymize({"/jobs", "/x"}) == Exit::usage);
    CHECK(host.log ==
          "error: /x: expected what scontrol show lic, squeue, rlmstat, lmxendutil, DSLicSrv, lstc_qrun, a [[command]] or "
          "lmstat prints, got "
          "neither (squeue as slurmlic runs it)");
    host.log.clear();
    CHECK(host.anonymize({"-"}) == Exit::usage);
    CHECK(host.log.starts_with("error: standard input: expected what "));
    CHECK(host.out.empty());
}

TEST_CASE("anonymize says so when its text can't be printed") {
    Host host;
    host.files["/jobs"] = "1|R|alice|a:3\n";
    host.is_full = true;
    CHECK(host.anonymize({"/jobs"}) == Exit::not_published);
    CHECK(host.log == "error: cannot write standard output: No space left on device");
}
