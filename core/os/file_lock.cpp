#include "core/os/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <thread>

#include <fmt/format.h>

#include "core/os/errno_text.hpp"

namespace slurmlic {

Result<Descriptor> lock_file(const std::string& path, std::chrono::milliseconds limit) {
    constexpr std::chrono::milliseconds pause{50};
    const auto end = std::chrono::steady_clock::now() + limit;
    Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file.is_open()) return system_error("open", path, errno);
    while (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK) return system_error("lock", path, errno);
        if (std::chrono::steady_clock::now() >= end) {
            return failed(fmt::format("another run holds the lock on {}, and did not end within {} ms", path, limit.count()));
        }
        std::this_thread::sleep_for(pause);
    }
    return file;
}

void share_with_commands(const Descriptor& lock) { fcntl(lock.get(), F_SETFD, 0); }

}    // namespace slurmlic
