"""slurmlic beside a second, naive reading of made-up scontrol, squeue and lmstat texts: the published series have to be the same.

  python3 differential.py SLURMLIC [--seeds N] [--first SEED] [--jobs N] [--keep FOLDER] [--sabotage]

Every seed is a case of its own: texts, settings and stand-ins for the commands. --keep leaves the case of a seed, its arguments
and what slurmlic printed in FOLDER/SEED. --sabotage changes one number of what slurmlic printed, or leaves it out, and every such
change must be found; so must numbers that break a law.
"""

import argparse
import multiprocessing
import os
import random
import shlex
import subprocess
import sys
import tempfile
import time

import compare
import read_tools
import words
from make_case import Case
from read_case import ANY

SHOWN = 20              # differences are printed up to this many seeds
GAP_OF_EVERY = 4        # `gap --json` is asked of every fourth seed


def run(command, folder):
    environment = {"PATH": "/usr/bin:/bin", "TZ": "UTC", "LC_ALL": "C"}
    return subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)


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


def check_seed(task):
    slurmlic, seed, keep, sabotage = task
    try:
        if keep:
            return seed, check(slurmlic, seed, os.path.join(keep, str(seed)), sabotage)
        with tempfile.TemporaryDirectory(prefix="slurmlic-differential-") as folder:
            return seed, check(slurmlic, seed, folder, sabotage)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, StopIteration, subprocess.TimeoutExpired) as error:
        return seed, [(f"the check itself: {type(error).__name__}", None, str(error))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("slurmlic")
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", metavar="FOLDER")
    parser.add_argument("--sabotage", action="store_true")
    options = parser.parse_args()
    if not os.access(options.slurmlic, os.X_OK):
        parser.error(f"{options.slurmlic} is no program")
    slurmlic, start = os.path.abspath(options.slurmlic), time.monotonic()
    keep = options.keep and os.path.abspath(options.keep)
    tasks = [(slurmlic, seed, keep, options.sabotage) for seed in range(options.first, options.first + options.seeds)]
    differ = []
    with multiprocessing.Pool(options.jobs) as pool:
        for seed, wrong in pool.imap(check_seed, tasks, chunksize=8):
            if wrong:
                differ.append(seed)
                if len(differ) <= SHOWN:
                    print(f"seed {seed}: python3 {sys.argv[0]} {options.slurmlic} --first {seed} --seeds 1 --keep DIR")
                    for what, expected, got in wrong:
                        print(f"  {what}: expected {expected}, got {got}")
    seconds = time.monotonic() - start
    print(f"{len(tasks)} seeds in {seconds:.0f} s, {len(differ)} {'with changes not found' if options.sabotage else 'with differences'}")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
