#include "cli/doctor/doctor_directory.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "cli/doctor/access.hpp"
#include "cli/output_file.hpp"
#include "cli/doctor/shell.hpp"
#include "core/text/text.hpp"

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

bool is_below(std::string_view path, std::string_view folder) {
    while (folder.ends_with('/')) folder.remove_suffix(1);
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

class DirectoryCheck {
public:
    DirectoryCheck(const Place& place, const Schedule& schedule, const std::vector<Exporter>& readers, const Ports& ports)
        : place_(place), word_(shell_word(place.directory)), runs_(active_runs(schedule)), readers_(readers), ports_(ports) {}

    Findings examine() {
        const std::optional<FileFacts> directory = ports_.look_at(place_.directory);
        if (!directory) {
            add(Health::bad, fmt::format("{} ({}) is not there", place_.directory, place_.origin),
                has_set_up() ? set_up() : fmt::format("install -d -o {} -m 0755 {}", writers().front(), word_));
        } else if (directory->kind != FileKind::directory) {
            add(Health::bad, fmt::format("{} ({}) is no directory", place_.directory, place_.origin),
                fmt::format("slurmlic doctor --output {}", usual_directories.front()));
        } else {
            check_targets();
            for (const std::string& writer : writers()) check_writer(writer, *directory);
            check_file_system(*directory);
            if (readers_.empty()) check_readers();
            check_label();
        }
        return std::move(findings_);
    }

private:
    void add(Health health, std::string finding, std::string mend) {
        findings_.push_back({health, "directory", std::move(finding), std::move(mend)});
    }

    [[nodiscard]] bool has_set_up() const { return ports_.look_at(std::string(set_up_program)).has_value(); }
    [[nodiscard]] std::string set_up() const { return fmt::format("{} prepare {}", set_up_program, word_); }

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
                    fmt::format("slurmlic doctor --output {}", shell_word(*one.output)));
            } else if (one.output && !other) {
                add(Health::bad, fmt::format("{}: {}", one.origin, other.error().message),
                    command_to_publish(one, place_.directory));
            }
            const auto has_it = [this](const std::string& path) { return is_below(place_.directory, path); };
            if (one.is_confined && std::none_of(one.writable.begin(), one.writable.end(), has_it)) {
                add(Health::bad,
                    fmt::format("{} may not write to {}: its ReadWritePaths= does not name it", one.origin, place_.directory),
                    shell_drop_in("slurmlic.service", "directory", {"ReadWritePaths=" + place_.directory}));
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
                           is_root ? fmt::format("df -h {0}; findmnt -T {0}", word_) : fmt::format("chown {} {}", name, word_));
            }
        }
        if (is_self) {
            return add(Health::ok,
                       fmt::format("{} ({}): {} can create and rename files in it", place_.directory, place_.origin, name), "");
        }
        if (!account) {
            // Another name service may know it.
            return add(Health::warn, fmt::format("{} is to publish, but /etc/passwd has no such user", name),
                       fmt::format("getent passwd {0} || useradd --system --user-group --shell /usr/sbin/nologin {0}",
                                   shell_word(name)));
        }
        const std::uint32_t all = may_read | may_write | may_enter;
        if (const std::optional<Obstacle> obstacle = find_obstacle(*account, place_.directory, all, ports_)) {
            return tell_forbidden(*account, *obstacle);
        }
        if (is_stuck(*account, directory)) return;
        add(Health::ok,
            fmt::format("{} ({}): {} may write to it, {}", place_.directory, place_.origin, name, mode_text(directory, ports_)),
            "");
    }

    void tell_forbidden(const Account& account, const Obstacle& obstacle) {
        const bool is_last = obstacle.path == place_.directory;
        const std::string what = fmt::format("{} may not {} {}: {}", account.name, is_last ? "write to" : "enter",
                                             obstacle.path, obstacle_text(obstacle, ports_));
        const bool is_ours = account.name == "slurmlic" && has_set_up();
        if (!is_last || obstacle.has_acl) return add(Health::bad, what, command_to_allow(account, obstacle));
        const std::string group = group_name(account.groups.front(), ports_);
        add(Health::bad, what, is_ours ? set_up() : fmt::format("chgrp {} {} && chmod g+rwx {}", group, word_, word_));
    }

    /// In a directory with the sticky bit nobody can replace a file of others, but its owner and root.
    bool is_stuck(const Account& account, const FileFacts& directory) {
        constexpr std::uint32_t sticky = 01000;
        const std::optional<FileFacts> file = ports_.look_at(place_.file);
        if (!file || (directory.mode & sticky) == 0 || account.uid == 0) return false;
        if (account.uid == file->uid || account.uid == directory.uid) return false;
        add(Health::bad,
            fmt::format("{} may not replace {}: {}, in a directory with the sticky bit", account.name, place_.file,
                        mode_text(*file, ports_)),
            fmt::format("rm {}", shell_word(place_.file)));
        return true;
    }

    /// rename can't replace a file that is a mount of its own, as containers like to have them.
    void check_file_system(const FileFacts& directory) {
        const std::optional<FileFacts> file = ports_.look_at(place_.file);
        if (!file || file->kind != FileKind::regular || file->device == directory.device) return;
        add(Health::bad,
            fmt::format("{} is on another file system than its directory, so that it can't be replaced", place_.file),
            fmt::format("umount {}", shell_word(place_.file)));
    }

    /// Where no node_exporter runs of which it is known.
    void check_readers() {
        for (const std::string& one : folders_on(place_.directory)) {
            const std::optional<FileFacts> file = ports_.look_at(one);
            const std::uint32_t rights = one == place_.directory ? may_read | may_enter : may_enter;
            if (!file) continue;
            if (auto wrong = unreadable(one, *file, rights, {}, ports_)) {
                return add(Health::bad, std::move(wrong->first), std::move(wrong->second));
            }
        }
        add(Health::ok, fmt::format("{}: node_exporter may read it", place_.directory), "");
    }

    [[nodiscard]] bool are_readers_unconfined() const {
        return !readers_.empty() && std::all_of(readers_.begin(), readers_.end(), [](const Exporter& one) {
            return one.label.find(":unconfined") != std::string::npos;
        });
    }

    /// Types that services are kept away from.
    void check_label() {
        if (ports_.path_kind("/sys/fs/selinux/booleans") != PathKind::directory) return;
        constexpr std::array<std::string_view, 7> foreign{"user_home_t", "user_home_dir_t", "admin_home_t", "user_tmp_t",
                                                          "tmp_t",       "default_t",       "unlabeled_t"};
        const bool is_enforced = text_of_file("/sys/fs/selinux/enforce", ports_) != "0";
        for (const std::string& path : {place_.directory, place_.file}) {
            const std::optional<std::string> label = ports_.extended_attribute(path, "security.selinux");
            if (!label) continue;
            std::string_view rest = *label;    // user:role:type:level
            take_until(rest, ':');
            take_until(rest, ':');
            const std::string_view type = take_until(rest, ':');
            const bool is_foreign = std::find(foreign.begin(), foreign.end(), type) != foreign.end();
            const bool is_in_the_way = is_foreign && is_enforced && !are_readers_unconfined();
            add(is_in_the_way ? Health::warn : Health::ok,
                fmt::format("SELinux label of {}: {}{}", path, *label,
                            is_foreign && !is_in_the_way ? ", which node_exporter may read" : ""),
                is_in_the_way ? relabel() : "");
        }
    }

    /// The policy has a label for what is below /var/lib; of other directories it has to be told.
    [[nodiscard]] std::string relabel() const {
        std::string restore = fmt::format("restorecon -Rv {}", word_);
        if (is_below(place_.directory, "/var/lib")) return restore;
        return fmt::format("semanage fcontext -a -t var_lib_t {} && {}", shell_word(place_.directory + "(/.*)?"), restore);
    }

    const Place& place_;
    std::string word_;    // the directory, for a shell
    std::vector<ScheduledRun> runs_;
    const std::vector<Exporter>& readers_;
    const Ports& ports_;
    Findings findings_;
};

}    // namespace

Result<Place> find_place(const std::string& output, const Schedule& schedule, const std::vector<Exporter>& exporters,
                         const Ports& ports) {
    if (output != "-") return place_of(output, "output", ports);
    std::vector<ScheduledRun> runs = active_runs(schedule);
    if (schedule.service) runs.push_back(*schedule.service);
    for (const ScheduledRun& one : runs) {
        if (one.output && *one.output != "-") return place_of(*one.output, one.origin, ports);
    }
    for (const Exporter& one : exporters) {
        if (!one.is_collecting || one.is_contained || one.folders.empty()) continue;
        const std::string& directory = one.folders.front().path;
        if (directory.starts_with('/') && ports.path_kind(directory) == PathKind::directory) {
            return place_of(directory, "no output is set: the one that node_exporter reads", ports);
        }
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

Findings examine_directory(const Place& place, const Schedule& schedule, const std::vector<Exporter>& readers,
                           const Ports& ports) {
    return DirectoryCheck(place, schedule, readers, ports).examine();
}

std::optional<std::pair<std::string, std::string>> unreadable(const std::string& path, const FileFacts& file,
                                                              std::uint32_t rights, const std::vector<Exporter>& readers,
                                                              const Ports& ports) {
    const char* const verb = rights == may_enter ? "enter" : "read";
    for (const Exporter& one : readers) {
        if (is_allowed(one.account, path, file, rights, ports)) continue;
        const Obstacle obstacle{path, rights, file, has_acl(path, ports)};
        return std::pair(fmt::format("{} may not {} {}: {}", exporter_text(one), verb, path, obstacle_text(obstacle, ports)),
                         command_to_allow(one.account, obstacle));
    }
    if (!readers.empty() || everybody_has(file, rights)) return std::nullopt;
    for (const char* const name : {"prometheus", "node_exporter", "node-exporter", "nodeusr"}) {
        const std::optional<Account> account = account_of(name, ports);
        if (account && is_allowed(*account, path, file, rights, ports)) return std::nullopt;
    }
    const char* const letters = rights == may_enter ? "x" : rights == may_read ? "r" : "rx";
    return std::pair(fmt::format("node_exporter may not {} {}: {}", verb, path, mode_text(file, ports)),
                     fmt::format("chmod o+{} {}", letters, shell_word(path)));
}

}    // namespace slurmlic
