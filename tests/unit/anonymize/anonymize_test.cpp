// What becomes of the parts of a text that a parser marked. This one marks what stands in brackets: <user>, [host], {path},
// (unknown), and they may be nested.

#include "core/anonymize/anonymize.hpp"

#include <doctest/doctest.h>

#include <array>
#include <utility>

#include "core/text/text.hpp"

using namespace slurmlic;

namespace {

void mark_brackets(std::string_view text, Spans& spans) {
    constexpr std::array<std::pair<std::string_view, Role>, 4> pairs{
        {{"()", Role::unknown}, {"{}", Role::path}, {"[]", Role::host}, {"<>", Role::user}}};
    for (const auto& [pair, role] : pairs) {    // not in the order of the text
        for (std::size_t open = text.find(pair[0]); open != npos; open = text.find(pair[0], open + 1)) {
            spans.add(text.substr(open + 1, text.find(pair[1], open) - open - 1), role);
        }
    }
}

constexpr std::array kinds{
    TextKind{"brackets", [](std::string_view text) { return text.starts_with("brackets"); }, mark_brackets},
    TextKind{"squeue", [](std::string_view text) { return text.empty(); }, mark_brackets},
    TextKind{"all of it", [](std::string_view text) { return text.starts_with("all of it"); },
             [](std::string_view text, Spans& spans) {
                 spans.add(text.substr(10, 5), Role::user);
                 spans.add(text, Role::unknown);
                 spans.add(text.substr(4), Role::host);
             }}};

std::string anonymous(const std::string& text) {
    Pseudonyms names;
    const auto all = anonymize({{"saved.txt", text}}, kinds, names);
    REQUIRE(all);
    return all->front().text;
}

}    // namespace

TEST_CASE("what is marked gets another name, and all else stays") {
    CHECK(anonymous("brackets of alice <alice> [lic1.acme.com]:1 {/home/alice/a b} {/x} <Alice> [10.0.0.1]") ==
          "brackets of alice <user1> [host1.domain1.domain2]:1 {path1} {path2} <User1> [198.18.0.1]");
    CHECK(anonymous("brackets\n") == "brackets\n");
    CHECK(anonymous("") == "");
}

TEST_CASE("a name that is marked anywhere is known where it is only mentioned") {
    CHECK(anonymous("brackets (ask alice at lic1, not carl) <alice> [lic1.acme.com]") ==
          "brackets (word1 user1 at host1, not word2) <user1> [host1.domain1.domain2]");
}

TEST_CASE("of marks that overlap the first one wins, and no byte is lost") {
    CHECK(anonymous("brackets (user <alice> of [lic1]) [a<b>c]") == "brackets (user <user1> of [host1]) [host2]");
    CHECK(anonymous("all of it alice was here") == "all of it user1 was word1");
    CHECK(anonymous("brackets <alice[bob>carl] <dora>") == "brackets <user1>word1] <user2>");
}

TEST_CASE("a name is the same in all texts of a call, and they keep their order and kind") {
    Pseudonyms names;
    const auto all = anonymize({{"a", "brackets (bob) <alice>"}, {"b", ""}, {"c", "brackets <bob> <ALICE>"}}, kinds, names);
    REQUIRE(all);
    REQUIRE(all->size() == 3);
    CHECK((*all)[0].text == "brackets (user2) <user1>");
    CHECK((*all)[1].kind == "squeue");
    CHECK((*all)[2].kind == "brackets");
    CHECK((*all)[2].text == "brackets <user2> <USER1>");
}

TEST_CASE("a text of no known kind is an error that says which there are") {
    Pseudonyms names;
    const auto all = anonymize({{"a", "brackets"}, {"/b", "alice was here"}}, kinds, names);
    REQUIRE_FALSE(all);
    CHECK(to_sentence(all.error()) ==
          "/b: expected what brackets, squeue or all of it prints, got neither (squeue as slurmlic runs it)");
}
