#include "core/os/look.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "tests/support/temporary_directory.hpp"

using namespace slurmlic;
using slurmlic::testing::TemporaryDirectory;

TEST_CASE("look_at tells what is at a path, through links") {
    const TemporaryDirectory directory;
    directory.write("file", "x");
    REQUIRE(chmod((directory / "file").c_str(), 0640) == 0);
    REQUIRE(symlink("file", (directory / "link").c_str()) == 0);
    REQUIRE(mkfifo((directory / "fifo").c_str(), 0600) == 0);
    const std::optional<FileFacts> link = look_at(directory / "link");
    REQUIRE(link.has_value());
    CHECK(link->kind == FileKind::regular);
    CHECK(link->mode == 0640U);
    CHECK(link->uid == geteuid());
    CHECK(link->modified > 1.7e9);
    CHECK(look_at(directory.path())->kind == FileKind::directory);
    CHECK(look_at(directory.path())->device == link->device);
    CHECK(look_at(directory / "fifo")->kind == FileKind::fifo);
    CHECK(look_at("/dev/null")->kind == FileKind::other);
    CHECK_FALSE(look_at(directory / "gone").has_value());
}

TEST_CASE("list_directory has all names, sorted") {
    const TemporaryDirectory directory;
    directory.write("b", "");
    directory.write(".a", "");
    CHECK(*list_directory(directory.path()) == std::vector<std::string>{".a", "b"});
    CHECK(list_directory(directory / "gone").error().message ==
          "cannot list " + (directory / "gone") + ": No such file or directory");
}

TEST_CASE("an extended attribute is read without the NUL at its end") {
    const TemporaryDirectory directory;
    directory.write("file", "");
    CHECK_FALSE(extended_attribute(directory / "file", "user.slurmlic").has_value());
    if (setxattr((directory / "file").c_str(), "user.slurmlic", "a:b", 4, 0) != 0) return;    // not on this file system
    CHECK(extended_attribute(directory / "file", "user.slurmlic") == "a:b");
}
