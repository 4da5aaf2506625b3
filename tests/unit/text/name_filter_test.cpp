#include "core/text/name_filter.hpp"

#include <doctest/doctest.h>

using namespace slurmlic;

TEST_CASE("without a pattern no name is left out") { CHECK_FALSE(NameFilter{}.leaves_out("vcs")); }

TEST_CASE("a name that no include pattern matches is left out, and one that an exclude pattern does") {
    const NameFilter filter{.include = {"vcs*", "fluent"}, .exclude = {"*_test"}};
    CHECK_FALSE(filter.leaves_out("VCS_batch"));
    CHECK_FALSE(filter.leaves_out("fluent"));
    CHECK(filter.leaves_out("abaqus"));
    CHECK(filter.leaves_out("vcs_test"));
}
