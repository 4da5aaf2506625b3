"""slurmlic beside a second, naive reading of made-up scontrol, squeue and lmstat texts: the published series have to be the same.

  python3 differential.py SLURMLIC [--seeds N] [--first SEED] [--jobs N] [--keep FOLDER] [--sabotage]

Every seed is a case of its own: texts, settings and stand-ins for the commands. --keep leaves the case of a seed, its arguments
and what slurmlic printed in FOLDER/SEED. --sabotage changes one number of what slurmlic printed, or leaves it out, and every such
change must be found; so must numbers that break a law.
"""

import os
import random
import shlex

import compare
import read_tools
import seeds
import words
from make_case import Case
from read_case import ANY
from seeds import run

GAP_OF_EVERY = 4        # `gap --json` is asked of every fourth seed


def plus_one(got, key):
    return got | {key: 0 if got[key] == float("inf") else got[key] + 1}


def unfound(got, expected, exit_got, seed):
    """What was changed and not found: one of the numbers that are right, or one that a law holds."""
    right = [key for key in sorted(got, key=str) if expected.values.get(key) == got[key]]
    key = random.Random(seed).choice(right)
    found = set(compare.differences(expected.values, got, expected.exit, exit_got))
    after = plus_one(got, key) if seed % 2 else {other: value for other, value in got.items() if other != key}
    if set(compare.differences(expected.values, after, expected.exit, exit_got)) <= found:
        yield "a change that was not found: " + words.written(key), "a difference", None
    broken = set(compare.broken_laws(got))
    for key in got:
        if key[0] in (words.GAP, words.OUTSIDE, words.IDLE, words.UNEXPLAINED):
            if set(compare.broken_laws(plus_one(got, key))) <= broken:
                yield "a broken law that was not found: " + words.written(key), "a difference", None


def check(slurmlic, seed, folder, sabotage):
    """The differences of one seed, as (what, expected, got)."""
    case = Case(seed, folder)
    arguments = [word for pair in case.arguments for word in pair] + ["--config", "slurmlic.toml"]
    with open(os.path.join(folder, "command"), "w", encoding="utf-8") as file:
        file.write(shlex.join([slurmlic, *arguments]) + "\n")
    expected = read_tools.expected(folder, case.arguments)
    wrong = [("the reading and the generator differ: " + words.written(key), value, expected.values.get(key))
             for key, value in case.truth.items() if expected.values.get(key) not in (value, ANY) and
             words.series(key[0]) not in expected.values]
    ran = run([slurmlic, *arguments], folder)
    with open(os.path.join(folder, "published"), "wb") as file:
        file.write(ran.stdout + ran.stderr)
    got = compare.published(ran.stdout.decode("utf-8"))
    if sabotage:
        return list(unfound(got, expected, ran.returncode, seed))
    wrong += compare.differences(expected.values, got, expected.exit, ran.returncode)
    wrong += compare.broken_laws(got)
    if seed % GAP_OF_EVERY == 0:
        asked = run([slurmlic, "gap", "--json", *arguments], folder)
        wrong += compare.gap_differences(asked.stdout.decode("utf-8"), got, expected.users)
    return wrong


if __name__ == "__main__":
    seeds.main(__doc__, check)
