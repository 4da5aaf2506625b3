#include "core/os/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t fewest_columns = 40;    // below that no table can be read
constexpr std::size_t most_columns = 1000;

std::string_view environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string_view() : value;
}

std::size_t sane(std::int64_t columns) { return std::clamp(static_cast<std::size_t>(columns), fewest_columns, most_columns); }

}    // namespace

Terminal look_at_terminal() {
    Terminal terminal;
    terminal.is_one = isatty(STDOUT_FILENO) == 1;
    winsize size{};
    if (terminal.is_one && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        terminal.columns = sane(size.ws_col);
    } else if (const auto columns = parse_count(environment("COLUMNS")); columns && *columns > 0) {
        terminal.columns = sane(*columns);
    }
    // NO_COLOR: https://no-color.org, any text but none.
    terminal.takes_colours = terminal.is_one && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
    return terminal;
}

}    // namespace slurmlic
