#include "cli/doctor/shell.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace slurmlic {
namespace {

bool is_plain_for_shell(char c) {
    constexpr std::string_view others = "_@%+=:,./-";
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || others.find(c) != std::string_view::npos;
}

}    // namespace

std::string shell_word(std::string_view word) {
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain_for_shell)) return std::string(word);
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
    return quoted + "'";
}

std::string shell_line(const std::vector<std::string>& words) {
    std::vector<std::string> quoted;
    quoted.reserve(words.size());
    for (const std::string& word : words) quoted.push_back(shell_word(word));
    return fmt::format("{}", fmt::join(quoted, " "));
}

std::string shell_as(const std::string& user, const std::string& command) {
    return user.empty() || user == "root" ? command : fmt::format("runuser -u {} -- {}", shell_word(user), command);
}

std::string shell_drop_in(const std::string& unit, const std::string& name, std::vector<std::string> lines) {
    const std::string folder = shell_word(fmt::format("/etc/systemd/system/{}.d", unit));
    lines.insert(lines.begin(), "[Service]");
    return fmt::format("mkdir -p {} && printf '%s\\n' {} > {}/{}.conf && systemctl daemon-reload", folder, shell_line(lines),
                       folder, name);
}

std::string shell_editor(const std::string& path, std::string_view where) {
    const std::string at = where.empty() ? "" : shell_word(fmt::format("+{}", where)) + " ";
    return fmt::format("vi {}{}", at, shell_word(path));
}

}    // namespace slurmlic
