#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "cli/doctor/account.hpp"
#include "cli/doctor/doctor_file.hpp"
#include "cli/doctor/shell.hpp"
#include "core/os/temporary_file.hpp"
#include "core/metrics/exposition_reader.hpp"

namespace slurmlic {
namespace {

class NeighbourCheck {
public:
    NeighbourCheck(const Place& place, const std::vector<Exporter>& readers, const std::vector<std::string>& elsewhere,
                   const Ports& ports)
        : place_(place),
          own_name_(place.file.substr(place.file.rfind('/') + 1)),
          readers_(readers),
          elsewhere_(elsewhere),
          ports_(ports) {}

    Findings examine() {
        const Result<std::vector<std::string>> names = ports_.list_directory(place_.directory);
        if (!names) {
            add(Health::warn, names.error().message, "sudo slurmlic doctor");
            return std::move(findings_);
        }
        read_own();
        std::size_t others = 0;
        for (const std::string& name : *names) {
            const bool is_prom = name.ends_with(".prom") && name != own_name_;
            others += is_prom ? 1 : 0;
            if (is_prom) check_other(place_.directory + "/" + name);
            if (is_temporary_name(name, own_name_)) check_leftover(place_.directory + "/" + name);
        }
        for (const std::string& directory : elsewhere_) others += check_directory(directory);
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

    /// Another that the same node_exporter reads; how many files it has.
    std::size_t check_directory(const std::string& directory) {
        const Result<std::vector<std::string>> names = ports_.list_directory(directory);
        std::size_t others = 0;
        for (const std::string& name : names ? *names : std::vector<std::string>()) {
            if (!name.ends_with(".prom")) continue;
            ++others;
            check_other(fmt::format("{}/{}", directory, name));
        }
        return others;
    }

    void read_own() {
        const std::optional<FileFacts> file = ports_.look_at(place_.file);
        if (!file || file->kind != FileKind::regular) return;
        if (const Result<InputText> text = ports_.read_input(place_.file)) own_ = read_textfile(text->view()).names;
    }

    void check_other(const std::string& path) {
        const std::optional<FileFacts> file = ports_.look_at(path);
        const std::string word = shell_word(path);
        if (!file) {
            return add(Health::bad, fmt::format("{} leads nowhere, which fails every scrape", path),
                       fmt::format("rm {}", word));
        }
        if (file->kind == FileKind::fifo) {
            return add(Health::bad, fmt::format("{} is a FIFO: node_exporter hangs when it reads it", path),
                       fmt::format("rm {}", word));
        }
        if (file->kind != FileKind::regular) {
            return add(Health::bad, fmt::format("{} is no regular file, which fails every scrape", path),
                       fmt::format("mv {0} {0}.off", word));
        }
        if (auto wrong = unreadable(path, *file, may_read, readers_, ports_)) {
            add(Health::warn, std::move(wrong->first), std::move(wrong->second));
        }
        const Result<InputText> text = ports_.read_input(path);
        if (!text) return add(Health::warn, text.error().message, "sudo slurmlic doctor");
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
                fmt::format("rm {}", shell_word(path)));
        }
        if (!other.problem.empty()) {
            add(Health::warn, fmt::format("{}: {}; node_exporter drops it or a part of it", path, other.problem),
                fmt::format("mv {0} {0}.off", shell_word(path)));
        }
    }

    void check_leftover(const std::string& path) {
        constexpr double dead_after = 600;    // no run takes that long
        const std::optional<FileFacts> file = ports_.look_at(path);
        if (!file || ports_.now() - file->modified < dead_after) return;
        add(Health::warn, fmt::format("{} is left of a run that was killed", path), fmt::format("rm {}", shell_word(path)));
    }

    const Place& place_;
    std::string own_name_;
    const std::vector<Exporter>& readers_;
    const std::vector<std::string>& elsewhere_;
    const Ports& ports_;
    std::vector<std::string> own_;    // the families of our file, sorted
    Findings findings_;
};

}    // namespace

Findings examine_neighbours(const Place& place, const std::vector<Exporter>& readers, const std::vector<std::string>& elsewhere,
                            const Ports& ports) {
    return NeighbourCheck(place, readers, elsewhere, ports).examine();
}

}    // namespace slurmlic
