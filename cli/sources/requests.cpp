#include "cli/sources/requests.hpp"

#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "core/text/quoted.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

std::string hint_for(const Request& request, const Outcome& outcome) {
    if (outcome.ending == Ending::not_started && outcome.number == ENOENT) return request.hint_if_missing;
    if (outcome.ending == Ending::flooded) return "if all of it is wanted, raise most_text";
    return outcome.ending == Ending::timed_out ? request.hint_if_slow : "";
}

/// What to save, as it is typed: the program by its name alone, since whoever reads this may be root, and finds his own. Empty
/// where it can't be pasted.
std::string hint_to_save(const Request& request) {
    std::vector<std::string> argv = request.command.argv;
    argv.front() = std::string(last_path_part(argv.front()));
    const std::string typed = request.saved_by.empty() ? shell_line(argv) : request.saved_by;
    return can_be_pasted(typed) ? fmt::format("save what \"{}\" prints", typed) : "";
}

Response read_saved(const Request& request, const Ports& ports) {
    const double begun = ports.elapsed();
    Result<std::string> text = ports.read_file(*request.file, request.command.limit, request.command.most_output);
    const std::string name = *request.file == "-" ? "standard input" : *request.file;
    if (!text) text.error().source = request.source;
    return {.text = std::move(text),
            .origin = Diagnostic{.source = request.source, .file = name},
            .seconds = ports.elapsed() - begun,
            .hint = hint_to_save(request)};
}

Response response_of(const Request& request, Outcome outcome) {
    Response response{.text = std::string(),
                      .origin = Diagnostic{.source = request.source, .command = request.command.argv},
                      .seconds = outcome.seconds};
    if (outcome.ending == Ending::exited && outcome.number != 0) {
        response.remarks = fmt::format(": exit status {}", outcome.number);
    }
    if (const std::string words = error_output_of(outcome); !words.empty()) response.remarks += ": " + words;
    std::optional<Diagnostic> failure = failure_of(request.command, outcome);
    if (failure && !(request.any_exit_status && outcome.ending == Ending::exited)) {
        failure->source = request.source;
        failure->hint = hint_for(request, outcome);
        response.text = unexpected(std::move(*failure));
    } else {
        response.text = std::move(outcome.out);
    }
    return response;
}

}    // namespace

std::vector<Response> make_requests(const std::vector<Request>& requests, const Ports& ports) {
    std::vector<Command> commands;
    for (const Request& one : requests) {
        if (!one.file) commands.push_back(one.command);
    }
    std::vector<Outcome> outcomes;
    if (!commands.empty()) outcomes = ports.run_commands(commands);
    std::vector<Response> responses;
    responses.reserve(requests.size());
    auto outcome = outcomes.begin();
    for (const Request& one : requests) {
        responses.push_back(one.file ? read_saved(one, ports) : response_of(one, std::move(*outcome++)));
    }
    return responses;
}

}    // namespace slurmlic
