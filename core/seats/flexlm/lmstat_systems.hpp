#pragma once

// License server systems as `lmstat -a` tells of them: rules 4, 6, 7 and 14 of core/lmstat.hpp.

#include <string_view>

#include "core/seats/flexlm/lmstat_reading.hpp"

namespace slurmlic {

/// `27002@host1,27002@host2`: what stands behind "License server status:". A port may be missing.
std::vector<ServerReading> parse_server_list(std::string_view list);

/// Whether one of the system's servers is that host; short and full names are one, in any case of letters.
bool has_host(const SystemReading& system, std::string_view host);

/// Takes in what a line says about one server.
void tell_server(SystemReading& system, const ServerLine& line);
void tell_server_failure(SystemReading& system, const FailureLine& line);

/// When all lines are read: which listed server an unlisted one is, and whether the system serves. `where` names the source
/// and line of the system in the failure.
void settle_system(SystemReading& system, std::string_view where);

}    // namespace slurmlic
