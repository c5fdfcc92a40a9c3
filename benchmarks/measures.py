"""Tokens a second: shared expressions, turn-level lexical cosine beside ALIGN, coordination beside ConvoKit, and one live turn.

One core, the same pre-tokenised turns on both sides, tagging, embeddings and files off. Values are compared to 1e-6 before
anything is timed; compiling comes first and is told apart. Medians of three rounds. `pip install align convokit` for the
peers; what is missing is left out.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from functools import partial
from importlib import import_module
from random import Random
from statistics import median
from typing import Any

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.measures import kernel, local, style
from commonground.measures.expressions import plain_scan
from commonground.measures.lexical import scan
from commonground.measures.live import Live
from commonground.measures.talk import Talk, talk
from commonground.text.lexicon import CLASSES, CLASSES_OF, LISTS

ROUNDS = 3
WORDS = [f"{head}{tail}" for head in ("ba", "de", "fi", "go", "lu", "mi") for tail in "abcdefghijklmnopqrstuvwxyz"]


def dialogue(random: Random, turns: int, length: int) -> Talk:
    """Return a random talk: rare and frequent words, and function words among them, as in real ones."""
    grammar = sorted(word for words in LISTS.values() for word in words if word.isalpha())

    def word() -> str:
        if random.random() < 0.5:
            return random.choice(grammar)
        return WORDS[min(int(random.paretovariate(0.9)), len(WORDS)) - 1]

    texts = (" ".join(word() for _ in range(length)) for _ in range(turns))
    made = talk(Conversation(tuple(Turn((USER, ASSISTANT)[n % 2], text) for n, text in enumerate(texts))))
    assert made is not None
    assert made.tokens
    assert made.words
    return made


def rate(work: Callable[[], object], tokens: int) -> float:
    """Return the tokens a second of a piece of work: the median of three rounds."""
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return tokens / median(times)


def size(talks: list[Talk]) -> int:
    """Return how many tokens these talks have."""
    return sum(len(turn) for one in talks for turn in one.tokens)


def scans(talks: list[Talk]) -> None:
    """Scan each of these talks."""
    for one in talks:
        scan(one)


def expressions(random: Random) -> None:
    """Print the rate of shared expressions for talks of several lengths, and for verbatim copies."""
    started = time.perf_counter()
    kernel.compiled()
    kernel.scan([["a"]], [0])
    print(f"compiling, once for a machine: {time.perf_counter() - started:.1f} s")
    for turns, length in ((20, 15), (20, 300), (100, 500), (2000, 500)):
        talks = [dialogue(random, turns, length) for _ in range(max(1, 30_000 // (turns * length)))]
        assert turns * length > 10_000 or scan(talks[0]) == plain_scan(talks[0].tokens, talks[0].sides)
        found = rate(partial(scans, talks), size(talks))
        print(f"shared expressions, {turns} turns of {length}: {found:,.0f} tokens/s")
    copies = [[f"w{number}" for number in range(500)]] * 100
    for name, work in (("compiled", kernel.scan), ("plain", plain_scan)):
        started = time.perf_counter()
        work(copies, [number % 2 for number in range(100)])
        print(f"100 verbatim copies of 500 tokens, {name}: {time.perf_counter() - started:.3f} s")


def cosine(random: Random) -> None:
    """Print the rate of turn-level lexical cosines beside ALIGN's analysis and beside its bare kernel."""
    talks = [dialogue(random, 50, 30) for _ in range(10)]
    own = rate(lambda: [[local.cosines(one.words, n) for n in (1, 2)] for one in talks], size(talks))
    print(f"turn-level cosine, n = 1 and 2: {own:,.0f} tokens/s")
    try:
        import pandas as pd

        align = import_module("align.calculate_alignment")
    except ImportError:
        return
    setattr(align, "conceptualAlignment", lambda *given: None)  # noqa: B010 - its semantic part off

    def frame(one: Talk) -> Any:  # noqa: ANN401 - pandas is no dependency here
        said = [" ".join(turn) for turn in one.words]
        tagged = [" ".join(f"{word} NN" for word in turn) for turn in one.words]
        people = [one.names[side] for side in one.sides]
        columns = {"token": said, "lemma": said, "tagged_token": tagged, "tagged_lemma": tagged}
        return pd.DataFrame({"file": "f", "participant": people, **columns})

    def bare(one: Talk) -> list[tuple[float, ...]]:
        pairs = zip(one.words, one.words[1:], strict=False)
        return [tuple(align.get_cosine(*align.ngram_lexical(a, b, n)) for n in (1, 2)) for a, b in pairs]

    theirs = bare(talks[0])
    for n in (1, 2):
        values = [value or 0.0 for value in local.cosines(talks[0].words, n)[1:]]
        assert all(abs(a - b[n - 1]) < 1e-6 for a, b in zip(values, theirs, strict=True))
    frames = iter([frame(one) for one in talks[:2] * ROUNDS])
    peer = rate(lambda: [align.TurnByTurnAnalysis(next(frames), [], None) for _ in range(2)], size(talks[:2]))
    print(f"  ALIGN's TurnByTurnAnalysis: {peer:,.0f} tokens/s; ours {own / peer:,.0f} times")
    peer = rate(lambda: [bare(one) for one in talks], size(talks))
    print(f"  ALIGN's bare cosines: {peer:,.0f} tokens/s; ours {own / peer:,.0f} times")


def coordination(random: Random) -> None:
    """Print the rate of coordination beside ConvoKit's, with the same marker lists."""
    talks = [dialogue(random, 20, 15) for _ in range(200)]
    own = rate(lambda: style.corpus_coordination(talks), size(talks))
    print(f"coordination: {own:,.0f} tokens/s")
    try:
        from convokit.coordination import Coordination
        from convokit.coordination import coordination as room
        from convokit.model import Corpus, Speaker, Utterance
    except ImportError:
        return
    room.CoordinationWordCategories[:] = list(CLASSES)
    entries = [(f"{word}#", name) for word, names in CLASSES_OF.items() for name in names]
    Coordination._compute_liwc_reverse_dict = lambda self: setattr(self, "liwc_trie", Coordination.make_trie(entries))
    people = {name: Speaker(id=name) for name in (USER, ASSISTANT)}
    said = [
        Utterance(
            id=f"{k}_{t}", speaker=people[one.names[one.sides[t]]], conversation_id=f"{k}_0",
            reply_to=f"{k}_{t - 1}" if t else None, timestamp=t, text=" ".join(words),
        )
        for k, one in enumerate(talks)
        for t, words in enumerate(one.words)
    ]  # fmt: skip
    corpus = Corpus(utterances=said)
    pairs = {(people[USER], people[ASSISTANT]), (people[ASSISTANT], people[USER])}

    def theirs() -> Any:  # noqa: ANN401 - convokit ships no types
        coordination = Coordination()
        coordination.fit(corpus)
        return coordination.pairwise_scores(corpus, pairs)

    scores = {tuple(getattr(person, "id", person) for person in pair): found for pair, found in theirs().items()}
    for own_scores, pair in zip(style.corpus_coordination(talks), ((USER, ASSISTANT), (ASSISTANT, USER)), strict=True):
        assert all(abs((own_scores[name] or 0) - (scores[pair].get(name) or 0)) < 1e-6 for name in CLASSES)
    peer = rate(theirs, size(talks))
    print(f"  ConvoKit: {peer:,.0f} tokens/s; ours {own / peer:,.0f} times")


def live(random: Random) -> None:
    """Print what one more turn of 300 tokens costs after 50 such turns, all streaming measures together."""
    spoken = dialogue(random, 60, 300)
    stream, times = Live(spoken.names), []
    for turn, (text, side) in enumerate(zip(spoken.texts, spoken.sides, strict=True)):
        started = time.perf_counter()
        found = stream.add(text, side)
        times.append(time.perf_counter() - started)
        assert turn or found
    print(f"live: {1000 * median(times[50:]):.1f} ms for a turn of 300 tokens after 50, {len(found)} measures")


def main() -> None:
    """Run all four."""
    warnings.simplefilter("ignore")
    random = Random(0)
    for part in (expressions, cosine, coordination, live):
        part(random)


if __name__ == "__main__":
    main()
