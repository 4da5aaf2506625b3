#pragma once

// Looking at what is there, without touching it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/text/result.hpp"

namespace slurmlic {

enum class FileKind : std::uint8_t { regular, directory, fifo, other };

struct FileFacts {
    FileKind kind = FileKind::regular;
    std::uint32_t mode = 0644;    // the lower twelve bits
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint64_t device = 0;    // of the file system it is on
    double modified = 0;         // seconds since the epoch
    std::uint64_t inode = 0;     // with the device: which file it is; 0 where that is not known
};

/// What is at a path, links followed; nothing where there is nothing, or where this user may not look.
std::optional<FileFacts> look_at(const std::string& path);

/// The names in a directory, sorted, without "." and "..".
Result<std::vector<std::string>> list_directory(const std::string& path);

/// An extended attribute such as "security.selinux", without a NUL at its end; nothing where there is none.
std::optional<std::string> extended_attribute(const std::string& path, const std::string& name);

}    // namespace slurmlic
