#include "core/os/publish.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <vector>

#include "core/os/descriptor.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace slurmlic;
using slurmlic::testing::TemporaryDirectory;

namespace {

using Names = std::set<std::string>;

struct Event {
    std::uint32_t what;
    std::string name;
    bool operator==(const Event&) const = default;
};

/// What inotify saw in a directory.
std::vector<Event> read_events(int watch) {
    alignas(inotify_event) std::array<char, 4096> bytes{};
    const ssize_t size = read(watch, bytes.data(), bytes.size());
    std::vector<Event> events;
    inotify_event event{};
    for (ssize_t at = 0; at < size; at += static_cast<ssize_t>(sizeof event + event.len)) {
        std::memcpy(&event, bytes.data() + at, sizeof event);
        events.push_back({event.mask, bytes.data() + at + sizeof event});
    }
    return events;
}

/// A text in one piece.
GivePieces whole(std::string text) {
    return [text = std::move(text)](const TakePiece& take) { take(text); };
}

}    // namespace

TEST_CASE("a file is published whole, with mode 0644 whatever the umask, and nothing beside it") {
    const TemporaryDirectory directory;
    const mode_t before = umask(077);
    const Result<void> published = publish_file(directory / "x.prom", whole("new\n"));
    umask(before);
    CHECK(published.has_value());
    CHECK(directory.read("x.prom") == "new\n");
    CHECK(directory.names() == Names{"x.prom"});
    struct stat file {};
    CHECK(stat((directory / "x.prom").c_str(), &file) == 0);
    CHECK((file.st_mode & 07777U) == 0644U);
}

TEST_CASE("while it is written the old file is there and the new one has a name that is not read") {
    const TemporaryDirectory directory;
    directory.write("x.prom", "old\n");
    const Descriptor watch(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    REQUIRE(inotify_add_watch(watch.get(), directory.path().c_str(),
                              IN_CREATE | IN_DELETE | IN_MODIFY | IN_MOVED_FROM | IN_MOVED_TO) >= 0);
    CHECK(publish_file(directory / "x.prom", whole("new\n")).has_value());
    CHECK(directory.read("x.prom") == "new\n");
    const std::vector<Event> events = read_events(watch.get());
    REQUIRE(events.size() == 4);
    const std::string temporary = events[0].name;
    CHECK(temporary.starts_with(".x.prom."));
    CHECK_FALSE(temporary.ends_with(".prom"));
    CHECK(events == std::vector<Event>{
                        {IN_CREATE, temporary}, {IN_MODIFY, temporary}, {IN_MOVED_FROM, temporary}, {IN_MOVED_TO, "x.prom"}});
}

TEST_CASE("a symlink at the target is replaced and what it points to is left alone") {
    const TemporaryDirectory directory;
    directory.write("precious", "old\n");
    std::filesystem::create_symlink("precious", directory / "x.prom");
    CHECK(publish_file(directory / "x.prom", whole("new\n")).has_value());
    CHECK_FALSE(std::filesystem::is_symlink(directory / "x.prom"));
    CHECK(directory.read("x.prom") == "new\n");
    CHECK(directory.read("precious") == "old\n");
}

TEST_CASE("a missing directory is reported, and nothing is made") {
    const TemporaryDirectory directory;
    const Result<void> published = publish_file(directory / "gone/x.prom", whole("new\n"));
    REQUIRE_FALSE(published.has_value());
    CHECK(published.error().got == "cannot open the directory " + directory / "gone" + ": No such file or directory");
    CHECK(directory.names().empty());
}

TEST_CASE("a write that stops short leaves the old file and no temporary one") {
    const TemporaryDirectory directory;
    directory.write("x.prom", "old\n");
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{1000, before.rlim_max};
    std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    const Result<void> published = publish_file(directory / "x.prom", whole(std::string(5000, 'x')));
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, SIG_DFL);
    REQUIRE_FALSE(published.has_value());
    CHECK(published.error().got == "cannot write " + directory / "x.prom" + ": File too large");
    CHECK(directory.read("x.prom") == "old\n");
    CHECK(directory.names() == Names{"x.prom"});
}

TEST_CASE("a directory at the target can't be replaced, and no temporary file stays") {
    const TemporaryDirectory directory;
    std::filesystem::create_directory(directory / "x.prom");
    const Result<void> published = publish_file(directory / "x.prom", whole("new\n"));
    REQUIRE_FALSE(published.has_value());
    CHECK(published.error().got == "cannot write " + directory / "x.prom" + ": Is a directory");
    CHECK(directory.names() == Names{"x.prom"});
}

TEST_CASE("what killed runs left is removed, but not what a living run holds or what is another's") {
    const TemporaryDirectory directory;
    const Names others{".x.prom.slurmlic-abcde",  ".x.prom.slurmlic-ABCDEF", ".x.prom.backup",
                       ".y.prom.slurmlic-abcdef", "x.prom.slurmlic-abcdef",  ".x.prom.slurmlic-abcdefg",
                       ".x.prom.slurmlic-held00"};
    for (const std::string& name : others) directory.write(name, "");
    directory.write(".x.prom.slurmlic-abcdef", "left");
    directory.write(".x.prom.slurmlic-zz0123", "left");
    std::filesystem::create_symlink("/", directory / ".x.prom.slurmlic-linked");
    const Descriptor held(open((directory / ".x.prom.slurmlic-held00").c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(flock(held.get(), LOCK_EX) == 0);
    CHECK(publish_file(directory / "x.prom", whole("new\n")).has_value());
    Names expected = others;
    expected.insert({"x.prom", ".x.prom.slurmlic-linked"});
    CHECK(directory.names() == expected);
}

TEST_CASE("a directory in which no file can be made is reported") {
    CHECK(publish_file("/proc/self/x.prom", whole("new\n")).error().got ==
          "cannot create a file in /proc/self: No such file or directory");
}

TEST_CASE("a path without a directory is in the current one, and one below the root in the root") {
    const TemporaryDirectory directory;
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(directory.path());
    CHECK(publish_file("x.prom", whole("new\n")).has_value());
    std::filesystem::current_path(before);
    CHECK(directory.names() == Names{"x.prom"});
    CHECK(publish_file("/x.prom/", whole("new\n")).error().got ==
          "cannot open the directory /x.prom: No such file or directory");
}

TEST_CASE("what can't be printed is reported with the system's words") {
    const Descriptor kept(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0));
    const Descriptor full(open("/dev/full", O_WRONLY | O_CLOEXEC));
    dup2(full.get(), STDOUT_FILENO);
    const Result<void> printed = print("text\n");
    dup2(kept.get(), STDOUT_FILENO);
    CHECK(printed.error().got == "cannot write to standard output: No space left on device");
}
