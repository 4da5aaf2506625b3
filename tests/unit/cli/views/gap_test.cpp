#include "cli/views/gap.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include <fmt/format.h>

#include "cli/views/display_width.hpp"
#include "cli/views/user_summary.hpp"
#include "core/text/text.hpp"
#include "tests/support/view_samples.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

/// Two hundred people outside Slurm, with one seat each.
Tool crowded() {
    Tool tool = sample_vcs();
    tool.users.clear();
    for (int i = 0; i < 200; ++i) tool.users.push_back({fmt::format("user{:03}", i), 1, 0, 1, 0, {{"pc", 1}}, {}});
    tool.tokens_used = 0;
    tool.seats_used = tool.gap = tool.outside = 200;
    tool.idle = 0;
    return tool;
}

std::size_t widest_line(std::string_view text) {
    std::size_t widest = 0;
    while (const auto line = take_line(text)) widest = std::max(widest, display_width(*line));
    return widest;
}

std::string message_of(std::string_view name) {
    const Result<std::vector<Tool>> chosen = choose_tool(sample_tools(), name);
    return chosen ? "" : to_sentence(chosen.error());
}

}    // namespace

TEST_CASE("gap names who makes it, below a headline for each tool, what matters most first") {
    CHECK(gap_text(sample_tools(), {}) == R"(vcs      seats 14 of 30  Slurm 19  gap -5  outside 5  idle 10
  user       seats  tokens
  bob            2      10  10 tokens booked, 2 used on n1; jobs 4711, 4712
  alice          3       0  3 seats outside Slurm on pc1
  carol          5       3  2 of 5 seats outside Slurm, seats on n2 (3), n3,
                            pc2; job 4713
  (unknown)      0       2  2 tokens booked, none used; squeue names no job

abaqus   seats ?         Slurm 50  gap ?   outside ?  idle ?
fluent   seats 4 of 10   Slurm 4   gap 0   outside 0  idle 0
scratch  seats -         Slurm 3   gap -   outside -  idle -

?  not known: a source was not read, or could not tell it; see slurmlic doctor
-  only one side belongs to this tool, there is nothing to compare
)");
}

TEST_CASE("gap says in one line that a tool's sides agree") {
    CHECK(gap_text({sample_quiet()}, {}) == "fluent  seats 4 of 10  Slurm 4  gap 0  outside 0  idle 0\n");
}

TEST_CASE("gap says that there are no tools") {
    CHECK(gap_text({}, {}) == "no tools: no license is known, and the settings name no tool\n");
    CHECK(gap_json({}) == "[]\n");
}

TEST_CASE("gap says which side is missing, and that people are not known without squeue") {
    Tool no_slurm = sample_quiet();
    no_slurm.tokens_used = no_slurm.gap = no_slurm.outside = no_slurm.idle = std::nullopt;
    Tool no_squeue = sample_vcs();
    no_squeue.outside = no_squeue.idle = std::nullopt;
    no_squeue.users.clear();
    CHECK(gap_text({no_slurm, no_squeue}, {}) == R"(vcs     seats 14 of 30  Slurm 19  gap -5  outside ?  idle ?
fluent  seats 4 of 10   Slurm ?   gap ?   outside ?  idle ?

?  not known: a source was not read, or could not tell it; see slurmlic doctor
)");
}

TEST_CASE("gap has a sign, and a feature that Slurm has no license for is alone") {
    Tool outside = sample_quiet();
    outside.gap = 3;
    outside.outside = 3;
    outside.users = {{"", 3, 0, 3, 0, {{"pc1", 2}, {"pc2", 1}}, {}}};
    Tool alone = sample_quiet();
    alone.name = "hfss";
    alone.pools.clear();
    alone.seats_issued = 4294967295;
    alone.tokens_used = alone.gap = alone.outside = alone.idle = std::nullopt;
    CHECK(gap_text({alone, outside}, {}) == R"(fluent  seats 4 of 10   Slurm 4  gap +3  outside 3  idle 0
  user       seats  tokens
  (unknown)      3       0  3 seats outside Slurm on pc1 (2), pc2; the license
                            server names no user

hfss    seats 4 of inf  Slurm -  gap -   outside -  idle -

-  only one side belongs to this tool, there is nothing to compare
)");
}

TEST_CASE("gap shows the first of many users and counts the others, but JSON has them all") {
    ViewStyle style;
    style.most_users = 2;
    CHECK(gap_text({crowded()}, style) == R"(vcs  seats 200 of 30  Slurm 0  gap +200  outside 200  idle 0
  user     seats  tokens
  user000      1       0  1 seat outside Slurm on pc
  user001      1       0  1 seat outside Slurm on pc
  ... and 198 more: 198 seats outside Slurm, 0 tokens booked and not used
)");
    const std::string json = gap_json({crowded()});
    CHECK(json.find("\"user000\"") != std::string::npos);
    CHECK(json.find("\"user199\"") != std::string::npos);
}

TEST_CASE("gap of 40 tools with names of 1,000 bytes fits 80 columns, and JSON has the names whole") {
    std::vector<Tool> tools;
    for (int i = 0; i < 40; ++i) {
        tools.push_back(i % 2 == 0 ? sample_vcs() : sample_missing());
        tools.back().name = long_name(1000) + std::to_string(i);
        for (ToolUser& user : tools.back().users) {
            user.user = long_name(1000);
            user.hosts.insert(user.hosts.end(), 30, {long_name(1000), 1});
            user.jobs.insert(user.jobs.end(), 300, long_name(100));
        }
    }
    const std::string text = gap_text(tools, {});
    CHECK(widest_line(text) == 80);
    CHECK(text.find("beginxxxxxxxx…xxxxxxxxend0  seats") != std::string::npos);
    CHECK(gap_json(tools).find('"' + long_name(1000) + "39\"") != std::string::npos);
}

TEST_CASE("gap aligns wide characters, and never cuts a number") {
    Tool wide = sample_vcs();
    wide.name = "日本語";
    wide.users = {{"山田太郎", 9223372036854775807, 0, 9223372036854775807, 0, {{"机", 1}}, {}}, {"bob", 1, 0, 1, 0, {}, {}}};
    CHECK(gap_text({wide}, {}) == R"(日本語  seats 14 of 30  Slurm 19  gap -5  outside 5  idle 10
  user                    seats  tokens
  山田太郎  9223372036854775807       0  9223372036854775807 seats outside Slurm
                                         on 机
  bob                         1       0  1 seat outside Slurm
)");
}

TEST_CASE("gap on a screen that is too narrow is wider than it, but whole") {
    Tool tool = sample_vcs();
    tool.users = {tool.users[0]};
    const std::string expected = R"(vcs  seats 14 of 30  Slurm 19  gap -5  outside 5  idle 10
  user  seats  tokens
  bob       2      10  10
                       tokens
                       booked,
                       2 used
                       on n1;
                       jobs
                       4711,
                       4712
)";
    CHECK(gap_text({tool}, {0}) == expected);
    CHECK(gap_text({tool}, {20}) == expected);
}

TEST_CASE("gap is in colour only where the style says so, and is the same text then") {
    ViewStyle style;
    style.colours = true;
    const std::string text = gap_text({sample_vcs()}, style);
    CHECK(
        text.starts_with("\x1b[1mvcs\x1b[0m  seats 14 of 30  Slurm 19  gap -5  \x1b[31moutside 5\x1b[0m  "
                         "\x1b[33midle 10\x1b[0m\n\x1b[2m  user       seats  tokens\x1b[0m\n"));
    CHECK(gap_text({sample_vcs()}, {}).find('\x1b') == std::string::npos);
}

TEST_CASE("gap keeps a foreign name from commanding the terminal") {
    Tool tool = sample_vcs();
    tool.users = {{"mal\x1b[2Jlory", 1, 0, 1, 0, {{"p\x1b]0;c\x07", 1}}, {}}};
    CHECK(gap_text({tool}, {}).find('\x1b') == std::string::npos);
}

TEST_CASE("gap in JSON has one object a tool in the order given, null for what is not known") {
    Tool vcs = sample_vcs();
    vcs.users = {vcs.users[0], vcs.users[3]};
    CHECK(gap_json({sample_missing(), vcs}) == R"([
  {
    "tool": "abaqus",
    "seats_used": null,
    "seats_issued": null,
    "slurm_used": 50,
    "gap": null,
    "outside": null,
    "idle": null,
    "users": []
  },
  {
    "tool": "vcs",
    "seats_used": 14,
    "seats_issued": 30,
    "slurm_used": 19,
    "gap": -5,
    "outside": 5,
    "idle": 10,
    "users": [
      {
        "user": "bob",
        "seats": 2,
        "slurm": 10,
        "outside": 0,
        "borrowed": 0,
        "borrowed_seconds_left": null,
        "idle": 8,
        "hosts": ["n1"],
        "jobs": ["4711", "4712"]
      },
      {
        "user": null,
        "seats": 0,
        "slurm": 2,
        "outside": 0,
        "borrowed": 0,
        "borrowed_seconds_left": null,
        "idle": 2,
        "hosts": [],
        "jobs": []
      }
    ]
  }
]
)");
}

TEST_CASE("gap in JSON knows no more of a user than of the tool") {
    Tool tool;
    tool.tokens_used = 5;
    tool.users = {{"ann", 2, 5, 0, 0, {{"pc1", 2}}, {"7"}, 1}};
    const auto user = [&tool] {
        const std::string json = gap_json({tool});
        std::string line = json.substr(json.find("\"user\""));
        line = line.substr(0, line.find('}'));
        std::erase_if(line, [](char c) { return c == ' ' || c == '\n'; });
        return line;
    };
    const std::string rest = R"("idle":null,"hosts":["pc1"],"jobs":["7"])";
    CHECK(user() ==
          R"("user":"ann","seats":null,"slurm":5,"outside":null,"borrowed":null,"borrowed_seconds_left":null,)" + rest);
    tool.tokens_used = 6;    // squeue of a cluster is not known
    tool.seats_used = 2;
    CHECK(user() == R"("user":"ann","seats":2,"slurm":null,"outside":null,"borrowed":1,"borrowed_seconds_left":null,)" + rest);
    tool.tokens_used.reset();
    CHECK(user() == R"("user":"ann","seats":2,"slurm":null,"outside":null,"borrowed":1,"borrowed_seconds_left":null,)" + rest);
}

TEST_CASE("what seats and tokens mean is said in plain words") {
    CHECK(summary_of({"u", 3, 0, 3, 0, {{"pc1", 3}}, {}}) == "3 seats outside Slurm on pc1");
    CHECK(summary_of({"u", 1, 0, 1, 0, {}, {}}) == "1 seat outside Slurm");
    CHECK(summary_of({"u", 5, 2, 3, 0, {{"n1", 1}, {"pc1", 4}}, {"7"}}) ==
          "3 of 5 seats outside Slurm, seats on pc1 (4), n1; job 7");
    CHECK(summary_of({"u", 2, 8, 0, 6, {{"n1", 2}}, {"7", "8_1"}}) == "8 tokens booked, 2 used on n1; jobs 7, 8_1");
    CHECK(summary_of({"u", 0, 1, 0, 1, {}, {"7"}}) == "1 token booked, none used; job 7");
    CHECK(summary_of({"u", 2, 2, 0, 0, {{"n1", 2}}, {"7"}}) == "as many seats as tokens, on n1; job 7");
    CHECK(summary_of({"u", 0, 6, 0, 6, {}, {"1", "2", "3", "4", "5", "6"}}) ==
          "6 tokens booked, none used; jobs 1, 2, 3, 4 and 2 more");
    CHECK(summary_of({"u", 7, 0, 7, 0, {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 3}}, {}}) ==
          "7 seats outside Slurm on e (3), a, b, c and 1 more");
    CHECK(summary_of({"", 5, 2, 3, 0, {}, {}}) ==
          "3 of 5 seats outside Slurm; the license server names no user; squeue names no job");
}

TEST_CASE("seats that are held until a time that has not come are borrowed or linger, with the time that is left") {
    const auto meaning = [](std::int64_t seats, std::int64_t tokens, std::int64_t borrowed, std::int64_t left) {
        return summary_of({"u", seats, tokens, seats - tokens, 0, {{"n3", seats}}, {}, borrowed, left});
    };
    CHECK(meaning(2, 0, 2, 885'098) == "2 seats borrowed or lingering on n3, 10 d left");
    CHECK(meaning(2, 0, 2, 0) == "2 seats borrowed or lingering on n3");    // nobody tells it
    CHECK(meaning(3, 0, 1, 3'600) == "3 seats outside Slurm on n3, 1 of them borrowed or lingering, 1 h left");
    CHECK(meaning(3, 2, 1, 59) == "1 of 3 seats borrowed or lingering, seats on n3, 1 min left");
    CHECK(meaning(3, 2, 0, 0) == "1 of 3 seats outside Slurm, seats on n3");
    CHECK(summary_of({"u", 2, 2, 0, 0, {{"n1", 2}}, {}, 2, 60}) == "as many seats as tokens, on n1");
}

TEST_CASE("a tool is chosen by its name, without regard to case") {
    const Result<std::vector<Tool>> chosen = choose_tool(sample_tools(), "VCS");
    REQUIRE(chosen);
    REQUIRE(chosen->size() == 1);
    CHECK(chosen->front().name == "vcs");
}

TEST_CASE("a tool that is not there is told with what may have been meant") {
    CHECK(message_of("Abacus") == "there is no tool \"Abacus\": did you mean abaqus?");
    CHECK(message_of("VCS_Batch") == "there is no tool \"VCS_Batch\": it belongs to the tool vcs");
    CHECK(message_of("vcsruntime_net") == "there is no tool \"vcsruntime_net\": it belongs to the tool vcs");
    CHECK(message_of("synopsys:VCSRuntime_Net") == "there is no tool \"synopsys:VCSRuntime_Net\": it belongs to the tool vcs");
    CHECK(message_of("something else") == "there is no tool \"something else\": \"slurmlic show\" lists them");
    CHECK(message_of("") == "there is no tool \"\": \"slurmlic show\" lists them");
}

TEST_CASE("gap TOOL without a gap says so, and where to find who has the tool") {
    CHECK(hint_without_gap(sample_quiet()) ==
          "no gap: each user has as many seats as tokens; who has them: slurmlic show fluent\n");
    CHECK(hint_without_gap(sample_missing()) == "who has seats and tokens: slurmlic show abaqus\n");
    CHECK(hint_without_gap(sample_vcs()) == "");
    Tool odd = sample_quiet();
    odd.name = "two words";
    CHECK(hint_without_gap(odd) == "no gap: each user has as many seats as tokens; who has them: slurmlic show 'two words'\n");
    odd.name = "a\x01b";
    CHECK(hint_without_gap(odd).ends_with(": slurmlic show TOOL\n"));
}
