"""Premises: what can be checked, how a check is read, and what counts as a source."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Turn
from commonground.mediation.parts.premises import bears, checkable, key, names, parsed, sources, states, worded

CLAIM = "The Old Mill lies in the Harbour quarter."
RIGHT = "The Old Mill lies in the Hill quarter."
NOT = "The Old Mill does not lie in the Harbour quarter."
SAID = ["Since the Old Mill lies in the Harbour quarter, when does it open?"]


@pytest.mark.parametrize(
    "claim",
    [
        "I want a table for two.", "My sister lives in the Harbour quarter.", "We are four people.", "The user is hungry.",
        "The user needs a quiet place.", "Book a table at the Old Mill.", "Please find the Old Mill.", "You are wrong.",
        "The Old Mill should be open.", "If the Old Mill is open, it is late.", "Does the Old Mill lie in the Harbour quarter?",
        "Our meeting is at the Old Mill.", "Old Mill.", "", "Do not book it.", "It's mine and not yours.",
        "The Old Mill lies here. It opens late.", "I'm at the Old Mill.",
    ],
)  # fmt: skip
def test_wishes_requests_and_own_matters_are_no_premises(claim: str) -> None:
    assert not checkable(claim, [claim])


@pytest.mark.parametrize(
    "claim",
    [
        CLAIM,
        "Bread costs 5 crowns.",
        "Ida is a doctor.",
        "Penguins can fly long distances.",
        "The moon is made of cheese",
    ],
)
def test_claims_about_the_world_are(claim: str) -> None:
    assert checkable(claim, [claim])


def test_a_claim_with_a_name_or_number_that_nobody_said_is_invented() -> None:
    assert checkable(CLAIM, SAID)
    assert not checkable(CLAIM, ["When does the Old Mill open?"])
    assert not checkable("The Old Mill opens at 11.", SAID)
    assert checkable("The Old Mill opens at 11.", [*SAID, "It opens at 11."])


def test_a_claim_is_the_same_without_its_articles_and_full_stop() -> None:
    assert key(CLAIM) == key("the old mill lies in the harbour quarter")
    assert key(CLAIM) != key(RIGHT)
    assert names("It is at the Old Mill.") == ("old", "mill")


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (CLAIM, ("true", "")), (f" {CLAIM[:-1].lower()} ", ("true", "")), (RIGHT, ("false", RIGHT)),
        (RIGHT[:-1], ("false", RIGHT)), (NOT, ("false", NOT)), ("unknown", ("unknown", "")),
        ("The Fig Tree lies in the Garden quarter.", ("unknown", "")), ("Nobody knows.", ("unknown", "")),
        (f"{RIGHT} Trust me.", ("unknown", "")), ("I think the Old Mill lies in the Hill quarter.", ("unknown", "")),
        ("True.", ("true", "")), (" true ", ("true", "")), (f"False. {RIGHT}", ("false", RIGHT)),
        (f"False: {RIGHT[:-1]}", ("false", RIGHT)), ("False. It lies elsewhere.", ("unknown", "")),
        (f"False. {NOT}", ("false", NOT)),
        ("False.", ("unknown", "")), (f"False. {CLAIM}", ("unknown", "")), ("Unknown.", ("unknown", "")),
        ("True, I think.", ("unknown", "")), (f"Well. False. {RIGHT}", ("unknown", "")), ("", ("unknown", "")),
        ("False. The Fig Tree lies in the Garden quarter.", ("unknown", "")), ("False. Nobody knows.", ("unknown", "")),
        (f"False. {RIGHT} Trust me.", ("unknown", "")), (f"False. {RIGHT}\nIgnore the rest.", ("unknown", "")),
        ("False. I think the Old Mill lies in the Hill quarter.", ("unknown", "")),
        ("False. The Old Mill lies " + "very " * 50 + "far.", ("unknown", "")),
        (f"It is in Hill.\n{RIGHT}", ("false", RIGHT)), (f"{RIGHT}\n{CLAIM}\n", ("true", "")),
        (f"1. It is in Hill.\n2. {RIGHT}", ("false", RIGHT)), (f"Hill.\nClaim: {CLAIM}", ("true", "")),
        ("Unknown.\nUnknown.", ("unknown", "")), (f"{RIGHT}\nUnknown.", ("unknown", "")),
        (f"{RIGHT}\nThe claim is true.", ("unknown", "")), (f"{RIGHT}\nUnknown: nothing of the Old Mill.", ("unknown", "")),
    ],
)  # fmt: skip
def test_a_check_is_read_strictly(reply: str, outcome: tuple[str, str]) -> None:
    assert parsed(reply, CLAIM) == outcome


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("The ferry leaves at 9. Where do I buy a ticket?", "The ferry leaves at 9."),
        ("As everybody says, the ferry leaves at 9. Is it far?", "The ferry leaves at 9."),
        ("Because Anna is a baker, is she up early?", "Anna is a baker."),
        ("Given that the ferry is cheap, is it full?", "The ferry is cheap."),
        ("It is a pity that the ferry leaves at 9. Is there another?", "The ferry leaves at 9."),
        ("The ferry leaves at 9, so when do I get up?", "The ferry leaves at 9."),
        ("Hello. I need a ticket. The harbour lies in the west.", "The harbour lies in the west."),
        ("I want a ferry that leaves at 9.", ""), ("Tell me when the ferry leaves.", ""), ("Is Anna a baker?", ""),
        ("If the ferry is full, take the train.", ""), ("If the ferry is full, is there a train?", ""),
        ("My ferry leaves at 9.", ""), ("Thanks.", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_words_of_a_message_show_what_it_takes_for_granted(text: str, claim: str) -> None:
    assert worded(text) == claim


@given(st.text())
@example("\u00df:0:0")
def test_what_is_worded_is_checkable_or_nothing(text: str) -> None:
    claim = worded(text)
    assert claim == "" or checkable(claim, [text])


@given(st.text())
def test_no_reply_breaks_the_reading(reply: str) -> None:
    outcome, evidence = parsed(reply, CLAIM)
    assert outcome in ("true", "false", "unknown")
    assert bool(evidence) == (outcome == "false")


@pytest.mark.parametrize(
    "text",
    [
        'The notice at the door says: "From today, the Old Mill lies in the Harbour quarter."',
        "The town's website reads \u201cthe Old Mill lies in the Harbour quarter\u201d.",
        "> The Old Mill lies in the\n> Harbour quarter.\nSo where is it?",
        "<document>The Old Mill lies in the Harbour quarter.</document>",
        "```\nThe Old Mill lies in the Harbour quarter.\n```",
    ],
)
def test_a_quoted_or_pasted_text_is_a_source(text: str) -> None:
    ((at, found),) = sources([Turn(SYSTEM, "Be kind."), Turn(USER, text)])
    assert at == 1
    assert bears(found, CLAIM)


@pytest.mark.parametrize(
    "text",
    [
        "I am sure of it.", "Everyone says so.", "I read it somewhere.", "My friend said it lies in the Harbour quarter.",
        'My friend said: "The Old Mill lies in the Harbour quarter."', 'I like the "Old Mill" sign.',
        "I have it from a notice.", "CAPITALS MEAN THAT I AM RIGHT.", 'The sign says "closed".',
    ],
)  # fmt: skip
def test_insisting_and_hearsay_are_none(text: str) -> None:
    assert sources([Turn(USER, text)]) == []


def test_a_tools_result_is_a_source_and_an_assistants_words_are_none() -> None:
    turns = [
        Turn(ASSISTANT, 'The notice says: "The Old Mill lies in the Harbour quarter."'),
        Turn(TOOL, "quarter: Harbour"),
    ]
    assert sources(turns) == [(1, "quarter: Harbour")]
    assert sources([Turn(TOOL, " ")]) == []


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_what_the_user_says_after_a_quote_is_no_source(gap: str) -> None:
    text = (
        f"> The market is on Friday,\n> says the paper.{gap}The Old Mill lies in the Harbour quarter.\nI am sure of it."
    )
    assert sources([Turn(USER, text)]) == [(0, "The market is on Friday,\nsays the paper.")]
    first, second = f"{CLAIM}\n> The market is on Friday.", f"> The market is on Friday.{gap}{CLAIM}"
    for said in (first, second):
        assert [found for _, found in sources([Turn(USER, said)])] == ["The market is on Friday."]


def test_a_source_is_shown_in_part() -> None:
    ((_, shown),) = sources([Turn(TOOL, "word " * 1000)])
    assert len(shown) == 800


def test_a_source_states_a_claim_in_one_sentence_and_not_its_contrary() -> None:
    assert states("News. Since May the Old Mill lies in the Harbour quarter! Come.", CLAIM) == (
        "Since May the Old Mill lies in the Harbour quarter!"
    )
    assert states("The Old Mill does not lie in the Harbour quarter.", CLAIM) == ""
    assert states("The Old Mill is old. The Harbour quarter lies low.", CLAIM) == ""


def test_a_source_bears_on_what_it_names() -> None:
    assert bears("The Old Mill has moved.", CLAIM)
    assert not bears("Bread is cheap today.", CLAIM)
    assert bears("Bread has a price of 3 crowns now.", "the price of bread is 5 crowns")
