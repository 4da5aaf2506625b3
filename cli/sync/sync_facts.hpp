#pragma once

// What sync has to know beside what all sources said: the reservations of each cluster, and the remote licenses as slurmdbd has
// them. They are asked after the others, and only where some tool needs them.

#include <vector>

#include "cli/ports.hpp"
#include "cli/sources/requests.hpp"
#include "cli/sources/source_list.hpp"
#include "core/metrics/report.hpp"
#include "core/settings/settings.hpp"
#include "core/text/diagnostic.hpp"
#include "core/tools/sync.hpp"

namespace slurmlic {

/// Points into the report. What went wrong is added to `diagnostics`.
SyncFacts read_sync_facts(const Report& report, const SourceList& sources, const Settings& settings, const Ports& ports,
                          std::vector<Diagnostic>& diagnostics);

/// Whether saved texts are read in the place of what is live.
bool are_sources_saved(const Settings& settings);

/// `scontrol [-M CLUSTER] show res -o`.
Request reservations_request(const Settings& settings, const std::string& cluster);

/// What it says; or why nothing is known, with its origin.
Result<std::vector<LicenseReservation>> reservations_of(const Response& response);

}    // namespace slurmlic
