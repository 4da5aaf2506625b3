#include "core/seats/flexlm/lmstat_checkout.hpp"

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

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
    if (at == std::string_view::npos || !parse_unsigned(trim(piece.substr(at + mark.size())))) return;
    piece = piece.substr(0, at);
}

/// Rule 3: takes the linger off the end of a piece.
void strip_linger(std::string_view& piece, CheckoutLine& checkout) {
    const std::size_t mark = piece.find("(linger:");
    if (mark == std::string_view::npos) return;
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
void strip_group(std::string_view& text) {
    text = trim(text);
    if (!text.ends_with(')')) return;
    const std::size_t open = text.rfind('(');
    if (open != std::string_view::npos) text = text.substr(0, open);
}

/// Takes the last word off the end.
std::string_view take_last_word(std::string_view& text) {
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    std::size_t begin = text.size();
    while (begin > 0 && !is_blank(text[begin - 1])) --begin;
    const std::string_view word = text.substr(begin);
    text = text.substr(0, begin);
    return word;
}

/// Rules 5 and 6.
void read_who(std::string_view who, CheckoutLine& checkout) {
    strip_group(who);
    strip_group(who);
    const std::string_view names = trim(who);
    std::string_view front = names;
    const std::string_view display = take_last_word(front);
    const std::string_view host = take_last_word(front);
    const std::string_view user = trim(front);
    if (!user.empty() && host == display) {
        checkout.user = user;
        checkout.host = host;
        return;
    }
    std::string_view rest = names;
    checkout.user = take_word(rest);
    checkout.host = take_word(rest);
    if (checkout.host.empty()) checkout.understood = false;
}

/// The last ", start " of the line: where the comma stands, and where the time begins.
struct StartMark {
    std::size_t comma;
    std::size_t time;
};

std::optional<StartMark> find_start(std::string_view line) {
    constexpr std::string_view word = "start";
    for (std::size_t comma = line.rfind(','); comma != std::string_view::npos; comma = line.rfind(',', comma - 1)) {
        std::size_t at = comma + 1;
        while (at < line.size() && is_blank(line[at])) ++at;
        const std::size_t end = at + word.size();
        if (line.substr(at, word.size()) == word && end < line.size() && is_blank(line[end])) return StartMark{comma, end};
        if (comma == 0) break;
    }
    return std::nullopt;
}

std::optional<CheckoutLine> parse_queued(std::string_view line) {
    constexpr std::string_view mark = " queued for ";
    const std::size_t at = line.rfind(mark);
    if (at == std::string_view::npos) return std::nullopt;
    std::string_view pieces = line.substr(at + mark.size());
    std::string_view count = take_until(pieces, ',');
    CheckoutLine checkout;
    strip_remarks(count, checkout);
    const std::optional<std::int64_t> seats = parse_licenses(count);
    if (!seats) return std::nullopt;
    checkout.queued = true;
    checkout.seats = *seats;
    read_pieces(pieces, checkout);
    read_who(line.substr(0, at), checkout);
    return checkout;
}

}    // namespace

std::optional<CheckoutLine> parse_checkout(std::string_view line) {
    const std::optional<StartMark> start = find_start(line);
    if (!start) return parse_queued(line);
    CheckoutLine checkout;
    std::string_view pieces = line.substr(start->time);
    std::string_view time = take_until(pieces, ',');
    strip_remarks(time, checkout);
    read_pieces(pieces, checkout);
    read_who(line.substr(0, start->comma), checkout);
    return checkout;
}

std::optional<std::int64_t> parse_reservation(std::string_view line) {
    const std::optional<std::int64_t> seats = parse_unsigned(take_word(line));
    if (!seats) return std::nullopt;
    const std::string_view word = take_word(line);
    if (word != "RESERVATION" && word != "RESERVATIONs") return std::nullopt;
    return seats;
}

}    // namespace slurmlic
