#pragma once

#include <string>

#include "core/metrics/exposition.hpp"

namespace slurmlic::testing {

/// The whole text of a report.
inline std::string rendered(const Report& report) {
    std::string text;
    render(report, [&text](std::string_view piece) { text += piece; });
    return text;
}

}    // namespace slurmlic::testing
