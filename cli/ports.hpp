#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/os/command.hpp"
#include "core/os/descriptor.hpp"
#include "core/os/path_access.hpp"
#include "core/os/terminal.hpp"
#include "core/text/diagnostic.hpp"
#include "core/text/local_time.hpp"
#include "core/text/pieces.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

/// All by which a run touches the world: real ones for main, stand-ins for tests.
struct Ports {
    std::function<std::vector<Outcome>(const std::vector<Command>&)> run_commands;
    /// The whole file, or standard input for "-"; see read_input.
    std::function<Result<std::string>(const std::string& path, std::chrono::milliseconds limit, std::size_t most_bytes)>
        read_file;
    std::function<Result<std::string>(const std::string& path, std::size_t most_bytes)> read_plain_file;
    std::function<PathKind(const std::string& path)> path_kind;    // links followed
    std::function<PathAccess(const std::string& path)> path_access;
    std::function<Result<std::vector<std::string>>(const std::string& path)> list_directory;    // sorted
    std::function<Result<void>(const std::string& path, const GivePieces& give_text)> publish_file;
    std::function<Result<Descriptor>(const std::string& path, std::chrono::milliseconds limit)> lock_file;
    std::function<void(std::chrono::milliseconds time)> pause;
    std::function<Result<void>(std::string_view text)> print;    // to standard output
    std::function<void(const Diagnostic&)> log;                  // to standard error
    std::function<double()> now;                                 // seconds since the epoch
    std::function<double()> elapsed;                             // seconds on a clock that never jumps
    ToEpoch to_epoch;
    std::function<Terminal()> terminal;
    std::function<bool()> is_root;
};

/// The real world. Under systemd's journal the lines on stderr carry their severity as "<3>".
Ports real_ports();

}    // namespace slurmlic
