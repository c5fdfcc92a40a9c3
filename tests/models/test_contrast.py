"""Contrasted decoding: the divergence and the combined logits against values worked out by hand."""

from __future__ import annotations

from math import inf, log

import pytest
import torch

from commonground.models.contrast import Contrast, combined, divergence
from commonground.models.decoding import ADACAD, CAD, GRD


def logits(*rows: tuple[float, ...]) -> torch.Tensor:
    """Logits of the given probabilities."""
    return torch.tensor([[log(one) if one else -inf for one in row] for row in rows])


def test_the_divergence_of_halves_that_share_one_outcome_is_half_a_bit() -> None:
    """p = (1/2, 1/2, 0), q = (0, 1/2, 1/2), m = (1/4, 1/2, 1/4): KL(p, m) = KL(q, m) = 1/2 bit."""
    assert divergence(logits((0.5, 0.5, 0)), logits((0, 0.5, 0.5))).tolist() == pytest.approx([0.5])


def test_the_divergence_of_a_sure_and_an_even_model() -> None:
    """p = (1, 0), q = (1/2, 1/2), m = (3/4, 1/4): (log2(4/3) + (log2(2/3) + log2(2)) / 2) / 2 = 0.3113 bit."""
    assert divergence(logits((1, 0)), logits((0.5, 0.5))).tolist() == pytest.approx([0.31127812])


def test_the_divergence_is_0_of_equals_1_of_strangers_and_symmetric() -> None:
    same, other = logits((0.2, 0.3, 0.5), (1, 0, 0)), logits((0.2, 0.3, 0.5), (0, 0, 1))
    assert divergence(same, other).tolist() == pytest.approx([0, 1], abs=1e-6)
    assert divergence(other, same).tolist() == pytest.approx(divergence(same, other).tolist())


def test_shifted_logits_are_the_same_distribution() -> None:
    z = torch.randn(4, 9, generator=torch.Generator().manual_seed(1))
    assert divergence(z, z + 3).tolist() == pytest.approx([0] * 4, abs=1e-6)


def test_combined_is_the_formula_and_nothing_at_0() -> None:
    with_, without = torch.tensor([[1.0, 2.0], [0.0, 4.0]]), torch.tensor([[3.0, 1.0], [1.0, 1.0]])
    assert combined(with_, without, 1.0).tolist() == [[-1, 3], [-1, 7]]
    assert combined(with_, without, torch.tensor([0.5, -1.0])).tolist() == [[0, 2.5], [1, 1]]
    assert torch.equal(combined(with_, without, 0.0), with_)


def test_cad_doubles_the_context_and_takes_the_memory_off() -> None:
    with_, without = logits((0.4, 0.6)), logits((0.1, 0.9))
    drawn = Contrast(CAD, 1)(with_, without).softmax(-1)[0]
    weights = [0.4**2 / 0.1, 0.6**2 / 0.9]
    assert drawn.tolist() == pytest.approx([one / sum(weights) for one in weights])
    assert drawn.argmax() == 0, "the memory's word was the likelier one, and is overruled"


def test_adacad_goes_by_the_divergence_of_each_row() -> None:
    with_, without = logits((0.4, 0.6), (0.7, 0.3)), logits((0.1, 0.9), (0.7, 0.3))
    alpha = divergence(with_, without)
    made = Contrast(ADACAD, 2)(with_, without)
    assert torch.allclose(made, (1 + alpha[:, None]) * with_ - alpha[:, None] * without)
    assert torch.allclose(made[1], with_[1], atol=1e-5), "where both agree nothing is contrasted"


SURE, UNSURE = (0.05, 0.9, 0.05), (0.4, 0.35, 0.25)


@pytest.mark.parametrize(
    ("with_", "without", "memory"),
    [
        (UNSURE, SURE, True),  # the memory is sure and the surer one
        ((0.96, 0.02, 0.02), SURE, False),  # the context is surer still
        ((0.34, 0.33, 0.33), (0.2, 0.45, 0.35), False),  # the memory is the surer one, and not sure
    ],
)
def test_the_gate_trusts_a_sure_memory(with_: tuple[float, ...], without: tuple[float, ...], memory: bool) -> None:
    z_c, z_p = logits(with_), logits(without)
    made = Contrast(GRD, 1)(z_c, z_p)
    wanted = z_p if memory else combined(z_c, z_p, divergence(z_c, z_p))
    assert torch.allclose(made, wanted, atol=1e-5)


def test_the_gate_is_settled_once_and_leaves_with_its_row() -> None:
    gate = Contrast(GRD, 3)
    agreed, sure, unsure = logits(SURE), logits(SURE), logits(UNSURE)
    gate(torch.cat([agreed, unsure, unsure]), torch.cat([agreed, sure, agreed]))
    gate.keep([1, 2])
    late, memory = logits((0.96, 0.02, 0.02)), logits(SURE)
    both = gate(torch.cat([late, late]), torch.cat([memory, memory]))
    assert torch.allclose(both, torch.cat([memory, memory])), "both trusted the memory, and still do"
    fresh = Contrast(GRD, 1)
    fresh(agreed, agreed)
    assert fresh(late, memory)[0].argmax() == 0, "what agreed before is settled at the first disagreement"
