#include "core/tools/tool_seats.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/seats/start_time.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// What one user has of one feature, or of the tool.
struct Held {
    std::int64_t seats = 0;
    std::int64_t borrowed = 0;
    std::int64_t borrowed_for = 0;
    std::optional<LocalMinutes> since = {};
    std::int64_t queued = 0;
    std::map<std::string, std::int64_t> hosts = {};

    /// Takes in another feature.
    void take(const Held& other, Combine combine) {
        const auto add = [combine](std::int64_t& mine, std::int64_t theirs) {
            mine = combine == Combine::max ? std::max(mine, theirs) : mine + theirs;
        };
        add(seats, other.seats);
        add(borrowed, other.borrowed);
        add(queued, other.queued);
        borrowed_for = std::max(borrowed_for, other.borrowed_for);
        keep_oldest(since, other.since);
        for (const auto& [host, count] : other.hosts) add(hosts[host], count);
    }
};

using HeldByUser = std::vector<std::pair<ToolUser*, Held>>;

/// One entry for each user.
void unite(HeldByUser& held, Combine combine) {
    std::ranges::sort(held, {}, [](const auto& one) { return one.first; });
    std::size_t last = 0;
    for (std::size_t i = 1; i < held.size(); ++i) {
        if (held[i].first == held[last].first) {
            held[last].second.take(held[i].second, combine);
        } else if (++last != i) {
            held[last] = std::move(held[i]);
        }
    }
    held.resize(std::min(held.size(), last + 1));
}

/// Checkouts that nobody is told to hold are the unknown user's.
void add_holders(const Feature& feature, ToolUsers wanted, UserTable& users, HeldByUser& held) {
    std::int64_t left = sane(feature.checkouts.value_or(0));
    for (const Checkout& one : feature.holders) {
        const std::int64_t seats = sane(one.seats);
        Held more{.seats = seats,
                  .borrowed = std::min(sane(one.borrowed), seats),
                  .borrowed_for = one.borrowed_for,
                  .since = one.started};
        if (wanted == ToolUsers::kept && !one.host.empty()) more.hosts.emplace(one.host, seats);
        ToolUser* const user = &users.of(one.user, true);
        if (!held.empty() && held.back().first == user) {
            held.back().second.take(more, Combine::sum);
        } else {
            held.emplace_back(user, std::move(more));
        }
        left -= seats;
    }
    if (left > 0) held.emplace_back(&users.of("", true), Held{.seats = left});
    if (wanted != ToolUsers::kept) return;
    for (const Waiter& one : feature.queue) held.emplace_back(&users.of(one.user, true), Held{.queued = sane(one.seats)});
}

/// The features of a tool by name, each of all its daemons; absent numbers stay so.
struct FeatureSum {
    std::optional<std::int64_t> issued = 0;
    bool is_known = true;
    HeldByUser held;
};

std::vector<FeatureSum> sum_by_name(const ToolMembers& members, ToolUsers wanted, UserTable& users) {
    std::vector<FeatureSum> sums;
    const MemberFeature* last = nullptr;
    for (const MemberFeature& one : members.features) {    // those of one name stand together
        const bool is_same =
            last != nullptr && last->app == one.app && same_ignoring_case(last->feature->name, one.feature->name);
        if (!is_same) sums.emplace_back();
        last = &one;
        FeatureSum& sum = sums.back();
        sum.is_known = sum.is_known && one.feature->checkouts;
        const std::optional<std::int64_t>& issued = one.feature->issued;
        sum.issued = sum.issued && issued ? std::optional(*sum.issued + sane(*issued)) : std::nullopt;
        add_holders(*one.feature, wanted, users, sum.held);
    }
    for (FeatureSum& one : sums) unite(one.held, Combine::sum);
    return sums;
}

}    // namespace

ToolSeats add_seats(const ToolMembers& members, ToolUsers wanted, UserTable& users) {
    std::vector<FeatureSum> sums = sum_by_name(members, wanted, users);
    HeldByUser held;
    for (FeatureSum& sum : sums) {
        held.insert(held.end(), std::make_move_iterator(sum.held.begin()), std::make_move_iterator(sum.held.end()));
        HeldByUser().swap(sum.held);
    }
    unite(held, members.combine);
    std::int64_t used = 0;
    for (auto& [user, all] : held) {
        user->seats = all.seats;
        user->borrowed = all.borrowed;
        user->borrowed_for = all.borrowed_for;
        user->since = all.since;
        user->queued = all.queued;
        user->hosts.assign(all.hosts.begin(), all.hosts.end());
        used += all.seats;
    }
    const bool is_known = std::ranges::all_of(sums, &FeatureSum::is_known);
    if (members.is_app_down || sums.empty() || !is_known) return {};
    std::optional<std::int64_t> issued = sums.front().issued;
    for (std::size_t i = 1; i < sums.size(); ++i) {
        const std::optional<std::int64_t>& more = sums[i].issued;
        if (!issued || !more) {
            issued.reset();
        } else {
            issued = members.combine == Combine::max ? std::min(*issued, *more) : *issued + *more;
        }
    }
    return {used, issued};
}

}    // namespace slurmlic
