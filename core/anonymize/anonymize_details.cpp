#include "core/anonymize/anonymize_details.hpp"

#include "core/anonymize/anonymize.hpp"
#include "core/seats/flexlm/lmstat_checkout.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

std::string_view last_word(std::string_view text) {
    text = trim(text);
    const std::size_t blank = text.find_last_of(blanks);
    return blank == npos ? text : text.substr(blank + 1);
}

/// Where "(...)" begins at the end of the text; its end where there is none.
std::size_t group_begin(std::string_view text) {
    const std::string_view ink = trim(text);
    const std::size_t open = ink.ends_with(')') ? text.rfind('(') : npos;
    return open == npos ? text.size() : open;
}

/// ":0.0" and "/dev/pts/3" tell nothing; the front of "pc1:0" is a host, and so is what can't be told.
std::string anonymous_display(std::string_view display, Pseudonyms& names) {
    const auto is_counted = [](std::string_view text, std::string_view front) {
        return text.starts_with(front) && text.find_first_not_of(decimal_digits, front.size()) == npos;
    };
    const bool has_screen = display.find_first_not_of(":.0123456789") == npos && !is_address(display);
    if (has_screen && (display.starts_with(':') || display.find(':') == npos)) return std::string(display);
    if (is_counted(display, "/dev/pts/") || is_counted(display, "/dev/tty") || display == "/dev/console") {
        return std::string(display);
    }
    const std::size_t colon = display.rfind(':');
    const bool is_screen =
        colon != npos && colon > 0 && display.find_first_not_of(".0123456789", colon + 1) == npos && !is_address(display);
    if (!is_screen) return names.host(display);
    return names.host(display.substr(0, colon)) + std::string(display.substr(colon));
}

/// "(v2017.06)", "(host3/27002 15480)", with blanks around.
std::string anonymous_group(std::string_view group, Pseudonyms& names) {
    const std::size_t open = group.find('(');
    const std::size_t close = group.rfind(')');
    if (open == npos || close == npos) return mask(group, names);
    const std::string_view inside = group.substr(open + 1, close - open - 1);
    const std::size_t slash = inside.find('/');
    std::string anonymous(group.substr(0, open + 1));
    if (slash != npos) {
        const std::string_view host = trim(inside.substr(0, slash));
        anonymous += host.find_first_of(blanks) == npos ? names.host(host) : mask(host, names);
        anonymous += mask(inside.substr(slash), names);
    } else {
        const bool is_version = inside.starts_with('v') && is_plain(inside);
        anonymous += is_version ? std::string(inside) : mask(inside, names);
    }
    return anonymous += group.substr(close);
}

std::string anonymous_names(std::string_view text, Pseudonyms& names) {
    const std::string_view ink = trim(text);
    const std::string_view display = last_word(ink);
    const std::string_view front = trim(ink.substr(0, ink.size() - display.size()));
    const std::string_view host = last_word(front);
    const std::string_view user = trim(front.substr(0, front.size() - host.size()));
    const bool has_long_user = !user.empty() && host == display;
    std::size_t number = 0;
    return each_word(text, [&](std::string_view word) -> std::string {
        ++number;
        if (has_long_user && word.data() >= host.data()) return names.host(word);
        if (has_long_user) return number == 1 ? names.user(user) : "x";
        if (number == 1) return names.user(word);
        return number == 2 ? names.host(word) : anonymous_display(word, names);
    });
}

/// Rules 5 and 6 of core/lmstat_checkout.hpp.
std::string anonymous_who(std::string_view who, Pseudonyms& names) {
    const std::size_t second = group_begin(who);
    const std::size_t first = group_begin(who.substr(0, second));
    return anonymous_names(who.substr(0, first), names) + anonymous_group(who.substr(first, second - first), names) +
           anonymous_group(who.substr(second), names);
}

}    // namespace

bool is_plain(std::string_view word) {
    constexpr std::string_view bytes = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-+";
    return word.find_first_not_of(bytes) == npos && !is_address(word);
}

std::string anonymous_checkout(std::string_view line, Pseudonyms& names) {
    std::size_t who_end = std::min(line.rfind(" queued for "), line.size());
    for (std::size_t comma = line.rfind(','); comma != npos; comma = comma == 0 ? npos : line.rfind(',', comma - 1)) {
        std::string_view behind = line.substr(comma + 1);
        if (take_word(behind) != "start" || behind.empty()) continue;
        who_end = comma;
        break;
    }
    return anonymous_who(line.substr(0, who_end), names) + mask(line.substr(who_end), names);
}

/// "48 RESERVATIONs for GROUP GROUP1 (host3/27002)"
std::string anonymous_reservation(std::string_view line, Pseudonyms& names) {
    const std::size_t end = group_begin(line);
    std::size_t number = 0;
    std::string_view kind;
    const std::string front = each_word(line.substr(0, end), [&](std::string_view word) -> std::string {
        constexpr std::size_t kind_at = 4;
        if (++number < kind_at) return mask(word, names);
        if (number == kind_at) {
            kind = word;
            return mask(word, names);
        }
        if (kind == "USER") return names.user(word);
        if (kind == "HOST" || kind == "DISPLAY" || is_address(word)) return anonymous_display(word, names);
        return names.word(word, kind == "PROJECT" ? "project" : "group");
    });
    return front + anonymous_group(line.substr(end), names);
}

}    // namespace slurmlic
