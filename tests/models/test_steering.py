"""Steering: the hook adds exactly the vector, the vector is a difference in means, the choice is the validation's."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from commonground.errors import InputError, UsageError
from commonground.models import steering
from commonground.models.steering import FILE, Steering, fit, layers_of, load, preferred, steered


@pytest.fixture(scope="module")
def model() -> LlamaForCausalLM:
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=20, hidden_size=8, intermediate_size=16, num_hidden_layers=3, num_attention_heads=2,
        max_position_embeddings=64, tie_word_embeddings=False,
    )  # fmt: skip
    return LlamaForCausalLM(config).eval()


def behind(model: LlamaForCausalLM, layer: int, ids: list[int]) -> torch.Tensor:
    """The hidden states behind a layer, by a hook of the test's own."""
    kept: list[torch.Tensor] = []
    hook = layers_of(model)[layer].register_forward_hook(
        lambda module, args, output: kept.append(output[0] if isinstance(output, tuple) else output)
    )
    try:
        with torch.inference_mode():
            model(input_ids=torch.tensor([ids]))
    finally:
        hook.remove()
    return kept[0][0]


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_the_hook_adds_exactly_the_vector(model: LlamaForCausalLM, layer: int) -> None:
    vector, ids = torch.arange(8.0), [3, 1, 4, 1, 5]
    before = behind(model, layer, ids)
    with steered(model, Steering(vector, layer, 0.5)):
        after = behind(model, layer, ids)
    assert torch.equal(after, before + 0.5 * vector)
    assert torch.equal(behind(model, layer, ids), before), "and is gone afterwards"


def test_what_lies_before_the_layer_is_left_alone(model: LlamaForCausalLM) -> None:
    ids = [3, 1, 4]
    before = behind(model, 0, ids)
    with steered(model, Steering(torch.ones(8), 1, 3.0)):
        assert torch.equal(behind(model, 0, ids), before)


def test_the_hook_goes_when_something_breaks(model: LlamaForCausalLM) -> None:
    before = behind(model, 1, [1, 2])
    with pytest.raises(ZeroDivisionError), steered(model, Steering(torch.ones(8), 1, 3.0)):
        raise ZeroDivisionError
    assert torch.equal(behind(model, 1, [1, 2]), before)


def test_nothing_is_added_without_a_steering_or_with_strength_0(model: LlamaForCausalLM) -> None:
    before = behind(model, 1, [1, 2])
    with steered(model, None):
        assert torch.equal(behind(model, 1, [1, 2]), before)
    with steered(model, Steering(torch.ones(8), 1, 0.0)):
        assert torch.equal(behind(model, 1, [1, 2]), before)


def test_a_layer_that_is_not_there_is_named(model: LlamaForCausalLM) -> None:
    with pytest.raises(UsageError, match="no layer 3 in a model of 3"), steered(model, Steering(torch.ones(8), 3, 1.0)):
        pass


def test_the_vector_is_a_difference_in_means(model: LlamaForCausalLM) -> None:
    """By hand: each reply's mean from the prompt's last token on, the mean of those, wanted minus unwanted."""
    wanted = [((1, 2, 3), (4, 5)), ((6, 7), (8,))]
    unwanted = [((1, 2, 3), (9, 10, 11)), ((6, 7), (12,))]
    fitted = fit(model, wanted, unwanted, [((1, 2), (3,), (4,))], strengths=(1.0,))

    def mean(said: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> torch.Tensor:
        means = [behind(model, fitted.layer, [*prompt, *reply])[len(prompt) - 1 :].mean(0) for prompt, reply in said]
        return torch.stack(means).mean(0)

    assert torch.allclose(fitted.vector, mean(wanted) - mean(unwanted), atol=1e-6)


def test_layer_and_strength_are_those_that_validate_best(model: LlamaForCausalLM) -> None:
    wanted = [((number, number + 1), (15,)) for number in range(1, 8)]
    unwanted = [((number, number + 1), (16,)) for number in range(1, 8)]
    validation = [((number, 2), (15,), (16,)) for number in range(8, 14)]
    strengths = (0.5, 2.0, 8.0)
    chosen = fit(model, wanted, unwanted, validation, strengths)
    vectors = steering._means(model, wanted) - steering._means(model, unwanted)
    found = {
        (layer, strength): preferred(model, validation, Steering(vectors[layer], layer, strength))
        for layer in range(3)
        for strength in strengths
    }
    best = [key for key, share in found.items() if share == max(found.values())]
    assert (chosen.layer, chosen.strength) in best
    assert chosen.strength == min(strength for _, strength in best)
    assert chosen.preferred == max(found.values()) > min(found.values())
    assert chosen.before == preferred(model, validation, None)


def test_preferred_counts_the_mean_of_a_tokens_log_probability(model: LlamaForCausalLM) -> None:
    def likelihood(prompt: tuple[int, ...], reply: tuple[int, ...]) -> float:
        ids = torch.tensor([[*prompt, *reply]])
        with torch.inference_mode():
            said = model(input_ids=ids).logits[0].log_softmax(-1)
        return sum(float(said[len(prompt) + at - 1, token]) for at, token in enumerate(reply)) / len(reply)

    pairs = [((1, 2, 3), (4, 5, 6), (7,)), ((3,), (1, 1), (2, 2)), ((5, 4), (3,), (2, 1))]
    by_hand = [likelihood(prompt, one) > likelihood(prompt, other) for prompt, one, other in pairs]
    assert preferred(model, pairs, None) == pytest.approx(sum(by_hand) / 3)


def test_pairs_in_batches_count_as_pairs_alone(model: LlamaForCausalLM, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [((number, 2), (number + 3, 1)[: 1 + number % 2], (5,)) for number in range(1, 9)]
    together = preferred(model, pairs, None)
    monkeypatch.setattr(steering, "_ROWS", 1)
    assert preferred(model, pairs, None) == together


def test_without_pairs_there_is_no_steering(model: LlamaForCausalLM) -> None:
    with pytest.raises(UsageError, match="steering needs"):
        fit(model, [((1,), (2,))], [((1,), (3,))], [])


def test_a_steering_survives_its_file(tmp_path: Path) -> None:
    made = Steering(torch.arange(4.0), 2, 0.5, 0.75, 0.25)
    made.save(tmp_path)
    read = load(tmp_path)
    assert torch.equal(read.vector, made.vector)
    assert (read.layer, read.strength, read.preferred, read.before) == (2, 0.5, 0.75, 0.25)


def test_a_file_that_is_missing_or_torn_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no steering vector in"):
        load(tmp_path)
    (tmp_path / FILE).write_bytes(b"torn")
    with pytest.raises(InputError, match="no steering vector can be read here"):
        load(tmp_path)
