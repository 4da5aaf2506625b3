#pragma once

// Whether an account gets to a file: over all folders on the way to it, by their modes or ACLs.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/doctor/account.hpp"
#include "cli/ports.hpp"

namespace slurmlic {

/// What keeps an account out.
struct Obstacle {
    std::string path;            // a folder on the way, or the last itself
    std::uint32_t rights = 0;    // not all of which it has there
    FileFacts file;
    bool has_acl = false;
};

/// By the ACL, where there is one, else by the mode. `front` is put before the path to look at it: "/proc/812/root".
bool is_allowed(const Account& account, const std::string& path, const FileFacts& file, std::uint32_t rights,
                const Ports& ports, const std::string& front = "");

/// Whether the file has an ACL beyond its mode.
bool has_acl(const std::string& path, const Ports& ports);

/// The first thing on the way to `path`, or that itself, where it lacks rights; links are followed.
std::optional<Obstacle> find_obstacle(const Account& account, const std::string& path, std::uint32_t rights, const Ports& ports,
                                      const std::string& front = "");

/// "mode 0755, root:root", with an ACL, too: that is what counts then.
std::string obstacle_text(const Obstacle& obstacle, const Ports& ports);

/// The command that takes it away for this account: "chmod o+x /a".
std::string command_to_allow(const Account& account, const Obstacle& obstacle);

/// The path and all above it, the outermost first.
std::vector<std::string> folders_on(const std::string& path);

/// Whether both are one file; nothing where one of them can't be looked at.
std::optional<bool> is_same_file(const std::string& a, const std::string& b, const Ports& ports);

/// Whether both are spelled alike, but for slashes at the end.
bool is_same_path(const std::string& a, const std::string& b);

}    // namespace slurmlic
