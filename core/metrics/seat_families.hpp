#pragma once

// The families of FlexLM: see core/exposition.cpp for their names.

#include <cstdint>

#include "core/metrics/renderer.hpp"

namespace slurmlic {

void server_status(Renderer& to, const Family& family);
void vendor_status(Renderer& to, const Family& family);
void feature_issued(Renderer& to, const Family& family);
void feature_expiry(Renderer& to, const Family& family);

/// The users who have most seats, as many as the settings want; of equal ones the first by name. The rest, and users who
/// are not known, are "other".
void feature_users(Renderer& to, const Family& family);

/// One of the counts that every feature has.
template <std::int64_t FlexlmFeature::*member>
void feature_seats(Renderer& to, const Family& family) {
    for (const AppStatus& app : to.report.flexlm) {
        for (const FlexlmFeature& one : app.features) {
            to.sample(family, {{"app", app.app}, {"name", one.name}, {"vendor", one.vendor}}, std::to_string(one.*member));
        }
    }
}

}    // namespace slurmlic
