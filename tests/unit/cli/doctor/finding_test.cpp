#include "cli/doctor/finding.hpp"

#include <doctest/doctest.h>

using namespace slurmlic;

namespace {

const Findings some{{Health::ok, "scontrol", "slurm 22.05.8", ""},
                    {Health::warn, "flexlm:a-very-long-name", "server lic3 is down", "start it"},
                    {Health::bad, "file", "/var/lib/prometheus/node-exporter/slurm_licenses.prom is not there", "publish it"}};

}    // namespace

TEST_CASE("findings are lines with their health first, however narrow the terminal") {
    CHECK(findings_text(some, {}) ==
          "ok    scontrol          slurm 22.05.8\n"
          "warn  flexlm:a-very-long-name  server lic3 is down; mend: start it\n"
          "bad   file              /var/lib/prometheus/node-exporter/slurm_licenses.prom is not there; mend: publish it\n");
    ViewStyle narrow;
    narrow.columns = 20;
    CHECK(findings_text({some[2]}, narrow) ==
          "bad   file  /var/lib/prometheus/node-exporter/slurm_licenses.prom is not there; mend: publish it\n");
}

TEST_CASE("findings have colours where the style has, in the first word alone") {
    ViewStyle style;
    style.colours = true;
    CHECK(findings_text({{Health::bad, "x", "y", ""}}, style) == "\x1b[31mbad\x1b[0m   x  y\n");
}

TEST_CASE("findings as JSON have the four members, and no findings are an empty array") {
    CHECK(findings_json({some[1]}) == R"([
  {
    "status": "warn",
    "subject": "flexlm:a-very-long-name",
    "finding": "server lic3 is down",
    "mend": "start it"
  }
]
)");
    CHECK(findings_json({}) == "[]\n");
}

TEST_CASE("all is well only where every finding is ok") {
    CHECK(is_all_well({}));
    CHECK(is_all_well({some[0]}));
    CHECK_FALSE(is_all_well({some[0], some[1]}));
    CHECK_FALSE(is_all_well({some[2]}));
}

TEST_CASE("durations and lists of names are short") {
    CHECK(duration_text(119) == "119 s");
    CHECK(duration_text(180) == "3 min");
    CHECK(duration_text(7200) == "2 h");
    CHECK(duration_text(259200) == "3 days");
    CHECK(name_list({"a", "b"}) == "a, b");
    CHECK(name_list(std::vector<std::string>(22, "x")).ends_with(", x and 2 more"));
}
