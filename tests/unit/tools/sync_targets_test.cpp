#include <doctest/doctest.h>

#include "core/tools/sync_targets.hpp"

using namespace slurmlic;

TEST_CASE("more is held back where the deficit grows, whatever LastConsumed is") {
    SyncTarget target{.license_name = "vcs@lic1",
                      .unit = {.by = SyncBy::last_consumed, .count = 30, .most = 30, .clusters = {{30, 19}}},
                      .deficits = {5},
                      .value = 24,
                      .told = 29};    // when 24 were used
    CHECK_FALSE(holds_more_when_told(target));
    target.value = 25;
    CHECK(holds_more_when_told(target));
}

TEST_CASE("a reservation holds more where it is new, or larger") {
    SyncTarget target{.license_name = "vcs", .value = 5};
    CHECK(holds_more_when_told(target));
    target.told = 4;
    CHECK(holds_more_when_told(target));
    target.told = 5;
    CHECK_FALSE(holds_more_when_told(target));
}
