#include "core/seats/flexlm/lmstat_lines.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

bool has_blank(std::string_view text) { return text.find_first_of(blanks) != npos; }

bool contains(std::string_view text, std::string_view part) { return text.find(part) != npos; }

/// No feature and no daemon has blanks in its name: what has some may be anything.
void mark_unless_one_word(Spans* spans, std::string_view name) {
    if (has_blank(name)) mark(spans, name, Role::unknown);
}

/// FlexLM ends its errors with their numbers: (-15,570:115 "Operation now in progress").
bool ends_in_error_code(std::string_view line) {
    const std::size_t open = line.rfind("(-");
    return open != npos && line.ends_with(')') && open + 2 < line.size() && is_digit(line[open + 2]);
}

/// Errors of several lines have their numbers further down, where they say nothing.
bool is_known_error(std::string_view line) {
    constexpr std::array<std::string_view, 7> errors{
        "Error getting status",          "lmgrd is not running",     "Cannot connect to license server",
        "Cannot read data from license", "Cannot find license file", "License server machine is down",
        "vendor daemon is down",
    };
    return std::ranges::any_of(errors, [line](std::string_view error) { return contains(line, error); });
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

/// Rules 9 to 11.
bool read_feature(std::string_view text, FeatureLine& feature) {
    const std::size_t refused = text.find(": Cannot get users of ");
    const auto [open, serving] = refused == npos ? find_figures(text) : std::pair{refused + 1, Serving::none};
    const std::string_view front = trim(text.substr(0, open));
    if (open == npos || !front.ends_with(':')) return false;
    feature.name = trim(front.substr(0, front.size() - 1));
    feature.serving = serving;
    return !feature.name.empty() && (serving != Serving::counted || read_totals(text.substr(open + 1), feature));
}

}    // namespace

std::optional<ServerEntry> parse_server_line(std::string_view line, Spans* spans) {
    constexpr std::string_view middle = ": license server ";
    const std::size_t at = line.find(middle);
    if (at == npos || at == 0) return std::nullopt;
    ServerEntry server;
    server.host = trim(line.substr(0, at));
    if (has_blank(server.host)) return std::nullopt;
    std::string_view rest = line.substr(at + middle.size());
    server.up = take_word(rest) == "UP";
    for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
        if (word == "(MASTER)") {
            server.master = true;
        } else {
            server.version = word;
        }
    }
    mark(spans, server.host, Role::host);
    mark(spans, line.substr(at), Role::unknown);
    return server;
}

std::optional<DaemonEntry> parse_daemon_line(std::string_view line, Spans* spans) {
    const std::size_t colon = line.rfind(": UP");
    if (colon == npos || colon == 0) return std::nullopt;
    const std::string_view name = line.substr(0, colon);
    std::string_view rest = line.substr(colon + 1);
    if (has_blank(name) || take_word(rest) != "UP") return std::nullopt;
    const std::string_view version = take_word(rest);
    if (!trim(rest).empty()) return std::nullopt;
    mark(spans, version, Role::unknown);
    return DaemonEntry{.name = name, .version = version, .up = true};
}

std::optional<FailureLine> parse_failure_line(std::string_view line, Spans* spans) {
    if (!ends_in_error_code(line) && !is_known_error(line)) return std::nullopt;
    FailureLine failure{{}, line, contains(line, "vendor daemon")};
    const std::size_t colon = line.find(": ");
    const std::string_view name = colon == npos ? std::string_view() : line.substr(0, colon);
    if (!name.empty() && !has_blank(name) && name != "lmutil" && name != "lmstat") {
        failure.name = name;
        failure.text = trim(line.substr(colon + 1));
    }
    mark(spans, failure.text, Role::unknown);
    return failure;
}

std::optional<FeatureLine> parse_feature_line(std::string_view line, Spans* spans) {
    FeatureLine feature;
    if (!read_feature(line.substr(users_of.size()), feature)) return std::nullopt;
    mark_unless_one_word(spans, feature.name);
    mark(spans, line.substr(line.find(feature.name, users_of.size()) + feature.name.size()), Role::unknown);
    return feature;
}

std::optional<PoolLine> parse_pool_line(std::string_view line, Spans* spans) {
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
    const std::size_t quote = std::min(line.find('"', 1), vendor);
    mark_unless_one_word(spans, line.substr(1, quote - 1));
    mark(spans, line.substr(quote, vendor - quote), Role::unknown);
    mark_unless_one_word(spans, pool.vendor);
    mark(spans, rest, Role::unknown);
    return pool;
}

bool is_head_line(std::string_view line, Spans* spans) {
    if (!line.starts_with("Vendor daemon status") && !line.starts_with("Feature usage info")) return false;
    mark(spans, line, Role::unknown);
    return true;
}

bool is_silent_line(std::string_view line, Spans* spans) {
    constexpr std::string_view files_on = "License file(s) on";
    constexpr std::string_view locked_to = "locked to ";
    constexpr std::array<std::string_view, 11> fronts{
        "lmutil",
        "lmstat",
        "Copyright",
        "Flexible License Manager status",
        "[Detecting",
        files_on,
        vendor_string,
        "floating license",
        "nodelocked license",
        "node-locked license",
        "uncounted nodelocked",
    };
    const auto is_front = [line](std::string_view front) { return line.starts_with(front); };
    if (!std::ranges::any_of(fronts, is_front) && !contains(line, "All Rights Reserved") &&
        line.find_first_not_of("-=_*. ") != npos) {
        return false;
    }
    if (is_front(files_on)) {
        std::string_view path = line;
        mark(spans, take_until(path, ':'), Role::unknown);
        if (path.ends_with(':')) path.remove_suffix(1);
        mark(spans, trim(path), Role::path);
    } else if (is_front(vendor_string)) {
        mark(spans, trim(line.substr(vendor_string.size())), Role::unknown);
    } else {
        const std::size_t locked = line.find(locked_to);
        const std::size_t host_id = locked == npos ? line.size() : locked + locked_to.size();
        mark(spans, line.substr(0, host_id), Role::unknown);
        mark(spans, line.substr(host_id), Role::host);
    }
    return true;
}

}    // namespace slurmlic
