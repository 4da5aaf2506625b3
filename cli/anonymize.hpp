#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/exit.hpp"
#include "cli/ports.hpp"

namespace slurmlic {

/// Prints the files with other names for users and hosts, the same ones in all of them. Several stand behind a line each,
/// "==> 2: squeue <==". Where one can't be read within `limit`, or is of no known kind, nothing is printed.
Exit anonymize_files(const std::vector<std::string>& files, std::chrono::milliseconds limit, const Ports& ports);

}    // namespace slurmlic
