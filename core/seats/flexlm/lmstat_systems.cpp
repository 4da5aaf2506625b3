#include "core/seats/flexlm/lmstat_systems.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

bool same_host(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    return same_ignoring_case(a, b.substr(0, a.size())) && (a.size() == b.size() || (!a.empty() && b[a.size()] == '.'));
}

/// The server of that name; one that no line told of before, if there are several (two ports of one host).
ServerReading* find_server(SystemReading& system, std::string_view host) {
    ServerReading* found = nullptr;
    for (ServerReading& server : system.servers) {
        if (!same_host(server.host, host)) continue;
        if (!server.told) return &server;
        if (found == nullptr) found = &server;
    }
    return found;
}

ServerReading& find_or_add(SystemReading& system, std::string_view host) {
    ServerReading* const found = find_server(system, host);
    ServerReading& server = found != nullptr ? *found : system.servers.emplace_back();
    if (found == nullptr) server.host = host;
    server.told = true;
    return server;
}

/// A server may be asked by an alias, and then tells its own name: as many strangers as listed ones that nothing was told
/// of are the same ones, in their order.
void pair_strangers(std::vector<ServerReading>& servers) {
    const auto is_stranger = [](const ServerReading& one) { return !one.listed; };
    const auto is_silent = [](const ServerReading& one) { return one.listed && !one.told; };
    const auto strangers = std::count_if(servers.begin(), servers.end(), is_stranger);
    if (strangers == 0 || strangers != std::count_if(servers.begin(), servers.end(), is_silent)) return;
    auto stranger = servers.begin();
    for (ServerReading& silent : servers) {
        if (!is_silent(silent)) continue;
        stranger = std::find_if(stranger, servers.end(), is_stranger);
        const ServerReading listed = std::exchange(silent, std::move(*stranger++));
        silent.host = listed.host;
        silent.port = listed.port;
        silent.listed = true;
    }
    std::erase_if(servers, is_stranger);
}

std::string join_failures(const std::vector<ServerReading>& servers) {
    std::string all;
    for (const ServerReading& server : servers) {
        if (server.up) continue;
        all += fmt::format("{}{}: {}", all.empty() ? "" : "; ", printable_utf8(server.host), server.failure);
    }
    return all;
}

/// Empty where it serves.
std::string reason_not_to_serve(const SystemReading& system, bool was_told, std::string_view where) {
    constexpr std::ptrdiff_t triad = 3;
    const std::vector<ServerReading>& servers = system.servers;
    const auto some = [&servers](auto has) { return std::any_of(servers.begin(), servers.end(), has); };
    if (servers.empty()) {
        const bool is_told_of = system.has_features || !system.daemons.empty();
        return is_told_of ? "" : fmt::format("{}: expected a license server, got none", where);
    }
    if (!some([](const ServerReading& one) { return one.up; })) {
        return fmt::format("{}: no license server is up: {}", where, join_failures(servers));
    }
    if (std::ssize(servers) >= triad && was_told && !some([](const ServerReading& one) { return one.master; })) {
        return fmt::format("{}: none of the {} license servers is the MASTER", where, servers.size());
    }
    return "";
}

}    // namespace

std::vector<ServerReading> parse_server_list(std::string_view list) {
    std::vector<ServerReading> servers;
    for (std::string_view rest = list; !rest.empty();) {
        const std::string_view one = trim(take_until(rest, ','));
        if (one.empty()) continue;
        ServerReading& server = servers.emplace_back();
        const std::size_t at = one.find('@');
        server.listed = true;
        server.port = at == std::string_view::npos ? std::string_view() : one.substr(0, at);
        server.host = at == std::string_view::npos ? one : one.substr(at + 1);
    }
    return servers;
}

bool has_host(const SystemReading& system, std::string_view host) {
    return std::any_of(system.servers.begin(), system.servers.end(),
                       [host](const ServerReading& server) { return same_host(server.host, host); });
}

void tell_server(SystemReading& system, const ServerLine& line) {
    ServerReading& server = find_or_add(system, line.host);
    server.up = server.up || line.up;
    server.master = server.master || line.master;
    if (server.version.empty()) server.version = line.version;
    server.failure = server.up ? "" : "license server is not UP";
}

void tell_server_failure(SystemReading& system, const FailureLine& line) {
    ServerReading& server = find_or_add(system, line.name);
    if (!server.up) server.failure = printable_utf8(line.text);
}

void settle_system(SystemReading& system, std::string_view where) {
    std::vector<ServerReading>& servers = system.servers;
    const bool was_told = std::any_of(servers.begin(), servers.end(), [](const ServerReading& one) { return one.told; });
    pair_strangers(servers);
    for (ServerReading& server : servers) {
        if (server.told) continue;
        server.up = !was_told && system.failure.empty() && system.has_features;    // it answered, and the text is cut
        if (!server.up) server.failure = system.failure.empty() ? "nothing is said about it" : system.failure;
    }
    if (system.failure.empty()) system.failure = reason_not_to_serve(system, was_told, where);
    if (system.has_features && !was_told) system.failure.clear();    // who hands out licenses serves
    system.up = system.failure.empty();
}

}    // namespace slurmlic
