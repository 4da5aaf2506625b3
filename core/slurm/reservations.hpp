#pragma once

// What Slurm says of the reservations that hold licenses, `scontrol show res -o`, a line each:
//
//  1 "ReservationName=NAME StartTime=... Flags=ANY_NODES ... Users=root ... Licenses=vcs:5 State=ACTIVE ...": NAME ends at
//    " StartTime=", the licenses at " State=", any other value at the next blank. Any other line is none of a reservation. One
//    that lacks a value, and one that no newline ends, is half of an answer: then nothing is known.
//  2 A reservation that was made with Flags=LICENSE_ONLY is shown with ANY_NODES, and has no node.
//  3 Licenses are separated by "," or ";"; a count stands behind the last ":", and without one it is 1. "(null)" is none.
//  4 Names are those of scontrol show lic: VCS and vcs may be two licenses.
//
// Known from Slurm 22.05.8, 24.11.5 and 26.05.5.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text/result.hpp"

namespace slurmlic {

struct LicenseReservation {
    std::string name;
    std::string users;    // as Slurm prints them
    std::string flags;
    std::string nodes;    // how many
    std::vector<std::pair<std::string, std::int64_t>> licenses = {};
    bool is_active = false;
};

/// Rules 1 to 3; in the order of the text.
Result<std::vector<LicenseReservation>> parse_reservations(std::string_view text);

/// Whether nobody else than slurmlic makes such a one for this license: it is root's, has no node, and holds nothing else.
bool is_kept_by_slurmlic(const LicenseReservation& reservation, std::string_view license_name);

/// The tokens that it holds of a license now.
std::int64_t tokens_held(const LicenseReservation& reservation, std::string_view license_name);

}    // namespace slurmlic
