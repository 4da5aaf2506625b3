"""Characters by which one name looks like another."""

import re

# Control characters; what orders text or ends its lines; what nobody sees (Unicode's default ignorable, tags among them).
DISGUISE = re.compile("[\0-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
                      "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]")


def without_disguise(text):
    return DISGUISE.sub("", text)


def disguises(where, text):
    """What is wrong with a text that people read."""
    for found in DISGUISE.finditer(text):
        yield f"{where}: U+{ord(found[0]):04X} in {text[max(0, found.start() - 40):found.end() + 40]!r}"


def strings(value):
    """All that stand in a JSON value."""
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(one)
