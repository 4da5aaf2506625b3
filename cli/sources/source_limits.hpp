#pragma once

#include <optional>

#include "core/metrics/report.hpp"
#include "core/settings/settings.hpp"

namespace slurmlic {

/// Why what one source gives, and nothing else is in the report, is too much to be published; nothing where it is not.
std::optional<Diagnostic> beyond_limits_of_source(const Report& alone, const Settings& settings);

}    // namespace slurmlic
