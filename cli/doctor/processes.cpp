#include "cli/doctor/processes.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {

ProcessList list_processes(const Ports& ports) {
    ProcessList list;
    const Result<std::vector<std::string>> names = ports.list_directory("/proc");
    if (!names) return {{}, names.error().message, "mount -t proc proc /proc"};
    for (const std::string& name : *names) {
        if (!parse_unsigned(name)) continue;
        const Result<InputText> text = ports.read_input(fmt::format("/proc/{}/cmdline", name));
        if (!text) continue;    // it has ended meanwhile, or is not shown to us
        Process process{name, {}};
        std::string_view rest = text->view();
        while (!rest.empty()) process.argv.emplace_back(take_until(rest, '\0'));
        if (!process.argv.empty()) list.all.push_back(std::move(process));    // else it is the kernel's own
    }
    const bool sees_first = std::any_of(list.all.begin(), list.all.end(), [](const Process& one) { return one.id == "1"; });
    if (list.all.empty()) {
        return {{}, "/proc shows no process", "mount -t proc proc /proc"};
    }
    if (ports.user_id() != 0 && !sees_first) {
        list.problem = "/proc shows this user no processes of others (hidepid)";
        list.mend = "sudo slurmlic doctor";
    }
    return list;
}

std::string proc_path(const Process& process, std::string_view entry) { return fmt::format("/proc/{}/{}", process.id, entry); }

std::string_view program_name(const Process& process) {
    const std::string_view path = process.argv.front();
    return path.substr(path.rfind('/') + 1);
}

bool is_cron_running(const ProcessList& processes) {
    constexpr std::array<std::string_view, 4> names{"cron", "crond", "fcron", "bcron-sched"};
    return std::any_of(processes.all.begin(), processes.all.end(), [&names](const Process& one) {
        return std::find(names.begin(), names.end(), program_name(one)) != names.end();
    });
}

}    // namespace slurmlic
