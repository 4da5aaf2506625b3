// Rules 4, 6, 7, 16 and 22 of lmstat.hpp.

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/seats/flexlm/lmstat_output.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// Calls `use` with the first labels of a name, but not with the whole name: an address and a domain have at most ten. No host
/// has a longer name than 255 bytes; one that is longer is known by its whole name alone, so that the work stays linear.
template <class Use>
void for_each_first_labels(const std::string& name, Use use) {
    constexpr std::size_t longest = 255;
    constexpr int most_labels = 10;
    if (name.size() > longest) return;
    std::size_t dot = name.find('.', 1);
    for (int i = 0; i < most_labels && dot != npos; ++i, dot = name.find('.', dot + 1)) use(name.substr(0, dot));
}

/// Null where there is none, and no room.
ServerEntry* find_or_add(ServerSystem& system, std::string_view host, std::size_t& room) {
    std::size_t place = system.by_name.find(host, system.servers);
    if (place == npos) {
        if (room == 0) return nullptr;
        --room;
        place = system.servers.size();
        system.servers.emplace_back().host = host;
        system.by_name.add(host);
    }
    system.servers[place].has_line = true;
    return &system.servers[place];
}

/// A server may be asked by an alias, and then says its own name: as many servers that are not listed as listed ones without
/// a line are the same ones, in their order.
void match_aliases(std::vector<ServerEntry>& servers) {
    const auto is_unlisted = [](const ServerEntry& one) { return !one.is_listed; };
    const auto is_missing = [](const ServerEntry& one) { return one.is_listed && !one.has_line; };
    const auto unlisted_count = std::ranges::count_if(servers, is_unlisted);
    if (unlisted_count == 0 || unlisted_count != std::ranges::count_if(servers, is_missing)) return;
    auto unlisted = servers.begin();
    for (ServerEntry& missing : servers) {
        if (!is_missing(missing)) continue;
        unlisted = std::find_if(unlisted, servers.end(), is_unlisted);
        const ServerEntry listed = std::exchange(missing, *unlisted++);
        missing.host = listed.host;
        missing.port = listed.port;
        missing.is_listed = true;
    }
    std::erase_if(servers, is_unlisted);
}

std::string join_failures(const std::vector<ServerEntry>& servers) {
    std::string all;
    for (const ServerEntry& server : servers) {
        if (!server.up) all += fmt::format("{}{}: {}", all.empty() ? "" : "; ", server.host, server.failure);
    }
    return all;
}

/// Rule 16; nothing where it serves.
std::optional<Diagnostic> reason_not_to_serve(const ServerSystem& system, bool has_lines) {
    constexpr std::ptrdiff_t triad = 3;
    const std::vector<ServerEntry>& servers = system.servers;
    if (system.has_features && !has_lines) return std::nullopt;    // who hands out licenses serves
    if (!system.error.empty()) return Diagnostic{.line = system.error_line, .got = std::string(system.error)};
    if (servers.empty()) {
        if (!system.daemons.empty()) return std::nullopt;
        return Diagnostic{.line = system.line, .expected = "a license server", .got = "none"};
    }
    if (std::ranges::none_of(servers, &ServerEntry::up)) {
        return Diagnostic{.line = system.line, .got = "no license server is up: " + join_failures(servers)};
    }
    if (std::ssize(servers) >= triad && has_lines && std::ranges::none_of(servers, &ServerEntry::master)) {
        return Diagnostic{.line = system.line,
                          .got = fmt::format("none of the {} license servers is the MASTER", servers.size())};
    }
    return std::nullopt;
}

}    // namespace

void ServersByName::add(std::string_view host) {
    const std::string name = match_key(host);
    by_name_[name].all.push_back(size_);
    by_first_labels_[name].all.push_back(size_);
    for_each_first_labels(name, [this](const std::string& labels) { by_first_labels_[labels].all.push_back(size_); });
    ++size_;
}

std::size_t ServersByName::find(std::string_view host, const std::vector<ServerEntry>& servers) {
    std::size_t first = npos;
    std::size_t first_without_line = npos;
    const auto take = [&](ByName& names, const std::string& name) {
        const auto found = names.find(name);
        if (found == names.end()) return;
        Places& places = found->second;
        while (places.with_line < places.all.size() && servers[places.all[places.with_line]].has_line) ++places.with_line;
        first = std::min(first, places.all.front());
        if (places.with_line < places.all.size()) {
            first_without_line = std::min(first_without_line, places.all[places.with_line]);
        }
    };
    const std::string name = match_key(host);
    take(by_first_labels_, name);
    for_each_first_labels(name, [&](const std::string& labels) { take(by_name_, labels); });
    return first_without_line != npos ? first_without_line : first;
}

bool add_listed_servers(ServerSystem& system, std::string_view list, std::size_t& room, Spans* spans) {
    while (!list.empty()) {
        const std::string_view one = trim(take_until(list, ','));
        if (one.empty()) continue;
        if (room == 0) {
            mark(spans, one, Role::unknown);
            mark(spans, trim(list), Role::unknown);
            return false;
        }
        --room;
        const std::size_t at = one.find('@');
        ServerEntry& server = system.servers.emplace_back();
        server.is_listed = true;
        server.port = at == npos ? std::string_view() : one.substr(0, at);
        server.host = at == npos ? one : one.substr(at + 1);
        system.by_name.add(server.host);
        if (!is_number(server.port)) mark(spans, server.port, Role::unknown);
        mark(spans, server.host, Role::host);
    }
    return true;
}

bool has_host(ServerSystem& system, std::string_view host) { return system.by_name.find(host, system.servers) != npos; }

bool has_answered(const ServerSystem& system) {
    return system.has_features || std::ranges::any_of(system.servers, &ServerEntry::up);
}

bool add_server_line(ServerSystem& system, const ServerEntry& line, std::size_t& room) {
    ServerEntry* const server = find_or_add(system, line.host, room);
    if (server == nullptr) return false;
    server->up = server->up || line.up;
    server->master = server->master || line.master;
    if (server->version.empty()) server->version = line.version;
    server->failure = server->up ? "" : "license server is not UP";
    return true;
}

bool add_server_failure(ServerSystem& system, const FailureLine& line, std::size_t& room) {
    ServerEntry* const server = find_or_add(system, line.name, room);
    if (server == nullptr) return false;
    if (!server->up) server->failure = line.text;
    return true;
}

void complete(ServerSystem& system) {
    const bool has_lines = std::ranges::any_of(system.servers, &ServerEntry::has_line);
    match_aliases(system.servers);
    for (ServerEntry& server : system.servers) {
        if (server.has_line) continue;
        server.up = !has_lines && system.error.empty() && system.has_features;    // it answered, and the text is cut
        if (!server.up) server.failure = system.error.empty() ? "nothing is said about it" : system.error;
    }
    system.failure = reason_not_to_serve(system, has_lines);
}

}    // namespace slurmlic
