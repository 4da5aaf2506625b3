"""A made-up site in a folder: a case of tests/differential whose texts are spoiled, and what else a run meets.

The folder holds all that a run needs: texts, stand-ins for commands, slurmlic.toml, previous.prom and run.json, so that it can be
run again, and made smaller.
"""

import json
import os
import random as random_module

import mutate
import words
from make_case import Case, listed
from make_lmstat import DAEMONS
from make_slurm import BASES, USERS

# Prints NAME.CLUSTER (scontrol, squeue) or NAME.SERVER (lmutil); what it says beside, and how it ends, stand in NAME.err, NAME.exit.
STAND_IN = """#!/bin/sh
of=
for word; do
    case $before in -M|-c) of=$word ;; esac
    before=$word
done
[ ! -e "$0.err" ] || cat "$0.err" >&2
cat "$0.$of" || exit
[ ! -e "$0.exit" ] || exit "$(cat "$0.exit")"
"""
GLOBS = ["*", "*", "v*", "[a-m]*", "*_batch", "?*@*", "*\u00e9*", "FLUENT*", "\u202e*", "abaqus"]
# What is read of the file of the run before.
PREVIOUS = f"""{words.SERVER_UP}{{app="app0",{words.SERVER_HOST_LABEL}="lic0a.example.com",master="true",port="27000",version="v11.19.7"}} 1
{words.DAEMON_UP}{{app="app0",{words.DAEMON_LABEL}="snpslmd",version="v11"}} 1
slurmlic_last_success_timestamp_seconds{{source="slurm"}} 1700000000.123
slurmlic_last_success_timestamp_seconds{{source="squeue"}} 1700000000
slurmlic_last_success_timestamp_seconds{{source="{words.MANAGER}:app0"}} 1700000000
""".encode()
PAGE = b"""node_textfile_scrape_error 0
node_textfile_mtime_seconds{file="out/slurm_licenses.prom"} 1700000000
slurmlic_last_run_timestamp_seconds 1700000000
"""
UNITS = b"""LoadState=loaded
ActiveState=active
UnitFileState=enabled
Result=success
User=slurmlic
ExecStart={ path=/usr/bin/slurmlic ; argv[]=/usr/bin/slurmlic --output /var/lib/prometheus/node-exporter ; }
"""


def toml(text):
    """A string of TOML, which has the escapes of JSON but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class Site(Case):
    def __init__(self, seed, folder):
        self.hand = random_module.Random(f"hand {seed}")
        self.new_names = mutate.renames(self.hand, USERS + BASES + DAEMONS)
        self.spoils = self.hand.random() < 0.4          # else the texts are whole, but for the names
        os.makedirs(os.path.join(folder, "bin"))
        super().__init__(seed, folder)
        self._surroundings()

    def _write(self, name, text, mode=0o644):
        if name == "slurmlic.toml":
            data = self._strange_settings(text).encode()
        elif mode != 0o644:
            data = STAND_IN.encode()
            self._spoil_command(name)
        else:
            data = self._strange(name, text)
        self._write_bytes(name, data, mode)

    def _write_bytes(self, name, data, mode=0o644):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(data)
        os.chmod(path, mode)

    def _strange(self, name, text):
        kind = name.partition(".")[0]
        data = text.encode()
        if self.hand.random() < 0.85:       # else somebody stands here by the name without what is strange in it
            data = mutate.renamed(data, self.new_names)
        if self.spoils and self.hand.random() < 0.1:
            data = mutate.corpus(self.hand, kind if kind in ("scontrol", "squeue") else "lmstat")
        return mutate.mutated(self.hand, data) if self.spoils else data

    def _spoil_command(self, name):
        if self.hand.random() < 0.1:
            self._write_bytes(name + ".err", mutate.mutated(self.hand, b"slurm_load: error: x for alice on lic1\n"))
        if self.hand.random() < 0.04:
            self._write_bytes(name + ".exit", b"1")

    def _apps(self):
        super()._apps()
        if self.hand.random() < 0.2:        # one more, with a text of the corpus
            name = self._name("more")
            where = ['server = "27000@more"', 'lmutil = "./lmutil"'] if self.live else ['input = "more.txt"']
            self._write("lmutil.27000@more" if self.live else "more.txt", mutate.corpus(self.hand, "lmstat").decode("latin-1"))
            self.settings["tables"].append([f"[[{words.APP_TABLE}]]", f"name = {toml(name)}", *where])

    def _name(self, usual):
        """A name for the settings: mostly the usual one."""
        return usual if self.hand.random() < 0.8 else self.hand.choice(mutate.NAMES).decode("utf-8", "replace")

    def _settings_text(self):
        """Case's, with filters and flags."""
        hand, top = self.hand, []
        for line in ("quiet = true", "verbose = true", f"most_series = {hand.randint(1, 60)}", f'most_text = "{hand.randint(1, 4)}KiB"'):
            if hand.random() < 0.07:
                top.append(line)
        if hand.random() < 0.3:     # a tool of licenses that nobody has
            licenses = [name.decode("utf-8", "replace") for name in hand.sample(mutate.NAMES, 2)]
            self.settings["tables"].append(["[[tool]]", f"name = {toml(self._name('spare'))}",
                                            f"slurm = {{ {toml(self._name('all'))} = [{', '.join(map(toml, licenses))}] }}"])
        for lines in [self.settings["slurm"]] + [one for one in self.settings["tables"] if one[0] == f"[[{words.APP_TABLE}]]"]:
            for key in ("include", "exclude"):
                if hand.random() < 0.1:
                    lines.append(f"{key} = {listed(hand.sample(GLOBS, hand.randint(1, 2)))}")
        return "\n".join(top) + "\n" + super()._settings_text()

    def _strange_settings(self, text):
        """With the strange names that the texts have, so that they meet; sometimes spoiled. Nobody may have a name that can't be shown."""
        lines, hand = text.splitlines(), self.hand
        for old, new in self.new_names.items():
            old, new = old.decode(), new.decode("utf-8", "replace")
            meets, is_shown = hand.random() < 0.9 and new != "" and "\0" not in new, new.isprintable() or hand.random() < 0.03
            for i, line in enumerate(lines):
                if meets and (is_shown or not line.startswith('"')):
                    lines[i] = line.replace(f'"{old}"', toml(new)).replace(f':{old}"', f":{toml(new)[1:]}")
        text = "\n".join(lines) + "\n"
        return mutate.mutated(hand, text.encode()).decode("utf-8", "replace") if hand.random() < 0.04 else text

    def _surroundings(self):
        hand = self.hand
        arguments = [word for pair in self.arguments for word in pair]
        for option in ("--include", "--exclude"):
            if hand.random() < 0.07:
                arguments += [option, hand.choice(GLOBS)]
        arguments += [option for option in ("--quiet", "--verbose") if hand.random() < 0.1]
        previous = hand.choice([None, PREVIOUS, PREVIOUS, mutate.mutated(hand, PREVIOUS), hand.choice(mutate.NAMES)])
        if previous is not None:
            self._write_bytes("previous.prom", previous)
        for name, text in (("curl", PAGE), ("systemctl", UNITS)):
            self._write_bytes(f"bin/{name}", STAND_IN.encode(), 0o755)
            self._write_bytes(f"bin/{name}.", mutate.mutated(hand, text))
        run = {"arguments": arguments, "output": hand.choice(["out"] * 40 + ["missing", "taken", "name"]),
               "columns": hand.choice([1, 40, 80, 80, 200]), "tool": hand.choice(["vcs", "tool0", "FLUENT", "al\u202eice", "\udcff"])}
        self._write_bytes("run.json", json.dumps(run).encode())
