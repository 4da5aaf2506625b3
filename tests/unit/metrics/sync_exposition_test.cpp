#include <doctest/doctest.h>

#include "core/metrics/sync_exposition.hpp"

using namespace slurmlic;

namespace {

std::string rendered_sync(std::vector<SyncState> states) {
    std::string text;
    render_sync(std::move(states), [&text](std::string_view piece) { text += piece; });
    return text;
}

}    // namespace

TEST_CASE("what was told is sorted, a cluster is a label where there is one, and what is absent has no sample") {
    const std::string text =
        rendered_sync({{"z", true, 7, {{"b", "", 1}, {"a", "", 2}}}, {"a\"", false, {}, {{"a", "pdf", 3}}}});
    CHECK(text ==
          "# HELP slurmlic_sync_last_success_timestamp_seconds When Slurm was last told of all licenses of a tool, in seconds "
          "since "
          "the epoch.\n"
          "# TYPE slurmlic_sync_last_success_timestamp_seconds gauge\n"
          "slurmlic_sync_last_success_timestamp_seconds{tool=\"z\"} 7\n"
          "# HELP slurmlic_sync_success 1 if Slurm was told of all licenses of a tool, 0 if not.\n"
          "# TYPE slurmlic_sync_success gauge\n"
          "slurmlic_sync_success{tool=\"a\\\"\"} 0\n"
          "slurmlic_sync_success{tool=\"z\"} 1\n"
          "# HELP slurmlic_sync_tokens What Slurm was told of a license: LastConsumed, or the tokens of a reservation.\n"
          "# TYPE slurmlic_sync_tokens gauge\n"
          "slurmlic_sync_tokens{license_name=\"a\",tool=\"z\"} 2\n"
          "slurmlic_sync_tokens{license_name=\"b\",tool=\"z\"} 1\n"
          "slurmlic_sync_tokens{cluster=\"pdf\",license_name=\"a\",tool=\"a\\\"\"} 3\n");
    CHECK(read_previous_sync(text) == std::map<std::string, double>{{"z", 7}});
    CHECK(rendered_sync({}) == "");
}

TEST_CASE("a previous file that is none of ours tells nothing") {
    CHECK(read_previous_sync("what\nslurmlic_sync_last_success_timestamp_seconds{tool=\"a\"} NaN\n").empty());
}
