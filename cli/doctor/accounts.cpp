#include "cli/doctor/accounts.hpp"

#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "cli/doctor/facts.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// `getent DATABASE NUMBER...`
Command getent(const char* database, const Ids& numbers) {
    std::vector<std::string> argv{"getent", database};
    for (const std::uint32_t one : numbers) argv.push_back(fmt::format("{}", one));
    return plain_command(std::move(argv));
}

std::optional<std::uint32_t> parse_id(std::string_view text) {
    const auto number = parse_unsigned(text);
    if (!number || *number > UINT32_MAX) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

}    // namespace

Accounts::Accounts(const Ids& users, const Ids& groups, const Ports& ports) {
    std::vector<Command> commands;
    if (!users.empty()) commands.push_back(getent("passwd", users));    // also whom a list of all leaves out
    if (!groups.empty()) {
        commands.push_back(getent("passwd", {}));
        commands.push_back(getent("group", groups));
    }
    if (commands.empty()) return;
    const std::vector<Outcome> outcomes = ports.run_commands(commands);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        is_known_ = is_known_ && outcomes[i].ending == Ending::exited;    // status 2: one of them is not known
        const bool is_group = commands[i].argv[1] == "group";
        std::string_view rest = outcomes[i].out;
        while (std::optional<std::string_view> line = take_line(rest)) {
            const std::string name(take_until(*line, ':'));    // "bob:x:1000:100:...", "eda:x:200:bob,eve"
            take_until(*line, ':');
            const auto id = parse_id(take_until(*line, ':'));
            if (!id) continue;
            if (is_group) {
                while (!line->empty()) members_[*id].emplace(take_until(*line, ','));
            } else {
                names_.emplace(*id, name);
                if (const auto group = parse_id(take_until(*line, ':')); group && *group != 0) members_[*group].insert(name);
            }
        }
    }
}

std::string Accounts::name_of(std::uint32_t user) const {
    const auto found = names_.find(user);
    return found == names_.end() ? fmt::format("uid {}", user) : found->second;
}

std::set<std::string> Accounts::members_of(std::uint32_t group) const {
    if (!is_known_) return {fmt::format("members of gid {}", group)};
    const auto found = members_.find(group);
    return found == members_.end() ? std::set<std::string>() : found->second;
}

}    // namespace slurmlic
