#include "core/text/quoted.hpp"

#include <doctest/doctest.h>

#include "tests/support/hostile_names.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

/// One argument of ExecStart= as systemd reads it (systemd.syntax(7), systemd.unit(5), systemd.service(5)): quotes and escapes
/// first, then specifiers, then variables. "?" is what it would put in from elsewhere.
std::string argument_of_unit(const std::string& text) {
    const bool is_quoted = text.starts_with('\'');
    std::string word;
    for (std::size_t i = is_quoted ? 1 : 0; i < text.size(); ++i) {
        if (is_quoted && text[i] == '\'') {
            CHECK(i + 1 == text.size());
        } else if (text[i] != '\\') {
            word += text[i];
        } else if (text[++i] == 'x') {
            word += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            CHECK(text[i] == '\\');
            word += '\\';
        }
    }
    for (const char sign : {'%', '$'}) {
        std::string expanded;
        for (std::size_t i = 0; i < word.size(); ++i) {
            if (word[i] == sign)
                expanded += i + 1 < word.size() && word[i + 1] == sign ? word[++i] : '?';
            else
                expanded += word[i];
        }
        word = expanded;
    }
    return word;
}

}    // namespace

TEST_CASE("a shell takes a quoted word as one argument, whatever is in it") {
    const TemporaryDirectory where;
    for (const std::string& name : hostile_names) {
        CAPTURE(name);
        CHECK(run_shell("printf '%s|' " + shell_quoted(name), where) == name + "|");
        CHECK(run_shell("sh -c " + shell_quoted("printf '%s|' " + shell_quoted(name)), where) == name + "|");
    }
    CHECK(where.names().empty());
}

TEST_CASE("a word that means nothing to a shell stands without quotes") {
    CHECK(shell_quoted("/opt/x-1.2/lmutil") == "/opt/x-1.2/lmutil");
    CHECK(shell_quoted("--states=all") == "--states=all");
    CHECK(shell_quoted("") == "''");
    CHECK(shell_quoted("a$(id) b") == "'a$(id) b'");
    CHECK(shell_quoted("it's") == "'it'\\''s'");
    CHECK(shell_line({"ls", "-l", "a b"}) == "ls -l 'a b'");
}

TEST_CASE("cron and its shell take a quoted word as one argument, by the rules of each cron") {
    const TemporaryDirectory where;
    for (const std::string& name : hostile_names) {
        if (name.find('\n') != std::string::npos) continue;    // no line can hold it
        CAPTURE(name);
        for (const bool is_debian : {true, false}) {
            const std::string command = command_of_cron("printf \\%s\\| " + cron_quoted(name), is_debian);
            CHECK(run_shell(command, where) == name + "|");
        }
    }
    CHECK(where.names().empty());
    CHECK(cron_quoted("/50% off") == "'/50\\% off'");
}

TEST_CASE("systemd takes a quoted word as one argument, and a shell runs nothing of it") {
    const TemporaryDirectory where;
    for (const std::string& name : hostile_names) {
        if (name.find('\n') != std::string::npos) continue;
        CAPTURE(name);
        CHECK(argument_of_unit(unit_quoted(name)) == name);
        run_shell("true " + unit_quoted(name), where);
    }
    CHECK(where.names().empty());
    CHECK(unit_quoted("/a b") == "'/a b'");
    CHECK(unit_quoted("/it's $5 or 50%") == "'/it\\x27s $$5 or 50%%'");
}

TEST_CASE("what a terminal does not show as it is can't be pasted") {
    for (const std::string name : {"a\nb", "a\tb", "\x1b[2J", "\r", "\x7f", "\xff", "\xe2\x80\xae", "a\xe2\x80\x8b"}) {
        CAPTURE(name);
        CHECK_FALSE(can_be_pasted(name));
    }
    CHECK(can_be_pasted("/it's a$(id) \xc3\xbc"));
}
