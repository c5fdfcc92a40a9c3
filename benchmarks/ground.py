"""What the common ground costs, and how much of the town's sharded tasks it holds.

Cost: microseconds per token of `Fold.add` for the turns after a history, `measures.live.Live` included and alone; they do not
grow with the history. Town: items of the test split said shard by
shard, the assistant answering "Noted."; shares over all shards. Medians of five rounds.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from random import Random
from statistics import median

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.measures.live import Live
from commonground.mediation.fold import Fold, fold
from commonground.text.tokens import tokens
from commonground.town.families import FAMILIES
from commonground.town.items import Item, make_item

ROUNDS, HISTORIES, AFTER, ITEMS = 5, (50, 1000), 20, 60
UNCORRECTED = ("decomposes", "refers")  # kinds of families whose items are never corrected


def talk(random: Random, turns: int) -> list[Turn]:
    """Return turns of town requests, each answered in the words of the right reply."""
    said: list[Turn] = []
    while len(said) < turns:
        item = make_item(random.choice(list(FAMILIES)), "test", 1, random.randrange(10_000))
        said += [Turn(USER, item.full), Turn(ASSISTANT, f"I understand. {item.phrasings[-1]} {item.reference}")]
    return said[:turns]


def cost(add: Callable[[], Callable[[Turn], object]], history: int) -> float:
    """Return the microseconds a token of the turns after the history, in what `add` makes anew for each round."""
    rounds = []
    for number in range(ROUNDS):
        turns, take_in = talk(Random(number), history + AFTER), add()
        for turn in turns[:history]:
            take_in(turn)
        size = sum(len(tokens(turn.text)) for turn in turns[history:])
        started = time.process_time()
        for turn in turns[history:]:
            take_in(turn)
        rounds.append(1e6 * (time.process_time() - started) / size)
    return median(rounds)


def live() -> Callable[[Turn], object]:
    """Return what takes turns into a `Live` of its own."""
    watched = Live()
    return lambda turn: watched.add(turn.text, (USER, ASSISTANT).index(turn.speaker))


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
    for history in HISTORIES:
        whole, watched = cost(lambda: Fold().add, history), cost(live, history)
        print(
            f"Fold.add after {history} turns: {whole:.0f} us a token, of which Live {watched:.0f} (medians of {ROUNDS})"
        )
    shares()


if __name__ == "__main__":
    main()
