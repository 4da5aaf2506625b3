#include "core/os/temporary_file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <memory>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace slurmlic {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz012345";
constexpr std::size_t random_letters = 6;

/// It tells whose file it is: what editors and copies leave is hidden, too, and has the name of the target in front.
constexpr std::string_view marker = ".slurmlic-";

std::string random_name(const std::string& target) {
    std::array<unsigned char, random_letters> random{};
    if (getrandom(random.data(), random.size(), 0) < 0) {
        const auto seed = static_cast<std::uint64_t>(getpid()) * 2654435761U ^ static_cast<std::uint64_t>(clock());
        for (std::size_t i = 0; i < random.size(); ++i) random[i] = static_cast<unsigned char>(seed >> (i * 5U));
    }
    std::string name = fmt::format(".{}{}", target, marker);
    for (const unsigned char byte : random) name += letters[byte % letters.size()];
    return name;
}

/// Waits for the lock; a file system without locks counts as locked, since remove_leftovers then goes by age.
void lock(int fd) {
    while (flock(fd, LOCK_EX) != 0 && errno == EINTR) {
    }
}

/// Nobody is at work on it: its lock is free or, where the file system has none, it is an hour old.
bool is_abandoned(int fd) {
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
    struct stat file {};
    constexpr std::time_t long_dead = std::time_t{60} * 60;
    return errno != EWOULDBLOCK && fstat(fd, &file) == 0 && std::time(nullptr) - file.st_mtime > long_dead;
}

void remove_if_abandoned(int folder, const char* name) {
    const Descriptor file(openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file.is_open() || !is_abandoned(file.get())) return;
    struct stat opened {};
    struct stat named {};
    const bool same = fstat(file.get(), &opened) == 0 && fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
                      opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
    if (same) unlinkat(folder, name, 0);
}

}    // namespace

TemporaryFile::~TemporaryFile() {
    if (!name_.empty()) unlinkat(folder_, name_.c_str(), 0);
}

int TemporaryFile::create() {
    for (int tries = 0; tries < 100; ++tries) {
        std::string name = random_name(target_);
        file_ = Descriptor(openat(folder_, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (!file_.is_open()) {
            if (errno == EEXIST) continue;
            return errno;
        }
        lock(file_.get());
        struct stat file {};
        if (fstat(file_.get(), &file) == 0 && file.st_nlink == 0) continue;    // taken for a leftover before it was locked
        name_ = std::move(name);
        return fchmod(file_.get(), 0644) == 0 ? 0 : errno;
    }
    return EEXIST;
}

int TemporaryFile::commit() {
    if (fsync(file_.get()) != 0) return errno;
    if (renameat(folder_, name_.c_str(), folder_, target_.c_str()) != 0) return errno;
    name_.clear();
    fsync(folder_);    // the new file is there already: that a crash may bring the old one back is no failure
    return 0;
}

bool is_temporary_name(std::string_view name, std::string_view target) {
    const auto take = [&name](std::string_view front) {
        const bool is_there = name.starts_with(front);
        if (is_there) name.remove_prefix(front.size());
        return is_there;
    };
    return take(".") && take(target) && take(marker) && name.size() == random_letters &&
           name.find_first_not_of(letters) == std::string_view::npos;
}

void remove_leftovers(int folder, const std::string& target) {
    const int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (again < 0) return;
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(fdopendir(again), closedir);
    if (!entries) return;
    while (const dirent* const entry = readdir(entries.get())) {
        if (is_temporary_name(entry->d_name, target)) remove_if_abandoned(folder, entry->d_name);
    }
}

}    // namespace slurmlic
