// Rules 1 to 7 of the checkouts in lmstat_lines.hpp.

#include <algorithm>
#include <utility>

#include "core/seats/flexlm/lmstat_lines.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view device_front = "/dev/";

/// Takes "16 licenses" or "1 license" off the front, and the blanks behind it; nothing where it is something else.
std::optional<std::int64_t> take_licenses(std::string_view& text) {
    std::string_view rest = text;
    const std::optional<std::int64_t> seats = parse_unsigned(take_word(rest));
    const std::string_view unit = take_word(rest);
    if (!seats || (unit != "license" && unit != "licenses")) return std::nullopt;
    text = trim(rest);
    return seats;
}

/// "PID: 123", "PROJECT: apollo 11"
bool has_key(std::string_view piece) {
    const std::size_t colon = piece.find(':');
    if (colon == npos || colon == 0) return false;
    const auto is_of_key = [](char c) { return is_letter(c) || c == '_' || c == '-'; };
    return std::ranges::all_of(piece.substr(0, colon), is_of_key);
}

/// The seconds of "885098 / 1340160" that are left; nothing where they are no numbers.
std::optional<std::int64_t> parse_linger(std::string_view times) {
    const bool has_all = times.find('/') != npos;
    const std::optional<std::int64_t> left = parse_unsigned(trim(take_until(times, '/')));
    return has_all && !parse_unsigned(trim(times)) ? std::nullopt : left;
}

/// Rule 3: takes the linger, and what stands behind it, off the end of a piece.
void take_linger(std::string_view& piece, CheckoutLine& checkout) {
    constexpr std::string_view front = "(linger:";
    const std::size_t at = piece.find(front);
    if (at == npos) return;
    const std::string_view group = piece.substr(at);
    const std::size_t close = group.find(')');
    const std::optional<std::int64_t> left =
        close == npos ? std::nullopt : parse_linger(group.substr(front.size(), close - front.size()));
    const std::string_view behind = close == npos ? std::string_view() : trim(group.substr(close + 1));
    if (!left || (!behind.empty() && !has_key(behind))) checkout.understood = false;
    checkout.borrowed_for = left.value_or(0);
    piece = trim(piece.substr(0, at));
}

/// Rules 2 and 3: what stands behind the time, or behind the count of a place in the queue.
void read_pieces(std::string_view pieces, CheckoutLine& checkout) {
    bool in_value = false;
    while (!pieces.empty()) {
        std::string_view piece = trim(take_until(pieces, ','));
        take_linger(piece, checkout);
        std::string_view remark = piece;
        const std::optional<std::int64_t> seats = take_licenses(remark);
        if (seats && (remark.empty() || has_key(remark))) {
            checkout.seats = *seats;
        } else if (!remark.empty() && !has_key(remark) && !in_value) {
            checkout.understood = false;
        }
        in_value = in_value || has_key(remark);
    }
}

/// All behind the brackets. The KEY that begins the values stays one, and so does one behind a linger time.
void mark_pieces(Spans* spans, std::string_view pieces) {
    std::size_t done = 0;
    std::size_t last_colon = 0;
    for (std::size_t colon = pieces.find(':'); colon != npos; colon = pieces.find(':', colon + 1)) {
        const std::string_view front = pieces.substr(last_colon, colon - last_colon);
        const std::string_view key = front.substr(front.find_last_of(" \t),") + 1);    // npos + 1 is 0
        last_colon = colon;
        const bool is_behind_linger = trim(pieces.substr(done, colon - key.size() - done)).ends_with(')');
        if (!has_key({key.data(), key.size() + 1}) || (done > 0 && !is_behind_linger)) continue;
        mark(spans, pieces.substr(done, colon - key.size() - done), Role::unknown);
        mark(spans, key, Role::name);
        done = colon;
    }
    mark(spans, pieces.substr(done), Role::unknown);
}

/// Takes "(...)" off the end, where there is one.
std::string_view take_group(std::string_view& text) {
    text = trim(text);
    const std::size_t open = text.ends_with(')') ? text.rfind('(') : npos;
    if (open == npos) return {};
    const std::string_view group = text.substr(open);
    text = text.substr(0, open);
    return group;
}

/// Takes the last word off the end.
std::string_view take_last_word(std::string_view& text) {
    text = trim(text);
    std::size_t begin = text.size();
    while (begin > 0 && text[begin - 1] != ' ' && text[begin - 1] != '\t') --begin;
    const std::string_view word = text.substr(begin);
    text = text.substr(0, begin);
    return word;
}

/// "2017.06" of "(v2017.06)"; empty where it is no version.
std::string_view version_in(std::string_view group) {
    constexpr std::string_view allowed = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-+";
    if (!group.starts_with("(v")) return {};
    const std::string_view version = group.substr(2, group.size() - 3);
    return version.find_first_not_of(allowed) == npos ? version : std::string_view();
}

/// Whether a word behind that host can only be its display: rule 6b.
bool is_display(std::string_view word, std::string_view host) {
    if (word.starts_with(device_front)) return true;
    const std::size_t colon = word.rfind(':');
    if (colon == npos) return false;
    const std::string_view name = word.substr(0, colon);
    std::string_view screen = word.substr(colon + 1);
    const bool has_dot = screen.find('.') != npos;
    const bool is_screen = is_number(take_until(screen, '.')) && (!has_dot || is_number(screen));
    return is_screen && (name.empty() || name == "localhost" || is_same_host(name, host));
}

/// ":0.0" and "/dev/pts/3" name nobody; the front of "pc1:0" is a host, and so is what may be one.
void mark_display(Spans* spans, std::string_view display, std::string_view before) {
    const auto is_screen = [](std::string_view text) {
        constexpr std::ptrdiff_t dots_of_address = 3;
        return text.find_first_not_of(".0123456789") == npos && std::ranges::count(text, '.') < dots_of_address;
    };
    const auto is_terminal = [display](std::string_view front) {
        return display.starts_with(front) && display.find_first_not_of(decimal_digits, front.size()) == npos;
    };
    if (is_terminal("/dev/pts/") || is_terminal("/dev/tty") || display == "/dev/console") return;
    if (display.starts_with(device_front)) return mark(spans, display.substr(device_front.size()), Role::host);
    if (is_display(display, before)) return mark(spans, display.substr(0, display.rfind(':')), Role::host);
    const std::size_t colon = display.find(':');
    if (colon == npos) {
        if (!is_screen(display)) mark(spans, display, Role::host);
    } else {
        mark(spans, display.substr(0, is_screen(display.substr(colon + 1)) ? colon : npos), Role::host);
    }
}

/// "(v2017.06)", "(host3/27002 15480)"
void mark_group(Spans* spans, std::string_view group) {
    const std::size_t slash = group.find('/');
    if (slash == npos) {
        const std::string_view version = version_in(group);
        mark(spans, version.empty() ? group : version, version.empty() ? Role::unknown : Role::name);
        return;
    }
    const std::string_view host = trim(group.substr(1, slash - 1));
    mark(spans, host, host.find_first_of(blanks) == npos ? Role::host : Role::unknown);
    mark(spans, group.substr(slash), Role::unknown);
}

/// The same for many words, one by one while they are few; the version names nobody.
void mark_displays(Spans* spans, std::string_view words, std::string_view version, std::string_view word_in_front) {
    constexpr int few = 16;
    for (int i = 0; i < few; ++i) {
        const std::string_view word = take_word(words);
        const bool is_host = i == 0 && !word_in_front.empty() && is_same_host(word, word_in_front);
        if (is_host && !is_display(word, word_in_front)) {
            mark(spans, word, Role::host);    // of rule 6c: also a number
        } else if (word == version) {
            mark(spans, word, Role::name);
        } else {
            mark_display(spans, word, word_in_front);
        }
        word_in_front = word;
    }
    mark(spans, trim(words), Role::unknown);
}

/// The words in front of the brackets, and what is known of them.
struct Names {
    std::string_view user;        // empty where it can't be told
    std::string_view host;        // likewise
    std::string_view displays;    // what follows; all words where neither can be told
};

/// The host is a word of `words`: what stands in front of it is the user.
Names split_at_host(std::string_view words, std::string_view host) {
    const auto at = static_cast<std::size_t>(host.data() - words.data());
    return {trim(words.substr(0, at)), host, words.substr(at + host.size())};
}

/// Rule 6c; nothing where the last two of these words differ.
std::optional<Names> read_equal_words(std::string_view words, std::string_view front) {
    const std::string_view display = take_last_word(front);
    const std::string_view host = take_last_word(front);
    if (trim(front).empty() || !is_same_host(host, display)) return std::nullopt;
    return split_at_host(words, host);
}

/// Rule 6, of trimmed words.
Names read_names(std::string_view words, std::string_view version) {
    std::string_view rest = words;
    std::string_view last;
    std::string_view second;
    std::size_t count = 0;
    for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
        if (count >= 2 && is_display(word, last)) return split_at_host(words, last);
        if (++count == 2) second = word;
        last = word;
    }
    std::string_view front = words;
    const bool has_pid = is_number(last) && last != version;
    if (has_pid) take_last_word(front);
    std::string_view before_version = front;
    const bool has_version = !version.empty() && take_last_word(before_version) == version;
    const std::size_t ahead = count - (has_version ? 1 : 0) - (has_version && has_pid ? 1 : 0);
    if (count <= 1) return {words, {}, {}};
    if (count <= 3 || ahead == 3) return split_at_host(words, second);
    if (has_version) front = before_version;
    if (const auto names = read_equal_words(words, front)) return *names;
    return read_equal_words(words, words).value_or(Names{{}, {}, words});
}

/// Marks the user, the host, and what may be one.
void mark_names(const Names& names, std::string_view version, Spans* spans) {
    std::string_view rest = names.displays;
    if (names.user.empty()) mark(spans, take_word(rest), Role::user);
    mark(spans, names.user, Role::user);
    mark(spans, names.host, Role::host);
    mark_displays(spans, rest, version, names.host);
}

/// The words without a last one that is FEATURE:PRODUCT, which names nobody.
std::string_view without_product(std::string_view words, std::string_view feature) {
    std::string_view front = words;
    const std::string_view last = take_last_word(front);
    const bool is_product = last.size() > feature.size() && last[feature.size()] == ':' && last.starts_with(feature);
    return is_product ? trim(front) : words;
}

/// Rule 5.
void read_who(std::string_view who, std::string_view feature, CheckoutLine& checkout, Spans* spans) {
    const std::string_view behind = take_group(who);
    const std::string_view in_front = take_group(who);
    mark_group(spans, behind);
    mark_group(spans, in_front);
    const std::string_view version = version_in(in_front.empty() ? behind : in_front);
    who = trim(who);
    const std::string_view words = without_product(who, feature);
    const std::string_view product = trim(who.substr(words.size()));    // of FEATURE ":" PRODUCT
    mark(spans, product.substr(0, std::min(feature.size(), product.size())), Role::name);
    mark(spans, product.substr(std::min(feature.size(), product.size())), Role::unknown);
    const Names names = read_names(words, version);
    checkout.user = names.user;
    checkout.host = names.host;
    if (names.host.empty() && names.displays.empty()) checkout.understood = false;
    if (spans != nullptr) mark_names(names, version, spans);
}

/// Where the last ", start " of the line begins; npos where there is none.
std::size_t find_start(std::string_view line) {
    std::size_t comma = line.rfind(',');
    while (comma != npos) {
        const std::size_t word = std::min(line.find_first_not_of(blanks, comma + 1), line.size());
        if (line.substr(word).starts_with("start ") || line.substr(word).starts_with("start\t")) break;
        comma = comma == 0 ? npos : line.rfind(',', comma - 1);
    }
    return comma;
}

}    // namespace

std::optional<CheckoutLine> parse_checkout(std::string_view line, std::string_view feature, Spans* spans) {
    constexpr std::string_view queued_for = " queued for ";
    CheckoutLine checkout;
    const std::size_t start = find_start(line);
    checkout.queued = start == npos;
    const std::size_t who_end = checkout.queued ? line.rfind(queued_for) : start;
    if (who_end == npos) return std::nullopt;
    std::string_view pieces = line.substr(who_end + (checkout.queued ? queued_for.size() : 1));
    std::string_view first = take_until(pieces, ',');    // the time, or the count
    first = trim(first);
    take_linger(first, checkout);
    if (checkout.queued) {
        const std::optional<std::int64_t> seats = take_licenses(first);
        if (!seats) return std::nullopt;
        checkout.seats = *seats;
        if (!first.empty() && !has_key(first)) checkout.understood = false;
    } else {
        take_word(first);    // "start"
        checkout.start = trim(first);
    }
    read_pieces(pieces, checkout);
    read_who(line.substr(0, who_end), feature, checkout, spans);
    mark_pieces(spans, line.substr(who_end));
    return checkout;
}

std::optional<std::int64_t> parse_reservation(std::string_view line, Spans* spans) {
    const std::optional<std::int64_t> seats = parse_unsigned(take_word(line));
    if (!seats) return std::nullopt;
    const std::string_view word = take_word(line);
    if (word != "RESERVATION" && word != "RESERVATIONs") return std::nullopt;
    mark_group(spans, take_group(line));
    mark(spans, take_word(line), Role::unknown);    // "for"
    const std::string_view kind = take_word(line);
    mark(spans, kind, Role::unknown);
    if (kind == "USER" || kind == "GROUP" || kind == "PROJECT") {
        mark(spans, trim(line), Role::user);
    } else {
        mark_displays(spans, line, {}, {});
    }
    return seats;
}

}    // namespace slurmlic
