#include "core/os/look.hpp"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string_view>

#include "core/os/errno_text.hpp"

namespace slurmlic {
namespace {

FileKind kind_of(mode_t mode) {
    if (S_ISREG(mode)) return FileKind::regular;
    if (S_ISDIR(mode)) return FileKind::directory;
    return S_ISFIFO(mode) ? FileKind::fifo : FileKind::other;
}

}    // namespace

std::optional<FileFacts> look_at(const std::string& path) {
    struct stat file {};
    if (stat(path.c_str(), &file) != 0) return std::nullopt;
    constexpr mode_t permissions = 07777;
    const double modified = static_cast<double>(file.st_mtim.tv_sec) + static_cast<double>(file.st_mtim.tv_nsec) / 1e9;
    return FileFacts{
        kind_of(file.st_mode), file.st_mode & permissions, file.st_uid, file.st_gid, file.st_dev, modified, file.st_ino};
}

Result<std::vector<std::string>> list_directory(const std::string& path) {
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(path.c_str()), closedir);
    if (!entries) return system_error("list", path, errno);
    std::vector<std::string> names;
    while (const dirent* const entry = readdir(entries.get())) {
        const std::string_view name = static_cast<const char*>(entry->d_name);
        if (name != "." && name != "..") names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::optional<std::string> extended_attribute(const std::string& path, const std::string& name) {
    std::array<char, 4096> value{};
    const ssize_t size = getxattr(path.c_str(), name.c_str(), value.data(), value.size());
    if (size < 0) return std::nullopt;
    std::string text(value.data(), static_cast<std::size_t>(size));
    while (text.ends_with('\0')) text.pop_back();
    return text;
}

}    // namespace slurmlic
