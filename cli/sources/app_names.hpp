#pragma once

// Under which names the servers and daemons of an app are published: a series goes on when its server goes down, or answers by
// another name than it did before (lic1, lic1.example.com, 10.0.0.5).
//
//  1 A server that answered is the one of the previous file with the same host and port. Two hosts are the same where one
//    name is the first labels of the other. Where as many that answered as are in that file are left then, they are the same
//    ones in their order, if they are down, if one is an address and the other a name, or if the settings name the one of the
//    file. Of more than 64 servers none is looked for by another name.
//  2 It is published under the host and port of the previous file; while it is down, under its version and rank, too.
//    One that tells no port is the one of the settings, if they name one alone.
//  3 An app which answered that it is down, and named no server, has those of the previous file, unless the settings name more
//    or fewer; else those of the settings or the license file; else one without a name. They are up only where features show
//    that somebody serves them. Daemons likewise, first those that its features name, where the manager has any. A
//    site's own command names its servers or has none.

#include "cli/ports.hpp"
#include "core/metrics/previous_file.hpp"
#include "core/seats/seats.hpp"
#include "core/settings/settings.hpp"

namespace slurmlic {

/// Applies rules 1 to 3 to an app that answered.
void use_known_names(SeatStatus& status, const AppSettings& app, const Ports& ports, const PreviousFile& previous);

}    // namespace slurmlic
