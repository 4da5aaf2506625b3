#include "core/text/quoted.hpp"

#include <algorithm>

#include "core/text/printable.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// Characters that mean nothing to a shell, cron or systemd. A "=" in front means something to zsh.
bool is_plain(std::string_view word) {
    const auto is_plain_character = [](char c) {
        return is_letter(c) || is_digit(c) || std::string_view("_@+=:,./-").find(c) != npos;
    };
    return !word.empty() && word.front() != '=' && std::ranges::all_of(word, is_plain_character);
}

}    // namespace

bool can_be_pasted(std::string_view text) { return is_printable_utf8(text); }

std::string shell_quoted(std::string_view word) {
    if (is_plain(word)) return std::string(word);
    std::string quoted = "'";
    for (const char c : word) {
        if (c == '\'' || c == '!') {
            quoted += "'\\";
            quoted += c;
            quoted += '\'';
        } else {
            quoted += c;
        }
    }
    return quoted += '\'';
}

std::string shell_line(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) {
        if (!line.empty()) line += ' ';
        line += shell_quoted(word);
    }
    return line;
}

std::string cron_quoted(std::string_view word) {
    std::string quoted;
    for (const char c : shell_quoted(word)) {
        if ((c == '\\' || c == '%') && quoted.ends_with('\\')) quoted += "''";    // ends the quotes, and begins new ones
        if (c == '%') quoted += '\\';
        quoted += c;
    }
    return quoted;
}

std::string unit_quoted(std::string_view word) {
    if (is_plain(word)) return std::string(word);
    std::string quoted = "'";
    for (const char c : word) {
        if (c == '\'') {
            quoted += "\\x27";
        } else {
            if (c == '%' || c == '$' || c == '\\') quoted += c;
            quoted += c;
        }
    }
    return quoted += '\'';
}

}    // namespace slurmlic
