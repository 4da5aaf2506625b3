#include "cli/views/show.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "cli/views/display_width.hpp"
#include "core/text/text.hpp"
#include "tests/support/view_samples.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

std::string one(const ToolPool& license, const ViewStyle& style = {}) {
    const std::string text = show_text({}, {license}, style);
    return text.substr(text.find('\n') + 1);
}

}    // namespace

TEST_CASE("show has a row for each tool and its licenses, then those that belong to no tool") {
    const std::vector<ToolPool> others{{"", "matlab", "", 100, 95, 5, 0, 40}, {"", "nx@27000@lic2", "", 5, 5, 0, 0, 0}};
    CHECK(show_text(sample_tools(), others, {}) == R"(                   total  used  free  resv  pend  seats  gap  in use
scratch              inf     3   inf     0     0
abaqus                50    50     0     -     7      ?    ?  ######## 100%
fluent                10     4     6     0     0   4/10    0  ###.....  40%
vcs                   30    19    11     2    12  14/30   -5  #####...  63%
  vcs_batch           20    15     5     0    12              ######..  75%
  vcs_interactive     10     4     6     2     0              ###.....  40%
matlab               100    95     5     0    40              #######.  95%
nx@27000@lic2          5     5     0     0     0              ######## 100%
)");
}

TEST_CASE("show says that there is nothing") {
    CHECK(show_text({}, {}, {}) == "no licenses and no tools\n");
    CHECK(show_json({}, {}) == "{\n  \"tools\": [],\n  \"licenses\": []\n}\n");
}

TEST_CASE("show has a column for clusters where there are any, and sums a tool over them") {
    Tool tool = sample_quiet();
    tool.pools = {{"all", "fluent", "fluid", 10, 4, 6, {}, 0}, {"all", "fluent", "pdf", 4294967295, 1, 4294967295, 2, 1}};
    tool.gap = 2;
    CHECK(show_text({tool}, {{"", "nx", "pdf", 5, 5, 0, 0, 0}}, {}) ==
          R"(          cluster  total  used  free  resv  pend  seats  gap  in use
fluent               inf     5   inf     -     1   4/10   +2
  fluent  fluid       10     4     6     -     0              ###.....  40%
  fluent  pdf        inf     1   inf     2     1
nx        pdf          5     5     0     0     0              ######## 100%
)");
}

TEST_CASE("show marks tokens in use that no job holds, and a pool that another cluster sees, too") {
    Tool tool = sample_quiet();
    tool.pools = {{"all", "pool2@lic1", "a", 50, 3, 2, 0, 0, 0}, {"all", "pool2@lic1", "b", 50, 3, 2, 0, 0, 1}};
    tool.pools[1].is_seen_twice = true;
    tool.tokens_used = 6;
    tool.gap = -2;
    CHECK(show_text({tool}, {{"", "nx", "b", 5, 5, 0, 0, 0, 2}}, {}) ==
          R"(              cluster  total  used  free  resv  pend  seats  gap  in use
fluent                    50    6!     2     0     0   4/10   -2  #.......  12%
  pool2@lic1  a           50     3     2     0     0              #.......   6%
  pool2@lic1  b          50*    3!    2*     0     0              #.......   6%
nx            b            5    5!     0     0     0              ######## 100%

!  tokens in use that no job holds which squeue shows: 2 of nx on b, 1 of pool2@lic1 on b; see slurmlic doctor
*  the pool that another cluster sees, too: counted once in its tool
)");
    CHECK(show_json({tool}, {}).find("\"unexplained\": 1,\n          \"counted\": false") != std::string::npos);
}

TEST_CASE("show says of a tool one of whose clusters is down that its tokens are not known") {
    Tool tool = sample_quiet();
    tool.pools.push_back(tool.pools.front());
    tool.pools.front().license_name = "fluent_int";
    tool.tokens_used = tool.gap = std::nullopt;
    CHECK(show_text({tool}, {}, {}).find("fluent            ?     ?     ?               4/10    ?\n") != std::string::npos);
}

TEST_CASE("show of a feature that Slurm has no license for has seats alone") {
    Tool tool = sample_quiet();
    tool.pools.clear();
    tool.tokens_used = tool.gap = tool.outside = tool.idle = std::nullopt;
    CHECK(show_text({tool}, {}, {}) == R"(        total  used  free  resv  pend  seats  gap  in use
fluent                                  4/10       ###.....  40%
)");
}

TEST_CASE("a bar looks empty or full only when it is") {
    CHECK(one({"", "a", "", 1000, 0, 1000, 0, 0}) == "a   1000     0  1000     0     0              ........   0%\n");
    CHECK(one({"", "a", "", 1000, 1, 999, 0, 0}) == "a   1000     1   999     0     0              #.......   0%\n");
    CHECK(one({"", "a", "", 1000, 999, 1, 0, 0}) == "a   1000   999     1     0     0              #######.  99%\n");
    CHECK(one({"", "a", "", 1000, 1000, 0, 0, 0}) == "a   1000  1000     0     0     0              ######## 100%\n");
    CHECK(one({"", "a", "", 10, 12, 0, 0, 0}) == "a     10    12     0     0     0              ######## 120%\n");
    CHECK(one({"", "a", "", 0, 0, 0, 0, 0}) == "a      0     0     0     0     0\n");
}

TEST_CASE("show never cuts a number, even where the line gets wider for it") {
    CHECK(one({"", "name", "", 9223372036854775807, 0, 9223372036854775807, 0, 0}) ==
          "name  9223372036854775807     0  9223372036854775807     0     0              ........   0%\n");
}

TEST_CASE("show fits 80 columns with names of 1,000 bytes and wide ones, which JSON has whole") {
    Tool tool = sample_vcs();
    tool.name = long_name(1000);
    tool.pools[0].license_name = "ライセンスサーバー東京一号機";
    tool.pools[1].license_name = long_name(1000) + "2";
    CHECK(show_text({tool}, {}, {}) == R"(                        total  used  free  resv  pend  seats  gap  in use
beginxxxxxx…xxxxxxxend     30    19    11     2    12  14/30   -5  #####...  63%
  ライセン…東京一号機      20    15     5     0    12              ######..  75%
  beginxxxx…xxxxxxend2     10     4     6     2     0              ###.....  40%
)");
    const std::string json = show_json({tool}, {});
    CHECK(json.find('"' + long_name(1000) + '"') != std::string::npos);
    CHECK(json.find('"' + long_name(1000) + "2\"") != std::string::npos);
}

TEST_CASE("show is in colour only where the style says so") {
    ViewStyle style;
    style.colours = true;
    CHECK(one({"", "a", "", 5, 5, 0, 0, 7}, style) ==
          "a      5     5     0     0     \x1b[33m7\x1b[0m              \x1b[31m######## 100%\x1b[0m\n");
    CHECK(one({"", "a", "", 50, 10, 40, 0, 41}, style).find("\x1b[33m41\x1b[0m") != std::string::npos);    // more than is free
    CHECK(one({"", "a", "", 50, 10, 40, 0, 40}, style).find("\x1b[33m") == std::string::npos);
    CHECK(one({"", "a", "", 5, 5, 0, 0, 7}) == "a      5     5     0     0     7              ######## 100%\n");
}

TEST_CASE("show in JSON has all that is known of tools and of other licenses") {
    Tool tool = sample_missing();
    tool.pools[0].cluster = "fluid";
    CHECK(show_json({tool}, {{"", "nx", "", 4294967295, 5, 4294967295, 1, 2}}) == R"({
  "tools": [
    {
      "tool": "abaqus",
      "pools": [
        {
          "pool": "all",
          "license_name": "abaqus",
          "cluster": "fluid",
          "total": 50,
          "used": 50,
          "free": 0,
          "reserved": null,
          "pending": 7,
          "unexplained": null,
          "counted": true
        }
      ],
      "features": ["simulia:abaqus"],
      "slurm_used": 50,
      "seats_used": null,
      "seats_issued": null,
      "gap": null,
      "outside": null,
      "idle": null
    }
  ],
  "licenses": [
    {
      "license_name": "nx",
      "cluster": null,
      "total": 4294967295,
      "used": 5,
      "free": 4294967295,
      "reserved": 1,
      "pending": 2,
      "unexplained": null
    }
  ]
}
)");
}
