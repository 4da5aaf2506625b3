#pragma once

#include <string>

#include "cli/exit.hpp"
#include "cli/options.hpp"
#include "cli/ports.hpp"

namespace slurmlic {

/// Reads the settings file (the named one, else the default one where it exists), lets the flags win, and does what the
/// options ask for.
Exit run(const Options& options, const Ports& ports, const std::string& version);

}    // namespace slurmlic
