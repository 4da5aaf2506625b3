#include "core/os/publish.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include <fmt/format.h>

#include "core/os/deferred_signals.hpp"
#include "core/os/descriptor.hpp"
#include "core/os/errno_text.hpp"
#include "core/os/input.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz012345";
constexpr std::size_t letters_of_name = 6;
constexpr int most_tries = 100;

/// What all temporary names for the target begin with. Files that editors and copies leave are hidden and have the target's
/// name in front, too, so that it says whose they are.
std::string temporary_prefix(const std::string& target) { return fmt::format(".{}.slurmlic-", target); }

/// A name that nobody can guess. It never ends in ".prom".
std::string temporary_name(const std::string& target) {
    std::string name = temporary_prefix(target);
    std::uint64_t number = 0;
    static_cast<void>(getentropy(&number, sizeof number));
    for (std::size_t i = 0; i < letters_of_name; ++i, number /= letters.size()) name += letters[number % letters.size()];
    return name;
}

bool is_temporary_name(std::string_view name, const std::string& prefix) {
    return name.size() == prefix.size() + letters_of_name && name.starts_with(prefix) &&
           name.find_first_not_of(letters, prefix.size()) == npos;
}

/// Removes the temporary files that no living run has locked; failures are left to the next run.
void remove_leftovers(int folder, const std::string& directory, const std::string& target) {
    const Result<std::vector<std::string>> names = list_directory(directory);
    if (!names) return;
    const std::string prefix = temporary_prefix(target);
    for (const std::string& name : *names) {
        if (!is_temporary_name(name, prefix)) continue;
        const Descriptor file(openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
        if (file.is_open() && flock(file.get(), LOCK_EX | LOCK_NB) == 0) unlinkat(folder, name.c_str(), 0);
    }
}

/// Creates a temporary file for the target and locks it, so that other runs see that this one is alive; the errno of what
/// failed, 0 for success.
int create_temporary(int folder, const std::string& target, std::string& name, Descriptor& file) {
    for (int tries = 0; tries < most_tries; ++tries) {
        name = temporary_name(target);
        file = Descriptor(openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (!file.is_open() && errno != EEXIST) return errno;
        if (!file.is_open()) continue;
        flock(file.get(), LOCK_EX);    // where the file system has no locks, leftovers stay
        struct stat made {};
        const bool removed = fstat(file.get(), &made) == 0 && made.st_nlink == 0;    // as a leftover, before it was locked
        if (!removed) return 0;
    }
    return EEXIST;
}

/// A file that goes again, whatever happens, unless it has got another name.
struct TemporaryFile {
    int folder;
    std::string name = {};
    Descriptor file = {};
    bool is_renamed = false;

    explicit TemporaryFile(int of_folder) : folder(of_folder) {}
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    TemporaryFile(TemporaryFile&&) = delete;
    TemporaryFile& operator=(TemporaryFile&&) = delete;
    ~TemporaryFile() {
        if (file.is_open() && !is_renamed) unlinkat(folder, name.c_str(), 0);
    }
};

/// The directory of a path: "." where it names none.
std::string directory_of(std::string_view path) {
    path.remove_suffix(last_path_part(path).size());
    if (path.empty()) return ".";
    return std::string(path.size() == 1 ? path : path.substr(0, path.size() - 1));
}

/// The errno of the first write that failed, 0 when all was written. Waits for a reader that is slow.
int write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(fd, text.data(), text.size());
        if (written > 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (written == 0) {
            return EIO;
        } else if (errno == EAGAIN) {
            pollfd ready{fd, POLLOUT, 0};
            poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

/// Gives the open file the text and, once that is on the disk, the target's name; the errno of what failed, 0 for success.
int fill_and_rename(int folder, int file, const std::string& name, const std::string& target, const GivePieces& give_text) {
    if (fchmod(file, 0644) != 0) return errno;
    int wrong = 0;
    give_text([&wrong, file](std::string_view piece) {
        if (wrong == 0) wrong = write_all(file, piece);
    });
    if (wrong != 0) return wrong;
    if (fsync(file) != 0 || renameat(folder, name.c_str(), folder, target.c_str()) != 0) return errno;
    fsync(folder);    // the new file is there already: that a crash may bring the old one back is no failure
    return 0;
}

}    // namespace

Result<void> publish_file(const std::string& path, const GivePieces& give_text) {
    const DeferredSignals signals;    // made first: let go only when no temporary file is left
    const std::string directory = directory_of(path);
    const std::string target(last_path_part(path));
    const Descriptor folder(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return system_error("open the directory", directory, errno);
    remove_leftovers(folder.get(), directory, target);

    TemporaryFile temporary(folder.get());
    if (const int wrong = create_temporary(folder.get(), target, temporary.name, temporary.file); wrong != 0) {
        return system_error("create a file in", directory, wrong);
    }
    const int wrong = fill_and_rename(folder.get(), temporary.file.get(), temporary.name, target, give_text);
    if (wrong != 0) return system_error("write", path, wrong);
    temporary.is_renamed = true;
    return {};
}

Result<void> print(std::string_view text) {
    const int wrong = write_all(STDOUT_FILENO, text);
    if (wrong != 0) return system_error("write to", "standard output", wrong);
    return {};
}

}    // namespace slurmlic
