#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/run.hpp"
#include "core/text/text.hpp"
#include "tests/support/exposition_reader.hpp"

namespace slurmlic::testing {

using Log = std::vector<std::string>;

/// A host without a system: files in a map, commands that print what they are told to.
class FakeHost {
public:
    FakeHost(const FakeHost&) = delete;    // the ports know where it is
    FakeHost& operator=(const FakeHost&) = delete;
    ~FakeHost() = default;
    FakeHost() {
        ports.run_commands = [this](const std::vector<Command>& commands) {
            ran.insert(ran.end(), commands.begin(), commands.end());
            std::vector<Outcome> all;
            for (const Command& command : commands) {
                const auto known = outcomes.find(command_line(command.argv));
                if (known == outcomes.end()) REQUIRE(command.argv.front() == "squeue");    // nobody asks for licenses
                all.push_back(known == outcomes.end() ? Outcome() : known->second);
            }
            return all;
        };
        ports.read_file = [this](const std::string& path, std::chrono::milliseconds, std::size_t) -> Result<std::string> {
            if (!files.contains(path)) return failed("cannot read " + path + ": No such file or directory");
            return files.at(path);
        };
        ports.path_kind = [this](const std::string& path) {
            if (files.contains(path)) return PathKind::file;
            return is_directory(path) ? PathKind::directory : PathKind::missing;
        };
        ports.list_directory = [this](const std::string& path) { return names_in(path); };
        ports.publish_file = [this](const std::string& path, const GivePieces& give_text) -> Result<void> {
            if (full) return failed("cannot write " + path + ": No space left on device");
            files[path].clear();
            give_text([this, &path](std::string_view piece) { files[path] += piece; });
            return {};
        };
        ports.lock_file = [this](const std::string& path, std::chrono::milliseconds) -> Result<Descriptor> {
            if (locked) return failed("another run holds the lock on " + path);
            return Descriptor();
        };
        ports.pause = [](std::chrono::milliseconds) {};
        ports.print = [this](std::string_view text) -> Result<void> {
            out += text;
            return {};
        };
        ports.now = [this] { return time; };
        ports.elapsed = [this] { return clock += 0.25; };
        ports.to_epoch = [](const LocalTime&) { return 1677602367; };
        ports.log = [this](const Diagnostic& diagnostic) {
            log.push_back(std::string(diagnostic.severity == Severity::error     ? "error: "
                                      : diagnostic.severity == Severity::warning ? "warning: "
                                                                                 : "info: ") +
                          to_sentence(diagnostic));
        };
        ports.terminal = [this] { return terminal; };
        ports.is_root = [this] { return is_root; };
        options.config = "/settings";
        files["/settings"] = "output = \"/dir\"\n[slurm]\nsqueue = false\n";
        answer("scontrol show lic", "LicenseName=a\n    Total=5 Used=2 Free=3 Reserved=0 Remote=no\n");
    }

    /// What the command prints when it is run.
    void answer(const std::string& command, std::string text) {
        outcomes[command] = {Ending::exited, 0, std::move(text), "", 0.01};
    }
    Exit run() {
        log.clear();
        ran.clear();
        return slurmlic::run(options, ports, "1.2.3");
    }
    [[nodiscard]] Exposition published() const { return read_strictly(files.at("/dir/slurm_licenses.prom")); }
    [[nodiscard]] bool has_published() const { return files.contains("/dir/slurm_licenses.prom"); }

    /// "/dir", "/", and what files stand in.
    [[nodiscard]] bool is_directory(const std::string& path) const {
        const auto is_inside = [&path](const auto& file) { return file.first.starts_with(path + "/"); };
        return path == "/dir" || path == "/" || directories.contains(path) || std::ranges::any_of(files, is_inside);
    }
    [[nodiscard]] Result<std::vector<std::string>> names_in(const std::string& directory) const {
        if (!is_directory(directory)) return failed("cannot list " + directory + ": No such file or directory");
        const std::string front = directory.ends_with('/') ? directory : directory + "/";
        std::set<std::string> names;
        for (const auto& [path, text] : files) {
            if (!path.starts_with(front)) continue;
            names.insert(path.substr(front.size(), path.find('/', front.size()) - front.size()));
        }
        return std::vector<std::string>(names.begin(), names.end());
    }

    Ports ports;
    Options options;
    std::map<std::string, std::string> files;
    std::set<std::string> directories;
    bool is_root = true;
    std::map<std::string, Outcome> outcomes;
    std::vector<Command> ran;
    std::vector<std::string> log;
    std::string out;
    Terminal terminal;
    double time = 1000.5;
    double clock = 0;
    bool full = false;
    bool locked = false;
};

}    // namespace slurmlic::testing
