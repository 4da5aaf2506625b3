#include "core/os/process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace slurmlic {

void open_standard_streams() {
    // The wrong way round, so that using one that the parent closed is an error: what is written must not vanish.
    while (true) {
        const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (fd < 0) return;
        if (fd > STDERR_FILENO) {
            close(fd);
            return;
        }
    }
}

void ignore_signals_of_writing() {
    for (const int signal : {SIGPIPE, SIGXFSZ}) static_cast<void>(std::signal(signal, SIG_IGN));
}

}    // namespace slurmlic
