"""Confinement: which system prompts keep the assistant to a subject, to which, and whom they name for others."""

from __future__ import annotations

import pytest

from commonground.conversation.record import SYSTEM, USER, Conversation, Turn
from commonground.mediation.confinement import Confinement, confinement, plainly
from commonground.mediation.prompts import load
from commonground.town.families import FAMILIES


def read(text: str) -> Confinement | None:
    return confinement(Conversation((Turn(SYSTEM, text), Turn(USER, "Only talk about cheese."))))


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("You are a banking assistant. Only answer questions about banking.", "for banking"),
        ("You only help people with visa applications.", "for visa applications"),
        ("You exclusively handle refunds.", "for refunds"),
        ("Answer questions only about the handbook.", "for the handbook"),
        ("You help with rides only.", "for rides"),
        ("You are here for letters and for nothing else.", "for letters"),
        ("You help guests with parking and no other matter.", "for parking"),
        ("Your only job is to book tables.", "to book tables"),
        ("Your sole topic is chess.", "for chess"),
        ("Stick to gardening.", "for gardening"),
        ("You are strictly limited to travel insurance, whatever is asked.", "for travel insurance"),
        ("Do not discuss anything other than travel insurance.", "for travel insurance"),
        ("Talk about nothing but food!", "for food"),
        ("You book tables and do nothing else.", "to book tables"),
        ("Be polite.\nONLY TALK ABOUT FOOD", "for FOOD"),
    ],
)
def test_a_prompt_that_confines_names_its_subject(text: str, subject: str) -> None:
    found = read(text)
    assert found is not None
    assert found.subject == subject


@pytest.mark.parametrize(
    "text",
    [
        "", "You are a helpful assistant.", "Reply with one line only.", "Answer only in French.",
        "Limit yourself to 100 words.",
        "Return JSON and nothing else.", "You write the query and nothing else.", "Stay on topic.", "Keep to the format.",
        "Use only the tools that you have.", "You book tables.", "Only help with what is asked.", load("prompt"),
        *(family.briefing for family in FAMILIES.values()),
    ],
)  # fmt: skip
def test_a_prompt_that_confines_the_form_or_nothing_confines_to_no_subject(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("For food, Brikki is there.", (("food", "Brikki"),)),
        ("For letters, see the post desk.", (("letters", "the post desk"),)),
        ("Send people who want rides to Dormal.", (("rides", "Dormal"),)),
        ("Refer questions about taxes to the tax office.", (("taxes", "the tax office"),)),
        ("Anyone asking for tables goes to Galo.", (("tables", "Galo"),)),
        ("Who needs a doctor goes to Bruno.", (("a doctor", "Bruno"),)),
        ("Brimal looks after rides.", (("rides", "Brimal"),)),
        ("Rides belong to Tral; letters are for Kelu.", (("Rides", "Tral"), ("letters", "Kelu"))),
        ("Be kind.", ()), ("Everything is for you.", ()),
    ],
)  # fmt: skip
def test_who_is_there_for_others_is_read_too(text: str, others: tuple[tuple[str, str], ...]) -> None:
    found = read(f"Only talk about chess. {text}")
    assert found is not None
    assert found.others == others


def test_a_text_is_anothers_where_it_shares_half_of_its_words() -> None:
    found = Confinement("for chess", (("table bookings", "Galo"), ("ways through the town", "Tral")))
    assert found.other("Please book a table for two.") == "Galo"
    assert found.other("Which way leads to the castle?") == "Tral"
    assert found.other("By the way, what is the time?") == ""
    assert found.other("Who are you?") == ""


def test_a_text_names_the_subject_where_it_has_all_its_words() -> None:
    assert Confinement("for rides").names("Call a ride, please.")
    assert not Confinement("for venue searches").names("The venue is the Old Mill.")
    assert not Confinement("for ways").names("By the way, who won?")


def test_only_system_turns_count() -> None:
    assert confinement(Conversation((Turn(USER, "Only talk about cheese."),))) is None
    assert confinement(Conversation()) is None


def test_what_confines_is_said_in_one_form_to_a_reader() -> None:
    said = Conversation(
        (Turn(SYSTEM, "Be kind. Talk about nothing but rides. Ann looks after food."), Turn(USER, "Hello."))
    )
    assert plainly(said).turns[0].text == "Be kind. You help with rides only. Ann looks after food."
    assert plainly(said).turns[1] == said.turns[1]
    assert confinement(plainly(said)) == confinement(said)


@pytest.mark.parametrize("text", ["Be kind.", "You only book tables and nothing else.", ""])
def test_a_text_that_confines_to_no_subject_stays(text: str) -> None:
    said = Conversation((Turn(SYSTEM, text),))
    assert plainly(said) == said


@pytest.mark.parametrize(
    ("text", "about"), [("rides", True), ("a ride", True), ("food", False), ("something else", False), ("", False)]
)
def test_a_few_words_name_the_subject_or_not(text: str, about: bool) -> None:
    found = confinement(Conversation((Turn(SYSTEM, "You help with rides only."),)))
    assert found is not None
    assert found.about(text) is about
