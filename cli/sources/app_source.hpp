#pragma once

// An app of a license manager as a source: how it is asked, and what is published of it.

#include <optional>

#include "cli/ports.hpp"
#include "cli/sources/requests.hpp"
#include "core/metrics/previous_file.hpp"
#include "core/metrics/report.hpp"
#include "core/settings/settings.hpp"

namespace slurmlic {

/// For the status of its seats, or the saved text in its place.
Request status_request(const Settings& settings, const AppSettings& app, const Ports& ports);

/// What is published of an app. Left out features are gone; a server system that does not serve has none. Of an app that did
/// not answer (nothing), or not so that it was understood, nobody can say which servers are down: it has none.
AppStatus published_status(const AppSettings& app, std::optional<SeatStatus> status, const Ports& ports,
                           const PreviousFile& previous);

}    // namespace slurmlic
