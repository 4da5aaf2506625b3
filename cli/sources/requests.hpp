#pragma once

// Asking: saved texts are read, and all the commands run side by side.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/ports.hpp"
#include "core/os/command.hpp"
#include "core/os/input.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

/// Why there is no text to be read, and what to look at; nothing where there may be one.
using FailureOf = std::function<std::optional<std::string>(const Command&, const Outcome&)>;

/// A saved text, or a command to run; the limit of the command counts for both.
struct Question {
    std::optional<std::string> saved;    // "-" is standard input
    Command command;
    FailureOf failure_of;
};

/// How a text came: what it is called in messages, and the text or why there is none.
struct Answer {
    std::string called;
    Result<InputText> text;
    double seconds = 0;
    std::string remarks;    // what a command had to say besides, behind ": "
};

/// The answers, in the order of the questions.
std::vector<Answer> ask(const std::vector<Question>& questions, const Ports& ports);

}    // namespace slurmlic
