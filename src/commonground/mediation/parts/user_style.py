"""The style of the user: counts over turns, from which an assistant can match how the user writes."""

from __future__ import annotations

from collections import Counter

from commonground.measures.classifiers import SPELLED, listed
from commonground.measures.questions import NONE
from commonground.mediation.ground import Style
from commonground.mediation.parts.heard import Heard
from commonground.text.lexicon import CLASSES, CLASSES_OF
from commonground.text.tokens import words

POLITE = listed("please thanks thank sorry kindly appreciate grateful pardon cheers welcome excuse")


class UserStyle:
    """How the user wrote so far."""

    def __init__(self) -> None:
        self._turns: Counter[str] = Counter()
        self._words: Counter[str] = Counter()

    @property
    def found(self) -> Style:
        """The style over all turns with a word."""
        turns, said = self._turns["all"], self._words["all"]
        if not turns:
            return Style()
        cased = self._turns["cased"]
        return Style(
            turns,
            said / turns,
            self._turns["lower"] / cased if cased else None,
            self._words["contraction"] / said,
            self._turns["polite"] / turns,
            self._turns["exclaims"] / turns,
            self._turns["asks"] / turns,
            tuple((name, self._words[name] / said) for name in CLASSES),
        )

    def add(self, heard: Heard) -> None:
        """Take in a turn of the user."""
        said = words(heard.text)
        if not said:
            return
        self._words["all"] += len(said)
        for word in said:
            self._words.update(CLASSES_OF.get(word, ()))
            self._words["contraction"] += _is_contraction(word)
        upper = any(map(str.isupper, heard.text))
        self._turns.update(
            name
            for name, holds in (
                ("all", True),
                ("cased", upper or any(map(str.islower, heard.text))),
                ("lower", not upper and any(map(str.islower, heard.text))),
                ("polite", any(SPELLED.get(word, word) in POLITE for word in said)),
                ("exclaims", "!" in heard.text),
                ("asks", heard.seen["question"] != NONE),
            )
            if holds
        )


def _is_contraction(word: str) -> bool:
    return word in CLASSES_OF and ("'" in word or " " in SPELLED.get(word, ""))
