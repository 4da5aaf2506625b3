#pragma once

// Tools as reconcile would hand them on, for the tests of what people read. Constructed.

#include <string>
#include <vector>

#include "core/tools/tool.hpp"

namespace slurmlic::testing {

/// A tool with people on both sides of the gap, and one whose seats and tokens agree.
inline Tool sample_vcs() {
    Tool tool;
    tool.name = "vcs";
    tool.pools = {{"batch", "vcs_batch", "", 20, 15, 5, 0, 12}, {"interactive", "vcs_interactive", "", 10, 4, 6, 2, 0}};
    tool.features = {"synopsys:VCSRuntime_Net"};
    tool.tokens_used = 19;
    tool.seats_used = 14;
    tool.seats_issued = 30;
    tool.gap = -5;
    tool.outside = 5;
    tool.idle = 10;
    tool.users = {{"bob", 2, 10, 0, 8, {{"n1", 2}}, {"4711", "4712"}},
                  {"alice", 3, 0, 3, 0, {{"pc1", 3}}, {}},
                  {"carol", 5, 3, 2, 0, {{"n2", 3}, {"n3", 1}, {"pc2", 1}}, {"4713"}},
                  {"", 0, 2, 0, 2, {}, {}},
                  {"dave", 4, 4, 0, 0, {{"n4", 4}}, {"4714"}}};
    return tool;
}

/// A tool whose sides agree.
inline Tool sample_quiet() {
    Tool tool;
    tool.name = "fluent";
    tool.pools = {{"all", "fluent", "", 10, 4, 6, 0, 0}};
    tool.features = {"ansys:fluent"};
    tool.tokens_used = 4;
    tool.seats_used = 4;
    tool.seats_issued = 10;
    tool.gap = 0;
    tool.outside = 0;
    tool.idle = 0;
    tool.users = {{"erin", 4, 4, 0, 0, {{"n5", 4}}, {"4715"}}};
    return tool;
}

/// A tool whose license server was not read.
inline Tool sample_missing() {
    Tool tool;
    tool.name = "abaqus";
    tool.pools = {{"all", "abaqus", "", 50, 50, 0, {}, 7}};
    tool.features = {"simulia:abaqus"};
    tool.tokens_used = 50;
    return tool;
}

/// A license that no feature belongs to.
inline Tool sample_alone() {
    Tool tool;
    tool.name = "scratch";
    tool.pools = {{"all", "scratch", "", 4294967295, 3, 4294967295, 0, 0}};
    tool.tokens_used = 3;
    return tool;
}

inline std::vector<Tool> sample_tools() { return {sample_alone(), sample_missing(), sample_quiet(), sample_vcs()}; }

/// A name of so many bytes.
inline std::string long_name(std::size_t bytes) { return "begin" + std::string(bytes - 8, 'x') + "end"; }

}    // namespace slurmlic::testing
