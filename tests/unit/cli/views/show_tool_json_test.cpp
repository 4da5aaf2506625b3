#include <doctest/doctest.h>

#include "core/text/text.hpp"
#include "tests/support/show_tool_samples.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != npos; }

}    // namespace

TEST_CASE("show TOOL as JSON has all of it, in seconds since the epoch, and null for what is not known") {
    Tool tool = sample_tool();
    tool.users = {tool.users[2]};
    tool.tokens_used = 3;
    tool.pools.resize(1);
    tool.waiting.resize(1);
    AppStatus app = sample_app();
    app.status.features[0].queue.resize(1);
    app.status.features[0].queue[0].since = now - 10;
    CHECK(Shown(tool, {app}).json() == R"json({
  "tool": "vcs",
  "seats_used": 14,
  "seats_issued": 30,
  "slurm_used": 3,
  "gap": -5,
  "outside": 5,
  "idle": 10,
  "pools": [
    {
      "pool": "batch",
      "license_name": "vcs_batch",
      "cluster": null,
      "total": 20,
      "used": 15,
      "free": 5,
      "reserved": 0,
      "pending": 12,
      "unexplained": null,
      "counted": true
    }
  ],
  "servers": [
    {
      "app": "synopsys",
      "host": "lic1",
      "port": "27000",
      "up": true,
      "master": true,
      "version": "v11.19",
      "failure": null
    },
    {
      "app": "synopsys",
      "host": "lic2",
      "port": "27000",
      "up": false,
      "master": false,
      "version": null,
      "failure": "Connection refused (-15,570)"
    }
  ],
  "daemons": [
    {
      "app": "synopsys",
      "daemon": "snpslmd",
      "up": true,
      "version": "v11.18",
      "failure": null
    }
  ],
  "features": [
    {
      "app": "synopsys",
      "feature": "VCSRuntime_Net",
      "vendor": "snpslmd",
      "uncounted": false,
      "issued": 30,
      "used": 14,
      "checkouts": 14,
      "reservations": 0,
      "queued": 3,
      "borrowed": 2,
      "expiration": 1798722000,
      "permanent": false
    }
  ],
  "users": [
    {
      "user": "carol",
      "seats": 5,
      "slurm": 3,
      "outside": 2,
      "borrowed": 2,
      "borrowed_seconds_left": 885098,
      "idle": 0,
      "hosts": ["n2", "n3", "pc2"],
      "jobs": ["4713"],
      "since": 1795683600,
      "queued": 2,
      "pending": 6
    }
  ],
  "queue": [
    {
      "app": "synopsys",
      "feature": "VCSRuntime_Net",
      "user": "carol",
      "host": "n3",
      "seats": 2,
      "since": 1795783800
    }
  ],
  "pending_jobs": [
    {
      "job": "4720",
      "cluster": null,
      "user": "eve",
      "tokens": 4
    }
  ]
}
)json");
    Tool unknown = sample_missing();
    const std::string json = Shown(unknown, {}).json();
    CHECK(has(json, "\"seats_used\": null"));
    CHECK(has(json, "\"feature\": \"abaqus\",\n      \"vendor\": null,\n      \"uncounted\": false,\n      \"issued\": null"));
    CHECK(has(json, "\"servers\": [],\n  \"daemons\": [],"));
    CHECK(has(json, "\"users\": [],\n  \"queue\": [],\n  \"pending_jobs\": []\n"));
}
