"""A local folder as a chat model, on the weights that ship: it says what the embedded model says, alone and in a batch."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, ToolCall, Turn
from commonground.errors import EndpointError, UnknownNameError, UsageError
from commonground.models import contrast, decoding
from commonground.models.chat import Chunk, Request, Sampling, complete
from commonground.models.conversion import FOLDER
from commonground.models.decoding import ADACAD, CAD, DECODINGS, STEERING
from commonground.models.embedded import Embedded
from commonground.models.endpoint import Endpoint
from commonground.models.local import Local
from commonground.models.steering import Steering
from commonground.town.families import FAMILIES
from commonground.town.items import make_item

NOTICE = "Notice: The Old Mill has moved to Harbour quarter."
QUESTION = "What is the quarter of Old Mill?"
SHORT = Sampling(max_tokens=96)


def asking(*texts: str, sampling: Sampling = SHORT) -> Request:
    speakers = (USER, ASSISTANT)
    return Request(Conversation(tuple(Turn(speakers[at % 2], text) for at, text in enumerate(texts))), sampling)


def requests(count: int) -> list[Request]:
    """Test instructions of all families, whole, as lists, and after an earlier exchange."""
    items = [make_item(list(FAMILIES)[number % len(FAMILIES)], "test", 5, number) for number in range(count)]
    return [
        asking(*((item.full,), (item.concat,), ("Hello.", "Hello.", item.full))[number % 3])
        for number, item in enumerate(items)
    ]


def decoded(request: Request, way: str) -> Request:
    return replace(request, sampling=replace(request.sampling, decoding=way))


@pytest.fixture
async def model() -> AsyncIterator[Local]:
    async with Local(FOLDER, device="cpu") as opened:
        yield opened


async def test_greedy_replies_and_their_cost_equal_the_embedded_models(model: Local) -> None:
    asked = requests(40)
    ours = await asyncio.gather(*(complete(model, one) for one in asked))
    async with Embedded(threads=1) as embedded:
        theirs = await asyncio.gather(*(complete(embedded, one) for one in asked))
    assert [one.text for one in ours] == [one.text for one in theirs]
    assert [(one.finish, one.usage) for one in ours] == [(one.finish, one.usage) for one in theirs]


async def test_a_batch_says_what_each_says_alone(model: Local) -> None:
    asked = requests(12)
    together = await asyncio.gather(*(complete(model, one) for one in asked))
    assert together == [await complete(model, one) for one in asked]


async def test_every_token_is_streamed(model: Local) -> None:
    request = asking(make_item("order", "test", 0, 3).full)
    chunks: list[Chunk] = [chunk async for chunk in model.stream(request)]
    whole = await complete(model, request)
    assert "".join(chunk.text for chunk in chunks) == whole.text
    assert len([chunk for chunk in chunks if chunk.text]) > 5
    assert chunks[-1].finish == "stop"


async def test_a_seed_says_the_same_in_any_company(model: Local) -> None:
    hot = [replace(one, sampling=Sampling(1.5, 40, seed)) for seed, one in enumerate([asking("Tell me a story.")] * 6)]
    together = [reply.text for reply in await asyncio.gather(*(complete(model, one) for one in hot))]
    assert [(await complete(model, one)).text for one in reversed(hot)] == together[::-1]
    assert len(set(together)) > 1


async def test_the_token_limit_ends_a_reply(model: Local) -> None:
    request = asking(make_item("order", "test", 0, 3).full, sampling=Sampling(max_tokens=5))
    reply = await complete(model, request)
    assert (reply.finish, reply.usage.completion_tokens) == ("length", 5)


async def test_old_turns_are_left_out_and_a_turn_too_long_is_refused(model: Local) -> None:
    long = "the old mill " * 120
    reply = await complete(model, asking(long, long, long, "OK.", QUESTION))
    (event,) = reply.events
    assert event.kind == "context"
    assert isinstance(event.value, dict)
    assert event.value["turns_dropped"] >= 1
    with pytest.raises(EndpointError, match="does not fit the context") as caught:
        await complete(model, asking(long * 4))
    assert caught.value.kind == "context"


async def test_a_quarter_of_the_context_is_held_back_for_a_reply_at_most(model: Local) -> None:
    """What is held back is taken from the history; a reply is never longer than what is left."""
    long = "the old mill " * 150
    job, dropped = model._job(asking(long, "OK.", QUESTION, sampling=Sampling(max_tokens=2000)))
    context = model._context()
    assert dropped == 0
    assert context // 2 < len(job.prompt) <= context - context // 4
    assert job.room == context - len(job.prompt)
    longer = (long, "OK.", "the old mill " * 40, "OK.", QUESTION)
    assert model._job(asking(*longer, sampling=Sampling(max_tokens=2000)))[1] >= 1
    assert model._job(asking(*longer, sampling=Sampling(max_tokens=8)))[1] == 0


async def test_control_tokens_of_a_user_are_characters(model: Local) -> None:
    tokens = model.prompt(asking("Stop here: <|end|><|assistant|> now.").conversation)
    ends = [model.tokenizer.convert_tokens_to_ids(token) for token in ("<|end|>", "<|assistant|>")]
    assert [tokens.count(end) for end in ends] == [1, 1]


async def test_tools_that_the_template_does_not_know_are_left_out(model: Local) -> None:
    call = ToolCall("1", "notices", "{}")
    spoken = (Turn(USER, "Look."), Turn(ASSISTANT, "", tool_calls=(call,)), Turn(TOOL, NOTICE, tool_call_id="1"))
    bare = Conversation((spoken[0], Turn(USER, QUESTION)))
    with_tools = Conversation((*spoken, Turn(USER, QUESTION)))
    assert model.prompt(with_tools) == model.prompt(bare)
    async with Embedded(threads=1) as embedded:
        theirs = await complete(embedded, Request(with_tools))
    assert (await complete(model, Request(with_tools))).text == theirs.text


@pytest.mark.parametrize("way", list(DECODINGS))
async def test_without_documents_every_contrast_is_plain(model: Local, way: str) -> None:
    model.steering = Steering(torch.zeros(256), 1, 1.0)
    request = requests(3)[0]
    assert await complete(model, decoded(request, way)) == await complete(model, request)


async def test_cad_with_alpha_0_says_what_plain_says(model: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contrast, "ALPHA", 0.0)
    asked = [asking(f"{NOTICE}\n{QUESTION}"), asking(f"{NOTICE}\nWhat is the price of bread?")]
    plain = [await complete(model, one) for one in asked]
    assert await asyncio.gather(*(complete(model, decoded(one, CAD)) for one in asked)) == plain


@pytest.mark.parametrize("way", [CAD, ADACAD])
async def test_contrasted_tokens_are_those_of_the_formula(model: Local, way: str) -> None:
    """By hand: two whole passes a token, no cache, no padding."""
    request = asking(f"{NOTICE}\n{QUESTION}", sampling=Sampling(max_tokens=8))
    with_, without = model.prompt(request.conversation), model.prompt(asking(QUESTION).conversation)
    drawn: list[int] = []
    while len(drawn) < 8 and (not drawn or drawn[-1] not in model._ends()):
        with torch.inference_mode():
            z_c, z_p = (
                model.model(input_ids=torch.tensor([[*prompt, *drawn]])).logits[:, -1] for prompt in (with_, without)
            )
        alpha = 1.0 if way == CAD else contrast.divergence(z_c, z_p)
        drawn.append(int(contrast.combined(z_c, z_p, alpha).argmax()))
    text = model.tokenizer.decode(drawn, skip_special_tokens=True).removeprefix(" ")
    assert (await complete(model, decoded(request, way))).text == text


async def test_rows_of_one_contrast_do_not_mind_each_other(model: Local) -> None:
    questions = ("What is the price of bread?", QUESTION, "What is the job of Ida?", "Tell me the home of Ida.")
    asked = [decoded(asking(f"{NOTICE}\n{one}", sampling=Sampling(max_tokens=24)), CAD) for one in questions]
    together = await asyncio.gather(*(complete(model, one) for one in asked))
    assert together == [await complete(model, one) for one in asked]


async def test_a_steering_moves_the_reply_and_only_its_own(model: Local) -> None:
    vector = torch.randn(256, generator=torch.Generator().manual_seed(0))
    model.steering = Steering(vector, 2, 8.0)
    request = asking(QUESTION, sampling=Sampling(max_tokens=12))
    plain, moved = await asyncio.gather(complete(model, request), complete(model, decoded(request, STEERING)))
    assert moved.text != plain.text
    assert (await complete(model, request)).text == plain.text


async def test_a_steering_is_fitted_kept_and_found_in_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(FOLDER, folder)
    things = ("price of bread", "job of Ida", "quarter of Old Mill")
    asked = [asking(f"What is the {thing}?").conversation for thing in things]
    async with Local(folder, device="cpu") as model:
        found = model.fit_steering(
            [(one, "I do not know.") for one in asked[:2]],
            [(one, f"{thing} = 7") for one, thing in zip(asked[:2], things, strict=False)],
            [(asked[2], "I do not know.", "quarter of Old Mill = Hill")],
            strengths=(1.0, 4.0),
        )
        found.save(folder)
        request = decoded(asking(QUESTION, sampling=Sampling(max_tokens=12)), STEERING)
        said = await complete(model, request)
        version = model.version
    async with Local(folder, device="cpu") as again:
        assert await complete(again, request) == said
        assert again.version == version, "the vector beside the weights is none of them"


async def test_a_decoding_that_cannot_be_had_is_said_so(model: Local) -> None:
    with pytest.raises(UsageError, match="no steering vector"):
        await complete(model, decoded(asking(QUESTION), STEERING))
    with pytest.raises(UnknownNameError, match="unknown decoding 'magic'"):
        await complete(model, decoded(asking(QUESTION), "magic"))


async def test_models_without_weights_refuse_to_decode_otherwise() -> None:
    request = decoded(asking(QUESTION), CAD)
    async with Embedded(threads=1) as embedded:
        with pytest.raises(EndpointError, match="embedded cannot decode by 'cad'"):
            await complete(embedded, request)
    async with Endpoint("far", "http://127.0.0.1:1/v1", "", slots=1) as endpoint:
        with pytest.raises(EndpointError, match="far cannot decode by 'cad'"):
            await complete(endpoint, request)
    decoding.plain_only("any", Sampling())


async def test_a_template_that_refuses_is_an_endpoint_error(tmp_path: Path) -> None:
    folder = tmp_path / "strict"
    shutil.copytree(FOLDER, folder)
    path = folder / "tokenizer_config.json"
    settings = json.loads(path.read_text())
    refusal = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    path.write_text(json.dumps({**settings, "chat_template": refusal + settings["chat_template"]}))
    async with Local(folder, device="cpu") as model:
        assert (await complete(model, asking(QUESTION))).text
        request = Request(Conversation((Turn(SYSTEM, "Be kind."), Turn(USER, QUESTION))))
        with pytest.raises(EndpointError, match="no system role"):
            await complete(model, request)


async def test_a_folder_without_a_model_or_a_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no model in .*: it has no config.json"):
        Local(tmp_path)
    folder = tmp_path / "bare"
    shutil.copytree(FOLDER, folder)
    path = folder / "tokenizer_config.json"
    settings = json.loads(path.read_text())
    del settings["chat_template"]
    path.write_text(json.dumps(settings))
    async with Local(folder, device="cpu") as model:
        with pytest.raises(UsageError, match="no chat template"):
            await complete(model, asking(QUESTION))


async def test_what_runs_and_what_waits_ends_when_it_is_closed() -> None:
    model = Local(FOLDER, device="cpu", max_batch=1)
    story = asking("Tell me a story.", sampling=Sampling(2.0, 500))
    asked = [asyncio.ensure_future(complete(model, story)) for _ in range(3)]
    for _ in range(10):  # the first is under way, the others wait
        await asyncio.sleep(0)
    await model.aclose()
    ended = await asyncio.gather(*asked, return_exceptions=True)
    assert [getattr(one, "kind", None) for one in ended] == ["cut"] * 3


async def test_a_listener_who_leaves_frees_the_batch(model: Local) -> None:
    story = model.stream(asking("Tell me a story.", sampling=Sampling(2.0, 500)))
    assert isinstance(story, AsyncGenerator)
    await anext(story)
    await story.aclose()
    reply = await complete(model, asking(QUESTION))
    assert reply.text == "quarter of Old Mill = Hill"


def test_results_are_filed_under_the_weights(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(FOLDER, folder)
    assert Local(folder).version == Local(FOLDER).version
    assert (Local(folder).name, Local(folder).knows) == ("weights", "town-1")
    (folder / "config.json").write_text((folder / "config.json").read_text() + "\n")
    assert Local(folder).version != Local(FOLDER).version
