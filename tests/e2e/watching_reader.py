"""Reads a file in a tight loop as node_exporter would, only far more often, and notes everything that is not whole.

watching_reader.py FILE END LINES...    a whole file ends with END and has one of these numbers of lines

It ends at the end of its standard input, and prints what it saw as JSON: reads, the different states of the file (by inode),
what was wrong, and every name that ever stood beside the file.
"""

import json
import os
import select
import sys


def look(path, end, line_counts, seen):
    try:
        with open(path, "rb") as file:
            data = file.read()
            seen["inodes"].add(os.fstat(file.fileno()).st_ino)
    except OSError as wrong:
        seen["wrong"].append(str(wrong))
        return
    if not data.endswith(end):
        seen["wrong"].append(f"{len(data)} bytes that end with {data[-80:]!r}")
    elif data.count(b"\n") not in line_counts:
        seen["wrong"].append(f"{data.count(chr(10).encode())} lines")


def main():
    path, end, line_counts = sys.argv[1], sys.argv[2].encode(), {int(word) for word in sys.argv[3:]}
    seen = {"reads": 0, "inodes": set(), "names": set(), "wrong": []}
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        look(path, end, line_counts, seen)
        seen["names"].update(os.listdir(os.path.dirname(path)))
        seen["reads"] += 1
    print(json.dumps({**seen, "inodes": len(seen["inodes"]), "names": sorted(seen["names"]), "wrong": seen["wrong"][:5]}))


if __name__ == "__main__":
    main()
