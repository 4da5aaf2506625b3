#include "cli/sources/requests.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

Answer read_saved(const std::string& path, std::chrono::milliseconds limit, const Ports& ports) {
    const double begun = ports.elapsed();
    Result<InputText> text = ports.read_patiently(path, limit, most_input);
    return {path == "-" ? "standard input" : printable_utf8(path), std::move(text), ports.elapsed() - begun, ""};
}

Answer answer_of(const Question& question, Outcome outcome) {
    std::optional<std::string> failure = question.failure_of(question.command, outcome);
    Result<InputText> text = failure ? Result<InputText>(unexpected(std::move(*failure))) : std::move(outcome.out);
    std::string remarks = error_output_of(outcome);
    if (outcome.ending == Ending::exited && outcome.number != 0) {
        remarks = fmt::format(": exit status {}{}", outcome.number, remarks);
    }
    return {command_line(question.command), std::move(text), outcome.seconds, std::move(remarks)};
}

}    // namespace

std::vector<Answer> ask(const std::vector<Question>& questions, const Ports& ports) {
    std::vector<Command> commands;
    for (const Question& one : questions) {
        if (!one.saved) commands.push_back(one.command);
    }
    std::vector<Outcome> outcomes;
    if (!commands.empty()) outcomes = ports.run_commands(commands);
    std::vector<Answer> answers;
    auto outcome = outcomes.begin();
    for (const Question& one : questions) {
        if (one.saved) {
            answers.push_back(read_saved(*one.saved, one.command.limit, ports));
        } else {
            answers.push_back(answer_of(one, std::move(*outcome++)));
        }
    }
    return answers;
}

}    // namespace slurmlic
