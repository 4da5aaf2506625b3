// Whatever squeue prints, in either form: every job that is read has licenses and a line, names of licenses stay apart, and
// its demand is a valid exposition.

#include "core/slurm/demand.hpp"
#include "core/slurm/squeue.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

void require_sound(const Result<JobListing>& listing, std::size_t least_licenses) {
    if (!listing) {
        require_one_line(to_sentence(listing.error()));
        return;
    }
    for (const Diagnostic& one : listing->skipped.first()) require_one_line(to_sentence(one));
    for (const Job& job : listing->jobs) {
        require(job.licenses.size() >= least_licenses && job.line > 0 && job.tasks > 0,
                "a job without licenses, line or tasks");
        require((',' + job.licenses + ',').find(",,") == std::string::npos || job.licenses.empty(), "an empty license");
    }
}

}    // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ExactCopy input(data, size);
    const Result<JobListing> allocated = parse_squeue_allocated(input.view());
    require_sound(allocated, 0);
    Spans spans(input.view());
    Result<JobListing> listing = parse_squeue(input.view(), &spans);
    require_inside(spans, input.view());
    require_sound(listing, 1);
    if (!listing) return 0;
    choose_allocated(*listing, allocated ? &allocated->jobs : nullptr);
    for (const Job& job : listing->jobs) require(!job.any_of || job.demand != Demand::running, "an open choice");
    JobDemand demand = add_up_demand("", std::move(listing->jobs), nullptr, {}, input.view().size());
    require(demand.held.size() == demand.sum.licenses.size(), "a license without holders");
    for (const std::vector<HeldTokens>& license : demand.held) {
        for (const HeldTokens& one : license) require(one.count >= 0 && one.job < demand.jobs.size(), "wrong tokens");
    }
    Report report;
    report.demand.push_back(std::move(demand.sum));
    require(require_valid(report).count("slurm_licenses_jobs") == 2 * report.demand.front().licenses.size(),
            "a license without its series");
    return 0;
}
