// Nobody but root and who publishes can change what slurmlic reads, runs, and writes.

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "cli/doctor/facts.hpp"
#include "cli/doctor/programs.hpp"
#include "cli/doctor/writers.hpp"
#include "cli/sources/app_source.hpp"
#include "cli/sources/slurm_source.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

using Names = std::set<std::string>;

/// Under which node_exporter runs in packages. It could change the numbers on its page, too, so that its directory may be its.
constexpr std::array exporter_users{"prometheus", "node_exporter", "node-exporter"};

/// What a run starts.
Names programs_of(const Facts& facts) {
    std::vector<Request> requests;
    if (facts.sources) {
        for (const SlurmSource& one : facts.sources->slurm) requests.push_back(scontrol_request(facts.settings, one));
        for (const SlurmSource& one : facts.sources->squeue) requests.push_back(squeue_request(facts.settings, one));
        for (const AppSettings& one : facts.sources->apps) requests.push_back(status_request(facts.settings, one, facts.ports));
    }
    Names programs;
    if (facts.sync) programs.insert(program_beside_scontrol(facts.settings.slurm, "sacctmgr"));
    for (const Request& one : requests) {
        if (!one.file) programs.insert(one.command.argv.front());
    }
    return programs;
}

/// root, who publishes, and who tells Slurm.
Names working_users(const Facts& facts) {
    Names users{"root", facts.user};
    if (facts.sync) users.insert(facts.sync->user);
    return users;
}

/// They, and who asks.
Names trusted_users(const Facts& facts) {
    Names users = working_users(facts);
    if (facts.ports.is_root()) return users;
    const Outcome outcome = facts.ports.run_commands({plain_command({"id", "-un"})}).front();
    std::string_view out = outcome.out;
    users.emplace(take_line(out).value_or("root"));
    return users;
}

class AccessCheck {
public:
    AccessCheck(const Facts& facts, Findings& findings) : facts_(facts), findings_(findings) {}

    void check() {
        const std::size_t before = findings_.all.size();
        add(facts_.settings_path, false);
        for (const auto& [name, path] : find_programs(programs_of(facts_), facts_.ports)) add(path, false);
        if (facts_.place.failure.empty()) add(facts_.place.directory, true);
        check_writers();
        if (findings_.all.size() > before) return;
        findings_.ok("access", fmt::format("only {} can write the settings, the programs and the directory",
                                           fmt::join(writing_, " and ")));
    }

private:
    void add(const std::string& path, bool is_output) {
        if (path.starts_with('/')) {
            paths_.push_back(path);
            is_output_.push_back(is_output);
        } else {
            findings_.warn("access", path + " depends on the directory in which a run is started",
                           "name it with its whole path");
        }
    }

    void check_writers() {
        const std::vector<Writers> writers = find_writers(paths_, facts_.ports);
        const bool is_any = std::ranges::any_of(writers, [](const Writers& one) { return !one.holes.empty(); });
        const Names trusted = is_any ? trusted_users(facts_) : working_users(facts_);
        writing_ = trusted;
        for (std::size_t i = 0; i < paths_.size(); ++i) {
            Names allowed = trusted;
            if (is_output_[i]) allowed.insert(exporter_users.begin(), exporter_users.end());
            for (const Hole& hole : writers[i].holes) check_hole(paths_[i], hole, allowed);
        }
    }

    void check_hole(const std::string& path, const Hole& hole, const Names& allowed) {
        std::vector<std::string> others;
        for (const std::string& one : hole.who) {
            if (allowed.contains(one)) {
                writing_.insert(one);
            } else {
                others.push_back(one);
            }
        }
        if (others.empty() || !told_.insert(hole.path).second) return;
        const std::string what = hole.path == path ? "it" : hole.path + " on the way to it";
        findings_.warn("access", fmt::format("{}: {} can write {}", path, names_of(others), what),
                       Advice::command({"namei", "-l", path}));
    }

    static std::string names_of(const std::vector<std::string>& names) {
        constexpr std::ptrdiff_t most_named = 5;
        const std::ptrdiff_t named = std::min(most_named, std::ssize(names));
        std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + named, ", "));
        if (named < std::ssize(names)) text += fmt::format(" and {} more", std::ssize(names) - named);
        return text;
    }

    const Facts& facts_;
    Findings& findings_;
    std::vector<std::string> paths_;
    std::vector<bool> is_output_;
    Names writing_;    // who may
    Names told_;       // places
};

}    // namespace

void check_access(const Facts& facts, Findings& findings) { AccessCheck(facts, findings).check(); }

}    // namespace slurmlic
