#pragma once

// What went wrong, as data. Nothing but to_sentence() makes words of it, and nothing takes these words apart again.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace slurmlic {

/// How much a diagnostic matters; the values are those of syslog(3), which journald reads in front of a line.
enum class Severity : std::uint8_t { error = 3, warning = 4, info = 6 };

/// One thing that is to be said. Every part may be empty but `got`. The texts are as they came: to_sentence() makes them
/// fit for one line.
struct Diagnostic {
    Severity severity = Severity::error;
    std::string source = {};                  // "slurm", "squeue:CLUSTER", "MANAGER:APP", ...
    std::vector<std::string> command = {};    // argv of the command that failed, or whose output was read
    std::string file = {};                    // the file that was read in the place of a command's output
    std::size_t line = 0;                     // of the output or the file, from 1
    std::string key = {};                     // the setting or the option
    std::string expected = {};
    std::string got = {};     // what came instead; where nothing was expected in particular, what happened
    std::string hint = {};    // where to look next

    bool operator==(const Diagnostic&) const = default;
};

/// "SOURCE: COMMAND:LINE: KEY: expected EXPECTED, got GOT (HINT)", without the parts that are empty.
std::string to_sentence(const Diagnostic& diagnostic);

/// An argument vector as a person would type it: quoted nowhere, since it is for reading.
std::string command_line(const std::vector<std::string>& argv);

/// The diagnostic with the source, and the command or file, of `origin`, unless it has one already.
Diagnostic with_origin(Diagnostic diagnostic, const Diagnostic& origin);

/// Lines of one text that were not understood: all are counted, the first ten are kept, so that a flood of garbage does not
/// bury what came first.
class SkippedLines {
public:
    void add(std::size_t line, std::string expected, std::string got) {
        if (first_.size() < most_kept) {
            first_.push_back(Diagnostic{
                .severity = Severity::warning, .line = line, .expected = std::move(expected), .got = std::move(got)});
        }
        ++count_;
    }

    /// Adds those of another text of the same source, which `origin` has the command or file of.
    void add(const SkippedLines& more, const Diagnostic& origin);

    [[nodiscard]] const std::vector<Diagnostic>& first() const { return first_; }
    [[nodiscard]] std::uint64_t count() const { return count_; }

private:
    static constexpr std::size_t most_kept = 10;

    std::vector<Diagnostic> first_;
    std::uint64_t count_ = 0;
};

}    // namespace slurmlic
