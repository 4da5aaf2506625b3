// Whatever scontrol prints: parsed, reconciled and rendered it is a valid exposition in which every license that was kept
// has its series, with the number that was parsed.

#include "core/slurm/reconcile.hpp"
#include "core/slurm/scontrol.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ExactCopy input(data, size);
    Spans spans(input.view());
    const auto to_epoch = [](const LocalTime& time) { return std::int64_t{time.year} * 31'557'600; };
    Result<LicenseListing> listing = parse_scontrol(input.view(), to_epoch, &spans);
    require_inside(spans, input.view());
    if (!listing) {
        require_one_line(to_sentence(listing.error()));
        return 0;
    }
    Report report;
    report.slurm.push_back(reconcile(*listing, {}, ""));
    for (const Diagnostic& one : listing->skipped.first()) require_one_line(to_sentence(one));
    const auto& licenses = report.slurm.front().licenses;
    const Exposition read = require_valid(report);
    require(read.count("slurm_licenses_total") == licenses.size(), "a license without its series");
    std::size_t i = 0;
    for (const Exposition::Sample& sample : read.samples) {
        if (sample.name != "slurm_licenses_total") continue;
        const std::int64_t total = licenses[i++].total;
        require(sample.value == (total == infinite_count ? "+Inf" : std::to_string(total)), "a number that was not parsed");
    }
    return 0;
}
