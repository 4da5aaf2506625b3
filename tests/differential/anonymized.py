"""What slurmlic reads of anonymized texts is what it reads of the original ones, with the names changed one to one.

  python3 anonymized.py SLURMLIC [--seeds N] [--first SEED] [--jobs N] [--keep FOLDER] [--sabotage]

Every seed is a case of differential.py, in which users and hosts may have the names of daemons, features, licenses or words of
the tools, and numbers may be long. One `slurmlic anonymize` runs over all of its texts. --sabotage changes one number, or brings
one name back, in what it printed, and every such change must be found.
"""

import collections
import json
import os
import random
import re
import shutil

import compare
import one_to_one
import seeds
import strange_names
from make_case import Case
from words import fold

VOLATILE = re.compile(r"slurmlic_(last_|source_duration|build_info)")


def texts_of(folder):
    """The texts that sources print, by file."""
    found = {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name != "slurmlic.toml" and not os.access(path, os.X_OK):
            with open(path, encoding="utf-8", newline="") as file:
                found[name] = file.read()
    return found


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        file.write(text)


def anonymized(slurmlic, folder, names):
    ran = seeds.run([slurmlic, "anonymize", *names], folder)
    if ran.returncode != 0 or ran.stderr:
        raise ValueError(f"anonymize: {ran.stderr.decode()}")
    out = ran.stdout.decode("utf-8")
    if len(names) == 1:
        return {names[0]: out}
    parts = re.split(r"^==> \d+: [^\n]*<==\n", out, flags=re.MULTILINE)[1:]
    return dict(zip(names, parts, strict=True))


class Reading:
    """What slurmlic says of a folder: its series, the tools of `gap`, how it ended and how many lines it said why."""

    def __init__(self, slurmlic, folder, arguments):
        ran = seeds.run([slurmlic, *arguments], folder)
        self.end = ran.returncode, len(ran.stderr.decode().splitlines())
        self.series = {}
        for line in ran.stdout.decode("utf-8").splitlines():
            sample = compare.SAMPLE.fullmatch(line)
            if sample and not VOLATILE.match(line):
                self.series[sample[1], tuple(compare.LABEL.findall(sample[2] or ""))] = sample[3]
        self.tools = json.loads(seeds.run([slurmlic, "gap", "--json", *arguments], folder).stdout)


def signature(user):
    """All that is said of somebody but the names; of hosts, what is held on each."""
    numbers = tuple((key, value) for key, value in user.items() if key not in ("user", "hosts", "jobs"))
    return numbers, tuple(user["jobs"]), len(user["hosts"])


def people(reading, names):
    """{who: what is published of them}; users whose names squeue does not tell are counted by what they have."""
    found = collections.Counter()
    known = {}
    for tool in reading.tools:
        for user in tool["users"]:
            name = names.get(fold(user["user"] or ""))
            mark = (names.tool(tool["tool"]), signature(user))
            if user["user"] is None or name is None:
                found[mark + (user["user"] is None,)] += 1
            else:
                known[mark[0], name] = mark[1]
    return found, known


def series_of(reading, names):
    """Its series under the new names, the users of features as who has how many of what."""
    plain, users = {}, collections.defaultdict(list)
    for (family, labels), value in reading.series.items():
        renamed = {label: names.label(label, text) for label, text in labels}
        user = renamed.pop("user", None)
        key = family, tuple(sorted(renamed.items()))
        if user is None or user == "other":
            plain[key, user] = value
        else:
            users[fold(user)].append((key, value))
    return plain, collections.Counter(tuple(sorted(all_of_one)) for all_of_one in users.values())


def differences(before, after, names):
    same = one_to_one.Same()
    if before.end != after.end:
        yield "exit status and messages", before.end, after.end
    wanted, got = series_of(before, names), series_of(after, same)
    for key in sorted({*wanted[0], *got[0]}, key=str):
        if wanted[0].get(key) != got[0].get(key):
            yield f"series {key}", wanted[0].get(key), got[0].get(key)
    if wanted[1] != got[1]:
        yield "the users of features", wanted[1] - got[1], got[1] - wanted[1]

    def without_users(reading, of):
        return {of.tool(tool["tool"]): {key: value for key, value in tool.items() if key not in ("tool", "users")}
                for tool in reading.tools}
    if without_users(before, names) != without_users(after, same):
        yield "gap --json", without_users(before, names), without_users(after, same)
    same.people = set(names.users.values())
    wanted, got = people(before, names), people(after, same)
    if wanted != got:
        yield "the users of gap --json", wanted, got


def check(slurmlic, seed, folder, sabotage):
    """The differences of one seed, as (what, expected, got)."""
    old, new = os.path.join(folder, "old"), os.path.join(folder, "new")
    case = Case(seed, old)
    chance = random.Random(seed)
    arguments = [word for pair in case.arguments for word in pair] + ["--config", "slurmlic.toml"]
    texts = texts_of(old)
    if not texts:
        return []
    texts, people_there = strange_names.use(chance, texts)
    with open(os.path.join(old, "slurmlic.toml"), encoding="utf-8") as file:
        settings = file.read().partition("[users]")[0]      # which are names, as those are who come first of equals
    settings = re.sub(r"^users = [1-9]$", "users = 50", settings, flags=re.MULTILINE)
    for name, text in texts.items():
        write(old, name, text)
    write(old, "slurmlic.toml", settings)
    changed = anonymized(slurmlic, old, list(texts))
    if sabotage:
        spoiled = strange_names.spoil(chance, changed, people_there)
        changed = spoiled or changed
    shutil.copytree(old, new, dirs_exist_ok=True)
    for name, text in changed.items():
        write(new, name, text)
    names = one_to_one.Names()
    wrong = []
    for name in texts:
        wrong += names.learn(texts[name], changed[name])
    wrong += strange_names.left(people_there, changed)
    write(new, "slurmlic.toml", names.settings(settings))
    before, after = Reading(slurmlic, old, arguments), Reading(slurmlic, new, arguments)
    wrong += differences(before, after, names)
    if sabotage:
        return [] if wrong or not spoiled else [("a change that was not found", "a difference", None)]
    return wrong


if __name__ == "__main__":
    seeds.main(__doc__, check)
