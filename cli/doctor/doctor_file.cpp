#include "cli/doctor/doctor_file.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/doctor/account.hpp"
#include "cli/doctor/shell.hpp"
#include "core/metrics/exposition.hpp"
#include "core/text/text.hpp"
#include "core/metrics/exposition_reader.hpp"

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
    FileCheck(const Place& place, const Schedule& schedule, const std::vector<Exporter>& readers, const std::string& version,
              const Ports& ports)
        : place_(place), schedule_(schedule), readers_(readers), version_(version), ports_(ports) {}

    FileExamination examine() {
        const std::optional<FileFacts> file = ports_.look_at(place_.file);
        const std::string word = shell_word(place_.file);
        if (!file) {
            add(Health::bad, fmt::format("{} is not there", place_.file), publish_again());
            return std::move(examination_);
        }
        if (file->kind != FileKind::regular) {
            add(Health::bad, fmt::format("{} is no regular file", place_.file), fmt::format("rm -r {}", word));
            return std::move(examination_);
        }
        if (auto wrong = unreadable(place_.file, *file, may_read, readers_, ports_)) {
            add(Health::bad, std::move(wrong->first), std::move(wrong->second));
        }
        const Result<InputText> text = ports_.read_input(place_.file);
        if (text) {
            check_text(text->view());
        } else {
            add(Health::warn, text.error().message, "sudo slurmlic doctor");
        }
        return std::move(examination_);
    }

private:
    void add(Health health, std::string finding, std::string mend) {
        examination_.findings.push_back({health, "file", std::move(finding), std::move(mend)});
    }

    [[nodiscard]] std::string by_hand(const std::string& arguments) const {
        return shell_as(publishing_user(schedule_), "slurmlic " + arguments);
    }
    [[nodiscard]] std::string publish_again() const { return by_hand("--output " + shell_word(place_.file)); }

    void check_text(std::string_view text) {
        const TextfileReading reading = read_textfile(text);
        const std::optional<double> written = value_in_textfile(text, timestamp_family);
        if (!reading.problem.empty()) {
            add(Health::bad, fmt::format("{}: {}; slurmlic does not write that", place_.file, reading.problem),
                publish_again());
        }
        if (!written) {
            add(Health::bad, fmt::format("{} holds no {}: slurmlic did not write it", place_.file, timestamp_family),
                publish_again());
            return;
        }
        check_age(ports_.now() - *written, reading.problem.empty());
        const std::vector<std::string> failed = failed_sources(text);
        if (!failed.empty()) {
            add(Health::warn, fmt::format("the last run could not read {}", name_list(failed)),
                by_hand("--verbose --output - > /dev/null"));
        } else if (value_in_textfile(text, "slurmlic_last_run_success") == 0) {
            add(Health::warn, "the last run did not understand all that it read", by_hand("--verbose --output - > /dev/null"));
        }
        const std::string writer = version_in(text);
        if (writer != version_) {
            add(Health::warn, fmt::format("slurmlic {} wrote it, this is {}", writer, version_),
                "type -a slurmlic; then remove the one that is too many, or " + publish_again());
        }
    }

    void check_age(double age, bool is_valid) {
        if (age > stale_after) {
            add(Health::bad, fmt::format("{} is {} old: no run has written it since", place_.file, duration_text(age)),
                see_why());
        } else if (age < -clock_tolerance) {
            add(Health::bad, fmt::format("{} was written {} from now", place_.file, duration_text(-age)),
                "timedatectl set-ntp true && " + publish_again());
        } else {
            examination_.is_fresh = true;
            add(Health::ok,
                fmt::format("{} is {} old{}", place_.file, duration_text(std::max(age, 0.0)), is_valid ? ", and valid" : ""),
                "");
        }
    }

    /// Why nobody has written the file.
    [[nodiscard]] std::string see_why() const {
        if (schedule_.is_timer_enabled() && schedule_.is_systemd_here) {
            return "systemctl start slurmlic.timer; journalctl -u slurmlic -n 20";
        }
        return fmt::format("{}{}", schedule_.is_systemd_here ? "journalctl -t slurmlic -n 20; " : "", publish_again());
    }

    const Place& place_;
    const Schedule& schedule_;
    const std::vector<Exporter>& readers_;
    const std::string& version_;
    const Ports& ports_;
    FileExamination examination_;
};

}    // namespace

FileExamination examine_file(const Place& place, const Schedule& schedule, const std::vector<Exporter>& readers,
                             const std::string& version, const Ports& ports) {
    return FileCheck(place, schedule, readers, version, ports).examine();
}

}    // namespace slurmlic
