#pragma once

#include <cstdint>
#include <functional>

namespace slurmlic {

/// A time of day without its time zone.
struct LocalTime {
    int year = 0;
    int month = 0;    // 1 to 12
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
};

/// Local time to seconds since the epoch; it knows the time zone, which a parser does not.
using ToEpoch = std::function<std::int64_t(const LocalTime&)>;

}    // namespace slurmlic
