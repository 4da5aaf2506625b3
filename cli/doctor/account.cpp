#include "cli/doctor/account.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

using Fields = std::vector<std::string_view>;

/// Calls `look` with the fields of every line, until it says that it has seen enough.
template <class Look>
void each_entry(const char* path, const Ports& ports, Look look) {
    const Result<InputText> text = ports.read_input(path);
    if (!text) return;
    std::string_view rest = text->view();
    while (std::optional<std::string_view> line = take_line(rest)) {
        Fields fields;
        while (!line->empty()) fields.push_back(take_until(*line, ':'));
        if (fields.size() >= 3 && look(fields)) return;
    }
}

std::string name_in(const char* path, std::uint32_t number, const Ports& ports, std::string_view otherwise) {
    std::string name = fmt::format("{}{}", otherwise, number);
    each_entry(path, ports, [&](const Fields& fields) {
        const bool is_it = parse_count(fields[2]) == std::int64_t{number};
        if (is_it) name = fields[0];
        return is_it;
    });
    return name;
}

}    // namespace

std::optional<Account> account_of(std::string_view name, const Ports& ports) {
    std::optional<Account> account;
    each_entry("/etc/passwd", ports, [&](const Fields& fields) {
        if (fields[0] != name || fields.size() < 4) return false;
        const std::optional<std::int64_t> uid = parse_count(fields[2]);
        const std::optional<std::int64_t> gid = parse_count(fields[3]);
        if (uid && gid) {
            account = {std::string(name), static_cast<std::uint32_t>(*uid), {static_cast<std::uint32_t>(*gid)}, *uid == 0};
        }
        return true;
    });
    if (!account) return account;
    each_entry("/etc/group", ports, [&](const Fields& fields) {
        std::string_view members = fields.size() > 3 ? fields[3] : std::string_view();
        while (!members.empty()) {
            if (trim(take_until(members, ',')) != name) continue;
            if (const auto gid = parse_count(fields[2])) account->groups.push_back(static_cast<std::uint32_t>(*gid));
        }
        return false;
    });
    return account;
}

std::string user_name(std::uint32_t uid, const Ports& ports) { return name_in("/etc/passwd", uid, ports, "uid "); }

std::string group_name(std::uint32_t gid, const Ports& ports) { return name_in("/etc/group", gid, ports, ""); }

bool has_rights(const Account& account, const FileFacts& file, std::uint32_t rights) {
    if (account.passes_modes) return true;
    const bool is_in_group = std::find(account.groups.begin(), account.groups.end(), file.gid) != account.groups.end();
    constexpr std::uint32_t owner_shift = 6;
    constexpr std::uint32_t group_shift = 3;
    const std::uint32_t shift = account.uid == file.uid ? owner_shift : is_in_group ? group_shift : 0;
    return (file.mode >> shift & rights) == rights;
}

bool everybody_has(const FileFacts& file, std::uint32_t rights) { return (file.mode & rights) == rights; }

std::string mode_text(const FileFacts& file, const Ports& ports) {
    return fmt::format("mode {:04o}, {}:{}", file.mode, name_in("/etc/passwd", file.uid, ports, ""),
                       group_name(file.gid, ports));
}

}    // namespace slurmlic
