#include "core/os/errno_text.hpp"

#include <system_error>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {

std::string errno_text(int number) { return std::generic_category().message(number); }

Unexpected system_error(std::string_view what, std::string_view path, int number) {
    return unexpected(fmt::format("cannot {} {}: {}", what, printable_utf8(path), errno_text(number)));
}

}    // namespace slurmlic
