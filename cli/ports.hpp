#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/os/command.hpp"
#include "core/os/input.hpp"
#include "core/os/look.hpp"
#include "core/os/publish.hpp"
#include "core/os/terminal.hpp"
#include "core/text/result.hpp"
#include "core/slurm/scontrol.hpp"

namespace slurmlic {

/// How much a message matters; the values are those of syslog(3), which journald reads in front of a line.
enum class Severity : std::uint8_t { error = 3, warning = 4, info = 6 };

/// What is at a path.
enum class PathKind : std::uint8_t { missing, directory, other };

/// All by which a run touches the world: real ones for main, stand-ins for tests.
struct Ports {
    std::function<std::vector<Outcome>(const std::vector<Command>&)> run_commands;
    std::function<Result<InputText>(const std::string& path)> read_input;
    std::function<Result<InputText>(const std::string& path, std::chrono::milliseconds patience, std::size_t most)>
        read_patiently;
    std::function<PathKind(const std::string& path)> path_kind;
    std::function<std::string(std::string_view prefix, const std::string& path)> lines_beginning_with;
    std::function<Result<void>(const std::string& path, const Producer&)> publish_file;
    std::function<Result<void>(const Producer&)> publish_stdout;
    std::function<double()> now;        // seconds since the epoch
    std::function<double()> elapsed;    // seconds on a clock that never jumps
    ToEpoch to_epoch;
    std::pmr::memory_resource* memory = std::pmr::get_default_resource();    // for what is large
    std::function<void(Severity, std::string_view message)> log;
    std::function<Terminal()> look_at_terminal;
    // What doctor looks at besides.
    std::function<std::optional<FileFacts>(const std::string& path)> look_at;
    std::function<Result<std::vector<std::string>>(const std::string& path)> list_directory;
    std::function<std::optional<std::string>(const std::string& path, const std::string& name)> extended_attribute;
    std::function<Result<void>(const std::string& directory)> try_directory;
    std::function<std::uint32_t()> user_id;    // who we are
};

/// The real world. Under systemd's journal the lines on stderr carry their severity as "<3>". `memory` must outlive it.
Ports real_ports(std::pmr::memory_resource& memory);

}    // namespace slurmlic
