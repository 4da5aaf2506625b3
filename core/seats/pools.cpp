#include "core/seats/pools.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/seats/checkouts.hpp"
#include "core/seats/expiry.hpp"
#include "core/seats/start_time.hpp"
#include "core/text/name_labels.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

void add_if_told(std::optional<std::int64_t>& sum, const std::optional<std::int64_t>& count) {
    if (!count) sum.reset();
    if (sum) add_saturating(*sum, *count);
}

/// All but the name, the vendor and the holders.
Feature sum_of(std::span<const Pool> pools) {
    if (!std::ranges::all_of(pools, &Pool::is_known)) return {};
    Feature sum;
    for (auto* const count : {&sum.issued, &sum.used, &sum.checkouts, &sum.reservations, &sum.queued, &sum.borrowed})
        *count = 0;
    for (const Pool& one : pools) {
        sum.uncounted = sum.uncounted || one.uncounted;
        add_if_told(sum.issued, one.uncounted ? std::nullopt : one.issued);
        add_if_told(sum.used, one.used);
        add_if_told(sum.reservations, one.reservations);
        add_if_told(sum.queued, one.queued);
        add_if_told(sum.borrowed, one.borrowed);
        if (one.expiry) keep_earliest(sum.expiry, *one.expiry);
        if (!one.used || (!one.names_users && one.used != 0)) sum.checkouts.reset();
    }
    return sum;
}

/// As the manager counts them; 0 where it does not.
std::int64_t told_checkouts(std::span<const Pool> pools) {
    std::int64_t sum = 0;
    for (const Pool& one : pools) add_saturating(sum, one.checkouts.value_or(0));
    return sum;
}

std::int64_t seats_of(const std::vector<Checkout>& holders, std::int64_t Checkout::*which = &Checkout::seats) {
    std::int64_t sum = 0;
    for (const Checkout& one : holders) add_saturating(sum, one.*which);
    return sum;
}

/// One of each that `who` tells to be the same, with the most seats that one of its lines has. `lines` are sorted by it.
template <class Who>
std::vector<Checkout> shared_seats(const std::vector<Checkout>& lines, Who who) {
    std::vector<Checkout> united;
    for (const Checkout& one : lines) {
        if (united.empty() || who(united.back()) != who(one)) {
            united.push_back(one);
            continue;
        }
        std::optional<LocalMinutes> started = one.started;
        keep_oldest(started, united.back().started);
        if (one.seats > united.back().seats) united.back() = one;
        united.back().started = started;
    }
    return united;
}

/// What the lines of a feature's users say, which are sorted, where the server counts `used` seats: each has its own, or those
/// of one user on one host, or of one user, share them, if that is what is used. Nothing where no such reading is.
std::optional<std::vector<Checkout>> holders_of(std::vector<Checkout> lines, std::int64_t used, std::int64_t reservations) {
    const std::int64_t seats = seats_of(lines);
    std::int64_t with_reservations = seats;
    add_saturating(with_reservations, reservations);
    if (seats <= used && used <= with_reservations) {
        unite(lines);
        return lines;
    }
    if (seats < used) return std::nullopt;
    const auto on_host = [](const Checkout& one) { return std::tie(one.user, one.host); };
    std::vector<Checkout> shared = shared_seats(lines, on_host);
    if (seats_of(shared) != used) shared = shared_seats(lines, [](const Checkout& one) { return std::tie(one.user); });
    if (seats_of(shared) != used) return std::nullopt;
    return shared;
}

/// Decides what is checked out, and by whom, from the lines of the users.
void settle_checkouts(Feature& feature, std::span<const Pool> pools, std::vector<Diagnostic>& mismatches) {
    if (!feature.used) return;
    std::ranges::sort(feature.holders, {}, [](const Checkout& one) { return std::tie(one.user, one.host); });
    if (std::ranges::any_of(pools, [](const Pool& one) { return one.checkouts.has_value(); })) {
        unite(feature.holders);
        feature.checkouts = std::max(told_checkouts(pools), seats_of(feature.holders));
        return;
    }
    if (!feature.checkouts) return unite(feature.holders);
    std::optional<std::vector<Checkout>> holders = holders_of(feature.holders, *feature.used, feature.reservations.value_or(0));
    if (holders) {
        feature.checkouts = seats_of(*holders);
        feature.holders = std::move(*holders);
        if (feature.borrowed) feature.borrowed = seats_of(feature.holders, &Checkout::borrowed);
        return;
    }
    mismatches.push_back(
        {.severity = Severity::info,
         .line = pools.front().line,
         .expected = fmt::format("users of {} whose seats sum up to the {} in use", excerpt(feature.name), *feature.used),
         .got = std::to_string(seats_of(feature.holders))});
    feature.checkouts.reset();
    feature.borrowed.reset();
    unite(feature.holders);
}

}    // namespace

std::optional<Diagnostic> PoolList::too_long() const {
    if (!is_full_) return std::nullopt;
    return Diagnostic{.expected = fmt::format("at most {} pools of features, and {} lines of users", most_pools, most_holders),
                      .got = "more"};
}

void PoolList::add(const PoolHolder& holder) {
    is_full_ = is_full_ || holders_.size() == most_holders;
    if (is_full_) return;
    if (std::optional<std::int64_t>& borrowed = pools_[holder.pool].borrowed) add_saturating(*borrowed, holder.borrowed);
    holders_.push_back(holder);
}

void PoolList::add_waiting(PoolHolder holder) {
    is_full_ = is_full_ || holders_.size() == most_holders;
    if (is_full_) return;
    holder.queue_place = ++waiting_;
    holders_.push_back(holder);
}

void PoolList::join(SeatStatus& status) && {
    const auto identity = [](const Pool& one) { return std::pair(one.name, one.vendor); };
    std::vector<std::size_t> order(pools_.size());    // old places, as they are sorted
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](std::size_t place) { return identity(pools_[place]); });
    std::vector<Pool> pools;
    std::vector<std::size_t> feature_of(pools_.size());    // by old place
    pools.reserve(order.size());
    std::size_t count = 0;
    for (const std::size_t place : order) {
        if (pools.empty() || identity(pools.back()) != identity(pools_[place])) ++count;
        feature_of[place] = count - 1;
        pools.push_back(pools_[place]);
    }
    for (PoolHolder& one : holders_) one.pool = feature_of[one.pool];
    sort_if_needed(holders_, [](const PoolHolder& one) { return std::tie(one.pool, one.queue_place, one.user, one.host); });

    const NameLabels names(pools, [](const Pool& one) { return one.name; });
    const NameLabels vendors(pools, [](const Pool& one) { return one.vendor; });
    const UserLabels users(holders_, [](const PoolHolder& one) { return one.user; });
    const NameLabels hosts(holders_, [](const PoolHolder& one) { return one.host; });
    auto holder = holders_.begin();
    status.features.reserve(count);
    for (auto first = pools.begin(); first != pools.end();) {
        const auto last = std::find_if(first, pools.end(), [&](const Pool& one) { return identity(one) != identity(*first); });
        const std::size_t place = status.features.size();
        Feature& feature = status.features.emplace_back(sum_of({first, last}));
        feature.name = names.of(first->name);
        feature.vendor = vendors.of(first->vendor);
        for (; holder != holders_.end() && holder->pool == place; ++holder) {
            if (!feature.used) continue;
            if (holder->queue_place != 0) {    // it waits
                feature.queue.push_back({users.of(holder->user), hosts.of(holder->host), holder->seats, holder->started});
                continue;
            }
            feature.holders.push_back({users.of(holder->user), hosts.of(holder->host), holder->seats, holder->borrowed,
                                       holder->borrowed_for, holder->started});
        }
        if (!feature.queued) feature.queue.clear();    // some of those who wait would pass for all of them
        settle_checkouts(feature, {first, last}, status.mismatches);
        first = last;
    }
    sort_if_needed(status.features, [](const Feature& one) { return std::tie(one.name, one.vendor); });
}

}    // namespace slurmlic
