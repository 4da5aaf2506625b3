#include "cli/doctor/writers.hpp"

#include "tests/support/doctor_host.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

constexpr PathKind directory = PathKind::directory;
constexpr std::uint32_t bob = 1000;
constexpr std::uint32_t eda = 200;

/// A path "/srv/x/file" that is all root's, but for what a test changes; bob and eve are users, eda a group.
class Place : public DoctorHost {
public:
    Place() {
        files["/srv/x/file"] = "";
        answer("getent passwd 1000", "bob:x:1000:1000::/home/bob:/bin/sh\n");
        answer("getent passwd", "root:x:0:0::/:/bin/sh\nbob:x:1000:1000::/:/bin/sh\neve:x:1001:200::/:/bin/sh\n");
        answer("getent group 200", "eda:x:200:\n");
    }
    /// "PATH: WHO, WHO", for each hole.
    [[nodiscard]] Log holes(const std::string& path = "/srv/x/file") const {
        Log all;
        const std::vector<Writers> writers = find_writers({path}, ports);
        for (const Hole& one : writers.front().holes) {
            all.push_back(fmt::format("{}: {}", one.path, fmt::join(one.who, ", ")));
        }
        return all;
    }
};

}    // namespace

TEST_CASE("what is root's alone has no other writers, and getent is not asked") {
    Place host;
    CHECK(host.holes().empty());
    CHECK(host.holes("/").empty());
    CHECK(host.ran.empty());
}

TEST_CASE("who owns the file, or a directory on the way to it, can write it") {
    Place host;
    host.access["/srv/x/file"].owner = bob;
    CHECK(host.holes() == Log{"/srv/x/file: bob"});
    host.access["/srv"].owner = bob;
    CHECK(host.holes() == Log{"/srv: bob", "/srv/x/file: bob"});
    host.access.clear();
    host.access["/srv/x"].owner = 4711;
    host.end("getent passwd 4711", {Ending::exited, 2, "", "", 0});
    CHECK(host.holes() == Log{"/srv/x: uid 4711"});
    host.access.clear();
    host.access["/"].owner = bob;
    CHECK(host.holes() == Log{"/: bob"});
}

TEST_CASE("everybody can write what its mode lets everybody write") {
    Place host;
    host.access["/srv/x"].everybody = true;
    CHECK(host.holes() == Log{"/srv/x: everybody"});
    CHECK(host.holes("/srv/x") == Log{"/srv/x: everybody"});
}

TEST_CASE("a group that may write has those that it names, and those whose first group it is") {
    Place host;
    host.access["/srv"].groups = {eda};
    CHECK(host.holes() == Log{"/srv: eve"});
    host.answer("getent group 200", "eda:x:200:bob,root\n");
    CHECK(host.holes() == Log{"/srv: bob, eve"});
    host.answer("getent passwd", "root:x:0:0::/:/bin/sh\n");
    host.answer("getent group 200", "eda:x:200:\n");
    CHECK(host.holes().empty());    // nobody is in it
    host.end("getent group 200", {Ending::not_started, 2, "", "", 0});
    CHECK(host.holes() == Log{"/srv: members of gid 200"});
}

TEST_CASE("of root's group those count whom it names") {
    Place host;
    host.access["/srv"].groups = {0};
    host.answer("getent passwd", "root:x:0:0::/:/bin/sh\nhalt:x:7:0::/sbin:/sbin/halt\n");
    host.answer("getent group 0", "root:x:0:\n");
    CHECK(host.holes().empty());
    host.answer("getent group 0", "root:x:0:bob\n");
    CHECK(host.holes() == Log{"/srv: bob"});
}

TEST_CASE("whom an ACL names can write") {
    Place host;
    host.access["/srv/x"].users = {bob};
    CHECK(host.holes() == Log{"/srv/x: bob"});
}

TEST_CASE("in a sticky directory on the way nobody can touch what is root's") {
    Place host;
    host.access["/srv"] = {.kind = directory, .is_sticky = true, .everybody = true};
    CHECK(host.holes().empty());
    CHECK(host.holes("/srv") == Log{"/srv: everybody"});    // but put files there
    CHECK(host.holes("/srv/gone/file") == Log{"/srv: everybody"});
    host.access["/srv/x"].owner = bob;
    CHECK(host.holes() == Log{"/srv/x: bob"});
    host.access["/srv"].owner = bob;
    host.access.erase("/srv/x");
    CHECK(host.holes() == Log{"/srv: bob"});
}

TEST_CASE("what is not there can be put there by who may write in its directory") {
    Place host;
    CHECK(host.holes("/srv/x/gone").empty());
    host.access["/srv/x"].everybody = true;
    CHECK(host.holes("/srv/x/gone") == Log{"/srv/x: everybody"});
    CHECK(host.holes("/srv/x/gone/away") == Log{"/srv/x: everybody"});
}

TEST_CASE("links are followed, and who may replace one can write what it leads to") {
    Place host;
    host.access["/link"] = {.kind = PathKind::link, .target = "srv/./x//"};
    CHECK(find_writers({"/link/file"}, host.ports).front().path == "/srv/x/file");
    CHECK(host.holes("/link/file").empty());
    host.access["/srv"].owner = bob;
    CHECK(host.holes("/link/file") == Log{"/srv: bob"});
    host.access.erase("/srv");
    host.access["/link"].owner = bob;
    CHECK(host.holes("/link/file").empty());    // a link can't be written, and the directory is root's
    host.files["/tmp/y"] = "";
    host.access["/tmp"] = {.kind = directory, .is_sticky = true, .everybody = true};
    host.access["/tmp/link"] = {.kind = PathKind::link, .target = "/srv/x/file"};
    CHECK(host.holes("/tmp/link").empty());
    host.access["/tmp/link"].owner = bob;
    CHECK(host.holes("/tmp/link") == Log{"/tmp/link: bob"});
    host.access["/srv/up"] = {.kind = PathKind::link, .target = "../tmp"};
    CHECK(host.holes("/srv/up") == Log{"/tmp: everybody"});
    CHECK(host.holes("/tmp/sub/..") == Log{"/tmp: everybody"});
}

TEST_CASE("links that lead to each other end") {
    Place host;
    host.access["/a"] = {.kind = PathKind::link, .target = "/b"};
    host.access["/b"] = {.kind = PathKind::link, .target = "/a"};
    CHECK(host.holes("/a/x").empty());
}
