#include "core/os/input.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string_view>

#include <fmt/format.h>

#include "core/os/deadline.hpp"
#include "core/os/descriptor.hpp"
#include "core/os/errno_text.hpp"
#include "core/text/byte_size.hpp"
#include "core/text/duration.hpp"

namespace slurmlic {
namespace {

constexpr Clock::time_point never = Clock::time_point::max();

/// Waits until there is something to read; the errno of what failed, ETIMEDOUT at the deadline, 0 for success.
int wait_for_input(int fd, Clock::time_point deadline) {
    for (;;) {
        pollfd ready{fd, POLLIN, 0};
        const int left = milliseconds_until(deadline);
        if (left == 0) return ETIMEDOUT;
        const int found = poll(&ready, 1, left);
        if (found > 0) return 0;
        if (found < 0 && errno != EINTR) return errno;
    }
}

/// Adds all of an open file or pipe to the text; the errno of what failed, EFBIG past `most_bytes`, ETIMEDOUT at the deadline
/// where it is no plain file, 0 for success.
int read_to_end(int fd, std::string& text, std::size_t most_bytes, Clock::time_point deadline) {
    struct stat file {};
    const bool regular = fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
    if (regular) {
        const auto ahead = static_cast<std::size_t>(std::max<off_t>(file.st_size - lseek(fd, 0, SEEK_CUR), 0));
        if (ahead > most_bytes) return EFBIG;
        text.reserve(ahead);
    }
    // A FIFO that lacks a writer looks like being at its end, and a device may have none.
    bool must_wait = !regular && deadline != never;
    // Never mapped: whoever writes a file anew cuts it first, and pages that are gone end us by SIGBUS. A file of /proc has the
    // size 0, and some give their text to the first read alone.
    std::array<char, std::size_t{64} * 1024> piece;    // NOLINT(*-member-init): read fills it
    for (;;) {
        if (const int wrong = must_wait ? wait_for_input(fd, deadline) : 0; wrong != 0) return wrong;
        const ssize_t size = read(fd, piece.data(), piece.size());
        if (size > 0) {
            text.append(piece.data(), static_cast<std::size_t>(size));
            if (text.size() > most_bytes) return EFBIG;
        } else if (size == 0) {
            return 0;
        } else if (errno == EAGAIN) {
            must_wait = true;
        } else if (errno != EINTR) {
            return errno;
        }
    }
}

}    // namespace

Result<std::string> read_input(const std::string& path, std::chrono::milliseconds limit, std::size_t most_bytes) {
    const bool is_stdin = path == "-";
    const int fd = is_stdin ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                            : open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);    // a FIFO must not hold us
    const Descriptor file(fd);
    std::string text;
    const int wrong = fd < 0 ? errno : read_to_end(fd, text, most_bytes, is_stdin ? never : Clock::now() + limit);
    if (wrong == 0) return text;
    if (wrong == EFBIG) {
        return failed(fmt::format("cannot read {}: it is larger than {}", is_stdin ? "standard input" : path,
                                  byte_size_text(most_bytes)));
    }
    if (wrong != ETIMEDOUT) return system_error("read", is_stdin ? "standard input" : path, wrong);
    return failed(
        fmt::format("cannot read {}: not at its end within {}, does anybody write to it?", path, duration_text(limit)));
}

Result<std::string> read_plain_file(const std::string& path, std::size_t most_bytes) {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat what {};
    if (!file.is_open() || fstat(file.get(), &what) != 0) return system_error("read", path, errno);
    if (!S_ISREG(what.st_mode)) return failed(fmt::format("cannot read {}: no regular file", path));
    std::string text;
    if (const int wrong = read_to_end(file.get(), text, most_bytes, never); wrong != 0)
        return system_error("read", path, wrong);
    return text;
}

Result<std::vector<std::string>> list_directory(const std::string& path) {
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(path.c_str()), closedir);
    if (!entries) return system_error("list", path, errno);
    std::vector<std::string> names;
    while (const dirent* const entry = readdir(entries.get())) {
        const std::string_view name = static_cast<const char*>(entry->d_name);
        if (name != "." && name != "..") names.emplace_back(name);
    }
    std::ranges::sort(names);
    return names;
}

}    // namespace slurmlic
