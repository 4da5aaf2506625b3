#include "cli/sources/app_source.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

using ServerNames = std::set<std::pair<std::string, std::string>>;    // host, port

/// "27000@lic1,27000@lic2"; independent servers may have colons between.
ServerNames servers_of(const AppSettings& app) {
    ServerNames servers;
    std::string_view rest = app.server.empty() ? app.license_file : app.server;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(",:;"), rest.size());
        const std::string_view one = trim(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::size_t at = one.find('@');
        if (at == npos || at + 1 == one.size()) continue;    // a file
        servers.emplace(one.substr(at + 1), one.substr(0, at));
    }
    return servers;
}

LicenseFileNames license_file_names(const AppSettings& app, const Ports& ports) {
    constexpr std::size_t most_bytes = std::size_t{4} << 20U;
    if (app.license_file.empty() || app.manager->parse_license_file == nullptr) return {};
    const Result<std::string> text = ports.read_file(app.license_file, std::chrono::seconds(1), most_bytes);
    return text ? app.manager->parse_license_file(*text) : LicenseFileNames{};
}

/// The names that are known, else those of the previous file, else those in the license file, else an empty one.
template <class Name>
std::set<Name> known_names(std::set<Name> names, const std::map<std::string, std::set<Name>, std::less<>>& previous,
                           const std::string& app, const std::vector<Name>& in_license_file) {
    if (const auto before = previous.find(app); names.empty() && before != previous.end()) names = before->second;
    if (names.empty()) names.insert(in_license_file.begin(), in_license_file.end());
    if (names.empty()) names.emplace();
    return names;
}

/// Those of the features that are served.
std::set<std::string> daemons_of(const std::vector<Feature>& features) {
    std::set<std::string> names;
    for (const Feature& one : features) {
        if (!one.vendor.empty()) names.insert(one.vendor);
    }
    return names;
}

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

Request request(const Settings& settings, const AppSettings& app, const Ports& ports,
                std::vector<std::string> (*arguments)(const std::string& server)) {
    Command command;
    command.argv = arguments(app.server.empty() ? app.license_file : app.server);
    command.argv.insert(command.argv.begin(), app.program);
    command.environment = {{"LC_ALL", "C"}};
    command.limit = settings.timeout;
    return {.source = source_name(app),
            .command = std::move(command),
            .hint_if_missing = hint_if_missing(app, ports),
            .hint_if_slow = "is the license server up?",
            .any_exit_status = true};    // which says little, of these programs
}

}    // namespace

Request status_request(const Settings& settings, const AppSettings& app, const Ports& ports) {
    Request status = request(settings, app, ports, app.manager->status_arguments);
    status.file = app.input;
    return status;
}

Request expiry_request(const Settings& settings, const AppSettings& app, const Ports& ports) {
    return request(settings, app, ports, app.manager->expiry_arguments);
}

AppStatus published_status(const AppSettings& app, SeatStatus status, const Ports& ports, const PreviousFile& previous) {
    if (!status.up) status.features.clear();
    const bool serves = !status.features.empty();
    if (status.servers.empty()) {
        const LicenseFileNames file = license_file_names(app, ports);
        for (const auto& [host, port] : known_names(servers_of(app), previous.servers, app.name, file.servers)) {
            status.servers.push_back(Server{.host = host, .port = port, .up = serves});
        }
    }
    std::ranges::sort(status.servers, {}, [](const Server& one) {    // by their label values
        return std::tuple(std::string_view(one.host), one.master, std::string_view(one.port), std::string_view(one.version));
    });
    if (status.daemons.empty()) {
        const LicenseFileNames file = license_file_names(app, ports);
        for (const std::string& name : known_names(daemons_of(status.features), previous.daemons, app.name, file.daemons)) {
            status.daemons.push_back(Daemon{.name = name, .up = serves});
        }
    }
    for (Feature& one : status.features) {
        if (app.users == 0) std::vector<Checkout>().swap(one.holders);    // many, and nobody is published
    }
    std::erase_if(status.features, [&app](const Feature& one) { return app.filter.leaves_out(one.name); });
    return {.app = app.name, .status = std::move(status), .top_users = app.users};
}

}    // namespace slurmlic
