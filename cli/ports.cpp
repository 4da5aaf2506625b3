#include "cli/ports.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>

#include <fmt/format.h>

#include "core/os/local_time.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

PathKind kind_of(const std::string& path) {
    struct stat what {};
    if (stat(path.c_str(), &what) != 0) return PathKind::missing;
    return S_ISDIR(what.st_mode) ? PathKind::directory : PathKind::other;
}

template <class Clock>
double seconds() {
    return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

/// One write for a line, so that those of two runs do not mix.
void log_to_stderr(Severity severity, std::string_view message) {
    const char* const journal = std::getenv("JOURNAL_STREAM");
    const bool to_journal = journal != nullptr && *journal != '\0';
    const std::string prefix = to_journal ? fmt::format("<{}>", static_cast<int>(severity)) : std::string();
    const std::string line = fmt::format("{}slurmlic: {}\n", prefix, one_line(message));
    static_cast<void>(write(STDERR_FILENO, line.data(), line.size()) < 0);    // nobody is left to be told
}

}    // namespace

Ports real_ports(std::pmr::memory_resource& memory) {
    return {
        run_commands,
        [](const std::string& path) { return read_input(path); },
        read_input,
        kind_of,
        lines_beginning_with,
        publish_file,
        publish_stdout,
        seconds<std::chrono::system_clock>,
        seconds<std::chrono::steady_clock>,
        local_to_epoch,
        &memory,
        log_to_stderr,
        look_at_terminal,
        look_at,
        list_directory,
        extended_attribute,
        try_directory,
        geteuid,
    };
}

}    // namespace slurmlic
