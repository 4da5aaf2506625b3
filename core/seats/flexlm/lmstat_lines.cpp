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
void mark_name(Spans* spans, std::string_view name) { mark(spans, name, has_blank(name) ? Role::unknown : Role::name); }

/// The version behind a text that ends in it.
void mark_with_version(Spans* spans, std::string_view text, std::string_view version) {
    const auto is_inner = [](char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '_' || c == '-'; };
    const bool is_version =
        version.size() > 1 && version.front() == 'v' && is_digit(version[1]) && std::ranges::all_of(version, is_inner);
    const std::size_t front = text.size() - (is_version ? version.size() : 0);
    mark(spans, text.substr(0, front), Role::unknown);
    mark(spans, text.substr(front), Role::name);
}

/// A text that names a host between `front` and `end`.
void mark_text_with_host(Spans* spans, std::string_view text, std::string_view front, char end) {
    const std::size_t at = text.find(front);
    const std::size_t begin = at == npos ? text.size() : at + front.size();
    const std::string_view host = trim(text.substr(begin, text.find(end, begin) - begin));
    mark(spans, text.substr(0, begin), Role::unknown);
    if (host.empty()) return;
    mark(spans, host, has_blank(host) ? Role::unknown : Role::host);
    mark(spans, text.substr(static_cast<std::size_t>(host.data() + host.size() - text.data())), Role::unknown);
}

/// FlexLM ends its errors with their numbers: (-15,570:115 "Operation now in progress").
bool ends_in_error_code(std::string_view line) {
    const std::size_t open = line.rfind("(-");
    return open != npos && line.ends_with(')') && open + 2 < line.size() && is_digit(line[open + 2]);
}

/// Errors of several lines have their numbers further down, where they say nothing.
bool is_known_error(std::string_view line) {
    constexpr std::array<std::string_view, 8> errors{
        "Error getting status",          "lmgrd is not running",     "Cannot connect to license server",
        "Cannot read data from license", "Cannot find license file", "License server machine is down",
        "vendor daemon is down",         "icensing error:-",
    };
    return std::ranges::any_of(errors, [line](std::string_view error) { return contains(line, error); });
}

/// What is said in brackets, and of how many: "Total of 10 licenses issued", "2 floating licenses in use".
bool take_total(std::string_view& rest, Totals& totals) {
    std::string_view count = take_word(rest);
    if (count == "Total") {
        if (take_word(rest) != "of") return false;
        count = take_word(rest);
    }
    const std::optional<std::int64_t> seats = parse_unsigned(count);
    if (!seats) return false;
    constexpr std::array nouns{"license", "licenses", "license(s)", "user", "users", "user(s)"};
    const auto is_noun = [&](std::string_view word) { return std::ranges::find(nouns, word) != nouns.end(); };
    constexpr int most_adjectives = 8;    // "floating non-reserved"
    std::string_view word = take_word(rest);
    for (int i = 0; i < most_adjectives && !is_noun(word); ++i) word = take_word(rest);
    if (!is_noun(word)) return false;
    const auto take_state = [&rest] {
        rest = trim(rest);
        const auto end = std::ranges::find_if_not(rest, is_letter) - rest.begin();
        const std::string_view state = rest.substr(0, static_cast<std::size_t>(end));
        rest.remove_prefix(state.size());
        return state;
    };
    std::string_view state = take_state();
    if (state == "in") state = take_state();
    std::optional<std::int64_t>* const place = state == "issued"                       ? &totals.issued
                                               : state == "use"                        ? &totals.used
                                               : state == "queued" || state == "queue" ? &totals.queued
                                               : state == "reserved"                   ? &totals.reserved
                                                                                       : nullptr;
    if (place == nullptr || *place) return false;
    *place = seats;
    return true;
}

/// One pair of brackets or several; false where the first can't be read whole.
bool read_totals(std::string_view text, Totals& totals) {
    bool is_first = true;
    for (text = trim(text); text.starts_with('('); text = trim(text)) {
        do {
            text.remove_prefix(1);
            if (!take_total(text, totals)) return !is_first;
            text = trim(text);
        } while (text.starts_with(';'));
        if (text.starts_with(')')) text.remove_prefix(1);
        is_first = false;
    }
    return !is_first;
}

/// Rule 10: fills in what is said of a feature behind its name.
void read_figures(std::string_view figures, FeatureLine& feature) {
    constexpr std::string_view refused = "Cannot get users of";
    feature.reason = figures;
    if (figures.starts_with("(Uncounted")) {
        feature.serving = Serving::uncounted;
    } else if (figures.starts_with("(Error") && contains(figures, "unsupported")) {
        feature.serving = Serving::none;
    } else if (figures.starts_with('(')) {
        const bool is_read = read_totals(figures, feature.totals) && feature.totals.issued && feature.totals.used;
        if (is_read) feature.serving = Serving::counted;
    } else if (same_ignoring_case(figures.substr(0, figures.find_last_not_of('.') + 1), "None")) {
        feature.is_silent = true;
    } else if (figures.starts_with(refused)) {
        std::string_view reason = trim(figures.substr(refused.size()));
        if (reason.starts_with(feature.name)) reason.remove_prefix(feature.name.size());
        if (reason.starts_with(':')) reason.remove_prefix(1);
        feature.reason = trim(reason);
    }
    if (feature.serving == Serving::unknown && means_no_such_feature(find_error_code(feature.reason))) {
        feature.serving = Serving::none;
    }
}

/// Rule 11: the ":" behind the name of a feature; npos where there is none.
std::size_t find_name_end(std::string_view text) {
    const std::size_t refused = text.find("Cannot get users of");
    std::size_t open = refused == npos ? text.rfind('(') : refused;
    while (open != npos) {
        const std::size_t before = open == 0 ? npos : text.find_last_not_of(blanks, open - 1);
        if (before != npos && text[before] == ':') return before;
        open = open == 0 || refused != npos ? npos : text.rfind('(', open - 1);
    }
    for (std::size_t colon = text.find(':'); colon != npos; colon = text.find(':', colon + 1)) {
        if (colon + 1 == text.size() || blanks.find(text[colon + 1]) != npos) return colon;
    }
    return text.rfind(':');
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
    mark_with_version(spans, line.substr(at), line.ends_with(server.version) ? server.version : std::string_view());
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
    mark(spans, name, Role::name);
    mark_with_version(spans, version, version);
    return DaemonEntry{.name = name, .version = version, .up = true};
}

std::optional<FailureLine> parse_failure_line(std::string_view line, Spans* spans) {
    if (!ends_in_error_code(line) && !is_known_error(line)) return std::nullopt;
    const bool of_system = line.starts_with("Error getting status") || line.starts_with("lmgrd is not running");
    FailureLine failure{{}, line, contains(line, "vendor daemon"), of_system};
    const std::size_t colon = line.find(": ");
    const std::string_view name = colon == npos ? std::string_view() : line.substr(0, colon);
    if (!name.empty() && !has_blank(name) && name != "lmutil" && name != "lmstat") {
        failure.name = name;
        failure.text = trim(line.substr(colon + 1));
    }
    mark(spans, failure.text, Role::unknown);
    return failure;
}

std::string_view find_error_code(std::string_view text) {
    constexpr std::array<std::string_view, 3> fronts{"(-", "error:-", "error: -"};
    for (const std::string_view front : fronts) {
        for (std::size_t at = text.find(front); at != npos; at = text.find(front, at + 1)) {
            const std::string_view code = text.substr(at + front.size() - 1);
            if (code.size() < 2 || !is_digit(code[1])) continue;
            return code.substr(0, code.find_first_not_of("-,0123456789"));
        }
    }
    return {};
}

std::size_t error_detail_front(std::string_view line) {
    constexpr std::array<std::string_view, 10> fronts{
        "Feature:",      "Hostname:", "License path:", "FlexNet Licensing error:", "FLEXnet Licensing error:",
        "System Error:", "Filename:", "Vendor:Host:",  "For further information",  "available at"};
    const auto* const front = std::ranges::find_if(fronts, [line](std::string_view one) { return line.starts_with(one); });
    return front == fronts.end() ? 0 : front->size();
}

bool means_no_such_feature(std::string_view error_code) { return take_until(error_code, ',') == "-5"; }

std::optional<Totals> parse_totals(std::string_view line, Spans* spans) {
    Totals totals;
    if (!read_totals(line, totals)) return std::nullopt;
    mark(spans, line, Role::unknown);
    return totals;
}

std::optional<FeatureLine> parse_feature_line(std::string_view line, Spans* spans) {
    const std::string_view text = line.substr((line.starts_with(users_of) ? users_of : no_users_of).size());
    const std::size_t colon = find_name_end(text);
    FeatureLine feature{.name = trim(text.substr(0, colon))};
    if (colon == npos || feature.name.empty()) return std::nullopt;
    read_figures(trim(text.substr(colon + 1)), feature);
    mark_name(spans, feature.name);
    mark(spans, text.substr(colon), Role::unknown);
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
    pool.name = trim(line.substr(1, quote - 1));
    mark_name(spans, pool.name);
    const std::string_view version = trim(line.substr(quote + 1, std::max(vendor, quote + 1) - quote - 1));
    mark(spans, version, version.starts_with('v') && !has_blank(version) ? Role::name : Role::unknown);
    mark_name(spans, pool.vendor);
    mark(spans, rest, Role::unknown);
    return pool;
}

std::optional<PoolFeatureLine> parse_pool_feature_line(std::string_view line, Spans* spans) {
    constexpr std::string_view front = "Feature";
    if (!line.starts_with(front)) return std::nullopt;
    const std::string_view all = trim(line.substr(front.size()));
    const std::size_t figures = std::min({all.find("(Total of"), all.find("(Uncounted"), all.size()});
    const std::string_view front_part = trim(all.substr(0, figures));
    const std::optional<PoolLine> pool = parse_pool_line(front_part, nullptr);
    if (!pool || pool->name.empty()) return std::nullopt;
    static_cast<void>(parse_pool_line(front_part, spans));
    FeatureLine feature{.name = pool->name};
    read_figures(all.substr(figures), feature);
    mark(spans, all.substr(figures), Role::unknown);
    return PoolFeatureLine{feature, *pool};
}

bool is_note_line(std::string_view line) { return line.starts_with("NOTE:"); }

bool is_head_line(std::string_view line, Spans* spans) {
    if (!line.starts_with("Vendor daemon status") && !line.starts_with(list_head)) return false;
    mark_text_with_host(spans, line, "(on ", ')');
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
        mark_text_with_host(spans, line.substr(0, take_until(path, ':').size() + 1), files_on, ':');
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
