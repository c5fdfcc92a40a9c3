"""CommonGround: what the two sides of a chat have established so far, as frozen values.

The user's requirements, the terms that both use, the questions that wait for an answer, the topics, and how the user writes.
`fold` makes it from the turns, in plain code and without a model. Turns are named by their index in the conversation,
system and tool turns counted, so that a reader can go back to what was said.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

VERSION = "ground-2"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What the user asked for in one sentence of turn `turn`, in the user's own words.

    An answer that means nothing alone stands after the question that it answers, a correction after the sentence of which it
    changes a part. `superseded_by` is the turn that corrected or withdrew it, None while it stands.
    """

    turn: int
    text: str
    superseded_by: int | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """Where a term was said: characters `start` to `end` (exclusive) of the text of turn `turn`."""

    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pact:
    """A term, in lower case, that both sides have used.

    The speaker `coined_by` said it first, in turn `coined`; since turn `agreed` both have. `uses` are all places, in order.
    """

    term: str
    coined_by: str
    coined: int
    agreed: int
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that `speaker` asked in turn `turn` and that the other has not answered."""

    turn: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What the talk was about from turn `turn` on: its most used content words, as lemmas.

    An open topic is the one talked about or one beneath it, to which the talk may come back.
    """

    turn: int
    words: tuple[str, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Style:
    """How the user writes, over `turns` turns that say something. None where there is nothing to measure.

    `lower_case` (no capital letter), `politeness` (a word such as please or thanks), `exclamations` (an exclamation mark) and
    `questions` are shares of turns; `contractions` and each class of `function_words` are shares of words.
    """

    turns: int = 0
    words_per_turn: float | None = None
    lower_case: float | None = None
    contractions: float | None = None
    politeness: float | None = None
    exclamations: float | None = None
    questions: float | None = None
    function_words: tuple[tuple[str, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class CommonGround:
    """What both sides have established. The last of `open_questions` and the last open topic are the current ones."""

    requirements: tuple[Requirement, ...] = ()
    pacts: tuple[Pact, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    topics: tuple[Topic, ...] = ()
    style: Style = field(default_factory=Style)

    def document(self) -> dict[str, object]:
        """Return it as values that JSON can hold, with the version of the rules that made it."""
        style = asdict(self.style)
        if self.style.function_words is not None:
            style["function_words"] = dict(self.style.function_words)
        parts = {name: [asdict(one) for one in getattr(self, name)] for name in _LISTS}
        return {"version": VERSION, **parts, "style": style}


_LISTS = ("requirements", "pacts", "open_questions", "topics")
