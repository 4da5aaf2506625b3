#include "cli/doctor/programs.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "cli/doctor/facts.hpp"
#include "cli/doctor/writers.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// The paths of those programs that others than root could replace, by their names.
std::map<std::string, std::string> find_unsafe(const std::set<std::string>& names, const Ports& ports) {
    std::map<std::string, std::string> unsafe;
    std::vector<std::pair<std::string, std::string>> absolute;    // name, path
    std::vector<std::string> paths;
    for (const auto& [name, path] : find_programs(names, ports)) {
        if (path.starts_with('/')) {
            absolute.emplace_back(name, path);
            paths.push_back(path);
        } else {
            unsafe.emplace(name, path);    // it depends on where it is typed
        }
    }
    const std::vector<Writers> writers = find_writers(paths, ports);
    for (std::size_t i = 0; i < paths.size(); ++i) {
        if (!writers[i].holes.empty()) unsafe.insert(absolute[i]);
    }
    return unsafe;
}

/// What the shell itself does, and tells by its name alone. Of another program that means a PATH with the current directory in
/// it.
constexpr std::array<std::string_view, 5> builtins{"[", "cd", "echo", "printf", "test"};

}    // namespace

std::map<std::string, std::string> find_programs(const std::set<std::string>& names, const Ports& ports) {
    std::vector<Command> commands;
    commands.reserve(names.size());
    for (const std::string& name : names) commands.push_back(plain_command({"sh", "-c", "command -v \"$1\"", "sh", name}));
    std::map<std::string, std::string> found;
    if (commands.empty()) return found;
    const std::vector<Outcome> outcomes = ports.run_commands(commands);
    auto outcome = outcomes.begin();
    for (const std::string& name : names) {
        std::string path = (outcome++)->out;
        if (path.ends_with('\n')) path.pop_back();
        const bool is_builtin = path == name && std::ranges::find(builtins, name) != builtins.end();
        if (path.empty() && name.find('/') != npos) path = name;    // it may be there again when it is run
        if (!path.empty() && !is_builtin) found.emplace(name, std::move(path));
    }
    return found;
}

void withhold_unsafe_commands(Findings& findings, const Ports& ports) {
    std::set<std::string> names;
    for (const Finding& one : findings.all) names.insert(one.advice.programs().begin(), one.advice.programs().end());
    const std::map<std::string, std::string> unsafe = find_unsafe(names, ports);
    for (Finding& one : findings.all) {
        const std::vector<std::string>& programs = one.advice.programs();
        const auto bad = std::ranges::find_if(programs, [&](const std::string& name) { return unsafe.contains(name); });
        if (bad == programs.end()) continue;
        one.advice = "no command is shown: others than root can replace " + Advice::word(unsafe.at(*bad));
    }
}

}    // namespace slurmlic
