"""What slurmlic did with the site in a folder: every run of it, and the directory before and after."""

import dataclasses
import functools
import json
import os
import re
import shutil
import subprocess

import exposition

PROM = "slurm_licenses.prom"
OTHER = "other.prom"            # of somebody else, in the same directory
# Their values differ from run to run.
TIMES = ("slurmlic_last_run_timestamp_seconds", "slurmlic_last_run_duration_seconds", "slurmlic_source_duration_seconds",
         "slurmlic_last_success_timestamp_seconds")
SECONDS = 30


@dataclasses.dataclass
class Run:
    status: int     # -N: ended by signal N
    out: bytes
    err: bytes


@dataclasses.dataclass
class Outcome:
    """`runs` are by name; `before` and `after` are the directory's files around `collect`: name to content, None for a directory."""

    folder: str
    asked: dict
    runs: dict
    before: dict
    after: dict

    @property
    def published(self):
        """The published text, or None."""
        return self.after.get(PROM) if self.runs["collect"].status in (0, 1) else None

    @functools.cached_property
    def series(self):
        """{(family, labels): number}; whole ones are exact. Empty if nothing was published, or nothing that can be read."""
        try:
            found = exposition.read(self.published or b"").series()
        except exposition.Rejected:
            return {}
        return {key: int(text) if re.fullmatch("-?[0-9]+", text) else float(text) for key, text in found.items()}

    def family(self, name):
        """[(labels as a dict, number)]"""
        return [(dict(labels), value) for (family, labels), value in self.series.items() if family == name]

    def json(self, name):
        """What a run printed as JSON; None if it printed nothing, or no JSON."""
        try:
            return json.loads(self.runs[name].out, parse_constant=no_number)
        except ValueError:
            return None

    @property
    def views(self):
        return {name: run for name, run in self.runs.items() if not name.startswith("collect")}


def no_number(name):
    raise ValueError(f"{name} is no JSON")


def contents(folder):
    """None stands for a directory."""
    found = {}
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            found[name] = None
            continue
        with open(path, "rb") as file:
            found[name] = file.read()
    return found


def lay_out(folder, kind):
    """The directory `out` as it is before a run, and the value of --output."""
    out = os.path.join(folder, "out")
    shutil.rmtree(out, ignore_errors=True)
    os.mkdir(out)
    with open(os.path.join(out, OTHER), "wb") as file:
        file.write(b"other 1\n")
    previous = os.path.join(folder, "previous.prom")
    if kind == "taken":
        os.makedirs(os.path.join(out, PROM, "x"))
    elif os.path.exists(previous):
        shutil.copyfile(previous, os.path.join(out, PROM))
    return {"missing": "out/missing/", "name": "out/no.txt"}.get(kind, "out")


def outcome_of(slurmlic, folder):
    """Every way to run slurmlic on the site."""
    with open(os.path.join(folder, "run.json"), encoding="utf-8") as file:
        asked = json.load(file)
    environment = {"PATH": os.path.join(folder, "bin") + ":/usr/bin:/bin", "TZ": "UTC", "LC_ALL": "C", "COLUMNS": str(asked["columns"])}
    environment |= {name: value for name, value in os.environ.items() if name.startswith(("ASAN_", "UBSAN_"))}

    def run(*arguments):
        words = [slurmlic, *arguments, *asked["arguments"], "--config", "slurmlic.toml"]
        words = [word.encode("utf-8", "surrogateescape").replace(b"\0", b"") for word in words]
        ran = subprocess.run(words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS,
                             check=False)
        return Run(ran.returncode, ran.stdout, ran.stderr)

    def collect():
        to = lay_out(folder, asked["output"])
        before = contents(out)
        return before, run("--output", to), contents(out)

    out = os.path.join(folder, "out")
    before, first, after = collect()
    _, second, after_second = collect()
    second.out = after_second.get(PROM) or b""
    runs = {"collect": first, "collect again": second, "show": run("show"), "show --json": run("show", "--json"), "gap": run("gap"),
            "gap --json": run("gap", "--json"), "gap TOOL": run("gap", asked["tool"]), "show TOOL": run("show", asked["tool"]),
            "show TOOL --json": run("show", asked["tool"], "--json"), "sync": run("sync"), "sync --json": run("sync", "--json"),
            "doctor": run("doctor", "--output", "out"), "doctor --json": run("doctor", "--json", "--output", "out")}
    return Outcome(folder, asked, runs, before, after)
