"""Makes a kept site as small as still breaks one property: files, then lines, then fields are left out."""

import os
import re

from outcome import outcome_of
from properties import broken

KEPT = ("run.json",)            # edited by hand


def files_of(folder):
    """Texts and settings, the largest first."""
    paths = [os.path.join(folder, name) for name in os.listdir(folder)] + [os.path.join(folder, "bin", name) for name in
                                                                          os.listdir(os.path.join(folder, "bin"))]
    return sorted((path for path in paths if os.path.isfile(path) and not os.access(path, os.X_OK) and os.path.basename(path) not in KEPT
                   and not os.path.basename(path).startswith("ran ")), key=os.path.getsize, reverse=True)


def without_parts(parts, still_wrong):
    """Leaves out parts, many at a time, then fewer."""
    size = len(parts)
    while size:
        at = 0
        while at < len(parts):
            fewer = parts[:at] + parts[at + size:]
            if still_wrong(fewer):
                parts = fewer
            else:
                at += size
        size //= 2
    return parts


def shrink(slurmlic, folder, name):
    """What is wrong in the small site."""
    def wrong():
        return [one for one in broken(outcome_of(slurmlic, folder)) if one[0] == name]

    for split in (rb"(?<=\n)", rb"(?<=[\s|:;,=()\"])"):
        for path in files_of(folder):
            with open(path, "rb") as file:
                parts = [part for part in re.split(split, file.read()) if part]

            def still_wrong(fewer, path=path):
                with open(path, "wb") as file:
                    file.write(b"".join(fewer))
                return bool(wrong())

            still_wrong(without_parts(parts, still_wrong))
    return wrong()
