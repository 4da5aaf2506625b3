#include "core/metrics/families.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view other_users = "other";

using UserSeats = std::map<std::string_view, std::int64_t>;

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
    [[nodiscard]] UserSeats by_name() const {
        UserSeats seats;
        if (!is_known_) return seats;
        for (const auto& [key, user] : users_) seats.emplace(user.name, user.seats);
        return seats;
    }

private:
    struct User {
        std::string_view name;
        std::int64_t seats = 0;
    };

    void add(std::string_view name, std::int64_t seats) {
        User& user = users_.try_emplace(ascii_lower(name), User{name}).first->second;
        user.name = std::min(user.name, name);
        add_saturating(user.seats, seats);
    }

    std::map<std::string, User> users_;
    bool is_known_ = true;
};

std::map<std::string_view, UserSeats> add_up_users(const SeatStatus& status) {
    std::map<std::string_view, UserSeats> features;
    for (auto first = status.features.begin(); first != status.features.end();) {    // those of one name stand together
        FeatureUsers users;
        auto last = first;
        for (; last != status.features.end() && last->name == first->name; ++last) users.add(*last);
        if (first->is_published) features[first->name] = users.by_name();
        first = last;
    }
    return features;
}

/// The users to be published, sorted by name.
UserSeats choose_users(const UserSeats& all, std::int64_t most) {
    std::vector<std::pair<std::int64_t, std::string_view>> ranked;
    UserSeats chosen;
    for (const auto& [user, seats] : all) {
        if (user.empty() || user == other_users) {
            add_saturating(chosen[other_users], seats);
        } else {
            ranked.emplace_back(seats, user);
        }
    }
    std::ranges::sort(ranked,
                      [](const auto& a, const auto& b) { return std::tie(b.first, a.second) < std::tie(a.first, b.second); });
    for (const auto& [seats, user] : ranked) add_saturating(chosen[most-- > 0 ? user : other_users], seats);
    return chosen;
}

}    // namespace

void server_status(const Report& report, SampleWriter& to) {
    for (const AppStatus& app : report.apps) {
        for (const Server& one : app.status.servers) {
            to.count({{"app", app.app},
                      {"fqdn", one.host},
                      {"master", one.master ? "true" : "false"},
                      {"port", one.port},
                      {"version", one.version}},
                     one.up ? 1 : 0);
        }
    }
}

void vendor_status(const Report& report, SampleWriter& to) {
    for (const AppStatus& app : report.apps) {
        for (const Daemon& one : app.status.daemons) {
            to.count({{"app", app.app}, {"name", one.name}, {"version", one.version}}, one.up ? 1 : 0);
        }
    }
}

void feature_issued(const Report& report, SampleWriter& to) {
    for (const AppStatus& app : report.apps) {
        for (const Feature& one : app.status.features) {
            if (!one.is_published) continue;
            const std::initializer_list<Label> labels{{"app", app.app}, {"name", one.name}, {"vendor", one.vendor}};
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
            to.number({{"app", app.app}, {"name", one.name}, {"vendor", one.vendor}}, one.expiry);
        }
    }
}

void feature_users(const Report& report, SampleWriter& to) {
    for (const AppStatus& app : report.apps) {
        if (app.top_users <= 0) continue;
        for (const auto& [feature, users] : add_up_users(app.status)) {
            for (const auto& [user, seats] : choose_users(users, app.top_users)) {
                to.count({{"app", app.app}, {"name", feature}, {"user", user}}, seats);
            }
        }
    }
}

}    // namespace slurmlic
