#include "cli/views/show_tool_waiting.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "cli/views/table.hpp"
#include "cli/views/time_text.hpp"
#include "core/slurm/license.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

struct QueuePlace {
    const ToolFeature* feature;
    const Waiter* waiter;
};

std::vector<QueuePlace> queue_of(const ToolFacts& facts) {
    std::vector<QueuePlace> queue;
    for (const ToolFeature& one : facts.features) {
        if (one.feature == nullptr) continue;
        for (const Waiter& waiter : one.feature->queue) queue.push_back({&one, &waiter});
    }
    return queue;
}

std::string queue_text(const std::vector<QueuePlace>& all, LocalMinutes now, const ViewStyle& style) {
    if (all.empty()) return "";
    const std::size_t shown = std::min(all.size(), style.most_users);
    const bool has_since = std::ranges::any_of(all, [](const QueuePlace& one) { return one.waiter->since.has_value(); });
    std::vector<Row> rows{{{"waits for seats"}, {"host"}, {"seats"}, {"feature"}, {has_since ? "since" : ""}}};
    std::int64_t rest = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Waiter& one = *all[i].waiter;
        if (i >= shown) {
            add_tokens(rest, one.seats);
            continue;
        }
        rows.push_back({{one.user.empty() ? "(unknown)" : one.user},
                        {one.host},
                        {count_text(one.seats)},
                        {std::string(all[i].feature->name)},
                        {since_text(one.since, now)}});
    }
    const Column name{Align::left, shortest_name};
    return '\n' + table_part({name, name, {Align::right}, name, {Align::left}}, std::move(rows), all.size() - shown,
                             counted(rest, "seat"), style);
}

std::string pending_text(const std::vector<WaitingJob>& all, const ViewStyle& style) {
    if (all.empty()) return "";
    const std::size_t shown = std::min(all.size(), style.most_users);
    const bool has_cluster = std::ranges::any_of(all, [](const WaitingJob& one) { return !one.cluster.empty(); });
    std::vector<Row> rows{{{"waits for tokens"}, {"job"}, {"tokens"}, {has_cluster ? "cluster" : ""}}};
    std::int64_t rest = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i >= shown) {
            add_tokens(rest, all[i].tokens);
        } else {
            rows.push_back({{all[i].user}, {all[i].id}, {count_text(all[i].tokens)}, {all[i].cluster}});
        }
    }
    const Column name{Align::left, shortest_name};
    return '\n' +
           table_part({name, name, {Align::right}, name}, std::move(rows), all.size() - shown, counted(rest, "token"), style);
}

bool is_queue_known(const ToolFacts& facts) {
    const auto is_told = [](const ToolFeature& one) { return one.feature != nullptr && one.feature->queued.has_value(); };
    return (facts.tool->seats_used || !has_seats_side(*facts.tool)) && std::ranges::all_of(facts.features, is_told);
}

bool are_jobs_known(const Tool& tool) {
    const auto is_told = [](const ToolPool& one) { return one.pending.has_value(); };
    return !has_tokens_side(tool) || (tool.tokens_used && std::ranges::all_of(tool.pools, is_told));
}

}    // namespace

std::string waiting_text(const ToolFacts& facts, const ViewStyle& style) {
    const auto is_queued = [](const ToolFeature& one) { return one.feature != nullptr && one.feature->queued.value_or(0) > 0; };
    const std::vector<QueuePlace> queue = queue_of(facts);
    std::string text = queue_text(queue, facts.local_now, style) + pending_text(facts.tool->waiting, style);
    if (!are_jobs_known(*facts.tool)) return text + "\n  which jobs wait is not known\n";
    if (!is_queue_known(facts)) return text + "\n  who waits for seats is not known\n";
    if (queue.empty() && std::ranges::any_of(facts.features, is_queued)) return text + "\n  who waits for seats is not told\n";
    return text.empty() ? "\n  nobody waits\n" : text;
}

}    // namespace slurmlic
