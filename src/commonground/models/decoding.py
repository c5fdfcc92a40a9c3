"""Ways to decode that need the weights: what `Sampling.decoding` may name, and the refusal of models that have none."""

from __future__ import annotations

from commonground.errors import EndpointError
from commonground.models.chat import Sampling

VERSION = "decoding-1"
CAD, ADACAD, GRD, STEERING = "cad", "adacad", "grd", "steering"
DECODINGS = {
    CAD: "softmax((1 + a) z_c - a z_p), a = 1; arXiv 2305.14739",
    ADACAD: "the same, a the divergence of both at each step; arXiv 2409.07394",
    GRD: "AdaCAD, or the memory alone where it is the surer at the first disagreement; arXiv 2606.10298",
    STEERING: "a difference in means added to the residual stream at one layer",
}
ALPHA = 1.0  # of CAD: the paper's value for facts that a document has changed; .5 for summaries


def plain_only(model: str, sampling: Sampling) -> None:
    """Raises: EndpointError where a model without weights at hand is asked to decode in a way that needs them."""
    if sampling.decoding:
        raise EndpointError(
            f"{model} cannot decode by {sampling.decoding!r}: that needs the weights",
            "use a local model: --model FOLDER",
        )
