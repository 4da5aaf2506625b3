#pragma once

// A FlexLM app as a source: which commands ask it, and what their outcomes become.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/ports.hpp"
#include "core/settings/settings.hpp"
#include "core/seats/seats.hpp"
#include "core/metrics/report.hpp"
#include "core/os/command.hpp"

namespace slurmlic {

/// `lmutil lmstat -a -c SERVER`; with `installed`, -i in the place of -a.
Command lmstat_command(const Settings& settings, const FlexlmSettings& app, bool installed);

/// Why an lmutil has no text to be read, and what to look at. Its exit status says little, so that any is taken.
std::optional<std::string> lmstat_failure(const Command& command, const Outcome& outcome, const Ports& ports);

/// What is published of an app. Left out features are gone; a server system that does not serve has none. An app that did not
/// answer, or said no names, has the servers of the settings, else of the earlier file, else of the license file, else one
/// without a name; daemons likewise, first those that its features name. They are down, never absent, and up only where
/// features show that somebody serves them.
AppStatus published_status(const FlexlmSettings& app, FlexlmStatus status, const Ports& ports,
                           const std::optional<std::string>& earlier_file);

inline constexpr std::string_view server_status_family = "flexlm_server_status";
inline constexpr std::string_view vendor_status_family = "flexlm_vendor_status";

}    // namespace slurmlic
