#include "cli/views/show_tool.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/views/gap.hpp"
#include "cli/views/show_tool_waiting.hpp"
#include "cli/views/table.hpp"
#include "cli/views/time_text.hpp"
#include "cli/views/user_json.hpp"
#include "cli/views/user_summary.hpp"
#include "core/seats/expiry.hpp"
#include "core/slurm/license.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr Column name_column{Align::left, shortest_name};
constexpr std::int64_t seconds_of_day = std::int64_t{24} * 60 * seconds_of_minute;

/// "2027-01-15, 49 d": the last day on which it is good.
Cell expiry_cell(const std::optional<double>& expiry, double now) {
    constexpr std::int64_t soon = 7 * seconds_of_day;
    constexpr std::int64_t near = 30 * seconds_of_day;
    if (!expiry) return {"?"};
    if (*expiry >= end_of_dates) return {"never"};
    const auto left = static_cast<std::int64_t>(*expiry - now);
    const auto end = std::max<std::int64_t>(static_cast<std::int64_t>(*expiry) - 1, 0) / seconds_of_minute;
    const std::string date = end > std::numeric_limits<LocalMinutes>::max() ? "" : date_text(static_cast<LocalMinutes>(end));
    if (left <= 0) return {date + ", over", Tone::alarm};
    return {fmt::format("{}, {}", date, span_text(left)), left < soon ? Tone::alarm : left < near ? Tone::notice : Tone::plain};
}

/// "3", "3+" where no more is known, "?" where nothing is, "-" where the tool has no such side.
std::string part_text(std::int64_t count, bool is_known, bool has_side) {
    if (!has_side) return "-";
    if (is_known) return count_text(count);
    return count == 0 ? "?" : count_text(count) + "+";
}

/// The text in its parts, one behind the other.
class ToolText {
public:
    ToolText(const ToolFacts& facts, const ViewStyle& style) : facts_(facts), tool_(*facts.tool), style_(style) {}

    std::string write() && {
        text_ = gap_headline(tool_, style_);
        add_licenses();
        add_servers();
        add_features();
        add_users();
        text_ += waiting_text(facts_, style_);
        return std::move(text_) + gap_legend(tool_) + at_least_legend();
    }

private:
    [[nodiscard]] std::size_t shown(std::size_t all) const { return std::min(all, style_.most_users); }

    void add_licenses() {
        const std::vector<ToolPool>& pools = tool_.pools;
        if (pools.empty()) return;
        const bool has_clusters = std::ranges::any_of(pools, [](const ToolPool& one) { return !one.cluster.empty(); });
        std::vector<Row> rows{
            {{"license"}, {"pool"}, {"total"}, {"used"}, {"free"}, {"resv"}, {"pend"}, {has_clusters ? "cluster" : ""}}};
        for (std::size_t i = 0; i < shown(pools.size()); ++i) {
            const ToolPool& one = pools[i];
            const bool is_short = one.pending && *one.pending > one.free;
            rows.push_back({{one.license_name},
                            {one.pool},
                            {count_text(one.total)},
                            {count_text(one.used)},
                            {count_text(one.free)},
                            {count_text(one.reserved, "-")},
                            {count_text(one.pending), is_short ? Tone::notice : Tone::plain},
                            {one.cluster}});
        }
        std::vector<Column> columns{name_column, name_column};
        columns.insert(columns.end(), 5, {Align::right});
        columns.push_back(name_column);
        text_ += '\n' + table_part(columns, std::move(rows), pools.size() - shown(pools.size()), "", style_);
    }

    void add_servers() {
        std::vector<Row> up;
        std::vector<Row> rows{{{"app"}, {"server or daemon"}, {"state"}, {"version"}}};    // those that are down come first
        for (const AppStatus* const app : facts_.apps) {
            const SeatStatus& status = app->status;
            const auto add = [&](std::string name, const auto& one, std::string_view state) {
                if (one.up) {
                    up.push_back({{app->app}, {std::move(name)}, {std::string(state)}, {one.version}});
                } else {
                    rows.push_back({{app->app}, {std::move(name)}, {"down", Tone::alarm}, {one.failure}});
                }
            };
            for (const Server& one : status.servers) {
                add(one.port.empty() ? one.host : fmt::format("{}:{}", one.host, one.port), one,
                    one.master ? "up, master" : "up");
            }
            for (const Daemon& one : status.daemons) add(one.name, one, "up");
            if (status.servers.empty() && status.daemons.empty()) {
                rows.push_back({{app->app}, {"?"}, {status.up ? "up" : "?"}, {}});
            }
        }
        rows.insert(rows.end(), std::make_move_iterator(up.begin()), std::make_move_iterator(up.end()));
        if (rows.size() == 1) return;
        const std::size_t all = rows.size() - 1;
        rows.resize(1 + shown(all));
        text_ += '\n' + table_part({name_column, name_column, {}, name_column}, std::move(rows), all - shown(all), "", style_);
    }

    void add_features() {
        const std::vector<ToolFeature>& all = facts_.features;
        if (all.empty()) return;
        std::vector<Row> rows{{{"feature"}, {"issued"}, {"used"}, {"resv"}, {"queued"}, {"borrowed"}, {"expires"}}};
        for (std::size_t i = 0; i < shown(all.size()); ++i) rows.push_back(feature_row(all[i]));
        std::int64_t used = 0;
        for (std::size_t i = shown(all.size()); i < all.size(); ++i) {
            if (all[i].feature != nullptr) add_tokens(used, all[i].feature->used.value_or(0));
        }
        std::vector<Column> columns{name_column};
        columns.insert(columns.end(), 5, {Align::right});
        columns.push_back({Align::left});
        text_ += '\n' +
                 table_part(columns, std::move(rows), all.size() - shown(all.size()), counted(used, "seat") + " used", style_);
    }

    /// With the app where there are several, and the vendor where another has a feature of that name.
    [[nodiscard]] Row feature_row(const ToolFeature& one) const {
        const auto is_same = [&one](const ToolFeature& other) { return one.app == other.app && one.name == other.name; };
        const bool has_app = facts_.apps.size() > 1;
        const bool has_vendor = one.feature != nullptr && std::ranges::count_if(facts_.features, is_same) > 1;
        std::string name = has_app ? fmt::format("{}:{}", one.app, one.name) : std::string(one.name);
        if (has_vendor) name += fmt::format(" ({})", one.feature->vendor);
        if (one.feature == nullptr) return {{std::move(name)}, {"?"}, {"?", Tone::alarm}, {"?"}, {"?"}, {"?"}, {"?"}};
        const Feature& feature = *one.feature;
        const bool is_full = feature.issued && feature.used && *feature.used >= *feature.issued && *feature.issued > 0;
        return {{std::move(name)},
                {feature.uncounted ? "inf" : count_text(feature.issued)},
                {count_text(feature.used), is_full || !feature.used ? Tone::alarm : Tone::plain},
                {count_text(feature.reservations)},
                {count_text(feature.queued), feature.queued.value_or(0) > 0 ? Tone::notice : Tone::plain},
                {count_text(feature.borrowed)},
                expiry_cell(feature.expiry, facts_.now)};
    }

    void add_users() {
        const std::vector<const ToolUser*>& all = facts_.holders;
        text_ += '\n';
        if (all.empty()) {
            const bool is_known =
                (tool_.seats_used || !has_seats_side(tool_)) && (tool_.tokens_used || !has_tokens_side(tool_));
            text_ += is_known ? "  nobody has seats or tokens\n" : "  nobody is known to have seats or tokens\n";
            return;
        }
        const bool has_since = std::ranges::any_of(all, [](const ToolUser* one) { return one->since.has_value(); });
        std::vector<Row> rows{{{"user"}, {"seats"}, {"tokens"}}};
        std::vector<Column> columns{name_column, {Align::right}, {Align::right}};
        if (has_since) rows.front().push_back({"since"});
        if (has_since) columns.push_back({Align::left});
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < shown(all.size()); ++i) {
            rows.push_back({{user_text(*all[i])}, {seats_text(all[i]->seats)}, {tokens_text(all[i]->tokens)}});
            if (has_since) rows.back().push_back({since_text(all[i]->since, facts_.local_now)});
            texts.push_back(details_of(*all[i]));
        }
        text_ += table_beside_texts(columns, std::move(rows), texts, style_.columns * 5 / 8, style_);
        std::int64_t seats = 0;
        std::int64_t tokens = 0;
        for (std::size_t i = shown(all.size()); i < all.size(); ++i) {
            add_tokens(seats, all[i]->seats);
            add_tokens(tokens, all[i]->tokens);
        }
        if (all.size() > shown(all.size())) {
            text_ += table_rest(all.size() - shown(all.size()),
                                fmt::format("{}, {}", counted(seats, "seat"), counted(tokens, "token")));
        }
    }

    [[nodiscard]] std::string seats_text(std::int64_t seats) const {
        return part_text(seats, tool_.seats_used.has_value(), has_seats_side(tool_));
    }
    [[nodiscard]] std::string tokens_text(std::int64_t tokens) const {
        return part_text(tokens, are_tokens_known_, has_tokens_side(tool_));
    }

    /// "n1 (3), pc1; jobs 4711, 4712; 2 seats borrowed or lingering until Thu 17:00, 6 d left; waits for 4 tokens"
    [[nodiscard]] std::string details_of(const ToolUser& user) const {
        std::vector<std::string> parts{hosts_text(user), jobs_text(user), borrowed_text(user), waits_text(user),
                                       unknown_text(user)};
        std::erase(parts, "");
        return fmt::format("{}", fmt::join(parts, "; "));
    }

    [[nodiscard]] std::string borrowed_text(const ToolUser& user) const {
        if (user.borrowed == 0) return "";
        std::string what = counted(user.borrowed, "seat") + " borrowed or lingering";
        const std::int64_t until =
            facts_.local_now + std::min<std::int64_t>(user.borrowed_for, 1'000'000'000) / seconds_of_minute;
        if (user.borrowed_for == 0) return what;
        return fmt::format("{} until {}, {} left", what, moment_text(static_cast<LocalMinutes>(until), facts_.local_now),
                           span_text(user.borrowed_for));
    }

    static std::string waits_text(const ToolUser& user) {
        std::vector<std::string> parts;
        if (user.queued > 0) parts.push_back(counted(user.queued, "seat"));
        if (user.pending > 0) parts.push_back(counted(user.pending, "token"));
        return parts.empty() ? "" : fmt::format("waits for {}", fmt::join(parts, " and "));
    }

    [[nodiscard]] std::string at_least_legend() const {
        const bool is_any = std::ranges::any_of(facts_.holders, [this](const ToolUser* one) {
            return seats_text(one->seats).ends_with('+') || tokens_text(one->tokens).ends_with('+');
        });
        return is_any ? "+  at least: a source was not read, or could not tell all of it\n" : "";
    }

    const ToolFacts& facts_;
    const Tool& tool_;
    const ViewStyle& style_;
    bool are_tokens_known_ = are_user_tokens_known(tool_);
    std::string text_;
};

}    // namespace

std::string show_tool_text(const ToolFacts& facts, const ViewStyle& style) { return ToolText(facts, style).write(); }

}    // namespace slurmlic
