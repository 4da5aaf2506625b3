#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/os/input_text.hpp"
#include "core/result.hpp"

namespace slurmlic {

/// How long a pipe that is named by its path may take.
constexpr std::chrono::milliseconds usual_patience{20'000};

/// Reads the whole file, or standard input for "-"; at most 4 GiB. A FIFO that nobody writes to, or not to the end, costs
/// `patience` and is an Error; standard input may take its time.
Result<InputText> read_input(const std::string& path, std::chrono::milliseconds patience = usual_patience);

/// The lines of a regular file that begin with `prefix`; empty where there is no such file, or it can't be read. For
/// looking into the file of an earlier run, which may be large, or anything at all.
std::string lines_beginning_with(std::string_view prefix, const std::string& path);

}    // namespace slurmlic
