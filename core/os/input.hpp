#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/os/input_text.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

/// How long a pipe that is named by its path may take.
constexpr std::chrono::milliseconds usual_patience{20'000};

/// Bytes that a saved text may have.
constexpr std::size_t most_input = std::size_t{4} << 30U;

/// Reads the whole file, or standard input for "-". More than `most` bytes are an Error; so is a FIFO that nobody writes to,
/// or not to the end, or a device without one, which costs `patience`. Standard input may take its time.
Result<InputText> read_input(const std::string& path, std::chrono::milliseconds patience = usual_patience,
                             std::size_t most = most_input);

/// The lines of a regular file that begin with `prefix`; empty where there is no such file, or it can't be read. For
/// looking into the file of an earlier run, which may be large, or anything at all.
std::string lines_beginning_with(std::string_view prefix, const std::string& path);

}    // namespace slurmlic
