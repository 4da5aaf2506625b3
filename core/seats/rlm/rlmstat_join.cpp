// Rules 14 to 18 of rlmstat.hpp.

#include <algorithm>
#include <deque>
#include <numeric>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "core/seats/rlm/rlmstat_output.hpp"
#include "core/text/name_labels.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

using RlmIdentity = std::pair<std::string_view, std::string_view>;

/// What the names of `all` are called, and those of its `second` kind.
template <class All>
std::pair<NameLabels, NameLabels> rlm_labels(const All& all) {
    return {NameLabels(all, [](const auto& one) { return one.first.first; }),
            NameLabels(all, [](const auto& one) { return one.first.second; })};
}

class RlmJoiner {
public:
    explicit RlmJoiner(RlmOutput output) : output_(std::move(output)) {}

    SeatStatus join() {
        join_servers();
        join_daemons();
        check_pools();
        places_.resize(output_.pools.size());
        std::iota(places_.begin(), places_.end(), 0);
        sort_if_needed(places_, [this](std::size_t place) { return identity(place); });
        join_users();
        add_unknown();
        status_.skipped = std::move(output_.skipped);
        std::move(output_.pools).join(status_);
        return std::move(status_);
    }

private:
    void join_servers() {
        std::map<RlmIdentity, const RlmServer*> joined;
        for (const RlmServer& one : output_.servers) {
            const RlmServer*& server = joined.try_emplace({one.host, one.port}, &one).first->second;
            if (one.failure.empty() && !server->failure.empty()) server = &one;
        }
        const auto [hosts, ports] = rlm_labels(joined);
        status_.up = output_.has_answer;
        for (const auto& [identity, one] : joined) {
            const bool is_up = one->failure.empty();
            status_.up = status_.up || is_up;
            status_.servers.push_back({.host = hosts.of(one->host),
                                       .port = ports.of(one->port),
                                       .version = is_up ? printable_utf8(one->version) : "",
                                       .failure = printable_utf8(one->failure),
                                       .up = is_up});
        }
        std::ranges::sort(status_.servers, {}, [](const Server& one) { return std::tie(one.host, one.port); });
        status_.failure = std::move(output_.failure);
        if (!status_.up && !status_.failure) status_.failure = std::move(output_.isv_failure);
        if (!status_.up && !status_.failure) status_.failure = Diagnostic{.line = 1, .got = "no license server is up"};
    }

    void join_daemons() {
        std::map<RlmIdentity, const RlmDaemon*> joined;
        for (const RlmDaemon& one : output_.daemons) {
            const bool is_up = one.failure.empty();
            const RlmDaemon*& daemon = joined.try_emplace({one.name, is_up ? one.version : ""}, &one).first->second;
            if (!is_up) daemon = &one;
        }
        const auto [names, versions] = rlm_labels(joined);
        for (const auto& [identity, one] : joined) {
            status_.daemons.push_back({.name = names.of(identity.first),
                                       .version = versions.of(identity.second),
                                       .failure = printable_utf8(one->failure),
                                       .up = one->failure.empty()});
        }
        std::ranges::sort(status_.daemons, {}, [](const Daemon& one) { return std::tie(one.name, one.version); });
    }

    /// Rules 15 to 17.
    void check_pools() {
        std::vector<RlmIsv>& users_of = output_.users_of;
        std::ranges::sort(users_of);
        for (std::size_t i = 0; i < output_.pools.size(); ++i) {
            Pool& pool = output_.pools[i];
            const RlmIsv isv(output_.servers_of_pools[i], pool.vendor);
            const auto users = std::ranges::lower_bound(users_of, isv);
            pool.names_users = users != users_of.end() && (*users == isv || (isv.second.empty() && users->first == isv.first));
            const bool may_go_on = output_.cut_list == isv && pool.name.starts_with(output_.cut_name);
            if (may_go_on) forget(pool);
            const auto place = output_.daemon_places.find(isv);
            if (place == output_.daemon_places.end() || !pool.is_known) continue;
            const std::string& failure = output_.daemons[place->second].failure;
            if (failure.empty()) continue;
            skip_rlm_pool(output_.skipped, pool, failure);
            forget(pool);
        }
    }

    static void forget(Pool& pool) { pool = {.name = pool.name, .vendor = pool.vendor, .line = pool.line, .is_known = false}; }

    [[nodiscard]] RlmIdentity identity(std::size_t place) {
        const Pool& pool = output_.pools[place];
        return {pool.name, pool.vendor};
    }

    /// The place of a pool of that name and vendor; nothing where none is known.
    std::optional<std::size_t> find(const RlmIdentity& wanted) {
        const auto identity_of = [this](std::size_t place) { return identity(place); };
        const auto found = std::ranges::lower_bound(places_, wanted, {}, identity_of);
        if (found == places_.end() || identity(*found) != wanted) return std::nullopt;
        return *found;
    }

    /// Rule 14.
    void join_users() {
        std::deque<RlmPoolName>& unknown = output_.unknown;
        std::ranges::sort(unknown);
        std::ranges::sort(output_.tokens);
        for (; !output_.users.empty(); output_.users.pop_front()) {    // its memory is for the next ones
            const RlmUser& one = output_.users.front();
            const auto has = [&](std::string_view vendor) {
                const RlmPoolName name{one.name, vendor};
                return std::ranges::binary_search(unknown, name) || std::ranges::binary_search(output_.tokens, name);
            };
            std::optional<std::size_t> place = find({one.name, one.vendor});
            if (!place && !has(one.vendor)) place = find({one.name, {}});
            if (place) {
                const PoolHolder holder{
                    .pool = *place, .user = one.user, .host = one.host, .seats = one.seats, .started = one.started};
                if (one.seats > 0) output_.pools.add(holder);
            } else if (!has(one.vendor) && !has({})) {
                skip_rlm_line(output_.skipped, one.line, "a checkout of a feature whose pools are listed", one.name);
            }
        }
    }

    /// One pool is enough to make a feature unknown.
    void add_unknown() {
        std::deque<RlmPoolName>& unknown = output_.unknown;
        unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
        std::size_t room = most_unknown_rlm_features;
        for (const RlmPoolName& one : unknown) {
            const std::optional<std::size_t> known = find(one);
            if (known) {
                forget(output_.pools[*known]);
            } else if (room > 0) {
                --room;
                output_.pools.add(Pool{.name = one.first, .vendor = one.second, .is_known = false});
            }
        }
    }

    RlmOutput output_;
    std::vector<std::size_t> places_;    // of pools, sorted by name and vendor
    SeatStatus status_;
};

}    // namespace

void skip_rlm_line(SkippedLines& skipped, std::size_t line, std::string_view expected, std::string_view got) {
    const bool is_kept = skipped.count() == skipped.first().size();
    skipped.add(line, std::string(is_kept ? expected : ""), is_kept ? excerpt(got) : "");
}

void skip_rlm_pool(SkippedLines& skipped, const Pool& pool, std::string_view got) {
    const bool is_kept = skipped.count() == skipped.first().size();
    if (!is_kept) return skipped.add(pool.line, {}, {});
    skipped.add(pool.line, fmt::format("the figures of {}", excerpt(pool.name)), got.empty() ? "too few" : excerpt(got));
}

SeatStatus join_rlmstat(RlmOutput output) { return RlmJoiner(std::move(output)).join(); }

}    // namespace slurmlic
