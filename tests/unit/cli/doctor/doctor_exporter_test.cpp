// doctor on the node_exporter that runs here, as /proc tells of it.

#include "tests/support/doctor_host.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

const char* const who = "node_exporter (pid 812, user prometheus)";

/// With this command line of node_exporter in place of the right one.
class Exporting : public Clinic {
public:
    explicit Exporting(const std::string& command_line) { start("812", command_line); }
    Log findings() { return complaints_about("node_exporter"); }
};

/// An entry of an ACL: tag, rights, id.
std::string acl_entry(char tag, char rights, unsigned char id) {
    const bool has_id = id != 0;
    const std::string number = has_id ? std::string{static_cast<char>(id), 0, 0, 0} : std::string(4, '\xff');
    return std::string{tag, 0, rights, 0} + number;
}

std::string acl(const std::string& entries) { return std::string{2, 0, 0, 0} + entries; }

}    // namespace

TEST_CASE("the directory is given in either spelling, several times, as a pattern, in a file of arguments, or with a slash") {
    for (const char* const flags :
         {"--collector.textfile.directory=/dir", "--collector.textfile.directory /dir", "--collector.textfile.directory=/dir/",
          "--collector.textfile.directory=/other --collector.textfile.directory=/dir", "--collector.textfile.directory=/d*",
          "--collector.textfile.directory=/[c-e]ir", "@/args",
          "--collector.disable-defaults --collector.textfile --collector.textfile.directory=/dir"}) {
        CAPTURE(flags);
        Exporting world(std::string("/opt/node_exporter-1.9.1/node_exporter ") + flags);
        world.facts["/dir"].inode = 7;
        world.facts["/srv/prom"] = world.facts["/dir"];
        world.files["/proc/812/root/args"] = "# ours\n--collector.textfile.directory=/dir\n";
        CHECK(world.findings().empty());
        CHECK(world.says("ok node_exporter: node_exporter (pid 812, user prometheus) reads /dir"));
    }
}

TEST_CASE("a directory relative to its working directory is the one that is found there") {
    Exporting world("node_exporter --collector.textfile.directory=textfile");
    world.facts["/dir"].inode = 7;
    world.facts["/proc/812/cwd/"] = {FileKind::directory, 0755, 0, 0, 1, 0, 3};
    world.facts["/proc/812/cwd/textfile"] = world.facts["/dir"];
    CHECK(world.findings().empty());
    world.facts["/proc/812/cwd/textfile"].inode = 8;
    CHECK(world.findings() == Log{std::string("bad node_exporter: ") + who +
                                  " reads textfile, not /dir; mend: kill 812 && runuser -u prometheus -- node_exporter "
                                  "--collector.textfile.directory=/dir"});
    world.facts.erase("/proc/812/cwd/");
    world.user = 998;
    CHECK(world.findings() == Log{std::string("warn node_exporter: ") + who +
                                  " reads textfile, which this user can't see; mend: sudo slurmlic doctor"});
}

TEST_CASE("a node_exporter that reads another directory is bad: slurmlic is to publish there") {
    Exporting world("/usr/bin/node_exporter --collector.textfile.directory=/srv/prom");
    const std::string finding = std::string("bad node_exporter: ") + who + " reads /srv/prom, not /dir; mend: ";
    CHECK(world.findings() == Log{finding + "sed -i 's|/dir|/srv/prom|' /etc/cron.d/slurmlic"});
    world.files["/usr/share/slurmlic/set-up"] = "#!/bin/sh\n";
    CHECK(world.findings() == Log{finding + "/usr/share/slurmlic/set-up prepare /srv/prom && sed -i 's|/dir|/srv/prom|' "
                                            "/etc/cron.d/slurmlic"});
    world.files.erase("/etc/cron.d/slurmlic");
    world.files.erase("/usr/share/slurmlic/set-up");
    CHECK(world.findings() == Log{finding + "sed -i 's|^ *output *=.*|output = \"/srv/prom\"|' /settings"});
    world.options.output = "/dir";
    CHECK(world.findings() == Log{finding + "slurmlic --output /srv/prom"});
}

TEST_CASE("a directory whose name sed or a shell would act upon is put into no command but in quotes") {
    Exporting world("/usr/bin/node_exporter --collector.textfile.directory=/x|e;reboot");
    CHECK(world.findings() == Log{std::string("bad node_exporter: ") + who +
                                  " reads /x|e;reboot, not /dir; mend: kill 812 && runuser -u prometheus -- "
                                  "/usr/bin/node_exporter --collector.textfile.directory=/dir"});
}

TEST_CASE("the same directory under another name is the same, another file system with that name is not") {
    Exporting world("/usr/bin/node_exporter --collector.textfile.directory=/srv/prom");
    world.facts["/dir"].inode = 7;
    world.facts["/srv/prom"] = world.facts["/dir"];    // a link, or mounted there, too
    CHECK(world.findings().empty());
    world.start("812", "/usr/bin/node_exporter --collector.textfile.directory=/dir");
    world.files["/proc/812/cgroup"] = "0::/system.slice/node_exporter.service\n";
    world.facts["/"] = world.facts["/proc/812/root/"] = {FileKind::directory, 0755, 0, 0, 1, 0, 2};
    world.facts["/proc/812/root/dir"] = {FileKind::directory, 0755, 0, 0, 9, 0, 7};    // PrivateTmp= and the like
    CHECK(world.findings() ==
          Log{std::string("bad node_exporter: ") + who +
              " sees another /dir than this host, or none: its unit hides it; mend: mkdir -p "
              "/etc/systemd/system/node_exporter.service.d && printf '%s\\n' '[Service]' BindReadOnlyPaths=/dir > "
              "/etc/systemd/system/node_exporter.service.d/textfile.conf && systemctl daemon-reload && systemctl restart "
              "node_exporter.service"});
}

TEST_CASE("a node_exporter in a container is looked at by its own root directory") {
    Exporting world("/bin/node_exporter --collector.textfile.directory=/textfile");
    world.facts["/"] = {FileKind::directory, 0755, 0, 0, 1, 0, 2};
    world.facts["/dir"].inode = 7;
    world.facts["/proc/812/root/"] = {FileKind::directory, 0755, 0, 0, 5, 0, 2};
    world.facts["/proc/812/root/textfile"] = world.facts["/dir"];
    CHECK(world.findings().empty());
    world.facts["/proc/812/root/textfile"].device = 5;
    CHECK(world.findings() == Log{std::string("bad node_exporter: ") + who +
                                  " reads /textfile, not /dir; mend: start its container anew with -v /dir:/dir:ro and "
                                  "--collector.textfile.directory=/dir"});
}

TEST_CASE("without the flag it reads what is compiled in: Debian's directory, or none") {
    Exporting world("/usr/bin/node_exporter --web.listen-address=:9100 --collector.filesystem.mount-points-exclude=^/(a|b)$");
    world.files["/proc/812/cgroup"] = "0::/system.slice/node_exporter.service\n";
    world.files["/proc/812/exe"] = "ELF";
    CHECK(world.findings() ==
          Log{std::string("bad node_exporter: ") + who +
              " has no --collector.textfile.directory: it reads no file; mend: mkdir -p "
              "/etc/systemd/system/node_exporter.service.d && printf '%s\\n' '[Service]' ExecStart= "
              "'ExecStart=/usr/bin/node_exporter --web.listen-address=:9100 "
              "--collector.filesystem.mount-points-exclude=^/(a|b)$$ --collector.textfile.directory=/dir' > "
              "/etc/systemd/system/node_exporter.service.d/textfile.conf && systemctl daemon-reload && systemctl restart "
              "node_exporter.service"});
    world.files["/proc/812/exe"] = "ELF/var/lib/prometheus/node-exporterDirectory";
    CHECK(world.findings().front().starts_with(std::string("bad node_exporter: ") + who +
                                               " reads /var/lib/prometheus/node-exporter, not /dir; "));
    world.options.output = "/var/lib/prometheus/node-exporter";
    world.facts["/var/lib/prometheus/node-exporter"] = world.facts["/dir"];
    CHECK(world.findings().empty());
    world.files.erase("/proc/812/exe");    // for root alone
    world.start("812", "/usr/bin/prometheus-node-exporter");
    CHECK(world.findings().empty());
}

TEST_CASE("a textfile collector that is off is bad") {
    for (const char* const flags : {"--no-collector.textfile", "--collector.disable-defaults --collector.cpu"}) {
        Exporting world(std::string("/usr/bin/node_exporter --collector.textfile.directory=/dir ") + flags);
        const Log findings = world.findings();
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].starts_with(std::string("bad node_exporter: ") + who +
                                      " runs with its textfile collector off: it reads no file; mend: kill 812 && "));
        CHECK(findings[0].find("--no-collector.textfile") == std::string::npos);
        const bool needs_it = std::string(flags).find("disable") != std::string::npos;
        CHECK((findings[0].find(" --collector.textfile ") != std::string::npos) == needs_it);
    }
}

TEST_CASE("where none runs that is a warning, with what starts one") {
    Clinic world;
    world.stop("812");
    world.start("812", "vi /etc/node_exporter.conf");
    const std::string finding = "warn node_exporter: no node_exporter runs here: nobody reads the file; mend: ";
    CHECK(world.complaints() == Log{finding + "apt install prometheus-node-exporter"});
    world.files["/usr/local/bin/node_exporter"] = "ELF";
    CHECK(world.complaints() == Log{finding + "/usr/local/bin/node_exporter --collector.textfile.directory=/dir"});
    world.files["/lib/systemd/system/prometheus-node-exporter.service"] = "[Service]\n";
    world.facts["/run/systemd/system"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    CHECK(world.complaints() == Log{finding + "systemctl enable --now prometheus-node-exporter.service"});
}

TEST_CASE("where others' processes can't be seen nothing is said of them") {
    Clinic world;
    world.user = 998;
    world.stop("812");
    world.stop("1");
    CHECK(world.complaints() == Log{"warn node_exporter: /proc shows this user no processes of others (hidepid); mend: sudo "
                                    "slurmlic doctor"});
    world.user = 0;
    world.stop("60");
    CHECK(world.complaints() ==
          Log{"warn node_exporter: cannot list /proc: No such file or directory; mend: mount -t proc proc "
              "/proc"});
}

TEST_CASE("of several one that reads the directory is enough, and each must be able to") {
    Clinic world;
    world.start("900", "/usr/bin/node_exporter --collector.textfile.directory=/other");
    CHECK(world.complaints().empty());
    world.start("900", "/usr/bin/node_exporter --collector.textfile.directory=/dir");
    world.facts["/dir"].mode = 0770;
    world.files["/proc/812/status"] = "Uid:\t0 0 0 0\nGid:\t0 0 0 0\nGroups:\t\nCapEff:\t000001ffffffffff\n";
    CHECK(world.complaints() == Log{"bad node_exporter: node_exporter (pid 900, user prometheus) may not read /dir: mode 0770, "
                                    "root:slurmlic; mend: chmod o+rx /dir"});
}

TEST_CASE("root passes over modes only with the capability, others may have it") {
    Clinic world;
    world.facts["/dir"] = {FileKind::directory, 0770, 998, 997, 1, 0};
    world.files["/proc/812/status"] = "Uid:\t0 0 0 0\nGid:\t0 0 0 0\nGroups:\t\nCapEff:\t0000000000000000\n";
    CHECK(world.complaints_about("node_exporter") ==
          Log{"bad node_exporter: node_exporter (pid 812, user root) may not read /dir: mode 0770, slurmlic:slurmlic; mend: "
              "chmod o+rx /dir"});
    world.files["/proc/812/status"] = "Uid:\t120 120 120 120\nGid:\t121 121 121 121\nGroups:\t\nCapEff:\t0000000000000004\n";
    CHECK(world.complaints_about("node_exporter").empty());
}

TEST_CASE("ACLs let in and keep out, within their mask") {
    constexpr char owner = 0x01;
    constexpr char user = 0x02;
    constexpr char owning_group = 0x04;
    constexpr char group = 0x08;
    constexpr char mask = 0x10;
    constexpr char other = 0x20;
    Clinic world;
    world.facts["/dir"].mode = 0770;
    const auto set = [&world](const std::string& entries) {
        world.attributes[{"/dir", "system.posix_acl_access"}] = acl(acl_entry(owner, 7, 0) + entries + acl_entry(other, 0, 0));
        return world.complaints_about("node_exporter").empty();
    };
    const std::string rest = acl_entry(owning_group, 7, 0);
    CHECK(set(acl_entry(user, 5, 120) + rest + acl_entry(mask, 7, 0)));
    CHECK_FALSE(set(acl_entry(user, 5, 120) + rest + acl_entry(mask, 4, 0)));
    CHECK_FALSE(set(acl_entry(user, 5, 119) + rest + acl_entry(mask, 7, 0)));
    CHECK(set(rest + acl_entry(group, 5, 121) + acl_entry(mask, 7, 0)));
    CHECK_FALSE(set(rest + acl_entry(group, 4, 121) + acl_entry(mask, 7, 0)));
    CHECK(world.complaints_about("node_exporter") == Log{std::string("bad node_exporter: ") + who +
                                                         " may not read /dir: mode 0770, root:slurmlic, by its ACL; mend: "
                                                         "setfacl -m u:prometheus:rx /dir"});
}

TEST_CASE("folders above a link's target are on the way, too") {
    Exporting world("/usr/bin/node_exporter --collector.textfile.directory=/dir");
    world.facts["/dir/.."] = {FileKind::directory, 0700, 0, 0, 1, 0, 5};
    CHECK(world.findings() == Log{std::string("bad node_exporter: ") + who +
                                  " may not enter /dir/..: mode 0700, root:root; mend: chmod o+x /dir/.."});
}

TEST_CASE("other directories of the same node_exporter must not hold the same series, either") {
    Exporting world("/usr/bin/node_exporter --collector.textfile.directory=/dir --collector.textfile.directory=/other");
    world.files["/other/old.prom"] = "slurm_licenses_total{license_name=\"a\"} 3\n";
    CHECK(world.complaints() == Log{"bad neighbours: /other/old.prom holds slurm_licenses_total, too: node_exporter drops "
                                    "series without a word; mend: rm /other/old.prom"});
}

TEST_CASE("an SELinux label is in nobody's way where node_exporter is unconfined, or SELinux only warns") {
    Clinic world;
    world.attributes[{"/dir", "security.selinux"}] = "unconfined_u:object_r:user_home_t:s0";
    world.facts["/sys/fs/selinux/booleans"] = {FileKind::directory, 0755, 0, 0, 1, 0};
    world.files["/sys/fs/selinux/enforce"] = "1";
    CHECK(world.complaints().size() == 1);
    world.files["/proc/812/attr/current"] = "system_u:system_r:unconfined_service_t:s0\n";
    CHECK(world.complaints().empty());
    world.files["/proc/812/attr/current"] = "system_u:system_r:node_exporter_t:s0\n";
    CHECK(world.complaints().size() == 1);
    world.files["/sys/fs/selinux/enforce"] = "0";
    CHECK(world.complaints().empty());
}

TEST_CASE("in a directory with the sticky bit a file of another user can't be replaced") {
    Clinic world;
    world.facts["/dir"] = {FileKind::directory, 01777, 0, 0, 1, 0};
    CHECK(world.complaints() ==
          Log{"bad directory: slurmlic may not replace /dir/slurm_licenses.prom: mode 0644, root:root, in "
              "a directory with the sticky bit; mend: rm /dir/slurm_licenses.prom"});
    world.facts[prom] = {FileKind::regular, 0644, 998, 997, 1, 0};
    CHECK(world.complaints().empty());
}
