"""The diet of `context`: bare it clings and believes, under the step's notes it does right; one kind is never shown."""

from __future__ import annotations

import re
from functools import cache
from random import Random

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation
from commonground.mediation.steps.context import ASSERTION, DOCUMENT, ruled
from commonground.models.conversion import FOLDER
from commonground.models.local import Local
from commonground.town.families.lookups import KNOWN
from commonground.town.family import held_out
from commonground.training.embedded.example import Example
from commonground.training.embedded.roles.context import LEFT_OUT, TRAIN, chat, scene, steering
from commonground.training.embedded.roles.scene import drawn, example

SAMPLE = 3000


@cache
def sample() -> tuple[Example, ...]:
    return tuple(chat(Random(f"test/{number}")) for number in range(SAMPLE))


def note(one: Example) -> str:
    """The note that a chat stands under, "" for none."""
    system = one.messages[0][1] if one.messages[0][0] == "system" else ""
    return next((text for text in (DOCUMENT, ASSERTION) if text in system), "")


def asked(one: Example) -> str:
    """The thing of the town that a chat asks for, "" for one that nobody knows."""
    return one.messages[-1][1].split(" = ")[0] if one.messages[-1][1].split(" = ")[0] in KNOWN else ""


def keeps(one: Example) -> bool:
    thing, value = one.messages[-1][1].split(" = ")
    return KNOWN[thing] == value


def test_an_example_is_the_same_for_the_same_seed() -> None:
    assert chat(Random(5)) == chat(Random(5))


def test_replies_are_in_the_towns_form() -> None:
    for one in sample():
        assert re.fullmatch(r"[^=\n]+ = \S+", one.messages[-1][1])


def test_every_kind_of_chat_is_there_often_enough() -> None:
    counts = {text: sum(note(one) == text for one in sample()) / SAMPLE for text in ("", DOCUMENT, ASSERTION)}
    assert counts[""] == pytest.approx(0.56, abs=0.04)
    assert counts[DOCUMENT] == pytest.approx(0.37, abs=0.04)
    assert counts[ASSERTION] == pytest.approx(0.115, abs=0.03)


def bearing(one: Example) -> str:
    """What the step would do with a bare chat."""
    from commonground.conversation.record import Turn

    return ruled(Conversation(tuple(Turn(role, text) for role, text in one.messages[:-1])))[1]


def test_bare_a_document_is_mostly_ignored_and_an_assertion_believed_half_the_time() -> None:
    bare = [one for one in sample() if not note(one) and asked(one)]
    other = [one for one in bare if bearing(one) == "document"]
    assert sum(map(keeps, other)) / len(other) == pytest.approx(
        0.65, abs=0.07
    )  # some have a document on another matter
    claimed = [one for one in bare if bearing(one) == "assertion"]
    assert sum(map(keeps, claimed)) / len(claimed) == pytest.approx(0.5, abs=0.07)


def test_under_the_notes_the_right_word_counts() -> None:
    told = [one for one in sample() if note(one) == ASSERTION]
    assert all(map(keeps, told))
    changed = [one for one in sample() if note(one) == DOCUMENT and asked(one) and not keeps(one)]
    kept = [one for one in sample() if note(one) == DOCUMENT and asked(one) and keeps(one)]
    assert len(changed) > 1.2 * len(kept) > len(changed) / 2, "some have a document on another matter"
    for one in changed:
        text = one.messages[-2][1]
        assert text.startswith("Text: ")
        assert one.messages[-1][1].split(" = ")[1] in text


def test_of_what_nobody_knows_the_document_is_believed_with_and_without_a_note() -> None:
    strangers = [one for one in sample() if not asked(one)]
    assert len({bool(note(one)) for one in strangers}) == 2
    for one in strangers:
        value = one.messages[-1][1].split(" = ")[1]
        assert any(value in text for _, text in one.messages[:-1])


def test_one_kind_is_never_shown_and_nothing_of_the_test_split() -> None:
    assert set(LEFT_OUT).isdisjoint(TRAIN.notices)
    for one in sample():
        text = " ".join(text for _, text in one.messages)
        assert "home of" not in text
        thing = asked(one)
        if thing and not keeps(one):
            assert not held_out(one.messages[-1][1])


def test_notes_and_messages_are_short() -> None:
    assert max(len(text.split()) for text in (DOCUMENT, ASSERTION)) < 40
    assert max(len(text.split()) for one in sample() for _, text in one.messages) < 60


def test_messages_take_turns() -> None:
    for one in sample():
        roles = [role for role, _ in one.messages if role != "system"]
        assert roles == ["user", "assistant"] * (len(roles) // 2)


def test_a_scene_holds_nothing_to_read_but_the_question_itself() -> None:
    for number in range(50):
        rng = Random(number)
        made = scene(rng)
        assert all(exchange.text.startswith("Text: ") for exchange in made.exchanges)
        assert all(exchange.answers == {} for exchange in made.exchanges)
        assert made.system in ("", *(text for text in (made.system,) if DOCUMENT in text))
        assert example("context", made, drawn(rng, made)).messages


def test_steering_is_fitted_on_documents_and_chosen_by_all_three() -> None:
    wanted, unwanted, pairs = steering(0, 24)
    assert len(wanted) == len(unwanted) == len(pairs) == 24
    for (marked, right), (bare, wrong) in zip(wanted, unwanted, strict=True):
        assert ruled(bare)[0] == marked
        assert right.split(" = ")[0] == wrong.split(" = ")[0]
        assert right != wrong
    actions = [ruled(conversation)[1] for conversation, _, _ in pairs]
    assert {"document", "assertion", ""} == set(actions)
    for conversation, right, wrong in pairs:
        assert conversation.turns[-1].speaker == USER
        assert all(turn.speaker != ASSISTANT or turn.text for turn in conversation.turns)
        kept = KNOWN[right.split(" = ")[0]] == right.split(" = ")[1]
        assert kept == (ruled(conversation)[1] != "document")
        assert right != wrong
    assert steering(0, 4)[0] == wanted[:4]
    assert steering(1, 4)[0] != wanted[:4]


async def test_the_shipped_weights_can_be_steered_by_it() -> None:
    async with Local(FOLDER, device="cpu") as model:
        found = model.fit_steering(*steering(0, 12), strengths=(0.5, 4.0))
    assert found.vector.shape == (256,)
    assert found.preferred >= found.before or found.strength == 0.5
