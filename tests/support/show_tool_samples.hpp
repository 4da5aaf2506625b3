#pragma once

// A tool with all that `show TOOL` tells of it, for the tests of its views. Constructed.

#include <string>
#include <utility>
#include <vector>

#include "cli/views/show_tool.hpp"
#include "tests/support/view_samples.hpp"

namespace slurmlic::testing {

inline const LocalMinutes now = to_minutes({2026, 11, 27, 13, 0, 0}).value();    // a Friday

/// A host whose clock shows the time of Greenwich.
inline std::int64_t to_epoch(const LocalTime& time) { return std::int64_t{to_minutes(time).value()} * 60; }

inline AppStatus sample_app() {
    AppStatus app{.app = "synopsys", .manager = "flexlm"};
    app.status.up = true;
    app.status.servers = {{"lic1", "27000", "v11.19", "", true, true}, {"lic2", "27000", "", "Connection refused (-15,570)"}};
    app.status.daemons = {{"snpslmd", "v11.18", "", true}};
    Feature feature;
    feature.name = "VCSRuntime_Net";
    feature.vendor = "snpslmd";
    feature.issued = 30;
    feature.used = feature.checkouts = 14;
    feature.reservations = 0;
    feature.queued = 3;
    feature.borrowed = 2;
    feature.expiry = (now + 34 * minutes_of_day) * 60.0;
    feature.queue = {{"carol", "n3", 2}, {"frank", "n7", 1}};
    app.status.features = {feature};
    return app;
}

/// The tool of the other views, with all that is told of it.
inline Tool sample_tool() {
    Tool tool = sample_vcs();
    ToolUser& bob = tool.users[0];
    ToolUser& alice = tool.users[1];
    ToolUser& carol = tool.users[2];
    bob.since = now - 5;
    alice.since = now - 60 * minutes_of_day;
    carol.since = now - 28 * 60;
    carol.borrowed = 2;
    carol.borrowed_for = 885'098;
    carol.queued = 2;
    carol.pending = 6;
    tool.waiting = {{"eve", "4720", "", 4}, {"carol", "4721_[1-3]", "", 6}};
    return tool;
}

/// What is shown of a tool beside that app.
class Shown {
public:
    explicit Shown(Tool tool, std::vector<AppStatus> apps = {sample_app()}) {
        report_.tools = {std::move(tool)};
        report_.apps = std::move(apps);
        report_.run_timestamp = now * 60.0;
    }
    [[nodiscard]] std::string text(const ViewStyle& style = {}) const {
        return show_tool_text(facts_of(report_.tools.front(), report_, to_epoch), style);
    }
    [[nodiscard]] std::string json() const { return show_tool_json(facts_of(report_.tools.front(), report_, to_epoch)); }

private:
    Report report_;
};

}    // namespace slurmlic::testing
