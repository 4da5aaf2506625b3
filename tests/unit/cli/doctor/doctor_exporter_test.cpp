// doctor on the page of node_exporter.

#include "tests/support/doctor_host.hpp"

#include <cerrno>

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

const std::string start = "; mend: start node_exporter with --collector.textfile --collector.textfile.directory=/dir";
const std::string other_url =
    "; mend: slurmlic doctor --exporter URL, with USER:PASSWORD@ in it where node_exporter wants them";

std::string run_at(double when) { return fmt::format("slurmlic_last_run_timestamp_seconds {}\n", when); }

}    // namespace

TEST_CASE("a page that can't be got is a warning, in curl's words") {
    DoctorHost host;
    host.fail(curl_of(url), "curl: (7) Failed to connect to 127.0.0.1 port 9100: Connection refused\n");
    CHECK(host.complaints() == Log{"warn node_exporter: http://127.0.0.1:9100/metrics: curl: (7) Failed to connect to "
                                   "127.0.0.1 port 9100: Connection refused" +
                                   other_url});
    host.end(curl_of(url), {Ending::not_started, ENOENT, "", "", 0});
    CHECK(host.complaints().front().find("curl --silent ") != npos);
    CHECK(host.complaints().front().find("cannot be started: No such file or directory") != npos);
}

TEST_CASE("the URL goes to curl as it is, and its password is shown to nobody") {
    const std::string there = "https://bob:se/c@ret@[::1]:9100/m?a=[1-9]";
    DoctorHost host;
    host.options.exporter = there;
    host.fail(curl_of(there), "curl: (22) The requested URL returned error: 401\n");
    CHECK(host.complaints().size() == 1);
    for (const std::string plain : {"https://bob:secret@host:9100/a@b", "bob:secret@host:9100/a@b", "https://host:9100/a@b"}) {
        host.options.exporter = plain;
        host.fail(curl_of(plain), "curl: (22)\n");
        CHECK(host.complaints().front().starts_with(plain.starts_with("https") ? "warn node_exporter: https://host:9100/a@b: "
                                                                               : "warn node_exporter: host:9100/a@b: "));
    }
}

TEST_CASE("a page of something else is bad, and so is a textfile collector that is off") {
    DoctorHost host;
    host.answer(curl_of(url), "<html>node_exporter</html>\n");
    const std::string front = "bad node_exporter: http://127.0.0.1:9100/metrics: ";
    CHECK(host.complaints() == Log{front + "this is no page of node_exporter" + other_url});
    host.page("node_scrape_collector_success{collector=\"time\"} 1\n");
    CHECK(host.complaints() == Log{front + "it runs with its textfile collector off" + start});
}

TEST_CASE("node_exporter must read the file that is published") {
    DoctorHost host;
    const std::string front = "bad node_exporter: http://127.0.0.1:9100/metrics: ";
    const std::string good = "node_textfile_scrape_error 0\n";
    host.page(good);
    CHECK(host.complaints() == Log{front + "it reads no file, not /dir/slurm_licenses.prom" + start});
    host.page(good +
              "node_textfile_mtime_seconds{file=\"/srv/a.prom\"} 1\nnode_textfile_mtime_seconds{file=\"/srv/b.prom\"} 1\n");
    CHECK(host.complaints() == Log{front + "it reads /srv, not /dir/slurm_licenses.prom" + start});
    host.page(good + "node_textfile_mtime_seconds{file=\"/srv/slurm_licenses.prom\"} 1\n" + run_at(host.time - 30));
    CHECK(host.complaints() == Log{front + "it reads /srv, not /dir/slurm_licenses.prom" + start});
    // The same file by another name: in a container, by a link, relative to its working directory.
    host.page(good + "node_textfile_mtime_seconds{file=\"/srv/slurm_licenses.prom\"} 1\n" + run_at(host.time - 20));
    CHECK(host.complaints().empty());
    // A run has come between the page and the file.
    const std::string listed = good + "node_textfile_mtime_seconds{file=\"" + prom + "\"} 1\n";
    host.page(listed + run_at(host.time - 80));
    CHECK(host.complaints().empty());
    // Another file under that very name: node_exporter sees another /dir.
    host.page(listed + run_at(host.time - 2820));
    CHECK(host.complaints().size() == 1);
}

TEST_CASE("a scrape error of the collector is bad, with what shows who may read") {
    DoctorHost host;
    host.page("node_textfile_mtime_seconds{file=\"" + prom + "\"} 1\nnode_textfile_scrape_error 1\n" + run_at(host.time - 20));
    CHECK(host.complaints() == Log{"bad node_exporter: http://127.0.0.1:9100/metrics: node_textfile_scrape_error is 1: it "
                                   "can't read a *.prom file; its log says why; mend: namei -l /dir/slurm_licenses.prom"});
}

TEST_CASE("one request is made for the page, and no process is looked at") {
    DoctorHost host;
    host.ports.read_file = [plain = host.ports.read_file](const std::string& path, std::chrono::milliseconds limit,
                                                          std::size_t most) {
        CHECK_FALSE(path.starts_with("/proc"));
        return plain(path, limit, most);
    };
    CHECK(host.complaints().empty());
    CHECK(host.runs_of(curl_of(url)) == 1);
}
