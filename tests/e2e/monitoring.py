"""A real node_exporter that reads a folder, and a real Prometheus that scrapes it; on loopback, with their own storage."""

import json
import os
import re
import subprocess
import time
import urllib.parse
import urllib.request

import exposition
import processes
import support

NOBODY = "65534"


def fetch(url):
    # No proxy: the environment may name one even for loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=10) as answer:
        return answer.read()


def answers(url):
    try:
        return fetch(url) is not None
    except OSError:
        return False


class Monitoring:
    """Both servers, for the life of a test class."""

    def __init__(self, test_class, textfiles, hosts=("127.0.0.1",)):
        """Of more hosts, names for this one, Prometheus sees each number from each."""
        self.folder = support.new_folder(test_class.addClassCleanup)
        self.servers = {}
        exporter_port, prometheus_port = processes.free_ports(2)
        self.exporter_url = f"http://127.0.0.1:{exporter_port}"
        self.prometheus_url = f"http://127.0.0.1:{prometheus_port}"
        # As in real life: another user than the one who writes the files.
        as_nobody = ["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"] if os.geteuid() == 0 else []
        self.start(test_class, "prometheus-node-exporter", f"{self.exporter_url}/", as_nobody, [
            f"--web.listen-address=127.0.0.1:{exporter_port}", "--collector.disable-defaults", "--collector.textfile",
            f"--collector.textfile.directory={textfiles}"])
        self.log_of_start = self.log()
        config = os.path.join(self.folder, "prometheus.yml")
        with open(config, "w", encoding="utf-8") as file:
            file.write("global: {scrape_interval: 1s}\n"
                       "scrape_configs: [{job_name: node, static_configs: "
                       f"[{{targets: {[f'{host}:{exporter_port}' for host in hosts]}}}]}}]\n")
        self.start(test_class, "prometheus", f"{self.prometheus_url}/-/ready", [], [
            f"--config.file={config}", f"--storage.tsdb.path={self.folder}/data",
            f"--web.listen-address=127.0.0.1:{prometheus_port}"])

    def start(self, test_class, name, url, privileges, arguments):
        with open(os.path.join(self.folder, f"{name}.log"), "wb") as log:
            # setpriv: nothing must outlive the tests, not even killed ones.
            server = subprocess.Popen([support.program("setpriv"), "--pdeathsig", "KILL", *privileges, support.program(name),
                                       *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        test_class.addClassCleanup(self.stop, server)
        self.servers[name] = server

        def ready():
            if server.poll() is not None:
                raise AssertionError(f"{name} ended with {server.returncode}: {self.log(name)}")
            return answers(url)

        support.wait_until(ready, f"{name} answers")

    @staticmethod
    def stop(server):
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()

    def log(self, name="prometheus-node-exporter"):
        with open(os.path.join(self.folder, f"{name}.log"), encoding="utf-8") as file:
            return file.read().splitlines()

    def complaints(self):
        """What node_exporter said beyond that it starts."""
        log = self.log()
        return [line for line in log if not re.search(r"\blevel=info\b", line, re.IGNORECASE)] + log[len(self.log_of_start):]

    def scrape(self):
        """{(name, labels): value} of node_exporter's page, for what comes from the textfile collector's files, and its own
        node_textfile_ metrics; the page is not slurmlic's, so it is read with less rigour."""
        ours, own = {}, {}
        for line in fetch(f"{self.exporter_url}/metrics").decode().splitlines():
            if line.startswith("#"):
                continue
            name, pairs, value = exposition.read_sample(line, 0)
            target = own if name.startswith("node_textfile_") else ours
            if target is own or name.startswith(("slurm", "license_")):
                target[name, tuple(pairs)] = float(value)
        return ours, own

    def ask(self, what, **parameters):
        """The data of an answer of Prometheus' API."""
        return json.loads(fetch(f"{self.prometheus_url}/api/v1/{what}?" + urllib.parse.urlencode(parameters)))["data"]

    def query(self, text):
        """[(labels without those that the scrape adds, value)] at this moment."""
        found = []
        for one in self.ask("query", query=text)["result"]:
            labels = {name: value for name, value in one["metric"].items() if name not in ("instance", "job")}
            found.append((labels, float(one["value"][1])))
        return found

    def query_range(self, text, seconds):
        """[(labels, [value, ...])] of the last seconds."""
        now = time.time()
        return [(one["metric"], [float(value) for _, value in one["values"]])
                for one in self.ask("query_range", query=text, start=now - seconds, end=now, step=1)["result"]]

    def label_values(self, selector, label):
        return self.ask(f"label/{label}/values", **{"match[]": selector})

    def holding(self, run_timestamp):
        """All of slurmlic's series, once Prometheus has scraped the file that the run of that time wrote."""
        def fresh():
            found = self.query('{__name__=~"slurm.*|license_.*"}')
            is_it = any(labels == {"__name__": "slurmlic_last_run_timestamp_seconds"} and value == run_timestamp
                        for labels, value in found)
            return found if is_it else None

        return support.wait_until(fresh, f"Prometheus holds the run of {run_timestamp}", every=0.2)

    def listening(self):
        return {name: processes.listening_addresses(server.pid) for name, server in self.servers.items()}
