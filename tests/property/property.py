"""slurmlic on any texts: generated ones, spoiled in every way, with strange names and numbers. Whatever it gets, the properties hold.

  python3 property.py SLURMLIC [--seeds N] [--first SEED] [--jobs N] [--keep FOLDER] [--sabotage] [--only PROPERTY]
  python3 property.py SLURMLIC --again FOLDER [--shrink]

Every seed is a site of its own. --keep leaves it and what slurmlic printed in FOLDER/SEED. --again runs a site that was kept, as it
is now; with --shrink it is made as small as still breaks the same property. --sabotage changes what slurmlic gave in a way that
breaks one property, and every such change must be found.
"""

import argparse
import collections
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[1:1] = [os.path.join(os.path.dirname(HERE), other) for other in ("differential", "e2e")]

from make_site import Site                              # noqa: E402
from outcome import outcome_of                          # noqa: E402
from properties import PROPERTIES, broken               # noqa: E402
from sabotage import SABOTAGES, sabotaged               # noqa: E402
from shrink import shrink                               # noqa: E402

SHOWN = 5       # of the seeds that break a property so many are printed


def keep_output(outcome, folder):
    for name, run in outcome.runs.items():
        for ending, data in (("out", run.out), ("err", run.err)):
            with open(os.path.join(folder, f"ran {name}.{ending}"), "wb") as file:
                file.write(data)


def check(slurmlic, seed, folder, sabotage):
    """[(property, what)] of one seed, and with sabotage which ones were seen."""
    os.makedirs(folder, exist_ok=True)
    Site(seed, folder)
    outcome = outcome_of(slurmlic, folder)
    if sabotage:
        return sabotaged(outcome, seed)
    keep_output(outcome, folder)
    return broken(outcome), []


def check_seed(task):
    slurmlic, seed, keep, sabotage = task
    try:
        if keep:
            folder = os.path.join(keep, str(seed))
            shutil.rmtree(folder, ignore_errors=True)
            return seed, *check(slurmlic, seed, folder, sabotage)
        with tempfile.TemporaryDirectory(prefix="slurmlic-property-") as folder:
            return seed, *check(slurmlic, seed, folder, sabotage)
    except subprocess.TimeoutExpired as error:
        return seed, [("runs_end_as_promised", str(error))], []


def run_again(slurmlic, folder, only, smaller):
    """A kept site."""
    wrong = [one for one in broken(outcome_of(slurmlic, folder)) if only in ("", one[0])]
    if smaller and wrong:
        wrong = shrink(slurmlic, folder, wrong[0][0])
    for name, what in wrong:
        print(f"{name}: {what}")
    return 1 if wrong else 0


def run_seeds(options, slurmlic):
    start, keep = time.monotonic(), options.keep and os.path.abspath(options.keep)
    tasks = [(slurmlic, seed, keep, options.sabotage) for seed in range(options.first, options.first + options.seeds)]
    seeds, count, found = [], collections.Counter(), set()
    with multiprocessing.Pool(options.jobs) as pool:
        for seed, wrong, sabotages in pool.imap(check_seed, tasks, chunksize=4):
            wrong = [one for one in wrong if options.only in ("", one[0])]
            found.update(sabotages)
            count.update({name for name, _ in wrong})
            if wrong:
                seeds.append(seed)
            shown = [(name, what) for name, what in wrong if count[name] <= SHOWN]
            if shown:
                print(f"seed {seed}: python3 {sys.argv[0]} {options.slurmlic} --first {seed} --seeds 1 --keep DIR")
            for name, what in dict(reversed(shown)).items():        # the first of each
                print(f"  {name}: {what:.600}")
    for name, times in count.most_common():
        print(f"{times} seeds: {name}")
    unused = sorted(set(range(len(SABOTAGES))) - found) if options.sabotage else []
    if unused:
        print(f"sabotages that no seed allowed: {unused}")
    print(f"{len(tasks)} seeds in {time.monotonic() - start:.0f} s, {len(seeds)} with "
          f"{'changes not found' if options.sabotage else 'a broken property'}")
    return 1 if seeds or unused else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("slurmlic")
    parser.add_argument("--seeds", type=int, default=300)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", metavar="FOLDER")
    parser.add_argument("--only", metavar="PROPERTY", default="", choices=["", *(one.__name__ for one in PROPERTIES)])
    parser.add_argument("--sabotage", action="store_true")
    parser.add_argument("--again", metavar="FOLDER")
    parser.add_argument("--shrink", action="store_true")
    options = parser.parse_args()
    if not os.access(options.slurmlic, os.X_OK):
        parser.error(f"{options.slurmlic} is no program")
    slurmlic = os.path.abspath(options.slurmlic)
    sys.exit(run_again(slurmlic, options.again, options.only, options.shrink) if options.again else run_seeds(options, slurmlic))


if __name__ == "__main__":
    main()
