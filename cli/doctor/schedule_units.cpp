// The units of systemd: what it would start, and how.

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "cli/doctor/schedule.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// Where systemd looks, the first of which wins.
constexpr std::array<std::string_view, 9> unit_folders{
    "/etc/systemd/system.control",   "/run/systemd/system.control", "/run/systemd/transient",
    "/etc/systemd/system",           "/run/systemd/system",         "/run/systemd/generator",
    "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",     "/lib/systemd/system"};

bool has_entry(std::string_view folder, std::string_view name, const Ports& ports) {
    const Result<std::vector<std::string>> names = ports.list_directory(std::string(folder));
    return names && std::find(names->begin(), names->end(), name) != names->end();
}

/// A link to /dev/null, or a file without a byte.
bool is_mask(const std::string& path, const FileFacts& file, const Ports& ports) {
    if (file.kind != FileKind::regular) return true;
    const Result<InputText> text = ports.read_input(path);
    return text && text->view().empty();
}

/// Looks for a link to the unit in all TARGET.wants of a folder.
void look_for_wants(const std::string& folder, std::string_view name, const Ports& ports, UnitState& unit) {
    const Result<std::vector<std::string>> targets = ports.list_directory(folder);
    if (!targets) return;
    for (const std::string& target : *targets) {
        if (!target.ends_with(".wants") && !target.ends_with(".requires")) continue;
        const std::string wants = fmt::format("{}/{}", folder, target);
        if (!has_entry(wants, name, ports)) continue;
        const std::string link = fmt::format("{}/{}", wants, name);
        const std::optional<FileFacts> file = ports.look_at(link);
        if (file && file->kind != FileKind::regular) continue;    // to /dev/null: not wanted after all
        unit.wanted = link;
        unit.is_link_broken = !file;
        return;
    }
}

/// "KEY=VALUE" lines of a unit and its drop-ins, as they add up.
struct UnitText {
    std::string start;
    std::string user;
    std::string protect;
    std::vector<std::string> writable;

    void read(std::string_view text) {
        std::string whole;
        while (const std::optional<std::string_view> line = take_line(text)) {
            const std::string_view ink = trim(*line);
            if (ink.starts_with('#') || ink.starts_with(';')) continue;
            if (ink.ends_with('\\')) {
                whole.append(trim(ink.substr(0, ink.size() - 1))).append(" ");
                continue;
            }
            set(whole.append(ink));
            whole.clear();
        }
    }

    void set(std::string_view line) {
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos) return;
        const std::string_view key = trim(line.substr(0, equals));
        const std::string_view value = trim(line.substr(equals + 1));
        if (key == "ExecStart" && (value.empty() || start.empty())) start = value;
        if (key == "User") user = value;
        if (key == "ProtectSystem") protect = value;
        if (key != "ReadWritePaths") return;
        if (value.empty()) writable.clear();
        for (std::string& word : words_of(value)) {
            word.erase(0, word.find_first_not_of("-+"));
            writable.push_back(std::move(word));
        }
    }
};

}    // namespace

std::optional<std::string> find_unit(std::string_view name, const Ports& ports) {
    for (const std::string_view folder : unit_folders) {
        std::string path = fmt::format("{}/{}", folder, name);
        if (ports.look_at(path)) return path;    // a link that leads nowhere is passed over by systemd, too
    }
    return std::nullopt;
}

UnitState unit_state(std::string_view name, const Ports& ports) {
    UnitState unit;
    std::optional<std::string> path = find_unit(name, ports);
    const std::optional<FileFacts> file = path ? ports.look_at(*path) : std::nullopt;
    if (file && is_mask(*path, *file, ports)) {
        unit.mask = std::move(path);
    } else {
        unit.file = std::move(path);
    }
    look_for_wants("/etc/systemd/system", name, ports, unit);
    if (unit.wanted) return unit;
    for (const std::string_view folder : unit_folders) {
        if (!unit.wanted) look_for_wants(std::string(folder), name, ports, unit);
        if (unit.wanted) unit.is_wanted_until_boot = folder.starts_with("/run/");
        if (unit.wanted) break;
    }
    return unit;
}

std::optional<ScheduledRun> find_service(const Ports& ports) {
    const std::optional<std::string> path = unit_state("slurmlic.service", ports).file;
    if (!path) return std::nullopt;
    UnitText unit;
    unit.read(text_of_file(*path, ports));
    std::vector<std::pair<std::string, std::string>> drop_ins;    // name, path: of one name the first folder's counts
    for (const std::string_view folder : unit_folders) {
        const std::string drop_in_folder = fmt::format("{}/slurmlic.service.d", folder);
        const Result<std::vector<std::string>> names = ports.list_directory(drop_in_folder);
        if (!names) continue;
        for (const std::string& name : *names) {
            const bool is_known =
                std::any_of(drop_ins.begin(), drop_ins.end(), [&name](const auto& one) { return one.first == name; });
            if (name.ends_with(".conf") && !is_known) drop_ins.emplace_back(name, fmt::format("{}/{}", drop_in_folder, name));
        }
    }
    std::sort(drop_ins.begin(), drop_ins.end());    // by name, whatever their folder
    for (const auto& [name, drop_in] : drop_ins) unit.read(text_of_file(drop_in, ports));
    std::optional<ScheduledRun> run = run_of(words_of(unit.start), 0);
    if (!run) run.emplace();
    run->origin = *path;
    run->user = unit.user;
    run->writable = std::move(unit.writable);
    run->is_confined = unit.protect == "strict";
    run->is_unit = true;
    run->start = unit.start;
    return run;
}

}    // namespace slurmlic
