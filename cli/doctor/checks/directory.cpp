// Who publishes can make, rename and remove a file in the directory.

#include <fmt/format.h>

#include "cli/doctor/facts.hpp"
#include "cli/doctor/writers.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// Why a command fails as the user who publishes; empty where it does not. What it prints goes to `out`.
std::string try_command(const Facts& facts, std::vector<std::string> argv, std::string* out = nullptr) {
    const Command command = plain_command(std::move(argv));
    const Outcome outcome = facts.user_ports.run_commands({command}).front();
    if (out != nullptr) *out = outcome.out;
    return failure_text(command, outcome);
}

/// Does all three, and leaves nothing behind; why it fails.
std::string try_directory(const Facts& facts, const std::string& directory) {
    std::string made;
    std::string failure = try_command(facts, {"mktemp", "--", directory + "/.slurmlic-doctor.XXXXXX"}, &made);
    if (!failure.empty()) return failure;
    if (made.ends_with('\n')) made.pop_back();
    const std::string renamed = made + ".renamed";
    failure = try_command(facts, {"mv", "-T", "--", made, renamed});
    const std::string leftover = try_command(facts, {"rm", "-f", "--", made, renamed});
    return failure.empty() ? leftover : failure;
}

/// What leads to the directory may belong to others, who could put a link to /etc in its place meanwhile: rights are given to
/// the directory that was entered, once it is sure which one that is. `env pwd` asks the kernel; bash's own tells where it
/// meant to go. An ACL leaves owner and group alone.
Advice advice_to_let_in(const std::string& user, const std::string& directory, const Ports& ports) {
    const std::string real = find_writers({directory}, ports).front().path;
    if (real != directory)
        return Advice::command({"namei", "-l", directory});    // somebody may have put the link there just now
    return "( " + Advice::command({"cd", "-P", "--", real}) + " && test \"$(env pwd -P)\" = " + Advice::word(real) + " && " +
           Advice::command({"setfacl", "-m", Word("u:", user + ":rwx"), "."}) + " )";
}

Advice advice_against(const std::string& failure, const Facts& facts, const std::string& directory) {
    if (!facts.ports.is_root()) return Advice::command({"sudo", "slurmlic", "doctor"});
    if (failure.find("Permission denied") == npos) {
        return Advice::command({"df", "-h", directory}) + "; " + Advice::command({"findmnt", "-T", directory});
    }
    const bool may_enter = try_command(facts, {"test", "-x", directory}).empty();
    if (!may_enter) return Advice::command({"namei", "-l", directory});    // shows which folder on the way is closed
    return advice_to_let_in(facts.user, directory, facts.ports);
}

/// To make it where others can write would give them what they put there first.
Advice advice_to_make(const Facts& facts, const std::string& directory) {
    const std::vector<Hole> holes = find_writers({directory}, facts.ports).front().holes;
    if (holes.empty()) return Advice::command({"install", "-d", "-o", facts.user, directory});
    return Advice::command({"namei", "-l", directory});
}

}    // namespace

void check_directory(const Facts& facts, Findings& findings) {
    const std::string& directory = facts.place.directory;
    if (!facts.place.failure.empty()) {
        return findings.bad("directory", facts.place.failure, Advice::command({"slurmlic", "doctor", "--output", directory}));
    }
    if (const PathKind kind = facts.ports.path_kind(directory); kind != PathKind::directory) {
        const bool is_missing = kind == PathKind::missing;
        return findings.bad("directory", directory + (is_missing ? " is not there" : " is no directory"),
                            is_missing ? advice_to_make(facts, directory) : Advice::command({"ls", "-ld", directory}));
    }
    const std::string who = fmt::format("{}: {}", directory, facts.ports.is_root() ? facts.user : "this user");
    const std::string failure = try_directory(facts, directory);
    if (failure.empty()) return findings.ok("directory", who + " can create and rename files in it");
    findings.bad("directory", fmt::format("{} can't publish there: {}", who, failure),
                 advice_against(failure, facts, directory));
}

}    // namespace slurmlic
