"""Things to be told apart by words: contexts of four, made of attributes, for reference games in a town without pictures.

The four of a context share their kind and differ in one, two or three attributes. Each has a name that a person could give
it for its looks. Contexts and names of the two splits are disjoint; every word of a description occurs in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from random import Random

from commonground.town.family import Split, draw_until, held_out, syllables

VERSION = "objects-1"
THINGS = 4
KINDS = ("lamp", "house", "door", "bag", "chair", "table", "bridge", "ship", "cup", "kite")
LEFT_OUT = "kite"  # never in what a model is taught of terms
VALUES = {
    "size": ("small", "big", "long", "short"),
    "colour": ("red", "blue", "green", "white", "black"),
    "material": ("stone", "paper", "tin", "steel", "clay"),
    "part": ("ring", "sign", "light", "note"),
}
NEEDS = ("one", "two", "three")  # attributes that some thing of a context needs
LIKENESSES = (
    "captain", "swan", "owl", "lemon", "baker", "doctor", "teacher", "letter", "river", "garden", "castle", "soup", "pie",
    "barrel", "lantern", "mill", "clerk", "lawyer", "plumber", "tailor", "gardener", "onion", "apple", "candle", "honey",
    "curry", "tree", "fish", "salt", "butter", "cheese", "bread", "cider", "cocoa", "king", "judge", "nurse", "sailor",
    "monk", "clown", "spider", "snail", "beetle", "duck", "goose", "horse", "camel", "whale", "crab", "moon", "sun",
    "comet", "cloud", "storm", "island", "cave", "tent", "drum", "violin", "trumpet", "pillow", "ladder", "hammer", "anchor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing: its kind, its attributes by name in the order in which they are said, and a name for its looks."""

    kind: str
    values: tuple[tuple[str, str], ...]
    name: str

    @property
    def text(self) -> str:
        """All that can be said of it.

        >>> Thing("house", (("size", "small"), ("colour", "red"), ("part", "ring")), "owl").text
        'small red house with a ring'
        """
        return described(self.kind, dict(self.values))


@dataclass(frozen=True, slots=True)
class Context:
    """Four things, and how many attributes the one among them that needs most must be given ("one", "two", "three")."""

    id: str
    things: tuple[Thing, ...]
    needs: str

    def told(self, number: int) -> str:
        """Return the shortest description that fits thing `number` alone."""
        target = self.things[number]
        for size in range(len(target.values) + 1):
            for some in combinations(target.values, size):
                if sum(set(some) <= set(thing.values) for thing in self.things) == 1:
                    return described(target.kind, dict(some))
        raise ValueError(f"{self.id}: two things are alike")


def described(kind: str, values: dict[str, str]) -> str:
    """Return a description by some attributes."""
    before = [value for name, value in values.items() if name != "part"]
    return " ".join((*before, kind)) + (f" with a {values['part']}" if "part" in values else "")


def context(split: Split, seed: int, index: int, needs: str = "", kind: str = "") -> Context:
    """Return context `index` of a seed; `needs` and `kind` are drawn where they are not given, kind never the one left out."""
    rng = Random(f"{VERSION}/{split}/{seed}/{index}/{needs}/{kind}")
    needs = needs or rng.choice(NEEDS)
    kind = kind or rng.choice([one for one in KINDS if one != LEFT_OUT])
    while True:
        values = _four(rng, needs)
        if held_out(" ".join(sorted(described(kind, one) for one in values))) == (split == "test"):
            break
    rng.shuffle(values)
    names = _names(rng, split)
    things = tuple(Thing(kind, tuple(one.items()), name) for one, name in zip(values, names, strict=True))
    return Context(f"{split}/{seed}/{index}/{needs}/{kind}", things, needs)


def _four(rng: Random, needs: str) -> list[dict[str, str]]:
    """Return the attributes of four things: three each, of which one, two or three tell them apart."""
    order = rng.sample(list(VALUES), 3)
    names = [name for name in VALUES if name in order]
    drawn = {name: rng.sample(VALUES[name], THINGS) for name in names}
    if needs == "one":  # four values of one attribute
        places = {order[0]: (0, 1, 2, 3), order[1]: (0, 0, 0, 0), order[2]: (0, 0, 0, 0)}
    elif needs == "two":  # two values each of two attributes
        places = {order[0]: (0, 0, 1, 1), order[1]: (0, 1, 0, 1), order[2]: (0, 0, 0, 0)}
    else:  # one thing, and three others that differ from it in one attribute each
        places = {order[0]: (0, 1, 0, 0), order[1]: (0, 0, 1, 0), order[2]: (0, 0, 0, 1)}
    return [{name: drawn[name][places[name][number]] for name in names} for number in range(THINGS)]


def _names(rng: Random, split: Split) -> list[str]:
    """Return four names, two that are words for other things and two that are made up."""
    likenesses = rng.sample([name for name in LIKENESSES if held_out(name) == (split == "test")], 2)
    made_up: list[str] = []
    while len(made_up) < 2:
        name = draw_until(lambda: syllables(rng, 2), split)
        if name not in made_up:
            made_up.append(name)
    names = [*likenesses, *made_up]
    rng.shuffle(names)
    return names
