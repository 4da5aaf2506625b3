"""Every #include of core and cli keeps to the rooms: it points where the room may point, and no two files include each other.
The linker keeps the same for functions (see unit/); this is for what only headers hold."""

import os
import re
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
MAY_USE = {
    "core/text": [],
    "core/slurm": ["core/text"],
    "core/seats": ["core/text"],
    "core/tools": ["core/text", "core/slurm", "core/seats"],
    "core/metrics": ["core/text", "core/slurm", "core/seats", "core/tools"],
    "core/settings": ["core/text", "core/seats", "core/tools"],
    "core/anonymize": ["core/text"],
    "core/os": ["core/text"],
}


def sources():
    for folder in ("core", "cli"):
        for path, _, names in os.walk(os.path.join(TOP, folder)):
            for name in names:
                if name.endswith((".cpp", ".hpp")):
                    yield os.path.relpath(os.path.join(path, name), TOP)


def includes(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return re.findall(r'^#include "([^"]+)"', file.read(), re.MULTILINE)


def room(path):
    """core has rooms; within cli only circles are looked for."""
    return "/".join(path.split("/")[:2]) if path.startswith("core/") else "cli"


def problems():
    arrows = {}
    for path in sources():
        for target in includes(path):
            if not os.path.exists(os.path.join(TOP, target)):
                yield f"{path} includes {target}, which is not there"
            if room(path) not in ("cli", room(target)) and room(target) not in MAY_USE[room(path)]:
                yield f"{path} includes {target}: {room(path)} may use {', '.join(MAY_USE[room(path)]) or 'no other room'}"
            unit, other = os.path.splitext(path)[0], os.path.splitext(target)[0]
            if unit != other:
                arrows.setdefault(unit, set()).add(other)
    for unit, others in sorted(arrows.items()):
        for other in sorted(others):
            if unit < other and unit in arrows.get(other, ()):
                yield f"{unit} and {other} include each other"


found = list(problems())
print("\n".join(found) or "every include keeps to the rooms")
sys.exit(1 if found else 0)
