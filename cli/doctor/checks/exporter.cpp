// The published file is there and new, node_exporter's page has it, and no other *.prom file is in its way.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "cli/doctor/facts.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

void check_file(const Facts& facts, Findings& findings) {
    const double age = facts.ports.now() - facts.file_run.value_or(0);
    const PathKind kind = facts.ports.path_kind(facts.place.file);
    std::string what;
    if (kind != PathKind::file) {
        what = kind == PathKind::missing ? "is not there" : "is no regular file";
    } else if (!facts.file_run) {
        what = fmt::format("can't be read, or has no {}", last_run_name);
    } else if (is_fresh(facts.file_run, facts.ports.now())) {
        return findings.ok("file", fmt::format("{} is {} old", facts.place.file, age_text(std::max(age, 0.0))));
    } else {
        what = age < 0 ? fmt::format("was written {} from now", age_text(-age))
                       : fmt::format("is {} old: no run has written it since", age_text(age));
    }
    findings.bad("file", fmt::format("{} {}", facts.place.file, what),
                 facts.schedule.has_timer() ? Advice::command({"journalctl", "-u", "slurmlic", "-n", "20"})
                                            : Advice::command_as(facts.user, {"slurmlic", "--output", facts.place.file}));
}

/// Whether a tool is to be told by sync; settings that are wrong do not tell.
bool may_have_sync(const Facts& facts) {
    const auto has_sync = [](const ToolSettings& one) { return one.sync.has_value(); };
    return !facts.request.reading.problems.empty() || std::ranges::any_of(facts.settings.tools, has_sync);
}

/// What is wrong with another *.prom file; empty where it is in nobody's way. What sync publishes has a place of its own.
std::string fault_of_file(const std::string& path, PathKind kind, const Facts& facts) {
    constexpr std::size_t most_bytes = std::size_t{1} << 20U;
    if (kind == PathKind::other) return "is a FIFO or the like: node_exporter hangs when it reads it";
    if (kind != PathKind::file) return "is no file: node_exporter reports an error";
    const Result<std::string> text = facts.ports.read_plain_file(path, most_bytes);
    if (!text) return {};    // too large to be ours, or for others to read
    const std::vector<Sample> ours = read_exposition(*text, {"slurm_licenses_", "license_", "slurmlic_"});
    if (ours.empty()) return {};
    const bool is_all_of_sync =
        std::ranges::all_of(ours, [](const Sample& one) { return one.name.starts_with("slurmlic_sync_"); });
    if (is_all_of_sync && !facts.sync && !may_have_sync(facts))
        return "tells what sync told Slurm once, but no tool has sync = in the settings";
    if (is_all_of_sync && (!facts.sync || path == facts.sync->file)) return {};
    return fmt::format("has {}, too: series that come twice are lost", ours.front().name);
}

/// Others may have put it there: a link that leads out of the directory is not followed.
void check_neighbours(const Facts& facts, Findings& findings) {
    const std::string& directory = facts.place.directory;
    const Result<std::vector<std::string>> names = facts.ports.list_directory(directory);
    if (!names) return findings.warn("neighbours", to_sentence(names.error()), Advice::command({"sudo", "slurmlic", "doctor"}));
    const std::size_t before = findings.all.size();
    std::vector<std::string> links;
    for (const std::string& name : *names) {
        const std::string path = fmt::format("{}/{}", directory, name);
        if (!name.ends_with(".prom") || path == facts.place.file) continue;
        PathAccess what = facts.ports.path_access(path);
        std::string real = path;
        if (what.kind == PathKind::link && what.target.find('/') == npos) {
            real = fmt::format("{}/{}", directory, what.target);
            what = facts.ports.path_access(real);
        }
        if (what.kind == PathKind::link) {
            links.push_back(name);
        } else if (const std::string fault = fault_of_file(real, what.kind, facts); !fault.empty()) {
            findings.bad("neighbours", fmt::format("{} {}", path, fault),
                         Advice::command({"mv", "-T", "--", path, path + ".off"}));
        }
    }
    if (findings.all.size() > before) return;
    const std::string but = links.empty() ? "" : fmt::format("; links that were not followed: {}", fmt::join(links, ", "));
    findings.ok("neighbours", "no other *.prom file is in the way" + but);
}

/// Where node_exporter reads instead; empty where our file is on its page.
std::string read_instead(const Facts& facts, const std::string& file) {
    std::set<std::string_view> folders;
    bool is_listed = false;
    for (const Sample& one : facts.page) {
        if (one.name != "node_textfile_mtime_seconds") continue;
        const std::string_view path = one.label("file");
        is_listed = is_listed || path == file;
        folders.insert(path.substr(0, path.rfind('/')));
    }
    const std::optional<double> run = value_of(facts.page, last_run_name);
    const bool is_fresh_there = is_listed && is_fresh(run, facts.ports.now());
    if (run && (is_fresh_there || run == facts.file_run)) return {};    // in a container it has another path
    return folders.empty() ? "no file" : fmt::format("{}", fmt::join(folders, ", "));
}

/// The URL without user and password.
std::string public_url(const std::string& url) {
    const std::size_t scheme = url.find("://");
    const std::size_t host = scheme == npos ? 0 : scheme + 3;
    const std::size_t at = url.substr(0, url.find('/', host)).rfind('@');
    return at == npos || at < host ? url : url.substr(0, host) + url.substr(at + 1);
}

Advice start_advice(const std::string& directory) {
    const Word option("--collector.textfile.directory=", directory);
    const Advice for_shell = Advice::word(option);
    const Advice for_unit = Advice::unit_word(option);
    const Advice start = "start node_exporter with --collector.textfile " + for_shell;
    return for_shell.text() == for_unit.text() ? start : start + ", in its unit " + for_unit;
}

void check_page(const Facts& facts, Findings& findings) {
    const std::string front = public_url(facts.request.exporter_url) + ": ";
    const Advice other_url = Advice::command({"slurmlic", "doctor", "--exporter"}) +
                             " URL, with USER:PASSWORD@ in it where node_exporter wants them";
    const Advice start = start_advice(facts.place.directory);
    const bool is_page = std::ranges::any_of(facts.page, [](const Sample& one) { return one.name.starts_with("node_"); });
    if (!facts.page_failure.empty()) return findings.warn("node_exporter", front + facts.page_failure, other_url);
    if (!is_page) return findings.bad("node_exporter", front + "this is no page of node_exporter", other_url);
    const std::optional<double> error = value_of(facts.page, "node_textfile_scrape_error");
    if (!error) return findings.bad("node_exporter", front + "it runs with its textfile collector off", start);
    if (facts.place.file.empty()) return;
    const std::string instead = read_instead(facts, facts.place.file);
    if (*error != 0) {
        findings.bad("node_exporter", front + "node_textfile_scrape_error is 1: it can't read a *.prom file; its log says why",
                     Advice::command({"namei", "-l", facts.place.file}));
    }
    if (!instead.empty())
        findings.bad("node_exporter", fmt::format("{}it reads {}, not {}", front, instead, facts.place.file), start);
    if (*error == 0 && instead.empty()) findings.ok("node_exporter", front + "it reads " + facts.place.file);
}

}    // namespace

void check_exporter(const Facts& facts, Findings& findings) {
    if (!facts.place.file.empty() && facts.ports.path_kind(facts.place.directory) == PathKind::directory) {
        check_file(facts, findings);
        check_neighbours(facts, findings);
    }
    check_page(facts, findings);
}

}    // namespace slurmlic
