#pragma once

// One round of requests: saved texts are read, and all the commands run side by side.

#include <optional>
#include <string>
#include <vector>

#include "cli/ports.hpp"
#include "core/os/command.hpp"
#include "core/text/diagnostic.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

/// A command to run, or a saved text that is read in its place; the limit of the command counts for both.
struct Request {
    std::string source;    // for its diagnostics: "slurm", "MANAGER:APP"
    Command command = {};
    std::optional<std::string> file = {};    // "-" is standard input
    std::string hint_if_missing = {};        // where to look when there is no such program
    std::string hint_if_slow = {};           // ... and when the limit was reached
    bool any_exit_status = false;            // its text is read whatever the exit status says
    std::string saved_by = {};               // what to type to save such a text; empty: the command
};

/// What came of it.
struct Response {
    Result<std::string> text;    // or why there is none, with source, command or file filled in
    Diagnostic origin;           // source, and command or file: for what is said of the text
    double seconds = 0;
    std::string remarks = {};    // what the command said besides, behind ": "
    std::string hint = {};       // what to save, where the saved text is of another kind
};

/// The responses, in the order of the requests.
std::vector<Response> make_requests(const std::vector<Request>& requests, const Ports& ports);

}    // namespace slurmlic
