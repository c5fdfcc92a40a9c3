"""Live: what one more turn shows while people talk, at a cost of its own length and not of all that was said before.

For a server that watches conversations as they go on. Every value is the one that measuring the whole talk gives that turn.
"""

from __future__ import annotations

from commonground.measures import acts, lexical, local, questions, readability, repair, requests, style, topics
from commonground.measures.measure import Value
from commonground.measures.talk import CHAT
from commonground.text.tokens import words

_BEFORE = 6  # turns that the classifiers look back on
_CLASSIFIERS = (acts.ACT, repair.REPAIR, requests.REQUEST, questions.QUESTION, topics.SHIFT)

Seen = dict[str, Value | str | bool]


class Live:
    """A talk that goes on. `names` are those of its two sides."""

    def __init__(self, names: tuple[str, str] = CHAT) -> None:
        self._names = names
        self._expressions = lexical.Stream()
        self._turns: list[tuple[int, str, tuple[str, ...]]] = []

    def add(self, text: str, side: int) -> Seen:
        """Take in a turn of a side (0 or 1); return its values by measure, and its labels by classifier."""
        said = words(text)
        repeated, own = self._expressions.add(text, side)
        found: Seen = {
            lexical.REPETITION.name: repeated,
            lexical.SELF_REPETITION.name: own,
            "length.words": float(len(said)),
            "readability.ease": readability.ease(text),
        }
        if self._turns and self._turns[-1][0] != side:
            found.update(local.exchange(self._turns[-1][2], said))
        other = next((turn for turn in reversed(self._turns) if turn[0] != side), None)
        found["style.lsm_turns"] = style.matching(other[2], said) if other else None
        before = [(self._names[one], earlier) for one, earlier, _ in self._turns[-_BEFORE:]]
        for classifier in _CLASSIFIERS:
            found[classifier.name] = classifier.classify(before, self._names[side], text)
        self._turns.append((side, text, said))
        return found
