#include "cli/views/gap.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <span>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "cli/views/json.hpp"
#include "cli/views/table.hpp"
#include "cli/views/user_json.hpp"
#include "cli/views/user_summary.hpp"
#include "core/slurm/license.hpp"
#include "core/text/quoted.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

bool is_one_sided(const Tool& tool) { return !has_tokens_side(tool) || !has_seats_side(tool); }

std::int64_t magnitude(std::int64_t count) { return std::abs(std::max(count, -std::numeric_limits<std::int64_t>::max())); }

/// Where a tool stands: those whose numbers matter first, then those that are not known, then those that say nothing.
struct Rank {
    int group;
    std::int64_t weight;
};

Rank rank(const Tool& tool) {
    const bool knows_who = tool.outside && tool.idle;
    if (!tool.gap && !knows_who) return {is_one_sided(tool) ? 3 : 1, 0};
    std::int64_t weight = knows_who ? *tool.outside : magnitude(*tool.gap);
    if (knows_who) add_tokens(weight, *tool.idle);
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

Cell headline_cell(std::string_view label, const std::optional<std::int64_t>& count, std::string_view unknown, Tone tone) {
    return {fmt::format("{} {}", label, count_text(count, unknown)), count && *count != 0 ? tone : Tone::plain};
}

/// One side of a tool: its count, "?" where it should have one, "-" where it has no such side.
Cell side_cell(std::string_view label, const std::optional<std::int64_t>& count, bool has_side) {
    if (!count && has_side) return {fmt::format("{} ?", label), Tone::alarm};
    return {fmt::format("{} {}", label, count_text(count, "-")), Tone::plain};
}

Row headline(const Tool& tool) {
    const std::string_view unknown = is_one_sided(tool) ? "-" : "?";
    Cell seats = side_cell("seats", tool.seats_used, has_seats_side(tool));
    if (tool.seats_used && tool.seats_issued) seats.text += fmt::format(" of {}", count_text(tool.seats_issued));
    return {{tool.name, Tone::title},
            std::move(seats),
            side_cell("Slurm", tool.tokens_used, has_tokens_side(tool)),
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
        add_tokens(outside, users[i]->outside);
        add_tokens(idle, users[i]->idle);
    }
    return fmt::format("... and {} more: {} outside Slurm, {} booked and not used", users.size() - shown,
                       counted(outside, "seat"), counted(idle, "token"));
}

/// The people of one tool: user, seats, tokens, and beside them what that means.
void append_people(std::string& text, const std::vector<const ToolUser*>& users, const ViewStyle& style) {
    const std::size_t shown = std::min(users.size(), style.most_users);
    std::vector<Row> rows{{{"user"}, {"seats"}, {"tokens"}}};
    std::vector<std::string> meanings;
    for (std::size_t i = 0; i < shown; ++i) {
        const ToolUser& user = *users[i];
        rows.push_back({{user_text(user)}, {count_text(user.seats)}, {count_text(user.tokens)}});
        meanings.push_back(summary_of(user));
    }
    text += table_beside_texts({{Align::left, shortest_name}, {Align::right}, {Align::right}}, std::move(rows), meanings,
                               style.columns / 2, style);
    if (shown < users.size()) append_line(text, "  " + rest_line(users, shown));
}

/// What "?" and "-" mean, where they stand in the headlines.
std::string legend(std::span<const Tool> tools) {
    const auto lacks_numbers = [](const Tool& tool) { return !tool.gap || !tool.outside || !tool.idle; };
    const auto is_unknown = [&](const Tool& tool) { return lacks_numbers(tool) && !is_one_sided(tool); };
    const auto is_alone = [&](const Tool& tool) { return lacks_numbers(tool) && is_one_sided(tool); };
    std::string text;
    if (std::any_of(tools.begin(), tools.end(), is_unknown)) {
        text += "?  not known: a source was not read, or could not tell it; see slurmlic doctor\n";
    }
    if (std::any_of(tools.begin(), tools.end(), is_alone)) {
        text += "-  only one side belongs to this tool, there is nothing to compare\n";
    }
    return text.empty() ? text : "\n" + text;
}

void write_gap(JsonWriter& json, const Tool& tool) {
    const bool are_tokens_known = are_user_tokens_known(tool);
    json.begin_object();
    write_headline_members(json, tool);
    json.key("users");
    json.array(tool.users, [&](JsonWriter& to, const ToolUser& user) {
        to.begin_object();
        write_user_members(to, tool, user, are_tokens_known);
        to.end_object();
    });
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
    const std::string_view near = nearest(ascii_lower(wanted), std::vector<std::string_view>(lowered.begin(), lowered.end()));
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

std::string gap_headline(const Tool& tool, const ViewStyle& style) { return headlines({&tool}, style).front() + '\n'; }

std::string gap_legend(const Tool& tool) { return legend({&tool, 1}); }

std::string hint_without_gap(const Tool& tool) {
    if (!gap_makers(tool).empty()) return "";
    const std::string command = shell_line({"slurmlic", "show", can_be_pasted(tool.name) ? tool.name : "TOOL"});
    const bool is_none = tool.outside && tool.idle;
    return fmt::format("{}: {}\n",
                       is_none ? "no gap: each user has as many seats as tokens; who has them" : "who has seats and tokens",
                       command);
}

std::string gap_json(const std::vector<Tool>& tools) {
    JsonWriter json;
    json.array(tools, write_gap);
    return std::move(json).take();
}

Result<std::vector<Tool>> choose_tool(const std::vector<Tool>& tools, std::string_view name) {
    std::vector<Tool> chosen;
    std::copy_if(tools.begin(), tools.end(), std::back_inserter(chosen),
                 [&](const Tool& tool) { return same_ignoring_case(tool.name, name); });
    if (!chosen.empty()) return chosen;
    return failed(fmt::format("there is no tool {}: {}", excerpt(name), hint_for(tools, name)));
}

}    // namespace slurmlic
