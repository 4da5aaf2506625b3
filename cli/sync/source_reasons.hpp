#pragma once

#include <map>
#include <string>

#include "cli/sources/source_list.hpp"
#include "core/metrics/report.hpp"

namespace slurmlic {

/// By tool: why what its sources said can't be counted on to the last seat. A tool without such a reason is not in it. Nobody
/// may be told a number of which a part is missing, so that this is stricter than what is published.
std::map<std::string, std::string> find_source_reasons(const Report& report, const SourceList& sources);

}    // namespace slurmlic
