#include "core/slurm/reconcile.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/slurm/scontrol.hpp"
#include "tests/support/scaling.hpp"
#include "tests/support/sentences.hpp"

using namespace slurmlic;
using testing::sentences;

namespace {

std::string record(const std::string& name, int total, const std::string& remote = "no", const std::string& more = "") {
    return "LicenseName=" + name + "\n    Total=" + std::to_string(total) + " Used=0 Free=0 Reserved=0 Remote=" + remote +
           "\n" + (more.empty() ? "" : "    " + more + "\n");
}

using NamesAndTotals = std::vector<std::pair<std::string, std::int64_t>>;

/// Names and totals in the order in which they are published.
NamesAndTotals published(const std::string& text, const NameFilter& filter, std::vector<std::string>& skipped) {
    Result<LicenseListing> listing = parse_scontrol(text, [](const LocalTime&) { return 0; });
    REQUIRE(listing);
    const ClusterLicenses cluster = reconcile(*listing, filter, "fluid");
    CHECK(cluster.cluster == "fluid");
    skipped = sentences(listing->skipped.first(), "scontrol");
    NamesAndTotals all;
    for (const License& license : cluster.licenses) {
        all.emplace_back(license.name + (is_layer(license) ? "/" + license.nodes : ""), license.total);
    }
    return all;
}

NamesAndTotals published(const std::string& text, const NameFilter& filter = {}) {
    std::vector<std::string> skipped;
    NamesAndTotals all = published(text, filter, skipped);
    CHECK(skipped.empty());
    return all;
}

}    // namespace

TEST_CASE("licenses are published in the order of name, then nodes, whatever order they come in") {
    CHECK(published(record("b", 1) + record("a", 2, "no", "Nodes=n2 Mode=1") + record("", 3) +
                    record("a", 4, "no", "Nodes=n1 Mode=1")) == NamesAndTotals{{"", 3}, {"a/n1", 4}, {"a/n2", 2}, {"b", 1}});
}

TEST_CASE("of a local and a remote license with one name the first in the text is kept and the other told") {
    std::vector<std::string> skipped;
    CHECK(published(record("foo@srv", 1) + record("a", 2) + record("foo@srv", 3, "yes"), {}, skipped) ==
          NamesAndTotals{{"a", 2}, {"foo@srv", 1}});
    CHECK(skipped ==
          std::vector<std::string>{"scontrol:5: expected each license once, got the remote license \"foo@srv\" again: "
                                   "the local one of line 1 is published"});
    CHECK(published(record("foo@srv", 3, "yes") + record("foo@srv", 1) + record("foo@srv", 4) + record("z", 5), {}, skipped) ==
          NamesAndTotals{{"foo@srv", 3}, {"z", 5}});
    CHECK(skipped.size() == 2);
}

TEST_CASE("include and exclude choose by pattern, in any case, and what they leave out is no message") {
    const std::string text = record("vcs_batch", 1) + record("vcs_test", 2) + record("fluent", 3) + record("fluent", 4, "yes");
    CHECK(published(text, {{"VCS*"}, {"*_test"}}) == NamesAndTotals{{"vcs_batch", 1}});
    CHECK(published(text, {{}, {"fluent", "vcs_?atch"}}) == NamesAndTotals{{"vcs_test", 2}});
    CHECK(published(text, {{"nothing"}, {}}).empty());
}

TEST_CASE("names that become equal when made printable stay apart") {
    const std::string bad = "\xEF\xBF\xBD";
    CHECK(published(record("caf\xe9", 1) + record("caf\xe8", 2) + record("caf\xea", 3)) ==
          NamesAndTotals{{"caf" + bad, 2}, {"caf" + bad + " (2)", 1}, {"caf" + bad + " (3)", 3}});
    CHECK(published(record("a\x01", 1) + record("a", 2) + record("a (2)", 3)) ==
          NamesAndTotals{{"a", 2}, {"a (2)", 3}, {"a (3)", 1}});
}

TEST_CASE("nodes that become equal when made printable stay apart, but only on licenses of one name") {
    CHECK(published(record("a", 1, "no", "Nodes=n\xe9") + record("a", 2, "no", "Nodes=n\xe8") + record("a", 3) +
                    record("a", 4, "no", "Nodes=\x01") + record("b", 5, "no", "Nodes=n\xe9") +
                    record("a", 6, "no", "Nodes=n\xef\xbf\xbd")) == NamesAndTotals{{"a", 3},
                                                                                   {"a/ (2)", 4},
                                                                                   {"a/n\xef\xbf\xbd", 6},
                                                                                   {"a/n\xef\xbf\xbd (2)", 2},
                                                                                   {"a/n\xef\xbf\xbd (3)", 1},
                                                                                   {"b/n\xef\xbf\xbd", 5}});
}

TEST_CASE("a name that is not printable is one and the same on all its layers") {
    CHECK(published(record("a", 9) + record("a\x01", 1, "no", "Nodes=n1 Mode=1") +
                    record("a\x01", 2, "no", "Nodes=n2 Mode=1")) == NamesAndTotals{{"a", 9}, {"a (2)/n1", 1}, {"a (2)/n2", 2}});
}

TEST_CASE("twice the licenses take about twice the time, though all names and nodes are made equal") {
    const auto run = [](const std::string& text) {
        Result<LicenseListing> listing = parse_scontrol(text, [](const LocalTime&) { return 0; });
        static_cast<void>(reconcile(*listing, {}, ""));
    };
    for (const std::string nodes : {"", " Nodes=n"}) {
        const auto generate = [&nodes](std::size_t count) {
            std::string text;
            for (std::size_t i = 0; i < count; ++i) {
                std::string odd;    // nothing of it is printable
                for (std::size_t bits = i; bits > 0; bits /= 2) odd += bits % 2 == 0 ? '\x01' : '\x02';
                text += "LicenseName=a" + (nodes.empty() ? odd : "") + "\n    Total=1 Used=0 Free=1 Remote=no" + nodes +
                        (nodes.empty() ? "" : odd) + "\n";
            }
            return text;
        };
        CAPTURE(nodes);
        CHECK(testing::is_linear(generate, run, 10'000));
    }
}
