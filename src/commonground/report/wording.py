"""Words and figures: how a score, an interval, an error type and a failure read, the same on the terminal and the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

NOTHING = "-"
MINUS = "\N{MINUS SIGN}"
PUBLISHED_MODEL = "GPT-4o-mini"
PUBLISHED_SOURCE = "published for GPT-4o-mini, four tasks, arXiv 2505.06120"
LOST_BELOW = 0.2  # under this share of whole tasks right, a model does not know the domain: some are hit by chance

CONDITIONS = {
    "FULL": "the whole task in one message",
    "CONCAT": "all its parts in one message, as a list",
    "SHARDED": "one part a turn",
    "TWO": "what is wanted, then all other parts in a second turn",
    "RECAP": "one part a turn, then all of them once more; an oracle: its user knows which turn is the last",
    "SNOWBALL": "each turn repeats all earlier parts",
    "USER-ONLY": "one part a turn, and the model does not see its own replies",
    "MEMORY": "one part a turn, and the model sees the last turn and what memory recalls of the earlier ones",
    "LATE": "the whole task, after two unrelated ones in the same chat",
}
MEDIATIONS = {
    "off": "the bare model",
    "prompt": "one fixed system prompt",
    "light": "before each reply, all that the user said becomes one explicit request; and what needs no model",
    "full": "every step of mediation",
}
ERRORS = {
    "last_shards": "right for the last turns alone: what was said before them is gone",
    "default": "a usual value stands where the user had stated another",
    "merged": "values that the user did say, in the wrong place, or one that was corrected later",
    "malformed": "no answer could be read",
    "other": "anything else",
}
BOUNDARIES = {
    "endpoint": "the model did not answer",
    "user": "the simulated user could not go on",
    "step": "a mediation step failed",
    "checker": "the code that judges answers failed",
}
CALIBRATION = (
    "This project trained the weights of this model. Its figures show that the instrument works, not what models in "
    "general do; so where a claim can be tested, its verdict reads calibration."
)


SPREAD = (
    "P is the mean over a task's runs, A their 90th percentile, U the distance from the 10th to the 90th, each averaged "
    "over tasks. By chance: U if all runs were dealt out to the tasks anew; p: how often chance is as far out. "
    "Over-dispersion: the correlation of two runs of one task."
)


def fidelity(user: Mapping[str, Any]) -> str:
    """Return how faithful a played user was, in a line."""
    slips = {"repeated": "repeated itself", "leaked": "said several parts at once", "echoed": "echoed the assistant",
             "profile_misaligned": "stated what it did not want", "solved": "solved the task"}  # fmt: skip
    turns = ", ".join(f"{said} in {percent(user[name], 1)}" for name, said in slips.items())
    return (
        f"The user was played by a model: {percent(user['revealed'], 1)} of the parts revealed; of its turns, it {turns}; "
        f"{percent(user['wrong_ending'], 1)} of {user['episodes']} episodes ended with a part unsaid."
    )


def judged(judge: Mapping[str, Any]) -> str:
    """Return how far a model that judged the replies agrees with the classifier."""
    mean, ci = judge["kappa"]["mean"], judge["kappa"]["ci"]
    far = f"kappa {ratio(mean)}" + (f" [{ratio(ci[0])}, {ratio(ci[1])}]" if ci else "")
    most = "; they differ most in " + counts(dict(list(judge["differ"].items())[:3])) if judge["differ"] else ""
    return (
        f"What each turn does, by a judge and by the classifier: they agree in {percent(judge['agreement'], 1)} of "
        f"{judge['turns']} turns, {far}; {judge['without_verdict']} turns have no verdict{most}."
    )


def spent(amounts: Sequence[int]) -> str:
    """Return what a run took, from the numbers of `selection.spent`.

    >>> spent([2, 30, 4, 0, 0, 1, 5])
    'Spent: 2 calls, 30 prompt and 4 reply tokens; 0 from the cache, 0 made again; 1 calls and 5 tokens on failed episodes.'
    """
    calls, prompt, reply, cached, retried, wasted, tokens = (f"{amount:,}" for amount in amounts)
    return (
        f"Spent: {calls} calls, {prompt} prompt and {reply} reply tokens; {cached} from the cache, {retried} made again; "
        f"{wasted} calls and {tokens} tokens on failed episodes."
    )


def temperature(value: float | None) -> str:
    """Return a temperature; None is the model's own.

    >>> temperature(0.0), temperature(None)
    ('temperature 0', "the model's own temperature")
    """
    return "the model's own temperature" if value is None else f"temperature {value:g}"


def percent(value: float | None, digits: int = 0) -> str:
    """Return a score 0..1 as a percentage; "-" where there is none.

    >>> percent(0.504), percent(0.504, 1), percent(None)
    ('50 %', '50.4 %', '-')
    """
    return NOTHING if value is None else f"{100 * value:.{digits}f} %"


def interval(bounds: Sequence[float] | None) -> str:
    """Return the bounds of a score as percentages; "-" where there are none.

    >>> interval([0.4, 0.605])
    '40–60'
    """
    return NOTHING if bounds is None else "–".join(f"{100 * bound:.0f}" for bound in bounds)


def points(value: float) -> str:
    """Return a difference of scores in percentage points, with its sign.

    >>> points(0.25), points(0.0)
    ('+25', '0')
    """
    number = f"{100 * value:+.0f}".replace("-", MINUS)
    return "0" if number[1:] == "0" else number


def ratio(value: float | None) -> str:
    """Return a ratio with two places, as the literature prints it; "-" where there is none.

    >>> ratio(0.61), ratio(1.5), ratio(-0.2)
    ('.61', '1.50', '−.20')
    """
    if value is None:
        return NOTHING
    text = f"{abs(value):.2f}"
    return (MINUS if value < 0 and float(text) else "") + (text.removeprefix("0"))


def counts(found: Mapping[str, int]) -> str:
    """Return counted names, most first as they come.

    >>> counts({"last_shards": 3, "other": 1})
    'last shards 3, other 1'
    """
    return ", ".join(f"{spoken(name)} {count}" for name, count in found.items())


def spoken(name: object) -> str:
    """Return a name as it is said; an error without a type is "untyped"."""
    return str(name or "untyped").replace("_", " ")


def setting(condition: str, mediation: str) -> str:
    """Return a condition with its mediation; "off" goes without saying.

    >>> setting("SHARDED", "light"), setting("FULL", "off")
    ('SHARDED light', 'FULL')
    """
    return condition if mediation == "off" else f"{condition} {mediation}"


def plain(text: str) -> str:
    """Return text that is safe to show: control characters, which can drive a terminal, and broken characters are marked."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        mark if mark in "\n\t" or unicodedata.category(mark) != "Cc" else "\N{REPLACEMENT CHARACTER}" for mark in whole
    )


def outcome(row: Mapping[str, Any]) -> str:
    """Return how an episode ended: right, wrong with the type of its error, or failed with its boundary."""
    if row["final"] is None:
        return f"failed: {row['failure']['boundary']}" if row["failure"] else "not judged"
    return verdict(row["final"])


def verdict(turn: Mapping[str, Any]) -> str:
    """Return how one judged turn came out."""
    if turn["score"] >= 1:
        return "right"
    partly = f", {percent(turn['score'])}" if turn["score"] > 0 else ""
    return f"wrong: {spoken(turn['error'])}{partly}"


def along(turn: Mapping[str, Any]) -> str:
    """Return how a judged turn on the way came out: judged against the whole task, most cannot be right yet."""
    if turn["score"] >= 1:
        return "right already"
    if turn["strategy"] != "attempt":
        return f"no answer: {turn['strategy']}"
    return f"{'answered too early' if turn['premature'] else 'not right'}: {spoken(turn['error'])}"


def number(one: Mapping[str, Any] | None) -> str:
    """Return a number of a suite with its interval: ".93 [.90, .95]"; a dash where there is none."""
    if one is None:
        return NOTHING
    bounds = "" if one["low"] is None or one["high"] is None else f" [{ratio(one['low'])}, {ratio(one['high'])}]"
    return ratio(one["mean"]) + bounds
