#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace slurmlic {

using Clock = std::chrono::steady_clock;

/// The time left, for poll(): 0 when it is over, and at most a minute, so that it always fits.
inline int milliseconds_until(Clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

}    // namespace slurmlic
