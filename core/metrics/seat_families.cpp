#include "core/metrics/families.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view other_users = "other";

/// Users and their seats, sorted by user.
using UserSeats = std::vector<std::pair<std::string_view, std::int64_t>>;

/// The seats of the users of one feature, whichever daemons serve it. Names that differ in case are one user.
class FeatureUsers {
public:
    void add(const Feature& feature) {
        is_known_ = is_known_ && feature.checkouts;
        std::int64_t held = 0;
        for (const Checkout& holder : feature.holders) {
            add(holder.user, holder.seats);
            add_saturating(held, holder.seats);
        }
        const std::int64_t all = feature.checkouts.value_or(0);
        if (all > held) add("", all - held);    // nobody is told to hold these
    }

    /// Nothing where one of the daemons could not tell.
    [[nodiscard]] UserSeats by_name() && {
        UserSeats seats;
        if (!is_known_) return seats;
        std::ranges::sort(users_,
                          [](const User& a, const User& b) { return std::tie(a.key, a.name) < std::tie(b.key, b.name); });
        const std::string* last = nullptr;
        for (const User& one : users_) {
            if (last == nullptr || *last != one.key) seats.emplace_back(one.name, 0);
            last = &one.key;
            add_saturating(seats.back().second, one.seats);
        }
        std::ranges::sort(seats);
        return seats;
    }

private:
    struct User {
        std::string key;    // in lower case
        std::string_view name;
        std::int64_t seats = 0;
    };

    void add(std::string_view name, std::int64_t seats) {
        if (users_.empty() || users_.back().name != name) users_.push_back({ascii_lower(name), name});
        add_saturating(users_.back().seats, seats);
    }

    std::vector<User> users_;    // some more than once
    bool is_known_ = true;
};

/// The `most` busiest users, of equal ones the first by name, and all others as one; sorted by name.
UserSeats choose_users(const UserSeats& all, std::int64_t most) {
    UserSeats ranked;
    std::optional<std::int64_t> others;
    const auto add_other = [&others](std::int64_t seats) {
        others = others.value_or(0);
        add_saturating(*others, seats);
    };
    for (const auto& [user, seats] : all) {
        if (user.empty() || user == other_users) {
            add_other(seats);
        } else {
            ranked.emplace_back(user, seats);
        }
    }
    std::ranges::sort(ranked,
                      [](const auto& a, const auto& b) { return std::tie(b.second, a.first) < std::tie(a.second, b.first); });
    const std::size_t chosen =
        static_cast<std::uint64_t>(most) < ranked.size() ? static_cast<std::size_t>(most) : ranked.size();
    for (std::size_t i = chosen; i < ranked.size(); ++i) add_other(ranked[i].second);
    ranked.resize(chosen);
    if (others) ranked.emplace_back(other_users, *others);
    std::ranges::sort(ranked);
    return ranked;
}

}    // namespace

void app_info(const Report& report, SampleWriter& to) {
    for (const AppStatus& app : report.apps) to.count({{"app", app.app}, {"manager", app.manager}}, 1);
}

void server_up(const Report& report, SampleWriter& to) {
    for (const AppStatus& app : report.apps) {
        for (const Server& one : app.status.servers) {
            to.count({{"app", app.app},
                      {"host", one.host},
                      {"master", one.master ? "true" : "false"},
                      {"port", one.port},
                      {"version", one.version}},
                     one.up ? 1 : 0);
        }
    }
}

void daemon_up(const Report& report, SampleWriter& to) {
    for (const AppStatus& app : report.apps) {
        for (const Daemon& one : app.status.daemons) {
            to.count({{"app", app.app}, {"daemon", one.name}, {"version", one.version}}, one.up ? 1 : 0);
        }
    }
}

void feature_issued(const Report& report, SampleWriter& to) {
    for (const AppStatus& app : report.apps) {
        for (const Feature& one : app.status.features) {
            if (!one.is_published) continue;
            const std::initializer_list<Label> labels{{"app", app.app}, {"feature", one.name}, {"vendor", one.vendor}};
            if (one.uncounted) {
                to.number(labels, std::numeric_limits<double>::infinity());
            } else {
                to.count(labels, one.issued);
            }
        }
    }
}

void feature_expiry(const Report& report, SampleWriter& to) {
    for (const AppStatus& app : report.apps) {
        for (const Feature& one : app.status.features) {
            if (!one.is_published) continue;
            to.number({{"app", app.app}, {"feature", one.name}, {"vendor", one.vendor}}, one.expiry);
        }
    }
}

void feature_users(const Report& report, SampleWriter& to) {
    for (const AppStatus& app : report.apps) {
        if (app.top_users <= 0) continue;
        const std::vector<Feature>& features = app.status.features;
        for (auto first = features.begin(); first != features.end();) {    // those of one name stand together
            FeatureUsers users;
            auto last = first;
            for (; last != features.end() && last->name == first->name; ++last) users.add(*last);
            if (first->is_published) {
                for (const auto& [user, seats] : choose_users(std::move(users).by_name(), app.top_users)) {
                    to.count({{"app", app.app}, {"feature", first->name}, {"user", user}}, seats);
                }
            }
            first = last;
        }
    }
}

}    // namespace slurmlic
