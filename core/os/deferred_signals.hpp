#pragma once

#include <csignal>

#include "core/os/descriptor.hpp"

namespace slurmlic {

/// While one lives, SIGTERM, SIGINT, SIGHUP and SIGQUIT wait: whoever made it looks for them with pending() or polls fd(),
/// tidies up, and lets it go; then the signal does what it does by default and ends the process. Signals that the parent made
/// us ignore (nohup) stay ignored. SIGCHLD waits too, so that fd() also tells when a child has ended.
class DeferredSignals {
public:
    DeferredSignals();
    ~DeferredSignals();
    DeferredSignals(const DeferredSignals&) = delete;
    DeferredSignals& operator=(const DeferredSignals&) = delete;
    DeferredSignals(DeferredSignals&&) = delete;
    DeferredSignals& operator=(DeferredSignals&&) = delete;

    /// Readable when a child has ended or an ending signal waits; -1 where the system has no signalfd.
    [[nodiscard]] int fd() const { return fd_.get(); }

    /// Makes fd() silent about children that have ended up to now.
    static void discard_child_signals();

    /// Whether a signal waits that will end the process.
    [[nodiscard]] bool pending() const;

    /// The signal mask from before: what a child is to start with.
    [[nodiscard]] const sigset_t& mask_before() const { return before_; }

private:
    sigset_t before_{};
    sigset_t ending_{};
    Descriptor fd_;
};

}    // namespace slurmlic
