#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "core/text/result.hpp"

namespace slurmlic {

/// Reads the whole file, or standard input for "-". More than `most_bytes` are an error; so is a FIFO that nobody writes to,
/// or not to the end, or a device without one, after `limit`. Standard input may take its time.
Result<std::string> read_input(const std::string& path, std::chrono::milliseconds limit, std::size_t most_bytes);

/// Reads the whole file of a directory where others may write, too: a link is not followed, and what is no regular file is not
/// read.
Result<std::string> read_plain_file(const std::string& path, std::size_t most_bytes);

/// The names in a directory, sorted, without "." and "..".
Result<std::vector<std::string>> list_directory(const std::string& path);

}    // namespace slurmlic
