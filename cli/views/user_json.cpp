#include "cli/views/user_json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// The number, where it is known.
std::optional<std::int64_t> if_known(bool is_known, std::int64_t number) {
    return is_known ? std::optional(number) : std::nullopt;
}

}    // namespace

bool are_user_tokens_known(const Tool& tool) {
    std::int64_t tokens = 0;
    for (const ToolUser& user : tool.users) add_saturating(tokens, user.tokens);
    return tool.outside.has_value() || tool.tokens_used == tokens;
}

void write_headline_members(JsonWriter& json, const Tool& tool) {
    json.member("tool", tool.name);
    json.member("seats_used", tool.seats_used);
    json.member("seats_issued", tool.seats_issued);
    json.member("slurm_used", tool.tokens_used);
    json.member("gap", tool.gap);
    json.member("outside", tool.outside);
    json.member("idle", tool.idle);
}

void write_user_members(JsonWriter& json, const Tool& tool, const ToolUser& user, bool are_tokens_known) {
    const bool are_seats_known = tool.seats_used.has_value();
    std::vector<std::string> hosts;
    for (const auto& [host, seats] : user.hosts) hosts.push_back(host);
    json.member_or_null("user", user.user);
    json.member("seats", if_known(are_seats_known, user.seats));
    json.member("slurm", if_known(are_tokens_known, user.tokens));
    json.member("outside", if_known(tool.outside.has_value(), user.outside));
    json.member("borrowed", if_known(are_seats_known, user.borrowed));
    json.member("borrowed_seconds_left", if_known(are_seats_known && user.borrowed_for > 0, user.borrowed_for));
    json.member("idle", if_known(tool.idle.has_value(), user.idle));
    json.member("hosts", hosts);
    json.member("jobs", user.jobs);
}

}    // namespace slurmlic
