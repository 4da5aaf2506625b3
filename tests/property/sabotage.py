"""Changes to what slurmlic gave, each of which breaks one property: a property that does not see it checks nothing.

A sabotage is a function of an outcome and a random generator. It gives the changed outcome, or None where there is nothing to change.
"""

import dataclasses
import random as random_module
import re

import properties
import words
from outcome import PROM
from sources import settings_of


def with_run(outcome, name, **changes):
    runs = outcome.runs | {name: dataclasses.replace(outcome.runs[name], **changes)}
    return dataclasses.replace(outcome, runs=runs)


def with_published(outcome, text):
    return dataclasses.replace(outcome, after=outcome.after | {PROM: text})


def with_value(outcome, random, families, value):
    """One series of these families has another value; None takes it out."""
    lines = (outcome.published or b"").split(b"\n")
    places = [i for i, line in enumerate(lines) if re.split(rb"[{ ]", line)[0].decode("utf-8", "replace") in families]
    if not places:
        return None
    at = random.choice(places)
    series, _, old = lines[at].rpartition(b" ")
    lines[at:at + 1] = [] if value is None else [series + b" " + value(old)]
    return with_published(outcome, b"\n".join(lines))


def other(old):
    return b"7" if old != b"7" else b"8"


def in_json(name, pattern, replacement):
    def change(outcome, random):
        found = list(re.finditer(pattern, outcome.runs[name].out))
        if not found or not outcome.series:
            return None
        one, out = random.choice(found), outcome.runs[name].out
        return with_run(outcome, name, out=out[:one.start()] + one.expand(replacement) + out[one.end():])
    return change


def in_series(value, *families):
    return lambda outcome, random: with_value(outcome, random, families, value)


def crash(outcome, random):
    return with_run(outcome, random.choice(sorted(outcome.runs)), status=-11)


def other_status(outcome, random):
    name = random.choice(["collect again", "show", "gap --json"])
    return with_run(outcome, name, status=1 - outcome.runs[name].status) if outcome.published is not None else None


def leftover(outcome, random):
    return dataclasses.replace(outcome, after=outcome.after | {random.choice([f".{PROM}.slurmlic-ABCDEF", "other.prom"]): b"x"})


def old_file_lost(outcome, random):
    if outcome.runs["collect"].status in (0, 1) or PROM not in outcome.before:
        return None
    return dataclasses.replace(outcome, after={name: data for name, data in outcome.after.items() if name != PROM})


def line_twice(outcome, random):
    lines = (outcome.published or b"").splitlines(keepends=True)
    samples = [i for i, line in enumerate(lines) if not line.startswith(b"#")]
    if not samples:
        return None
    at = random.choice(samples)
    return with_published(outcome, b"".join(lines[:at] + [lines[at]] + lines[at:]))


def message(changed):
    def change(outcome, random):
        name = random.choice([name for name, run in outcome.runs.items() if run.err] or [None])
        return name and with_run(outcome, name, err=changed(outcome.runs[name].err))
    return change


def silence(outcome, random):
    wanted = [name for name, run in outcome.runs.items() if not name.startswith(("doctor", "sync")) and run.err and run.status == 1]
    quiet = "--quiet" in outcome.asked["arguments"] or (settings_of(outcome) or {}).get("quiet")
    verbose = "--verbose" in outcome.asked["arguments"] or (settings_of(outcome) or {}).get("verbose")
    return with_run(outcome, random.choice(wanted), err=b"") if wanted and not quiet and not verbose else None


def disguise(outcome, random):
    name, where = random.choice(sorted(outcome.views)), random.choice(["out", "err"])
    sign = random.choice("\x1b\x7f\x9b\u202e\u200b\u2028\ufeff\U000e0041").encode()
    return with_run(outcome, name, **{where: getattr(outcome.runs[name], where) + b"x" + sign})


def disguise_label(outcome, random):
    text = (outcome.published or b"").replace(b'license_name="', 'license_name="\u202e'.encode())
    return with_published(outcome, text) if outcome.series and text != outcome.published else None


def no_help(outcome, random):
    """Only of a family: promtool says nothing of a line that stands twice."""
    return with_published(outcome, re.sub(rb"# HELP.*\n", b"", outcome.published, count=1)) if outcome.series else None


def tools_renamed(outcome, random):
    out = outcome.runs["gap --json"].out
    return with_run(outcome, "gap --json", out=out.replace(b'"tool": "', b'"tool": "x')) if outcome.family(words.TOOL_INFO) else None


def line_lost(outcome, random):
    run = outcome.runs["doctor"]
    return with_run(outcome, "doctor", out=run.out.partition(b"\n")[2]) if b"\n" in run.out else None


SABOTAGES = (
    ("runs_end_as_promised", crash),
    ("status_is_success", other_status),
    ("old_file_is_untouched", leftover),
    ("old_file_is_untouched", old_file_lost),
    ("strict_reader_accepts", line_twice),
    ("promtool_accepts", no_help),
    ("numbers_are_possible", in_series(lambda old: b"-1", words.FEATURE_USED, words.JOBS, words.OUTSIDE, words.UNEXPLAINED)),
    ("numbers_are_possible", in_series(lambda old: b"NaN", words.USED, words.GAP, "slurmlic_last_run_duration_seconds")),
    ("laws_hold", in_series(other, words.GAP, words.OUTSIDE, words.IDLE, words.UNEXPLAINED)),
    ("users_add_up_to_checkouts", in_series(lambda old: b"%d" % (int(old) + 1), words.USERS)),
    ("json_is_valid", in_json("show --json", rb"\{", rb"{,")),
    ("json_is_valid", in_json("gap --json", rb'"gap": null', rb'"gap": NaN')),
    ("json_is_valid", in_json("doctor --json", rb'"status": "', rb'"status": "' + b"\xff")),
    ("gap_json_is_the_series", in_json("gap --json", rb'"gap": (null|-?\d+)', rb'"gap": 77')),
    ("gap_json_is_the_series", in_json("gap --json", rb'"outside": (\d+),(\s+)"borrowed"', rb'"outside": 1\1,\2"borrowed"')),
    ("gap_json_is_the_series", tools_renamed),
    ("show_json_is_the_series", in_json("show --json", rb'"(total|used|free)": (\d+)', rb'"\1": null')),
    ("show_json_is_the_series", in_json("show --json", rb'"(idle|seats_used)": null', rb'"\1": 0')),
    ("show_json_is_the_series", in_series(other, words.TOTAL, words.SEATS_ISSUED)),
    ("show_tool_is_gap_and_the_series", in_json("show TOOL --json", rb'"(gap|outside|idle)": (\d+)', rb'"\1": 1\2')),
    ("show_tool_is_gap_and_the_series", in_json("show TOOL --json", rb'("users": \[\s+\{\s+"user": ")', rb"\1x")),
    ("a_person_stands_once", in_json("gap --json", rb'(\{\s+"user": "[^"]+",[^}]+\})', rb"\1, \1")),
    ("messages_are_lines", message(lambda err: err + b"another line\n")),
    ("messages_are_lines", message(lambda err: err[:-1])),
    ("messages_are_lines", silence),
    ("nothing_is_disguised", disguise),
    ("nothing_is_disguised", disguise_label),
    ("same_bytes_twice", in_series(None, words.TOTAL, words.SOURCE_UP, words.FEATURE_USED)),
    ("every_source_is_told", in_series(None, words.SOURCE_UP, words.SKIPPED)),
    ("every_source_is_told", in_series(lambda old: b"2", words.SOURCE_UP)),
    ("doctor_tells_findings", line_lost),
    ("doctor_tells_findings", in_json("doctor --json", rb'"status": "ok"', rb'"status": "fine"')),
)


def sabotaged(outcome, seed):
    """([(property, what)] that did not see its sabotage, [places of the sabotages that were seen])"""
    blind, seen = [], []
    for place, (name, change) in enumerate(SABOTAGES):
        changed = change(outcome, random_module.Random(seed))
        if changed is None:
            continue
        check = getattr(properties, name)
        if set(check(changed)) - set(check(outcome)):
            seen.append(place)
        else:
            blind.append((name, f"sabotage {place} was not seen"))
    return blind, seen
