#include "core/text/name_filter.hpp"

#include <doctest/doctest.h>

using namespace slurmlic;

TEST_CASE("without a pattern no name is left out") { CHECK_FALSE(NameChoice({}).leaves_out("vcs")); }

TEST_CASE("a name that no include pattern matches is left out, and one that an exclude pattern does") {
    const NameChoice choice({.include = {"vcs*", "fluent"}, .exclude = {"*_test"}});
    CHECK_FALSE(choice.leaves_out("VCS_batch"));
    CHECK_FALSE(choice.leaves_out("fluent"));
    CHECK(choice.leaves_out("abaqus"));
    CHECK(choice.leaves_out("vcs_test"));
}
