#pragma once

// What is known of one tool: its users, and beside them the license servers and features that it is made of.

#include <string_view>
#include <vector>

#include "core/metrics/report.hpp"
#include "core/text/local_time.hpp"

namespace slurmlic {

/// A feature of the tool, of one vendor.
struct ToolFeature {
    std::string_view app;
    std::string_view name;
    const Feature* feature = nullptr;    // null: its app could not be asked, or does not name it
};

/// All points into what it was made of.
struct ToolFacts {
    const Tool* tool = nullptr;
    std::vector<const AppStatus*> apps = {};      // that have features of the tool
    std::vector<ToolFeature> features = {};       // those of which nothing is known first, then most seats first
    std::vector<const ToolUser*> holders = {};    // who has seats or tokens, most seats first, then most tokens, then name
    double now = 0;                               // seconds since the epoch
    LocalMinutes local_now = 0;
    ToEpoch to_epoch;
};

ToolFacts facts_of(const Tool& tool, const Report& report, const ToEpoch& to_epoch);

}    // namespace slurmlic
