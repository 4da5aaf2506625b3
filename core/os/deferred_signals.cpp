#include "core/os/deferred_signals.hpp"

#include <sys/signalfd.h>

#include <algorithm>
#include <array>

namespace slurmlic {
namespace {

constexpr std::array ending_signals{SIGTERM, SIGINT, SIGHUP, SIGQUIT};

bool is_ignored(int signal) {
    struct sigaction action {};
    return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t only(int signal) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    return set;
}

}    // namespace

DeferredSignals::DeferredSignals() {
    sigemptyset(&ending_);
    for (const int signal : ending_signals) {
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

void DeferredSignals::forget_children() {
    const sigset_t child = only(SIGCHLD);
    constexpr timespec at_once{};
    while (sigtimedwait(&child, nullptr, &at_once) == SIGCHLD) {
    }
}

bool DeferredSignals::pending() const {
    sigset_t waiting;
    sigemptyset(&waiting);
    sigpending(&waiting);
    return std::any_of(ending_signals.begin(), ending_signals.end(),
                       [&](int signal) { return sigismember(&ending_, signal) == 1 && sigismember(&waiting, signal) == 1; });
}

}    // namespace slurmlic
