#include "core/os/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace slurmlic {

void open_standard_streams() {
    for (int fd = open("/dev/null", O_RDWR); fd >= 0; fd = open("/dev/null", O_RDWR)) {
        if (fd <= STDERR_FILENO) continue;
        close(fd);
        return;
    }
}

}    // namespace slurmlic
