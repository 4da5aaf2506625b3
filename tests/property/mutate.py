"""Strange names and numbers, and ways to spoil a text. All is bytes: what is read need not be UTF-8."""

import os
import re

CORPUS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "fuzz", "corpus")

NAMES = [name.encode() for name in (
    "al\u202eice", "\u2066vcs\u2069", "ab\u200b", "a\u200db", "\ufeffvcs", "bob\U000e0041", "x\u2028y", "x\u2029", "\u061ca", "a\u00adb",
    "a\ufe0fb", "\u3164", "a\x85b", "\x9b31m", "\x1b[31mred\x1b[0m", "bell\x07", "a\x7fb", "nul\x00l", "cr\rx", "new\nline", "tab\tx",
    "ALICE", "alice", "Bob", "CORP\\alice", "CORP\\", "\\", "a\\\\b\\", 'quo"ted', '"', "'", "`id`", "$(id)", "%s%n%h", "a;b|c,d", "<b>&",
    "\u00e9", "e\u0301", "\U0001f600", "\u212aelvin", "(null)", "None", "null", "other", "nan", "-", "--", "-x", "#", "{}", 'a="b"', "a=3",
    "__name__", "@", "a@b@c", ":", " ", "", "a b", "x" * 300, "y" * 70000, "[1-3]", "1_[0-99999999]", "*", "LicenseName=x", "Users of x:")]
NAMES += [b"\xff\xfe", b"\xc3(", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80", b"ab\xff", b"ab\xfe", b"\xc0\xaf"]
NUMBERS = [str(number).encode() for number in (
    0, 1, -1, -5, -0.0, 1.5, 2**31, 2**32 - 2, 2**32 - 1, 2**32, 2**53 + 1, 2**63 - 1, 2**63, -2**63, 2**64, 10**30)]
NUMBERS += [b"007", b"+5", b"1e9", b"0x10", b"Inf", b"NaN", "\u0663".encode(), b"1,000"]
FIELD = re.compile(rb"[^\s|:;,=()\"]+")


def corpus(random, kind):
    """A text of tests/fuzz/corpus: lmstat, scontrol or squeue."""
    folder = os.path.join(CORPUS, kind)
    with open(os.path.join(folder, random.choice(sorted(os.listdir(folder)))), "rb") as file:
        return file.read()


def cut_off(random, text):
    return text[:random.randint(0, len(text))]


def change_lines(random, text):
    """A line is doubled, dropped or put in another's place."""
    lines = text.splitlines(keepends=True) or [b""]
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    kind = random.randrange(3)
    if kind == 0:
        lines.insert(other, lines[at])
    elif kind == 1:
        del lines[at]
    else:
        lines[at], lines[other] = lines[other], lines[at]
    return b"".join(lines)


def change_bytes(random, text):
    changed = bytearray(text or b"x")
    for _ in range(random.choice([1, 1, 3, 20])):
        changed[random.randrange(len(changed))] = random.choice([random.randrange(256), 0, 10, 13, 32, 127])
    return bytes(changed)


def change_field(random, text):
    """One field becomes a strange name, or a strange number if it was one."""
    fields = list(FIELD.finditer(text))
    if not fields:
        return random.choice(NAMES)
    field = random.choice(fields)
    values = NUMBERS if field[0].isdigit() and random.random() < 0.8 else NAMES
    return text[:field.start()] + random.choice(values) + text[field.end():]


def insert(random, text):
    at = random.randint(0, len(text))
    return text[:at] + random.choice(NAMES + NUMBERS + [b"\0", b"\n", b"\r\n", b"\n\n\n", b" ", b"\t", b"|"]) + text[at:]


def mix(random, text):
    """A part of another text, of this kind or another, somewhere in it."""
    other = corpus(random, random.choice(["lmstat", "scontrol", "squeue"]))
    begin, at = random.randint(0, len(other)), random.randint(0, len(text))
    return text[:at] + other[begin:random.randint(begin, len(other))] + text[at:]


def change_ends(random, text):
    return text.replace(b"\n", random.choice([b"\r\n", b"\r", b"\n\n", b"\0\n", b" \n"]))


def empty(random, text):
    return random.choice([b"", b"\n", b"\0", b"\xef\xbb\xbf" + text])


WAYS = [change_field] * 6 + [change_lines] * 4 + [change_bytes] * 2 + [insert] * 2 + [cut_off, mix, change_ends]


def mutated(random, text):
    for _ in range(random.choice([0, 0, 0, 1, 1, 2, 3, 8])):
        text = random.choice(WAYS)(random, text)
    return empty(random, text) if random.random() < 0.02 else text


def renames(random, names):
    """Strange names for some of `names`, the same in all texts, so that they meet."""
    return {name.encode(): random.choice(NAMES) for name in random.sample(names, random.choice([0, 1, 2, 4, 8]))}


def renamed(text, names):
    if not names:
        return text
    longest_first = sorted(names, key=len, reverse=True)
    return re.sub(b"|".join(map(re.escape, longest_first)), lambda found: names[found[0]], text)
