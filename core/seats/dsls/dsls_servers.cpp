#include "core/seats/dsls/dsls_servers.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "core/text/name_labels.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t most_dsls_servers = 1'000;

std::string dsls_words(std::string_view words) {
    constexpr std::size_t most = 200;
    return one_line(utf8_front(words, most));
}

bool is_dsls_version(std::string_view text) {
    const auto is_inner = [](char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '-'; };
    return !text.empty() && is_digit(text.front()) && std::ranges::all_of(text, is_inner);
}

/// "HOST on port PORT" behind "server"; both empty where it is not there.
std::pair<std::string_view, std::string_view> failed_address(const DslsLine& line) {
    constexpr std::string_view server = "server ";
    constexpr std::string_view on_port = " on port ";
    const std::size_t middle = line.text.find(on_port);
    const std::size_t begin = line.text.substr(0, middle).rfind(server);
    if (middle == npos || begin == npos) return {};
    const std::size_t host = begin + server.size();
    std::string_view port = line.text.substr(middle + on_port.size());
    const std::size_t digits = std::min(port.find_first_not_of(decimal_digits), port.size());
    const bool is_cut = digits == port.size() && !line.is_whole;
    return {trim(line.text.substr(host, std::max(middle, host) - host)), is_cut ? "" : port.substr(0, digits)};
}

/// One of each host and port, in this order; one that is up goes first.
void unite_dsls_servers(std::vector<Server>& servers) {
    const auto identity = [](const Server& one) { return std::tie(one.host, one.port); };
    const auto is_before = [&](const Server& a, const Server& b) {
        return identity(a) != identity(b) ? identity(a) < identity(b) : a.up && !b.up;
    };
    std::ranges::stable_sort(servers, is_before);
    const auto is_same = [&](const Server& a, const Server& b) { return identity(a) == identity(b); };
    servers.erase(std::unique(servers.begin(), servers.end(), is_same), servers.end());
}

}    // namespace

bool is_dsls_failure(std::string_view line) {
    constexpr std::size_t most = 500;
    constexpr std::array words{"cannot",      "can't",        "could not", "unable",      "error",     "fail",     "fatal",
                               "refused",     "denied",       "timed out", "timeout",     "exception", "rejected", "invalid",
                               "not connect", "unknown host", "no route",  "unreachable", "password"};
    constexpr std::size_t shortest = 4;
    if (line.size() < shortest) return false;
    const std::string text = ascii_lower(line.substr(0, most));
    return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != npos; });
}

struct DslsServers::NamedFact {
    Fact fact = Fact::version;
    std::string_view words;    // with its name
    std::string_view value;
};

std::optional<DslsServers::Fact> DslsServers::fact_of(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Fact>, 7> names{{{"software version", Fact::version},
                                                                      {"build date", Fact::build_date},
                                                                      {"ready", Fact::ready},
                                                                      {"server name", Fact::name},
                                                                      {"server names", Fact::names},
                                                                      {"server id", Fact::id},
                                                                      {"server ids", Fact::ids}}};
    const auto* const found = std::ranges::find_if(names, [&](const auto& one) { return same_ignoring_case(one.first, name); });
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

/// How many bytes of the name of a fact the text ends with, behind a blank.
std::size_t DslsServers::name_at_end(std::string_view text) {
    const auto is_name = [&](std::size_t size) {
        return text.size() > size && is_blank(text[text.size() - size - 1]) && fact_of(text.substr(text.size() - size));
    };
    constexpr std::size_t longest = 16;    // "software version"
    for (std::size_t size = longest; size > 4; --size) {
        if (is_name(size)) return size;
    }
    return 0;
}

std::optional<DslsServers::NamedFact> DslsServers::take_fact(std::string_view& rest) {
    const std::size_t colon = rest.find(':');
    if (colon == npos) return std::nullopt;
    const std::optional<Fact> fact = fact_of(trim(rest.substr(0, colon)));
    if (!fact) return std::nullopt;
    std::size_t end = rest.size();
    for (std::size_t next = rest.find(':', colon + 1); next != npos; next = rest.find(':', next + 1)) {
        const std::string_view front = rest.substr(0, rest.find_last_not_of(blanks, next - 1) + 1);
        const std::size_t name = front.size() > colon ? name_at_end(front.substr(colon + 1)) : 0;
        if (name == 0) continue;
        end = front.size() - name;
        break;
    }
    const NamedFact named{*fact, trim(rest.substr(0, end)), trim(rest.substr(colon + 1, end - colon - 1))};
    rest.remove_prefix(end);
    return named;
}

DslsServers::Read DslsServers::read_facts(const DslsLine& line, Spans* spans) {
    std::string_view rest = line.text;
    std::optional<NamedFact> fact = take_fact(rest);
    if (!fact) return Read::none;
    bool has_room = true;
    for (; fact; fact = take_fact(rest)) {
        has_room = read_fact(*fact, line.number, line.is_whole || !rest.empty(), spans) && has_room;
    }
    mark(spans, rest, Role::unknown);
    return has_room ? Read::all : Read::too_many;
}

bool DslsServers::is_full() const { return connections_.size() + failed_.size() >= most_dsls_servers; }

/// False where there is no room for one more.
bool DslsServers::read_fact(const NamedFact& fact, std::size_t line, bool is_whole, Spans* spans) {
    const auto place = static_cast<std::size_t>(fact.fact);
    if (connections_.empty() || connections_.back().told.at(place)) {
        if (is_full()) {
            mark(spans, fact.value, Role::unknown);
            return false;
        }
        connections_.emplace_back();
    }
    connections_.back().told.at(place) = fact.value;
    if (fact.fact == Fact::name || fact.fact == Fact::names) {
        read_names(fact, is_whole, spans);
        return true;
    }
    mark(spans, fact.value, fact.fact == Fact::version && is_dsls_version(fact.value) ? Role::name : Role::unknown);
    if (fact.fact == Fact::version && is_whole) connections_.back().version = fact.value;
    if (fact.fact == Fact::ready) read_ready(fact, line, is_whole);
    return true;
}

void DslsServers::read_ready(const NamedFact& fact, std::size_t line, bool is_whole) {
    constexpr std::string_view yes = "yes";
    const std::string_view word(fact.value.begin(), std::ranges::find_if_not(fact.value, is_letter));
    const bool is_cut = !is_whole && word.size() == fact.value.size() && same_ignoring_case(word, yes.substr(0, word.size()));
    if (is_cut && word.size() < yes.size()) return;
    Connection& connection = connections_.back();
    connection.ready = same_ignoring_case(word, yes);
    connection.words = fact.words;
    connection.line = line;
    tells_state_ = true;
}

void DslsServers::read_names(const NamedFact& fact, bool is_whole, Spans* spans) {
    constexpr std::string_view between = " \t,;";
    std::string_view only;
    std::size_t count = 0;
    for (std::string_view rest = fact.value; !rest.empty();) {
        if (count == most_dsls_servers) return mark(spans, rest, Role::unknown);
        const std::string_view name = rest.substr(0, rest.find_first_of(between));
        mark(spans, name, Role::host);
        rest.remove_prefix(std::min(name.size() + 1, rest.size()));
        if (name.empty() || (rest.empty() && !is_whole)) continue;
        if (!is_whole && same_ignoring_case(name, "server")) continue;    // of "Server id:", which is cut off
        only = name;
        ++count;
    }
    const bool is_of_cluster = fact.fact == Fact::names;
    std::string_view& host = connections_.back().host;
    if (count == 1 && (!is_of_cluster || (is_whole && host.empty()))) host = only;
}

void DslsServers::read_unknown(const DslsLine& line) {
    if (!connections_.empty() && !connections_.back().has_table) connections_.back().unknown = line;
}

bool DslsServers::begin_table() {
    if (connections_.empty()) connections_.emplace_back();    // whose facts may follow
    Connection& last = connections_.back();
    const auto is_same = [&](const Connection& one) { return one.has_table && may_be_one(one, last); };
    const bool is_new = !last.has_table && std::ranges::none_of(connections_, is_same);
    last.has_table = true;
    return is_new;
}

/// Unless names or ids show that they are two.
bool DslsServers::may_be_one(const Connection& one, const Connection& other) {
    const auto differ = [&](Fact fact) {
        const std::string_view a = one.told.at(static_cast<std::size_t>(fact)).value_or("");
        const std::string_view b = other.told.at(static_cast<std::size_t>(fact)).value_or("");
        return !a.empty() && !b.empty() && a != b;
    };
    const auto has_names = [](const Connection& a) { return a.told.at(static_cast<std::size_t>(Fact::names)).has_value(); };
    if (has_names(one) && has_names(other)) return !differ(Fact::names) && !differ(Fact::ids);
    return !differ(Fact::name) && !differ(Fact::id);
}

DslsServers::Read DslsServers::read_failure(const DslsLine& line, Spans* spans) {
    const auto [host, port] = failed_address(line);
    if (failure_line_ == 0) {
        failure_ = line.text;
        failure_line_ = line.number;
    }
    const std::size_t begin = host.empty() ? line.text.size() : static_cast<std::size_t>(host.data() - line.text.data());
    mark(spans, line.text.substr(0, begin), Role::unknown);
    mark(spans, host, Role::host);
    mark(spans, line.text.substr(begin + host.size()), Role::unknown);
    if (host.empty()) return Read::all;
    if (is_full()) return Read::too_many;
    failed_.push_back({host, port, line.text});
    return Read::all;
}

std::optional<Diagnostic> DslsServers::failure_of() const {
    if (failure_line_ != 0) return Diagnostic{.line = failure_line_, .got = dsls_words(failure_)};
    for (const Connection& one : connections_) {
        if (one.ready == false) return Diagnostic{.line = one.line, .got = dsls_words(one.words)};
        if (one.ready && !one.has_table) return missing_table(one);
    }
    return std::nullopt;
}

Diagnostic DslsServers::missing_table(const Connection& connection) {
    if (connection.unknown.text.empty()) return {.got = "no table of getLicenseUsage -csv"};
    return {.line = connection.unknown.number,
            .expected = "the table of getLicenseUsage -csv",
            .got = excerpt(connection.unknown.text)};
}

std::vector<Server> DslsServers::servers_as_told() const {
    std::vector<std::string_view> names;
    for (const Connection& one : connections_) names.push_back(one.host);
    for (const Failed& one : failed_) names.push_back(one.host);
    const NameLabels hosts(names, [](std::string_view name) { return name; });
    std::vector<Server> servers;
    for (const Connection& one : connections_) {
        const bool up = one.ready.value_or(one.has_table);
        const std::string_view failure = one.ready ? one.words : failure_;
        if (one.host.empty() || (!up && failure.empty())) continue;
        servers.push_back({.host = hosts.of(one.host),
                           .port = "",
                           .version = up ? printable_utf8(one.version) : "",
                           .failure = up ? "" : dsls_words(failure),
                           .up = up});
    }
    for (const Failed& one : failed_) {
        servers.push_back({.host = hosts.of(one.host), .port = std::string(one.port), .failure = dsls_words(one.words)});
    }
    return servers;
}

void DslsServers::join(SeatStatus& status) const {
    status.servers = servers_as_told();
    unite_dsls_servers(status.servers);
    status.failure = failure_of();
    status.up = std::ranges::any_of(connections_, [](const Connection& one) { return one.has_table && one.ready != false; });
}

}    // namespace slurmlic
