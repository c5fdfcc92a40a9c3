"""Surrogates: where nobody copies, does the interval of real minus surrogate hold 0, and does it grow with copying?

1,000 corpora of 30 random dialogues in which the second speaker copies nothing; then corpora in which it copies each word of
the turn before with the chance p. Measured is its causal repetition of expressions against turn shuffles.
"""

from __future__ import annotations

from random import Random

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.evaluation.chance import Chance, chance
from commonground.measures.talk import Talk, talk

SEEDS, TALKS, TURNS, LENGTH, DRAWS = 1000, 30, 6, 6, 10
WORDS = [f"w{number}" for number in range(60)]


def dialogue(random: Random, copies: float) -> Talk:
    """Return a talk in which side 1 says each word of the turn before again with the chance `copies`."""
    said: list[Turn] = []
    for number in range(TURNS):
        words = random.choices(WORDS, k=LENGTH)
        if number % 2:
            before = said[-1].text.split()
            words = [before[place] if random.random() < copies else word for place, word in enumerate(words)]
        said.append(Turn((USER, ASSISTANT)[number % 2], " ".join(words)))
    made = talk(Conversation(tuple(said)))
    assert made is not None
    return made


def repetition(seed: int, copies: float) -> Chance:
    """Return the place of repetition above its shuffles in one corpus."""
    random = Random(f"{seed}/{copies}")
    sample = [(None, dialogue(random, copies)) for _ in range(TALKS)]
    found = chance(sample, ["lexical"], draws=DRAWS, seed=seed)
    return next(one for one in found if (one.measure, one.kind) == ("lexical.repetition.second", "shuffle"))


def main() -> None:
    """Print the coverage without copying, and the difference for each chance of copying."""
    held = 0
    for seed in range(SEEDS):
        one = repetition(seed, 0.0)
        held += one.difference.low <= 0 <= one.difference.high
    print(f"nobody copies: the interval holds 0 for {held / SEEDS:.1%} of {SEEDS} seeds")
    for copies in (0.0, 0.1, 0.2, 0.4, 0.6, 0.8):
        one = repetition(0, copies)
        print(f"p = {copies}: {one.difference.mean:.3f} [{one.difference.low:.3f}, {one.difference.high:.3f}]")


if __name__ == "__main__":
    main()
