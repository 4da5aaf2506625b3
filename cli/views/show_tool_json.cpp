#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "cli/views/json.hpp"
#include "cli/views/show.hpp"
#include "cli/views/show_tool.hpp"
#include "cli/views/user_json.hpp"
#include "core/seats/expiry.hpp"

namespace slurmlic {
namespace {

/// Seconds since the epoch.
std::optional<std::int64_t> instant_of(const std::optional<LocalMinutes>& moment, const ToolFacts& facts) {
    return moment ? std::optional(facts.to_epoch(to_local_time(*moment))) : std::nullopt;
}

void write_server(JsonWriter& json, const AppStatus& app, const Server& one) {
    json.begin_object();
    json.member("app", app.app);
    json.member("host", one.host);
    json.member_or_null("port", one.port);
    json.member("up", one.up);
    json.member("master", one.master);
    json.member_or_null("version", one.version);
    json.member_or_null("failure", one.failure);
    json.end_object();
}

void write_daemon(JsonWriter& json, const AppStatus& app, const Daemon& one) {
    json.begin_object();
    json.member("app", app.app);
    json.member("daemon", one.name);
    json.member("up", one.up);
    json.member_or_null("version", one.version);
    json.member_or_null("failure", one.failure);
    json.end_object();
}

/// Of a feature that never expires "permanent" is true, and there is no instant.
void write_feature(JsonWriter& json, const ToolFeature& one) {
    const Feature nothing{};
    const Feature& feature = one.feature == nullptr ? nothing : *one.feature;
    const bool is_permanent = feature.expiry && *feature.expiry >= end_of_dates;
    std::optional<std::int64_t> expiry;
    if (feature.expiry && !is_permanent) expiry = static_cast<std::int64_t>(*feature.expiry);
    json.begin_object();
    json.member("app", one.app);
    json.member("feature", one.name);
    json.member_or_null("vendor", feature.vendor);
    json.member("uncounted", feature.uncounted);
    json.member("issued", feature.issued);
    json.member("used", feature.used);
    json.member("checkouts", feature.checkouts);
    json.member("reservations", feature.reservations);
    json.member("queued", feature.queued);
    json.member("borrowed", feature.borrowed);
    json.member("expiration", expiry);
    json.member("permanent", is_permanent);
    json.end_object();
}

void write_holder(JsonWriter& json, const ToolFacts& facts, const ToolUser& user, bool are_tokens_known) {
    const bool are_seats_known = facts.tool->seats_used.has_value();
    json.begin_object();
    write_user_members(json, *facts.tool, user, are_tokens_known);
    json.member("since", instant_of(user.since, facts));
    json.member("queued", are_seats_known ? std::optional(user.queued) : std::nullopt);
    json.member("pending", are_tokens_known ? std::optional(user.pending) : std::nullopt);
    json.end_object();
}

void write_queue(JsonWriter& json, const ToolFacts& facts) {
    json.begin_array();
    for (const ToolFeature& feature : facts.features) {
        if (feature.feature == nullptr) continue;
        for (const Waiter& one : feature.feature->queue) {
            json.begin_object();
            json.member("app", feature.app);
            json.member("feature", feature.name);
            json.member_or_null("user", one.user);
            json.member_or_null("host", one.host);
            json.member("seats", one.seats);
            json.member("since", instant_of(one.since, facts));
            json.end_object();
        }
    }
    json.end_array();
}

void write_job(JsonWriter& json, const WaitingJob& one) {
    json.begin_object();
    json.member("job", one.id);
    json.member_or_null("cluster", one.cluster);
    json.member("user", one.user);
    json.member("tokens", one.tokens);
    json.end_object();
}

/// Of all apps, what `of_app` writes of each.
template <class OfApp>
void write_of_apps(JsonWriter& json, std::string_view key, const ToolFacts& facts, OfApp of_app) {
    json.key(key);
    json.begin_array();
    for (const AppStatus* const app : facts.apps) of_app(*app);
    json.end_array();
}

}    // namespace

std::string show_tool_json(const ToolFacts& facts) {
    const Tool& tool = *facts.tool;
    const bool are_tokens_known = are_user_tokens_known(tool);
    JsonWriter json;
    json.begin_object();
    write_headline_members(json, tool);
    json.key("pools");
    write_pools(json, tool.pools);
    write_of_apps(json, "servers", facts, [&](const AppStatus& app) {
        for (const Server& one : app.status.servers) write_server(json, app, one);
    });
    write_of_apps(json, "daemons", facts, [&](const AppStatus& app) {
        for (const Daemon& one : app.status.daemons) write_daemon(json, app, one);
    });
    json.key("features");
    json.array(facts.features, write_feature);
    json.key("users");
    json.array(facts.holders, [&](JsonWriter& to, const ToolUser* user) { write_holder(to, facts, *user, are_tokens_known); });
    json.key("queue");
    write_queue(json, facts);
    json.key("pending_jobs");
    json.array(tool.waiting, write_job);
    json.end_object();
    return std::move(json).take();
}

}    // namespace slurmlic
