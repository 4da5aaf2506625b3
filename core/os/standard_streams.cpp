#include "core/os/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

namespace slurmlic {

void open_standard_streams() {
    // The wrong way round, so that using one that the parent closed fails and is told: what is written must not vanish.
    while (true) {
        const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (fd < 0) return;
        if (fd > STDERR_FILENO) {
            close(fd);
            return;
        }
    }
}

void ignore_broken_pipes() { static_cast<void>(std::signal(SIGPIPE, SIG_IGN)); }

}    // namespace slurmlic
