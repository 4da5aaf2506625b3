// doctor on who can change what slurmlic reads, runs and writes, and on what it tells root to run.

#include "tests/support/doctor_host.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

constexpr std::uint32_t bob = 1000;
constexpr std::uint32_t service = 900;
constexpr std::uint32_t prometheus = 901;

/// Where users and groups are known, and the directory is as the packages make it.
class Shared : public DoctorHost {
public:
    Shared() {
        const std::string bobs = "bob:x:1000:1000::/home/bob:/bin/sh\n";
        const std::string theirs = "prometheus:x:901:901::/:/sbin/nologin\n";
        const std::string ours = "slurmlic:x:900:900::/:/sbin/nologin\n";
        answer("getent passwd 1000", bobs);
        answer("getent passwd 900", ours);
        answer("getent passwd 901", theirs);
        answer("getent passwd 900 901", ours + theirs);
        answer("getent passwd 901 1000", theirs + bobs);
        answer("getent passwd", "root:x:0:0::/root:/bin/sh\n" + theirs + ours + bobs);
        answer("getent group 900", "slurmlic:x:900:\n");
        access["/dir"].owner = prometheus;
        access["/dir"].groups = {service};
    }
};

}    // namespace

TEST_CASE("the directory as the packages make it is nothing to be warned of") {
    Shared host;
    CHECK(host.complaints().empty());
    CHECK(host.says("ok access: only prometheus and root and slurmlic can write the settings, the programs and the directory"));
    host.access["/dir"] = {.owner = service};
    CHECK(host.complaints().empty());
    host.access.clear();
    CHECK(host.complaints().empty());
    CHECK(host.says("ok access: only root and slurmlic can write the settings, the programs and the directory"));
}

TEST_CASE("a directory that others can write is a warning") {
    Shared host;
    host.access["/dir"].owner = bob;
    CHECK(host.complaints() == Log{"warn access: /dir: bob can write it; mend: namei -l /dir"});
    host.access["/dir"] = {.everybody = true};
    CHECK(host.complaints() == Log{"warn access: /dir: everybody can write it; mend: namei -l /dir"});
    host.access["/dir"] = {.groups = {service}};
    host.answer("getent group 900", "slurmlic:x:900:prometheus,bob\n");
    CHECK(host.complaints() == Log{"warn access: /dir: bob can write it; mend: namei -l /dir"});
    host.files["/dir/deep/x"] = "";
    host.options.output = "/dir/deep/";
    host.fail("mktemp -- /dir/deep/.slurmlic-doctor.XXXXXX", "mktemp: no");
    CHECK(std::ranges::count(host.complaints(),
                             "warn access: /dir/deep: bob can write /dir on the way to it; mend: namei -l "
                             "/dir/deep") == 1);
}

TEST_CASE("settings that others can write are a warning, also where it is node_exporter's user") {
    Shared host;
    host.access["/settings"].owner = prometheus;
    CHECK(host.complaints() == Log{"warn access: /settings: prometheus can write it; mend: namei -l /settings"});
    host.access["/settings"].owner = service;
    CHECK(host.complaints().empty());
}

TEST_CASE("settings with a relative path are looked at where they are") {
    Shared host;
    host.options.config = "mine.toml";
    host.files["mine.toml"] = host.files["/settings"];
    host.answer("realpath -m -s -- mine.toml", "/srv/mine.toml\n");
    host.files["/srv/mine.toml"] = "";
    host.access["/srv"].everybody = true;
    CHECK(host.complaints() ==
          Log{"warn access: /srv/mine.toml: everybody can write /srv on the way to it; mend: namei -l /srv/mine.toml"});
}

TEST_CASE("a program that others can replace is a warning, found by its path or in PATH") {
    Shared host;
    host.files["/usr/bin/scontrol"] = "";
    host.files["/usr/bin/squeue"] = "";
    host.access["/usr/bin/scontrol"].owner = bob;
    CHECK(host.complaints() == Log{"warn access: /usr/bin/scontrol: bob can write it; mend: namei -l /usr/bin/scontrol"});
    host.access.erase("/usr/bin/scontrol");
    host.files["/opt/flex/lmutil"] = "";
    host.access["/opt/flex"].owner = bob;
    host.files["/settings"] =
        "output = \"/dir\"\n[slurm]\nsqueue = false\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1\"\n"
        "lmutil = \"/opt/flex/lmutil\"\n";
    host.answer_user("/opt/flex/lmutil lmstat -a -c 27000@lic1", host.outcomes[lmstat_all].out);
    CHECK(std::ranges::count(host.complaints(),
                             "warn access: /opt/flex/lmutil: bob can write /opt/flex on the way to it; mend: "
                             "namei -l /opt/flex/lmutil") == 1);
    host.answer("sh -c command -v \"$1\" sh /opt/flex/lmutil", "tools/lmutil\n");
    CHECK(std::ranges::count(host.complaints(),
                             "warn access: tools/lmutil depends on the directory in which a run is started; "
                             "mend: name it with its whole path") == 1);
}

TEST_CASE("nobody is told to run a program that others than root could replace") {
    Shared host;
    host.files["/usr/bin/scontrol"] = "";
    host.fail("scontrol show lic", "something new\n");
    CHECK(host.complaints().front().ends_with("; mend: runuser -u slurmlic -- scontrol show lic"));
    const std::string instead = "; mend: no command is shown: others than root can replace ";
    for (const std::uint32_t owner : {bob, service}) {
        host.access["/usr/bin/scontrol"].owner = owner;
        CHECK(host.complaints().front().ends_with(instead + "/usr/bin/scontrol"));
    }
    host.fail("scontrol show lic", "Socket timed out on send/recv operation");
    CHECK(host.complaints().front().ends_with(instead + "/usr/bin/scontrol"));
    host.access.erase("/usr/bin/scontrol");
    CHECK(host.complaints().front().ends_with("; mend: scontrol ping"));
    host.answer("sh -c command -v \"$1\" sh scontrol", "./scontrol\n");
    CHECK(host.complaints().front().ends_with(instead + "./scontrol"));
    host.answer("sh -c command -v \"$1\" sh scontrol", "");    // nobody's, and not there
    CHECK(host.complaints().front().ends_with("; mend: scontrol ping"));
}

TEST_CASE("a program that is away for the moment, or found by its name alone, is not advised either") {
    Shared host;
    host.options.output = "/dir";
    host.files["/settings"] = "output = \"/dir\"\n[slurm]\nsqueue = false\nscontrol = \"/home/bob/scontrol\"\n";
    host.fail("/home/bob/scontrol show lic", "Socket timed out on send/recv operation");
    host.directories.insert({"/home", "/home/bob"});
    host.access["/home/bob"].owner = bob;
    host.answer("sh -c command -v \"$1\" sh /home/bob/scontrol", "");
    const auto is_withheld = [&host](const std::string& program) {
        const std::string end = "mend: no command is shown: others than root can replace " + program;
        return std::ranges::any_of(host.complaints(), [&end](const std::string& one) { return one.ends_with(end); });
    };
    CHECK(is_withheld("/home/bob/scontrol"));
    host.access.clear();
    CHECK_FALSE(is_withheld("/home/bob/scontrol"));
    host.access["/dir"].everybody = true;
    host.answer("sh -c command -v \"$1\" sh namei", "namei\n");    // by an empty entry in PATH
    CHECK(is_withheld("namei"));
}

TEST_CASE("the programs of the system are looked at, too, before they are advised") {
    Shared host;
    host.files["/usr/bin/namei"] = "";
    host.access["/dir"].everybody = true;
    host.access["/usr/bin"].owner = bob;
    CHECK(host.complaints().back() ==
          "warn access: /dir: everybody can write it; mend: no command is shown: others than root can replace /usr/bin/namei");
}

TEST_CASE("who is not root may own what he asks with") {
    Shared host;
    host.is_root = false;
    host.answer("id -un", "bob\n");
    host.access["/settings"].owner = bob;
    host.access["/dir"].owner = bob;
    CHECK(host.complaints().empty());
}

TEST_CASE("a directory is not made, nor given to a group, where others could put a link to another in its place") {
    Shared host;
    host.options.output = "/dir/gone/";
    const auto advice = [&host] {
        for (const std::string& one : host.complaints()) {
            if (one.starts_with("bad directory: ")) return one.substr(one.find("mend: "));
        }
        return std::string();
    };
    CHECK(advice() == "mend: namei -l /dir/gone");
    host.access.clear();
    CHECK(advice() == "mend: install -d -o slurmlic /dir/gone");
    host.options.output = "/link";
    host.directories.insert("/link");
    host.access["/link"] = {.kind = PathKind::link, .target = "dir"};
    host.fail("mktemp -- /link/.slurmlic-doctor.XXXXXX", "Permission denied\n");
    host.answer_user("test -x /link", "");
    CHECK(advice() == "mend: namei -l /link");
}
