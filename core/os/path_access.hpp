#pragma once

// Who may change a file or a directory.

#include <cstdint>
#include <string>
#include <vector>

namespace slurmlic {

/// What is at a path.
enum class PathKind : std::uint8_t { missing, directory, file, other, link };

/// What is at one path, links not followed, and who may write it: its owner, who could let himself, and by its mode and its
/// ACL.
struct PathAccess {
    PathKind kind = PathKind::missing;    // also where nobody tells us
    std::string target = {};              // of a link
    bool is_sticky = false;               // of a directory: names in it are changed by their owners alone
    std::uint32_t owner = 0;
    std::vector<std::uint32_t> users = {};     // whom its ACL names
    std::vector<std::uint32_t> groups = {};    // its own, and those that its ACL names
    bool everybody = false;
};

PathAccess path_access(const std::string& path);

}    // namespace slurmlic
