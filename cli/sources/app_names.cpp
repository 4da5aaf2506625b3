#include "cli/sources/app_names.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

using Servers = std::vector<Server>;

constexpr std::size_t most_servers = 64;    // each is compared with each; no app has as many

LicenseFileNames license_file_names(const AppSettings& app, const Ports& ports) {
    constexpr std::size_t most_bytes = std::size_t{4} << 20U;
    if (app.license_file.empty() || app.manager->parse_license_file == nullptr) return {};
    const Result<std::string> text = ports.read_file(app.license_file, std::chrono::seconds(1), most_bytes);
    return text ? app.manager->parse_license_file(*text) : LicenseFileNames{};
}

/// "27000@lic1,27000@lic2"; independent servers may have colons between. Else what the license file names.
Servers servers_of(const AppSettings& app, const LicenseFileNames& file) {
    std::set<std::pair<std::string, std::string>> names(file.servers.begin(), file.servers.end());    // host, port
    std::string_view rest = app.server.empty() ? app.license_file : app.server;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(",:;"), rest.size());
        const std::string_view one = trim(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::size_t at = one.find('@');
        if (at != npos && at + 1 < one.size()) names.emplace(one.substr(at + 1), one.substr(0, at));    // else a file
    }
    Servers servers;
    for (const auto& [host, port] : names) servers.push_back({.host = host, .port = port});
    return servers;
}

bool is_address(std::string_view host) {
    return host.find(':') != npos || (!host.empty() && host.find_first_not_of("0123456789.") == npos);
}

bool same_port(const Server& a, const Server& b) { return a.port == b.port || a.port.empty() || b.port.empty(); }

/// Of an address no part is a name.
bool same_host(std::string_view a, std::string_view b) {
    return is_same_host(a, b) && (a.size() == b.size() || !is_address(a.size() < b.size() ? a : b));
}

bool is_address_of(const Server& a, const Server& b) { return is_address(a.host) != is_address(b.host); }

bool same_server(const Server& a, const Server& b) { return same_port(a, b) && same_host(a.host, b.host); }

/// Rule 2.
void use_labels(Server& server, const Server& known) {
    server.host = known.host;
    server.port = known.port;
    if (server.up) return;
    server.version = known.version;
    server.master = known.master;
}

/// Takes the first that is the same out of `known`, if there is one.
template <class Same>
bool take_labels(Server& server, Servers& known, Same same) {
    const auto found = std::ranges::find_if(known, [&](const Server& one) { return same(server, one); });
    if (found == known.end()) return false;
    use_labels(server, *found);
    known.erase(found);
    return true;
}

/// Rule 1.
void match(Servers& servers, Servers known, const Servers& named) {
    if (std::max({servers.size(), known.size(), named.size()}) > most_servers) return;
    std::vector<Server*> left;
    for (Server& one : servers) left.push_back(&one);
    const auto take = [&](auto same) { std::erase_if(left, [&](Server* one) { return take_labels(*one, known, same); }); };
    take([](const Server& a, const Server& b) { return a.host == b.host && a.port == b.port; });
    take(same_server);
    if (left.size() != known.size()) return;
    take([&named](const Server& told, const Server& before) {
        const auto is_before = [&before](const Server& one) { return same_server(one, before); };
        const bool is_likely = !told.up || is_address_of(told, before) || std::ranges::any_of(named, is_before);
        return same_port(told, before) && is_likely;
    });
}

/// Rule 3 for an app that named none.
Servers unnamed_servers(const Servers& before, Servers named) {
    if (!before.empty() && (named.empty() || named.size() == before.size())) return before;
    if (named.empty()) named.emplace_back();
    return named;
}

/// Rules 2 and 3 for daemons.
void use_known_daemons(SeatStatus& status, const AppSettings& app, const LicenseFileNames& file, const PreviousFile& previous) {
    std::map<std::string, std::string> before;    // name, version
    if (const auto found = previous.daemons.find(app.name); found != previous.daemons.end()) {
        for (const Daemon& one : found->second) before.emplace(one.name, one.version);
    }
    if (status.daemons.empty()) {
        std::set<std::string> names;
        for (const Feature& one : status.features) {
            if (!one.vendor.empty()) names.insert(one.vendor);
        }
        if (names.empty()) {
            for (const auto& [name, version] : before) names.insert(name);
        }
        if (names.empty()) names.insert(file.daemons.begin(), file.daemons.end());
        if (names.empty()) names.emplace();
        for (const std::string& name : names) status.daemons.push_back({.name = name, .up = !status.features.empty()});
    }
    for (Daemon& one : status.daemons) {
        const auto known = before.find(one.name);
        if (!one.up && one.version.empty() && known != before.end()) one.version = known->second;
    }
}

}    // namespace

void use_known_names(SeatStatus& status, const AppSettings& app, const Ports& ports, const PreviousFile& previous) {
    const LicenseFileNames file = license_file_names(app, ports);
    const Servers named = servers_of(app, file);
    const auto found = previous.servers.find(app.name);
    const Servers before = found == previous.servers.end() ? Servers() : found->second;
    if (status.servers.size() == 1 && named.size() == 1 && status.servers[0].port.empty()) {
        use_labels(status.servers[0], named[0]);
    }
    const bool has_servers = !status.servers.empty() || app.manager->status_arguments != nullptr;
    if (status.servers.empty() && has_servers) {
        status.servers = unnamed_servers(before, named);
        for (Server& one : status.servers) one.up = !status.features.empty();
    } else {
        match(status.servers, before, named);
    }
    std::ranges::sort(status.servers, {}, [](const Server& one) {    // by their label values
        return std::tuple(std::string_view(one.host), one.master, std::string_view(one.port), std::string_view(one.version));
    });
    if (app.manager->has_daemons) use_known_daemons(status, app, file, previous);
}

}    // namespace slurmlic
