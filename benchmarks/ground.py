"""What the common ground costs, and how much of the town's sharded tasks it holds.

Cost: microseconds per token of `Fold.add` for the turns after a history of 50. Town: items of the test split said shard by
shard, the assistant answering "Noted."; shares over all shards. Medians of five rounds.
"""

from __future__ import annotations

import time
from collections import Counter
from random import Random
from statistics import median

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.mediation.fold import Fold, fold
from commonground.text.tokens import tokens
from commonground.town.families import FAMILIES
from commonground.town.items import Item, make_item

ROUNDS, HISTORY, AFTER, ITEMS = 5, 50, 20, 60
UNCORRECTED = ("decomposes", "refers")  # kinds of families whose items are never corrected


def talk(random: Random, turns: int) -> list[Turn]:
    """Return turns of town requests, each answered in the words of the right reply."""
    said: list[Turn] = []
    while len(said) < turns:
        item = make_item(random.choice(list(FAMILIES)), "test", 1, random.randrange(10_000))
        said += [Turn(USER, item.full), Turn(ASSISTANT, f"I understand. {item.phrasings[-1]} {item.reference}")]
    return said[:turns]


def cost() -> float:
    """Return the microseconds a token of the turns after the history."""
    rounds = []
    for number in range(ROUNDS):
        turns = talk(Random(number), HISTORY + AFTER)
        folded = Fold()
        for turn in turns[:HISTORY]:
            folded.add(turn)
        size = sum(len(tokens(turn.text)) for turn in turns[HISTORY:])
        started = time.perf_counter()
        for turn in turns[HISTORY:]:
            folded.add(turn)
        rounds.append(1e6 * (time.perf_counter() - started) / size)
    return median(rounds)


def said(item: Item) -> Conversation:
    """Return the item said shard by shard: shard n in turn 2n."""
    pairs = ((Turn(USER, shard.text), Turn(ASSISTANT, "Noted.")) for shard in item.shards)
    return Conversation(tuple(turn for pair in pairs for turn in pair))


def count(item: Item) -> Counter[str]:
    """Return how many shards stand, and how many corrections found what they correct, each with its total."""
    found: Counter[str] = Counter()
    requirements = fold(said(item)).requirements
    standing = [one.text for one in requirements if one.superseded_by is None]
    superseded = {one.turn: one.superseded_by for one in requirements if one.superseded_by is not None}
    for number, shard in enumerate(item.shards):
        later = [more for more in range(number + 1, len(item.shards)) if item.shards[more].corrects]
        wrong = [more for more in later if item.shards[more].keys == shard.keys]
        stands = any(shard.text in text for text in standing)
        found["shards"] += not wrong
        found["standing"] += not wrong and stands
        found["corrections"] += bool(wrong)
        found["right"] += bool(wrong) and superseded.get(2 * number) == 2 * wrong[0]
        found["wrongly superseded"] += not wrong and 2 * number in superseded and not stands
    return found


def shares(split: str = "test") -> None:
    """Print the shares of the town's shards."""
    total: Counter[str] = Counter()
    for name, family in FAMILIES.items():
        for index in range(ITEMS):
            corrected = not family.alike and family.kind not in UNCORRECTED
            total += count(make_item(name, "train" if split == "train" else "test", 0, index, correct=corrected))
    print(
        f"town, {split}: {total['standing']} of {total['shards']} shards stand ({total['standing'] / total['shards']:.1%}), "
        f"{total['right']} of {total['corrections']} corrections superseded the right one "
        f"({total['right'] / total['corrections']:.1%}), {total['wrongly superseded']} shards were lost"
    )


def main() -> None:
    """Print the cost and the shares."""
    print(f"Fold.add after {HISTORY} turns: {cost():.1f} us a token (median of {ROUNDS})")
    shares()


if __name__ == "__main__":
    main()
