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

/// UTF-8 of a code point.
static std::string utf8(char32_t code) {
    const auto part = [code](unsigned shift, unsigned mask, unsigned front) {
        return static_cast<char>(front | (static_cast<unsigned>(code) >> shift & mask));
    };
    if (code < 0x80) return {part(0, 0x7F, 0)};
    if (code < 0x800) return {part(6, 0x1F, 0xC0), part(0, 0x3F, 0x80)};
    if (code < 0x10000) return {part(12, 0x0F, 0xE0), part(6, 0x3F, 0x80), part(0, 0x3F, 0x80)};
    return {part(18, 0x07, 0xF0), part(12, 0x3F, 0x80), part(6, 0x3F, 0x80), part(0, 0x3F, 0x80)};
}

TEST_CASE("what nobody sees, or turns its neighbours round, is no part of a name") {
    for (const char32_t code :
         {0x00U,   0x09U,    0x1BU,    0x7FU,    0x80U,    0x85U,    0x9BU,    0x9FU,    0xADU,   0x34FU,  0x61CU,  0x115FU,
          0x1160U, 0x17B4U,  0x180BU,  0x180EU,  0x200BU,  0x200CU,  0x200DU,  0x200EU,  0x200FU, 0x2028U, 0x2029U, 0x202AU,
          0x202EU, 0x2060U,  0x2064U,  0x2066U,  0x2069U,  0x206FU,  0x3164U,  0xFE00U,  0xFE0FU, 0xFEFFU, 0xFFA0U, 0xFFF9U,
          0xFFFBU, 0x1BCA0U, 0x1D173U, 0xE0001U, 0xE0020U, 0xE007FU, 0xE0100U, 0xE01EFU, 0xE0FFFU}) {
        const std::string name = "a" + utf8(code) + "b";
        CAPTURE(code);
        CHECK(printable_utf8(name) == "ab");
        CHECK(without_unseen(name) == "ab");
        CHECK_FALSE(is_printable_utf8(name));
        CHECK(is_printable_utf8(one_line(name)));
        CHECK(one_line(name).find('\\') == 1);
        CHECK(match_key("A" + utf8(code) + "b") == "ab");
    }
    CHECK(one_line("\x1B[31m\u202Ex\U000E0041") == "\\x1b[31m\\u202ex\\U000e0041");
}

TEST_CASE("names in any script stay as they are") {
    for (const char32_t code : {0x20U,   0x7EU,   0xA0U,   0xACU,   0xAEU,   0x34EU,  0x350U,  0x61BU,  0x200AU,  0x2010U,
                                0x2027U, 0x202FU, 0x205FU, 0x2070U, 0xFDFFU, 0xFE10U, 0xFFFCU, 0xFFFDU, 0xDFFFFU, 0xE1000U}) {
        CAPTURE(code);
        CHECK(printable_utf8(utf8(code)) == utf8(code));
    }
    for (const std::string name :
         {"علي", "דוד", "Mu\u0308ller", "山田 太郎", "김", "नमस्ते", "ไทย", "🎓", "👩🏽", "Иван", "Ω≈ç"}) {
        CAPTURE(name);
        CHECK(printable_utf8(name) == name);
        CHECK(one_line(name) == name);
    }
    CHECK(printable_utf8("👩\u200D💻") == "👩💻");
}

TEST_CASE("without_unseen keeps bytes that are not UTF-8, so that names which differ in them stay different") {
    CHECK(without_unseen("M\xFCl\u200Bler\x01") == "M\xFCller");
    CHECK(without_unseen("plain") == "plain");
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
