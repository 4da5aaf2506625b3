// Rules 1 to 7 of the checkouts in lmstat_lines.hpp.

#include <algorithm>

#include "core/seats/flexlm/lmstat_lines.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// "16 licenses", "1 license"; nothing where it is something else.
std::optional<std::int64_t> parse_licenses(std::string_view text) {
    const std::optional<std::int64_t> seats = parse_unsigned(take_word(text));
    const std::string_view unit = take_word(text);
    if ((unit != "license" && unit != "licenses") || !trim(text).empty()) return std::nullopt;
    return seats;
}

/// Takes "PID: 123" off the end of a piece.
void strip_pid(std::string_view& piece) {
    constexpr std::string_view mark = "PID:";
    const std::size_t at = piece.rfind(mark);
    if (at == npos || !parse_unsigned(trim(piece.substr(at + mark.size())))) return;
    piece = piece.substr(0, at);
}

/// Rule 3: takes the linger off the end of a piece.
void strip_linger(std::string_view& piece, CheckoutLine& checkout) {
    const std::size_t mark = piece.find("(linger:");
    if (mark == npos) return;
    checkout.linger = true;
    if (!trim(piece).ends_with(')')) checkout.understood = false;
    piece = piece.substr(0, mark);
}

/// Rules 2 and 3: takes what may stand behind any piece off its end.
void strip_remarks(std::string_view& piece, CheckoutLine& checkout) {
    strip_pid(piece);
    strip_linger(piece, checkout);
    strip_pid(piece);
    piece = trim(piece);
}

/// Rule 2: what stands behind the time, or behind the count of a place in the queue.
void read_pieces(std::string_view pieces, CheckoutLine& checkout) {
    while (!pieces.empty()) {
        std::string_view piece = take_until(pieces, ',');
        strip_remarks(piece, checkout);
        if (piece.empty()) continue;
        if (const auto seats = parse_licenses(piece)) {
            checkout.seats = *seats;
        } else {
            checkout.understood = false;
        }
    }
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

/// ":0.0" and "/dev/pts/3" name nobody; the front of "pc1:0" is a host, and so is what may be one.
void mark_display(Spans* spans, std::string_view display) {
    const auto is_screen = [](std::string_view text) { return text.find_first_not_of(".0123456789") == npos; };
    const auto is_terminal = [display](std::string_view front) {
        return display.starts_with(front) && display.find_first_not_of(decimal_digits, front.size()) == npos;
    };
    if (is_terminal("/dev/pts/") || is_terminal("/dev/tty") || display == "/dev/console") return;
    const std::size_t colon = display.find(':');
    if (colon == npos) {
        constexpr std::ptrdiff_t dots_of_address = 3;
        const bool is_number = is_screen(display) && std::ranges::count(display, '.') < dots_of_address;
        if (!is_number) mark(spans, display, Role::host);
    } else {
        mark(spans, display.substr(0, is_screen(display.substr(colon + 1)) ? colon : npos), Role::host);
    }
}

/// "(v2017.06)", "(host3/27002 15480)"
void mark_group(Spans* spans, std::string_view group) {
    constexpr std::string_view version = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-+)";
    const std::size_t slash = group.find('/');
    if (slash == npos) {
        if (!group.starts_with("(v") || group.find_first_not_of(version, 1) != npos) mark(spans, group, Role::unknown);
        return;
    }
    const std::string_view host = trim(group.substr(1, slash - 1));
    mark(spans, host, host.find_first_of(blanks) == npos ? Role::host : Role::unknown);
    mark(spans, group.substr(slash), Role::unknown);
}

/// Rules 5 and 6.
void read_who(std::string_view who, CheckoutLine& checkout, Spans* spans) {
    mark_group(spans, take_group(who));
    mark_group(spans, take_group(who));
    std::string_view displays = trim(who);
    std::string_view front = displays;
    const std::string_view display = take_last_word(front);
    const std::string_view host = take_last_word(front);
    const std::string_view user = trim(front);
    if (!user.empty() && host == display) {
        checkout.user = user;
        checkout.host = host;
        displays = display;
    } else {
        checkout.user = take_word(displays);
        checkout.host = take_word(displays);
        if (checkout.host.empty()) checkout.understood = false;
    }
    if (spans == nullptr) return;
    mark(spans, checkout.user, Role::user);
    mark(spans, checkout.host, Role::host);
    for (std::string_view one = take_word(displays); !one.empty(); one = take_word(displays)) mark_display(spans, one);
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

std::optional<CheckoutLine> parse_checkout(std::string_view line, Spans* spans) {
    constexpr std::string_view queued_for = " queued for ";
    CheckoutLine checkout;
    const std::size_t start = find_start(line);
    checkout.queued = start == npos;
    const std::size_t who_end = checkout.queued ? line.rfind(queued_for) : start;
    if (who_end == npos) return std::nullopt;
    std::string_view pieces = line.substr(who_end + (checkout.queued ? queued_for.size() : 1));
    std::string_view first = take_until(pieces, ',');    // the time, or the count
    strip_remarks(first, checkout);
    if (checkout.queued) {
        const std::optional<std::int64_t> seats = parse_licenses(first);
        if (!seats) return std::nullopt;
        checkout.seats = *seats;
    }
    read_pieces(pieces, checkout);
    read_who(line.substr(0, who_end), checkout, spans);
    mark(spans, line.substr(who_end), Role::unknown);
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
        for (std::string_view name = take_word(line); !name.empty(); name = take_word(line)) mark_display(spans, name);
    }
    return seats;
}

}    // namespace slurmlic
