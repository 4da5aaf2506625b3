// Each source answers and is understood; the servers and daemons of each app are up.

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "cli/doctor/facts.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// The command to be tried, or one that tells more of why Slurm's commands fail.
Advice advice_on(const Facts& facts, const Diagnostic& diagnostic, bool is_of_slurm) {
    const bool is_for_report = diagnostic.severity == Severity::warning;
    const std::string& file = diagnostic.file;
    if (!file.empty() && is_for_report) return Advice::command({"slurmlic", "anonymize", file});
    if (!file.empty()) return Advice::command({"ls", "-l", file});
    if (diagnostic.command.empty()) return Advice::command({"man", "slurmlic"});
    Advice command = Advice::own_command_as(facts.user, diagnostic.command);
    if (is_for_report) return std::move(command) + " | " + Advice::command({"slurmlic", "anonymize", "-"});
    const auto says = [&diagnostic](std::string_view words) { return diagnostic.got.find(words) != npos; };
    if (is_of_slurm && (says("unge") || says("uthentication")))
        return Advice::command({"munge", "-n"}) + " | " + Advice::command({"unmunge"});
    const bool is_no_answer = says("contact slurm controller") || says("timed out") || says("not done within");
    return is_of_slurm && is_no_answer ? Advice::command({facts.settings.slurm.scontrol, "ping"}) : command;
}

/// What was said of one source.
void check_source(const Facts& facts, const SourceState& source, const std::vector<const Diagnostic*>& diagnostics,
                  bool is_of_slurm, Findings& findings) {
    std::string success;
    std::optional<Advice> advice;
    for (const Diagnostic* const one : diagnostics) {
        Diagnostic words = *one;
        words.source.clear();    // the subject says it
        if (one->severity == Severity::info) {
            success = to_sentence(words);
            continue;
        }
        const bool says_where = !one->command.empty() || !one->file.empty();
        if (says_where || !advice) advice = advice_on(facts, *one, is_of_slurm);
        findings.add(source.up ? Health::warn : Health::bad, source.source, to_sentence(words), *advice);
    }
    if (!advice) findings.ok(source.source, success);
}

std::string name_of(const Server& server) {
    return server.port.empty() ? server.host : fmt::format("{}@{}", server.port, server.host);
}

void add_down_server(const AppSettings& app, const Server& server, bool others_serve, Findings& findings) {
    const std::string_view hint = app.manager->hint_on(server.failure);
    findings.add(others_serve ? Health::warn : Health::bad, source_name(app),
                 fmt::format("server {} is down: {}{}{}{}", name_of(server), server.failure,
                             others_serve ? "; others serve meanwhile" : "", hint.empty() ? "" : "; ", hint),
                 hint.empty() ? Advice::command({"nc", "-vz", server.host, server.port})
                              : Advice::command({"getent", "hosts", server.host}));
}

/// Whether the settings name the servers so that all are asked.
void check_server_list(const AppSettings& app, const SeatStatus& status, Findings& findings) {
    const std::string_view problem = app.manager->problem_with(app.server);
    const auto asked = std::ranges::count(app.server, ',') + 1;
    std::string what;
    if (!problem.empty()) {
        what = fmt::format("server = \"{}\": {}", app.server, problem);
    } else if (status.up && asked > std::ssize(status.servers)) {
        what = fmt::format("the answer tells of {} of the {} servers: independent ones need a colon between, not a comma",
                           status.servers.size(), asked);
    }
    if (!what.empty()) findings.warn(source_name(app), what, "correct server in the settings");
}

/// Of an app that answers; of one that does not, all has been said.
void check_servers(const AppSettings& app, const SeatStatus& status, Findings& findings) {
    const std::string subject = source_name(app);
    const bool is_any_up = std::ranges::any_of(status.servers, &Server::up);
    std::vector<std::string> up;
    for (const Server& one : status.servers) {
        if (!one.up) {
            add_down_server(app, one, is_any_up, findings);
        } else if (!one.host.empty()) {
            up.push_back(fmt::format("server {} {}{}", name_of(one), one.version, one.master ? " (master)" : ""));
        }
    }
    for (const Daemon& one : status.daemons) {
        if (one.up && !one.name.empty()) {
            up.push_back(fmt::format("daemon {} {}", one.name, one.version));
        } else if (!one.up) {
            findings.bad(subject, fmt::format("daemon {} is down: {}", one.name, one.failure),
                         "start it again on its license server, whose log says why it ended");
        }
    }
    if (!up.empty()) findings.ok(subject, fmt::format("up: {}", fmt::join(up, ", ")));
}

}    // namespace

void check_sources(const Facts& facts, Findings& findings) {
    if (!facts.sources) return;
    std::map<std::string, std::vector<const Diagnostic*>> diagnostics;    // by the whole name of their source
    for (const Diagnostic& one : facts.readings.diagnostics) diagnostics[one.source].push_back(&one);
    std::map<std::string, const AppSettings*> apps;    // by name
    std::set<std::string> app_sources;
    for (const AppSettings& one : facts.sources->apps) {
        apps[one.name] = &one;
    }
    for (const AppStatus& one : facts.readings.report.apps) app_sources.insert(fmt::format("{}:{}", one.manager, one.app));
    for (const SourceState& one : facts.readings.report.sources) {
        check_source(facts, one, diagnostics[one.source], !app_sources.contains(one.source), findings);
    }
    for (const AppStatus& one : facts.readings.report.apps) {
        check_server_list(*apps.at(one.app), one.status, findings);
        if (one.status.up) check_servers(*apps.at(one.app), one.status, findings);
    }
    if (!facts.settings.slurm.ask_squeue && !facts.sources->slurm.empty()) {
        findings.ok("squeue", "left out by squeue = false: outside and idle are not known");
    }
}

}    // namespace slurmlic
