#pragma once

// Doctor on the tools: whether what [[tool]] names is there, and what it leaves out.

#include <string>

#include "cli/doctor/finding.hpp"
#include "core/settings/settings.hpp"
#include "core/metrics/report.hpp"

namespace slurmlic {

/// `report` knows all licenses and features, those that the settings leave out, too. What a source that is down may have is
/// not told to be missing.
/// `path` is the settings file.
Findings examine_tools(const Settings& settings, const std::string& path, const Report& report);

}    // namespace slurmlic
