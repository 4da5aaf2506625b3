#pragma once

// How a moment and a span of time are spelled for people.

#include <cstdint>
#include <optional>
#include <string>

#include "core/text/local_time.hpp"

namespace slurmlic {

inline constexpr std::int64_t seconds_of_minute = 60;

/// "10 d", "3 h", "5 min": rounded down, but never to nothing.
std::string span_text(std::int64_t seconds);

/// "2026-11-20"
std::string date_text(LocalMinutes moment);

/// "Mon 09:12" of the six days before and behind; else the date.
std::string moment_text(LocalMinutes moment, LocalMinutes now);

/// "Mon 09:12, 3 h"; without its age where it is more than a day ahead, empty where it is not known.
std::string since_text(const std::optional<LocalMinutes>& since, LocalMinutes now);

}    // namespace slurmlic
