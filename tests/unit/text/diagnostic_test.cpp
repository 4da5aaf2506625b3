#include "core/text/diagnostic.hpp"

#include <doctest/doctest.h>

using namespace slurmlic;

TEST_CASE("a sentence has source, command or file with line, key, what was expected and what came, and where to look") {
    CHECK(to_sentence({.got = "out of memory"}) == "out of memory");
    CHECK(to_sentence({.source = "slurm", .command = {"scontrol", "show", "lic"}, .line = 3, .expected = "x", .got = "y"}) ==
          "slurm: scontrol show lic:3: expected x, got y");
    CHECK(
        to_sentence({.source = "slurm", .command = {"/opt/my slurm/scontrol"}, .got = "exit status 1", .hint = "is it up?"}) ==
        "slurm: /opt/my slurm/scontrol: exit status 1 (is it up?)");
    CHECK(to_sentence({.file = "s.toml", .line = 4, .key = "slurm.x", .expected = "a", .got = "b"}) ==
          "s.toml:4: slurm.x: expected a, got b");
}

TEST_CASE("a sentence is printable, whatever its parts hold") {
    CHECK(to_sentence({.file = "caf\xe9\n", .got = "a\x1b[31m\u202e"}) == "caf\xEF\xBF\xBD\\x0a: a\\x1b[31m\\u202e");
}

TEST_CASE("skipped lines are all counted, and the first ten kept") {
    SkippedLines skipped;
    for (std::size_t line = 1; line <= 8; ++line) skipped.add(line, "x", "y");
    SkippedLines more;
    for (std::size_t line = 1; line <= 5; ++line) more.add(line, "z", "y");
    skipped.add(more, {.file = "b"});
    CHECK(skipped.count() == 13);
    REQUIRE(skipped.first().size() == 10);
    CHECK(skipped.first().back() ==
          Diagnostic{.severity = Severity::warning, .file = "b", .line = 2, .expected = "z", .got = "y"});
}

TEST_CASE("a diagnostic that has a file keeps it, and gets the source") {
    const Diagnostic origin{.source = "slurm", .command = {"scontrol"}};
    CHECK(with_origin({.line = 2, .got = "x"}, origin) ==
          Diagnostic{.source = "slurm", .command = {"scontrol"}, .line = 2, .got = "x"});
    CHECK(with_origin({.file = "f", .got = "x"}, origin) == Diagnostic{.source = "slurm", .file = "f", .got = "x"});
}
