#pragma once

#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "core/text/result.hpp"

namespace slurmlic {

/// The system's words for an errno value: "Permission denied".
inline std::string errno_text(int number) { return std::generic_category().message(number); }

/// "cannot WHAT PATH: Permission denied", for every system call that failed; `what` is what was tried: "read".
inline Unexpected system_error(std::string_view what, std::string_view path, int number) {
    return failed(fmt::format("cannot {} {}: {}", what, path, errno_text(number)));
}

}    // namespace slurmlic
