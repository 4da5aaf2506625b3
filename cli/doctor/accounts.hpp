#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/ports.hpp"

namespace slurmlic {

using Ids = std::set<std::uint32_t>;

/// Users and groups as getent knows them: local ones, and those of LDAP and the like.
class Accounts {
public:
    /// Asks about all of them at once.
    Accounts(const Ids& users, const Ids& groups, const Ports& ports);

    /// "bob"; "uid 1000" where nobody has that number.
    [[nodiscard]] std::string name_of(std::uint32_t user) const;

    /// Who is in it, as their first group or as a member. Of root's group only those whom it names: where it is the first group
    /// of halt and the like, nobody logs in as them.
    [[nodiscard]] std::set<std::string> members_of(std::uint32_t group) const;

private:
    bool is_known_ = true;
    std::map<std::uint32_t, std::string> names_;
    std::map<std::uint32_t, std::set<std::string>> members_;
};

}    // namespace slurmlic
