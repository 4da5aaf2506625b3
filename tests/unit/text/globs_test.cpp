#include "core/text/globs.hpp"

#include <doctest/doctest.h>
#include <fnmatch.h>

#include <random>

#include "core/text/name_filter.hpp"
#include "tests/support/scaling.hpp"

using namespace slurmlic;

namespace {

bool matches(const std::string& pattern, std::string_view name) { return Globs({pattern}).match(name); }

std::string random_text(std::mt19937& random, std::string_view letters, std::size_t most) {
    std::string text(random() % (most + 1), ' ');
    for (char& c : text) c = letters[random() % letters.size()];
    return text;
}

}    // namespace

TEST_CASE("a glob knows *, ? and sets, whole names, any case of ASCII letters") {
    CHECK(matches("vcs*", "VCS_batch"));
    CHECK(matches("VCS_?", "vcs_1"));
    CHECK(matches("[a-c]*/x", "b/y/x"));
    CHECK(matches("[A-C]", "b"));
    CHECK(matches("VCS", "vcs"));
    CHECK_FALSE(matches("vcs", "vcs_batch"));
    CHECK_FALSE(matches("vcs_?", "vcs_"));
    CHECK(matches("*", ""));
    CHECK(matches("caf\xe9*", "caf\xe9_x"));
    CHECK(matches("*_b*h", "eda_batch_batch"));
    CHECK_FALSE(matches("*_b*h", "eda_batch_batche"));
}

TEST_CASE("a set of a glob may be negated, and may hold brackets, hyphens and what a backslash stands before") {
    CHECK(matches("[!a-c]x", "dx"));
    CHECK_FALSE(matches("[^a-c]x", "ax"));
    CHECK(matches("[]a]", "]"));
    CHECK(matches("[!]a]", "b"));
    CHECK(matches("[a-]", "-"));
    CHECK(matches("[\\]x]", "]"));
    CHECK_FALSE(matches("[c-a]", "b"));
}

TEST_CASE("a backslash of a glob takes the next byte for itself, and a bracket that nothing closes is one") {
    CHECK(matches("a\\*b", "a*b"));
    CHECK_FALSE(matches("a\\*b", "axb"));
    CHECK(matches("a\\b", "ab"));
    CHECK(matches("a[b", "a[b"));
    CHECK(matches("*[", "x["));
    CHECK_FALSE(matches("a\\", "a"));
    CHECK_FALSE(matches("a\\", "a\\"));
}

TEST_CASE("a glob reads zero bytes of names like others") {
    CHECK(matches("a?b", std::string_view("a\0b", 3)));
    CHECK_FALSE(matches("a*", std::string_view("\0a", 2)));
}

TEST_CASE("globs match what one of them matches, over 64 characters, too") {
    const std::string long_start(100, 'x');
    const Globs globs({"fluent", long_start + "*y", "*" + std::string(70, '?') + "z", "[q]"});
    CHECK(globs.match("FLUENT"));
    CHECK(globs.match(long_start + "_y"));
    CHECK_FALSE(globs.match(long_start + "_"));
    CHECK(globs.match(std::string(75, 'a') + "z"));
    CHECK_FALSE(globs.match(std::string(69, 'a') + "z"));
    CHECK(globs.match("q"));
    CHECK_FALSE(globs.match(""));
    CHECK_FALSE(Globs({}).match(""));
}

TEST_CASE("globs mean what fnmatch(3) means by them") {
    std::mt19937 random(14);    // NOLINT(cert-msc51-cpp,cert-msc32-c): the same each time
    int matched = 0;
    for (int i = 0; i < 200'000; ++i) {
        const std::string pattern = random_text(random, "aabAB**??[[]]!^-c\\", 8);
        const std::string name = random_text(random, "aabAB[]!-c\\", 5);
        const bool expected = fnmatch(pattern.c_str(), name.c_str(), FNM_CASEFOLD) == 0;
        CAPTURE(pattern);
        CAPTURE(name);
        REQUIRE(matches(pattern, name) == expected);
        matched += expected ? 1 : 0;
    }
    CHECK(matched > 2'000);
}

TEST_CASE("twice as long names take twice the time, whatever the globs") {
    for (const std::string& glob : {std::string("*a*a*a*b"), "*" + std::string(500, '?') + "b", std::string("*aaaaaaaab")}) {
        CAPTURE(glob);
        const Globs globs({glob});
        const auto generate = [](std::size_t size) { return std::string(size, 'a'); };
        CHECK(testing::is_linear(
            generate, [&](const std::string& name) { CHECK_FALSE(globs.match(name)); }, 1'000'000));
    }
}

TEST_CASE("a name is looked up among many patterns without a wildcard") {
    const auto generate = [](std::size_t size) { return std::string(size, '\n'); };
    const auto run = [](const std::string& lines) {
        NameFilter filter;
        for (std::size_t i = 0; i < lines.size(); ++i) filter.exclude.push_back("name" + std::to_string(i));
        const NameChoice choice(filter);
        for (std::size_t i = 0; i < lines.size(); ++i) CHECK_FALSE(choice.leaves_out("name_" + std::to_string(i)));
    };
    CHECK(testing::is_linear(generate, run, 20'000));
}

TEST_CASE("only patterns with a wildcard count for what a list may hold") {
    CHECK(wildcard_bytes({"vcs", "vcs*", "[a]", "?", "\\x"}) == 4 + 3 + 1 + 2);
}
