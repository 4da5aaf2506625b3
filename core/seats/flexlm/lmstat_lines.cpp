#include "core/seats/flexlm/lmstat_lines.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/seats/flexlm/lmstat_checkout.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

bool has_blank(std::string_view text) { return text.find_first_of(" \t") != npos; }

bool contains(std::string_view text, std::string_view part) { return text.find(part) != npos; }

/// FlexLM ends its errors with their numbers: (-15,570:115 "Operation now in progress").
bool ends_in_error_code(std::string_view line) {
    const std::size_t open = line.rfind("(-");
    return open != npos && line.ends_with(')') && open + 2 < line.size() && line[open + 2] >= '0' && line[open + 2] <= '9';
}

/// Errors of several lines have their numbers further down, where they tell nothing.
bool is_known_error(std::string_view line) {
    constexpr std::array<std::string_view, 7> errors{
        "Error getting status",          "lmgrd is not running",     "Cannot connect to license server",
        "Cannot read data from license", "Cannot find license file", "License server machine is down",
        "vendor daemon is down",
    };
    return std::any_of(errors.begin(), errors.end(), [line](std::string_view error) { return contains(line, error); });
}

/// Where the parenthesis behind a feature's name opens, and what it is about to say.
std::pair<std::size_t, Serving> find_figures(std::string_view line) {
    constexpr std::array kinds{std::pair{std::string_view("(Total of "), Serving::counted},
                               std::pair{std::string_view("(Uncounted"), Serving::uncounted},
                               std::pair{std::string_view("(Error"), Serving::none}};
    for (const auto& [front, serving] : kinds) {
        const std::size_t at = line.find(front);
        if (at != npos) return {at, serving};
    }
    return {npos, Serving::none};
}

/// Takes "Total of N license[s]".
std::optional<std::int64_t> take_total(std::string_view& rest) {
    if (take_word(rest) != "Total" || take_word(rest) != "of") return std::nullopt;
    const std::optional<std::int64_t> seats = parse_unsigned(take_word(rest));
    const std::string_view unit = take_word(rest);
    if (unit != "license" && unit != "licenses") return std::nullopt;
    return seats;
}

/// "Total of 10 licenses issued;  Total of 2 licenses in use)"
bool read_totals(std::string_view rest, FeatureLine& feature) {
    std::string_view issued_part = take_until(rest, ';');
    const std::optional<std::int64_t> issued = take_total(issued_part);
    const std::optional<std::int64_t> used = take_total(rest);
    if (!issued || trim(issued_part) != "issued" || !used || take_word(rest) != "in" || !trim(rest).starts_with("use")) {
        return false;
    }
    feature.issued = *issued;
    feature.used = *used;
    return true;
}

}    // namespace

std::optional<ServerLine> parse_server_line(std::string_view line) {
    constexpr std::string_view mark = ": license server ";
    const std::size_t at = line.find(mark);
    if (at == npos || at == 0) return std::nullopt;
    ServerLine server;
    server.host = trim(line.substr(0, at));
    std::string_view rest = line.substr(at + mark.size());
    server.up = take_word(rest) == "UP";
    for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
        if (word == "(MASTER)") {
            server.master = true;
        } else {
            server.version = word;
        }
    }
    if (has_blank(server.host)) return std::nullopt;
    return server;
}

std::optional<DaemonLine> parse_daemon_line(std::string_view line) {
    const std::size_t colon = line.rfind(": UP");
    if (colon == npos || colon == 0) return std::nullopt;
    const std::string_view name = line.substr(0, colon);
    std::string_view rest = line.substr(colon + 1);
    if (has_blank(name) || take_word(rest) != "UP") return std::nullopt;
    const std::string_view version = take_word(rest);
    if (!trim(rest).empty()) return std::nullopt;
    return DaemonLine{name, version};
}

std::optional<FailureLine> parse_failure_line(std::string_view line) {
    if (!ends_in_error_code(line) && !is_known_error(line)) return std::nullopt;
    FailureLine failure;
    failure.text = line;
    failure.of_daemon = contains(line, "vendor daemon");
    const std::size_t colon = line.find(": ");
    const std::string_view name = colon == npos ? std::string_view() : line.substr(0, colon);
    if (name.empty() || has_blank(name) || name == "lmutil" || name == "lmstat") return failure;
    failure.name = name;
    failure.text = trim(line.substr(colon + 1));
    return failure;
}

std::optional<FeatureLine> parse_feature_line(std::string_view after_users_of) {
    constexpr std::string_view refusal = ": Cannot get users of ";
    FeatureLine feature;
    const auto name_before = [&feature](std::string_view text) {
        const std::string_view before = trim(text);
        if (!before.ends_with(':')) return false;
        feature.name = trim(before.substr(0, before.size() - 1));
        return !feature.name.empty();
    };
    const std::size_t refused = after_users_of.find(refusal);
    if (refused != npos) {
        if (!name_before(after_users_of.substr(0, refused + 1))) return std::nullopt;
        return feature;
    }
    const auto [open, serving] = find_figures(after_users_of);
    if (open == npos || !name_before(after_users_of.substr(0, open))) return std::nullopt;
    feature.serving = serving;
    if (serving == Serving::counted && !read_totals(after_users_of.substr(open + 1), feature)) return std::nullopt;
    return feature;
}

std::optional<PoolLine> parse_pool_line(std::string_view line) {
    constexpr std::string_view vendor_mark = ", vendor:";
    constexpr std::string_view expiry_mark = ", expiry:";
    const std::size_t vendor = line.find(vendor_mark);
    if (!line.starts_with('"') || vendor == npos) return std::nullopt;
    std::string_view rest = line.substr(vendor + vendor_mark.size());
    const std::size_t expiry = rest.find(expiry_mark);
    PoolLine pool;
    if (expiry != npos) {
        std::string_view after = rest.substr(expiry + expiry_mark.size());
        pool.expiry = trim(take_until(after, ','));
    }
    pool.vendor = trim(take_until(rest, ','));
    return pool;
}

bool is_silent_line(std::string_view line) {
    constexpr std::array<std::string_view, 11> fronts{
        "lmutil",
        "lmstat",
        "Copyright",
        "Flexible License Manager status",
        "[Detecting",
        "License file(s) on",
        "vendor_string:",
        "floating license",
        "nodelocked license",
        "node-locked license",
        "uncounted nodelocked",
    };
    const auto is_front = [line](std::string_view front) { return line.starts_with(front); };
    if (std::any_of(fronts.begin(), fronts.end(), is_front) || contains(line, "All Rights Reserved")) return true;
    return line.find_first_not_of("-=_*. ") == npos;
}

}    // namespace slurmlic
