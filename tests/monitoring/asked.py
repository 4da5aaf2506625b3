"""The queries of the dashboard "How many do we need", and a real Prometheus that they are asked of."""

import contextlib
import json
import os
import re
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
FILE = os.path.join(HERE, "..", "..", "monitoring", "grafana", "slurmlic-sizing.json")


class Dashboard:
    """Its panels and queries, filled in as Grafana does."""

    def __init__(self):
        with open(FILE, encoding="utf-8") as file:
            self.content = json.load(file)

    def panels(self):
        inside = (inner for panel in self.content["panels"] for inner in panel.get("panels") or [panel])
        return [panel for panel in inside if panel["type"] != "row"]

    def query(self, title, column):
        """The query of a column of a table."""
        panel = next(one for one in self.panels() if one["title"] == title)
        names = next(one for one in panel["transformations"] if one["id"] == "organize")["options"]["renameByName"]
        return next(target["expr"] for target in panel["targets"] if names.get(f"Value #{target['refId']}") == column)

    def filled(self, query, days, **chosen):
        """As Grafana fills it in: All is allValue."""
        span = days * 86400
        values = {"__range": f"{span}s", "__range_s": str(span), "__interval": "3600s"}
        for variable in self.content["templating"]["list"]:
            values[variable["name"]] = variable["query"] if variable["type"] == "constant" else variable.get("allValue")
        return re.sub(r"\$\{?(\w+)\}?", lambda found: {**values, **chosen}[found[1]], query)


class Server:
    """A Prometheus on loopback that has in it what the writers write: OpenMetrics, each of a time of its own."""

    def __init__(self, stack, *writers):
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        for write in writers:
            text = os.path.join(folder, "samples.txt")
            with open(text, "w", encoding="utf-8") as file:
                write(file)
            subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=2400h", text,
                            os.path.join(folder, "data")], check=True, capture_output=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            address = f"127.0.0.1:{free.getsockname()[1]}"
        self.url = f"http://{address}/"
        self.process = stack.enter_context(subprocess.Popen(
            ["prometheus", "--config.file=/dev/null", f"--storage.tsdb.path={folder}/data",
             "--storage.tsdb.retention.time=100y", f"--web.listen-address={address}"], stderr=subprocess.DEVNULL))
        stack.callback(self.process.terminate)
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.url + "-/ready", timeout=10).close()
                return
            time.sleep(0.1)
        raise TimeoutError("Prometheus does not start")

    def ask(self, query, at):
        """{name of the license or feature: number}, in the order of the answer."""
        form = urllib.parse.urlencode({"query": query, "time": at}).encode()
        try:
            with urllib.request.urlopen(self.url + "api/v1/query", form, timeout=60) as answer:
                result = json.load(answer)["data"]["result"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error
        return {one["metric"].get("license_name") or one["metric"]["feature"]: float(one["value"][1]) for one in result}
