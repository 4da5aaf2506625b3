#pragma once

#include <string>
#include <string_view>

#include "core/text/result.hpp"

namespace slurmlic {

/// The system's words for an errno value, with the mend where an admin can be told one: "Permission denied".
std::string errno_text(int number);

/// "cannot WHAT PATH: the words for errno": the one form in which the failure of a system call is told.
Unexpected system_error(std::string_view what, std::string_view path, int number);

}    // namespace slurmlic
