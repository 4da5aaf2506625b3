#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/text/diagnostic.hpp"

namespace slurmlic {

/// A program to run: by its arguments, never through a shell, with /dev/null as its standard input.
struct Command {
    std::vector<std::string> argv;                                                  // argv[0] is looked up in PATH
    std::vector<std::pair<std::string, std::optional<std::string>>> environment;    // set, or with nothing removed
    std::chrono::milliseconds limit{20'000};
    std::size_t most_output = std::size_t{64} << 20U;    // bytes that it may write to standard output
};

/// How a command ended.
enum class Ending : std::uint8_t {
    exited,         // number is the exit status
    signalled,      // number is the signal
    not_started,    // number is the errno of exec
    timed_out,      // it, or something it started, was still there at the limit, and was killed
    flooded,        // it wrote more than its most_output, and was killed
    flooded_all,    // all commands wrote too much together, and it was killed, as it had written most
    interrupted,    // a signal to slurmlic ended the wait, and it was killed
};

/// Of as many commands all may write what one of them may; together they may write no more.
constexpr std::size_t most_full_outputs = 4;

/// What a command did.
struct Outcome {
    Ending ending = Ending::exited;
    int number = 0;
    std::string out;       // standard output, of one that was not killed
    std::string err;       // standard error, at most the first 4 KiB
    double seconds = 0;    // from its start to its end
};

/// Runs the commands side by side, at most 64 at a time, and returns how each ended, in their order. Each runs in its own
/// session and process group, which is killed whole at the limit, at a flood, and when one of the signals of DeferredSignals
/// comes; it then ends the process as soon as nothing defers it. A command has ended when its process is gone and nobody holds
/// its output open any more. One that writes too much is killed, and so is the one that has written most where all of them
/// write too much together, so that no number of floods takes more memory than a few.
std::vector<Outcome> run_commands(const std::vector<Command>& commands);

/// Why the outcome is no success, with the command and what it wrote on standard error: "exit status 1: slurm_load_license
/// error: ..."; nothing for exit status 0.
std::optional<Diagnostic> failure_of(const Command& command, const Outcome& outcome);

/// What the command wrote on standard error, on one line; empty where it wrote nothing.
std::string error_output_of(const Outcome& outcome);

}    // namespace slurmlic
