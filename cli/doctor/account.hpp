#pragma once

// Who may do what with a file, by its mode alone. Users are looked up in /etc/passwd and /etc/group: the program is static,
// and asks no name service.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/ports.hpp"

namespace slurmlic {

struct Account {
    std::string name;
    std::uint32_t uid = 0;
    std::vector<std::uint32_t> groups;
    bool passes_modes = false;    // as root does, unless that right was taken away
};

/// Nothing where the two files do not have the user.
std::optional<Account> account_of(std::string_view name, const Ports& ports);

/// Its name, or "uid 1000" where /etc/passwd has none.
std::string user_name(std::uint32_t uid, const Ports& ports);

/// The name of a group, or its number where /etc/group has none.
std::string group_name(std::uint32_t gid, const Ports& ports);

/// The bits of a mode, for one who is asked about.
inline constexpr std::uint32_t may_read = 4;
inline constexpr std::uint32_t may_write = 2;
inline constexpr std::uint32_t may_enter = 1;

/// Whether the account has all of `rights`, by the mode.
bool has_rights(const Account& account, const FileFacts& file, std::uint32_t rights);

/// Whether everybody has them.
bool everybody_has(const FileFacts& file, std::uint32_t rights);

/// "mode 0755, root:root" with the names or numbers of owner and group.
std::string mode_text(const FileFacts& file, const Ports& ports);

}    // namespace slurmlic
