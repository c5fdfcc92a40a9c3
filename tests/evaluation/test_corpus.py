"""A corpus: folds equal what all values at once give, processes change nothing, and a sample is as likely as any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.errors import UnknownNameError
from commonground.evaluation import corpus as room
from commonground.evaluation.chance import chance
from commonground.evaluation.corpus import Measured, Request, measure_corpus
from commonground.evaluation.corpus_summary import summarize_corpus
from commonground.measures.registry import measure

WORDS = [f"w{number}" for number in range(60)]
LEXICAL = ("lexical",)


def dialogue(random: Random, copies: float = 0.0, turns: int = 8, length: int = 6) -> Conversation:
    """The assistant says each word of the user's last turn again with the chance `copies`, else any word."""
    said: list[Turn] = []
    for number in range(turns):
        words = [random.choice(WORDS) for _ in range(length)]
        if number % 2:
            before = said[-1].text.split()
            words = [before[place] if random.random() < copies else word for place, word in enumerate(words)]
        said.append(Turn(USER if number % 2 == 0 else ASSISTANT, " ".join(words)))
    return Conversation(tuple(said), id=f"c{random.random()}")


def dialogues(count: int, seed: int = 0, copies: float = 0.0, turns: int = 8) -> list[Conversation]:
    random = Random(seed)
    return [dialogue(random, copies, turns) for _ in range(count)]


def test_folds_are_the_means_of_the_rows() -> None:
    some = [*dialogues(9), Conversation((Turn(USER, "alone"),))]
    rows: list[Measured] = []
    found = measure_corpus(some, Request(LEXICAL), tick=rows.append)
    assert (found.conversations, found.talks, [row.number for row in rows]) == (10, 9, list(range(10)))
    values = [measure(one, LEXICAL)["lexical.repetition"].value for one in some[:9]]
    fold = found.folds[None]["lexical.repetition"]
    assert fold.n == 9
    assert fold.mean == pytest.approx(sum(value or 0 for value in values) / 9)
    assert rows[9].values["lexical.repetition"] is None


def test_processes_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "CHUNK", 3)
    some = dialogues(11)
    alone, shared = list[Measured](), list[Measured]()
    one = measure_corpus(some, Request(LEXICAL, turns=True), tick=alone.append)
    two = measure_corpus(some, Request(LEXICAL, turns=True), jobs=2, tick=shared.append)
    assert alone == shared
    assert one.folds == two.folds
    assert one.series == two.series
    assert chance(one.sample, LEXICAL, draws=3) == chance(one.sample, LEXICAL, draws=3)


def test_conversations_are_read_as_they_are_needed() -> None:
    """What waits is bounded, however long the source."""
    read = 0

    def source() -> Iterator[Conversation]:
        nonlocal read
        for one in dialogues(500):
            read += 1
            yield one

    def stop(row: Measured) -> None:
        if row.number == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure_corpus(source(), Request(LEXICAL), tick=stop)
    assert read <= room.CHUNK


def test_every_conversation_is_as_likely_in_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SAMPLE", 5)
    some = [Conversation((Turn(USER, f"w{number}"), Turn(ASSISTANT, "x"))) for number in range(20)]
    drawn: Counter[str] = Counter()
    for seed in range(400):
        drawn.update(spoken.texts[0] for _, spoken in measure_corpus(some, Request(LEXICAL), seed=seed).sample)
    assert sum(drawn.values()) == 2000
    assert all(60 <= drawn[f"w{number}"] <= 140 for number in range(20))


def test_trajectories_are_means_by_turn() -> None:
    some = [Conversation((Turn(USER, "a b"), Turn(ASSISTANT, text))) for text in ("a b", "c d", "a d")]
    summary = summarize_corpus(measure_corpus(some, Request(LEXICAL, turns=True)), [], LEXICAL)
    course = summary["trajectories"]["lexical.repetition"]
    assert [(point["turn"], point["mean"], point["n"]) for point in course["first"]] == [(1, 0, 3)]
    assert [(point["turn"], point["mean"], point["n"]) for point in course["second"]] == [(2, pytest.approx(0.5), 3)]


def test_groups_are_compared_by_name_where_they_share_conversations() -> None:
    def group(name: str, text: str) -> list[Conversation]:
        turns = (Turn(USER, "a b c d"), Turn(ASSISTANT, text))
        return [Conversation((*turns, Turn(USER, f"x{n}")), id=f"c{n}", meta={"model": name}) for n in range(8)]

    found = measure_corpus([*group("one", "e f g h"), *group("two", "a b c d")], Request(LEXICAL, by="model"))
    summary = summarize_corpus(found, [], ("lexical",))
    assert [entry["group"] for entry in summary["groups"]] == ["one", "two"]
    differences = {one["measure"]: one for one in summary["differences"]}
    one = differences["lexical.repetition"]
    assert (one["of"], one["minus"], one["paired"], one["n"]) == ("two", "one", True, 8)
    assert one["mean"] == pytest.approx(4 / 9)
    assert one["q"] <= 0.05


def test_groups_of_other_conversations_are_compared_unpaired() -> None:
    some = [
        Conversation((Turn(USER, "a b c d"), Turn(ASSISTANT, text)), meta={"model": name})
        for name, texts in (("one", ("e", "e f", "a")), ("two", ("a b", "a b c", "a")))
        for text in texts
    ]
    summary = summarize_corpus(measure_corpus(some, Request(LEXICAL, by="model")), [], LEXICAL)
    one = next(one for one in summary["differences"] if one["measure"] == "lexical.repetition")
    assert (one["paired"], one["n"]) == (False, 6)
    assert one["mean"] > 0


def test_unknown_names_are_refused_before_anything_is_read() -> None:
    with pytest.raises(UnknownNameError, match="lexicle"):
        measure_corpus(iter(()), Request(("lexicle",)))
    with pytest.raises(UnknownNameError, match="repetitoin"):
        measure_corpus(iter(()), Request(("lexical.repetitoin",)))


def test_copying_lies_above_chance_and_the_more_the_further() -> None:
    """Shuffled, the assistant's turns follow other turns of the user, so what was copied from the last one is lost."""
    means = []
    for copies in (0.0, 0.3, 0.6, 0.9):
        found = measure_corpus(dialogues(30, copies=copies), Request(LEXICAL))
        (one,) = [
            one
            for one in chance(found.sample, LEXICAL, draws=20)
            if (one.measure, one.kind) == ("lexical.repetition.second", "shuffle")
        ]
        means.append(one.difference.mean)
        if copies == 0.9:
            assert one.difference.low > 0
            assert one.q is not None
            assert one.q < 0.05
    assert means == sorted(means)


def test_without_copying_chance_explains_what_is_shared() -> None:
    """Of 60 corpora in which nobody copies, the interval of the difference holds 0 in nearly all."""
    held = 0
    for seed in range(60):
        found = measure_corpus(dialogues(12, seed=seed, turns=4), Request(LEXICAL), seed=seed)
        one = next(
            one for one in chance(found.sample, LEXICAL, draws=10, seed=seed) if one.measure == "lexical.repetition"
        )
        held += one.difference.low <= 0 <= one.difference.high
    assert held >= 52


def test_partners_are_swapped_within_groups_and_strangers_need_an_opening() -> None:
    found = measure_corpus(dialogues(6), Request(LEXICAL))
    assert {one.kind for one in chance(found.sample, LEXICAL, draws=2)} == {"shuffle", "partner"}
    same = [Conversation((Turn(USER, "hello"), *one.turns[1:])) for one in dialogues(4)]
    kinds = {one.kind for one in chance(measure_corpus(same, Request(LEXICAL)).sample, LEXICAL, draws=2)}
    assert kinds == {"shuffle", "partner", "stranger"}
