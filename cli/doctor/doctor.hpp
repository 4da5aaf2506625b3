#pragma once

// `slurmlic doctor`: checks all that has to be right for the numbers to arrive, and says what to mend. Nothing is published.

#include <string>

#include "cli/options.hpp"
#include "cli/ports.hpp"
#include "cli/run.hpp"
#include "core/settings/settings.hpp"

namespace slurmlic {

/// `reading` is the settings file `path` (or the defaults where it is not there), with the flags in place. Exit::ok only
/// where nothing is to be mended.
Exit doctor(const Options& options, const std::string& path, const SettingsReading& reading, const Ports& ports,
            const std::string& version);

}    // namespace slurmlic
