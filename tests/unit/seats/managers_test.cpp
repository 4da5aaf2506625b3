#include "core/seats/managers.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/lmstat_parsed.hpp"
#include "tests/support/lmstat_sample.hpp"

using namespace slurmlic;

namespace {

using Words = std::vector<std::string>;
using HostPorts = std::vector<std::pair<std::string, std::string>>;

}    // namespace

TEST_CASE("flexlm: lmstat is asked for the status, in the same go for expiries, and to give up in time") {
    const Manager& flexlm = usual_manager();
    CHECK(flexlm.status_arguments({.server = "27000@lic1,27000@lic2"}) == Words{"lmstat", "-a", "-c", "27000@lic1,27000@lic2"});
    CHECK(flexlm.status_arguments({.server = "/opt/license.dat", .expiry = true, .timeout = std::chrono::seconds(20)}) ==
          Words{"lmstat", "-a", "-i", "-c", "/opt/license.dat", "-t", "20"});
    CHECK(flexlm.takes_expiry);
    CHECK(flexlm.takes_timeout);
}

TEST_CASE("flexlm: a license file names servers and vendor daemons, each once, sorted") {
    const LicenseFileNames names = usual_manager().parse_license_file(
        "# SERVER comment\n"
        "SERVER lic2 0050569c 27000\r\nSERVER lic1 ANY PRIMARY_IS_MASTER\nSERVER lic2 0050569c 27000\nSERVER\n"
        "VENDOR snpslmd /opt/snpslmd\nDAEMON\tcdslmd\nVENDOR snpslmd\nFEATURE a snpslmd 1.0 1-jan-0 1 \\\n");
    CHECK(names.servers == HostPorts{{"lic1", ""}, {"lic2", "27000"}});
    CHECK(names.daemons == Words{"cdslmd", "snpslmd"});
}

TEST_CASE("flexlm: saved texts of lmstat are told from others") {
    const auto is_lmstat = usual_manager().texts[0].is_it;
    for (const char* const name : {"triad.txt", "installed_vendor_expires.txt", "installed_expires_vendor.txt"}) {
        CHECK(is_lmstat(lmstat_sample(name)));
    }
    CHECK(is_lmstat("  Users of a:  (Uncounted, node-locked)\n"));
    CHECK(is_lmstat("lmgrd is not running\n"));
    CHECK_FALSE(is_lmstat("LicenseName=a\n    Total=1\n"));
    CHECK_FALSE(is_lmstat("1|R|alice|a:1\n"));
    CHECK_FALSE(is_lmstat(""));
}
