// Whatever stands in a settings file: it is refused with messages that name file and line, or what it says of clusters and
// patterns makes a valid exposition.

#include <set>

#include "core/settings/parse_settings.hpp"
#include "core/slurm/reconcile.hpp"
#include "core/slurm/scontrol.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

constexpr std::string_view listing_text =
    "LicenseName=a\n    Total=1 Used=0 Free=1 Reserved=0 Remote=no\n"
    "LicenseName=b\xe9@srv\n    Total=4294967295 Used=0 Free=1 Reserved=0 Remote=yes\n";

}    // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ExactCopy input(data, size);
    const SettingsReading reading = parse_settings(input.view(), "fuzz");
    for (const Diagnostic& problem : reading.problems) {
        require_one_line(to_sentence(problem));
        require(problem.file == "fuzz", "a problem that does not name its file");
    }
    if (!reading.problems.empty()) return 0;
    require(reading.settings.timeout.count() > 0, "no timeout");
    require(!reading.settings.output.empty(), "no output");
    Report report;
    std::set<std::string> clusters(reading.settings.slurm.clusters.begin(), reading.settings.slurm.clusters.end());
    for (const std::string& cluster : clusters) {
        Result<LicenseListing> listing = parse_scontrol(listing_text, [](const LocalTime&) { return 0; });
        require(listing.has_value(), "the sample is not understood");
        report.slurm.push_back(reconcile(*listing, reading.settings.slurm.filter, cluster));
        report.sources.push_back({"slurm:" + cluster, true, 0, 0, std::nullopt});
    }
    require_valid(report);
    return 0;
}
