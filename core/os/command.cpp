#include "core/os/command.hpp"

#include <cstring>

#include <fmt/format.h>

#include "core/os/errno_text.hpp"
#include "core/text/byte_size.hpp"
#include "core/text/duration.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

std::string reason_of(const Command& command, const Outcome& outcome) {
    switch (outcome.ending) {
        case Ending::exited: return fmt::format("exit status {}", outcome.number);
        case Ending::signalled: return fmt::format("ended by signal {} ({})", outcome.number, strsignal(outcome.number));
        case Ending::not_started: return fmt::format("cannot be started: {}", errno_text(outcome.number));
        case Ending::timed_out:
            return fmt::format("not done within {}, killed with its process group", duration_text(command.limit));
        case Ending::flooded: return fmt::format("killed, as it wrote more than {}", byte_size_text(command.most_output));
        case Ending::flooded_all:
            return fmt::format("killed, as all commands wrote more than {} together, and this one most",
                               byte_size_text(most_full_outputs * command.most_output));
        case Ending::interrupted: return "killed, as slurmlic was told to end";
    }
    return {};
}

}    // namespace

std::optional<Diagnostic> failure_of(const Command& command, const Outcome& outcome) {
    if (outcome.ending == Ending::exited && outcome.number == 0) return std::nullopt;
    const std::string words = error_output_of(outcome);
    return Diagnostic{.command = command.argv, .got = reason_of(command, outcome) + (words.empty() ? "" : ": " + words)};
}

std::string error_output_of(const Outcome& outcome) {
    constexpr std::size_t most_bytes = 500;
    std::string words;
    std::string_view rest = outcome.err;
    while (const std::optional<std::string_view> line = take_line(rest)) {
        const std::string readable = printable_utf8(*line);
        if (trim(readable).empty()) continue;
        if (!words.empty()) words += "; ";
        words += trim(readable);
    }
    return std::string(utf8_front(words, most_bytes));
}

}    // namespace slurmlic
