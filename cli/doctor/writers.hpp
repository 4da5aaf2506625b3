#pragma once

// Who besides root can change what is at a path: the thing itself, or what leads to it.

#include <string>
#include <vector>

#include "cli/ports.hpp"

namespace slurmlic {

/// Where others can write on the way to a path.
struct Hole {
    std::string path;
    std::vector<std::string> who;    // "bob", "uid 1000", "everybody", "members of gid 5"; sorted, and never root
};

struct Writers {
    std::string path;           // without links, up to the part that is not there
    std::vector<Hole> holes;    // from "/" on
};

/// Of each absolute path, in their order. What is not there could be put there by those who may write in its directory.
/// Asks getent who the users and the members of groups are, where anybody but root owns or writes something.
std::vector<Writers> find_writers(const std::vector<std::string>& paths, const Ports& ports);

}    // namespace slurmlic
