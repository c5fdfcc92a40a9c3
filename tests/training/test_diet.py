"""The diet is what the card says: shares, depth, what never occurs, and nothing of the test split."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import islice

import pytest

from commonground.mediation import prompts
from commonground.mediation.reader import PASS
from commonground.town.families import FAMILIES
from commonground.town.family import held_out
from commonground.town.items import make_item
from commonground.training.embedded import diet
from commonground.training.embedded.example import Example
from commonground.training.embedded.roles.request import LEFT_OUT, THANKS

SAMPLE = 6000
CHATS = ("complete", "incomplete", "unrelated", "follow-up")


@cache
def sample() -> tuple[Example, ...]:
    return tuple(islice(diet.FIRST.stream(0, diet.FIRST.opening), SAMPLE))


def of(*roles: str) -> list[Example]:
    return [example for example in sample() if example.role in roles]


def texts(examples: list[Example], *speakers: str) -> list[str]:
    return [text for example in examples for role, text in example.messages if role in speakers]


def test_the_same_seed_gives_the_same_diet() -> None:
    assert [diet.FIRST.example(3, number) for number in range(50)] == [
        diet.FIRST.example(3, number) for number in range(50)
    ]
    assert diet.FIRST.example(3, 1) != diet.FIRST.example(4, 1)


def test_a_stream_can_be_entered_anywhere() -> None:
    assert next(diet.FIRST.stream(5, 7)) == diet.FIRST.example(5, 7)


def test_the_opening_has_no_mediator() -> None:
    opening = Counter(diet.FIRST.example(0, number).role for number in range(2000))
    assert opening["mediator"] == 0
    assert opening["drill"] > 600


def test_shares_are_as_declared() -> None:
    counts = Counter("chats" if example.role in CHATS else example.role for example in sample())
    for name, (share, _) in diet.FIRST.shares.items():
        role = {"drills": "drill", "documents": "document"}.get(name, name)
        assert counts[role] / SAMPLE == pytest.approx(share, abs=0.03)


def test_follow_ups_are_rare_among_chats() -> None:
    assert len(of("follow-up")) <= 0.10 * len(of(*CHATS))


def test_a_follow_up_is_two_turns_deep() -> None:
    for example in of("follow-up"):
        assert [role for role, _ in example.messages if role != "system"] == ["user", "assistant"] * 2


def test_an_assistant_never_asks_back() -> None:
    """But for drills, where it repeats meaningless sentences, question marks and all."""
    replies = texts(of("complete", "incomplete", "follow-up"), "assistant")
    assert not [reply for reply in replies if "?" in reply]


def test_every_chat_ends_with_a_reply() -> None:
    for example in sample():
        assert example.messages[-1][0] in ("assistant", "document")
        assert all(text.strip() for _, text in example.messages)


def test_families_left_out_never_occur_in_the_mediators_role() -> None:
    for text in texts(of("mediator"), "user", "assistant"):
        for name in LEFT_OUT:
            family = FAMILIES[name]
            assert family.read(text) is None
            assert not [opening for opening in family.intents("train") if opening in text]


def test_the_mediator_is_asked_with_the_installed_prompt() -> None:
    for example in of("mediator"):
        assert example.messages[0] == ("system", prompts.load("explicate"))
        assert example.messages[1][1].startswith("User: ")


def answered(examples: list[Example]) -> list[tuple[str, str]]:
    """Return every transcript that the mediator is shown, from its beginning to a user's turn, and the answer."""
    pairs: list[tuple[str, str]] = []
    for example in examples:
        (_, shown), (_, answer) = example.messages[-2:]
        pairs += [*((shown[:cut], early) for cut, early in example.early), (shown, answer)]
    return pairs


def test_the_mediator_passes_and_restates() -> None:
    answers = [answer for _, answer in answered(of("mediator"))]
    assert len(answers) > 2 * len(of("mediator"))
    assert 0.2 < sum(answer == PASS for answer in answers) / len(answers) < 0.45


def test_early_answers_follow_a_users_turn() -> None:
    for shown, _ in answered(of("mediator")):
        last = [line for line in shown.split("\n") if line.startswith(("User: ", "Assistant: "))][-1]
        assert last.startswith("User: ")
        assert shown.count("\nUser: ") >= 1


def test_a_restated_request_is_made_of_the_users_words() -> None:
    """Every word of it stands in the conversation; what the assistant said is used for nothing but what was pointed at."""
    for shown, answer in answered(of("mediator")):
        if answer != PASS:
            assert set(re.findall(r"\w+", answer)) <= set(re.findall(r"\w+", shown))


def test_drills_of_the_opening_join_what_was_said() -> None:
    """The user's words, in order, without the replies between them."""
    drills = [example for example in (diet.FIRST.example(0, number) for number in range(2000)) if example.early]
    assert drills
    for shown, answer in answered(drills):
        said = [line.removeprefix("User: ") for line in shown.split("\n") if line.startswith("User: ")]
        assert answer in (PASS, " ".join(text for text in said if text not in THANKS))


def test_questions_are_asked_alone_and_one_after_the_other() -> None:
    """A task that decomposes: its parts stand as requests of their own in the diet."""
    alone = [text for example in of("complete") for _, text in example.messages if text.count(" = ") == 1]
    row = [example for example in of("unrelated") if sum(" = " in text for _, text in example.messages) >= 3]
    assert len(alone) > 20
    assert len(row) > 20


def test_requests_are_never_worded_as_in_the_test_split() -> None:
    """No opening of the test split, and no sentence of it around a value, is said in a chat or a document."""
    said = "\n".join(texts(of(*CHATS, "document"), "user", "document"))
    for family in FAMILIES.values():
        train = {text for slot in family.slots for text in slot.wording.statements("train")}
        for text in family.intents("test"):
            if text.endswith("?") and family.opens:
                assert text not in said, (family.name, text)
        for slot in family.slots:
            for text in set(slot.wording.statements("test")) - train:
                before, _, after = text.partition("{v}")
                if len(before) > 16 and after == ".":
                    pattern = re.escape(before) + slot.default + re.escape(after)
                    assert not re.search(rf"(^|[.?] ){pattern}", said), (family.name, slot.key, text)


def test_names_of_the_test_split_never_occur() -> None:
    letters = [FAMILIES["letter"].read(text) for text in texts(of("complete"), "assistant") if text.startswith("To: ")]
    names = {letter[key] for letter in letters if letter for key in ("to", "sender")} - {"Sir", "a friend"}
    assert len(names) > 50
    assert not [name for name in names if held_out(name)]


def test_test_combinations_never_occur() -> None:
    """The facts of a test request, whatever their order, never make up a complete request in training."""
    trained = {frozenset(text.split("\n")) for text in texts(of("complete"), "assistant")}
    for name in FAMILIES:
        references = {frozenset(make_item(name, "test", 0, number).reference.split("\n")) for number in range(60)}
        assert not references & trained, name


def test_documents_speak_of_the_town_alone() -> None:
    assert len(of("document")) > 100
    assert all(len(example.messages) == 1 for example in of("document"))
    assert any("came in and said" in text for text in texts(of("document"), "document"))
