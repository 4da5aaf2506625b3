#include "cli/ports.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <thread>

#include <fmt/format.h>

#include "core/os/command.hpp"
#include "core/os/file_lock.hpp"
#include "core/os/input.hpp"
#include "core/os/publish.hpp"

namespace slurmlic {
namespace {

PathKind path_kind(const std::string& path) {
    struct stat what {};
    if (stat(path.c_str(), &what) != 0) return PathKind::missing;
    if (S_ISDIR(what.st_mode)) return PathKind::directory;
    return S_ISREG(what.st_mode) ? PathKind::file : PathKind::other;
}

template <class Clock>
double seconds() {
    return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

/// Of a time in this process's time zone (TZ).
std::int64_t to_epoch(const LocalTime& time) {
    std::tm parts{};
    parts.tm_year = time.year - 1900;
    parts.tm_mon = time.month - 1;
    parts.tm_mday = time.day;
    parts.tm_hour = time.hour;
    parts.tm_min = time.minute;
    parts.tm_sec = time.second;
    parts.tm_isdst = -1;
    return std::mktime(&parts);
}

/// One write for a line, so that those of two runs do not mix.
void log_to_stderr(const Diagnostic& diagnostic) {
    const char* const journal = std::getenv("JOURNAL_STREAM");
    const bool to_journal = journal != nullptr && *journal != '\0';
    const std::string prefix = to_journal ? fmt::format("<{}>", static_cast<int>(diagnostic.severity)) : std::string();
    const std::string line = fmt::format("{}slurmlic: {}\n", prefix, to_sentence(diagnostic));
    static_cast<void>(write(STDERR_FILENO, line.data(), line.size()) < 0);    // there is nowhere else to say it
}

}    // namespace

Ports real_ports() {
    return {
        .run_commands = run_commands,
        .read_file = read_input,
        .read_plain_file = read_plain_file,
        .path_kind = path_kind,
        .path_access = path_access,
        .list_directory = list_directory,
        .publish_file = publish_file,
        .lock_file = lock_file,
        .pause = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); },
        .print = print,
        .log = log_to_stderr,
        .now = seconds<std::chrono::system_clock>,
        .elapsed = seconds<std::chrono::steady_clock>,
        .to_epoch = to_epoch,
        .terminal = terminal_of_stdout,
        .is_root = [] { return geteuid() == 0; },
    };
}

}    // namespace slurmlic
