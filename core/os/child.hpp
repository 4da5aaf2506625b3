#pragma once

#include <sys/types.h>

#include <csignal>
#include <cstddef>
#include <utility>

#include "core/os/command.hpp"
#include "core/os/deadline.hpp"
#include "core/os/descriptor.hpp"

namespace slurmlic {

/// One running command: its process group and the two pipes from it.
class Child {
public:
    /// Starts it; finished() at once where that fails. `mask` is the signal mask it starts with.
    Child(const Command& command, const sigset_t& mask);
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    Child(Child&&) = delete;
    Child& operator=(Child&&) = delete;
    /// Kills its group if it runs still: an exception, out of memory, must leave nobody behind.
    ~Child() { kill_group(Ending::interrupted); }

    [[nodiscard]] bool finished() const { return finished_; }
    [[nodiscard]] Clock::time_point deadline() const { return deadline_; }

    /// The read ends of its pipes, -1 once they are at their end.
    [[nodiscard]] int out() const { return out_.get(); }
    [[nodiscard]] int err() const { return err_.get(); }

    /// Bytes of its standard output that are held.
    [[nodiscard]] std::size_t written() const { return outcome_.out.size(); }

    /// Reads what is there, without waiting, and notices its end or its limit.
    void update(Clock::time_point now);

    /// Kills the whole group and ends the wait for it.
    void kill_group(Ending why);

    Outcome take_outcome() { return std::move(outcome_); }

private:
    void finish(Ending ending, int number);
    void reap() const;

    Outcome outcome_;
    Descriptor out_;
    Descriptor err_;
    std::size_t most_output_;
    pid_t pid_ = -1;
    Clock::time_point started_ = Clock::now();
    Clock::time_point deadline_;
    bool finished_ = false;
};

}    // namespace slurmlic
