"""Random dialogues for tests of measures: few words, so that much repeats, with punctuation and empty turns among them."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.measures.talk import Talk, talk

WORDS = ("the", "red", "Red", "house", "is", ",", "?", "7", "größer")
said = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
turns = st.lists(st.tuples(st.sampled_from([USER, ASSISTANT]), said), max_size=8)


def spoken(*texts: str, speakers: tuple[str, str] = (USER, ASSISTANT)) -> Talk:
    """The talk in which these texts are said by two speakers in turn."""
    found = talk(Conversation(tuple(Turn(speakers[number % 2], text) for number, text in enumerate(texts))))
    assert found is not None
    return found


def talk_of(pairs: list[tuple[str, str]]) -> Talk | None:
    """The talk of these (speaker, text), None where one of the two never speaks."""
    return talk(Conversation(tuple(Turn(speaker, text) for speaker, text in pairs)))


def random_turns(random: Random, turns: int = 9, length: int = 8) -> tuple[list[list[str]], list[int]]:
    """Tokens and sides of a random dialogue over a small vocabulary."""
    vocabulary = "abcde,?"[: random.randint(2, 7)]
    dialogue = [
        [random.choice(vocabulary) for _ in range(random.randint(0, length))] for _ in range(random.randint(1, turns))
    ]
    return dialogue, [random.randint(0, 1) for _ in dialogue]
