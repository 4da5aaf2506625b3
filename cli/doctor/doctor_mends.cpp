#include "cli/doctor/doctor_mends.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "cli/doctor/shell.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

bool has_words(std::string_view text, std::string_view words) { return text.find(words) != std::string_view::npos; }

/// Where Slurm or FlexLM may have that program.
std::string search_for(std::string_view program) {
    return fmt::format("find / -xdev -type f -name {} 2>/dev/null", shell_word(program));
}

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}    // namespace

std::string_view command_in(std::string_view message) {
    for (std::size_t at = message.find(':'); at != std::string_view::npos; at = message.find(':', at + 1)) {
        std::string_view behind = message.substr(at + 1);
        if (behind.starts_with(' ')) return message.substr(0, at);
        if (behind.find(": ") != std::string_view::npos && parse_unsigned(take_until(behind, ':')))
            return message.substr(0, at);
    }
    return message;
}

std::string by_hand(std::string_view message, const std::string& user) {
    std::string_view rest = command_in(message);
    std::vector<std::string> words;
    for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) words.emplace_back(word);
    return shell_as(user, shell_line(words));
}

std::string mend_of_slurm(std::string_view message, const std::string& user) {
    struct Known {
        std::string_view words;
        std::string_view mend;
    };
    constexpr std::array known{
        Known{"nable to contact slurm controller", "scontrol ping; on the host that it names: systemctl restart slurmctld"},
        Known{"timed out", "scontrol ping; on the host that it names: journalctl -u slurmctld -n 20"},
        Known{"not done within", "scontrol ping; munge -n | unmunge"},
        Known{"unge", "systemctl restart munge && munge -n | unmunge"},
        Known{"uthentication", "systemctl restart munge && munge -n | unmunge && timedatectl"},
        Known{"Protocol Version", "type -a scontrol squeue; then slurmlic doctor --scontrol PATH, of slurmctld's release"},
        Known{"Zero Bytes", "type -a scontrol squeue; then slurmlic doctor --scontrol PATH, of slurmctld's release"},
        Known{"configuration source", "export SLURM_CONF=\"$(find / -xdev -name slurm.conf -print -quit 2>/dev/null)\""},
        Known{"slurm.conf", "export SLURM_CONF=\"$(find / -xdev -name slurm.conf -print -quit 2>/dev/null)\""},
    };
    std::string_view program = command_in(message);
    program = base_name(take_word(program));
    if (has_words(message, "cannot be started: No such file")) {
        return fmt::format("slurmlic doctor --{} \"$({} | head -n 1)\"", program == "squeue" ? "squeue" : "scontrol",
                           search_for(program));
    }
    for (const Known& one : known) {
        if (has_words(message, one.words)) return std::string(one.mend);
    }
    return by_hand(message, user);
}

std::string mend_of_server(const std::string& host, const std::string& port) {
    const std::string lmgrd = fmt::format("ssh {} pgrep -a lmgrd", shell_word(host));
    return port.empty() ? lmgrd : fmt::format("nc -vz {} {}; {}", shell_word(host), shell_word(port), lmgrd);
}

std::string mend_of_flexlm(std::string_view message, const std::string& user, const FlexlmSettings& app) {
    if (has_words(message, "the loader that it asks for") && app.lmutil.find('/') != std::string::npos) {
        return "ln -s ld-linux-x86-64.so.2 /lib64/ld-lsb-x86-64.so.3";
    }
    if (has_words(message, "cannot be started: No such file")) return search_for(base_name(app.lmutil));
    if (has_words(message, "exit status") || has_words(message, "cannot be started")) return by_hand(message, user);
    std::string_view rest = app.server;
    std::vector<std::string> mends;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(",:;"), rest.size());
        std::string_view host = trim(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::string port(take_until(host, '@'));
        if (!host.empty()) mends.push_back(mend_of_server(std::string(host), port));
    }
    return mends.empty() ? by_hand(message, user) : fmt::format("{}", fmt::join(mends, "; "));
}

std::string mend_of_text(std::string_view message, const std::string& user) {
    return fmt::format("{} > report.txt; slurmlic --anonymize report.txt", by_hand(message, user));
}

}    // namespace slurmlic
