#include "core/os/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

std::string_view environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string_view() : value;
}

}    // namespace

Terminal terminal_of_stdout() {
    Terminal terminal;
    const bool is_terminal = isatty(STDOUT_FILENO) == 1;
    winsize size{};
    std::int64_t columns = parse_count(environment("COLUMNS")).value_or(0);
    if (is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) columns = size.ws_col;
    // In less than 40 no table can be read.
    if (columns > 0) terminal.columns = static_cast<std::size_t>(std::clamp<std::int64_t>(columns, 40, 1000));
    // NO_COLOR: https://no-color.org, any text but none.
    terminal.takes_colours = is_terminal && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
    return terminal;
}

}    // namespace slurmlic
