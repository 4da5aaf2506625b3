#include "cli/doctor_directory.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "cli/destination.hpp"
#include "core/text.hpp"

namespace slurmlic {
namespace {

constexpr std::array<const char*, 2> usual_directories{"/var/lib/prometheus/node-exporter",
                                                       "/var/lib/node_exporter/textfile_collector"};

std::string directory_of(const std::string& file) {
    const std::size_t slash = file.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : file.substr(0, slash);
}

Result<Place> place_of(const std::string& output, std::string origin, const Ports& ports) {
    const Result<Destination> to = destination_of(output, ports.path_kind);
    if (!to) return unexpected(to.error().message);
    if (!to->file) return unexpected(fmt::format("{}: output: it publishes to standard output alone", origin));
    return Place{directory_of(*to->file), *to->file, std::move(origin)};
}

/// The directory and all above it, the outermost first.
std::vector<std::string> path_to(const std::string& directory) {
    std::vector<std::string> all;
    for (std::size_t slash = directory.find('/', 1); slash != std::string::npos; slash = directory.find('/', slash + 1)) {
        all.push_back(directory.substr(0, slash));
    }
    all.push_back(directory);
    return all;
}

bool is_below(std::string_view path, std::string_view folder) {
    while (folder.ends_with('/')) folder.remove_suffix(1);
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

class DirectoryCheck {
public:
    DirectoryCheck(const Place& place, const Schedule& schedule, const Ports& ports)
        : place_(place), runs_(active_runs(schedule)), ports_(ports) {}

    Findings examine() {
        const std::optional<FileFacts> directory = ports_.look_at(place_.directory);
        if (!directory) {
            add(Health::bad, fmt::format("{} ({}) is not there", place_.directory, place_.origin),
                fmt::format("make it: install -d -o {} -m 0755 {}; and give it to node_exporter as "
                            "--collector.textfile.directory",
                            writers().front(), place_.directory));
        } else if (directory->kind != FileKind::directory) {
            add(Health::bad, fmt::format("{} ({}) is no directory", place_.directory, place_.origin),
                "name another by --output");
        } else {
            check_targets();
            for (const std::string& writer : writers()) check_writer(writer, *directory);
            check_file_system(*directory);
            check_readers();
            check_label();
        }
        return std::move(findings_);
    }

private:
    void add(Health health, std::string finding, std::string mend) {
        findings_.push_back({health, "directory", std::move(finding), std::move(mend)});
    }

    /// Who publishes: those whom timer and cron use, else whoever asks.
    [[nodiscard]] std::vector<std::string> writers() const {
        std::vector<std::string> names;
        for (const ScheduledRun& one : runs_) {
            if (std::find(names.begin(), names.end(), one.user) == names.end()) names.push_back(one.user);
        }
        if (names.empty()) names.push_back(user_name(ports_.user_id(), ports_));
        return names;
    }

    /// Whether the runs publish where we look.
    void check_targets() {
        for (const ScheduledRun& one : runs_) {
            const Result<Place> other = place_of(one.output.value_or("-"), one.origin, ports_);
            if (one.output && other && other->file != place_.file) {
                add(Health::warn, fmt::format("{} publishes {}, this looks at {}", one.origin, other->file, place_.file),
                    fmt::format("slurmlic doctor --output {}", *one.output));
            } else if (one.output && !other) {
                add(Health::bad, fmt::format("{}: {}", one.origin, other.error().message), "correct its --output");
            }
            const auto has_it = [this](const std::string& path) { return is_below(place_.directory, path); };
            if (one.is_confined && std::none_of(one.writable.begin(), one.writable.end(), has_it)) {
                add(Health::bad,
                    fmt::format("{} may not write to {}: its ReadWritePaths= does not name it", one.origin, place_.directory),
                    fmt::format("systemctl edit slurmlic.service: [Service] ReadWritePaths={}", place_.directory));
            }
        }
    }

    void check_writer(const std::string& name, const FileFacts& directory) {
        const std::uint32_t self = ports_.user_id();
        const bool is_self = user_name(self, ports_) == name;
        const bool is_root = self == 0;
        std::optional<Account> account = account_of(name, ports_);
        if (is_self || is_root) {
            const Result<void> tried = ports_.try_directory(place_.directory);
            if (!tried) {
                return add(Health::bad,
                           fmt::format("{} ({}), tried as {}", tried.error().message, place_.origin, user_name(self, ports_)),
                           fmt::format("let {} write there: chown {} {}; or is the disk full, or read-only?", name, name,
                                       place_.directory));
            }
        }
        if (is_self) {
            return add(Health::ok,
                       fmt::format("{} ({}): {} can create and rename files in it", place_.directory, place_.origin, name), "");
        }
        if (!account) {
            return add(Health::warn, fmt::format("{} is to publish, but /etc/passwd has no such user", name),
                       fmt::format("useradd --system --user-group --shell /usr/sbin/nologin {}; nothing to do where "
                                   "another name service knows it",
                                   name));
        }
        for (const std::string& one : path_to(place_.directory)) {
            const std::optional<FileFacts> file = ports_.look_at(one);
            const std::uint32_t rights = one == place_.directory ? may_read | may_write | may_enter : may_enter;
            if (file && !has_rights(*account, *file, rights)) return tell_forbidden(name, one, *file);
        }
        add(Health::ok,
            fmt::format("{} ({}): {} may write to it, {}", place_.directory, place_.origin, name, mode_text(directory, ports_)),
            "");
    }

    void tell_forbidden(const std::string& name, const std::string& path, const FileFacts& file) {
        const bool has_list = ports_.extended_attribute(path, "system.posix_acl_access").has_value();
        const std::string what = fmt::format("{} may not {} {}: {}", name, path == place_.directory ? "write to" : "enter",
                                             path, mode_text(file, ports_));
        if (has_list) {
            return add(Health::warn, what + " (but it has an ACL)", fmt::format("see getfacl {}", path));
        }
        const std::string mend = path == place_.directory ? fmt::format("chgrp {} {} && chmod 775 {}", name, path, path)
                                                          : fmt::format("chmod o+x {}", path);
        add(Health::bad, what, mend);
    }

    /// rename can't replace a file that is a mount of its own, as containers like to have them.
    void check_file_system(const FileFacts& directory) {
        const std::optional<FileFacts> file = ports_.look_at(place_.file);
        if (!file || file->kind != FileKind::regular || file->device == directory.device) return;
        add(Health::bad,
            fmt::format("{} is on another file system than its directory, so that it can't be replaced", place_.file),
            "mount the directory, not the file");
    }

    void check_readers() {
        for (const std::string& one : path_to(place_.directory)) {
            const std::optional<FileFacts> file = ports_.look_at(one);
            const std::uint32_t rights = one == place_.directory ? may_read | may_enter : may_enter;
            if (!file) continue;
            if (std::optional<std::string> wrong = unreadable(one, *file, rights, ports_)) {
                return add(Health::bad, std::move(*wrong), fmt::format("chmod o+{} {}", rights == may_enter ? "x" : "rx", one));
            }
        }
        add(Health::ok, fmt::format("{}: node_exporter may read it", place_.directory), "");
    }

    /// Types that services are kept away from.
    void check_label() {
        if (ports_.path_kind("/sys/fs/selinux/booleans") != PathKind::directory) return;
        constexpr std::array<std::string_view, 7> foreign{"user_home_t", "user_home_dir_t", "admin_home_t", "user_tmp_t",
                                                          "tmp_t",       "default_t",       "unlabeled_t"};
        for (const std::string& path : {place_.directory, place_.file}) {
            const std::optional<std::string> label = ports_.extended_attribute(path, "security.selinux");
            if (!label) continue;
            std::string_view rest = *label;    // user:role:type:level
            take_until(rest, ':');
            take_until(rest, ':');
            const std::string_view type = take_until(rest, ':');
            const bool is_foreign = std::find(foreign.begin(), foreign.end(), type) != foreign.end();
            add(is_foreign ? Health::warn : Health::ok, fmt::format("SELinux label of {}: {}", path, *label),
                is_foreign ? fmt::format("restorecon -Rv {}; then \"ausearch -m avc -ts recent\"", place_.directory) : "");
        }
    }

    const Place& place_;
    std::vector<ScheduledRun> runs_;
    const Ports& ports_;
    Findings findings_;
};

}    // namespace

Result<Place> find_place(const std::string& output, const Schedule& schedule, const Ports& ports) {
    if (output != "-") return place_of(output, "output", ports);
    std::vector<ScheduledRun> runs = active_runs(schedule);
    if (schedule.service) runs.push_back(*schedule.service);
    for (const ScheduledRun& one : runs) {
        if (one.output && *one.output != "-") return place_of(*one.output, one.origin, ports);
    }
    for (const char* const directory : usual_directories) {
        if (ports.path_kind(directory) == PathKind::directory)
            return place_of(directory, "no output is set: the usual one", ports);
    }
    return unexpected(
        fmt::format("no directory to look at: no --output, none in the settings, a unit or a cron file, and "
                    "neither {} nor {} is there",
                    usual_directories[0], usual_directories[1]));
}

Findings examine_directory(const Place& place, const Schedule& schedule, const Ports& ports) {
    return DirectoryCheck(place, schedule, ports).examine();
}

std::optional<std::string> unreadable(const std::string& path, const FileFacts& file, std::uint32_t rights,
                                      const Ports& ports) {
    if (everybody_has(file, rights)) return std::nullopt;
    for (const char* const name : {"prometheus", "node_exporter", "node-exporter", "nodeusr"}) {
        const std::optional<Account> account = account_of(name, ports);
        if (account && has_rights(*account, file, rights)) return std::nullopt;
    }
    return fmt::format("node_exporter may not {} {}: {}", rights == may_enter ? "enter" : "read", path, mode_text(file, ports));
}

}    // namespace slurmlic
