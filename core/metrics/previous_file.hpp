#pragma once

// What the file of the previous run tells this one.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace slurmlic {

struct PreviousFile {
    std::map<std::string, double, std::less<>> last_success;    // by source: seconds since the epoch, finite and above 0
    std::map<std::string, std::set<std::pair<std::string, std::string>>, std::less<>> servers;    // by app: host, port
    std::map<std::string, std::set<std::string>, std::less<>> daemons;                            // by app: name
};

/// Reads the text once. What can't be read is passed over; a text that is none of ours gives an empty value.
PreviousFile read_previous_file(std::string_view text);

}    // namespace slurmlic
