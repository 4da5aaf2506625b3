// Whatever lmstat prints, with -a or -i: a text that is understood becomes a valid exposition in which every feature has
// its series, its checkouts are those of its holders, and joined with Slurm gap = outside - idle.

#include "core/seats/flexlm/lmstat.hpp"
#include "core/seats/flexlm/lmstat_installed.hpp"
#include "core/slurm/reconcile.hpp"
#include "core/slurm/scontrol.hpp"
#include "core/slurm/squeue.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

void require_error(const Error& error) {
    require_one_line(error.message);
    require(error.message.starts_with("fuzz:") || error.message.starts_with("fuzz "), "an error that does not name its source");
}

void require_sums(const FlexlmStatus& status) {
    for (const FlexlmFeature& feature : status.features) {
        std::int64_t sum = 0;
        for (const FlexlmCheckout& one : feature.holders) {
            require(one.user < status.users.size() && one.host < status.hosts.size(), "a holder without name");
            add_seats(sum, one.seats);
        }
        require(sum == feature.checkouts, "checkouts that are not those of the holders");
    }
}

/// Slurm's side: the features' own names, with one job of every user that FlexLM knows.
void join_with_slurm(const FlexlmStatus& status, Report& report) {
    Result<LicenseListing> listing = parse_scontrol("LicenseName=A\n    Total=9 Used=7 Free=2 Reserved=0 Remote=no\n", "fuzz",
                                                    [](const LocalTime&) { return 0; });
    require(listing.has_value(), "the sample is not understood");
    report.slurm.push_back(reconcile(*listing, {}, ""));
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < std::min<std::size_t>(status.users.size(), 4); ++i) {
        jobs.push_back({std::to_string(i), std::string(status.users[i]), Demand::running, false, 1, 0, {{"A", 2}}});
    }
    ToolSettings tool{"t", {{"p", {"a"}}}, {}};
    for (const FlexlmFeature& one : status.features) tool.features.push_back({"app", one.name});
    ToolJoin join = join_tools({tool}, {{"", &report.slurm.front(), &jobs}}, {{"app", &status}});
    for (const Tool& one : join.tools) {
        require(one.gap.has_value() == one.outside.has_value(), "a gap without outside");
        if (one.gap) require(*one.gap == *one.outside - *one.idle, "a gap that is not outside - idle");
    }
    report.tools = std::move(join.tools);
    report.tool_licenses = std::move(join.licenses);
}

}    // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ExactCopy input(data, size);
    const Result<InstalledListing> installed = parse_lmstat_installed(input.view(), "fuzz");
    if (!installed) require_error(installed.error());
    Result<FlexlmStatus> status = parse_lmstat(input.view(), "fuzz");
    if (!status) {
        require_error(status.error());
        return 0;
    }
    for (const std::string& message : status->skipped.messages()) require_one_line(message);
    for (const std::string& message : status->mismatches.messages()) require_one_line(message);
    require_one_line(status->failure);
    require(status->up || !status->failure.empty(), "a server that is down without a word");
    if (installed) add_expiries(*status, *installed);
    require_sums(*status);
    Report report;
    join_with_slurm(*status, report);
    AppStatus app;
    app.app = "app";
    app.features = status->features;
    app.users = status->users;
    app.top_users = 2;
    const std::size_t features = app.features.size();
    report.flexlm.push_back(std::move(app));
    require(require_valid(report).count("flexlm_feature_used") == features, "a feature without its series");
    return 0;
}
