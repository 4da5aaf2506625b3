#pragma once

// The Prometheus text exposition format 0.0.4, as node_exporter's textfile collector takes it: families grouped and
// sorted by name, HELP and TYPE once, series sorted by label values, label names sorted, no timestamps, LF.

#include "core/metrics/report.hpp"
#include "core/metrics/sample_writer.hpp"
#include "core/text/pieces.hpp"

namespace slurmlic {

/// The report as a text. Total: any report gives a valid one.
void render(const Report& report, const TakePiece& take);

/// How much a report is, or a part of one: what one source gives is limited by it. It always has the families of the run
/// itself.
Extent extent_of(const Report& report);

}    // namespace slurmlic
