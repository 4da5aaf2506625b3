// Rules 16 to 21 of lmstat.hpp.

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/seats/flexlm/lmstat_expiry.hpp"
#include "core/seats/flexlm/lmstat_output.hpp"
#include "core/seats/flexlm/lmstat_sums.hpp"
#include "core/text/name_labels.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

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

class LmstatJoiner {
public:
    explicit LmstatJoiner(LmstatOutput output) : output_(std::move(output)) {}

    SeatStatus join() {
        join_servers();
        join_daemons();
        mark_reprints();
        drop_what_comes_again();
        name_vendors();
        skip_unknown();
        check_sums();
        join_features();
        for (ServerSystem& system : output_.systems) {
            status_.up = status_.up || !system.failure;
            if (!status_.failure) status_.failure = std::move(system.failure);
        }
        return std::move(status_);
    }

private:
    void join_servers() {
        std::map<Identity, const ServerEntry*> joined;
        for (const ServerSystem& system : output_.systems) {
            for (const ServerEntry& one : system.servers) {
                const ServerEntry*& server = joined.try_emplace({one.host, one.port}, &one).first->second;
                if (one.up && !server->up) server = &one;
            }
        }
        const auto [hosts, ports] = labels_of(joined);
        for (const auto& [identity, one] : joined) {
            status_.servers.push_back({.host = hosts.of(one->host),
                                       .port = ports.of(one->port),
                                       .version = printable_utf8(one->version),
                                       .failure = shortened(one->failure),
                                       .master = one->master,
                                       .up = one->up});
        }
        std::ranges::sort(status_.servers, {}, [](const Server& one) { return std::tie(one.host, one.port); });
    }

    /// Also notes which daemon a name is of, for rule 18.
    void join_daemons() {
        std::map<Identity, const DaemonEntry*> joined;
        for (std::size_t i = 0; i < output_.systems.size(); ++i) {
            for (const DaemonEntry& one : output_.systems[i].daemons) {
                joined.try_emplace({one.name, one.version}, &one);
                daemons_.try_emplace({i, match_key(one.name)}, one.name);
                if (!one.up) down_.try_emplace({i, one.name}, one.failure);
            }
            for (const DaemonEntry& one : output_.systems[i].daemons) {
                if (one.up) down_.erase({i, one.name});
            }
        }
        const auto [daemons, versions] = labels_of(joined);
        for (const auto& [identity, one] : joined) {
            status_.daemons.push_back({daemons.of(one->name), versions.of(one->version), shortened(one->failure), one->up});
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

    /// Rule 17.
    void mark_reprints() {
        system_numbers_ = number_systems();
        std::vector<std::map<std::string_view, std::size_t, ByLines>> by_lines(output_.systems.size());
        for (std::size_t i = 0; i < output_.lists.size(); ++i) {
            FeatureList& list = output_.lists[i];
            const auto [first, is_new] = by_lines[system_numbers_[list.system]].try_emplace(list.text, i);
            list.is_reprint = !is_new;
            if (list.is_reprint) output_.lists[first->second].is_reprinted = true;
        }
    }

    /// Rules 17 and 19.
    void drop_what_comes_again() {
        std::map<std::pair<std::size_t, std::string_view>, std::size_t> lists_of_daemons;
        const auto daemon_of = [this](const FeatureList& list) { return std::pair(system_numbers_[list.system], list.daemon); };
        for (const FeatureList& list : output_.lists) {
            if (list.daemon_is_sure && !list.is_reprint) ++lists_of_daemons[daemon_of(list)];
        }
        std::map<std::tuple<std::size_t, std::string_view, std::string_view>, std::size_t> first_lists;
        for (FeatureEntry& feature : output_.features) {
            const FeatureList& list = output_.lists[feature.list];
            feature.is_dropped = list.is_reprint;
            if (list.is_reprint || !list.daemon_is_sure || lists_of_daemons[daemon_of(list)] == 1) continue;
            const std::tuple key(system_numbers_[list.system], feature.name, list.daemon);
            feature.is_dropped = first_lists.try_emplace(key, feature.list).first->second != feature.list;
        }
    }

    /// What could not be told stands in front of other skipped lines: it matters most.
    void skip_unknown() {
        constexpr std::size_t most = 200;
        for (const UnknownFigures& one : output_.unknown) {
            const FeatureEntry& feature = output_.features[one.feature];
            if (feature.is_dropped || feature.serving != Serving::unknown) continue;
            if (!keeps_next(status_.skipped)) {
                status_.skipped.add(feature.line, {}, {});
                continue;
            }
            std::string reason = one_line(utf8_front(one.reason, most));
            if (!one.code.empty()) reason += fmt::format(" ({})", one.code);
            status_.skipped.add(feature.line, fmt::format("the figures of {}", excerpt(feature.name)),
                                reason.empty() ? "nothing" : fmt::format("\"{}\"", reason));
        }
        status_.skipped.add(output_.skipped, {});
    }

    /// Rule 16.
    static bool has_mismatch(const FeatureEntry& feature) {
        std::int64_t sum = feature.checkouts;
        add_saturating(sum, reserved(feature));
        return feature.serving == Serving::counted && feature.names_users && !feature.is_dropped && sum != feature.used;
    }

    void check_sums() {
        status_.mismatches.reserve(static_cast<std::size_t>(std::ranges::count_if(output_.features, has_mismatch)));
        for (const FeatureEntry& one : output_.features) {
            if (!has_mismatch(one)) continue;
            status_.mismatches.push_back(
                {.severity = Severity::info,
                 .line = one.line,
                 .expected = fmt::format("details of {} that sum up to the {} in use", excerpt(one.name), one.used),
                 .got = fmt::format("{} checked out and {} reserved", one.checkouts, reserved(one))});
        }
    }

    /// Rule 18. What a daemon serves that is down, nobody can tell.
    void name_vendors() {
        for (std::size_t i = 0; i < output_.features.size(); ++i) {
            FeatureEntry& feature = output_.features[i];
            const FeatureList& list = output_.lists[feature.list];
            const bool is_sure = list.daemon_is_sure && !list.is_reprinted;
            if (!is_sure && output_.systems[list.system].daemons.empty()) continue;
            const auto pool = daemons_.find({list.system, match_key(feature.vendor)});
            const bool is_told = is_sure || pool != daemons_.end();
            feature.vendor = is_sure || pool == daemons_.end() ? list.daemon : pool->second;
            const auto down = down_.find({list.system, feature.vendor});
            const bool was_served = feature.serving == Serving::counted || feature.serving == Serving::uncounted;
            if (!is_told || !was_served || down == down_.end()) continue;
            feature.serving = Serving::unknown;
            const FeatureEntry& before = output_.features[i == 0 ? 0 : i - 1];    // pools of one feature stand together
            const bool is_next_pool = i > 0 && before.list == feature.list && before.name == feature.name;
            if (!is_next_pool) output_.unknown.push_back({i, down->second, {}, true});
        }
    }

    /// Rule 20.
    void join_features() {
        std::deque<FeatureEntry>& entries = output_.features;
        std::erase_if(entries, [](const FeatureEntry& one) { return one.is_dropped; });
        const auto identity = [](const FeatureEntry& one) { return Identity(one.name, one.vendor); };
        sort_if_needed(entries, identity);
        const NameLabels names(entries, [](const FeatureEntry& one) { return one.name; });
        const NameLabels vendors(entries, [](const FeatureEntry& one) { return one.vendor; });
        const FeatureSums sums(output_.holders);
        const InstalledExpiries installed(std::move(output_.installed));
        std::size_t count = 0;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (i == 0 || identity(entries[i - 1]) != identity(entries[i])) ++count;
        }
        status_.features.reserve(count);
        while (!entries.empty()) {
            const Identity first = identity(entries.front());
            const auto end = std::ranges::find_if(entries, [&](const auto& one) { return identity(one) != first; });
            Feature& feature = status_.features.emplace_back(sums.of({entries.begin(), end}));
            feature.name = names.of(first.first);
            feature.vendor = vendors.of(first.second);
            const std::optional<double> expiry = installed.find(first.first, first.second);
            if (expiry && feature.used) keep_earliest(feature.expiry, *expiry);
            entries.erase(entries.begin(), end);    // its memory is for the next ones
        }
        sort_if_needed(status_.features, [](const Feature& one) { return std::tie(one.name, one.vendor); });
    }

    /// Of the two names in each key.
    template <class Joined>
    static std::pair<NameLabels, NameLabels> labels_of(const Joined& joined) {
        return {NameLabels(joined, [](const auto& one) { return one.first.first; }),
                NameLabels(joined, [](const auto& one) { return one.first.second; })};
    }

    LmstatOutput output_;
    std::map<std::pair<std::size_t, std::string>, std::string_view> daemons_;      // by system and match_key
    std::map<std::pair<std::size_t, std::string_view>, std::string_view> down_;    // daemons by system and name: why
    std::vector<std::size_t> system_numbers_;                                      // the same for the same servers
    SeatStatus status_;
};

}    // namespace

SeatStatus join_lmstat(LmstatOutput output) { return LmstatJoiner(std::move(output)).join(); }

}    // namespace slurmlic
