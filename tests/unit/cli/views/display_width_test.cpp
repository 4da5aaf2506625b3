#include "cli/views/display_width.hpp"

#include <doctest/doctest.h>

#include "cli/views/table.hpp"

using namespace slurmlic;

using Lines = std::vector<std::string>;

TEST_CASE("width counts what a terminal draws: wide characters two, combining ones none") {
    CHECK(display_width("") == 0);
    CHECK(display_width("vcs_batch") == 9);
    CHECK(display_width("Müller") == 6);
    CHECK(display_width("Mu\u0308ller") == 6);
    CHECK(display_width("山田") == 4);
    CHECK(display_width("한글") == 4);
    CHECK(display_width("ｱ") == 1);
    CHECK(display_width("🎓") == 2);
    CHECK(display_width("\uFFFD") == 1);
    CHECK(display_width("עֲלִי") == 3);
    CHECK(display_width("مُحَمَّد") == 4);
    CHECK(display_width("की") == 2);
}

TEST_CASE("width reads no byte beyond a text that ends within a character") {
    CHECK(display_width("\xE5\xB1") == 1);
    CHECK(display_width("\x80") == 1);
}

TEST_CASE("a name that fits is not shortened, and one that does not keeps both ends") {
    CHECK(shorten_middle("vcs_batch", 9) == "vcs_batch");
    CHECK(shorten_middle("vcs_batch", 8) == "vcs_…tch");
    CHECK(shorten_middle("vcs_batch", 7) == "vcs…tch");
    CHECK(shorten_middle("vcs_batch", 2) == "v…");
    CHECK(shorten_middle("vcs_batch", 1) == "…");
    CHECK(shorten_middle("vcs_batch", 0).empty());
}

TEST_CASE("shortening cuts between what is drawn, never within it") {
    CHECK(shorten_middle("山田太郎", 7) == "山…郎");
    CHECK(shorten_middle("山田太郎", 6) == "山…郎");
    CHECK(shorten_middle("u\u0308u\u0308u\u0308u\u0308", 3) == "u\u0308…u\u0308");
}

TEST_CASE("a text is broken at blanks, and a word wider than a line is shortened") {
    CHECK(wrap("", 10) == Lines{});
    CHECK(wrap("3 seats outside Slurm", 80) == Lines{"3 seats outside Slurm"});
    CHECK(wrap("3 seats outside Slurm", 15) == Lines{"3 seats outside", "Slurm"});
    CHECK(wrap("on node-17.example.com, pc1", 10) == Lines{"on", "node-…com,", "pc1"});
}

TEST_CASE("cells are aligned at their drawn width, and no blank ends a line") {
    const std::vector<Column> columns{{}, {Align::right}, {}};
    CHECK(table_lines(columns,
                      {{{"name"}, {"n"}, {"x"}}, {{"山田"}, {"100"}, {"y"}}, {{"é"}, {"20"}}, {{"e\u0301"}, {""}, {""}}},
                      {}) == Lines{
                                 "name    n  x",
                                 "山田  100  y",
                                 "é      20",
                                 "e\u0301",
                             });
}

TEST_CASE("only columns that allow it are shortened, the widest first, and only as far as it takes") {
    const std::vector<Column> columns{{Align::left, 4}, {Align::left, 4}, {Align::right}};
    const std::vector<Row> rows{{{"0123456789"}, {"abcdefg"}, {"12345"}}};
    CHECK(table_lines(columns, rows, {26}) == Lines{"0123456789  abcdefg  12345"});
    CHECK(table_lines(columns, rows, {25}) == Lines{"0123…6789  abcdefg  12345"});
    CHECK(table_lines(columns, rows, {20}) == Lines{"01…89  abc…fg  12345"});
    CHECK(table_lines(columns, rows, {5}) == Lines{"01…9  ab…g  12345"});
}

TEST_CASE("what would reach the terminal as a command is taken out of a cell") {
    CHECK(table_lines({{}}, {{{"a\x1b[31mb\n"}}, {{"M\xFCller"}}}, {}) == Lines{"a[31mb", "M\uFFFDller"});
}

TEST_CASE("colours stand around the text of a cell, and only where the style has them") {
    const std::vector<Column> columns{{}, {Align::right}};
    const std::vector<Row> rows{{{"vcs", Tone::title}, {"5", Tone::alarm}}, {{"fluent"}, {"10"}}};
    CHECK(table_lines(columns, rows, {80, true}) == Lines{"\x1b[1mvcs\x1b[0m      \x1b[31m5\x1b[0m", "fluent  10"});
    CHECK(table_lines(columns, rows, {80, false}) == Lines{"vcs      5", "fluent  10"});
}
