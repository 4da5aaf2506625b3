#include "cli/views/show_tool.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include <fmt/format.h>

#include "cli/views/display_width.hpp"
#include "core/text/text.hpp"
#include "tests/support/show_tool_samples.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

std::size_t widest(std::string_view text) {
    std::size_t width = 0;
    while (const auto line = take_line(text)) width = std::max(width, display_width(*line));
    return width;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != npos; }

}    // namespace

TEST_CASE("show TOOL tells its licenses, servers and features, who has them, and who waits") {
    CHECK(Shown(sample_tool()).text() == R"(vcs  seats 14 of 30  Slurm 19  gap -5  outside 5  idle 10

  license          pool         total  used  free  resv  pend
  vcs_batch        batch           20    15     5     0    12
  vcs_interactive  interactive     10     4     6     2     0

  app       server or daemon  state       version
  synopsys  lic2:27000        down        Connection refused (-15,570)
  synopsys  lic1:27000        up, master  v11.19
  synopsys  snpslmd           up          v11.18

  feature         issued  used  resv  queued  borrowed  expires
  VCSRuntime_Net      30    14     0       3         2  2026-12-31, 34 d

  user       seats  tokens  since
  carol          5       3  Thu 09:00, 28 h   n2 (3), n3, pc2; job 4713; 2 seats
                                              borrowed or lingering until
                                              2026-12-07, 10 d left; waits for 2
                                              seats and 6 tokens
  dave           4       4                    n4; job 4714
  alice          3       0  2026-09-28, 60 d  pc1
  bob            2      10  Fri 12:55, 5 min  n1; jobs 4711, 4712
  (unknown)      0       2                    squeue names no job

  waits for seats  host  seats  feature
  carol            n3        2  VCSRuntime_Net
  frank            n7        1  VCSRuntime_Net

  waits for tokens  job         tokens
  eve               4720             4
  carol             4721_[1-3]       6
)");
}

TEST_CASE("show TOOL of a tool that nobody uses says so") {
    Tool tool = sample_quiet();
    tool.users.clear();
    tool.tokens_used = tool.seats_used = 0;
    AppStatus app{.app = "ansys", .manager = "flexlm"};
    app.status.up = true;
    app.status.servers = {{"lic9", "", "v11.19", "", false, true}};
    Feature feature;
    feature.name = "FLUENT";
    feature.uncounted = true;
    feature.used = feature.checkouts = feature.reservations = feature.queued = feature.borrowed = 0;
    feature.expiry = never_expires;
    app.status.features = {feature};
    CHECK(Shown(tool, {app, sample_app()}).text() == R"(fluent  seats 0 of 10  Slurm 0  gap 0  outside 0  idle 0

  license  pool  total  used  free  resv  pend
  fluent   all      10     4     6     0     0

  app    server or daemon  state  version
  ansys  lic9              up     v11.19

  feature  issued  used  resv  queued  borrowed  expires
  FLUENT      inf     0     0       0         0  never

  nobody has seats or tokens

  nobody waits
)");
}

TEST_CASE("show TOOL says which side is not known, and of users that they have at least so much") {
    Tool tool = sample_tool();
    tool.seats_used = tool.seats_issued = tool.gap = tool.outside = tool.idle = std::nullopt;
    tool.pools[1].pending = std::nullopt;
    tool.users = {{"alice", 3, 0, 0, 0, {{"pc1", 3}}, {}}, {"bob", 0, 19, 0, 0, {}, {"4711"}}};
    tool.features.emplace_back("other:Gone");
    tool.waiting.clear();
    AppStatus half = sample_app();
    half.status.features[0].used = half.status.features[0].issued = half.status.features[0].checkouts = std::nullopt;
    half.status.features[0].reservations = half.status.features[0].queued = half.status.features[0].borrowed = std::nullopt;
    half.status.features[0].expiry = std::nullopt;
    half.status.features[0].queue.clear();
    CHECK(Shown(tool, {half, AppStatus{.app = "other"}}).text() == R"(vcs  seats ?  Slurm 19  gap ?  outside ?  idle ?

  license          pool         total  used  free  resv  pend
  vcs_batch        batch           20    15     5     0    12
  vcs_interactive  interactive     10     4     6     2     ?

  app       server or daemon  state       version
  synopsys  lic2:27000        down        Connection refused (-15,570)
  other     ?                 ?
  synopsys  lic1:27000        up, master  v11.19
  synopsys  snpslmd           up          v11.18

  feature                  issued  used  resv  queued  borrowed  expires
  other:Gone                    ?     ?     ?       ?         ?  ?
  synopsys:VCSRuntime_Net       ?     ?     ?       ?         ?  ?

  user   seats  tokens
  alice     3+       0  pc1
  bob        ?      19  job 4711

  which jobs wait is not known

?  not known: a source was not read, or could not tell it; see slurmlic doctor
+  at least: a source was not read, or could not tell all of it
)");
}

TEST_CASE("show TOOL of a license without a feature, and of a feature without a license, has one side") {
    Tool alone = sample_alone();
    alone.users = {{"erin", 0, 3, 0, 0, {}, {"4715"}}};
    CHECK(Shown(alone, {}).text() == R"(scratch  seats -  Slurm 3  gap -  outside -  idle -

  license  pool  total  used  free  resv  pend
  scratch  all     inf     3   inf     0     0

  user  seats  tokens
  erin      -       3  job 4715

  nobody waits

-  only one side belongs to this tool, there is nothing to compare
)");
    Tool feature = sample_quiet();
    feature.pools.clear();
    feature.tokens_used = feature.gap = feature.outside = feature.idle = std::nullopt;
    feature.features = {"synopsys:vcsruntime_net"};
    feature.users = {{"", 4, 0, 0, 0, {}, {}}};
    const std::string text = Shown(feature).text();
    CHECK(has(text, "\n  VCSRuntime_Net      30    14     0       3         2  2026-12-31, 34 d\n"));
    CHECK(has(text, "\n  (unknown)      4       -  the license server names no user\n"));
}

TEST_CASE("show TOOL has the first of many, and counts the others, and JSON has them all") {
    Tool tool = sample_tool();
    tool.users.clear();
    tool.waiting.clear();
    for (int i = 0; i < 200; ++i) {
        tool.users.push_back({fmt::format("user{:03}", i), i / 100 + 1, 1, 0, 0, {{"pc", 1}}, {"1"}});
        tool.waiting.push_back({"eve", fmt::format("{}", 5000 + i), "", 2});
    }
    AppStatus app = sample_app();
    app.status.features[0].queue.assign(50, {"eve", "n1", 2});
    app.status.daemons.assign(30, {"d", "v1", "", true});
    for (int i = 0; i < 20; ++i) {
        app.status.features.push_back(app.status.features[0]);
        app.status.features.back().name = fmt::format("f{:02}", i);
        app.status.features.back().used = i;
        app.status.features.back().queue.clear();
        tool.features.push_back(fmt::format("synopsys:f{:02}", i));
    }
    ViewStyle style;
    style.most_users = 2;
    CHECK(Shown(tool, {app}).text(style) == R"(vcs  seats 14 of 30  Slurm 19  gap -5  outside 5  idle 10

  license          pool         total  used  free  resv  pend
  vcs_batch        batch           20    15     5     0    12
  vcs_interactive  interactive     10     4     6     2     0

  app       server or daemon  state       version
  synopsys  lic2:27000        down        Connection refused (-15,570)
  synopsys  lic1:27000        up, master  v11.19
  ... and 30 more

  feature  issued  used  resv  queued  borrowed  expires
  f19          30    19     0       3         2  2026-12-31, 34 d
  f18          30    18     0       3         2  2026-12-31, 34 d
  ... and 19 more: 167 seats used

  user     seats  tokens
  user100      2       1  pc; job 1
  user101      2       1  pc; job 1
  ... and 198 more: 296 seats, 198 tokens

  waits for seats  host  seats  feature
  eve              n1        2  VCSRuntime_Net
  eve              n1        2  VCSRuntime_Net
  ... and 48 more: 96 seats

  waits for tokens  job   tokens
  eve               5000       2
  eve               5001       2
  ... and 198 more: 396 tokens
)");
    const std::string json = Shown(tool, {app}).json();
    CHECK(has(json, "\"user000\""));
    CHECK(has(json, "\"user199\""));
    CHECK(has(json, "\"5199\""));
    CHECK(has(json, "\"f00\""));
}

TEST_CASE("show TOOL fits 80 columns whatever the names are, and aligns wide characters") {
    Tool tool = sample_tool();
    for (ToolUser& one : tool.users) {
        one.user = long_name(1000);
        one.hosts.insert(one.hosts.end(), 30, {long_name(1000), 1});
        one.jobs.insert(one.jobs.end(), 300, long_name(100));
    }
    tool.waiting = {{long_name(500), long_name(500), long_name(500), 4}};
    tool.pools[0].license_name = tool.pools[0].pool = tool.pools[0].cluster = long_name(500);
    AppStatus app = sample_app();
    app.app = long_name(500);
    tool.features = {app.app + ":VCSRuntime_Net"};
    app.status.servers[0].host = app.status.servers[1].failure = app.status.features[0].vendor = long_name(500);
    app.status.features[0].queue = {{long_name(500), long_name(500), 1, now}};
    tool.name = long_name(500);
    CHECK(widest(Shown(tool, {app}).text()) == 80);

    Tool wide = sample_tool();
    wide.users = {{"山田太郎", 2, 1, 0, 0, {{"机", 2}}, {}}, {"bob", 1, 1, 0, 0, {{"n1", 1}}, {}}};
    CHECK(has(Shown(wide).text(), R"(
  user      seats  tokens
  山田太郎      2       1  机
  bob           1       1  n1
)"));
}

TEST_CASE("show TOOL paints what is down, used up, or ends soon, and no line without colours") {
    CHECK_FALSE(has(Shown(sample_tool()).text(), "\x1b"));
    ViewStyle style;
    style.colours = true;
    AppStatus app = sample_app();
    app.status.features[0].used = 30;
    app.status.features[0].expiry = (now + 3 * minutes_of_day) * 60.0;
    const std::string text = Shown(sample_tool(), {app}).text(style);
    CHECK(has(text, "\x1b[31mdown\x1b[0m"));
    CHECK(has(text, "\x1b[31m30\x1b[0m"));
    CHECK(has(text, "\x1b[31m2026-11-30, 3 d\x1b[0m"));
    CHECK(has(text, "\x1b[2m  user       seats  tokens  since"));
    CHECK(has(text, "\x1b[33m12\x1b[0m"));    // more tokens are wanted than are free
    app.status.features[0].expiry = now * 60.0;
    CHECK(has(Shown(sample_tool(), {app}).text(style), "\x1b[31m2026-11-27, over\x1b[0m"));
    app.status.features[0].expiry = (now + 20 * minutes_of_day) * 60.0;
    CHECK(has(Shown(sample_tool(), {app}).text(style), "\x1b[33m2026-12-17, 20 d\x1b[0m"));
}

TEST_CASE("show TOOL names the vendors of features of one name, and the clusters where there are some") {
    Tool tool = sample_tool();
    tool.pools[0].cluster = "fluid";
    tool.waiting[0].cluster = "fluid";
    tool.features = {"synopsys:VCS"};
    AppStatus app = sample_app();
    app.status.features[0].name = "VCS";
    app.status.features.push_back(app.status.features[0]);
    app.status.features[1].vendor = "other";
    const std::string text = Shown(tool, {app}).text();
    CHECK(has(text, R"(
  feature        issued  used  resv  queued  borrowed  expires
  VCS (other)        30    14     0       3         2  2026-12-31, 34 d
  VCS (snpslmd)      30    14     0       3         2  2026-12-31, 34 d
)"));
    CHECK(has(text, "  pend  cluster\n"));
    CHECK(has(text, "    12  fluid\n"));
    CHECK(has(text, "\n  eve               4720             4  fluid\n"));
}
