"""What has to be true of the JSON that slurmlic prints, beside the series that it publishes; see properties.py."""

import math

import compare
import words
from disguise import without_disguise

INFINITE = 4294967295


def json_is_valid(outcome):
    """What --json prints is one JSON value in UTF-8, without NaN; nothing after wrong settings."""
    for name, run in outcome.runs.items():
        if "--json" in name and run.status in (0, 1):
            try:
                run.out.decode("utf-8")
            except UnicodeDecodeError as wrong:
                yield f"{name}: {wrong}"
            if outcome.json(name) is None or not run.out.endswith(b"\n"):
                yield f"{name} is no JSON: {run.out[-80:]!r}"
        elif "--json" in name and run.out:
            yield f"{name} ended with {run.status} and printed {run.out[:80]!r}"


def gap_json_is_the_series(outcome):
    """gap --json has each tool's series, null where there is none; its users add up to their tool."""
    tools = outcome.json("gap --json")
    if not outcome.series or tools is None:
        return
    for what, expected, got in compare.gap_differences(outcome.runs["gap --json"].out.decode(), outcome.series, {}):
        yield f"{what}: expected {expected}, got {got}"
    yield from missing_tools(outcome, "gap --json", tools)
    for tool in tools:
        yield from wrong_users(tool)


def wrong_users(tool):
    """The users' seats and tokens add up to those of the tool; what is not known of the tool is not known of its users."""
    for side, total in (words.JSON_USER_SEATS, tool[words.JSON_SEATS]), (words.JSON_USER_TOKENS, tool[words.JSON_TOKENS]):
        counts = [user[side] for user in tool["users"]]
        are_unknown = set(counts) <= {None} and tool["outside"] is None
        if not are_unknown and (total is None or None in counts or sum(counts) != total):
            yield f"gap --json: {side} of {tool['tool']!r} is {total}, of its users {counts}"
    for user in tool["users"]:
        seats, tokens = user[words.JSON_USER_SEATS], user[words.JSON_USER_TOKENS]
        wanted = (None, None) if tool["outside"] is None else (max(seats - tokens, 0), max(tokens - seats, 0))
        if (user["outside"], user["idle"]) != wanted:
            yield f"gap --json: {user['user']!r} of {tool['tool']!r} has (outside, idle) {user['outside'], user['idle']}, not {wanted}"


def missing_tools(outcome, name, tools):
    """Every tool that has a series is there, once."""
    there = [tool["tool"] for tool in tools]
    for tool in sorted({*there, *(labels.get("tool", "") for labels, _ in outcome.family(words.TOOL_INFO))}):
        if there.count(tool) != 1:
            yield f"{name}: {tool!r} is there {there.count(tool)} times"


def show_json_is_the_series(outcome):
    """show --json has the series of each tool and license, null where there is none."""
    shown = outcome.json("show --json")
    if not outcome.series or shown is None:
        return
    for tool in shown["tools"]:
        for key, family in words.JSON_TOOL.items():
            yield from other_value(outcome, tool[key], words.series(family, tool=tool["tool"]))
    for one in shown["licenses"] + [pool for tool in shown["tools"] for pool in tool["pools"]]:
        labels = {"license_name": one["license_name"], "cluster": one["cluster"]}
        for key, family in words.JSON_LICENSE.items():
            yield from other_value(outcome, one[key], words.series(family, nodes=one.get("nodes"), **labels))
        if "nodes" not in one:
            yield from other_value(outcome, one["pending"], words.series(words.REQUESTED, state="pending", **labels))
    yield from missing_tools(outcome, "show --json", shown["tools"])


def show_tool_is_gap_and_the_series(outcome):
    """show TOOL --json has what gap --json has of the tool, with the same users, and the series of its features."""
    shown, tools = outcome.json("show TOOL --json"), outcome.json("gap --json")
    if not outcome.series or not isinstance(shown, dict) or tools is None:
        return
    same = [tool for tool in tools if tool["tool"] == shown["tool"]]
    if len(same) != 1:
        yield f"show TOOL --json has {shown['tool']!r}, gap --json has it {len(same)} times"
        return
    for key in words.JSON_TOOL:
        if key in same[0] and shown[key] != same[0][key]:
            yield f"show TOOL --json has {key} {shown[key]}, gap --json {same[0][key]}"
    keys = ("user", words.JSON_USER_SEATS, words.JSON_USER_TOKENS, "outside", "idle")
    of_show, of_gap = ([[user[key] for key in keys] for user in one["users"]] for one in (shown, same[0]))
    missing = [user for user in of_gap if user not in of_show]
    others = [user for user in of_show if user not in of_gap and (user[1] or user[2])]
    if missing or others:
        yield f"show TOOL --json lacks the users {missing} of gap --json, and has {others} more"
    for one in shown["features"]:
        labels = {"app": one["app"], words.FEATURE_LABEL: one["feature"], "vendor": one["vendor"]}
        keys = {key: words.series(family, **labels) for key, family in words.JSON_FEATURE.items()}
        for key, series in keys.items() if outcome.series.keys() & keys.values() else ():     # else the settings exclude it
            yield from other_value(outcome, one[key], series, "show TOOL --json")


def other_value(outcome, shown, key, name="show --json"):
    published = outcome.series.get(key)
    if shown is None or published is None:
        same = shown is published
    else:
        same = published in (shown, math.inf if shown == INFINITE else shown)
    if not same:
        yield f"{name} has {shown} for {words.written(key)}, published is {published}"


def person(user):
    """Who a name means: without what can't be seen, a domain, and upper case."""
    bare = user.rpartition("\\")[2] or user
    return words.fold(without_disguise(bare))


def a_person_stands_once(outcome):
    """No two users of a tool are one person."""
    for tool in outcome.json("gap --json") or []:
        people = [user["user"] and person(user["user"]) for user in tool["users"]]
        for one in sorted({one for one in people if people.count(one) > 1}, key=str):
            yield f"gap --json: {one!r} is {people.count(one)} users of {tool['tool']!r}: {[user['user'] for user in tool['users']]}"
