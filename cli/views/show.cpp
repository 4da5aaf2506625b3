#include "cli/views/show.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "cli/views/json.hpp"
#include "cli/views/table.hpp"
#include "cli/views/user_summary.hpp"
#include "core/slurm/license.hpp"
#include "core/text/text.hpp"
#include "core/tools/pools.hpp"

namespace slurmlic {
namespace {

using Count = std::optional<std::int64_t>;

constexpr std::size_t bar_columns = 8;

/// The parts of a whole that are in use; nothing where the whole has no size.
std::optional<double> part_used(std::int64_t used, std::int64_t total) {
    if (total <= 0 || total == infinite_count) return std::nullopt;
    return static_cast<double>(used) / static_cast<double>(total);
}

/// "#####...  63%". Never looks empty or full when it is not quite.
std::string bar(double part) {
    const double inside = std::clamp(part, 0.0, 1.0);
    auto filled = static_cast<std::size_t>(std::lround(inside * bar_columns));
    if (inside > 0) filled = std::max<std::size_t>(filled, 1);
    if (inside < 1) filled = std::min(filled, bar_columns - 1);
    double percent = part * 100;
    if (part < 1) percent = std::min(percent, 99.0);
    return fmt::format("{:#<{}}{:.<{}} {:3.0f}%", "", filled, "", bar_columns - filled, percent);
}

Cell bar_cell(const std::optional<double>& part) {
    if (!part) return {};
    return {bar(*part), *part >= 1 ? Tone::alarm : *part >= 0.9 ? Tone::notice : Tone::plain};
}

/// Rows of the table; the cluster's column is there where any license has one.
class ShowTable {
public:
    ShowTable(const std::vector<Tool>& tools, const std::vector<ToolPool>& others) {
        const auto has_cluster = [](const ToolPool& pool) { return !pool.cluster.empty(); };
        const auto any = [&](const std::vector<ToolPool>& pools) { return std::ranges::any_of(pools, has_cluster); };
        with_cluster_ = any(others) || std::ranges::any_of(tools, any, &Tool::pools);
        rows_.push_back(row("", "cluster", {"total", "used", "free", "resv", "pend", "seats", "gap", "in use"}));
        for (Cell& cell : rows_.back()) cell.tone = Tone::quiet;
    }

    void add(const Tool& tool) {
        const bool is_one_row = tool.pools.size() == 1 && tool.pools[0].license_name == tool.name;
        const std::string cluster = is_one_row ? tool.pools[0].cluster : "";
        const ToolPool sum = sum_of(tool.pools);
        const bool is_known = is_one_row || (tool.tokens_used && !tool.pools.empty());
        const Cells no_tokens = has_tokens_side(tool) ? Cells{"?", "?", "?"} : Cells();
        Row cells = is_known ? tokens(tool.name, cluster, sum) : row(tool.name, "", no_tokens);
        cells[0].tone = Tone::title;
        const std::size_t seats_column = cells.size() - 3;
        cells[seats_column] = seats(tool);
        if (tool.gap) cells[seats_column + 1] = {signed_text(tool.gap, ""), *tool.gap > 0 ? Tone::alarm : Tone::plain};
        if (!tool.gap && has_seats_side(tool) && has_tokens_side(tool)) cells[seats_column + 1] = {"?"};
        if (tool.pools.empty() && tool.seats_used) {
            cells.back() = bar_cell(part_used(*tool.seats_used, tool.seats_issued.value_or(0)));
        }
        rows_.push_back(std::move(cells));
        if (is_one_row) return;
        for (const ToolPool& pool : tool.pools) add(pool, "  ");
    }

    void add(const ToolPool& pool, std::string_view indent) {
        const std::string layer = pool.nodes.empty() ? "" : fmt::format(" on {}", pool.nodes);
        rows_.push_back(tokens(std::string(indent) + pool.license_name + layer, pool.cluster, pool));
    }

    [[nodiscard]] std::vector<std::string> lines(const ViewStyle& style) && {
        std::vector<Column> columns{{Align::left, shortest_name}};
        if (with_cluster_) columns.push_back({Align::left, shortest_name});
        columns.insert(columns.end(), 7, {Align::right});
        columns.push_back({Align::left});
        return table_lines(columns, std::move(rows_), style);
    }

private:
    using Cells = std::array<std::string, 8>;

    [[nodiscard]] Row row(std::string name, std::string cluster, Cells texts) const {
        Row cells{{std::move(name)}};
        if (with_cluster_) cells.push_back({std::move(cluster)});
        for (std::string& text : texts) cells.push_back({std::move(text)});
        return cells;
    }

    [[nodiscard]] Row tokens(std::string name, std::string cluster, const ToolPool& pool) const {
        const std::string reserved = pool.reserved ? count_text(pool.reserved) : "-";
        const bool has_unexplained = pool.unexplained.value_or(0) > 0;
        const auto count = [&pool](std::int64_t tokens) {
            return fmt::format("{}{}", count_text(tokens), pool.is_seen_twice ? "*" : "");
        };
        Row cells = row(std::move(name), std::move(cluster),
                        {count(pool.total), count_text(pool.used) + (has_unexplained ? "!" : ""), count(pool.free), reserved,
                         count_text(pool.pending), "", "", ""});
        if (has_unexplained) cells[cells.size() - 7].tone = Tone::alarm;
        if (pool.pending && *pool.pending > pool.free) cells[cells.size() - 4].tone = Tone::notice;
        cells.back() = bar_cell(part_used(pool.used, pool.total));
        return cells;
    }

    static Cell seats(const Tool& tool) {
        if (!has_seats_side(tool)) return {};
        if (!tool.seats_used) return {"?", Tone::alarm};
        return {tool.seats_issued ? fmt::format("{}/{}", *tool.seats_used, count_text(tool.seats_issued))
                                  : count_text(tool.seats_used)};
    }

    bool with_cluster_ = false;
    std::vector<Row> rows_;
};

/// What "!" and "*" mean, where they stand in the table.
std::string legend(const std::vector<Tool>& tools, const std::vector<ToolPool>& others) {
    std::vector<std::string> unexplained;
    bool is_any_seen_twice = false;
    const auto look_at = [&](const ToolPool& one) {
        is_any_seen_twice = is_any_seen_twice || one.is_seen_twice;
        if (one.unexplained.value_or(0) == 0) return;
        const std::string where = one.cluster.empty() ? "" : fmt::format(" on {}", one.cluster);
        unexplained.push_back(printable_utf8(fmt::format("{} of {}{}", *one.unexplained, one.license_name, where)));
    };
    std::ranges::for_each(others, look_at);
    for (const Tool& tool : tools) std::ranges::for_each(tool.pools, look_at);
    std::string text;
    if (!unexplained.empty()) {
        text += fmt::format("!  tokens in use that no job holds which squeue shows: {}; see slurmlic doctor\n",
                            listed(std::move(unexplained), 5));
    }
    if (is_any_seen_twice) {
        text += "*  the pool that another cluster sees, too: counted once in its tool\n";
    }
    return text.empty() ? text : "\n" + text;
}

void write_counts(JsonWriter& json, const ToolPool& pool) {
    json.member("total", pool.total);
    json.member("used", pool.used);
    json.member("free", pool.free);
    json.member("reserved", pool.reserved);
    json.member("pending", pool.pending);
    json.member("unexplained", pool.unexplained);
}

void write_license(JsonWriter& json, const ToolPool& license) {
    json.begin_object();
    json.member("license_name", license.license_name);
    json.member_or_null("cluster", license.cluster);
    if (!license.nodes.empty()) json.member("nodes", license.nodes);
    write_counts(json, license);
    json.end_object();
}

void write_pool(JsonWriter& json, const ToolPool& pool) {
    json.begin_object();
    json.member("pool", pool.pool);
    json.member("license_name", pool.license_name);
    json.member_or_null("cluster", pool.cluster);
    write_counts(json, pool);
    json.member("counted", !pool.is_seen_twice);
    json.end_object();
}

void write_usage(JsonWriter& json, const Tool& tool) {
    json.begin_object();
    json.member("tool", tool.name);
    json.key("pools");
    write_pools(json, tool.pools);
    json.member("features", tool.features);
    json.member("slurm_used", tool.tokens_used);
    json.member("seats_used", tool.seats_used);
    json.member("seats_issued", tool.seats_issued);
    json.member("gap", tool.gap);
    json.member("outside", tool.outside);
    json.member("idle", tool.idle);
    json.end_object();
}

}    // namespace

std::string show_text(const std::vector<Tool>& tools, const std::vector<ToolPool>& others, const ViewStyle& style) {
    if (tools.empty() && others.empty()) return "no licenses and no tools\n";
    ShowTable table(tools, others);
    for (const Tool& tool : tools) table.add(tool);
    for (const ToolPool& pool : others) table.add(pool, "");
    std::string text;
    for (const std::string& line : std::move(table).lines(style)) text += line + '\n';
    return text + legend(tools, others);
}

void write_pools(JsonWriter& json, const std::vector<ToolPool>& pools) { json.array(pools, write_pool); }

std::string show_json(const std::vector<Tool>& tools, const std::vector<ToolPool>& others) {
    JsonWriter json;
    json.begin_object();
    json.key("tools");
    json.array(tools, write_usage);
    json.key("licenses");
    json.array(others, write_license);
    json.end_object();
    return std::move(json).take();
}

}    // namespace slurmlic
