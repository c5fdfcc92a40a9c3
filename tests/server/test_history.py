"""What a rewrite leaves as it came, byte for byte, and what mediation leaves alone altogether."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.mediation import prompts
from commonground.models.chat import ChatModel
from commonground.models.scripted import Script
from commonground.server import history, splicing
from commonground.server.mediating import PASSED, REWRITTEN, UNTOUCHED, Mediated, mediated

RESTATED = 'A table "for two"\nat the Mühle 🌍'


@pytest.fixture(autouse=True)
def _taken_at_its_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """How a restatement is written is the matter here, not whether the ledger would let it pass."""
    monkeypatch.setattr("commonground.mediation.ledger.keeps", lambda restated, requirements, conversation: True)


def always(*replies: str) -> Callable[[str], ChatModel]:
    return lambda asked: Script(list(replies) or [RESTATED])


async def light(body: str) -> Mediated:
    return await mediated(body.encode(), "light", always(), 5)


FIRST = '{"role":"user","content":"I want a table."}'
REPLY = '{ "content" : "Where?", "role":"assistant", "refusal": null }'


async def test_a_rewrite_changes_the_messages_and_no_other_byte() -> None:
    before = '{ "x":1.0,"big": 123456789012345678901234567890, "far":1e400 ,\n\t"x" : -0, "e":"\\u00fc \\ud83c\\udf0d'
    before += ' \\ud800 ü",\n"messages": '
    after = ' ,"deep":{"b":1,"a":[ 1,2 ,{}],"a":2}, "messages_":[], "NaN": NaN , "long": ' + "9" * 4000 + "}\r\n"
    system = '{"role" : "system", "content":"Be \\u006bind."}'
    last = '{ "name": "Al",  "content":  "For two.", "role":"user","cache_control":{"type": "ephemeral"} }'
    done = await light(f"{before}[{system},\n {FIRST} , {REPLY},{last}]{after}")
    rewritten = last.replace('"For two."', json.dumps(RESTATED))
    # `name` stands on one message of the two: nobody knows whether they are one user.
    assert done.why == "several users speak"
    named = FIRST.replace("{", '{"name": "Al",')
    done = await light(f"{before}[{system},\n {named} , {REPLY},{last}]{after}")
    assert (done.done, done.body.decode()) == (REWRITTEN, f"{before}[{system}, {rewritten}]{after}")


async def test_a_response_is_rewritten_in_its_input_and_never_in_its_instructions() -> None:
    last = '{"type":"message","role":"user","content":[{"type":"input_text",  "text":"For two."}], "id": "msg_1"}'
    before, after = '{"instructions": "Be  kind.", "input":', ', "model":"m", "max_output_tokens": 7}'
    done = await light(f"{before}[{FIRST},{REPLY},{last}]{after}")
    rewritten = last.replace('"For two."', json.dumps(RESTATED))
    assert done.body.decode() == f"{before}[{rewritten}]{after}"


async def test_a_text_as_input_is_one_turn_and_passes() -> None:
    done = await light('{"input": "I want a table.", "model": "m"}')
    assert (done.done, done.usage.calls) == (PASSED, 0)


@pytest.mark.parametrize("instructions", ["", '"instructions": "Be kind.", '])
async def test_the_fixed_prompt_joins_a_text_as_input(instructions: str) -> None:
    body = f'{{{instructions}"input": "I want a table.", "n": 1.0}}'
    done = await mediated(body.encode(), "prompt", always(), 5)
    document = json.loads(done.body)
    assert document["input"] == [
        {"role": "system", "content": prompts.load("prompt")},
        {"role": "user", "content": "I want a table."},
    ]
    assert done.body.startswith(f"{{{instructions}".encode())
    assert done.body.endswith(b', "n": 1.0}')


async def test_the_fixed_prompt_is_added_and_says_nothing_twice() -> None:
    system = '{"role": "system", "content": "Be kind."}'
    done = await mediated(f'{{"messages": [{system}, {FIRST}]}}'.encode(), "prompt", always(), 5)
    assert json.loads(done.body)["messages"] == [
        {"role": "system", "content": "Be kind."},
        {"role": "system", "content": prompts.load("prompt")},
        json.loads(FIRST),
    ]


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        ([{"type": "text", "text": "a"}], [{"type": "text", "text": RESTATED}]),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], [{"type": "text", "text": RESTATED}]),
        (
            [{"type": "text", "text": "a"}, {"cache_control": {"type": "ephemeral"}, "type": "text", "text": "b"}],
            [{"cache_control": {"type": "ephemeral"}, "type": "text", "text": RESTATED}],
        ),
    ],
)
async def test_parts_of_text_become_one_that_keeps_its_fields(parts: object, kept: object) -> None:
    last = json.dumps({"role": "user", "content": parts, "extra": 1})
    done = await light(f'{{"messages": [{FIRST}, {REPLY}, {last}]}}')
    assert json.loads(done.body)["messages"] == [{"role": "user", "content": kept, "extra": 1}]


async def test_the_mediator_reads_all_parts() -> None:
    heard: list[str] = []

    def reply(request: Any) -> str:
        heard.append(request.conversation.turns[-1].text)
        return RESTATED

    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    last = json.dumps({"role": "user", "content": parts})
    await mediated(f'{{"messages": [{FIRST}, {REPLY}, {last}]}}'.encode(), "light", lambda asked: Script(reply), 5)
    assert heard == ["User: I want a table.\nAssistant: Where?\nUser: a\nb"]


CACHED = '{"type": "text", "text": "a", "cache_control": {}}'
LAST = '{"role": "user", "content": "For two."}'


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (f'{{"messages": [{FIRST}, {LAST}], "messages": [{FIRST}, {LAST}]}}', "twice"),
        (f'{{"tools": [], "tools": [], "messages": [{FIRST}, {LAST}]}}', "twice"),
        (f'{{"messages": [{FIRST}, {{"role": "user", "role": "user", "content": "a"}}]}}', "twice"),
        (
            f'{{"messages": [{FIRST}, {{"role": "user", "content": [{{"type": "text", "text": "a", "text": "b"}}]}}]}}',
            "twice",
        ),
        (f'{{"messages": [{FIRST}, {{"role": "user", "content": [{CACHED}, {CACHED}]}}]}}', "fields of their own"),
        (f'{{"messages": [{FIRST}, {{"role": "user", "content": []}}]}}', "more than text"),
        (f'{{"messages": [{FIRST}, {{"role": "user", "content": "\\ud800"}}]}}', "not Unicode"),
        (f'{{"messages": [{FIRST}, {{"role": "king", "content": "a"}}, {LAST}]}}', "role"),
        (f'{{"messages": [{FIRST}, {{"role": ["user"], "content": "a"}}, {LAST}]}}', "role"),
        (f'{{"messages": [{FIRST}, {LAST}], "input": []}}', "messages and input"),
        (
            f'{{"messages": [{FIRST}, {{"role": "assistant", "function_call": {{"name": "f"}}, "content": ""}}, {LAST}]}}',
            "tools were used",
        ),
        (f'{{"input": [{FIRST}, {LAST}], "previous_response_id": "resp_1"}}', "the upstream keeps"),
        (f'{{"input": [{FIRST}, {LAST}], "conversation": "conv_1"}}', "the upstream keeps"),
        (f'{{"input": [{FIRST}, {LAST}], "prompt": {{"id": "p"}}}}', "the upstream keeps"),
        (f'{{"input": [{FIRST}, {LAST}], "tools": [{{"type": "web_search"}}]}}', "tools"),
        (f'{{"input": [{FIRST}, {LAST}], "text": {{"format": {{"type": "json_schema"}}}}}}', "form"),
        (f'{{"input": [{FIRST}, {{"type": "function_call", "name": "f"}}, {LAST}]}}', "more than messages"),
        (f'{{"input": [{FIRST}, {{"type": "function_call_output", "output": "x"}}, {LAST}]}}', "more than messages"),
        (f'{{"input": [{FIRST}, {{"role": "user", "content": [{{"type": "input_image"}}]}}]}}', "more than text"),
        (f'{{"input": [{FIRST}, {REPLY}]}}', "the last message"),
        (f'{{"input": [{FIRST}, {LAST}], "instructions": ["a"]}}', "instructions"),
        (f'{{"input": [{FIRST}, {LAST}], "instructions": "\\ud800"}}', "not Unicode"),
        ('{"input": "\\ud800"}', "not Unicode"),
        ('{"input": 5}', "no messages"),
        ('{"input": []}', "no messages"),
        ('{"x": 1}', "no messages"),
        ("\ufeff{}", "no chat"),
        (f'{{"messages": [{FIRST}, {LAST}], "n": {"9" * 5000}}}', "no chat"),
        (f'{{"messages": [{FIRST}, {LAST}], "n": {"[" * 5000}{"]" * 5000}}}', "no chat"),
    ],
)
async def test_what_is_left_alone_and_why(body: str, why: str) -> None:
    done = await light(body)
    assert (done.done, done.body) == (UNTOUCHED, body.encode())
    assert why in done.why
    assert done.usage.calls == 0


@pytest.mark.parametrize("depth", range(900, 1000, 3))
async def test_nesting_at_the_edge_of_what_can_be_read_never_fails(depth: int) -> None:
    body = f'{{"messages": [{FIRST}, {REPLY}, {{"x": {"[" * depth}{"]" * depth}, "role": "user", "content": "a"}}]}}'
    done = await light(body)
    assert done.body == body.encode() or json.dumps(RESTATED) in done.body.decode()


SPACE = st.text(" \t\n\r", max_size=2)
TEXT = st.text(st.characters(codec="utf-8"), max_size=8).map(json.dumps)
JUNK = st.recursive(
    st.one_of(
        TEXT, st.from_regex(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", fullmatch=True),
        st.sampled_from(["true", "false", "null", '"\\ud800"', '"\\u00FC\\/"']),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda found: f"[{' , '.join(found)}]"),
        st.lists(st.tuples(TEXT, SPACE, inner), max_size=3).map(
            lambda found: "{" + ",".join(f"{key}{space}:{space}{value}" for key, space, value in found) + "}"
        ),
    ),
    max_leaves=8,
)  # fmt: skip
FIELDS = st.lists(st.tuples(st.text("xyz", min_size=1, max_size=3), SPACE, JUNK), max_size=4).map(
    lambda found: [f'"{key}"{space}:{space}{value}' for key, space, value in found]
)


@given(FIELDS, FIELDS, FIELDS, SPACE, st.sampled_from(["messages", "input"]))
async def test_whatever_stands_around_the_text_stays(
    before: list[str], after: list[str], own: list[str], space: str, name: str
) -> None:
    unique = {field.split(":")[0].strip(): field for field in own}  # a message with a field twice is left alone
    last = "{" + f",{space}".join([*unique.values(), f'"content"{space}:{space}"For two."', '"role":"user"']) + "}"
    body = f"{space}{{" + ",".join([*before, f'"{name}":{space}[{FIRST},{REPLY},{last}]{space}', *after]) + f"}}{space}"
    done = await light(body)
    rewritten = last.replace('"For two."', json.dumps(RESTATED))
    assert done.done == REWRITTEN
    assert done.body.decode() == body.replace(f"[{FIRST},{REPLY},{last}]", f"[{rewritten}]")


@given(JUNK, SPACE)
def test_cutting_finds_every_value_where_it_lies(raw: str, space: str) -> None:
    text = f'{space}{{"a"{space}:{space}{raw}{space},"b":[{raw}{space},{space}{raw}]}}'
    first, second = splicing.members(text)
    assert (first.key, first.raw, second.key) == ("a", raw, "b")
    assert [one.raw for one in splicing.elements(second.raw)] == [raw, raw]
    assert first.replaced("0") == text.replace(raw, "0", 1) or raw in '"a'


def test_reading_says_what_was_said() -> None:
    read = history.read(f'{{"instructions": "Hi.", "input": [{FIRST}, {LAST}], "model": "m"}}'.encode())
    assert isinstance(read, history.History)
    assert [(turn.speaker, turn.text) for turn in read.conversation.turns] == [
        ("system", "Hi."),
        ("user", "I want a table."),
        ("user", "For two."),
    ]
    assert read.model == "m"
