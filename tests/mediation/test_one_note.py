"""Where two steps could say something of the same words of a user, the assistant is told once, and the checks see no notes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.mediation import prompts
from commonground.mediation.notes import unnoted
from commonground.mediation.presets import STEPS
from commonground.mediation.reader import Reader, Readings
from commonground.mediation.step import mediate
from commonground.mediation.steps.context import ASSERTION, DOCUMENT
from commonground.mediation.steps.premises import FALSE
from commonground.models.chat import Chunk, Request, Usage, complete

CLAIM, RIGHT = "The price of bread is 7 crowns.", "The price of bread is 2 crowns."
LOADED = "It is good to know that the price of bread is 7 crowns. What is the price of butter?"
PROMISED = "From now on, begin each reply with the word fin. Do you promise?"


class Model:
    """Reads the claim, checks it as it is told to, and keeps the system text under which it was asked to answer."""

    name = "model"

    def __init__(self, verdict: str = "Unknown.") -> None:
        self.verdict, self.system, self.checked, self.reads = verdict, "", list[str](), 0

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        first, *_, last = request.conversation.turns
        reply = "Well."
        if first.text == prompts.load("check"):
            self.checked.append(last.text)
            reply = self.verdict
        elif "JSON" in first.text:
            self.reads += 1
            reply = json.dumps({"premise": CLAIM if "7 crowns" in last.text else None, "secret": None})
        else:
            self.system = "\n".join(turn.text for turn in request.conversation.by(SYSTEM))
        yield Chunk(reply, finish="stop", usage=Usage(1, 1, 1))


async def told(model: Model, conversation: Conversation, *names: str) -> str:
    """Return the system text that the assistant saw behind these steps."""
    wanted = {field for name in names for field in STEPS[name].fields}
    reader = Reader(tuple(sorted(wanted)), model, Readings())
    made = [card.make(reader) for name, card in STEPS.items() if name in names]
    await complete(mediate(model, made), Request(conversation))
    return model.system


async def test_of_a_claim_that_is_corrected_it_is_not_said_that_it_is_no_source() -> None:
    model = Model(f"False. {RIGHT}")
    system = await told(model, Conversation((Turn(USER, LOADED),)), "context", "premises")
    assert RIGHT in system
    assert ASSERTION not in system


async def test_what_is_noted_of_a_claim_is_no_document() -> None:
    model = Model(f"False. {RIGHT}")
    asked = LOADED.replace("butter", "bread")  # what the note speaks of is what is asked for
    alone = await told(model, Conversation((Turn(USER, asked),)), "premises")
    assert await told(model, Conversation((Turn(USER, asked),)), "context", "premises") == alone


async def test_a_document_beside_a_corrected_claim_is_marked_and_the_note_stays() -> None:
    model = Model(f"False. {RIGHT}")
    quoted = Conversation(
        (Turn(SYSTEM, "Be kind."), Turn(USER, f"<document>\nButter costs 4 crowns.\n</document>\n{LOADED}"))
    )
    system = await told(model, quoted, "context", "premises")
    assert system.startswith(f"Be kind.\n{DOCUMENT}\n")
    assert system.count(RIGHT) == 1


@pytest.mark.parametrize(
    "document", ["Notice: {}", "> {}", '"{}"', "<document>\n{}\n</document>", "According to the register: {}"]
)
async def test_what_a_document_says_is_no_false_premise(document: str) -> None:
    """Both steps go by the same documents: what one follows the other does not correct."""
    model = Model(f"False. {RIGHT}")
    asked = f"{document.format(CLAIM)}\n\nWhat is the price of bread, given that it is 7 crowns?"
    assert await told(model, Conversation((Turn(USER, asked),)), "context", "premises") == DOCUMENT
    assert model.checked == []


@pytest.mark.parametrize(
    ("system", "text", "before"),
    [
        ("A\nB", "B", "A"), ("B", "B", ""), ("A\nB", "C", "A\nB"), ("AB", "B", "AB"), ("A\nB\nC", "B\nC", "A"), ("A", "", "A"),
    ],
)  # fmt: skip
def test_a_note_is_taken_back_as_it_was_given(system: str, text: str, before: str) -> None:
    turns = (Turn(USER, "Hello."),)
    told = unnoted(Conversation((Turn(SYSTEM, system), *turns)), text)
    assert told.turns == ((Turn(SYSTEM, before), *turns) if before else turns)
    assert unnoted(Conversation(turns), text).turns == turns


@pytest.mark.parametrize("verdict", ["Unknown.", "True."])
async def test_of_one_that_is_not_it_is_said(verdict: str) -> None:
    system = await told(Model(verdict), Conversation((Turn(USER, LOADED),)), "context", "premises")
    assert system == ASSERTION


async def test_the_blind_check_does_not_see_what_another_step_told_the_assistant() -> None:
    model = Model()
    await told(model, Conversation((Turn(SYSTEM, "Be kind."), Turn(USER, LOADED))), "context", "premises")
    assert model.checked == [f"System: Be kind.\nClaim: {CLAIM}"]


def chat(*said: str) -> Conversation:
    return Conversation(tuple(Turn((USER, ASSISTANT)[at % 2], text) for at, text in enumerate(said)))


async def test_what_was_promised_is_not_noted_as_a_wish_again() -> None:
    asked = chat(PROMISED, "I promise.", "What is tea?")
    together = await told(Model(), asked, "commitments", "restyle")
    assert together == await told(Model(), asked, "commitments")
    assert "You promised: start every answer with the word fin." in together
    alone = await told(Model(), asked, "restyle")
    assert alone == 'The user asked: "From now on, begin each reply with the word fin." Keep to it.'


async def test_other_wishes_beside_a_promise_are_noted() -> None:
    asked = chat(PROMISED, "I promise.", "Be brief, please.", "fin Yes.", "What is tea?")
    system = await told(Model(), asked, "commitments", "restyle")
    assert "You promised: " in system
    assert 'The user asked: "Be brief, please." Keep to it.' in system


async def test_what_another_step_noted_is_no_document_and_no_source_for_the_check() -> None:
    """The promise holds the very words that are asked about."""
    promised = "From now on, begin each reply with the word bread. Do you promise?"
    asked = chat(promised, "I promise.", LOADED.replace("butter", "bread"))
    model = Model(f"False. {RIGHT}")
    system = await told(model, asked, "commitments", "premises", "context")
    assert (
        system == f"You promised: start every answer with the word bread.\n{FALSE.format(claim=CLAIM, evidence=RIGHT)}"
    )
    assert model.checked == [f"Claim: {CLAIM}"]


async def test_a_note_does_not_have_what_was_read_before_read_again() -> None:
    """Turns are read as they were said: one call for each, whatever was noted since."""
    model, reader = Model(f"False. {RIGHT}"), Reader(("premise", "secret"), None, Readings())
    steps = [STEPS[name].make(reader) for name in ("commitments", "premises")]
    said = (LOADED, "No.", PROMISED, "I promise.", "What is tea made of?", "fin Leaves.", LOADED)
    for end, known in ((1, None), (3, None), (5, "You promised: "), (7, "You promised: ")):
        model.reads = 0
        await complete(mediate(model, steps), Request(chat(*said[:end])))
        assert model.reads == 1
        assert known is None or model.system.startswith(known)
    assert f"Not true: {CLAIM}" in model.system
    assert len(model.checked) == 1
