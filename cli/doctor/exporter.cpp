#include "cli/doctor/exporter.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "cli/doctor/access.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view directory_flag = "--collector.textfile.directory";
constexpr std::string_view collector_on = "--collector.textfile";
constexpr std::string_view collector_off = "--no-collector.textfile";
constexpr std::string_view defaults_off = "--collector.disable-defaults";
constexpr const char* default_of_debian = "/var/lib/prometheus/node-exporter";

bool is_exporter(const Process& process) {
    constexpr std::array<std::string_view, 3> names{"prometheus-node-exporter", "node_exporter", "node-exporter"};
    return std::any_of(names.begin(), names.end(), [name = program_name(process)](std::string_view front) {
        // "node_exporter-1.9.1", too
        return name.starts_with(front) && (name.size() == front.size() || name[front.size()] == '-');
    });
}

/// What stands behind "KEY:" in /proc/PID/status.
std::string_view status_field(std::string_view status, std::string_view key) {
    while (const std::optional<std::string_view> line = take_line(status)) {
        if (line->starts_with(key) && line->substr(key.size()).starts_with(':')) return trim(line->substr(key.size() + 1));
    }
    return {};
}

std::vector<std::uint32_t> status_numbers(std::string_view field) {
    std::vector<std::uint32_t> numbers;
    for (std::string_view word = take_word(field); !word.empty(); word = take_word(field)) {
        if (const std::optional<std::int64_t> number = parse_unsigned(word)) {
            numbers.push_back(static_cast<std::uint32_t>(*number));
        }
    }
    return numbers;
}

/// The user and groups for files, and whether it may pass over modes: CAP_DAC_OVERRIDE or CAP_DAC_READ_SEARCH.
Account account_in(const Process& process, const Ports& ports) {
    Account account;
    const Result<InputText> text = ports.read_input(proc_path(process, "status"));
    const std::string_view status = text ? text->view() : std::string_view();
    const std::vector<std::uint32_t> uids = status_numbers(status_field(status, "Uid"));    // real, effective, saved, of files
    const std::vector<std::uint32_t> gids = status_numbers(status_field(status, "Gid"));
    if (!uids.empty()) account.uid = uids.back();
    account.groups = status_numbers(status_field(status, "Groups"));
    if (!gids.empty()) account.groups.insert(account.groups.begin(), gids.back());
    const std::string_view sets = status_field(status, "CapEff");
    std::uint64_t capabilities = 0;
    constexpr int hexadecimal = 16;
    constexpr std::uint64_t passing = 0b110;
    const bool has_sets = std::from_chars(sets.data(), sets.data() + sets.size(), capabilities, hexadecimal).ec == std::errc();
    account.passes_modes = has_sets && !sets.empty() ? (capabilities & passing) != 0 : account.uid == 0;
    account.name = user_name(account.uid, ports);
    constexpr std::string_view nameless = "uid ";
    if (account.name.starts_with(nameless)) account.name.erase(0, nameless.size());
    return account;
}

/// "0::/system.slice/node_exporter.service".
void read_control_group(const Process& process, const Ports& ports, Exporter& exporter) {
    const Result<InputText> text = ports.read_input(proc_path(process, "cgroup"));
    std::string_view rest = text ? text->view() : std::string_view();
    while (const std::optional<std::string_view> line = take_line(rest)) {
        const std::string_view last = line->substr(line->rfind('/') + 1);
        const bool is_of_user = line->find("/user@") != std::string_view::npos;
        if (last.ends_with(".service") && !is_of_user) exporter.unit = last;
        for (const std::string_view runtime : {"docker", "libpod", "kubepods", "containerd", "lxc"}) {
            exporter.is_contained = exporter.is_contained || line->find(runtime) != std::string_view::npos;
        }
    }
}

/// Calls `take` with each flag, and with the value behind it; values may also be words of their own.
template <class Take>
void each_flag(const std::vector<std::string>& argv, Take take) {
    for (std::size_t i = 1; i < argv.size(); ++i) {
        const std::string_view word = argv[i];
        const std::size_t equals = word.find('=');
        const std::string_view name = word.substr(0, equals);
        if (equals == std::string_view::npos && name == directory_flag && i + 1 < argv.size()) {
            take(name, std::string_view(argv[i + 1]), 2);
            ++i;
        } else {
            take(name, equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1), 1);
        }
    }
}

/// What any user may have named must not be a FIFO that holds us.
std::optional<InputText> regular_text(const std::string& path, const Ports& ports) {
    const std::optional<FileFacts> file = ports.look_at(path);
    if (!file || file->kind != FileKind::regular) return std::nullopt;
    Result<InputText> text = ports.read_input(path);
    return text ? std::optional(std::move(*text)) : std::nullopt;
}

/// Whether its program has these words in it, such as those of its help; nothing where it can't be read.
std::optional<bool> has_compiled_in(const Process& process, std::string_view words, const Ports& ports) {
    for (const std::string& program : {proc_path(process, "exe"), process.argv.front()}) {
        if (!program.starts_with('/')) continue;
        const std::optional<InputText> text = regular_text(program, ports);
        if (text) return text->view().find(words) != std::string_view::npos;
    }
    return std::nullopt;
}

/// Debian's packages, and others, have one compiled in; that of upstream is none.
std::string default_directory(const Process& process, const Ports& ports) {
    const bool is_called_so = program_name(process) == "prometheus-node-exporter";
    return has_compiled_in(process, default_of_debian, ports).value_or(is_called_so) ? default_of_debian : "";
}

/// "@FILE" stands for the lines of that file.
std::vector<std::string> with_argument_files(const Process& process, const Ports& ports) {
    std::vector<std::string> all;
    for (const std::string& word : process.argv) {
        const std::optional<InputText> text =
            word.starts_with("@/") ? regular_text(proc_path(process, "root") + word.substr(1), ports) : std::nullopt;
        if (!text) {
            all.push_back(word);
            continue;
        }
        std::string_view rest = text->view();
        while (const std::optional<std::string_view> line = take_line(rest)) {
            if (!line->starts_with('#') && !trim(*line).empty()) all.emplace_back(*line);
        }
    }
    return all;
}

void read_flags(Exporter& exporter, const Ports& ports) {
    bool is_on = false;
    bool is_off = false;
    bool has_defaults = true;
    each_flag(with_argument_files(exporter.process, ports), [&](std::string_view name, std::string_view value, int) {
        if (name == directory_flag) exporter.given.emplace_back(value);
        is_on = is_on || name == collector_on;
        is_off = is_off || name == collector_off;
        if (name == defaults_off) has_defaults = false;
    });
    exporter.is_collecting = !is_off && (is_on || has_defaults);
    if (exporter.given.empty()) exporter.given.push_back(default_directory(exporter.process, ports));
    std::erase(exporter.given, "");
}

bool is_pattern(std::string_view text) { return text.find_first_of("*?[\\") != std::string_view::npos; }

/// The path with each name behind it that matches a part of a pattern.
void append_matches(const std::string& front, const std::string& path, const std::string& part, const Ports& ports,
                    std::vector<std::string>& matches) {
    const std::string start = path.empty() || path.ends_with('/') ? path : path + "/";
    if (!is_pattern(part)) return matches.push_back(start + part);
    const Result<std::vector<std::string>> names = ports.list_directory(front + (path.empty() ? "." : path));
    if (!names) return;
    for (const std::string& name : *names) {
        if (fnmatch(part.c_str(), name.c_str(), 0) == 0) matches.push_back(start + name);
    }
}

/// The paths that a pattern comes to, as Go's filepath.Glob finds them; the pattern itself where there are none.
std::vector<std::string> expanded(const std::string& front, const std::string& pattern, const Ports& ports) {
    if (!is_pattern(pattern)) return {pattern};
    std::vector<std::string> found{pattern.starts_with('/') ? "/" : ""};
    std::string_view rest = pattern;
    while (!rest.empty()) {
        const std::string part(take_until(rest, '/'));
        if (part.empty()) continue;
        std::vector<std::string> longer;
        for (const std::string& one : found) append_matches(front, one, part, ports, longer);
        found = std::move(longer);
    }
    std::erase_if(found, [&](const std::string& one) { return !ports.look_at(front + one); });
    return found.empty() ? std::vector<std::string>{pattern} : found;
}

void resolve_folders(Exporter& exporter, const Ports& ports) {
    const std::string root = proc_path(exporter.process, "root");
    const std::string own_root = ports.look_at(root + "/") ? root : "";    // other users may not see it
    const std::string working = proc_path(exporter.process, "cwd/");
    for (const std::string& one : exporter.given) {
        const bool is_relative = !one.starts_with('/');
        if (is_relative && !ports.look_at(working)) {
            exporter.is_unknown = true;
            continue;
        }
        const std::string front = is_relative ? working : own_root;
        for (std::string& path : expanded(front, one, ports)) exporter.folders.push_back({front, std::move(path)});
    }
    if (own_root.empty()) {
        exporter.is_unknown = exporter.is_unknown || exporter.is_contained;
    } else {
        exporter.is_contained = exporter.is_contained || is_same_file(own_root + "/", "/", ports) == false;
    }
}

}    // namespace

std::vector<Exporter> find_exporters(const ProcessList& processes, const Ports& ports) {
    std::vector<Exporter> all;
    for (const Process& process : processes.all) {
        if (!is_exporter(process)) continue;
        Exporter exporter;
        exporter.process = process;
        exporter.account = account_in(process, ports);
        read_control_group(process, ports, exporter);
        if (const Result<InputText> label = ports.read_input(proc_path(process, "attr/current"))) {
            std::string_view rest = label->view();
            exporter.label = trim(take_until(rest, '\0'));
        }
        read_flags(exporter, ports);
        resolve_folders(exporter, ports);
        all.push_back(std::move(exporter));
    }
    return all;
}

std::string exporter_text(const Exporter& exporter) {
    return fmt::format("{} (pid {}, user {})", program_name(exporter.process), exporter.process.id, exporter.account.name);
}

std::optional<ReadFolder> folder_of(const Exporter& exporter, const std::string& directory, const Ports& ports) {
    if (!exporter.is_collecting) return std::nullopt;
    const auto is_it = [&](const ReadFolder& one) {
        const std::optional<bool> is_same = is_same_file(one.front + one.path, directory, ports);
        return is_same ? *is_same : is_same_path(one.path, directory);
    };
    const auto found = std::find_if(exporter.folders.begin(), exporter.folders.end(), is_it);
    return found == exporter.folders.end() ? std::nullopt : std::optional(*found);
}

std::vector<std::string> arguments_to_read(const Exporter& exporter, const std::string& directory) {
    std::vector<std::string> all{exporter.process.argv.front()};
    bool has_defaults = true;
    std::size_t at = 1;
    each_flag(exporter.process.argv, [&](std::string_view name, std::string_view, int words) {
        const bool is_of_collector = name == directory_flag || name == collector_on || name == collector_off;
        if (!is_of_collector) all.push_back(exporter.process.argv[at]);
        if (name == defaults_off) has_defaults = false;
        at += static_cast<std::size_t>(words);
    });
    if (!has_defaults) all.emplace_back(collector_on);
    all.push_back(fmt::format("{}={}", directory_flag, directory));
    return all;
}

}    // namespace slurmlic
