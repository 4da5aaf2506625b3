#pragma once

// The Prometheus text exposition format 0.0.4, as node_exporter's textfile collector takes it: families grouped and
// sorted by name, HELP and TYPE once, series sorted by label values, label names sorted, no timestamps, LF.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/metrics/report.hpp"
#include "core/text/sink.hpp"

namespace slurmlic {

/// Writes the report, piece by piece, so that a million licenses need no second copy in memory. Total: any report gives a
/// valid text. False when the sink took no more.
bool render(const Report& report, const Sink& sink);

/// How a line begins that carries the time of a source's last success from one file to the next.
inline constexpr std::string_view last_success_family = "slurmlic_last_success_timestamp_seconds";

/// Reads such a line back: the value for `source` among lines of an earlier file; nothing where there is none, or no
/// finite number.
std::optional<double> last_success_of(std::string_view source, std::string_view lines);

/// The labels of one sample that slurmlic wrote.
struct LabelValues {
    std::vector<std::pair<std::string, std::string>> labels;

    /// Empty where there is no such label.
    [[nodiscard]] std::string of(std::string_view label) const;
};

/// The labels of the samples of a family among lines of an earlier file; what can't be read is passed over.
std::vector<LabelValues> label_values_of(std::string_view family, std::string_view lines);

}    // namespace slurmlic
