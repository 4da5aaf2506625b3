#include "core/metrics/seat_families.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

namespace slurmlic {
namespace {

constexpr std::string_view other_users = "other";

using UserSeats = std::map<std::string_view, std::int64_t>;

/// The seats of the users of all features of one name, whichever daemon serves them.
using FeatureUsers = std::map<std::string_view, UserSeats>;

FeatureUsers add_up_users(const AppStatus& app) {
    FeatureUsers features;
    for (const FlexlmFeature& one : app.features) {
        for (const FlexlmCheckout& holder : one.holders) {
            add_seats(features[one.name][app.users[holder.user]], holder.seats);
        }
    }
    return features;
}

/// The users to be published, sorted by name.
UserSeats choose_users(const UserSeats& all, std::int64_t most) {
    std::vector<std::pair<std::int64_t, std::string_view>> ranked;
    UserSeats chosen;
    for (const auto& [user, seats] : all) {
        if (user.empty() || user == other_users) {
            add_seats(chosen[other_users], seats);
        } else {
            ranked.emplace_back(seats, user);
        }
    }
    std::sort(ranked.begin(), ranked.end(),
              [](const auto& a, const auto& b) { return std::tie(b.first, a.second) < std::tie(a.first, b.second); });
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        const bool is_chosen = i < static_cast<std::size_t>(most);
        add_seats(chosen[is_chosen ? ranked[i].second : other_users], ranked[i].first);
    }
    return chosen;
}

}    // namespace

void server_status(Renderer& to, const Family& family) {
    for (const AppStatus& app : to.report.flexlm) {
        for (const FlexlmServer& one : app.servers) {
            to.sample(family,
                      {{"app", app.app},
                       {"fqdn", one.fqdn},
                       {"master", one.master ? "true" : "false"},
                       {"port", one.port},
                       {"version", one.version}},
                      one.up ? "1" : "0");
        }
    }
}

void vendor_status(Renderer& to, const Family& family) {
    for (const AppStatus& app : to.report.flexlm) {
        for (const FlexlmDaemon& one : app.daemons) {
            to.sample(family, {{"app", app.app}, {"name", one.name}, {"version", one.version}}, one.up ? "1" : "0");
        }
    }
}

void feature_issued(Renderer& to, const Family& family) {
    for (const AppStatus& app : to.report.flexlm) {
        for (const FlexlmFeature& one : app.features) {
            to.sample(family, {{"app", app.app}, {"name", one.name}, {"vendor", one.vendor}},
                      one.uncounted ? "+Inf" : std::to_string(one.issued));
        }
    }
}

void feature_expiry(Renderer& to, const Family& family) {
    for (const AppStatus& app : to.report.flexlm) {
        for (const FlexlmFeature& one : app.features) {
            if (!one.expiry) continue;
            to.sample(family, {{"app", app.app}, {"name", one.name}, {"vendor", one.vendor}}, number(*one.expiry));
        }
    }
}

void feature_users(Renderer& to, const Family& family) {
    for (const AppStatus& app : to.report.flexlm) {
        if (app.top_users <= 0) continue;
        for (const auto& [feature, users] : add_up_users(app)) {
            for (const auto& [user, seats] : choose_users(users, app.top_users)) {
                to.sample(family, {{"app", app.app}, {"name", feature}, {"user", user}}, std::to_string(seats));
            }
        }
    }
}

}    // namespace slurmlic
