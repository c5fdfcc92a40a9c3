"""Training from scratch, in small: it learns, resumes, refuses another plan, and exports what transformers loads."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from commonground.conversation.record import Conversation, Turn
from commonground.errors import UsageError
from commonground.models import conversion
from commonground.models.chat import Request, complete
from commonground.models.embedded import Embedded
from commonground.training.embedded import diet, tokenizer, train
from commonground.training.embedded.card import add_scores, shares, write_card
from commonground.training.embedded.example import Example
from commonground.training.embedded.export import export
from commonground.training.embedded.train import Plan, Progress, State, batches, rate_at

os.environ["TORCHDYNAMO_DISABLE"] = "1"  # compiling takes longer than these few steps
SMALL = Plan(steps=50, width=32, layers=1, heads=2, feed_forward=48, batch_tokens=512, warmup=5, rate=5e-3)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Progress], State]:
    folder = tmp_path_factory.mktemp("model")
    seen: list[Progress] = []
    model, tokens, state = train.train(SMALL, folder / "training", seen.append)
    export(model, tokens, folder)
    write_card(folder, SMALL, state, "cpu", tokens)
    return folder, seen, state


def test_the_rate_rises_stays_and_falls() -> None:
    plan = Plan(steps=100, warmup=10, decay=0.5, rate=1.0)
    assert rate_at(plan, 0) == pytest.approx(0.1)
    assert rate_at(plan, 9) == pytest.approx(1.0)
    assert rate_at(plan, 50) == pytest.approx(1.0)
    assert rate_at(plan, 75) == pytest.approx(0.5)
    assert rate_at(plan, 100) == 0


def test_only_replies_and_documents_are_learnt() -> None:
    tokens_of = tokenizer.train(0, 300)
    example = Example("x", (("system", "a"), ("user", "b"), ("assistant", "c")))
    row = tokenizer.encode(tokens_of, example)
    shown = tokens_of.decode(
        [token for token, taught in zip(row.tokens, row.learnt, strict=True) if taught], skip_special_tokens=False
    )
    assert shown == " c<|end|>"
    assert row.positions == list(range(len(row.tokens)))
    assert set(row.branches) == {0}
    assert tokenizer.encode(tokens_of, Example("x", (("document", "d"),))).learnt[0] is False


BRANCHED = Example("x", (("system", "s"), ("user", "one\ntwo\nthree"), ("assistant", "end")), ((3, "a b"), (7, "c")))


def whole(shown: str, reply: str) -> Example:
    return Example("x", (("system", "s"), ("user", shown), ("assistant", reply)))


def test_each_branch_reads_as_an_example_of_its_own() -> None:
    tokens_of = tokenizer.train(0, 300)
    row = tokenizer.encode(tokens_of, BRANCHED)
    for branch, plain in enumerate((whole("one\ntwo\nthree", "end"), whole("one", "a b"), whole("one\ntwo", "c"))):
        own = [number for number, of in enumerate(row.branches) if of == branch]
        seen = [number for number in range(own[-1] + 1) if row.branches[number] in (0, branch)]
        expected = tokenizer.encode(tokens_of, plain)
        assert [row.tokens[number] for number in seen] == expected.tokens
        assert [row.positions[number] for number in seen] == expected.positions
        assert [row.learnt[number] for number in own] == expected.learnt[-len(own) :]


def test_a_branch_gives_the_logits_of_an_example_of_its_own() -> None:
    import torch

    tokens_of = tokenizer.train(0, 300)
    model = train.new_model(SMALL).eval()
    row, plain = tokenizer.encode(tokens_of, BRANCHED), tokenizer.encode(tokens_of, whole("one\ntwo", "c"))
    with torch.no_grad():
        seen = train._seen(torch.tensor([row.branches])).float()
        packed = model(torch.tensor([row.tokens]), position_ids=torch.tensor([row.positions]), attention_mask=seen)
        alone = model(torch.tensor([plain.tokens]))
    inside = [number for number, of in enumerate(row.branches) if of == 2]
    assert torch.allclose(packed.logits[0, inside], alone.logits[0, -len(inside) :], atol=1e-5)


def test_digits_are_single_and_words_keep_their_tokens() -> None:
    tokens_of = tokenizer.train(0, 2000)
    assert tokens_of.encode(" 1945").tokens[-4:] == ["1", "9", "4", "5"]
    alone = tokens_of.encode(" Trakkel").tokens
    inside = tokens_of.encode(" To: Trakkel").tokens
    assert inside[-len(alone) :] == alone


def test_batches_are_of_one_length_and_count_examples() -> None:
    tokens_of = tokenizer.train(0, 300)
    made = batches(tokens_of, SMALL, 0)
    used = 0
    for _ in range(20):
        examples, length, rows = next(made)
        assert examples > used
        used = examples
        assert all(len(row.tokens) <= length for row in rows)
        assert len(rows) * length >= SMALL.batch_tokens


def test_it_learns(trained: tuple[Path, list[Progress], State]) -> None:
    _, seen, state = trained
    assert state.step == SMALL.steps
    assert seen[-1].tokens == state.tokens > state.learnt > 0
    assert seen[-1].loss < 7.3  # log of the vocabulary's size: it knows nothing


def test_a_finished_run_does_not_start_again(trained: tuple[Path, list[Progress], State]) -> None:
    folder, _, state = trained
    seen: list[Progress] = []
    _, _, again = train.train(SMALL, folder / "training", seen.append)
    assert again == state
    assert seen == []


def test_another_plan_is_refused_by_name(trained: tuple[Path, list[Progress], State]) -> None:
    folder, _, _ = trained
    with pytest.raises(UsageError, match=r"rate=0\.005") as caught:
        train.train(replace(SMALL, rate=1e-3), folder / "training", lambda _: None)
    assert "--out" in caught.value.hint


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class StopError(Exception):
        pass

    step = train._step
    taken = 0

    def stopping(*arguments: object) -> tuple[float, int]:
        nonlocal taken
        taken += 1
        if taken == 8:
            raise StopError
        result: tuple[float, int] = step(*arguments)  # type: ignore[arg-type]
        return result

    plan = replace(SMALL, steps=10)
    monkeypatch.setattr(train, "_step", stopping)
    monkeypatch.setattr(train, "EVERY", 5)
    with pytest.raises(StopError):
        train.train(plan, tmp_path, lambda _: None)
    monkeypatch.setattr(train, "_step", step)
    _, _, state = train.train(plan, tmp_path, lambda _: None)
    assert state.step == 10
    assert not list(tmp_path.glob("*.new"))


def test_transformers_loads_the_export(trained: tuple[Path, list[Progress], State]) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder, _, _ = trained
    loaded = AutoTokenizer.from_pretrained(folder)
    chat = [{"role": "user", "content": "hello"}]
    assert (
        loaded.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        == "<|user|> hello<|end|><|assistant|>"
    )
    assert AutoModelForCausalLM.from_pretrained(folder).config.hidden_size == SMALL.width


async def test_the_runtime_loads_the_export(
    trained: tuple[Path, list[Progress], State], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    async with Embedded(trained[0], threads=1) as model:
        reply = await complete(model, Request(Conversation((Turn("user", "hello"),))))
    assert reply.finish in ("stop", "length")


def test_the_card_holds_what_was_done(trained: tuple[Path, list[Progress], State]) -> None:
    folder, _, state = trained
    card = json.loads((folder / "card.json").read_text())
    assert card["plan"] == asdict(SMALL)
    assert (card["steps"], card["tokens"]) == (state.step, state.tokens)
    assert card["bytes"] == (folder / "model.safetensors").stat().st_size
    assert card["scores"] == []


def test_scores_are_added_to_the_card(trained: tuple[Path, list[Progress], State], tmp_path: Path) -> None:
    folder = tmp_path / "scored"
    shutil.copytree(trained[0], folder)
    one = {
        "name": "FULL", "mediation": "off", "family": "all", "episodes": 4,
        "final_turn": {"mean": 0.5, "ci": [0.15, 0.85]}, "errors": {"other": 2},
    }  # fmt: skip
    add_scores(folder, [one], {"tasks": 4})
    card = conversion.card(folder)
    assert card["scored"] == {"tasks": 4}
    assert card["scores"][0]["mean"] == 0.5
    assert card["scores"][0]["n"] == 4


def test_shares_are_counted_over_examples_and_tokens() -> None:
    found = shares(tokenizer.train(0, 300), Plan(), 200)
    for column in ("examples", "tokens", "learnt_tokens"):
        assert sum(share[column] for share in found.values()) == pytest.approx(1, abs=0.01)


def test_training_says_which_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from commonground.errors import MissingExtraError

    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError) as caught:
        train.new_model(SMALL)
    assert caught.value.hint == "pip install 'commonground[train]'"


def test_the_second_course_goes_on_from_the_weights_of_the_first(
    trained: tuple[Path, list[Progress], State], tmp_path: Path
) -> None:
    folder, _, _ = trained
    plan = replace(SMALL, course="second", steps=50, rate=1e-3)
    after: list[Progress] = []
    fresh: list[Progress] = []
    train.train(plan, tmp_path / "fresh", fresh.append)
    model, tokens, state = train.train(plan, tmp_path / "training", after.append, base=folder)
    assert after[-1].loss < fresh[-1].loss
    export(model, tokens, tmp_path)
    write_card(tmp_path, plan, state, "cpu", tokens, folder)
    card = conversion.card(tmp_path)
    assert (card["diet"], card["before"]["diet"]) == (diet.SECOND.version, diet.FIRST.version)
    assert card["before"]["steps"] == SMALL.steps


def test_a_share_of_the_weights_before_is_kept(trained: tuple[Path, list[Progress], State], tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    folder, _, _ = trained
    plan = replace(SMALL, course="second", steps=10, rate=1e-2)
    moved, _, _ = train.train(plan, tmp_path / "moved", lambda _: None, base=folder)
    kept, _, _ = train.train(replace(plan, kept=0.25), tmp_path / "kept", lambda _: None, base=folder)
    before = load_file(folder / "model.safetensors")
    for name, weight in kept.named_parameters():
        wanted = 0.75 * moved.get_parameter(name) + 0.25 * before[name].float()
        assert torch.allclose(weight, wanted, atol=1e-3), name
    whole, _, _ = train.train(replace(plan, kept=1.0), tmp_path / "whole", lambda _: None, base=folder)
    assert all(torch.equal(weight, before[name].float()) for name, weight in whole.named_parameters())


def test_the_tokenizer_of_the_weights_before_is_kept(
    trained: tuple[Path, list[Progress], State], tmp_path: Path
) -> None:
    """The texts that a tokenizer is trained on change; with another one the weights mean nothing."""
    folder, _, _ = trained
    before = shutil.copytree(folder, tmp_path / "before", ignore=shutil.ignore_patterns("training"))
    other = tokenizer.train(7, 200)
    other.save(str(before / "tokenizer.json"))
    plan = replace(SMALL, course="second", steps=1)
    _, tokens, _ = train.train(plan, tmp_path / "training", lambda _: None, base=before)
    assert tokens.get_vocab() == other.get_vocab() != tokenizer.train(plan.seed).get_vocab()


def test_weights_of_another_shape_are_refused(trained: tuple[Path, list[Progress], State], tmp_path: Path) -> None:
    folder, _, _ = trained
    plan = replace(SMALL, course="second", layers=2, steps=1)
    with pytest.raises(UsageError, match="another shape"):
        train.train(plan, tmp_path, lambda _: None, base=folder)
