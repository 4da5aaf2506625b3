"""Users and hosts with names that mean something else, too, and numbers that are long."""

import re

import make_lmstat
from make_slurm import BASES, USERS, upper

DAEMONS = make_lmstat.DAEMONS
WORDS = ["license", "UP", "in", "batch", "int", "start", "users", "None", "R", "of", "Total", "vendor", "no", "Feature"]
FOR_USERS = DAEMONS + BASES[:5] + WORDS + ["lic1a", "n3", "lic1", "12345678901", "27000", "root-x", "a.b", "mlm", "w$"]
FOR_HOSTS = DAEMONS + BASES[:5] + WORDS + ["alice", "bob", "lic1", "n3.example.com", "12345678901234", "h-1", "mlm", "10.0.0.1"]
HOSTS = ["n3", "n4", "n5", "lic0a", "lic1", "PC1", "host110", "srv"]
OTHERS = ["jane", "roe", "john", "public", "pc1", "corp", "lab", "apollo", "host110", "display110", "host111", "disp1", "srv", "lic2",
          "lic0a", "lic0b", "lic1a"]
TOTAL = r"(?<!\S)Total=\d+(?!\S)"
LONG = re.compile(r"(?<![\w.@+-])\d+(?![\w.@+-])")


def replaced(text, name, other):
    for one, new in ((name, other), (upper(name), upper(other))):
        text = re.sub(rf"(?<![\w./]){re.escape(one)}(?![\w.])", new.replace("\\", "\\\\"), text)
    return text


def use(random, texts):
    """The texts with strange names and numbers, and the names of people and hosts that are in them."""
    people = {name.lower() for name in USERS + OTHERS}
    changes = [(user, random.choice(FOR_USERS)) for user in random.sample(USERS, random.randint(0, 2))]
    changes += [(host, random.choice(FOR_HOSTS)) for host in random.sample(HOSTS, random.randint(0, 2))]
    for old, new in changes:
        changed = {name: replaced(text, old, new) for name, text in texts.items()}
        if changed != texts:
            people.add(new.lower())
        texts = changed
    length, chance = random.choice([0, 11, 15, 18, 19]), random.choice([0.02, 0.3])
    if length:
        def longer(match):
            return match[0] + "".join(random.choice("0123456789") for _ in range(length - len(match[0]))) if random.random() < chance else match[0]
        texts = {name: LONG.sub(longer, text) for name, text in texts.items()}
    return texts, people


def left(people, changed):
    """Names that are still there, but for the words of the tools, which tell nothing, and numbers."""
    harmless = {word.lower() for word in WORDS} | {"batch", "int", "interactive"}
    for name in sorted(people - harmless):
        if name.isdigit():
            continue
        for file, text in changed.items():
            found = re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text.lower())
            if found:
                line = text[text.rfind("\n", 0, found.start()) + 1:].split("\n", 1)[0]
                yield f"a name in {file}", "another than " + name, line


def spoil(random, changed, people):
    """The counts of one text changed, or one name back; None where there is nothing to change."""
    name = random.choice(sorted(changed))
    text = changed[name]
    if "LicenseName=" in text and re.search(TOTAL, text):
        return changed | {name: re.sub(TOTAL, r"\g<0>1", text)}
    back = sorted(people & set(USERS))
    return changed | {name: re.sub(r"\buser\d+\b", random.choice(back), text, count=1)} if re.search(r"\buser\d+\b", text) else None
