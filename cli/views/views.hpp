#pragma once

// `slurmlic show` and `slurmlic gap`: the same sources as collect, for a person or a script, and nothing is published.

#include <string>

#include "cli/options.hpp"
#include "cli/ports.hpp"
#include "cli/run.hpp"
#include "core/settings/settings.hpp"

namespace slurmlic {

/// Asks every source, and prints what `options` ask for. A tool that there is none of is wrong usage.
Exit present(const Options& options, const Settings& settings, const Ports& ports);

}    // namespace slurmlic
