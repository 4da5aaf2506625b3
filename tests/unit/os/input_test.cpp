#include "core/os/input.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <thread>

#include "core/os/descriptor.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace slurmlic;
using slurmlic::testing::TemporaryDirectory;

namespace {

Result<std::string> read_file(const std::string& path, std::chrono::milliseconds limit = std::chrono::seconds(20),
                              std::size_t most_bytes = std::size_t{1} << 30U) {
    return read_input(path, limit, most_bytes);
}

/// Reads "-" while it is the open file.
Result<std::string> read_as_standard_input(int fd, std::size_t most_bytes) {
    const Descriptor kept(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
    dup2(fd, STDIN_FILENO);
    Result<std::string> text = read_input("-", std::chrono::milliseconds(1), most_bytes);
    dup2(kept.get(), STDIN_FILENO);
    return text;
}

}    // namespace

TEST_CASE("an input is read whole, and what can't be read is reported") {
    const TemporaryDirectory directory;
    const std::string content(200'000, 'i');
    directory.write("in", content);
    CHECK(*read_file(directory / "in") == content);
    directory.write("empty", "");
    CHECK(read_file(directory / "empty")->empty());
    CHECK(read_file(directory / "gone").error().got == "cannot read " + directory / "gone" + ": No such file or directory");
    CHECK(read_file(directory.path()).error().got == "cannot read " + directory.path() + ": Is a directory");
}

TEST_CASE("a large input is read whole from wherever its descriptor stands, and stays when its file is cut") {
    const TemporaryDirectory directory;
    std::string content(3'000'000, 'i');
    content[1'000'000] = 'x';
    directory.write("in", content);
    const Result<std::string> whole = read_file(directory / "in");
    CHECK(*whole == content);
    const Descriptor file(open((directory / "in").c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(lseek(file.get(), 1'000'000, SEEK_SET) == 1'000'000);
    CHECK(*read_as_standard_input(file.get(), 10'000'000) == content.substr(1'000'000));
    CHECK(read_as_standard_input(file.get(), 100)->empty());    // at its end by now
    std::filesystem::resize_file(directory / "in", 0);
    CHECK(*whole == content);    // a mapping would end the process by SIGBUS
}

TEST_CASE("a file whose size is not known is read in large pieces: some of /proc give a second read nothing") {
    const Result<std::string> text = read_file("/proc/sys/kernel/pid_max");
    REQUIRE(text.has_value());
    CHECK(text->size() > 4);
    CHECK(text->ends_with('\n'));
}

TEST_CASE("an input that is a pipe is read to its end") {
    const TemporaryDirectory directory;
    std::array<int, 2> ends{};
    REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
    Descriptor write_end(ends[1]);
    const Descriptor read_end(ends[0]);
    REQUIRE(write(write_end.get(), "some text", 9) == 9);
    write_end.close();
    CHECK(*read_as_standard_input(read_end.get(), 100) == "some text");
}

TEST_CASE("an input that is a FIFO is read to its end, and without a writer costs its limit alone") {
    const TemporaryDirectory directory;
    const std::string fifo = directory / "fifo";
    REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
    CHECK(read_file(fifo, std::chrono::milliseconds(30)).error().got ==
          "cannot read " + fifo + ": not at its end within 30ms, does anybody write to it?");
    std::thread writer([&fifo] {
        const Descriptor late(open(fifo.c_str(), O_WRONLY | O_CLOEXEC));
        for (const char* const piece : {"some", " text"}) {
            CHECK(write(late.get(), piece, std::strlen(piece)) > 0);
            usleep(20'000);
        }
    });
    CHECK(*read_file(fifo) == "some text");
    writer.join();
    const Descriptor silent(open(fifo.c_str(), O_RDWR | O_CLOEXEC));
    REQUIRE(write(silent.get(), "a part", 6) == 6);
    CHECK_FALSE(read_file(fifo, std::chrono::milliseconds(30)).has_value());
}

TEST_CASE("a pipe of the shell is read by its path, also after its writer has gone, and when it is empty") {
    for (const std::string_view said : {"some text", ""}) {
        std::array<int, 2> ends{};
        REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
        Descriptor write_end(ends[1]);
        const Descriptor read_end(ends[0]);
        REQUIRE(write(write_end.get(), said.data(), said.size()) == static_cast<ssize_t>(said.size()));
        write_end.close();
        CHECK(*read_file("/dev/fd/" + std::to_string(read_end.get())) == said);
    }
}

TEST_CASE("a pipe that gives nothing for the moment is waited for") {
    std::array<int, 2> ends{};
    REQUIRE(pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
    const Descriptor read_end(ends[0]);
    std::thread writer([end = ends[1]] {
        const Descriptor late(end);
        usleep(20'000);
        CHECK(write(late.get(), "late", 4) == 4);
    });
    CHECK(*read_as_standard_input(read_end.get(), 100) == "late");
    writer.join();
}

TEST_CASE("a device without an end costs its limit, of time or of bytes") {
    CHECK(read_file("/dev/zero", std::chrono::milliseconds(30)).error().got ==
          "cannot read /dev/zero: not at its end within 30ms, does anybody write to it?");
    CHECK(read_file("/dev/zero", std::chrono::seconds(20), 1'000'000).error().got ==
          "cannot read /dev/zero: it is larger than 1000000 bytes");
}

TEST_CASE("an input past its limit is refused") {
    const TemporaryDirectory directory;
    directory.write("in", std::string(101, 'i'));
    CHECK(read_file(directory / "in", std::chrono::seconds(20), 100).error().got ==
          "cannot read " + directory / "in" + ": it is larger than 100 bytes");
    CHECK(read_file(directory / "in", std::chrono::seconds(20), 101).has_value());
}

TEST_CASE("list_directory has all names, sorted") {
    const TemporaryDirectory directory;
    directory.write("b", "");
    directory.write(".a", "");
    CHECK(*list_directory(directory.path()) == std::vector<std::string>{".a", "b"});
    CHECK(list_directory(directory / "gone").error().got ==
          "cannot list " + (directory / "gone") + ": No such file or directory");
}
