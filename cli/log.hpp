#pragma once

#include <vector>

#include "cli/ports.hpp"
#include "core/settings/settings.hpp"
#include "core/text/diagnostic.hpp"

namespace slurmlic {

/// Logs as much of it as the settings want: --quiet nothing, --verbose also what is an info. What ends a run is logged by
/// ports.log itself, whatever the settings want.
inline void log_all(const std::vector<Diagnostic>& diagnostics, const Settings& settings, const Ports& ports) {
    for (const Diagnostic& one : diagnostics) {
        if (one.severity == Severity::info ? settings.verbose : !settings.quiet) ports.log(one);
    }
}

}    // namespace slurmlic
