#pragma once

#include <optional>
#include <string>

#include "cli/sources/source_list.hpp"
#include "cli/ports.hpp"
#include "core/settings/settings.hpp"
#include "core/metrics/report.hpp"

namespace slurmlic {

/// Asks every source of the plan side by side, reads what they say, joins it, and tells what failed. `earlier_file` is the
/// one that an earlier run has published: it knows when a source last succeeded, and what is down. The duration of the run
/// is left to who publishes.
Report gather(const Settings& settings, const Plan& plan, const Ports& ports, const std::string& version,
              const std::optional<std::string>& earlier_file, PlainTools plain_tools);

}    // namespace slurmlic
