// Rules 15 to 20 of lmstat.hpp.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/seats/flexlm/lmstat_expiry.hpp"
#include "core/seats/flexlm/lmstat_output.hpp"
#include "core/text/text.hpp"
#include "core/text/unique_labels.hpp"

namespace slurmlic {
namespace {

using Names = std::set<std::string_view>;
using Identity = std::pair<std::string_view, std::string_view>;

/// What a server or daemon says of itself, which nobody limits: a list of servers may share one.
std::string shortened(std::string_view failure) {
    constexpr std::size_t longest = 200;
    return printable_utf8(failure.substr(0, longest));
}

/// A number for each key, the same for equal ones. An empty key is equal to none.
template <class Key>
std::vector<std::size_t> numbered(std::vector<Key> keys) {
    std::map<Key, std::size_t> known;
    std::vector<std::size_t> numbers;
    for (Key& key : keys) {
        const std::size_t number = numbers.size();
        numbers.push_back(key.empty() ? number : known.try_emplace(std::move(key), number).first->second);
    }
    return numbers;
}

/// Sorts by user and host, and adds up equal ones.
void sum_by_user_and_host(std::vector<Checkout>& holders) {
    const auto who = [](const Checkout& one) { return std::tie(one.user, one.host); };
    std::ranges::sort(holders, {}, who);
    std::vector<Checkout> sums;
    for (Checkout& one : holders) {
        if (!sums.empty() && who(sums.back()) == who(one)) {
            add_saturating(sums.back().seats, one.seats);
        } else {
            sums.push_back(std::move(one));
        }
    }
    sums.shrink_to_fit();
    holders = std::move(sums);
}

/// What stands at a key; npos where there is none.
template <class Key>
std::size_t find(const std::map<Key, std::size_t>& places, const Key& key) {
    const auto found = places.find(key);
    return found == places.end() ? npos : found->second;
}

void make_labels(LabelByName& names) {
    std::vector<std::string_view> all;
    for (const auto& [name, label] : names) all.push_back(name);
    std::vector<std::string> labels = unique_labels(all);
    auto next = labels.begin();
    for (auto& [name, label] : names) label = std::move(*next++);
}

class LmstatJoiner {
public:
    explicit LmstatJoiner(LmstatOutput output) : output_(std::move(output)) {}

    SeatStatus join() {
        make_labels(output_.users);
        make_labels(output_.hosts);
        join_servers();
        join_daemons();
        drop_reprints();
        for (const FeatureEntry& feature : output_.features) check_sum(feature);
        join_features();
        for (ServerSystem& system : output_.systems) {
            status_.up = status_.up || !system.failure;
            if (!status_.failure) status_.failure = std::move(system.failure);
        }
        status_.skipped = std::move(output_.skipped);
        return std::move(status_);
    }

private:
    void join_servers() {
        Names names;
        std::map<Identity, const ServerEntry*> joined;
        for (const ServerSystem& system : output_.systems) {
            for (const ServerEntry& one : system.servers) {
                names.insert({one.host, one.port});
                const ServerEntry*& server = joined.try_emplace({one.host, one.port}, &one).first->second;
                if (one.up && !server->up) server = &one;
            }
        }
        const Labels labels(names);
        for (const auto& [identity, one] : joined) {
            status_.servers.push_back({.host = labels.of(one->host),
                                       .port = labels.of(one->port),
                                       .version = printable_utf8(one->version),
                                       .failure = shortened(one->failure),
                                       .master = one->master,
                                       .up = one->up});
        }
        std::ranges::sort(status_.servers, {}, [](const Server& one) { return std::tie(one.host, one.port); });
    }

    /// Also notes which daemon a name is of, for rule 17.
    void join_daemons() {
        Names names;
        std::map<Identity, const DaemonEntry*> joined;
        for (std::size_t i = 0; i < output_.systems.size(); ++i) {
            for (const DaemonEntry& one : output_.systems[i].daemons) {
                names.insert({one.name, one.version});
                joined.try_emplace({one.name, one.version}, &one);
                daemons_.try_emplace({i, ascii_lower(one.name)}, one.name);
            }
        }
        const Labels labels(names);
        for (const auto& [identity, one] : joined) {
            status_.daemons.push_back({labels.of(one->name), labels.of(one->version), shortened(one->failure), one->up});
        }
        std::ranges::sort(status_.daemons, {}, [](const Daemon& one) { return std::tie(one.name, one.version); });
    }

    /// Two status lines that name the same servers are one system, asked twice: the same number for both.
    [[nodiscard]] std::vector<std::size_t> number_systems() const {
        std::vector<std::set<Identity>> servers(output_.systems.size());
        for (std::size_t i = 0; i < servers.size(); ++i) {
            for (const ServerEntry& one : output_.systems[i].servers) servers[i].insert({one.host, one.port});
        }
        return numbered(std::move(servers));
    }

    /// The same number for lists that have the same features.
    [[nodiscard]] std::vector<std::size_t> number_lists() const {
        std::vector<std::vector<std::pair<std::string_view, std::int64_t>>> lists(output_.lists.size());
        for (const FeatureEntry& one : output_.features) lists[one.list].emplace_back(one.head.name, one.head.issued);
        return numbered(std::move(lists));
    }

    /// Rules 16 and 18. Of features that are the same, the first is kept.
    void drop_reprints() {
        const std::vector<std::size_t> systems = number_systems();
        const std::vector<std::size_t> lists = number_lists();
        std::map<std::tuple<std::size_t, std::size_t, std::vector<std::string_view>>, std::size_t> by_lines;
        std::map<std::tuple<std::size_t, std::string_view, std::string_view>, std::size_t> by_daemon;
        std::vector<FeatureEntry> kept;
        for (FeatureEntry& feature : output_.features) {
            const FeatureList& list = output_.lists[feature.list];
            const std::size_t system = systems[list.system];
            const std::size_t list_if_idle = feature.lines.size() > 1 ? npos : lists[feature.list];
            std::tuple lines(system, list_if_idle, std::move(feature.lines));
            const std::tuple daemon(system, feature.head.name, list.daemon);
            const std::size_t alike = find(by_lines, lines);
            std::size_t read_twice = list.daemon_is_sure ? find(by_daemon, daemon) : npos;
            if (read_twice != npos && kept[read_twice].list == feature.list) read_twice = npos;
            if (alike == npos && read_twice == npos) {
                by_lines.emplace(std::move(lines), kept.size());
                if (list.daemon_is_sure) by_daemon.try_emplace(daemon, kept.size());
                kept.push_back(std::move(feature));
            } else if (alike <= read_twice && kept[alike].list != feature.list) {
                kept[alike].is_reprinted = true;
            }
        }
        output_.features = std::move(kept);
    }

    /// Rule 15.
    void check_sum(const FeatureEntry& feature) {
        std::int64_t sum = feature.checkouts;
        add_saturating(sum, feature.reservations);
        if (feature.head.serving != Serving::counted || sum == feature.head.used) return;
        status_.mismatches.push_back(
            {.severity = Severity::info,
             .line = feature.line,
             .expected =
                 fmt::format("details of {} that sum up to the {} in use", excerpt(feature.head.name), feature.head.used),
             .got = fmt::format("{} checked out and {} reserved", feature.checkouts, feature.reservations)});
    }

    /// Rule 17.
    [[nodiscard]] std::string_view vendor_of(const FeatureEntry& feature) const {
        const FeatureList& list = output_.lists[feature.list];
        if (list.daemon_is_sure && !feature.is_reprinted) return list.daemon;
        if (output_.systems[list.system].daemons.empty()) return feature.pool_vendor;
        const auto pool = daemons_.find({list.system, ascii_lower(feature.pool_vendor)});
        return pool == daemons_.end() ? list.daemon : pool->second;
    }

    /// Rule 19.
    void join_features() {
        Names names;
        std::map<Identity, std::vector<FeatureEntry*>> joined;
        for (FeatureEntry& one : output_.features) {
            const std::string_view vendor = vendor_of(one);
            names.insert({one.head.name, vendor});
            joined[{one.head.name, vendor}].push_back(&one);
        }
        const Labels labels(names);
        for (const auto& [identity, entries] : joined) {
            Feature& feature = status_.features.emplace_back(sum_of(entries));
            feature.name = labels.of(identity.first);
            feature.vendor = labels.of(identity.second);
        }
        std::ranges::sort(status_.features, {}, [](const Feature& one) { return std::tie(one.name, one.vendor); });
    }

    static Feature sum_of(const std::vector<FeatureEntry*>& entries) {
        Feature sum;
        for (std::optional<std::int64_t>* const count :
             {&sum.issued, &sum.used, &sum.checkouts, &sum.reservations, &sum.queued, &sum.borrowed}) {
            *count = 0;
        }
        for (FeatureEntry* const one : entries) {
            const bool is_uncounted = one->head.serving == Serving::uncounted;
            sum.uncounted = sum.uncounted || is_uncounted;
            add_saturating(*sum.issued, one->head.issued);
            add_saturating(*sum.used, is_uncounted ? one->checkouts : one->head.used);
            add_saturating(*sum.checkouts, one->checkouts);
            add_saturating(*sum.reservations, one->reservations);
            add_saturating(*sum.queued, one->queued);
            add_saturating(*sum.borrowed, one->borrowed);
            if (one->expiry) keep_earliest(sum.expiry, *one->expiry);
            for (const Holder& holder : one->holders) sum.holders.push_back({*holder.user, *holder.host, holder.seats});
            one->holders = std::vector<Holder>();    // its memory is for the next ones
        }
        if (sum.uncounted) sum.issued.reset();
        sum_by_user_and_host(sum.holders);
        return sum;
    }

    LmstatOutput output_;
    std::map<std::pair<std::size_t, std::string>, std::string_view> daemons_;    // by system, and name in lower case
    SeatStatus status_;
};

}    // namespace

SeatStatus join_lmstat(LmstatOutput output) { return LmstatJoiner(std::move(output)).join(); }

}    // namespace slurmlic
