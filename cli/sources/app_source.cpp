#include "cli/sources/app_source.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cli/sources/app_names.hpp"

namespace slurmlic {
namespace {

/// Exec says "No such file" of a program, and of the loader that a program asks for, alike.
std::string hint_if_missing(const AppSettings& app, const Ports& ports) {
    const std::string_view program = app.manager->program;
    std::string how = fmt::format("name {} with {}.{}", program, app.manager->name, program);
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
    if (app.timeout && app.manager->takes_timeout) {
        question.timeout = whole_seconds(*app.timeout);
        command.limit = *question.timeout + grace;    // it is to say by itself which server does not answer
    }
    command.argv = app.manager->status_arguments(question);
    command.argv.insert(command.argv.begin(), app.program);
    return {.source = source_name(app),
            .command = std::move(command),
            .file = app.input,
            .hint_if_missing = hint_if_missing(app, ports),
            .hint_if_slow = "is the license server up?",
            .any_exit_status = true};    // which says little, of these programs
}

AppStatus published_status(const AppSettings& app, std::optional<SeatStatus> status, const Ports& ports,
                           const PreviousFile& previous) {
    if (!status) return {.app = app.name};
    if (!status->up) status->features.clear();
    use_known_names(*status, app, ports, previous);
    for (Feature& one : status->features) {
        if (app.users == 0) std::vector<Checkout>().swap(one.holders);    // many, and nobody is published
    }
    std::erase_if(status->features,
                  [choice = NameChoice(app.filter)](const Feature& one) { return choice.leaves_out(one.name); });
    return {.app = app.name, .status = std::move(*status), .top_users = app.users};
}

}    // namespace slurmlic
