#pragma once

#include <string_view>
#include <vector>

#include "core/settings/settings.hpp"
#include "core/text/diagnostic.hpp"

namespace slurmlic {

/// Settings, and what was wrong in the text they come from, in the order of its lines.
struct SettingsReading {
    Settings settings;
    std::vector<Diagnostic> problems;
};

/// Reads a settings file: TOML 1.0 with the keys that slurmlic.toml(5) lists. An unknown key or a value of another type is a
/// problem. `file` is what it is called in problems.
SettingsReading parse_settings(std::string_view text, std::string_view file);

/// Adds a problem for each feature of a tool whose app there is not. Asked when the command line, which may define apps, has
/// been applied.
void check_apps(SettingsReading& reading, std::string_view file);

}    // namespace slurmlic
