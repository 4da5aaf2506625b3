#pragma once

#include <string>

#include "cli/options.hpp"
#include "cli/ports.hpp"
#include "core/settings/settings.hpp"

namespace slurmlic {

/// The exit statuses that are promised to users.
enum class Exit : int {
    ok = 0,               // every source was read, and the file is published
    incomplete = 1,       // published, but a source failed or was only partly understood
    usage = 2,            // wrong usage or settings; nothing was run, the old file is untouched
    not_published = 3,    // could not publish; the old file is untouched
};

/// Reads the settings file (the named one, else the default one where it exists), lets the flags win, and does what the
/// options ask for.
Exit run(const Options& options, const Ports& ports, const std::string& version);

/// Asks every source side by side, and publishes what they say: run commands, parse, reconcile, render, publish.
Exit collect(const Settings& settings, const Ports& ports, const std::string& version);

}    // namespace slurmlic
