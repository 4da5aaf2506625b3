"""What has to be true whatever the texts are. Each property is a function with a sentence; it yields what is wrong in an outcome."""

import math
import re
import shutil
import subprocess

import compare
import exposition
import words
from disguise import disguises, strings, without_disguise
from json_properties import (a_person_stands_once, gap_json_is_the_series, json_is_valid, show_json_is_the_series,
                             show_tool_is_gap_and_the_series)
from outcome import PROM, TIMES
from sources import settings_of, sources_of

# Of collect, by where it is to publish: see lay_out in outcome.py.
COLLECTS = {"out": {0, 1}, "missing": {3}, "taken": {3}, "name": {2}}
PROMTOOL_MAY_SAY = 'slurm_licenses_total non-counter metrics should not have "_total" suffix'
MOST = 2**63 - 1        # sums end there


def runs_end_as_promised(outcome):
    """Every run ends with the status of the contract, never by a signal; wrong settings are 2 for all, but for doctor a finding."""
    settings_are_wrong = outcome.runs["show"].status == 2
    for name, run in outcome.runs.items():
        if name.startswith("doctor"):
            promised = {0, 1}
        elif settings_are_wrong:
            promised = {2}
        elif name.startswith("collect"):
            promised = COLLECTS[outcome.asked["output"]]
        else:
            promised = {0, 1, 2} if " TOOL" in name else {0, 1}
        if run.status not in promised:
            yield f"{name} ended with {run.status}, promised is {promised}: {run.err[-200:]!r}"


def status_is_success(outcome):
    """0 if the published file says success, else 1; show and gap say the same."""
    if outcome.published is None:
        return
    success = outcome.series.get(("slurmlic_last_run_success", ()))
    for name in ("collect", "collect again", "show", "show --json", "gap", "gap --json"):
        if success is not None and outcome.runs[name].status != 1 - success:
            yield f"{name} ended with {outcome.runs[name].status}, slurmlic_last_run_success is {success}"


def old_file_is_untouched(outcome):
    """With 2 or 3 the directory is as it was; else only the file is new in it."""
    after = dict(outcome.after)
    before = dict(outcome.before)
    if outcome.runs["collect"].status in (0, 1):
        after.pop(PROM, None)
        before.pop(PROM, None)
    for name in sorted({*before, *after}):
        if before.get(name, "nothing") != after.get(name, "nothing"):
            yield f"{name} in the directory: {before.get(name, 'nothing')!r:.80} became {after.get(name, 'nothing')!r:.80}"


def strict_reader_accepts(outcome):
    """What is published is as the contract promises."""
    if outcome.runs["collect"].status not in (0, 1):
        return
    try:
        exposition.read(outcome.published or b"")
    except exposition.Rejected as wrong:
        yield f"the published file: {wrong}"


def promtool_accepts(outcome):
    """promtool has nothing to say but that slurm_licenses_total ends in _total."""
    if outcome.published is None:
        return
    ran = subprocess.run([shutil.which("promtool") or "promtool", "check", "metrics"], input=outcome.published, capture_output=True,
                         timeout=60, check=False)
    for line in (ran.stdout + ran.stderr).decode("utf-8", "replace").splitlines():
        if line.strip() != PROMTOOL_MAY_SAY:
            yield f"promtool: {line}"


def numbers_are_possible(outcome):
    """No NaN; nothing is negative but the gap, and what scontrol prints, which is published as it is."""
    may_be_negative = (words.GAP, words.TOKENS, words.LAST_CONSUMED, words.LAST_DEFICIT, *words.JSON_LICENSE.values())
    for (family, labels), value in outcome.series.items():
        if math.isnan(value) or value < 0 and (family not in may_be_negative or family == words.UNEXPLAINED):
            yield f"{words.written((family, labels))} is {value}"


def laws_hold(outcome):
    """gap = seats - tokens = outside - idle; used = explained + unexplained."""
    for what, expected, got in compare.broken_laws(outcome.series):
        yield f"{what}: expected {expected}, got {got}"


def users_add_up_to_checkouts(outcome):
    """The users of a feature have its checkouts, over all its daemons."""
    checkouts, users = {}, {}
    for family, sums in ((words.CHECKOUTS, checkouts), (words.USERS, users)):
        for labels, value in outcome.family(family):
            key = labels.get("app"), labels.get(words.FEATURE_LABEL)
            sums[key] = sums.get(key, 0) + value
    for key, total in users.items():
        if min(total, MOST) != checkouts.get(key):
            yield f"the users of {key} have {total} seats, checked out are {checkouts.get(key)}"


def messages_are_lines(outcome):
    """Every line on standard error begins with slurmlic: and ends; there are lines exactly where something is to be said."""
    settings = settings_of(outcome) or {}
    flags = {name: settings.get(name) is True or f"--{name}" in outcome.asked["arguments"] for name in ("quiet", "verbose")}
    for name, run in outcome.runs.items():
        lines = run.err.decode("utf-8", "replace").split("\n")
        if lines.pop():
            yield f"{name}: a line without an end: {run.err[-80:]!r}"
        for line in lines:
            if not re.match("slurmlic: .", line):
                yield f"{name} says {line!r:.200}"
        is_asked = not name.startswith(("doctor", "sync")) and not flags["verbose"]    # their 1 means that something is to be done
        if is_asked and not flags["quiet"] and bool(lines) != (run.status != 0):
            yield f"{name} ended with {run.status} and says {lines[:1]}"


def nothing_is_disguised(outcome):
    """No control, direction, zero-width or tag character in messages, tables, JSON and labels."""
    for name, run in outcome.runs.items():
        for where, data in ("messages", run.err), ("output", b"" if name.startswith("collect") else run.out):
            try:
                text = data.decode("utf-8")
            except UnicodeDecodeError as wrong:
                yield f"{name}, {where}: {wrong}"
                continue
            yield from disguises(f"{name}, {where}", text.replace("\n", ""))
        for text in strings(outcome.json(name) if "--json" in name else None):
            yield from disguises(f"{name}, a string", text)
    for labels in {labels for _, labels in outcome.series}:
        for label, value in labels:
            yield from disguises(f"label {label}", value)


def without_times(text):
    return [line for line in text.split(b"\n") if not line.startswith(tuple(family.encode() for family in TIMES))]


def same_bytes_twice(outcome):
    """The same input gives the same bytes, but for what tells the time of the run."""
    first, second = outcome.published, outcome.runs["collect again"].out
    if first is not None and without_times(first) != without_times(second):
        different = [pair for pair in zip(without_times(first), without_times(second)) if pair[0] != pair[1]]
        yield f"two runs differ: {different[:1]}"


def every_source_is_told(outcome):
    """Every configured source has slurmlic_source_up of 0 or 1, how long it took and what it skipped."""
    if not outcome.series:
        return
    wanted = sorted(without_disguise(source) for source in sources_of(outcome))
    for family in (words.SOURCE_UP, words.SKIPPED, "slurmlic_source_duration_seconds"):
        found = outcome.family(family)
        if sorted(labels["source"] for labels, _ in found) != wanted:
            yield f"{family} of {[labels['source'] for labels, _ in found]}, configured are {wanted}"
        if family == words.SOURCE_UP and any(value not in (0, 1) for _, value in found):
            yield f"{family} is neither 0 nor 1: {found}"


def doctor_tells_findings(outcome):
    """doctor --json is findings with what to do where they are not ok; the same are lines without --json, and 0 means all ok."""
    findings = outcome.json("doctor --json")
    if findings is None:
        return
    for one in findings:
        if sorted(one) != ["finding", "mend", "status", "subject"] or one["status"] not in ("ok", "warn", "bad") or not one["finding"]:
            yield f"doctor --json: {one}"
    if outcome.runs["doctor --json"].status != any(one["status"] != "ok" for one in findings):
        yield f"doctor --json ended with {outcome.runs['doctor --json'].status}"
    if outcome.runs["doctor"].out.count(b"\n") != len(findings):
        yield f"doctor prints {outcome.runs['doctor'].out.count(10)} lines for {len(findings)} findings"


PROPERTIES = (runs_end_as_promised, status_is_success, old_file_is_untouched, strict_reader_accepts, promtool_accepts,
              numbers_are_possible, laws_hold, users_add_up_to_checkouts, json_is_valid, gap_json_is_the_series,
              show_json_is_the_series, show_tool_is_gap_and_the_series, a_person_stands_once, messages_are_lines,
              nothing_is_disguised, same_bytes_twice, every_source_is_told, doctor_tells_findings)


def broken(outcome):
    """[(name of the property, what is wrong)]"""
    return [(check.__name__, what) for check in PROPERTIES for what in check(outcome)]
