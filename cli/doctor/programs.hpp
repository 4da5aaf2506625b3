#pragma once

// Which files programs are, and that nobody is told to run one that is not safe.

#include <map>
#include <set>
#include <string>

#include "cli/doctor/finding.hpp"
#include "cli/ports.hpp"

namespace slurmlic {

/// The path of each program as the shell finds it, of those that it finds as a file. It is relative where the name is, or PATH.
std::map<std::string, std::string> find_programs(const std::set<std::string>& names, const Ports& ports);

/// Takes back each advice to run a program that others than root could replace, and says so in its place.
void withhold_unsafe_commands(Findings& findings, const Ports& ports);

}    // namespace slurmlic
