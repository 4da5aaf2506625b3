#include "core/os/publish.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <thread>

#include "core/os/descriptor.hpp"
#include "core/os/input.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace slurmlic;
using slurmlic::testing::TemporaryDirectory;

namespace {

Producer text(std::string what) {
    return [what = std::move(what)](const Sink& sink) { return sink(what); };
}

using Names = std::set<std::string>;

}    // namespace

TEST_CASE("a file is published whole, with mode 0644 whatever the umask, and nothing beside it") {
    const TemporaryDirectory directory;
    const mode_t before = umask(077);
    const Result<void> published = publish_file(directory / "x.prom", text("new\n"));
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
    const Result<void> published = publish_file(directory / "x.prom", [&](const Sink& sink) {
        CHECK(sink("new\n"));
        CHECK(directory.read("x.prom") == "old\n");
        const Names names = directory.names();
        CHECK(names.size() == 2);
        for (const std::string& name : names)
            CHECK((name == "x.prom" || (name.starts_with(".x.prom.") && !name.ends_with(".prom"))));
        return true;
    });
    CHECK(published.has_value());
    CHECK(directory.read("x.prom") == "new\n");
}

TEST_CASE("a symlink at the target is replaced and what it points to is left alone") {
    const TemporaryDirectory directory;
    directory.write("precious", "old\n");
    std::filesystem::create_symlink("precious", directory / "x.prom");
    CHECK(publish_file(directory / "x.prom", text("new\n")).has_value());
    CHECK_FALSE(std::filesystem::is_symlink(directory / "x.prom"));
    CHECK(directory.read("x.prom") == "new\n");
    CHECK(directory.read("precious") == "old\n");
}

TEST_CASE("a missing directory is told, and nothing is made") {
    const TemporaryDirectory directory;
    const Result<void> published = publish_file(directory / "gone/x.prom", text("new\n"));
    REQUIRE_FALSE(published.has_value());
    CHECK(published.error().message == "cannot open the directory " + directory / "gone" + ": No such file or directory");
    CHECK(directory.names().empty());
}

TEST_CASE("a write that fails leaves the old file and no temporary one") {
    const TemporaryDirectory directory;
    directory.write("x.prom", "old\n");
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{1000, before.rlim_max};
    std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    const Result<void> published = publish_file(directory / "x.prom", text(std::string(5000, 'x')));
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, SIG_DFL);
    REQUIRE_FALSE(published.has_value());
    CHECK(published.error().message == "cannot write " + directory / "x.prom" + ": File too large");
    CHECK(directory.read("x.prom") == "old\n");
    CHECK(directory.names() == Names{"x.prom"});
}

TEST_CASE("a directory at the target can't be replaced, and no temporary file stays") {
    const TemporaryDirectory directory;
    std::filesystem::create_directory(directory / "x.prom");
    const Result<void> published = publish_file(directory / "x.prom", text("new\n"));
    REQUIRE_FALSE(published.has_value());
    CHECK(published.error().message == "cannot write " + directory / "x.prom" + ": Is a directory");
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
    CHECK(publish_file(directory / "x.prom", text("new\n")).has_value());
    Names expected = others;
    expected.insert({"x.prom", ".x.prom.slurmlic-linked"});
    CHECK(directory.names() == expected);
}

TEST_CASE("an input is read whole, and what can't be read is told") {
    const TemporaryDirectory directory;
    const std::string content(200'000, 'i');
    directory.write("in", content);
    CHECK(read_input(directory / "in")->view() == content);
    directory.write("empty", "");
    CHECK(read_input(directory / "empty")->view().empty());
    CHECK(read_input(directory / "gone").error().message ==
          "cannot read " + directory / "gone" + ": No such file or directory");
    CHECK(read_input(directory.path()).error().message == "cannot read " + directory.path() + ": Is a directory");
}

TEST_CASE("a large input is read whole from wherever its descriptor stands, and stays when its file is cut") {
    const TemporaryDirectory directory;
    std::string content(3'000'000, 'i');
    content[1'000'000] = 'x';
    directory.write("in", content);
    const Result<InputText> whole = read_input(directory / "in");
    CHECK(whole->view() == content);
    const Descriptor file(open((directory / "in").c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(lseek(file.get(), 1'000'000, SEEK_SET) == 1'000'000);
    InputText rest;
    CHECK(rest.read_from(file.get(), 10'000'000) == 0);
    CHECK(rest.view() == std::string_view(content).substr(1'000'000));
    InputText moved;
    moved = std::move(rest);
    CHECK(moved.view().front() == 'x');
    CHECK(InputText().read_from(file.get(), 100) == 0);    // at its end by now
    std::filesystem::resize_file(directory / "in", 0);
    CHECK(whole->view() == content);    // a mapping would end the process by SIGBUS
}

TEST_CASE("the front of an input can be let go, and the rest stays") {
    const TemporaryDirectory directory;
    std::string content(9'000'000, 'i');
    content[7'000'000] = 'x';
    directory.write("in", content);
    Result<InputText> text = read_input(directory / "in");
    const std::string_view rest = text->view().substr(7'000'000);
    text->let_go_before(rest.data());
    CHECK(rest == std::string_view(content).substr(7'000'000));
    CHECK(text->view()[4'500'000] == '\0');
    InputText small("some text");
    small.let_go_before(small.view().data() + 5);
    CHECK(small.view() == "some text");
    InputText grown;    // begins anywhere in a page
    for (int i = 0; i < 9; ++i) grown.append(std::string(1'000'000, static_cast<char>('0' + i)));
    grown.let_go_before(grown.view().data() + 8'500'000);
    CHECK(grown.view().substr(8'500'000) == std::string(500'000, '8'));
    grown.append("more");
    CHECK(grown.view().ends_with("8more"));
}

TEST_CASE("an input that is a pipe is read to its end") {
    const TemporaryDirectory directory;
    std::array<int, 2> ends{};
    REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
    Descriptor write_end(ends[1]);
    const Descriptor read_end(ends[0]);
    REQUIRE(write(write_end.get(), "some text", 9) == 9);
    write_end.close();
    InputText input;
    CHECK(input.read_from(read_end.get(), 100) == 0);
    CHECK(input.view() == "some text");
}

TEST_CASE("an input that is a FIFO is read to its end, and without a writer costs patience alone") {
    const TemporaryDirectory directory;
    const std::string fifo = directory / "fifo";
    REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
    CHECK(read_input(fifo, std::chrono::milliseconds(30)).error().message ==
          "cannot read " + fifo + ": not at its end within 30ms, does anybody write to it?");
    std::thread writer([&fifo] {
        const Descriptor late(open(fifo.c_str(), O_WRONLY | O_CLOEXEC));
        for (const char* const piece : {"some", " text"}) {
            CHECK(write(late.get(), piece, std::strlen(piece)) > 0);
            usleep(20'000);
        }
    });
    CHECK(read_input(fifo)->view() == "some text");
    writer.join();
    const Descriptor silent(open(fifo.c_str(), O_RDWR | O_CLOEXEC));
    REQUIRE(write(silent.get(), "a part", 6) == 6);
    CHECK_FALSE(read_input(fifo, std::chrono::milliseconds(30)).has_value());
}

TEST_CASE("a pipe of the shell is read by its path, also after its writer has gone, and when it is empty") {
    for (const std::string_view said : {"some text", ""}) {
        std::array<int, 2> ends{};
        REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
        Descriptor write_end(ends[1]);
        const Descriptor read_end(ends[0]);
        REQUIRE(write(write_end.get(), said.data(), said.size()) == static_cast<ssize_t>(said.size()));
        write_end.close();
        CHECK(read_input("/dev/fd/" + std::to_string(read_end.get()))->view() == said);
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
    InputText input;
    CHECK(input.read_from(read_end.get(), 100) == 0);
    CHECK(input.view() == "late");
    writer.join();
}

TEST_CASE("a device without an end costs patience, or its limit") {
    CHECK(read_input("/dev/zero", std::chrono::milliseconds(30)).error().message ==
          "cannot read /dev/zero: not at its end within 30ms, does anybody write to it?");
    CHECK(read_input("/dev/zero", std::chrono::seconds(20), 1'000'000).error().message ==
          "cannot read /dev/zero: File too large");
}

TEST_CASE("an input past its limit is refused") {
    const TemporaryDirectory directory;
    directory.write("in", std::string(101, 'i'));
    const Descriptor file(open((directory / "in").c_str(), O_RDONLY | O_CLOEXEC));
    InputText input;
    CHECK(input.read_from(file.get(), 100) == EFBIG);
}

TEST_CASE("lines that begin with a prefix are found in a file, and a FIFO or a missing file has none") {
    const TemporaryDirectory directory;
    directory.write("x.prom", "a 1\nab 2\nb 3\n" + std::string(200'000, 'z') + "\na 4\na without an end");
    CHECK(lines_beginning_with("a", directory / "x.prom") == "a 1\nab 2\na 4\n");
    CHECK(lines_beginning_with("a", directory / "gone").empty());
    CHECK(lines_beginning_with("a", directory.path()).empty());
    REQUIRE(mkfifo((directory / "fifo").c_str(), 0600) == 0);
    CHECK(lines_beginning_with("a", directory / "fifo").empty());
}

TEST_CASE("a directory is tried without leaving anything behind") {
    const TemporaryDirectory directory;
    directory.write("x.prom", "old\n");
    CHECK(try_directory(directory.path()).has_value());
    CHECK(directory.names() == Names{"x.prom"});
    CHECK(directory.read("x.prom") == "old\n");
    CHECK(try_directory(directory / "gone").error().message ==
          "cannot open the directory " + (directory / "gone") + ": No such file or directory");
    CHECK(try_directory("/proc/self").error().message == "cannot create a file in /proc/self: No such file or directory");
}
