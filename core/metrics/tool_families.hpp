#pragma once

// The families of tools and of job demand: see core/exposition.cpp for their names.

#include <cstdint>
#include <optional>
#include <string>

#include "core/metrics/renderer.hpp"

namespace slurmlic {

void tool_info(Renderer& to, const Family& family);
void demand_jobs(Renderer& to, const Family& family);
void demand_tokens(Renderer& to, const Family& family);

/// One of the counts of tools; a tool that does not know it has no sample.
template <std::optional<std::int64_t> Tool::*member>
void tool_count(Renderer& to, const Family& family) {
    for (const Tool& tool : to.report.tools) {
        if (tool.*member) to.sample(family, {{"tool", tool.name}}, std::to_string(*(tool.*member)));
    }
}

}    // namespace slurmlic
