#include "core/os/deferred_signals.hpp"

#include <sys/signalfd.h>

namespace slurmlic {
namespace {

bool is_ignored(int signal) {
    struct sigaction action {};
    return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}    // namespace

DeferredSignals::DeferredSignals() {
    sigemptyset(&ending_);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) {
        if (!is_ignored(signal)) sigaddset(&ending_, signal);
    }
    // A parent that ignores SIGCHLD hands that on to us, and then the kernel forgets how our children ended.
    if (is_ignored(SIGCHLD)) static_cast<void>(std::signal(SIGCHLD, SIG_DFL));
    sigset_t waiting = ending_;
    sigaddset(&waiting, SIGCHLD);
    sigprocmask(SIG_BLOCK, &waiting, &before_);
    fd_ = Descriptor(signalfd(-1, &waiting, SFD_CLOEXEC | SFD_NONBLOCK));
}

DeferredSignals::~DeferredSignals() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

void DeferredSignals::discard_child_signals() {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    constexpr timespec at_once{};
    while (sigtimedwait(&child, nullptr, &at_once) == SIGCHLD) {
    }
}

bool DeferredSignals::pending() const {
    sigset_t waiting;
    sigpending(&waiting);
    sigandset(&waiting, &waiting, &ending_);
    return sigisemptyset(&waiting) == 0;
}

}    // namespace slurmlic
