#include "cli/sources/app_source.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace slurmlic {
namespace {

/// Exec says "No such file" of a program, and of the loader that a program asks for, alike.
std::string hint_if_missing(const AppSettings& app, const Ports& ports) {
    if (app.manager->status_arguments == nullptr) return "correct command in the settings";
    const std::string_view program = app.manager->program;
    std::string how = fmt::format("name {} with {}.{}", program, app.manager->name, app.manager->program_key);
    const std::string_view loader = app.manager->loader_hint;
    if (loader.empty()) return how;
    if (app.program.find('/') == std::string::npos) {
        return fmt::format("{}; if it is in PATH, the loader that it asks for is not there: mostly {}", how, loader);
    }
    if (ports.path_kind(app.program) != PathKind::file) return how;
    return fmt::format("the file is there, but not the loader that it asks for: {} mostly needs {}", program, loader);
}

/// Whole seconds, for a program that takes no others: at least 1.
std::chrono::seconds whole_seconds(std::chrono::milliseconds limit) {
    return std::max(std::chrono::duration_cast<std::chrono::seconds>(limit), std::chrono::seconds(1));
}

}    // namespace

Request status_request(const Settings& settings, const AppSettings& app, const Ports& ports) {
    constexpr std::chrono::seconds grace(1);
    StatusQuestion question{.server = app.server.empty() ? app.license_file : app.server, .expiry = app.expiry};
    if (question.server.empty()) question.server = "SERVER";    // a saved text is read
    Command command;
    command.environment = {{"LC_ALL", "C"}};
    command.limit = app.timeout.value_or(settings.timeout);
    command.most_output = settings.most_text;
    if (app.timeout && app.manager->takes_timeout) {
        question.timeout = whole_seconds(*app.timeout);
        command.limit = *question.timeout + grace;    // it is to say by itself which server does not answer
    }
    const auto arguments_for = app.manager->status_arguments;
    command.argv = arguments_for == nullptr ? app.arguments : arguments_for(question);
    command.argv.insert(command.argv.begin(), app.program);
    return {.source = source_name(app),
            .command = std::move(command),
            .file = app.input,
            .hint_if_missing = hint_if_missing(app, ports),
            .hint_if_slow = arguments_for == nullptr ? "" : "is the license server up?",
            .any_exit_status = arguments_for != nullptr};
}

AppStatus published_status(const AppSettings& app, SeatStatus status) {
    const NameChoice choice(app.filter);
    for (Feature& one : status.features) one.is_published = !choice.leaves_out(one.name);
    return {.app = app.name, .manager = app.manager->name, .status = std::move(status), .top_users = app.users};
}

void drop_what_is_joined(SeatStatus& status, const AppSettings& app, ToolUsers users) {
    if (!status.up) status.features.clear();
    if (users == ToolUsers::summed) {
        for (Feature& one : status.features) std::vector<Waiter>().swap(one.queue);
    }
    if (app.users > 0) return;
    for (Feature& one : status.features) std::vector<Checkout>().swap(one.holders);
}

}    // namespace slurmlic
