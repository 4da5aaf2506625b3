"""A whole made-up case in a folder: texts, settings, stand-ins for the commands, and the arguments of slurmlic."""

import os
import random as random_module

import words
from make_servers import App
from make_slurm import BASES, Scontrol, Squeue, USERS, license_names, upper
from words import fold, series

# A stand-in: prints NAME.CLUSTER (scontrol, squeue: the cluster of -M) or NAME.SERVER (lmutil: that of -c).
STAND_IN = """#!/bin/sh
of=
while [ $# -gt 0 ]; do
    case $1 in -M|-c) of=$2; shift ;; esac
    shift
done
exec cat "$0.$of"
"""


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def listed(texts):
    return "[" + ", ".join(map(quoted, texts)) + "]"


class Case:
    """`arguments` are (option, value); `truth` are the series whose value the generators know without reading."""

    def __init__(self, seed, folder):
        self.random, self.folder = random_module.Random(seed), folder
        self.settings, self.arguments, self.truth = {"slurm": [], "tables": []}, [], {}
        random = self.random
        self.live = random.random() < 0.3
        self.clusters = random.choice([[None], ["a"], ["a", "b"], ["a", "b", "c"]]) if self.live else [None]
        os.makedirs(folder, exist_ok=True)
        if self.live:
            for name in ("scontrol", "squeue", "lmutil"):
                self._write(name, STAND_IN, 0o755)
            self.settings["slurm"] += ['scontrol = "./scontrol"', 'squeue = "./squeue"']
        self.names = license_names(random, random.choice([1, 3, 6, 10]))
        self._slurm()
        self.apps = {f"app{number}": App(random) for number in range(random.choice([0, 1, 1, 1, 2]))}
        self._apps()
        if random.random() < 0.5:
            self._tools()
        if random.random() < 0.4:
            self._users()
        self._write("slurmlic.toml", self._settings_text())

    def _write(self, name, text, mode=0o644):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        if mode != 0o644:
            os.chmod(path, mode)

    def _slurm(self):
        """Each cluster has most of the licenses; some remote ones are one pool that all see whole."""
        random, pools = self.random, {}
        if len(self.clusters) > 1:
            for name in self.names:
                if "@" in name and random.random() < 0.5:
                    total, consumed = random.choice([20, 50]), random.randrange(20)
                    pools[name] = (total, consumed, random.randint(0, 20))
        squeue_off = self.live and random.random() < 0.08
        if squeue_off:
            self.settings["slurm"][-1] = "squeue = false"
        without = random.random()
        for cluster in self.clusters:
            names = [name for name in self.names if random.random() < 0.9]
            squeue = None if squeue_off or not self.live and without < 0.1 else Squeue(random, names)
            scontrol = None if not self.live and 0.1 <= without < 0.15 else Scontrol(random, names, squeue, pools)
            fails = random.random() if self.live else 1         # no such file: the stand-in fails
            if scontrol and fails > 0.03:
                self._give("scontrol", cluster, "-i", "input", scontrol.text())
            if squeue and not 0.03 < fails < 0.06:
                self._give("squeue", cluster, "--squeue-input", "squeue_input", squeue.text())
            if scontrol and fails >= 0.06:
                self._slurm_truth(cluster, scontrol, squeue)
        if self.clusters != [None]:
            if random.random() < 0.5:
                self.settings["slurm"].append(f"clusters = {listed(self.clusters)}")
            else:
                self.arguments += [("-M", cluster) for cluster in self.clusters]
        elif not self.live and random.random() < 0.1:
            self.arguments.append(("-M", "saved"))      # it only names the cluster
            self.truth = {series(family, cluster="saved", **dict(labels)): value for (family, labels), value in self.truth.items()}

    def _give(self, name, cluster, option, key, text):
        if self.live:
            self._write(f"{name}.{cluster or ''}", text)
            return
        self._write(f"{name}.txt", text)
        if self.random.random() < 0.7:
            self.arguments.append((option, f"{name}.txt"))
        else:
            self.settings["slurm"].append(f'{key} = "{name}.txt"')

    def _slurm_truth(self, cluster, scontrol, squeue):
        families = {"Total": words.TOTAL, "Used": words.USED, "Free": words.FREE, "Reserved": words.RESERVED,
                    "LastConsumed": words.LAST_CONSUMED, "LastDeficit": words.LAST_DEFICIT}
        for (name, nodes), fields in scontrol.truth.items():
            for field, family in families.items():
                if field in fields:
                    value = float("inf") if fields[field] == 4294967295 else fields[field]
                    self.truth[series(family, license_name=name, nodes=nodes, cluster=cluster)] = value
            for state in ("running", "pending") if squeue and name in squeue.names else ():
                jobs, tokens = squeue.truth.get((name, state), (0, 0))
                labels = {"license_name": name, "state": state, "cluster": cluster}
                self.truth[series(words.JOBS, **labels)] = jobs
                self.truth[series(words.REQUESTED, **labels)] = tokens

    def _apps(self):
        random = self.random
        for name, app in self.apps.items():
            table = [f"[[{words.APP_TABLE}]]", f'name = "{name}"']
            if random.random() < 0.5:
                table.append(f"users = {random.choice([0, 1, 2, 50])}")
            if self.live:
                server = f"27000@{name}"
                table += [f'server = "{server}"', 'lmutil = "./lmutil"']
                self._write(f"lmutil.{server}", app.text())
            else:
                self._write(f"{name}.txt", app.text())
                if random.random() < 0.5:
                    table.append(f'input = "{name}.txt"')
                else:
                    self.arguments.append((words.STATUS_INPUT, f"{name}={name}.txt"))
                    table = table + [f'server = "27000@{name}"'] if random.random() < 0.5 else []
            if table:
                self.settings["tables"].append(table)
            for (feature, vendor), parts in app.truth.items():
                if None not in parts:
                    labels = {"app": name, words.FEATURE_LABEL: feature, "vendor": vendor}
                    for family, values in ((words.FEATURE_ISSUED, [part.issued for part in parts]),
                                           (words.FEATURE_USED, [part.used for part in parts]),
                                           (words.CHECKOUTS, [part.checkouts for part in parts]),
                                           (words.RESERVATIONS, [part.reserved for part in parts]),
                                           (words.QUEUED, [part.queued for part in parts]),
                                           (words.BORROWED, [part.borrowed for part in parts])):
                        if None not in values:
                            self.truth[series(family, **labels)] = sum(values)

    def _tools(self):
        """Each license is in one tool at most."""
        random, names = self.random, list(self.names) + ["missing"]
        random.shuffle(names)
        features = [(app, feature) for app in self.apps for feature in BASES]
        served = [(name, feature) for name, app in self.apps.items() for feature, _ in app.truth]
        for number in range(random.randint(1, 3)):
            table, pools = ["[[tool]]", f'name = "tool{number}"'], {}
            for pool in random.sample(["batch", "interactive", "all", "x y"], random.randint(0, 3)):
                mine = [names.pop() for _ in range(min(len(names), random.choice([1, 1, 2])))]
                pools[pool] = [random.choice([name, name, upper(name), fold(name)]) for name in mine]
            if pools:
                table.append("slurm = { " + ", ".join(f"{quoted(pool)} = {listed(mine)}" for pool, mine in pools.items()) + " }")
            chosen = random.sample(features, 1) + random.choices(served or features, k=random.randint(0, 3)) if features else []
            chosen = random.sample(sorted(set(chosen)), min(len(set(chosen)), random.randint(0, 3)))
            if chosen:
                texts = [f"{app}:{random.choice([feature, upper(feature), feature])}" for app, feature in chosen]
                table.append(f"{words.TOOL_FEATURES} = {listed(texts)}")
            if random.random() < 0.5:
                table.append(f'combine = "{random.choice(["sum", "max", "max"])}"')
            if random.random() < 0.2:
                table.append(f"clusters_share = {random.choice(['true', 'false'])}")
            self.settings["tables"].append(table)

    def _users(self):
        theirs = self.random.sample(USERS, 2) + self.random.sample(["CORP\\\\alice", "Jane Roe", "lab\\\\bob"], 1)
        self.settings["tables"].append(["[users]"] + [f'"{name}" = "{self.random.choice(["alice", "bob", "zoe"])}"' for name in theirs])

    def _settings_text(self):
        tables = [["[slurm]"] + self.settings["slurm"]] + self.settings["tables"]
        return "\n\n".join("\n".join(table) for table in tables) + "\n"
