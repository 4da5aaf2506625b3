"""The colours of the dashboards: each means one thing, and those that stand together in a panel can be told apart in both
themes, also by people who are colour-blind: python3 tests/monitoring/colours.py [TestClass.test_name]; --table prints the
distances."""

import copy
import itertools
import json
import math
import sys
import unittest

from dashboard import UIDS, load, shown

MEANINGS = {
    "#D88036": "license servers, seats",
    "#4D6EE3": "Slurm, used tokens",
    "#84867B": "free",
    "#BB8DCD": "reserved",
    "#9A4F8F": "what jobs wait for",
    "#D11805": "outside Slurm; broken",
    "#52ADF8": "idle in Slurm",
    "#207E4A": "good",
    "#EFB106": "soon bad",
    "#7E8D93": "unknown",
}
# Which Grafana gives itself: writing, and what a panel lies on.
THEMES = {"dark": {"text": "#CCCCDC", "panel": "#181B1F"}, "light": {"text": "#24292E", "panel": "#FFFFFF"}}
PLAIN = ("text", "transparent")

# Machado, Oliveira and Fernandes (2009), the whole deficiency, on linear RGB.
SIGHTS = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)
APART = 12      # CIEDE2000: 1 is just seen side by side, 10 at a glance
FROM_PANEL = 25    # for a thin line


def times(matrix, vector):
    return tuple(sum(a * b for a, b in zip(row, vector)) for row in matrix)


def linear(hexadecimal):
    parts = (int(hexadecimal[at:at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def lab(hexadecimal, sight="all cones"):
    """L*, a*, b* of a colour as somebody sees it."""
    seen = (min(1, max(0, part)) for part in times(SIGHTS[sight], linear(hexadecimal)))
    x, y, z = ((part / white) for part, white in zip(times(TO_XYZ, tuple(seen)), WHITE))
    x, y, z = (part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116 for part in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(first, second):
    """CIEDE2000 (Sharma, Wu and Dalal, 2005) of two L*, a*, b*."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7))
    c1, c2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    h1, h2 = (math.degrees(math.atan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    hue = h1 + h2 if c1 * c2 == 0 else (h1 + h2) / 2 if abs(h1 - h2) <= 180 else ((h1 + h2 + 360) / 2) % 360
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    by_hue = 1 + sum(part * math.cos(math.radians(angle)) for part, angle in (
        (-0.17, hue - 30), (0.24, 2 * hue), (0.32, 3 * hue + 6), (-0.20, 4 * hue - 63)))
    in_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2))
    in_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    in_hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn) / 2) / (1 + 0.015 * chroma * by_hue)
    rotated = -2 * math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7)) * math.sin(
        math.radians(60 * math.exp(-((hue - 275) / 25) ** 2)))
    return math.sqrt(in_light ** 2 + in_chroma ** 2 + in_hue ** 2 + rotated * in_chroma * in_hue)


def colours_in(value):
    """Every colour in a part of a panel, wherever it stands."""
    if isinstance(value, dict):
        return {text for key, one in value.items() for text in (
            {one} if key in ("color", "fixedColor") and isinstance(one, str) else colours_in(one))}
    return {text for one in value for text in colours_in(one)} if isinstance(value, list) else set()


def together(panel):
    """The colours that stand in a panel; a step of thresholds that colours nothing does not."""
    config = panel.get("fieldConfig", {"defaults": {}, "overrides": []})
    found = colours_in(config["overrides"])
    defaults = copy.deepcopy(config["defaults"])
    drawn = panel["type"] == "stat" or defaults.get("custom", {}).get("thresholdsStyle", {}).get("mode", "off") != "off"
    if not drawn:
        defaults.pop("thresholds", None)
    return found | colours_in(defaults)


def pairs(dashboard):
    """(panel, theme, sight, one colour, another, how far apart) of all that stand together."""
    for panel in shown(dashboard):
        for theme, given in THEMES.items():
            found = sorted(given.get(colour, colour) for colour in together(panel) - {"transparent"})
            for sight in SIGHTS:
                for one, other in itertools.combinations(found, 2):
                    yield panel, theme, sight, one, other, distance(lab(one, sight), lab(other, sight))


def check_meanings(dashboard):
    for panel in shown(dashboard):
        for colour in sorted(together(panel) - set(PLAIN) - set(MEANINGS)):
            yield f"panel {panel['id']}: {colour} has no meaning"


def check_pairs(dashboard):
    for panel, theme, sight, one, other, far in pairs(dashboard):
        if far < APART:
            yield f"panel {panel['id']}, {theme}, {sight}: {one} and {other} are {far:.1f} apart"


def check_panel(dashboard):
    for colour in sorted({colour for panel in shown(dashboard) for colour in together(panel)} - {"transparent"}):
        for theme, given in THEMES.items():
            for sight in SIGHTS:
                far = distance(lab(given.get(colour, colour), sight), lab(given["panel"], sight))
                if far < FROM_PANEL:
                    yield f"{colour}, {theme}, {sight}: {far:.1f} from the panel"


class TheColours(unittest.TestCase):
    def passes(self, check):
        for name in UIDS:
            with self.subTest(name):
                self.assertEqual(list(check(load(name))), [])

    def test_of_a_panel_can_be_told_apart(self):
        self.passes(check_pairs)

    def test_can_be_seen_on_both_themes(self):
        self.passes(check_panel)

    def test_mean_one_thing_each(self):
        self.passes(check_meanings)
        self.assertEqual(len(set(MEANINGS.values())), len(MEANINGS))
        used = {colour for panel in shown(load()) for colour in together(panel)} - set(PLAIN)
        self.assertEqual(set(MEANINGS) - used, set())


class TheChecks(unittest.TestCase):
    def changed(self, *pairs_of_colours):
        text = json.dumps(load())
        for old, new in pairs_of_colours:
            self.assertIn(old, text)
            text = text.replace(old, new)
        return json.loads(text)

    def test_see_colours_that_only_the_colour_blind_confuse(self):
        # The pink and the grey that the dashboard had for reserved and free.
        self.assertGreater(distance(lab("#CC79A7"), lab("#8E949C")), 20)
        found = list(check_pairs(self.changed(("#BB8DCD", "#CC79A7"), ("#84867B", "#8E949C"))))
        self.assertIn("panel 205, light, deuteranopia: #8E949C and #CC79A7 are 2.4 apart", found)
        self.assertFalse([text for text in found if "all cones: #8E949C and #CC79A7" in text])

    def test_see_a_colour_that_fades_into_the_panel(self):
        self.assertIn("#F0E442, light", "\n".join(check_panel(self.changed(("#D88036", "#F0E442")))))

    def test_see_a_colour_of_no_meaning(self):
        self.assertIn("#123456 has no meaning", "\n".join(check_meanings(self.changed(("#BB8DCD", "#123456")))))

    def test_measure_as_the_paper_does(self):
        # From the table of Sharma, Wu and Dalal.
        for first, second, far in [((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425), ((50, 2.5, 0), (61, -5, 29), 22.8977),
                                   ((50, -1, 2), (50, 0, 0), 2.3669),
                                   ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082)]:
            self.assertAlmostEqual(distance(first, second), far, 4)
        self.assertAlmostEqual(lab("#FFFFFF")[0], 100, 2)


def main():
    if "--table" not in sys.argv:
        unittest.main(verbosity=2)
    for name, panel in ((name, panel) for name in UIDS for panel in shown(load(name))):
        near = sorted((far, theme, sight, one, other) for _, theme, sight, one, other, far in pairs({"panels": [panel]}))
        for far, theme, sight, one, other in near[:1]:
            print(f"{panel['id']:3} {far:5.1f} {theme:5} {sight:12} {one} {other}  {name}: {panel['title']}")


if __name__ == "__main__":
    main()
