// Rules 15, 16 and 20 of lmstat.hpp.

#include "core/seats/flexlm/lmstat_sums.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "core/seats/checkouts.hpp"
#include "core/seats/flexlm/lmstat_expiry.hpp"
#include "core/seats/start_time.hpp"
#include "core/text/text.hpp"

namespace slurmlic {

std::int64_t reserved(const FeatureEntry& one) { return std::max(one.reservations, one.total_reserved); }

Feature FeatureSums::of(const FeatureEntries& entries) const {
    Feature sum;
    const auto is_unknown = [](const FeatureEntry& one) { return one.serving == Serving::unknown; };
    if (std::ranges::any_of(entries, is_unknown)) return sum;
    for (std::optional<std::int64_t>* const count :
         {&sum.issued, &sum.used, &sum.checkouts, &sum.reservations, &sum.queued, &sum.borrowed}) {
        *count = 0;
    }
    for (const FeatureEntry& one : entries) {
        const bool is_uncounted = one.serving == Serving::uncounted;
        sum.uncounted = sum.uncounted || is_uncounted;
        add_saturating(*sum.issued, one.issued);
        add_saturating(*sum.used, is_uncounted ? one.checkouts : one.used);
        add_saturating(*sum.checkouts, one.names_users ? one.checkouts : std::max(one.checkouts, one.used));
        add_saturating(*sum.reservations, reserved(one));
        add_saturating(*sum.queued, std::max(one.queued, one.total_queued));
        add_saturating(*sum.borrowed, one.borrowed);
        if (one.expiry) keep_earliest(sum.expiry, *one.expiry);
    }
    if (sum.uncounted) sum.issued.reset();
    const auto names_nobody = [](const FeatureEntry& one) { return !one.names_users; };
    const auto counts_nobody = [](const FeatureEntry& one) { return !one.names_users && one.serving == Serving::uncounted; };
    if (std::ranges::any_of(entries, names_nobody)) sum.borrowed.reset();
    if (std::ranges::any_of(entries, counts_nobody)) {
        sum.used.reset();
        sum.checkouts.reset();
    }
    sum.holders = holders_of(entries);
    sum.queue = queue_of(entries);
    return sum;
}

std::vector<Checkout> FeatureSums::holders_of(const FeatureEntries& entries) const {
    std::vector<const Holder*> all;
    std::size_t total = 0;
    for (const FeatureEntry& one : entries) total += one.holder_count;
    all.reserve(total);
    for (const FeatureEntry& one : entries) {
        for (std::size_t i = 0; i < one.holder_count; ++i) {
            const Holder& holder = holders_[one.first_holder + i];
            if (!holder.waits) all.push_back(&holder);
        }
    }
    const auto who = [](const Holder* one) { return std::pair(one->user, one->host); };
    sort_if_needed(all, who);
    std::size_t count = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i == 0 || who(all[i - 1]) != who(all[i])) ++count;
    }
    std::vector<Checkout> sums;
    sums.reserve(count);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Holder& one = *all[i];
        if (i == 0 || who(all[i - 1]) != who(all[i])) {
            sums.push_back({.user = user_labels_.of(one.user), .host = host_labels_.of(one.host)});
        }
        add_saturating(sums.back().seats, one.seats);
        keep_oldest(sums.back().started, one.started);
        if (one.borrowed_for == 0) continue;
        add_saturating(sums.back().borrowed, one.seats);
        sums.back().borrowed_for = std::max(sums.back().borrowed_for, one.borrowed_for);
    }
    if (user_labels_.may_unite()) unite(sums);
    sort_if_needed(sums, [](const Checkout& one) { return std::tie(one.user, one.host); });
    return sums;
}

std::vector<Waiter> FeatureSums::queue_of(const FeatureEntries& entries) const {
    std::vector<Waiter> queue;
    for (const FeatureEntry& one : entries) {
        for (std::size_t i = 0; i < one.holder_count; ++i) {
            const Holder& holder = holders_[one.first_holder + i];
            if (!holder.waits) continue;
            queue.push_back({user_labels_.of(holder.user), host_labels_.of(holder.host), holder.seats});
        }
    }
    return queue;
}

}    // namespace slurmlic
