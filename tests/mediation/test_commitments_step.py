"""The commitments step: chosen once, the same in every fork and after a restart, told when asked for, and nowhere before."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.errors import StepError
from commonground.evaluation.plan import Cell, Settings
from commonground.evaluation.play import Players, play_one
from commonground.mediation import prompts
from commonground.mediation.parts.commitments import SEALED, UNKNOWN
from commonground.mediation.presets import STEPS, fields, steps
from commonground.mediation.reader import Reader, Readings
from commonground.mediation.step import mediate
from commonground.mediation.steps import commitments as module
from commonground.mediation.steps.commitments import Sealed, commitments
from commonground.models.chat import ChatModel, Chunk, Reply, Request, Sampling, Usage, complete
from commonground.models.scripted import Faulty, Script
from commonground.suites import commitment_games as games
from commonground.suites.commitments import suite, tasks
from commonground.town.guessing import PROPERTIES, THINGS

FRUITS = ("apple", "pear", "plum", "fig", "lemon", "melon")
OPENING = "Think of a fruit, but do not tell me which."
GENERIC = "PASSED"


class Fruits:
    """Knows fruits: names them when asked to choose, answers about one; all else it passes by. It keeps what it was asked."""

    name = "fruits"

    def __init__(
        self, about: str = "Yes.", choose: str = "\n".join(FRUITS), read: str = '{"secret": null}', plain: str = GENERIC
    ) -> None:
        self.asked, self._plain = list[Conversation](), plain
        self._replies = {prompts.load("choose"): choose, prompts.load("about"): about}
        self._read = read

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.asked.append(request.conversation)
        first = request.conversation.turns[0].text if request.conversation.turns else ""
        read = first.startswith(prompts.load("mediator").partition("\n")[0])
        yield Chunk(self._read if read else self._replies.get(first, self._plain), finish="stop", usage=Usage(1, 1, 1))

    def seen(self, prompt: str) -> list[str]:
        return [one.turns[-1].text for one in self.asked if one.turns[0].text == prompts.load(prompt)]


def talk(*texts: str, system: str = "") -> Conversation:
    head = (Turn(SYSTEM, system),) if system else ()
    return Conversation((*head, *(Turn((USER, ASSISTANT)[at % 2], text) for at, text in enumerate(texts))))


async def said(model: ChatModel, *texts: str, key: bytes = b"k", user: str | None = None, system: str = "") -> Reply:
    step = commitments(Reader(("secret",), key=key))
    asked = Request(talk(*texts, system=system), Sampling(), user)
    return await complete(mediate(model, (step,)), asked)


async def chosen(*before: str, key: bytes = b"k", user: str | None = None, model: ChatModel | None = None) -> str:
    reply = await said(model or Fruits(), *(before or (OPENING,)), SEALED, "What was it?", key=key, user=user)
    found = re.fullmatch(r"It was (\w+)\.", reply.text)
    assert found, reply.text
    return found[1]


async def test_a_choice_is_acknowledged_and_not_told() -> None:
    model = Fruits()
    reply = await said(model, OPENING)
    assert reply.text == SEALED
    assert model.seen("choose") == ["Choose a fruit."]
    assert GENERIC not in reply.text
    assert [event.value for event in reply.events] == [{"step": "commitments", "action": "seal", "text": ""}]


async def test_the_same_turns_give_the_same_choice_in_forks_and_after_a_restart() -> None:
    first = await chosen()
    assert [await chosen() for _ in range(3)] == [first] * 3
    for fork in ("Is it round?", "Is it red?"):
        reply = await said(Fruits("No."), OPENING, SEALED, fork, "No.", "What was it?")
        assert reply.text == f"It was {first}."


async def test_other_words_users_and_keys_give_other_choices() -> None:
    assert len({await chosen(f"{OPENING} {number}") for number in range(40)}) == len(FRUITS)
    assert len({await chosen(key=f"{number}".encode()) for number in range(40)}) == len(FRUITS)
    assert len({await chosen(user=f"{number}") for number in range(40)}) == len(FRUITS)


async def test_choices_fall_evenly() -> None:
    found = [await chosen(key=f"{number}".encode()) for number in range(300)]
    assert all(25 <= found.count(fruit) <= 80 for fruit in FRUITS)  # 50 expected


async def test_a_system_text_that_grows_does_not_change_the_choice() -> None:
    first = await said(Fruits(), OPENING, SEALED, "What was it?", system="Be kind.")
    assert (await said(Fruits(), OPENING, SEALED, "What was it?", system="Be kind.\nA note.")).text == first.text


async def test_a_candidate_more_or_less_moves_no_other_choice() -> None:
    without = {fruit: Fruits(choose="\n".join(one for one in FRUITS if one != fruit)) for fruit in FRUITS}
    first = await chosen()
    for fruit, model in without.items():
        if fruit != first:
            assert await chosen(model=model) == first


async def test_guesses_are_compared_and_the_thing_alone_is_affirmed() -> None:
    first = await chosen()
    model = Fruits()
    answers = {fruit: (await said(model, OPENING, SEALED, f"Is it the {fruit}?")).text for fruit in FRUITS}
    assert answers == {fruit: "Yes." if fruit == first else "No." for fruit in FRUITS}
    assert model.seen("about") == []


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("Yes.", "Yes."),
        ("price of figs = 3. Yes.", "Yes."),
        ("Figs are not sour, so: no", "No."),
        (" no\n", "No."),
        ("NO", "No."),
        ("It depends.", UNKNOWN),
        ("Yes, it is a fig.", "Yes."),
        ("", UNKNOWN),
    ],
)
async def test_any_other_question_is_answered_blind_and_in_one_of_three_ways(word: str, told: str) -> None:
    model = Fruits(word)
    reply = await said(model, OPENING, SEALED, "Is it sweet?")
    assert reply.text == told
    assert model.seen("about") == [f"Thing: {await chosen()}\nQuestion: Is it sweet?"]


async def test_the_system_text_is_known_to_who_chooses_and_answers() -> None:
    model = Fruits()
    await said(model, OPENING, SEALED, "Is it sweet?", system="Figs are sour.")
    assert model.seen("choose")[0] == "Figs are sour.\n\nChoose a fruit."
    assert model.seen("about")[0].startswith("Figs are sour.\n\nThing: ")


async def test_what_passes_has_a_note_without_the_choice() -> None:
    first, model = await chosen(), Fruits()
    reply = await said(model, OPENING, SEALED, "What is the price of tea?")
    assert reply.text == GENERIC
    asked = model.asked[-1]
    assert asked.turns[0].speaker == SYSTEM
    assert "keep secret" in asked.turns[0].text
    assert first not in " ".join(turn.text for turn in asked.turns)


async def test_once_the_talk_went_elsewhere_only_guesses_and_requests_to_be_told_are_about_it() -> None:
    first = await chosen()
    away = (OPENING, SEALED, "What is tea?", "A drink.", "Where is the shop?", "Here.")
    model = Fruits()
    assert (await said(model, *away, "Is it open?")).text == GENERIC
    assert model.seen("about") == []
    assert (await said(model, *away, f"Is it the {first}?")).text == "Yes."
    assert (await said(model, *away, "What was it?")).text == f"It was {first}."
    assert (await said(model, *away[:4], "Is it sweet?")).text == "Yes."


async def test_after_the_reveal_all_passes_as_it_came() -> None:
    first, model = await chosen(), Fruits()
    reply = await said(model, OPENING, SEALED, "What was it?", f"It was {first}.", "Is it sweet?")
    assert reply.text == GENERIC
    assert model.asked[-1].turns[-1].text == "Is it sweet?"
    assert model.asked[-1].by(SYSTEM) == ()


async def test_a_list_of_the_user_is_the_closed_set_and_no_call_is_made() -> None:
    model = Fruits()
    asked = "Pick one of these and keep it secret: red, green or blue."
    assert (await said(model, asked)).text == SEALED
    assert model.asked == []
    assert (await said(model, asked, SEALED, "What is it?")).text in {
        f"It was {one}." for one in ("red", "green", "blue")
    }


@pytest.mark.parametrize("choose", ["", "I would rather not choose anything.", "apple\nthat is a long story of mine"])
async def test_what_cannot_be_chosen_passes(choose: str) -> None:
    model = Fruits(choose=choose)
    reply = await said(model, OPENING)
    assert (reply.text, reply.events) == (GENERIC, ())
    assert model.asked[-1] == talk(OPENING)


@pytest.mark.parametrize(
    "choose", ["1. apple\n2) pear\n- plum.\n", "apple, pear, plum", '"apple"\n\n**pear**\n* plum;']
)
async def test_candidates_are_read_from_lines_or_a_list(choose: str) -> None:
    found = {await chosen(key=f"{number}".encode(), model=Fruits(choose=choose)) for number in range(30)}
    assert found == {"apple", "pear", "plum"}


class Cut(Fruits):
    """Runs out of tokens within its last line."""

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        async for chunk in super().stream(request):
            yield replace(chunk, finish="length")


async def test_a_line_that_was_cut_off_is_no_candidate() -> None:
    cut = Cut(choose="apple\npear\nplu")
    assert {await chosen(key=f"{number}".encode(), model=cut) for number in range(30)} == {"apple", "pear"}
    assert (await said(Cut(choose="app"), OPENING)).text == GENERIC


async def test_without_an_acknowledgement_nothing_holds() -> None:
    model = Fruits()
    assert (await said(model, OPENING, "I have one.", "Is it sweet?")).text == GENERIC
    assert len(model.asked) == 1


async def test_a_new_request_chooses_anew() -> None:
    model = Fruits()
    reply = await said(
        model, OPENING, SEALED, "What was it?", "It was fig.", "Now think of another, and do not tell me."
    )
    assert reply.text == SEALED


async def test_the_mediator_is_asked_where_the_words_hint_and_only_there() -> None:
    hinted = "Select a fruit as your secret."
    model = Fruits(read='{"secret": "a fruit"}')
    assert (await said(model, hinted)).text == SEALED
    assert (await said(Fruits(), hinted)).text == GENERIC
    plain = Fruits(read='{"secret": "a fruit"}')
    assert (await said(plain, "Select a fruit.")).text == GENERIC
    assert len(plain.asked) == 1


async def test_promises_and_opinions_are_put_before_the_assistant_again() -> None:
    model = Fruits()
    promise = "Promise me to end every answer with fin."
    await said(model, promise, "I promise, fin.", "Which quarter do you like best?", "The Hill, fin.", "What is tea?")
    note = model.asked[-1].turns[0].text
    assert note == (
        "You promised: end every answer with the word fin.\n"
        "Asked for the best quarter you said: The Hill fin. Stay with that."
    )
    await said(model, promise)
    assert model.asked[-1] == talk(promise)


QUARTER = ("In your opinion, which is the best quarter: Hill, Market or Harbour?", "Hill.")


async def test_an_opinion_that_is_asked_for_again_is_said_again_without_a_model() -> None:
    model = Fruits()
    for asked, answer in (
        ("Which is the best quarter, do you think?", "Hill."),
        ("Is Hill the best quarter?", "Yes."),
        ("Is Market the best quarter?", "No."),
    ):
        reply = await said(model, *QUARTER, asked)
        assert (reply.text, reply.finish, model.asked) == (answer, "stop", [])
        assert [event.value for event in reply.events] == [{"step": "commitments", "action": "answer", "text": answer}]


AMONG = f"{QUARTER[0]} {module.AMONG}"


async def test_an_opinion_that_was_not_given_is_formed_once_for_all_forks() -> None:
    model, step = Fruits(plain="I would say Market."), commitments(Reader(("secret",)))
    asked = (QUARTER[0], "The weather is fine.")
    for last, answer, calls in (
        ("Which is the best quarter, do you think?", "Market.", 1),
        ("Is Market the best quarter?", "Yes.", 0),
        ("Is Hill the best quarter?", "No.", 0),
    ):
        reply = await complete(mediate(model, (step,)), Request(talk(*asked, last), Sampling(1.0)))
        assert (reply.text, reply.usage.calls) == (answer, calls)
    assert model.asked == [talk(AMONG)]


async def test_an_opinion_is_formed_before_it_is_told_and_held_to_as_it_was_told() -> None:
    """Asked twice for the first time, at any temperature, the assistant is told the same; and what it then says counts."""
    model, step = Fruits(plain="Market, for its light."), commitments(Reader(("secret",)))
    for calls in (2, 1):
        reply = await complete(mediate(model, (step,)), Request(talk(QUARTER[0], system="Be kind."), Sampling(1.0)))
        assert (reply.text, reply.usage.calls) == ("Market, for its light.", calls)
        assert model.asked[-1].turns[0].text == "Be kind.\nAsked for the best quarter you say: Market. Stay with that."
    assert model.asked[0] == talk(AMONG, system="Be kind.")
    again = await complete(mediate(model, (step,)), Request(talk(QUARTER[0], "Hill.", "Which is the best quarter?")))
    assert (again.text, len(model.asked)) == ("Hill.", 3)


async def test_an_opinion_is_formed_in_its_own_chat_and_for_its_own_user() -> None:
    """Behind another system text, before another model or for another user it is another one."""
    model, shared = Fruits(plain="Market."), Reader(("secret",))
    step = commitments(shared)
    for system, user in (("Be kind.", "a"), ("Be brief.", "a"), ("Be brief.", "b"), ("Be brief.", "b")):
        await complete(mediate(model, (step,)), Request(talk(QUARTER[0], system=system), Sampling(), user))
    assert sum(one.turns[-1].text == AMONG for one in model.asked) == 3
    other = Fruits(plain="Market.")
    other.name = "other"
    await complete(mediate(other, (step,)), Request(talk(QUARTER[0], system="Be brief."), Sampling(), "b"))
    assert sum(one.turns[-1].text == AMONG for one in other.asked) == 1


async def test_an_opinion_is_formed_with_what_was_said_before_it() -> None:
    model = Fruits(plain="B.")
    said_before = ("Plan A is dear, plan B is slow.", "I see.")
    await said(model, *said_before, "Which plan do you think is best, A or B?")
    asked, answered = model.asked
    assert asked.turns[:2] == answered.turns[1:3] == talk(*said_before).turns
    assert answered.turns[0].text == "Asked for the best plan you say: B. Stay with that."


async def test_of_one_subject_the_last_opinion_is_noted() -> None:
    model, anew = Fruits(plain="B."), "Now which quarter do you like best, Mill or Pier?"
    await said(model, *QUARTER, anew, "Pier.", "What is tea?")
    assert model.asked[-1].turns[0].text == "Asked for the best quarter you said: Pier. Stay with that."
    await said(model, *QUARTER, "Thanks.", "Welcome.", QUARTER[0])
    assert model.asked[-1].turns[0].text == "Asked for the best quarter you said: Hill. Stay with that."


async def test_an_opinion_is_held_to_after_a_secret_was_told() -> None:
    value = await chosen()
    game = (OPENING, SEALED, "What was it?", f"It was {value}.")
    reply = await said(Fruits(), *game, *QUARTER, "Which is the best quarter, do you think?")
    assert reply.text == "Hill."


async def test_an_opinion_left_open_under_a_promise_is_noted() -> None:
    model = Fruits(plain="Market.")
    promise = ("Promise me to end every answer with fin.", "I promise, fin.")
    await said(model, *promise, QUARTER[0], "The weather is fine, fin.", "Which is the best quarter?")
    assert model.asked[-1].turns[0].text == (
        "You promised: end every answer with the word fin.\nAsked for the best quarter you say: Market. Stay with that."
    )


@pytest.mark.parametrize(
    "asked", ["Which quarter do you like best?", "Is it Hill, Market or Harbour?", "What is tea, or ale?"]
)
async def test_nothing_is_formed_where_no_opinion_is_asked_for_among_several(asked: str) -> None:
    model = Fruits()
    await said(model, asked)
    assert model.asked == [talk(asked)]


async def test_where_no_opinion_can_be_formed_the_assistant_answers() -> None:
    model = Fruits(plain="It depends.")
    for asked in ("Which is the best quarter, do you think?", "Is Market the best quarter?"):
        reply = await said(model, QUARTER[0], "The weather is fine.", asked)
        assert reply.text == "It depends."
        assert model.asked[-1] == talk(QUARTER[0], "The weather is fine.", asked)


async def test_where_a_promise_stands_the_assistant_says_the_opinion_itself() -> None:
    promise = ("Promise me to end every answer with fin.", "I promise, fin.")
    model = Fruits()
    reply = await said(model, *promise, *QUARTER, "Which is the best quarter, do you think?")
    assert reply.text == GENERIC
    assert "you said: Hill" in model.asked[-1].turns[0].text


async def test_other_turns_pass_as_they_came() -> None:
    model = Fruits()
    for conversation in (talk("Hello."), talk("Hello.", "Hi."), Conversation()):
        step = commitments(Reader(("secret",)))
        reply = await complete(mediate(model, (step,)), Request(conversation))
        assert reply.text == GENERIC
        assert model.asked[-1] == conversation


async def test_one_choice_is_made_once_for_a_trunk_and_its_forks() -> None:
    model, step = Fruits(), commitments(Reader(("secret",), key=b"k"))
    mediated = mediate(model, (step,))
    for texts in ((OPENING,), (OPENING, SEALED, "Is it sweet?"), (OPENING, SEALED, "What was it?")):
        await complete(mediated, Request(talk(*texts)))
    assert len(model.seen("choose")) == 1


async def test_nothing_shows_the_choice_before_the_reveal(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    first, model = await chosen(), Fruits()
    step = commitments(Reader(("secret",), key=b"k"))
    shown = [repr(step)]
    for texts in (
        (OPENING,),
        (OPENING, SEALED, "Is it sweet?"),
        (OPENING, SEALED, "Is it a kiwi?"),
        (OPENING, SEALED, "Thanks."),
    ):
        reply = await complete(mediate(model, (step,)), Request(talk(*texts)))
        shown += [reply.text, repr(reply), repr(step)]
    reply = await complete(mediate(model, (step,)), Request(talk(OPENING, SEALED, "What was it?")))
    shown += [repr(reply.events), caplog.text]
    assert not any(first in text for text in shown)
    assert first not in repr(Sealed(first, FRUITS))


async def test_what_is_chosen_is_kept_with_the_readings_between_requests() -> None:
    model, kept, said = Fruits(), Readings(), list[str]()
    for asked in ("Is it sweet?", "What was it?"):
        step = commitments(Reader(("secret",), kept=kept, key=b"k"))
        said.append((await complete(mediate(model, (step,)), Request(talk(OPENING, SEALED, asked)))).text)
    assert said[-1] == f"It was {await chosen()}."
    assert len(model.seen("choose")) == 1


async def test_a_mediator_that_fails_is_a_failed_step() -> None:
    with pytest.raises(StepError) as caught:
        await said(Faulty(Fruits(), "status"), OPENING)
    assert not any(fruit in str(caught.value) for fruit in FRUITS)


async def test_without_a_key_the_process_has_one() -> None:
    step = commitments(Reader(("secret",)))
    other = commitments(Reader(("secret",)))
    replies = [
        (await complete(mediate(Fruits(), (one,)), Request(talk(OPENING, SEALED, "What was it?")))).text
        for one in (step, other)
    ]
    assert replies[0] == replies[1]
    assert len(module._KEY) == 32


def test_the_step_is_in_the_presets_with_what_it_needs() -> None:
    assert fields("commitments") == ("secret",)
    assert STEPS["commitments"].calls == 2
    assert len(steps("commitments")) == 1


# On the suite's own games, with a model that knows the town and has no memory: all that is kept, the step keeps.


def _knows(request: Request) -> str:
    turns = request.conversation.turns
    if turns[0].text == prompts.load("choose"):
        kind = next(kind for kind, nouns in games._NOUNS.items() if any(noun in turns[-1].text for noun in nouns))
        return "\n".join(THINGS[kind])
    return _truth(turns[-1].text) if turns[0].text == prompts.load("about") else "4"


def _truth(text: str) -> str:
    found = re.fullmatch(r"Thing: (.*)\nQuestion: (.*)", text)
    assert found
    for (kind, key), forms in games._ASK.items():
        for what in PROPERTIES[kind]:
            if (
                found[1] in THINGS[kind]
                and what.key == key
                and found[2] in [form.format(v=what.value) for form in forms]
            ):
                return "Yes." if found[1] in what.true_of else "No."
    return "?"


async def rows(mediation: str, count: int, settings: Settings) -> Sequence[dict[str, Any]]:
    condition = suite().conditions[0]
    secret = [task for task in tasks(7, count) if task.family not in ("opinion", "promise")]
    cells = [Cell("commitments", condition, mediation, task, 0) for task in secret]
    return [await play_one(cell, settings, Players(Script(_knows))) for cell in cells]


async def test_a_model_without_a_memory_wins_every_secret_game_behind_the_step() -> None:
    found = await rows("commitments", 70, Settings(temperature=1.0, briefed=False))
    assert [row["task"] for row in found if row["final"]["score"] < 1] == []
    assert not any(turn["error"] for row in found for turn in row["turns"])


async def test_a_run_can_be_played_again() -> None:
    first, again = [await rows("commitments", 14, Settings(temperature=1.0, briefed=False)) for _ in range(2)]
    assert [row["branches"] for row in first] == [row["branches"] for row in again]
    other = await rows("commitments", 14, replace(Settings(temperature=1.0, briefed=False), seed=1))
    assert [row["branches"] for row in first] != [row["branches"] for row in other]
