#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/run.hpp"
#include "core/text/text.hpp"
#include "tests/support/exposition_reader.hpp"

namespace slurmlic::testing {

using Log = std::vector<std::string>;

/// An Outcome that can be copied.
struct Told {
    Ending ending = Ending::exited;
    int number = 0;
    std::string out;
    std::string err;
    double seconds = 0;

    operator Outcome() const { return {ending, number, InputText(out), err, seconds}; }
};

/// A world without a system: files in a map, commands that answer what they are told to.
class World {
public:
    World(const World&) = delete;    // the ports know where it is
    World& operator=(const World&) = delete;
    ~World() = default;
    World() {
        ports.run_commands = [this](const std::vector<Command>& commands) {
            ran.insert(ran.end(), commands.begin(), commands.end());
            std::vector<Outcome> all;
            for (const Command& command : commands) {
                const bool is_known = outcomes.contains(command_line(command));
                if (!is_known) REQUIRE(command.argv.front() == "squeue");    // nobody asks for licenses
                all.push_back(is_known ? outcomes.at(command_line(command)) : Told());
            }
            return all;
        };
        ports.read_input = [this](const std::string& path) -> Result<InputText> {
            if (!files.contains(path)) return unexpected("cannot read " + path + ": No such file or directory");
            return InputText(files.at(path));
        };
        ports.read_patiently = [this](const std::string& path, std::chrono::milliseconds, std::size_t) {
            return ports.read_input(path);
        };
        ports.path_kind = [this](const std::string& path) {
            const std::optional<FileFacts> file = facts_of(path);
            if (!file) return PathKind::missing;
            return file->kind == FileKind::directory ? PathKind::directory : PathKind::other;
        };
        ports.lines_beginning_with = [this](std::string_view prefix, const std::string& path) {
            std::string found;
            std::string_view rest = files.contains(path) ? std::string_view(files.at(path)) : "";
            while (const auto line = take_line(rest)) {
                if (line->starts_with(prefix)) found.append(*line).append("\n");
            }
            return found;
        };
        ports.publish_file = [this](const std::string& path, const Producer& produce) -> Result<void> {
            if (full) return unexpected("cannot write " + path + ": No space left on device");
            files[path].clear();
            produce([&](std::string_view piece) { return files[path].append(piece), true; });
            return {};
        };
        ports.publish_stdout = [this](const Producer& produce) -> Result<void> {
            produce([this](std::string_view piece) { return out.append(piece), true; });
            return {};
        };
        ports.now = [this] { return time; };
        ports.elapsed = [this] { return clock += 0.25; };
        ports.to_epoch = [](const LocalTime&) { return 1677602367; };
        ports.log = [this](Severity severity, std::string_view message) {
            log.push_back(std::string(severity == Severity::error     ? "error: "
                                      : severity == Severity::warning ? "warning: "
                                                                      : "info: ") +
                          std::string(message));
        };
        ports.look_at_terminal = [this] { return terminal; };
        ports.look_at = [this](const std::string& path) { return facts_of(path); };
        ports.list_directory = [this](const std::string& path) { return names_in(path); };
        ports.extended_attribute = [this](const std::string& path, const std::string& name) -> std::optional<std::string> {
            const auto known = attributes.find({path, name});
            return known == attributes.end() ? std::nullopt : std::optional(known->second);
        };
        ports.try_directory = [this](const std::string& path) -> Result<void> {
            if (full) return unexpected("cannot write a file in " + path + ": No space left on device");
            return {};
        };
        ports.user_id = [this] { return user; };
        options.config = "/settings";
        files["/settings"] = "output = \"/dir\"\n[slurm]\nsqueue = false\n";
        answer("scontrol show lic", "LicenseName=a\n    Total=5 Used=2 Free=3 Reserved=0 Remote=no\n");
    }

    void answer(const std::string& command, std::string text) {
        outcomes[command] = {Ending::exited, 0, std::move(text), "", 0.01};
    }
    Exit run() {
        log.clear();
        ran.clear();
        return slurmlic::run(options, ports, "1.2.3");
    }
    [[nodiscard]] Exposition published() const { return read_exposition(files.at("/dir/slurm_licenses.prom")); }
    [[nodiscard]] bool has_published() const { return files.contains("/dir/slurm_licenses.prom"); }

    /// What is at a path: what `facts` say; else a file has mode 0644 and is root's, and a directory 0755.
    [[nodiscard]] std::optional<FileFacts> facts_of(const std::string& path) const {
        if (facts.contains(path)) return facts.at(path);
        if (files.contains(path)) return FileFacts{FileKind::regular, 0644, 0, 0, 1, time};
        const auto is_in = [&path](const auto& entry) { return entry.first.starts_with(path + "/"); };
        const bool has_links =
            std::any_of(links.begin(), links.end(), [&path](const std::string& link) { return link.starts_with(path + "/"); });
        const bool has_entries =
            has_links || std::any_of(files.begin(), files.end(), is_in) || std::any_of(facts.begin(), facts.end(), is_in);
        if (path != "/dir" && path != "/" && !has_entries) return std::nullopt;
        return FileFacts{FileKind::directory, 0755, 0, 0, 1, time};
    }
    [[nodiscard]] Result<std::vector<std::string>> names_in(const std::string& directory) const {
        if (!facts_of(directory)) return unexpected("cannot list " + directory + ": No such file or directory");
        std::set<std::string> names;
        const auto note = [&](const std::string& path) {
            const std::string front = directory.ends_with('/') ? directory : directory + "/";
            if (!path.starts_with(front)) return;
            const std::size_t start = front.size();
            names.insert(path.substr(start, path.find('/', start) - start));
        };
        for (const auto& [path, text] : files) note(path);
        for (const auto& [path, file] : facts) note(path);
        for (const std::string& path : links) note(path);
        return std::vector<std::string>(names.begin(), names.end());
    }

    Ports ports;
    Options options;
    std::map<std::string, std::string> files;
    std::map<std::string, FileFacts> facts;
    std::set<std::string> links;                                              // that lead nowhere
    std::map<std::pair<std::string, std::string>, std::string> attributes;    // by path and name
    std::uint32_t user = 0;
    std::map<std::string, Told> outcomes;
    std::vector<Command> ran;
    std::vector<std::string> log;
    std::string out;
    Terminal terminal;
    double time = 1000.5;
    double clock = 0;
    bool full = false;
};

}    // namespace slurmlic::testing
