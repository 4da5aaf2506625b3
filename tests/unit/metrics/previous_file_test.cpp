#include "core/metrics/previous_file.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/metrics/exposition.hpp"
#include "tests/support/rendered.hpp"
#include "tests/support/scaling.hpp"

using namespace slurmlic;
using slurmlic::testing::is_linear;
using slurmlic::testing::rendered;

namespace {

using Texts = std::vector<std::string>;

/// Labels of each, with blanks between.
Texts labels(const std::vector<Server>& servers) {
    Texts all;
    for (const Server& one : servers) {
        all.push_back(one.host + " " + one.port + " " + one.version + (one.master ? " master" : ""));
    }
    return all;
}

Texts labels(const std::vector<Daemon>& daemons) {
    Texts all;
    for (const Daemon& one : daemons) all.push_back(one.name + " " + one.version);
    return all;
}

std::string last_success(const std::string& source, const std::string& value) {
    return "slurmlic_last_success_timestamp_seconds{source=\"" + source + "\"} " + value + "\n";
}

std::optional<double> last_success_of(const std::string& source, const std::string& text) {
    const PreviousFile previous = read_previous_file(text);
    const auto found = previous.last_success.find(source);
    return found == previous.last_success.end() ? std::nullopt : std::optional(found->second);
}

}    // namespace

TEST_CASE("what a report publishes of sources, servers and daemons is read back") {
    const std::string awkward = "q\"uote\\n, source=\"x\"} 5";
    AppStatus app{.app = "syn"};
    app.status.servers.push_back({.host = "lic1", .port = "27000", .version = "v11", .master = true, .up = true});
    app.status.servers.emplace_back().host = awkward;
    app.status.daemons.push_back({.name = "snpsd", .version = "v11", .up = true});
    AppStatus down{.app = awkward};
    down.status.servers.emplace_back();
    down.status.daemons.emplace_back();
    Report report;
    report.apps = {app, down};
    report.sources.push_back({.source = "slurm", .last_success = 1763842960.5});
    report.sources.push_back({.source = "squeue"});
    report.sources.push_back({.source = awkward, .last_success = 2});

    const PreviousFile previous = read_previous_file(rendered(report));
    CHECK(previous.last_success.size() == 2);
    CHECK(previous.last_success.at("slurm") == 1763842960.5);
    CHECK(previous.last_success.at(awkward) == 2);
    CHECK(previous.servers.size() == 1);
    CHECK(labels(previous.servers.at("syn")) == Texts{"lic1 27000 v11 master", awkward + "  "});
    CHECK(previous.daemons.size() == 1);
    CHECK(labels(previous.daemons.at("syn")) == Texts{"snpsd v11"});
}

TEST_CASE("a last success is a finite time after 1970, and the first that is counts") {
    CHECK(last_success_of("slurm", last_success("slurm", "12.5")) == 12.5);
    CHECK(last_success_of("slurm", last_success("slurm", "4e12")) == 4e12);    // the caller knows what time it is
    for (const std::string value : {"12x", "inf", "+Inf", "NaN", "-5", "0", "1e999", ""}) {
        CAPTURE(value);
        CHECK(last_success_of("slurm", last_success("slurm", value)) == std::nullopt);
    }
    CHECK(last_success_of("slurm", last_success("slurm", "NaN") + last_success("slurm", "7") + last_success("slurm", "8")) ==
          7);
    CHECK(last_success_of("slurm:x", last_success("slurm", "12")) == std::nullopt);
    CHECK(last_success_of("slurm", "") == std::nullopt);
}

TEST_CASE("a line that only looks like one of ours is not taken") {
    CHECK(last_success_of("slurm", "# " + last_success("slurm", "5")) == std::nullopt);
    CHECK(last_success_of("slurm", "a{x=\"" + last_success("slurm", "5")) == std::nullopt);
    CHECK(last_success_of("slurm", "slurmlic_last_success_timestamp_seconds_old{source=\"slurm\"} 5\n") == std::nullopt);
    CHECK(last_success_of("slurm", "slurmlic_last_success_timestamp_seconds{source=\"slurm\"} 17638") == std::nullopt);
    CHECK(read_previous_file("license_server_up{app=\"a\",host=\"b\",port=\"c\"} up\nlicense_daemon_up 1\n").servers.empty());
}

TEST_CASE("labels that are no printable UTF-8 are not published again") {
    CHECK(last_success_of("sl\xFFurm", last_success("sl\xFFurm", "5")) == std::nullopt);
    const PreviousFile previous = read_previous_file(
        "license_server_up{app=\"a\",host=\"one\\nline\",port=\"1\"} 1\n"
        "license_server_up{app=\"a\",host=\"\x7F\",port=\"1\"} 1\n"
        "license_server_up{app=\"a\",host=\"good\",port=\"1\"} 0\n"
        "license_daemon_up{app=\"a\",daemon=\"\xC3\"} 1\n"
        "license_daemon_up{app=\"b\",daemon=\"\xC3\xBC\"} 1\n");
    CHECK(labels(previous.servers.at("a")) == Texts{"good 1 "});
    CHECK_FALSE(previous.daemons.contains("a"));
    CHECK(labels(previous.daemons.at("b")) == Texts{"\xC3\xBC "});
}

TEST_CASE("a previous file twice as long takes at most three times as long to read") {
    const auto generate = [](std::size_t size) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i) {
            const std::string number = std::to_string(i);
            text += last_success("flexlm:" + number, "5");
            text += "license_server_up{app=\"a\",host=\"" + number + "\",port=\"1\"} 1\n";
            text += "license_daemon_up{app=\"" + number + "\",daemon=\"b\"} 1\n";
        }
        return text;
    };
    CHECK(read_previous_file(generate(1000)).daemons.size() == 1000);
    CHECK(is_linear(
        generate, [](const std::string& text) { read_previous_file(text); }, 10'000));
}
