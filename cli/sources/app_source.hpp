#pragma once

// An app of a license manager as a source: how it is asked, and what is published of it.

#include "cli/ports.hpp"
#include "cli/sources/requests.hpp"
#include "core/metrics/report.hpp"
#include "core/settings/settings.hpp"

namespace slurmlic {

/// For the status of its seats, or the saved text in its place.
Request status_request(const Settings& settings, const AppSettings& app, const Ports& ports);

/// What is published of an app that answered: the settings leave features out, which may be a tool's all the same.
AppStatus published_status(const AppSettings& app, SeatStatus status);

/// Drops what only the tools are joined from: the features of an app that is down, and holders of seats whom nobody publishes,
/// who are many. Who waits for seats stays where users are kept.
void drop_what_is_joined(SeatStatus& status, const AppSettings& app, ToolUsers users);

}    // namespace slurmlic
