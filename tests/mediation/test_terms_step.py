"""The terms step: what it calls a thing after which turns, and the user's words in other talk."""

from __future__ import annotations

import asyncio

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.mediation.listener import Listener
from commonground.mediation.step import mediate
from commonground.mediation.steps.terms import VERSION, note, own_words, terms
from commonground.models.chat import Request, complete
from commonground.models.scripted import Script

GAME = "Describe the one that comes next.\n1. tall red tower\n2. tall blue tower\n3. short red tower"
SAYS = 'Call it "the {}". Say no more than that.'


def talk(*said: str, system: str = GAME) -> Conversation:
    turns = [Turn((USER, ASSISTANT)[number % 2], text) for number, text in enumerate(said)]
    return Conversation((Turn(SYSTEM, system), *turns) if system else tuple(turns))


def called(*said: str) -> str:
    action, text = note(talk(*said))
    assert (action == "call") == bool(text)
    return text


FOUND = ("Next: 1.", "The tall red tower.")


@pytest.mark.parametrize("opening", ["Next: 1.", "Hello. Next is number 1.", "Number 1, please.", "The next one: 1"])
def test_a_first_mention_is_left_alone(opening: str) -> None:
    assert called(opening) == ""


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("Right, the tall red tower. Ah, the lighthouse. Next: 1.", "lighthouse"),
        ("Yes. I would call it the lighthouse. Next: 1.", "lighthouse"),
        ("Found. It looks like a lighthouse to me. Next: 1.", "lighthouse"),
        ("Right, the lighthouse. Next: 1.", "lighthouse"),
        ('Good, so that is "the old captain". Next: 1.', "old captain"),
        ("Ok, the lighthouse then. Next: 1.", "lighthouse"),
    ],
)
def test_the_partners_name_is_taken_over(answer: str, name: str) -> None:
    assert called(*FOUND, answer) == SAYS.format(name)


def test_a_name_holds_for_its_thing_alone_and_stays() -> None:
    named = (*FOUND, "Right, the tall red tower. Ah, the lighthouse. Next: 2.")
    assert called(*named) == ""
    later = (*named, "The tall blue tower.", "Right. Next: 1.")
    assert called(*later) == SAYS.format("lighthouse")
    again = (*later, "The lighthouse.", "Right, the tall red tower. Next: 1.")
    assert called(*again) == SAYS.format("lighthouse")


def test_without_a_name_what_worked_grows_shorter() -> None:
    assert called("Next: 2.", "The tall blue tower.", "Right, the tall blue tower. Next: 2.") == SAYS.format(
        "blue tower"
    )
    assert called(*FOUND, "Right. Next: 1.") == SAYS.format("tall red tower")
    assert called("Next: 2.", "The azure one.", "Right. Next: 2.") == SAYS.format("azure one")


@pytest.mark.parametrize(
    "answer",
    [
        "Wrong, I took the short red tower. Next: 1.",
        "Sorry, which one? Next: 1.",
        "No. Ah, the lighthouse. Next: 1.",
        "Next: 1.",
    ],
)
def test_after_a_failure_it_is_described(answer: str) -> None:
    assert called(*FOUND, answer) == ""
    before = (*FOUND, "Right. Ah, the lighthouse. Next: 1.", "The lighthouse.")
    assert called(*before, answer) == ""


@pytest.mark.parametrize(
    "newcomer",
    [
        "Hello, I am new here. Next: 1.", "I'm taking over. Next: 1.", "This is another person now. Next: 1.",
        "Hi, I just joined. Next: 1.", "Hi, I am the next player. Next: 1.", "Right. A colleague is speaking here. Next: 1.",
    ],
)  # fmt: skip
def test_a_newcomer_knows_nothing(newcomer: str) -> None:
    before = (*FOUND, "Right. Ah, the lighthouse. Next: 1.", "The lighthouse.")
    assert called(*before, newcomer) == ""
    own = (*before, newcomer, "The tall red tower.", "Right. Oh, the chimney. Next: 1.")
    assert called(*own) == SAYS.format("chimney")


@pytest.mark.parametrize("name", ["stupid cow", "blue tower", "fake one", "tlal red tower", "rde one"])
def test_a_bad_name_is_never_taken_over(name: str) -> None:
    found = called(*FOUND, f"Right, the tall red tower. Ah, the {name}. Next: 1.")
    assert name not in found
    assert found == SAYS.format("tall red tower")


def test_a_name_that_was_given_to_another_thing_is_not_used_for_this_one() -> None:
    said = (*FOUND, "Right. Ah, the blue tower. Next: 2.", "The tall blue tower.", "Right. Next: 2.")
    assert called(*said) == SAYS.format("tall blue tower")


def test_strangers_words_bind_nobody() -> None:
    log = "Two others said.\nA: The tall red tower.\nB: Right. Ah, the lighthouse.\nHello. Next: 1."
    assert called(log) == ""
    assert called(log, "The tall red tower.", "Right. Next: 1.") == SAYS.format("tall red tower")


@pytest.mark.parametrize(
    "system", ["", "You are helpful.", "Rules:\n1. be short\n2. be kind", GAME.replace("Describe", "Love")]
)
def test_a_list_is_a_game_only_where_something_is_to_be_described(system: str) -> None:
    said = (*FOUND, "Right. Ah, the lighthouse. Next: 1.")
    assert note(talk(*said, system=system)) == ("", "")


def test_a_question_in_a_game_is_left_alone() -> None:
    assert called(*FOUND, "Right. Ah, the lighthouse. How many are left?") == ""
    assert note(Conversation()) == ("", "")
    assert note(talk(*FOUND)) == ("", "")


SOFA = ("I want a new sofa.", "Which couch do you like?", "A sofa in green. How wide should the sofa be?")


def test_the_users_word_stands_over_the_assistants() -> None:
    assert note(talk(*SOFA, system="")) == ("keep", 'Keep to the user\'s words: "sofa".')
    assert own_words(talk(*SOFA, system="")) == ("sofa",)


@pytest.mark.parametrize(
    "said",
    [
        SOFA[:1],
        (*SOFA[:2], "A sofa or couch, I do not mind. The sofa is for two."),  # the user says both
        ("I want a new sofa.", "Which sofa do you like?", "The sofa in green."),  # no rival
        ("I want a new sofa.", "Which couch do you like?", "What is the weather like?"),  # it does not bear on the turn
        ("I want a new sofa.", "Which couch do you like?", "Green."),
    ],
)
def test_where_nothing_is_at_stake_nothing_is_noted(said: tuple[str, ...]) -> None:
    assert note(talk(*said, system="")) == ("", "")


def test_a_pact_is_enough_and_at_most_three_words_are_noted() -> None:
    pact = (
        "The taxi comes late.",
        "Your taxi, I see.",
        "And now?",
        "The cab comes at six.",
        "Where does the taxi stop?",
    )
    assert own_words(talk(*pact, system="")) == ("taxi",)
    many = "The sofa, the movie, the invoice of the lawyer, the trousers and the taxi."
    rivals = "The couch, the film, the attorney, the pants and the cab."
    assert own_words(talk(many, rivals, many, system="")) == ("lawyer", "trousers", "taxi")


def test_the_note_stands_at_the_end_of_the_system_turn_and_is_on_record() -> None:
    said = talk(*FOUND, "Right. Ah, the lighthouse. Next: 1.")
    listener = Listener()
    asyncio.run(listener.hear((terms,), Request(said)))
    assert listener.asked is not None
    turns = listener.asked.conversation.turns
    assert turns[0].text == f"{GAME}\n{SAYS.format('lighthouse')}"
    assert turns[1:] == said.turns[1:]
    reply = asyncio.run(complete(mediate(Script(["", "The lighthouse."]), (terms,)), Request(said)))
    (event,) = reply.events
    assert (event.kind, event.source) == ("mediation", VERSION)
    assert event.value == {"step": "terms", "action": "call", "text": SAYS.format("lighthouse")}


def test_where_there_is_no_note_the_request_passes_as_it_came() -> None:
    listener, request = Listener(), Request(talk("Next: 1."))
    asyncio.run(listener.hear((terms,), request))
    assert listener.asked is request


def test_the_same_turns_get_the_same_act_whatever_came_before() -> None:
    said = (
        "Next: 1.",
        "The tall red tower.",
        "Right. Ah, the lighthouse. Next: 2.",
        "The tall blue tower.",
        "Right. Next: 1.",
    )
    first = [note(talk(*said[: end + 1])) for end in range(len(said))]
    assert [note(talk(*said[: end + 1])) for end in reversed(range(len(said)))] == first[::-1]
    assert first[-1] == ("call", SAYS.format("lighthouse"))
    assert all(text == "" for _, text in first[:-1])


@pytest.mark.parametrize(
    "found", ["Right.", "Yes!", "Correct, thanks.", "Got it.", "OK.", "Ah, right, that one.", "Found it."]
)
def test_many_ways_to_say_that_it_was_found(found: str) -> None:
    assert called(*FOUND, f"{found} Next: 1.") == SAYS.format("tall red tower")


@pytest.mark.parametrize(
    "lost", ["Hm?", "Not sure.", "Which tower do you mean?", "Nope.", "I took the blue one.", "What?"]
)
def test_many_ways_to_say_that_it_was_not(lost: str) -> None:
    assert called(*FOUND, f"{lost} Next: 1.") == ""
