#include "core/metrics/previous_file.hpp"

#include <algorithm>
#include <cmath>

#include "core/text/exposition_reader.hpp"
#include "core/text/text.hpp"

namespace slurmlic {

PreviousFile read_previous_file(std::string_view text) {
    constexpr std::string_view last_success = "slurmlic_last_success_timestamp_seconds";
    constexpr std::string_view server_up = "license_server_up";
    constexpr std::string_view daemon_up = "license_daemon_up";

    PreviousFile previous;
    for (const Sample& sample : read_exposition(text, {last_success, server_up, daemon_up})) {
        const auto is_printable = [](const auto& label) { return is_printable_utf8(label.second); };
        if (!std::ranges::all_of(sample.labels, is_printable)) continue;
        const auto label = [&sample](std::string_view name) { return std::string(sample.label(name)); };
        if (sample.name == last_success && std::isfinite(sample.value) && sample.value > 0) {
            previous.last_success.emplace(label("source"), sample.value);
        } else if (sample.name == server_up && !sample.label("host").empty()) {
            previous.servers[label("app")].push_back({.host = label("host"),
                                                      .port = label("port"),
                                                      .version = label("version"),
                                                      .master = sample.label("master") == "true"});
        } else if (sample.name == daemon_up && !sample.label("daemon").empty()) {
            previous.daemons[label("app")].push_back({.name = label("daemon"), .version = label("version")});
        }
    }
    return previous;
}

}    // namespace slurmlic
