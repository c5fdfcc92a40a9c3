"""Decoding against the model's memory: next-token logits with the documents (z_c) and without them (z_p) made one.

CAD (arXiv 2305.14739) draws from softmax((1 + a) z_c - a z_p). AdaCAD (arXiv 2409.07394) lets a be the Jensen-Shannon
divergence of both distributions at each step: where they agree, nothing is contrasted. The GRD gate (arXiv 2606.10298) decides
at the first step at which both would say another token, and once for the reply: for the memory alone (a = -1) if that is sure
of its token (p > .5) and its entropy is the lower one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonground.models.decoding import ALPHA, CAD, GRD

if TYPE_CHECKING:
    from torch import Tensor


def divergence(with_: Tensor, without: Tensor) -> Tensor:
    """Return the Jensen-Shannon divergence in bits (0..1) of two batches of logits, (rows, vocabulary) -> (rows,)."""
    import torch

    p, q = with_.float().log_softmax(-1), without.float().log_softmax(-1)
    middle = torch.logaddexp(p, q) - torch.log(torch.tensor(2.0))
    halves = (p.exp() * (p - middle)).nan_to_num().sum(-1) + (q.exp() * (q - middle)).nan_to_num().sum(-1)
    return (halves / 2 / torch.log(torch.tensor(2.0))).clamp(0, 1)


def combined(with_: Tensor, without: Tensor, alpha: Tensor | float) -> Tensor:
    """Return (1 + a) z_c - a z_p; `alpha` is one number or one a row."""
    import torch

    a = torch.as_tensor(alpha, dtype=with_.dtype, device=with_.device)
    a = a[:, None] if a.ndim else a
    return (1 + a) * with_ - a * without


class Contrast:
    """One way to combine the logits of a batch, step after step. Rows may leave the batch (`keep`)."""

    def __init__(self, decoding: str, rows: int) -> None:
        self._decoding = decoding
        self._trusts: list[bool | None] = [None] * rows  # the memory (True) or the context, None until they disagree

    def keep(self, rows: list[int]) -> None:
        """Go on with these rows alone."""
        self._trusts = [self._trusts[row] for row in rows]

    def __call__(self, with_: Tensor, without: Tensor) -> Tensor:
        """Return the logits to draw from, (rows, vocabulary)."""
        if self._decoding == CAD:
            return combined(with_, without, ALPHA)
        alpha = divergence(with_, without)
        if self._decoding == GRD:
            if None in self._trusts:
                self._decide(with_, without)
            for row, memory in enumerate(self._trusts):
                alpha[row] = -1.0 if memory else alpha[row]
        return combined(with_, without, alpha)

    def _decide(self, with_: Tensor, without: Tensor) -> None:
        """Settle the rows that disagree on their first token here."""
        differ = with_.argmax(-1) != without.argmax(-1)
        p, q = with_.float().log_softmax(-1), without.float().log_softmax(-1)
        surer = -(q.exp() * q).nan_to_num().sum(-1) < -(p.exp() * p).nan_to_num().sum(-1)
        sure = q.max(-1).values.exp() > 0.5
        for row, trusted in enumerate(self._trusts):
            if trusted is None and differ[row]:
                self._trusts[row] = bool(sure[row] and surer[row])
