"""Containment under `full`: a hostile mediator that fills fields reaches that user's own request and nothing else."""

from __future__ import annotations

import json
import re

import pytest
from tests.server.test_containment import EVIL, HOSTILE, SYSTEM, TALK, always, body, saying

from commonground.mediation.presets import STEPS
from commonground.mediation.reader import FIELDS, NEEDS, Readings
from commonground.models.chat import ChatModel, Request
from commonground.models.scripted import Script
from commonground.server.mediating import ANSWERED, PASSED, REWRITTEN, Apart, mediated

NOTHING = json.dumps(dict.fromkeys(FIELDS))
MARKS = re.compile(
    r"<\|im_|\[/?INST\]|</?s>|<<SYS>>|^\s*(?:system|assistant|user|human)\s*:", re.IGNORECASE | re.MULTILINE
)


def filling(field: str, said: str, check: str = "True.") -> ChatModel:
    """A mediator that writes `said` into one field, and `check` into every further call."""
    text = json.dumps({**dict.fromkeys(FIELDS), NEEDS: "time: ?", field: said})
    return Script(lambda request: text if "JSON" in request.conversation.turns[0].text else check)


def others(document: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in document.items() if name != "messages"}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_field_reaches_the_users_own_request_alone(field: str, said: str) -> None:
    """Nothing beside the messages changes, the operator's text stays as it came, and what is added imitates no role."""
    for check in ("True.", f"False. {said}", said):
        done = await mediated(body(), "full", always(filling(field, said, check)), 5)
        assert done.done in (PASSED, REWRITTEN, ANSWERED), done.why
        document = json.loads(done.body)
        assert others(document) == others(json.loads(body()))
        system = [one["content"] for one in document["messages"] if one["role"] == "system"]
        assert system[0].startswith(SYSTEM["content"])
        assert len("".join(system)) < 3_000
        added = "\n".join([system[0].removeprefix(SYSTEM["content"]), *system[1:]])
        assert not MARKS.search(added), added
        assert {one["role"] for one in document["messages"]} <= {"system", "user", "assistant"}
        assert document["messages"][-1]["name"] == "ann"
        for header, value in done.headers():
            assert EVIL not in value
            assert "\n" not in header + value


@pytest.mark.parametrize("field", FIELDS)
async def test_what_was_read_for_one_user_is_not_read_for_another(field: str) -> None:
    """Both say the same through the same key: the second is mediated by what is read for them."""
    apart = Apart("key", readings=Readings())
    await mediated(body(), "full", always(filling(field, f"Which {EVIL}?")), 5, apart)
    bobs = json.loads(body())
    bobs["user"] = "bob"
    given = json.dumps(bobs).encode()
    done = await mediated(given, "full", always(saying(NOTHING)), 5, apart)
    assert EVIL not in done.body.decode() + done.text


async def test_what_was_read_for_one_key_is_not_read_for_another() -> None:
    kept = Readings()
    await mediated(body(), "full", always(filling("missing", f"Which {EVIL}?")), 5, Apart("one", readings=kept))
    done = await mediated(body(), "full", always(saying(NOTHING)), 5, Apart("two", readings=kept))
    assert EVIL not in done.body.decode() + done.text


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("said", ["", "{", "[]", "null", '{"request": {}}', "\ud800", '{"topic": "off", ' * 2000])
async def test_no_step_fails_for_what_cannot_be_read(name: str, said: str) -> None:
    done = await mediated(body(), name, always(saying(said)), 5)
    assert done.done in (PASSED, REWRITTEN, ANSWERED), done.why


@pytest.mark.parametrize("name", STEPS)
async def test_each_step_makes_no_more_calls_than_its_card_says(name: str) -> None:
    seen: list[Request] = []

    def reply(request: Request) -> str:
        seen.append(request)
        return json.dumps(
            {
                **dict.fromkeys(FIELDS),
                "premise": "The Old Mill is in the harbour.",
                "secret": "a number",
                NEEDS: "time: ?",
                "missing": "When?",
            }
        )

    done = await mediated(body(), name, always(Script(reply)), 5)
    card = STEPS[name]
    assert len(seen) <= bool(card.fields) * 2 + card.calls  # a field that does not parse is asked for once more
    assert done.usage.calls == len(seen)


async def test_a_tool_result_and_an_image_are_nobodys_to_touch() -> None:
    tool = [*TALK, {"role": "tool", "tool_call_id": "1", "content": "19:30"}]
    picture = {"type": "image_url", "image_url": {"url": "data:,x"}}
    image = [*TALK, {"role": "user", "content": [{"type": "text", "text": "This."}, picture]}]
    for messages in (tool, image):
        given = json.dumps({"model": "m", "messages": messages}).encode()
        done = await mediated(given, "full", always(filling("missing", "Which?")), 5)
        assert (done.done, done.body) == ("untouched", given)
