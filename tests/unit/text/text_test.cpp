#include "core/text/text.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "tests/support/scaling.hpp"

using namespace slurmlic;

TEST_CASE("take_line takes lines without their ends, LF or CRLF, and the last one without an end") {
    std::string_view rest = "one\ntwo\r\n\nfour";
    CHECK(take_line(rest) == "one");
    CHECK(take_line(rest) == "two");
    CHECK(take_line(rest) == "");
    CHECK(take_line(rest) == "four");
    CHECK(take_line(rest) == std::nullopt);
}

TEST_CASE("take_line of an empty text takes nothing") {
    std::string_view rest;
    CHECK(take_line(rest) == std::nullopt);
}

TEST_CASE("take_until drops the stop, and takes all where there is none") {
    std::string_view rest = "a=b=c";
    CHECK(take_until(rest, '=') == "a");
    CHECK(take_until(rest, '=') == "b");
    CHECK(take_until(rest, '=') == "c");
    CHECK(take_until(rest, '=').empty());
}

TEST_CASE("take_word splits at blanks and tabs, and keeps NUL bytes") {
    const std::string text("  a\tb\0c  ", 9);
    std::string_view rest = text;
    CHECK(take_word(rest) == "a");
    CHECK(take_word(rest) == std::string_view("b\0c", 3));
    CHECK(take_word(rest).empty());
    CHECK(take_word(rest).empty());
}

TEST_CASE("trim drops blanks, tabs and carriage returns at both ends only") {
    CHECK(trim(" \t a b \r") == "a b");
    CHECK(trim(" \t").empty());
    CHECK(trim("").empty());
}

TEST_CASE("parse_count takes whole decimal numbers of 64 bits and nothing else") {
    CHECK(parse_count("0") == 0);
    CHECK(parse_count("-2") == -2);
    CHECK(parse_count("4294967295") == 4294967295);
    CHECK(parse_count("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
    for (const std::string_view wrong : {"", "-", "+1", " 1", "1 ", "20x", "0x10", "1.0", "1e3", "9223372036854775808"}) {
        CAPTURE(wrong);
        CHECK(parse_count(wrong) == std::nullopt);
    }
    CHECK(parse_count(std::string_view("1\0", 2)) == std::nullopt);
}

TEST_CASE("excerpt quotes, shortens and makes one printable line") {
    CHECK(excerpt("20x") == "\"20x\"");
    CHECK(excerpt("a\nb\x7f") == "\"a\\x0ab\\x7f\"");
    CHECK(excerpt("caf\xe9") == "\"caf\xEF\xBF\xBD\"");
    CHECK(excerpt(std::string(61, 'a')) == "\"" + std::string(60, 'a') + "...\"");
}

TEST_CASE("excerpt never cuts within a character") {
    const std::string euro = "\xe2\x82\xac";
    for (const std::size_t before : {57U, 58U, 59U, 60U}) {
        const std::string front(before, 'a');
        const std::string kept = before == 57 ? front + euro : front;
        CHECK(excerpt(front + euro + "bcd") == "\"" + kept + "...\"");
    }
    CHECK(excerpt(std::string(61, '\x82')).ends_with("...\""));    // no character at all
}

TEST_CASE("utf8_front cuts between characters, and bytes that are no UTF-8 where it must") {
    CHECK(utf8_front("abc", 3) == "abc");
    CHECK(utf8_front("abc", 2) == "ab");
    CHECK(utf8_front("a\u00fcb", 2) == "a");
    CHECK(utf8_front("\u00fc", 1).empty());
    CHECK(utf8_front(std::string(9, '\x80'), 5) == std::string(2, '\x80'));
    CHECK(utf8_front("", 0).empty());
}

TEST_CASE("last_path_part is what follows the last slash") {
    CHECK(last_path_part("/opt/slurm/bin/scontrol") == "scontrol");
    CHECK(last_path_part("scontrol") == "scontrol");
    CHECK(last_path_part("a/").empty());
    CHECK(last_path_part("").empty());
}

TEST_CASE("counted speaks of one thing and of many") {
    CHECK(counted(1, "seat") == "1 seat");
    CHECK(counted(0, "seat") == "0 seats");
    CHECK(counted(2, "seat") == "2 seats");
}

TEST_CASE("add_saturating stays within 64 bits") {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    std::int64_t sum = most - 1;
    add_saturating(sum, 5);
    CHECK(sum == most);
    add_saturating(sum, -5);
    CHECK(sum == most - 5);
}

TEST_CASE("printable_utf8 puts one U+FFFD for each maximal part of a broken sequence") {
    const std::string bad = "\xEF\xBF\xBD";
    CHECK(printable_utf8("caf\xe9 x") == "caf" + bad + " x");
    CHECK(printable_utf8("\xe2\x82") == bad);    // a truncated euro sign
    CHECK(printable_utf8("\xe2\x82z") == bad + "z");
    CHECK(printable_utf8("\xc0\xaf") == bad + bad);                        // overlong
    CHECK(printable_utf8("\xed\xa0\x80") == bad + bad + bad);              // a surrogate
    CHECK(printable_utf8("\xf4\x90\x80\x80") == bad + bad + bad + bad);    // past U+10FFFF
    CHECK(printable_utf8("\xe2\x82\xac \xf0\x9f\x98\x80") == "\xe2\x82\xac \xf0\x9f\x98\x80");
}

TEST_CASE("printable_utf8 removes control characters, of ASCII and of Latin-1") {
    CHECK(printable_utf8(std::string_view("a\0b\tc\nd\x7f"
                                          "e\xc2\x85"
                                          "f",
                                          12)) == "abcdef");
    CHECK(printable_utf8("\xc2\xa0") == "\xc2\xa0");
}

TEST_CASE("is_printable_utf8 tells whether printable_utf8 changes anything") {
    for (const std::string text :
         {"", "plain", "caf\xc3\xa9", "caf\xe9", "a\x01", "\xc2\x85", "\xf0\x9f\x98\x80", "\xf0\x9f\x98"}) {
        CAPTURE(text);
        CHECK(is_printable_utf8(text) == (printable_utf8(text) == text));
    }
}

TEST_CASE("nearest finds the candidate at most two edits away") {
    const std::vector<std::string_view> keys{"scontrol", "clusters", "include"};
    CHECK(nearest("scontroll", keys) == "scontrol");
    CHECK(nearest("cluster", keys) == "clusters");
    CHECK(nearest("colour", keys).empty());
    CHECK(nearest("", keys).empty());
    CHECK(nearest("ab", std::vector<std::string_view>{"abcde", "xabx", "abc"}) == "abc");
    CHECK(nearest("xabcy", std::vector<std::string_view>{"abc"}) == "abc");
    CHECK(nearest("acb", std::vector<std::string_view>{"abc"}) == "abc");
}

TEST_CASE("nearest passes over what is much longer, and what is alike up to its end, in time") {
    const auto generate = [](std::size_t size) { return std::string(size, 'a'); };
    const auto run = [](const std::string& word) {
        const std::string other = word.substr(0, word.size() / 2) + "bbb" + word.substr(word.size() / 2);
        CHECK(nearest(word, std::vector<std::string_view>{other, "a", other}).empty());
    };
    CHECK(testing::is_linear(generate, run, 1'000'000));
}

TEST_CASE("two names are of one host where one is the first labels of the other, in any case") {
    CHECK(is_same_host("pc1", "PC1.example.com"));
    CHECK(is_same_host("pc1.example.com", "pc1"));
    CHECK(is_same_host("pc1", "PC1"));
    CHECK_FALSE(is_same_host("pc1", "pc10"));
    CHECK_FALSE(is_same_host("pc1.example", "pc1.other"));
}
