#include "cli/doctor_file.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/exposition.hpp"
#include "core/text.hpp"
#include "core/textfile.hpp"

namespace slurmlic {
namespace {

constexpr double stale_after = 180;    // seconds: two runs in a row did not come
constexpr double clock_tolerance = 5;
constexpr const char* timestamp_family = "slurmlic_last_run_timestamp_seconds";

/// Sources that the last run could not read, by the file.
std::vector<std::string> failed_sources(std::string_view text) {
    constexpr std::string_view family = "slurmlic_source_up";
    std::vector<std::string> failed;
    while (const std::optional<std::string_view> line = take_line(text)) {
        if (!line->starts_with(family) || !line->ends_with(" 0")) continue;
        for (const LabelValues& labels : label_values_of(family, *line)) failed.push_back(labels.of("source"));
    }
    return failed;
}

std::string version_in(std::string_view text) {
    constexpr std::string_view family = "slurmlic_build_info";
    while (const std::optional<std::string_view> line = take_line(text)) {
        for (const LabelValues& labels : label_values_of(family, *line)) return labels.of("version");
    }
    return {};
}

class FileCheck {
public:
    FileCheck(const Place& place, const std::string& version, const Ports& ports)
        : place_(place), version_(version), ports_(ports) {}

    FileExamination examine() {
        const std::optional<FileFacts> file = ports_.look_at(place_.file);
        if (!file) {
            add(Health::bad, fmt::format("{} is not there", place_.file),
                fmt::format("publish it once by hand, as the user of the timer or cron: slurmlic --output {}", place_.file));
            return std::move(examination_);
        }
        if (file->kind != FileKind::regular) {
            add(Health::bad, fmt::format("{} is no regular file", place_.file), fmt::format("rm -r {}", place_.file));
            return std::move(examination_);
        }
        if (std::optional<std::string> wrong = unreadable(place_.file, *file, may_read, ports_)) {
            add(Health::bad, std::move(*wrong),
                fmt::format("chmod o+r {}; slurmlic gives it mode 0644, what changes that?", place_.file));
        }
        const Result<InputText> text = ports_.read_input(place_.file);
        if (text) {
            check_text(text->view());
        } else {
            add(Health::warn, text.error().message, "run slurmlic doctor as a user who may read it");
        }
        return std::move(examination_);
    }

private:
    void add(Health health, std::string finding, std::string mend) {
        examination_.findings.push_back({health, "file", std::move(finding), std::move(mend)});
    }

    void check_text(std::string_view text) {
        const TextfileReading reading = read_textfile(text);
        if (!reading.problem.empty()) {
            add(Health::bad, fmt::format("{}: {}", place_.file, reading.problem),
                "something else writes to it: see with \"inotifywait -m\" who; the next run of slurmlic replaces it");
        }
        const std::optional<double> written = value_in_textfile(text, timestamp_family);
        if (!written) {
            add(Health::bad, fmt::format("{} holds no {}: slurmlic did not write it", place_.file, timestamp_family),
                "stop what writes it; the next run of slurmlic replaces it");
            return;
        }
        check_age(ports_.now() - *written);
        const std::vector<std::string> failed = failed_sources(text);
        if (!failed.empty()) {
            add(Health::warn, fmt::format("the last run could not read {}", name_list(failed)),
                "where it reads well here, compare user and environment of the timer or cron with yours");
        } else if (value_in_textfile(text, "slurmlic_last_run_success") == 0) {
            add(Health::warn, "the last run did not understand all that it read", "run slurmlic --output - -v > /dev/null");
        }
        const std::string writer = version_in(text);
        if (writer != version_) {
            add(Health::warn, fmt::format("slurmlic {} wrote it, this is {}", writer, version_),
                "name the program with its whole path in the unit or cron file, or remove the other one");
        }
    }

    void check_age(double age) {
        if (age > stale_after) {
            add(Health::bad, fmt::format("{} is {} old: no run has written it since", place_.file, duration_text(age)),
                "see the journal or syslog for slurmlic, and run it by hand as the user of the timer or cron");
        } else if (age < -clock_tolerance) {
            add(Health::bad, fmt::format("{} was written {} from now", place_.file, duration_text(-age)),
                "set the clock of this host: timedatectl, chronyc tracking");
        } else {
            examination_.is_fresh = true;
            add(Health::ok, fmt::format("{} is {} old", place_.file, duration_text(std::max(age, 0.0))), "");
        }
    }

    const Place& place_;
    const std::string& version_;
    const Ports& ports_;
    FileExamination examination_;
};

class NeighbourCheck {
public:
    NeighbourCheck(const Place& place, const Ports& ports)
        : place_(place), own_name_(place.file.substr(place.file.rfind('/') + 1)), ports_(ports) {}

    Findings examine() {
        const Result<std::vector<std::string>> names = ports_.list_directory(place_.directory);
        if (!names) {
            add(Health::warn, names.error().message, "run slurmlic doctor as a user who may list it");
            return std::move(findings_);
        }
        read_own();
        std::size_t others = 0;
        for (const std::string& name : *names) {
            const bool is_prom = name.ends_with(".prom") && name != own_name_;
            others += is_prom ? 1 : 0;
            if (is_prom) check_other(place_.directory + "/" + name);
            if (is_leftover(name)) check_leftover(place_.directory + "/" + name);
        }
        if (findings_.empty()) {
            add(Health::ok,
                others == 0 ? "no other *.prom file beside it"
                            : fmt::format("{} beside it, none of which is in the way",
                                          counted(static_cast<std::int64_t>(others), "other *.prom file")),
                "");
        }
        return std::move(findings_);
    }

private:
    void add(Health health, std::string finding, std::string mend) {
        findings_.push_back({health, "neighbours", std::move(finding), std::move(mend)});
    }

    void read_own() {
        const std::optional<FileFacts> file = ports_.look_at(place_.file);
        if (!file || file->kind != FileKind::regular) return;
        if (const Result<InputText> text = ports_.read_input(place_.file)) own_ = read_textfile(text->view()).names;
    }

    void check_other(const std::string& path) {
        const std::optional<FileFacts> file = ports_.look_at(path);
        if (!file)
            return add(Health::bad, fmt::format("{} leads nowhere, which fails every scrape", path),
                       fmt::format("rm {}", path));
        if (file->kind == FileKind::fifo) {
            return add(Health::bad, fmt::format("{} is a FIFO: node_exporter hangs when it reads it", path),
                       fmt::format("rm {}", path));
        }
        if (file->kind != FileKind::regular) {
            return add(Health::bad, fmt::format("{} is no regular file, which fails every scrape", path),
                       "move it away, or give it another name");
        }
        if (std::optional<std::string> wrong = unreadable(path, *file, may_read, ports_)) {
            add(Health::warn, std::move(*wrong), fmt::format("chmod o+r {}", path));
        }
        const Result<InputText> text = ports_.read_input(path);
        if (!text) return add(Health::warn, text.error().message, "run slurmlic doctor as a user who may read it");
        check_text(path, read_textfile(text->view()));
    }

    void check_text(const std::string& path, const TextfileReading& other) {
        std::vector<std::string> shared;
        std::copy_if(other.names.begin(), other.names.end(), std::back_inserter(shared), [this](const std::string& name) {
            constexpr std::array<std::string_view, 3> fronts{"slurmlic_", "slurm_licenses_", "license_tool_"};
            return std::binary_search(own_.begin(), own_.end(), name) ||
                   std::any_of(fronts.begin(), fronts.end(),
                               [&name](std::string_view front) { return name.starts_with(front); });
        });
        if (!shared.empty()) {
            add(Health::bad,
                fmt::format("{} holds {}, too: node_exporter drops series without a word", path, name_list(shared)),
                "keep one file: stop what writes the other, and remove it");
        }
        if (!other.problem.empty()) {
            add(Health::warn, fmt::format("{}: {}", path, other.problem),
                "node_exporter drops that file or a part of it: mend what writes it");
        }
    }

    /// ".NAME.XXXXXX", as TemporaryFile names it.
    [[nodiscard]] bool is_leftover(const std::string& name) const {
        const std::string front = "." + own_name_ + ".";
        return name.starts_with(front) && name.size() == front.size() + 6 && !name.ends_with(".prom");
    }

    void check_leftover(const std::string& path) {
        constexpr double dead_after = 600;    // no run takes that long
        const std::optional<FileFacts> file = ports_.look_at(path);
        if (!file || ports_.now() - file->modified < dead_after) return;
        add(Health::warn, fmt::format("{} is left of a run that was killed", path),
            "the next run removes it, if it runs as a user who may; else: rm " + path);
    }

    const Place& place_;
    std::string own_name_;
    const Ports& ports_;
    std::vector<std::string> own_;    // the families of our file, sorted
    Findings findings_;
};

}    // namespace

FileExamination examine_file(const Place& place, const std::string& version, const Ports& ports) {
    return FileCheck(place, version, ports).examine();
}

Findings examine_neighbours(const Place& place, const Ports& ports) { return NeighbourCheck(place, ports).examine(); }

}    // namespace slurmlic
