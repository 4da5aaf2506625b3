#pragma once

// An app of a license manager as a source: how it is asked, and what is published of it.

#include "cli/ports.hpp"
#include "cli/sources/requests.hpp"
#include "core/metrics/previous_file.hpp"
#include "core/metrics/report.hpp"
#include "core/settings/settings.hpp"

namespace slurmlic {

/// For the status of its seats, or the saved text in its place.
Request status_request(const Settings& settings, const AppSettings& app, const Ports& ports);

/// For the expiry dates, of a manager that takes such a request.
Request expiry_request(const Settings& settings, const AppSettings& app, const Ports& ports);

/// What is published of an app. Left out features are gone; a server system that does not serve has none. An app that did not
/// answer, or gave no names, has the servers of the settings, else of the previous file, else of the license file, else one
/// without a name; daemons likewise, first those that its features name. They are down, never absent, and up only where
/// features show that somebody serves them.
AppStatus published_status(const AppSettings& app, SeatStatus status, const Ports& ports, const PreviousFile& previous);

}    // namespace slurmlic
