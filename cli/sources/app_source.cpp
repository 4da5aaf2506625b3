#include "cli/sources/app_source.hpp"

#include <algorithm>
#include <cerrno>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/metrics/exposition.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

using ServerNames = std::set<std::pair<std::string, std::string>>;    // host, port

/// "27000@lic1,27000@lic2"; independent servers may have colons between.
ServerNames servers_of(const std::string& setting) {
    ServerNames servers;
    std::string_view rest = setting;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(",:;"), rest.size());
        const std::string_view one = trim(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::size_t at = one.find('@');
        if (at == std::string_view::npos || at + 1 == one.size()) continue;    // a file
        servers.emplace(one.substr(at + 1), one.substr(0, at));
    }
    return servers;
}

/// The servers of a license file: lines `SERVER host hostid [port]`, as the license administration guide of FlexNet
/// describes them. None where it can't be read.
ServerNames servers_in_file(const std::string& path, const Ports& ports) {
    ServerNames servers;
    const std::string lines = ports.lines_beginning_with("SERVER", path);
    std::string_view rest = lines;
    while (const std::optional<std::string_view> line = take_line(rest)) {
        std::string_view words = *line;
        const bool is_server = take_word(words) == "SERVER";
        const std::string_view host = take_word(words);
        static_cast<void>(take_word(words));    // the host id
        const std::string_view port = take_word(words);
        const bool is_port = parse_count(port).has_value();    // else an option, such as PRIMARY_IS_MASTER
        if (is_server && !host.empty()) servers.emplace(printable_utf8(host), is_port ? port : "");
    }
    return servers;
}

/// The same of its vendor daemons: lines `VENDOR name ...`, once spelled `DAEMON name ...`.
std::set<std::string> daemons_in_file(const std::string& path, const Ports& ports) {
    std::set<std::string> daemons;
    const std::string lines = ports.lines_beginning_with("VENDOR", path) + ports.lines_beginning_with("DAEMON", path);
    std::string_view rest = lines;
    while (const std::optional<std::string_view> line = take_line(rest)) {
        std::string_view words = *line;
        const std::string_view keyword = take_word(words);
        const std::string_view name = take_word(words);
        if ((keyword == "VENDOR" || keyword == "DAEMON") && !name.empty()) daemons.insert(printable_utf8(name));
    }
    return daemons;
}

/// What an earlier file says of an app: the labels of its samples in this family.
std::vector<LabelValues> earlier_labels(std::string_view family, const std::string& app, const Ports& ports,
                                        const std::optional<std::string>& earlier_file) {
    if (!earlier_file) return {};
    std::vector<LabelValues> all = label_values_of(family, ports.lines_beginning_with(family, *earlier_file));
    std::erase_if(all, [&app](const LabelValues& labels) { return labels.of("app") != app; });
    return all;
}

/// The servers of an app that tells none.
ServerNames untold_servers(const FlexlmSettings& app, const Ports& ports, const std::optional<std::string>& earlier_file) {
    ServerNames names = servers_of(app.server.empty() ? app.license_file : app.server);
    if (!names.empty()) return names;
    for (const LabelValues& labels : earlier_labels(server_status_family, app.name, ports, earlier_file)) {
        if (!labels.of("fqdn").empty()) names.emplace(labels.of("fqdn"), labels.of("port"));
    }
    if (names.empty()) names = servers_in_file(app.license_file, ports);
    if (names.empty()) names.emplace();
    return names;
}

/// The daemons of an app that tells none: those of the features that it serves, if any.
std::set<std::string> untold_daemons(const std::vector<FlexlmFeature>& served, const FlexlmSettings& app, const Ports& ports,
                                     const std::optional<std::string>& earlier_file) {
    std::set<std::string> names;
    for (const FlexlmFeature& one : served) {
        if (!one.vendor.empty()) names.insert(one.vendor);
    }
    if (!names.empty()) return names;
    for (const LabelValues& labels : earlier_labels(vendor_status_family, app.name, ports, earlier_file)) {
        if (!labels.of("name").empty()) names.insert(labels.of("name"));
    }
    if (names.empty()) names = daemons_in_file(app.license_file, ports);
    if (names.empty()) names.emplace();
    return names;
}

/// Exec says "No such file" of a program, and of the loader that a program asks for, alike.
std::string_view hint_not_there(const std::string& lmutil, const Ports& ports) {
    if (lmutil.find('/') == std::string::npos) {
        return " (name lmutil with flexlm.lmutil; if it is in PATH, the loader that it asks for is not there: mostly the LSB "
               "one, such as /lib64/ld-lsb-x86-64.so.3)";
    }
    if (ports.path_kind(lmutil) != PathKind::other) return " (name lmutil with flexlm.lmutil)";
    return " (the file is there, but not the loader that it asks for: lmutil mostly needs the LSB one, such as "
           "/lib64/ld-lsb-x86-64.so.3)";
}

/// The order of their label values.
void sort_servers(std::vector<FlexlmServer>& servers) {
    std::sort(servers.begin(), servers.end(), [](const FlexlmServer& a, const FlexlmServer& b) {
        const auto labels = [](const FlexlmServer& one) {
            return std::tuple(std::string_view(one.fqdn), std::string_view(one.master ? "true" : "false"),
                              std::string_view(one.port), std::string_view(one.version));
        };
        return labels(a) < labels(b);
    });
}

}    // namespace

Command lmstat_command(const Settings& settings, const FlexlmSettings& app, bool installed) {
    Command command;
    command.argv = {app.lmutil, "lmstat", installed ? "-i" : "-a", "-c", app.server.empty() ? app.license_file : app.server};
    command.environment = {{"LC_ALL", "C"}};
    command.limit = settings.timeout;
    return command;
}

std::optional<std::string> lmstat_failure(const Command& command, const Outcome& outcome, const Ports& ports) {
    if (outcome.ending == Ending::exited) return std::nullopt;
    std::string_view hint;
    if (outcome.ending == Ending::not_started && outcome.number == ENOENT) {
        hint = hint_not_there(command.argv.front(), ports);
    } else if (outcome.ending == Ending::timed_out) {
        hint = " (is the license server up?)";
    }
    return fmt::format("{}{}", failure_of(command, outcome).value_or(""), hint);
}

AppStatus published_status(const FlexlmSettings& app, FlexlmStatus status, const Ports& ports,
                           const std::optional<std::string>& earlier_file) {
    const bool serves = status.up && !status.features.empty();
    AppStatus published;
    published.app = app.name;
    published.servers = std::move(status.servers);
    published.daemons = std::move(status.daemons);
    published.top_users = app.users;
    if (published.servers.empty()) {
        for (const auto& [host, port] : untold_servers(app, ports, earlier_file)) {
            published.servers.push_back({host, port, "", "", false, serves});
        }
    }
    if (published.daemons.empty()) {
        const std::vector<FlexlmFeature> none;
        for (const std::string& name : untold_daemons(serves ? status.features : none, app, ports, earlier_file)) {
            published.daemons.push_back({name, "", "", serves});
        }
    }
    sort_servers(published.servers);
    if (!status.up) return published;
    std::erase_if(status.features, [&app](const FlexlmFeature& one) { return is_left_out(app.filter, one.name); });
    published.features = std::move(status.features);
    published.users = std::move(status.users);
    return published;
}

}    // namespace slurmlic
