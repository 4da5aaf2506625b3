#pragma once

// What has to be true of any text of a license manager: one that is understood becomes a valid exposition in which every
// feature that could be told has its series, its checkouts are at least those of its holders, and joined with Slurm gap =
// outside - idle. A feature that could not be told has no number and no holder. What is marked for anonymize lies in the text,
// and no part of it twice.

#include <algorithm>

#include "core/seats/manager.hpp"
#include "core/slurm/reconcile.hpp"
#include "core/slurm/scontrol.hpp"
#include "core/text/text.hpp"
#include "core/tools/join.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace slurmlic::testing {

inline void require_sentence(Diagnostic diagnostic) {
    diagnostic.file = "fuzz";
    require_one_line(to_sentence(diagnostic));
    require(to_sentence(diagnostic).starts_with("fuzz:"), "a sentence that does not name its source");
    require(!diagnostic.got.empty(), "a diagnostic without a word");
}

inline void require_sums(const SeatStatus& status) {
    for (const Feature& feature : status.features) {
        std::int64_t sum = 0;
        std::int64_t borrowed = 0;
        for (const Checkout& one : feature.holders) {
            add_saturating(sum, one.seats);
            add_saturating(borrowed, one.borrowed);
            require(one.borrowed <= one.seats, "more borrowed seats than there are");
            require(one.borrowed_for == 0 || one.borrowed > 0, "no seats that are borrowed for some time");
        }
        require(!feature.checkouts || sum <= *feature.checkouts, "checkouts that are not those of the holders");
        require(!feature.borrowed || borrowed <= *feature.borrowed, "borrowed seats that are not those of the holders");
        const bool may_have_holders = feature.uncounted;    // some pools of it name users, and others do not
        require(feature.used || (!feature.checkouts && (may_have_holders || feature.holders.empty())),
                "a feature that is absent in part");
        std::int64_t queued = 0;
        for (const Waiter& one : feature.queue) add_saturating(queued, one.seats);
        require(!feature.queued || queued <= *feature.queued, "more in the queue than are queued");
        require(feature.queued || feature.queue.empty(), "a queue of a feature whose queue is not told");
    }
}

inline void require_spans(const Manager& manager, std::string_view text) {
    Spans marked(text);
    manager.texts.front().mark(text, marked);
    std::vector<Span> spans = marked.all();
    std::ranges::sort(spans, {}, &Span::begin);
    std::size_t end = 0;
    for (const Span& one : spans) {
        require(one.begin >= end && one.size > 0 && one.size <= text.size() - one.begin, "a span that does not lie apart");
        end = one.begin + one.size;
    }
}

/// Slurm's side: the features' own names, with one job of each of the first users.
inline void join_with_slurm(const SeatStatus& status, Report& report) {
    Result<LicenseListing> listing =
        parse_scontrol("LicenseName=A\n    Total=9 Used=7 Free=2 Reserved=0 Remote=no\n", [](const LocalTime&) { return 0; });
    require(listing.has_value(), "the sample is not understood");
    report.slurm.push_back(reconcile(*listing, {}, ""));
    std::vector<Job> jobs;
    ToolSettings tool{"t", {{"p", {"a"}}}, {}};
    for (const Feature& one : status.features) {
        tool.features.push_back({"app", one.name});
        for (const Checkout& holder : one.holders) {
            if (jobs.size() == 4) break;
            jobs.push_back(
                {.id = "1", .user = holder.user, .demand = Demand::running, .tasks = 1, .line = 0, .licenses = "A:2"});
        }
    }
    const JobDemand demand = add_up_demand("", std::move(jobs), &report.slurm.front(), {}, 1);
    ToolJoin join = join_tools({tool}, {{"", &report.slurm.front(), &demand}}, {{"app", &status}});
    for (const Tool& one : join.tools) {
        require(one.gap.has_value() == one.outside.has_value(), "a gap without outside");
        if (one.gap) require(*one.gap == *one.outside - *one.idle, "a gap that is not outside - idle");
    }
    report.tools = std::move(join.tools);
    report.tool_licenses = std::move(join.licenses);
}

/// Reads one text in each way that the manager's parsers have. `check` requires what is true of this manager's answers alone.
template <class Check>
void try_text(const Manager& manager, std::string_view text, Check check) {
    require_spans(manager, text);
    static_cast<void>(manager.texts.front().is_it(text));
    if (manager.parse_license_file != nullptr) static_cast<void>(manager.parse_license_file(text));
    Result<SeatStatus> status = manager.parse_status(text, 29'929'680);    // 2026-11-27 12:00
    if (!status) return require_sentence(status.error());
    require(status->up || status->failure, "a server that is down without a word");
    if (status->failure) require_sentence(*status->failure);
    for (const Diagnostic& one : status->mismatches) require_sentence(one);
    for (const Diagnostic& one : status->skipped.first()) require_sentence(one);
    require_sums(*status);
    check(*status);
    Report report;
    join_with_slurm(*status, report);
    const auto features = static_cast<std::size_t>(
        std::ranges::count_if(status->features, [](const Feature& one) { return one.used.has_value(); }));
    status->servers.clear();    // their series have another order
    report.apps.push_back({.app = "app", .status = std::move(*status), .top_users = 2});
    require(require_valid(report).count("license_feature_used") == features, "a feature without its series");
}
inline void try_text(const Manager& manager, std::string_view text) {
    try_text(manager, text, [](const SeatStatus&) {});
}

}    // namespace slurmlic::testing
