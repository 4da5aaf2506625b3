#include "cli/views/gap.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "cli/views/display_width.hpp"
#include "cli/views/json.hpp"
#include "cli/views/user_summary.hpp"
#include "cli/views/table.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view indent = "  ";

bool is_one_sided(const Tool& tool) { return !has_slurm_side(tool) || !has_flexlm_side(tool); }

std::int64_t magnitude(std::int64_t count) { return std::abs(std::max(count, -std::numeric_limits<std::int64_t>::max())); }

/// Where a tool stands: those whose numbers matter first, then those that are not known, then those that say nothing.
struct Rank {
    int group;
    std::int64_t weight;
};

Rank rank(const Tool& tool) {
    const bool knows_who = tool.outside && tool.idle;
    if (!tool.gap && !knows_who) return {is_one_sided(tool) ? 3 : 1, 0};
    const std::int64_t weight = knows_who ? add_counts(*tool.outside, *tool.idle) : magnitude(*tool.gap);
    return {weight == 0 ? 2 : 0, weight};
}

bool matters_more(const Tool* a, const Tool* b) {
    const Rank left = rank(*a);
    const Rank right = rank(*b);
    return std::tie(left.group, right.weight, a->name) < std::tie(right.group, left.weight, b->name);
}

std::vector<const Tool*> in_order(const std::vector<Tool>& tools) {
    std::vector<const Tool*> order;
    order.reserve(tools.size());
    for (const Tool& tool : tools) order.push_back(&tool);
    std::stable_sort(order.begin(), order.end(), matters_more);
    return order;
}

/// The users who make the gap; the heaviest come first, as they do in a Tool.
std::vector<const ToolUser*> gap_makers(const Tool& tool) {
    std::vector<const ToolUser*> users;
    for (const ToolUser& user : tool.users) {
        if (user.outside != 0 || user.idle != 0) users.push_back(&user);
    }
    return users;
}

std::string signed_text(const std::optional<std::int64_t>& count, std::string_view unknown) {
    return count && *count > 0 ? fmt::format("+{}", *count) : count_text(count, unknown);
}

Cell headline_cell(std::string_view label, const std::optional<std::int64_t>& count, std::string_view unknown, Tone tone) {
    return {fmt::format("{} {}", label, count_text(count, unknown)), count && *count != 0 ? tone : Tone::plain};
}

/// One side of a tool: its count, "missing" where it should have one, "-" where it has no such side.
Cell side_cell(std::string_view label, const std::optional<std::int64_t>& count, bool has_side) {
    if (!count && has_side) return {fmt::format("{} missing", label), Tone::alarm};
    return {fmt::format("{} {}", label, count_text(count, "-")), Tone::plain};
}

Row headline(const Tool& tool) {
    const std::string_view unknown = is_one_sided(tool) ? "-" : "?";
    Cell flexlm = side_cell("FlexLM", tool.flexlm_used, has_flexlm_side(tool));
    if (tool.flexlm_used && tool.flexlm_issued) flexlm.text += fmt::format(" of {}", count_text(tool.flexlm_issued));
    return {{tool.name, Tone::title},
            std::move(flexlm),
            side_cell("Slurm", tool.slurm_used, has_slurm_side(tool)),
            {fmt::format("gap {}", signed_text(tool.gap, unknown)), Tone::plain},
            headline_cell("outside", tool.outside, unknown, Tone::alarm),
            headline_cell("idle", tool.idle, unknown, Tone::notice)};
}

std::vector<std::string> headlines(const std::vector<const Tool*>& tools, const ViewStyle& style) {
    std::vector<Row> rows;
    rows.reserve(tools.size());
    for (const Tool* tool : tools) rows.push_back(headline(*tool));
    return table_lines({{Align::left, shortest_name}, {}, {}, {}, {}, {}}, std::move(rows), style);
}

void append_line(std::string& text, std::string_view line) {
    text += line;
    text += '\n';
}

/// Those who are not shown, in one line: how many, and how much of it is theirs.
std::string rest_line(const std::vector<const ToolUser*>& users, std::size_t shown) {
    std::int64_t outside = 0;
    std::int64_t idle = 0;
    for (std::size_t i = shown; i < users.size(); ++i) {
        outside = add_counts(outside, users[i]->outside);
        idle = add_counts(idle, users[i]->idle);
    }
    return fmt::format("... and {} more: {} outside Slurm, {} booked and not used", users.size() - shown,
                       counted(outside, "seat"), counted(idle, "token"));
}

/// The people of one tool: user, seats, tokens, and beside them what that means in as many lines as it takes.
void append_people(std::string& text, const std::vector<const ToolUser*>& users, const ViewStyle& style) {
    const std::size_t shown = std::min(users.size(), style.most_users);
    std::vector<Row> rows{{{"user", Tone::quiet}, {"seats", Tone::quiet}, {"tokens", Tone::quiet}}};
    for (std::size_t i = 0; i < shown; ++i) {
        const ToolUser& user = *users[i];
        rows.push_back({{user.user.empty() ? "(unknown)" : user.user}, {count_text(user.flexlm)}, {count_text(user.slurm)}});
    }
    ViewStyle left_half = style;
    left_half.colours = false;
    left_half.columns = std::max(style.columns / 2, indent.size()) - indent.size();
    const std::vector<std::string> lines =
        table_lines({{Align::left, shortest_name}, {Align::right}, {Align::right}}, std::move(rows), left_half);
    const std::size_t beside = indent.size() + display_width(lines.front()) + indent.size();
    const std::size_t room = style.columns > beside + shortest_name ? style.columns - beside : shortest_name;
    append_line(text, paint(std::string(indent) + lines.front(), Tone::quiet, style));
    for (std::size_t i = 0; i < shown; ++i) {
        const std::vector<std::string> meaning = wrap(printable_utf8(meaning_of(*users[i])), room);
        text += fmt::format("{}{}{}", indent, lines[i + 1], indent);
        append_line(text, fmt::format("{}", fmt::join(meaning, "\n" + std::string(beside, ' '))));
    }
    if (shown < users.size()) append_line(text, std::string(indent) + rest_line(users, shown));
}

/// What "?" and "-" mean, where they stand in the headlines.
std::string legend(const std::vector<Tool>& tools) {
    const auto lacks_numbers = [](const Tool& tool) { return !tool.gap || !tool.outside || !tool.idle; };
    const auto is_unknown = [&](const Tool& tool) { return lacks_numbers(tool) && !is_one_sided(tool); };
    const auto is_alone = [&](const Tool& tool) { return lacks_numbers(tool) && is_one_sided(tool); };
    std::string text;
    if (std::any_of(tools.begin(), tools.end(), is_unknown)) {
        text += "?  not known: a source was not read, or lacks a name; see slurmlic doctor\n";
    }
    if (std::any_of(tools.begin(), tools.end(), is_alone)) {
        text += "-  only one side belongs to this tool, there is nothing to compare\n";
    }
    return text.empty() ? text : "\n" + text;
}

void write_user(JsonWriter& json, const ToolUser& user) {
    std::vector<std::string> hosts;
    for (const auto& [host, seats] : user.hosts) hosts.push_back(host);
    json.begin_object();
    json.key("user");
    user.user.empty() ? json.null() : json.value(user.user);
    const std::array<std::pair<std::string_view, std::int64_t>, 4> counts{
        {{"flexlm", user.flexlm}, {"slurm", user.slurm}, {"outside", user.outside}, {"idle", user.idle}}};
    for (const auto& [name, count] : counts) {
        json.key(name);
        json.value(count);
    }
    json.key("hosts");
    json.value(hosts);
    json.key("jobs");
    json.value(user.jobs);
    json.end_object();
}

void write_gap(JsonWriter& json, const Tool& tool) {
    json.begin_object();
    json.key("tool");
    json.value(tool.name);
    const std::array<std::pair<std::string_view, std::optional<std::int64_t>>, 5> counts{{{"flexlm_used", tool.flexlm_used},
                                                                                          {"slurm_used", tool.slurm_used},
                                                                                          {"gap", tool.gap},
                                                                                          {"outside", tool.outside},
                                                                                          {"idle", tool.idle}}};
    for (const auto& [name, count] : counts) {
        json.key(name);
        json.value(count);
    }
    json.key("users");
    json.begin_array();
    for (const ToolUser& user : tool.users) write_user(json, user);
    json.end_array();
    json.end_object();
}

/// The feature without its app: "synopsys:VCSRuntime_Net" is VCSRuntime_Net.
std::string_view feature_name(std::string_view feature) { return feature.substr(feature.find(':') + 1); }

bool owns(const Tool& tool, std::string_view wanted) {
    const auto is_license = [&](const ToolPool& pool) { return same_ignoring_case(pool.license_name, wanted); };
    const auto is_feature = [&](const std::string& feature) {
        return same_ignoring_case(feature, wanted) || same_ignoring_case(feature_name(feature), wanted);
    };
    return std::any_of(tool.pools.begin(), tool.pools.end(), is_license) ||
           std::any_of(tool.features.begin(), tool.features.end(), is_feature);
}

std::string hint_for(const std::vector<Tool>& tools, std::string_view wanted) {
    std::vector<std::string> lowered;
    for (const Tool& tool : tools) {
        if (owns(tool, wanted)) return fmt::format("it belongs to the tool {}", printable_utf8(tool.name));
        lowered.push_back(ascii_lower(tool.name));
    }
    const std::string_view near = nearest(ascii_lower(wanted), lowered);
    for (std::size_t i = 0; i < tools.size(); ++i) {
        if (!near.empty() && lowered[i] == near) return fmt::format("did you mean {}?", printable_utf8(tools[i].name));
    }
    return "\"slurmlic show\" lists them";
}

}    // namespace

std::string gap_text(const std::vector<Tool>& tools, const ViewStyle& style) {
    if (tools.empty()) return "no tools: no license is known, and the settings name no tool\n";
    const std::vector<const Tool*> order = in_order(tools);
    const std::vector<std::string> heads = headlines(order, style);
    std::string text;
    bool after_people = false;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::vector<const ToolUser*> users = gap_makers(*order[i]);
        if (i > 0 && (after_people || !users.empty())) text += '\n';
        append_line(text, heads[i]);
        if (!users.empty()) append_people(text, users, style);
        after_people = !users.empty();
    }
    return text + legend(tools);
}

std::string gap_json(const std::vector<Tool>& tools) {
    JsonWriter json;
    json.begin_array();
    for (const Tool& tool : tools) write_gap(json, tool);
    json.end_array();
    return std::move(json).take();
}

Result<std::vector<Tool>> choose_tool(const std::vector<Tool>& tools, std::string_view name) {
    std::vector<Tool> chosen;
    std::copy_if(tools.begin(), tools.end(), std::back_inserter(chosen),
                 [&](const Tool& tool) { return same_ignoring_case(tool.name, name); });
    if (!chosen.empty()) return chosen;
    return unexpected(fmt::format("there is no tool {}: {}", excerpt(name), hint_for(tools, name)));
}

}    // namespace slurmlic
