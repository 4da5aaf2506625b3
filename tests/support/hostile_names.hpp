#pragma once

// Names as a stranger would choose them, and a shell in which it shows whether one of them was run: each of these makes the
// file "ran" where it is.

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/text/quoted.hpp"
#include "tests/support/temporary_directory.hpp"

namespace slurmlic::testing {

inline const std::vector<std::string> hostile_names{"a$(touch ran)",
                                                    "`touch ran`",
                                                    "a;touch ran;",
                                                    "a&&touch ran",
                                                    "a|touch ran",
                                                    "a>ran",
                                                    "a\ntouch ran\n",
                                                    "a%touch ran",
                                                    "'; touch ran; '",
                                                    "'$(touch ran)'",
                                                    "\"$(touch ran)\"",
                                                    "\\'$(touch ran)",
                                                    "\\$(touch ran)",
                                                    "a\\",
                                                    "a\\\\",
                                                    "a\\\\b",
                                                    "a\\%b",
                                                    "\\%$(touch ran)",
                                                    "%",
                                                    "50% off",
                                                    "%%",
                                                    "\\\\%%",
                                                    "%n",
                                                    "%i$(touch ran)",
                                                    "$$(touch ran)",
                                                    "$HOME",
                                                    "${HOME}",
                                                    "\\x24(touch ran)",
                                                    "\\x27;touch ran;\\x27",
                                                    "it's",
                                                    "'",
                                                    "''",
                                                    "\"",
                                                    "a b",
                                                    " ",
                                                    "\t",
                                                    "a\tb",
                                                    "!!",
                                                    "a!b",
                                                    "it's!",
                                                    "~",
                                                    "~root",
                                                    "=ls",
                                                    "{a,b}",
                                                    "*",
                                                    "?",
                                                    "[a]",
                                                    "#a",
                                                    "a#b",
                                                    "a=b",
                                                    "-rf",
                                                    "--",
                                                    "-e/bin/sh",
                                                    "\x01",
                                                    "\x1b[2J",
                                                    "\r",
                                                    "a\rb",
                                                    "\x7f",
                                                    "\xff",
                                                    "\xc3\xbc",
                                                    "\xe2\x80\xae",
                                                    ""};

/// What the commands print that a shell runs in that directory.
inline std::string run_shell(const std::string& commands, const TemporaryDirectory& where) {
    const std::string line =
        fmt::format("cd {} && sh -c {} 2>/dev/null </dev/null", shell_quoted(where.path()), shell_quoted(commands));
    FILE* const pipe = popen(line.c_str(), "r");    // NOLINT(cert-env33-c): it is a shell that is tested
    if (pipe == nullptr) std::abort();
    std::string text;
    std::array<char, 4096> piece{};
    for (std::size_t size = 0; (size = fread(piece.data(), 1, piece.size(), pipe)) > 0;) text.append(piece.data(), size);
    pclose(pipe);
    return text;
}

/// What cron gives to its shell of a line. Debian's cron reads "\\" as "\", that of others leaves it.
inline std::string command_of_cron(const std::string& line, bool is_debian) {
    std::string command;
    bool is_escaped = false;
    for (const char c : line) {
        if (is_escaped && (c == '%' || (is_debian && c == '\\'))) {
            command.back() = c;
            is_escaped = false;
        } else if (is_escaped) {
            command += c;
            is_escaped = false;
        } else if (c == '%') {
            return command;
        } else {
            command += c;
            is_escaped = c == '\\';
        }
    }
    return command;
}

}    // namespace slurmlic::testing
