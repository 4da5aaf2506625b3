#include "core/seats/rlm/rlmstat_lines.hpp"

#include <algorithm>
#include <array>

#include "core/seats/rlm/rlmstat_words.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// What stands behind the words of a head: HOST "(port" PORT ")" [ "," STATE ]. False where the line is cut off in it.
bool read_rlm_where(std::string_view rest, bool is_ended, RlmHeadLine& head, Spans* spans) {
    const std::size_t at = rest.find("(port");
    const std::size_t behind = at == npos ? std::min(rest.find(','), rest.size()) : rest.find(')', at);
    if (!is_ended && (at == npos || behind == npos)) return false;
    head.host = trim(rest.substr(0, std::min(at, behind)));
    mark(spans, head.host, Role::host);
    if (at != npos) {
        std::string_view port = rest.substr(0, behind).substr(at + std::string_view("(port").size());
        head.port = trim(take_until(port, ','));
        mark_rlm_words(head.port, spans);
        mark_rlm_words(port, spans);
    }
    std::string_view state = behind == npos ? std::string_view() : rest.substr(std::min(behind + 1, rest.size()));
    mark_rlm_words(state, spans);
    state = trim(state);
    if (at != npos && state.starts_with(',')) state = trim(state.substr(1));
    std::string_view words = state;
    const std::string_view word = take_word(words);
    const bool is_cut = !is_ended && std::string_view("up").starts_with(word);
    if (!word.empty() && !is_cut && !same_ignoring_case(word, "up")) head.state = state;
    return true;
}

/// "USER@HOST", with what else rule 12 allows.
void read_rlm_who(std::string_view who, RlmUserLine& line, Spans* spans) {
    while (who.ends_with(')') && who.find('(') != npos) {
        const std::size_t at = who.rfind('(');
        mark(spans, who.substr(at), Role::unknown);
        who = trim(who.substr(0, at));
    }
    const std::size_t at = who.rfind('@');
    const std::string_view host = at == npos ? std::string_view() : trim(who.substr(at + 1));
    if (at == npos || host.find_first_of(blanks) != npos) return mark(spans, who, Role::unknown);
    line.user = trim(who.substr(0, at));
    line.host = host;
    mark(spans, line.user, Role::user);
    mark(spans, line.host, Role::host);
}

/// "N/M": N; nothing where it is something else.
std::optional<std::string_view> rlm_seats(std::string_view word) {
    const std::string_view seats = take_until(word, '/');
    if (!is_number(seats) || !is_number(word)) return std::nullopt;
    return seats;
}

struct RlmSeatsPart {
    std::string_view who;
    std::string_view seats;
    std::string_view behind;    // the date, and what follows
};

/// "WHO N/M at DATE": the first N/M that can be read so behind a word that ends in a host, else the first one. What follows a
/// handle is not looked at.
std::optional<RlmSeatsPart> find_rlm_seats(std::string_view rest) {
    const std::string_view all = rest;
    std::optional<RlmSeatsPart> first;
    std::string_view who;       // the word in front of `before`
    std::string_view before;    // the word in front
    for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
        const std::optional<std::string_view> seats = word == "at" ? rlm_seats(before) : std::nullopt;
        const std::size_t next = seats ? rest.find_first_not_of(blanks) : npos;
        if (next != npos && is_digit(rest[next])) {
            const bool has_host = who.find('@') != npos || who.ends_with(')');
            const auto size = static_cast<std::size_t>(before.data() - all.data());
            if (has_host || !first) first = {trim(all.substr(0, size)), *seats, rest};
            if (has_host) return first;
        }
        if (first && word == "(handle:") break;
        who = before;
        before = word;
    }
    return first;
}

/// What follows "(handle: HEX)", or all where that is not there.
std::string_view behind_rlm_handle(std::string_view rest) {
    constexpr std::string_view begin = "(handle:";
    constexpr std::string_view hexadecimal = "0123456789abcdefABCDEF";
    if (!rest.starts_with(begin)) return rest;
    const std::size_t end = rest.find(')');
    const std::string_view handle = trim(rest.substr(begin.size(), end == npos ? npos : end - begin.size()));
    if (handle.find_first_not_of(hexadecimal) != npos) return rest;
    return end == npos ? std::string_view() : rest.substr(end + 1);
}

}    // namespace

std::optional<RlmHeadLine> parse_rlm_head(const RlmLine& line, Spans* spans) {
    constexpr std::array<std::pair<std::string_view, RlmHead>, 3> heads{{{"ISV server status on", RlmHead::isv},
                                                                         {"license pool status on", RlmHead::pools},
                                                                         {"license usage status on", RlmHead::users}}};
    std::string_view rest = line.text;
    RlmHeadLine head;
    head.isv = take_word(rest);
    if (head.isv == "rlm" && take_rlm_words(rest, "status on")) {
        head.isv = {};
        if (!read_rlm_where(rest, line.is_ended, head, spans)) return std::nullopt;
        return head;
    }
    for (const auto& [words, kind] : heads) {
        if (!take_rlm_words(rest, words)) continue;
        head.kind = kind;
        mark_rlm_name(head.isv, spans);
        if (!read_rlm_where(rest, line.is_ended, head, spans)) mark(spans, rest, Role::unknown);
        return head;
    }
    return std::nullopt;
}

std::optional<RlmVersionLine> parse_rlm_version(const RlmLine& line, Spans* spans) {
    std::string_view rest = line.text;
    RlmVersionLine version;
    version.name = take_word(rest);
    if (version.name.empty() || !take_rlm_words(rest, "software version")) return std::nullopt;
    version.version = take_word(rest);
    if (!line.is_ended && rest.empty()) version.version = {};    // a part of it
    mark_rlm_name(version.name, spans);
    mark_rlm_name(version.version, spans);
    mark_rlm_words(rest, spans);
    return version;
}

std::optional<RlmColumns> parse_rlm_columns(std::string_view line) {
    RlmColumns columns;
    bool has_name = false;
    bool is_running = false;
    for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
        if (word == "Name") columns.name = columns.count;
        if (word == "Running") columns.running = columns.count;
        has_name = has_name || word == "Name";
        is_running = is_running || word == "Running";
        ++columns.count;
    }
    if (!has_name || !is_running) return std::nullopt;
    return columns;
}

std::optional<RlmRow> parse_rlm_row(const RlmLine& line, const RlmColumns& columns, Spans* spans) {
    RlmRow row;
    std::string_view running;
    std::size_t count = 0;
    std::string_view rest = line.text;
    for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
        if (count == columns.name) row.name = word;
        if (count == columns.running) running = word;
        ++count;
    }
    row.is_running = same_ignoring_case(running, "yes");
    const bool is_cut = !line.is_ended && (columns.name + 1 == count || columns.running + 1 == count);
    if (count != columns.count || is_cut || (!row.is_running && !same_ignoring_case(running, "no"))) return std::nullopt;
    const auto name = static_cast<std::size_t>(row.name.data() - line.text.data());
    mark_rlm_words(line.text.substr(0, name), spans);
    mark_rlm_name(row.name, spans);
    mark_rlm_words(line.text.substr(name + row.name.size()), spans);
    return row;
}

std::optional<std::string_view> parse_rlm_failure(std::string_view line, Spans* spans) {
    constexpr std::string_view server = "server";
    std::string_view name = line;
    if (!take_rlm_words(name, "Error connecting to") || !name.ends_with(server)) return std::nullopt;
    name = trim(name.substr(0, name.size() - server.size()));
    if (name.size() > 1 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
    if (name.empty() || name.find_first_of(" \t\"") != npos) return std::nullopt;
    mark(spans, name, Role::unknown);    // what is an ISV is named elsewhere, too
    return name;
}

std::optional<RlmAddress> parse_rlm_attempt(std::string_view line, Spans* spans) {
    constexpr std::string_view behind = " on port ";
    std::string_view rest = line;
    if (!take_rlm_words(rest, "Connection attempted to host:")) return std::nullopt;
    const std::size_t at = rest.rfind(behind);
    RlmAddress address{.host = trim(rest.substr(0, at)), .port = at == npos ? "" : trim(rest.substr(at + behind.size()))};
    while (address.host.starts_with('"')) address.host.remove_prefix(1);
    while (address.host.ends_with('"')) address.host.remove_suffix(1);
    mark(spans, address.host, Role::host);
    mark_rlm_words(address.port, spans);
    return address;
}

std::optional<RlmPath> parse_rlm_path(std::string_view line, Spans* spans) {
    std::string_view rest = line;
    if (!take_rlm_words(rest, "Setting license file path to")) return std::nullopt;
    rest = trim(rest);
    RlmPath path;
    const auto pieces = [rest](auto take) {
        for (std::string_view left = rest; !left.empty();) {
            const std::string_view piece = left.substr(0, left.find_first_of(":;"));
            left.remove_prefix(std::min(piece.size() + 1, left.size()));
            std::string_view host = piece;
            const std::string_view port = take_until(host, '@');
            if (!is_number(port) || host.empty()) return false;
            take(RlmAddress{host, port});
        }
        return true;
    };
    if (!pieces([](const RlmAddress&) {})) {
        mark(spans, rest, Role::path);
        return path;
    }
    pieces([&](const RlmAddress& one) {
        if (path.count++ == 0) path.first = one;
        mark(spans, one.host, Role::host);
    });
    return path;
}

std::optional<RlmPoolLine> parse_rlm_pool(std::string_view line, Spans* spans) {
    const std::string_view front = line.substr(0, line.find(','));
    for (std::size_t at = front.rfind('v'); at != npos && at > 1; at = front.rfind('v', at - 1)) {
        if (!is_blank(front[at - 1]) || at + 1 == front.size() || !is_digit(front[at + 1])) continue;
        const std::size_t end = std::min(front.find_first_of(blanks, at), front.size());
        const std::string_view version = front.substr(at, end - at);
        RlmPoolLine pool{.name = trim(front.substr(0, at)), .fields = trim(line.substr(end))};
        if (pool.fields.starts_with(',')) pool.fields = trim(pool.fields.substr(1));
        if (pool.name.empty() || version.ends_with(':') || (!pool.fields.empty() && !has_rlm_figures(pool.fields)))
            return std::nullopt;
        mark_rlm_name(pool.name, spans);
        mark_rlm_name(version, spans);
        return pool;
    }
    return std::nullopt;
}

std::optional<RlmUserLine> parse_rlm_user(std::string_view line, Spans* spans) {
    std::string_view rest = line;
    std::string_view version;
    for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
        const bool is_version =
            word.size() > 2 && word.front() == 'v' && is_digit(word[1]) && word.find(':') == word.size() - 1;
        if (!is_version || word.data() == line.data()) continue;
        version = word;
        break;
    }
    if (version.empty()) return std::nullopt;
    const std::optional<RlmSeatsPart> part = find_rlm_seats(rest);
    if (!part) return std::nullopt;
    RlmUserLine user{.name = trim(line.substr(0, static_cast<std::size_t>(version.data() - line.data())))};
    user.seats = parse_unsigned(part->seats);
    mark_rlm_name(user.name, spans);
    mark_rlm_name(version.substr(0, version.size() - 1), spans);
    read_rlm_who(part->who, user, spans);
    std::string_view behind = part->behind;
    const std::string_view date = take_word(behind);
    const std::string_view time = take_word(behind);
    mark_rlm_words(date, spans);
    mark_rlm_words(time, spans);
    if (!time.empty()) user.start = {date.data(), static_cast<std::size_t>(time.data() + time.size() - date.data())};
    mark(spans, trim(behind_rlm_handle(trim(behind))), Role::unknown);
    return user;
}

bool is_rlm_ruler(std::string_view line) { return line.starts_with("---"); }

}    // namespace slurmlic
