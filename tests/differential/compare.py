"""What slurmlic printed, compared with what was expected of it, and the laws that its numbers keep whatever they are."""

import json
import math
import re

import words
from read_case import ANY, SOME
from words import fold

SAMPLE = re.compile(r'([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def published(text):
    """The series of the checked families; the users of a feature in lower case, since which of two spellings is shown is not said."""
    found = {}
    for line in text.splitlines():
        if line.startswith("#") or not (sample := SAMPLE.fullmatch(line)) or sample[1] not in words.CHECKED:
            continue
        labels = {name: re.sub(r"\\(.)", lambda c: {"n": "\n"}.get(c[1], c[1]), value) for name, value in LABEL.findall(sample[2] or "")}
        if sample[1] == words.USERS:
            labels["user"] = fold(labels["user"])
        found[words.series(sample[1], **labels)] = float(sample[3])
    return found


def differences(values, got, exit_expected, exit_got):
    """(what, expected, got) of each."""
    open_ones = [(family, set(labels)) for (family, labels), value in values.items() if value == ANY]
    for key in sorted({*values, *got}, key=str):
        if any(key[0] == family and labels <= set(key[1]) for family, labels in open_ones):
            continue
        wanted, value = values.get(key), got.get(key)
        same = value is not None and value > 0 if wanted == SOME else value == wanted
        if not same:
            yield words.written(key), wanted, value
    if exit_expected != exit_got:
        yield "exit status", exit_expected, exit_got


def by_tool(got, family):
    return {dict(key[1])["tool"]: value for key, value in got.items() if key[0] == family}


def broken_laws(got):
    """gap = outside - idle = seats - tokens, all or none of them; used = explained + unexplained."""
    gaps, outside, idle, seats, tokens = (by_tool(got, family) for family in (
        words.GAP, words.OUTSIDE, words.IDLE, words.SEATS_USED, words.TOKENS_USED))
    for tool in sorted({*gaps, *outside, *idle, *seats, *tokens}):
        if (tool in gaps) != (tool in seats and tool in tokens):
            yield f"law: {tool} has a gap where both sides are known, and only there", tool in seats and tool in tokens, tool in gaps
        elif tool in gaps and gaps[tool] != seats[tool] - tokens[tool]:
            yield f"law: gap of {tool} = seats - tokens", seats[tool] - tokens[tool], gaps[tool]
        if (tool in outside) != (tool in idle) or tool in outside and tool not in gaps:
            yield f"law: {tool} has outside, idle and gap together", None, (tool in outside, tool in idle, tool in gaps)
        elif tool in outside and gaps[tool] != outside[tool] - idle[tool]:
            yield f"law: gap of {tool} = outside - idle", outside[tool] - idle[tool], gaps[tool]
    for (family, labels), unexplained in got.items():
        if family == words.UNEXPLAINED:
            used = got.get((words.USED, labels))
            running = got.get(words.series(words.REQUESTED, state="running", **dict(labels)))
            if used is None or running is None or used != min(used, running) + unexplained:
                yield f"law: used = explained + unexplained of {words.written((family, labels))}", used, (running, unexplained)


def same_number(a, b):
    return a == b or a is not None and b is not None and math.isclose(a, b)


def gap_differences(text, got, users):
    """`gap --json` says the same as the published file, and its users add up to their tool."""
    tools = json.loads(text)
    series = {words.JSON_SEATS: words.SEATS_USED, words.JSON_TOKENS: words.TOKENS_USED, "gap": words.GAP, "outside": words.OUTSIDE,
              "idle": words.IDLE}
    for tool in tools:
        name = tool["tool"]
        for key, family in series.items():
            value = got.get(words.series(family, tool=name))
            if not same_number(tool[key], value):
                yield f"gap --json: {key} of {name}", value, tool[key]
        for key in ("outside", "idle"):
            total = sum(user[key] or 0 for user in tool["users"])
            if tool[key] is not None and total != tool[key]:
                yield f"law: the users' {key} of {name} adds up", tool[key], total
        if users.get(name, ANY) != ANY:
            yield from user_differences(name, tool["users"], users[name])
    known = {name for name, rows in users.items() if rows != ANY}
    for name in sorted(known - {tool["tool"] for tool in tools}):
        yield f"gap --json: {name}", "a tool", None


def user_differences(tool, shown, rows):
    """The users whose seats and tokens differ are all there; whoever is there has the right numbers."""
    seen = {}
    for user in shown:
        name = user["user"] and fold(user["user"])
        if name in seen:
            yield f"gap --json: {name} of {tool}", "once", "twice"
        seen[name] = (user[words.JSON_USER_SEATS], user[words.JSON_USER_TOKENS])
    for name in sorted({*seen, *rows}, key=str):
        wanted = rows.get(name, (0, 0))
        if name not in seen and wanted[0] == wanted[1]:
            continue
        if seen.get(name) != wanted:
            yield f"gap --json: (seats, tokens) of {name or 'the unknown user'} in {tool}", wanted, seen.get(name)
