#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/tools/tool.hpp"

namespace slurmlic {

/// What a user's seats and tokens mean, in plain words, with where they are and which jobs have them:
///     "3 seats outside Slurm on pc1"
///     "3 of 5 seats outside Slurm, seats on n1 (2), pc1 (3); job 4711"
///     "8 tokens booked, 2 used on n1; jobs 4711, 4712"
///     "2 seats borrowed or lingering on n3, 10 d left"    (of FlexLM nobody can tell which)
/// Of many hosts those with the most seats are named, of many jobs the first.
std::string summary_of(const ToolUser& user);

/// The name, or "(unknown)".
std::string user_text(const ToolUser& user);

/// "pc1", "n1, n2 (3)": the seats stand behind a host that is not the only one and has more than one. Empty without any.
std::string hosts_text(const ToolUser& user);

/// "job 4711", "jobs 4711, 4712"; empty without any.
std::string jobs_text(const ToolUser& user);

/// Why nobody is named: seats whose user can't be read, tokens that squeue does not explain. Empty of one who is.
std::string unknown_text(const ToolUser& user);

/// "a, b, c, d and 12 more".
std::string listed(std::vector<std::string> items, std::size_t most);

}    // namespace slurmlic
