#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "core/os/file_lock.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace slurmlic;
using namespace std::chrono_literals;

namespace {

/// A file whose lock another process takes, does `act` and is killed.
template <class Act>
std::string locked_by_the_killed(const testing::TemporaryDirectory& directory, Act act) {
    std::string path = directory / "settings";
    std::ofstream(path) << "x";
    const pid_t child = fork();
    if (child == 0) {
        const Result<Descriptor> held = lock_file(path, 0ms);
        if (held) act(*held);
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    return path;
}

void start_sleep(const char* seconds) {
    if (fork() == 0) execlp("sleep", "sleep", seconds, nullptr);
    usleep(300'000);    // it has begun
}

}    // namespace

TEST_CASE("one holds the lock at a time, until it lets it go") {
    const testing::TemporaryDirectory directory;
    const std::string path = directory / "settings";
    std::ofstream(path) << "x";
    Result<Descriptor> first = lock_file(path, 0ms);
    REQUIRE(first);
    const Result<Descriptor> second = lock_file(path, 10ms);
    REQUIRE_FALSE(second);
    CHECK(to_sentence(second.error()) == "another run holds the lock on " + path + ", and did not end within 10 ms");
    first->close();
    CHECK(lock_file(path, 0ms));
}

TEST_CASE("the lock of a process that was killed is free") {
    const testing::TemporaryDirectory directory;
    CHECK(lock_file(locked_by_the_killed(directory, [](const Descriptor&) {}), 1s));
}

TEST_CASE("a command that outlives its process has a lock that is shared until it ends") {
    const testing::TemporaryDirectory directory;
    const std::string path = locked_by_the_killed(directory, [](const Descriptor& lock) {
        share_with_commands(lock);
        start_sleep("1");
    });
    CHECK_FALSE(lock_file(path, 0ms));
    CHECK(lock_file(path, 30s));
}

TEST_CASE("a command that outlives its process does not hold a lock that is not shared") {
    const testing::TemporaryDirectory directory;
    CHECK(lock_file(locked_by_the_killed(directory, [](const Descriptor&) { start_sleep("4"); }), 2s));
}

TEST_CASE("a file that is not there can't be locked") {
    const Result<Descriptor> none = lock_file("/nowhere/settings", 0ms);
    REQUIRE_FALSE(none);
    CHECK(to_sentence(none.error()) == "cannot open /nowhere/settings: No such file or directory");
}
