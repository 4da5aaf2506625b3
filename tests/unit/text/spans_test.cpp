#include "core/text/spans.hpp"

#include <doctest/doctest.h>

using namespace slurmlic;

TEST_CASE("lines that follow each other, of which nothing is known, become one span") {
    const std::string_view text = "ab\ncd\n\nef gh\nann";
    Spans spans(text);
    spans.add(text.substr(0, 2), Role::unknown);
    spans.add(text.substr(3, 2), Role::unknown);
    spans.add(text.substr(7, 2), Role::unknown);
    spans.add(text.substr(10, 2), Role::unknown);
    spans.add(text.substr(10, 0), Role::unknown);
    spans.add(text.substr(13, 3), Role::user);
    REQUIRE(spans.all().size() == 4);
    CHECK(spans.all()[0].begin == 0);
    CHECK(spans.all()[0].size == 5);
    CHECK(spans.all()[1].begin == 7);    // behind an empty line
    CHECK(spans.all()[2].begin == 10);
    CHECK(spans.all()[3].role == Role::user);
}
