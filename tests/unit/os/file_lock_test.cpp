#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "core/os/file_lock.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace slurmlic;
using namespace std::chrono_literals;

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
    const std::string path = directory / "settings";
    std::ofstream(path) << "x";
    const pid_t child = fork();
    if (child == 0) {
        const Result<Descriptor> held = lock_file(path, 0ms);
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    CHECK(lock_file(path, 1s));
}

TEST_CASE("a command that outlives its process has a lock that is shared until it ends") {
    const testing::TemporaryDirectory directory;
    const std::string path = directory / "settings";
    std::ofstream(path) << "x";
    const pid_t child = fork();
    if (child == 0) {
        const Result<Descriptor> held = lock_file(path, 0ms);
        if (held) share_with_commands(*held);
        if (fork() == 0) execlp("sleep", "sleep", "0.5", nullptr);
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK_FALSE(lock_file(path, 0ms));
    CHECK(lock_file(path, 30s));
}

TEST_CASE("a command that outlives its process does not hold a lock that is not shared") {
    const testing::TemporaryDirectory directory;
    const std::string path = directory / "settings";
    std::ofstream(path) << "x";
    const pid_t child = fork();
    if (child == 0) {
        const Result<Descriptor> held = lock_file(path, 0ms);
        if (fork() == 0) execlp("sleep", "sleep", "30", nullptr);
        usleep(300'000);    // it has begun
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(lock_file(path, 5s));
}

TEST_CASE("a file that is not there can't be locked") {
    const Result<Descriptor> none = lock_file("/nowhere/settings", 0ms);
    REQUIRE_FALSE(none);
    CHECK(to_sentence(none.error()) == "cannot open /nowhere/settings: No such file or directory");
}
