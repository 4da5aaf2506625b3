// Whatever scontrol prints: parsed, reconciled and rendered it is a valid exposition in which every license that was kept
// has its series, with the number that was parsed.

#include "core/slurm/reconcile.hpp"
#include "core/slurm/scontrol.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ExactCopy input(data, size);
    Result<LicenseListing> listing =
        parse_scontrol(input.view(), "fuzz", [](const LocalTime& time) { return std::int64_t{time.year} * 31'557'600; });
    if (!listing) {
        require_one_line(listing.error().message);
        require(listing.error().message.starts_with("fuzz:"), "an error that does not name its source");
        return 0;
    }
    Report report;
    report.slurm.push_back(reconcile(*listing, {}, ""));
    for (const std::string& message : listing->skipped.messages()) require_one_line(message);
    const auto& licenses = report.slurm.front().licenses.records;
    const Exposition read = require_valid(report);
    require(read.count("slurm_licenses_total") == licenses.size(), "a license without its series");
    std::size_t i = 0;
    for (const Sample& sample : read.samples) {
        if (sample.name != "slurm_licenses_total") continue;
        const std::int64_t total = licenses[i++].total;
        require(sample.value == (total == infinite_count ? "+Inf" : std::to_string(total)), "a number that was not parsed");
    }
    return 0;
}
