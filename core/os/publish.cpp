#include "core/os/publish.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/os/deferred_signals.hpp"
#include "core/os/errno_text.hpp"
#include "core/os/temporary_file.hpp"

namespace slurmlic {
namespace {

struct Target {
    std::string directory;
    std::string name;
};

Target split(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return {".", path};
    return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

/// The errno of the first write that failed, 0 when all was written. Waits for a reader that is slow.
int write_all(int fd, std::string_view piece) {
    while (!piece.empty()) {
        const ssize_t written = write(fd, piece.data(), piece.size());
        if (written >= 0) {
            piece.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            pollfd ready{fd, POLLOUT, 0};
            poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

}    // namespace

Result<void> publish_file(const std::string& path, const Producer& produce) {
    const DeferredSignals signals;    // made first: let go only when no temporary file is left
    const auto [directory, name] = split(path);
    const Descriptor folder(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return system_error("open the directory", directory, errno);
    remove_leftovers(folder.get(), name);

    TemporaryFile temporary(folder.get(), name);
    int wrong = temporary.create();
    if (wrong != 0) return system_error("create a file in", directory, wrong);
    const bool whole = produce([&](std::string_view piece) {
        if (wrong == 0) wrong = signals.pending() ? EINTR : write_all(temporary.fd(), piece);
        return wrong == 0;
    });
    if (whole && wrong == 0) wrong = temporary.commit();
    if (wrong != 0) return system_error("write", path, wrong);
    return {};
}

Result<void> try_directory(const std::string& directory) {
    const DeferredSignals signals;
    const std::string name = ".slurmlic-doctor." + std::to_string(getpid());
    const Descriptor folder(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return system_error("open the directory", directory, errno);
    remove_leftovers(folder.get(), name);
    TemporaryFile temporary(folder.get(), name);
    if (const int wrong = temporary.create(); wrong != 0) return system_error("create a file in", directory, wrong);
    constexpr std::size_t page = 4096;    // that many blanks need room on the disk
    if (const int wrong = write_all(temporary.fd(), std::string(page, ' ')); wrong != 0) {
        return system_error("write a file in", directory, wrong);
    }
    if (const int wrong = temporary.commit(); wrong != 0) return system_error("rename a file in", directory, wrong);
    if (unlinkat(folder.get(), name.c_str(), 0) != 0) return system_error("remove a file in", directory, errno);
    return {};
}

Result<void> publish_stdout(const Producer& produce) {
    int wrong = 0;
    produce([&wrong](std::string_view piece) {
        wrong = write_all(STDOUT_FILENO, piece);
        return wrong == 0;
    });
    if (wrong != 0) return system_error("write to", "standard output", wrong);
    return {};
}

}    // namespace slurmlic
