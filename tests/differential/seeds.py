"""Checks of many made-up cases, side by side: each is a seed, and can be looked at alone."""

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time

SHOWN = 20              # differences are printed up to this many seeds


def run(command, folder):
    environment = {"PATH": "/usr/bin:/bin", "TZ": "UTC", "LC_ALL": "C"}
    return subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)


def check_seed(task):
    check, slurmlic, seed, keep, sabotage = task
    try:
        if keep:
            return seed, list(check(slurmlic, seed, os.path.join(keep, str(seed)), sabotage))
        with tempfile.TemporaryDirectory(prefix="slurmlic-differential-") as folder:
            return seed, list(check(slurmlic, seed, folder, sabotage))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, StopIteration, subprocess.TimeoutExpired) as error:
        return seed, [(f"the check itself: {type(error).__name__}", None, str(error))]


def main(description, check):
    """`check(slurmlic, seed, folder, sabotage)` gives the differences of a seed, as (what, expected, got)."""
    parser = argparse.ArgumentParser(description=description.split("\n\n", maxsplit=1)[0])
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
    tasks = [(check, slurmlic, seed, keep, options.sabotage) for seed in range(options.first, options.first + options.seeds)]
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
