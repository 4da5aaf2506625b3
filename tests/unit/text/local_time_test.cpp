#include "core/text/local_time.hpp"

#include <doctest/doctest.h>

using namespace slurmlic;

namespace {

/// A place whose clock is ahead of Greenwich by so many seconds, and by an hour more from an instant on.
ToEpoch place(std::int64_t ahead, std::int64_t summer_begins = 1'000'000'000'000) {
    return [=](const LocalTime& time) {
        const std::int64_t shown = std::int64_t{*to_minutes(time)} * 60 + time.second;
        const bool is_summer = shown - ahead - 3600 >= summer_begins;
        return shown - ahead - (is_summer ? 3600 : 0);
    };
}

}    // namespace

TEST_CASE("local minutes go there and back, and have a weekday") {
    const LocalMinutes minutes = to_minutes({2026, 11, 27, 13, 5, 59}).value();
    const LocalTime time = to_local_time(minutes);
    CHECK(minutes == 29'929'745);
    CHECK(time.year == 2026);
    CHECK(time.month == 11);
    CHECK(time.day == 27);
    CHECK(time.hour == 13);
    CHECK(time.minute == 5);
    CHECK(weekday_of(minutes) == 5);
    CHECK(weekday_of(0) == 4);
    CHECK(to_minutes({5999, 12, 31, 23, 59, 0}) == 2'119'574'879);
}

TEST_CASE("days and times of day that there are not have no local minutes") {
    CHECK_FALSE(to_minutes({2025, 2, 29, 0, 0, 0}));
    CHECK(to_minutes({2024, 2, 29, 0, 0, 0}));
    for (const LocalTime& wrong :
         {LocalTime{1969, 12, 31}, LocalTime{6000, 1, 1}, LocalTime{2026, 13, 1}, LocalTime{2026, 0, 1}, LocalTime{2026, 1, 0},
          LocalTime{2026, 4, 31}, LocalTime{2026, 1, 1, 24}, LocalTime{2026, 1, 1, 0, 60}, LocalTime{2026, -1, 1},
          LocalTime{2026, 1, 1, -1}}) {
        CHECK_FALSE(to_minutes(wrong));
    }
}

TEST_CASE("what the clock shows at an instant is found by the time zone, also beside a change of the clock") {
    constexpr double noon = 29'929'680.0 * 60;    // 2026-11-27 12:00 in Greenwich
    CHECK(minutes_at(noon + 59.5, place(0)) == 29'929'680);
    CHECK(minutes_at(noon, place(5 * 3600 + 1800)) == 29'929'680 + 330);
    CHECK(minutes_at(noon, place(-11 * 3600)) == 29'929'680 - 660);
    const auto change = static_cast<std::int64_t>(noon);
    CHECK(minutes_at(noon - 60, place(3600, change)) == 29'929'680 + 59);
    CHECK(minutes_at(noon, place(3600, change)) == 29'929'680 + 120);
    CHECK(minutes_at(noon + 7200, place(3600, change)) == 29'929'680 + 240);
}

TEST_CASE("without a time zone the clock shows that of Greenwich") {
    CHECK(minutes_at(1e9, [](const LocalTime&) { return 1; }) == 16'666'666);
    CHECK(minutes_at(-5, place(0)) == 0);
    CHECK(minutes_at(1e300, [](const LocalTime&) { return 0; }) == 2'000'000'000);
}
