#pragma once

// What the file of the previous run tells this one.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/seats/seats.hpp"

namespace slurmlic {

struct PreviousFile {
    std::map<std::string, double, std::less<>> last_success;    // by source: seconds since the epoch, finite and above 0
    std::map<std::string, std::vector<Server>, std::less<>> servers;    // by app: their labels, up or not
    std::map<std::string, std::vector<Daemon>, std::less<>> daemons;    // likewise
};

/// Reads the text once. What can't be read is passed over; a text that is none of ours gives an empty value.
PreviousFile read_previous_file(std::string_view text);

}    // namespace slurmlic
