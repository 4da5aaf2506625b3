#include "core/metrics/tool_families.hpp"

namespace slurmlic {
namespace {

/// Both states of every license: zero is a value.
void demand(Renderer& to, const Family& family, std::int64_t LicenseDemand::*running, std::int64_t LicenseDemand::*pending) {
    for (const ClusterDemand& cluster : to.report.demand) {
        for (const LicenseDemand& one : cluster.licenses) {
            const auto emit = [&](std::string_view state, std::int64_t count) {
                if (cluster.cluster.empty()) {
                    to.sample(family, {{"license_name", one.license_name}, {"state", state}}, std::to_string(count));
                } else {
                    to.sample(family, {{"cluster", cluster.cluster}, {"license_name", one.license_name}, {"state", state}},
                              std::to_string(count));
                }
            };
            emit("pending", one.*pending);
            emit("running", one.*running);
        }
    }
}

}    // namespace

void tool_info(Renderer& to, const Family& family) {
    for (const ToolLicense& one : to.report.tool_licenses) {
        if (one.cluster.empty()) {
            to.sample(family, {{"license_name", one.license_name}, {"pool", one.pool}, {"tool", one.tool}}, "1");
        } else {
            to.sample(family,
                      {{"cluster", one.cluster}, {"license_name", one.license_name}, {"pool", one.pool}, {"tool", one.tool}},
                      "1");
        }
    }
}

void demand_jobs(Renderer& to, const Family& family) {
    demand(to, family, &LicenseDemand::running_jobs, &LicenseDemand::pending_jobs);
}

void demand_tokens(Renderer& to, const Family& family) {
    demand(to, family, &LicenseDemand::running_tokens, &LicenseDemand::pending_tokens);
}

}    // namespace slurmlic
