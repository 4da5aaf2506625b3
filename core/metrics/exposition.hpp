#pragma once

// The Prometheus text exposition format 0.0.4, as node_exporter's textfile collector takes it: families grouped and
// sorted by name, HELP and TYPE once, series sorted by label values, label names sorted, no timestamps, LF.

#include <string>

#include "core/metrics/report.hpp"

namespace slurmlic {

/// The report as one text. Total: any report gives a valid one.
std::string render(const Report& report);

}    // namespace slurmlic
