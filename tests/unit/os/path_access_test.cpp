#include "core/os/path_access.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "core/os/input.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

const std::vector<std::uint32_t> nobody_else;

}    // namespace

TEST_CASE("a path tells what is there, whose it is, and who may write by its mode") {
    const TemporaryDirectory room;
    room.write("file", "");
    const std::string file = room / "file";
    CHECK(path_access(room / "gone").kind == PathKind::missing);
    CHECK(chmod(file.c_str(), 0644) == 0);
    PathAccess access = path_access(file);
    CHECK(access.kind == PathKind::file);
    CHECK(access.owner == geteuid());
    CHECK(access.users == nobody_else);
    CHECK(access.groups == nobody_else);
    CHECK_FALSE(access.everybody);
    CHECK(chmod(file.c_str(), 0664) == 0);
    CHECK(path_access(file).groups == std::vector<std::uint32_t>{getegid()});
    CHECK(chmod(file.c_str(), 0602) == 0);
    CHECK(path_access(file).groups == nobody_else);
    CHECK(path_access(file).everybody);
}

TEST_CASE("a directory may be sticky, a link is not followed, and a FIFO is neither") {
    const TemporaryDirectory room;
    CHECK(mkdir((room / "sticky").c_str(), 0755) == 0);
    CHECK(chmod((room / "sticky").c_str(), 01777) == 0);
    CHECK(path_access(room / "sticky").kind == PathKind::directory);
    CHECK(path_access(room / "sticky").is_sticky);
    CHECK_FALSE(path_access(room.path()).is_sticky);
    CHECK(symlink("sticky/x", (room / "link").c_str()) == 0);
    CHECK(path_access(room / "link").kind == PathKind::link);
    CHECK(path_access(room / "link").target == "sticky/x");
    CHECK_FALSE(path_access(room / "link").everybody);
    CHECK(mkfifo((room / "fifo").c_str(), 0600) == 0);
    CHECK(path_access(room / "fifo").kind == PathKind::other);
}

TEST_CASE("whom an ACL lets write is told, within its mask") {
    const TemporaryDirectory room;
    room.write("file", "");
    const std::string file = room / "file";
    const auto set = [&file](unsigned char mask) {
        // Version 2; the owner rw, user 1000 rw, user 1001 r, the group r, group 200 rw, the mask, others r.
        const std::array<unsigned char, 60> acl{
            2,    0, 0,    0,                                                                                                //
            0x01, 0, 6,    0, 0xff, 0xff, 0xff, 0xff, 0x02, 0, 6, 0, 0xe8, 3,    0,    0,   0x02, 0, 4, 0, 0xe9, 3, 0, 0,    //
            0x04, 0, 4,    0, 0xff, 0xff, 0xff, 0xff, 0x08, 0, 6, 0, 200,  0,    0,    0,                                    //
            0x10, 0, mask, 0, 0xff, 0xff, 0xff, 0xff, 0x20, 0, 4, 0, 0xff, 0xff, 0xff, 0xff};
        return setxattr(file.c_str(), "system.posix_acl_access", acl.data(), acl.size(), 0) == 0;
    };
    if (!set(6)) {
        WARN_MESSAGE(errno == ENOTSUP, "this file system has no ACLs");
        return;
    }
    CHECK(path_access(file).users == std::vector<std::uint32_t>{1000});
    CHECK(path_access(file).groups == std::vector<std::uint32_t>{200});
    CHECK(set(4));
    CHECK(path_access(file).users == nobody_else);
    CHECK(path_access(file).groups == nobody_else);
}

TEST_CASE("a plain file is read, and neither a link to one, nor a FIFO, nor more than is allowed") {
    const TemporaryDirectory room;
    room.write("file", "text");
    CHECK(read_plain_file(room / "file", 4).value() == "text");
    CHECK(to_sentence(read_plain_file(room / "file", 3).error()) == "cannot read " + (room / "file") + ": File too large");
    CHECK(symlink("file", (room / "link").c_str()) == 0);
    CHECK(to_sentence(read_plain_file(room / "link", 4).error()) ==
          "cannot read " + (room / "link") + ": Too many levels of symbolic links");
    CHECK(mkfifo((room / "fifo").c_str(), 0600) == 0);
    CHECK(to_sentence(read_plain_file(room / "fifo", 4).error()) == "cannot read " + (room / "fifo") + ": no regular file");
    CHECK(to_sentence(read_plain_file(room / "gone", 4).error()) ==
          "cannot read " + (room / "gone") + ": No such file or directory");
}
