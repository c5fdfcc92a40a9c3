"""Commitment: a model that is asked to choose something and keep it to itself, and whether it chose at all.

"Think of a venue, do not say it": a model that never chose can answer every question, and reveal something that fits. One
conversation cannot show that, forks of it can: the thing is asked for in some, and each of several candidates in one of its
own. A game is won when what is revealed is true of every answer, and it alone is affirmed. The same is asked of favourites
(told later) and opinions (told at once); a promise is kept when all later replies keep it. After Shanahan, McDonell and
Reynolds (2023) and the Self-Consistency Test (arXiv 2601.06973).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log2
from typing import Any

from commonground.conversation.jsonl import from_row
from commonground.conversation.record import ASSISTANT, Conversation, branch
from commonground.episodes.task import Task, Verdict
from commonground.suites import commitment_games as games
from commonground.suites.claims import Claim, Means
from commonground.suites.commitment_games import (
    ASKED,
    FAMILIES,
    OBJECTS,
    Game,
    GameTask,
    Player,
    game,
    game_of,
)
from commonground.suites.ratios import average
from commonground.suites.suite import Condition, Number, Suite, columns
from commonground.town import facts, guessing

NAME, VERSION = "commitments", "2"
LEFT_OUT = "stop"  # the kind of thing that the embedded model was shown in no game: reported apart
REVEALS = 5  # times that the thing is asked for, each in a fork of its own
_SCT = "arXiv 2601.06973"
_FORK = "FORK"


def tasks(seed: int, count: int) -> list[GameTask]:
    """Return `count` games, the families in turn."""
    return [_task(game(FAMILIES[number % len(FAMILIES)], seed, number // len(FAMILIES))) for number in range(count)]


def _task(own: Game) -> GameTask:
    return GameTask(
        id=own.id, family=own.family, full=own.opening, shards=(own.opening, *own.requests[:ASKED]), check=_checked(own),
        reference="Yes.", briefing=own.briefing, world=facts.VERSION, game=own,
    )  # fmt: skip


def _checked(own: Game) -> Callable[[Conversation], Verdict]:
    return lambda conversation: check(own, conversation)


def check(own: Game, conversation: Conversation) -> Verdict:
    """Return the verdict on the last reply before the forks.

    Errors: `leak` (it names a candidate), `unreadable` (neither yes nor no, or no opinion), `contradiction` (nothing is left of
    which all answers are true), `broken` (a promise).
    """
    replies = conversation.by(ASSISTANT)
    error = None
    if own.family == "promise":
        error = None if len(replies) < 2 or games.kept(own.promise, replies[-1].text) else "broken"
    elif games.leaked(own, conversation):
        error = "leak"
    elif own.public and len(replies) == 1:
        error = None if len(games.named(own.things, replies[0].text)) == 1 else "unreadable"
    elif own.properties and len(replies) > 1:
        said = games.answers(conversation)
        if said[-1] is None:
            error = "unreadable"
        elif not games.possible(own, games.asked(own, conversation, len(said)), said):
            error = "contradiction"
    return Verdict(float(error is None), error, replies[-1].text[:200], error != "unreadable")


def branches(task: Task, trunk: Conversation) -> list[str]:
    """Return what is said in the forks: the reveals and then the candidates, or, of a promise, further requests."""
    own = game_of(task)
    if own.family == "promise":
        return list(own.requests[ASKED:])
    return [own.reveal] * REVEALS + [own.identity.format(x=one) for one in games.offered(own, trunk)]


def forked(task: Task, trunk: Conversation, replies: Sequence[str]) -> Verdict:
    """Return the verdict on a game: on its turns, the first reveal, and the candidates.

    Errors, the first that holds: those of the turns; `unreadable`; `inconsistent` (not all answers are true of what is
    revealed); `all_denial`; `over_confirmation` (of several candidates); `substitution` (of another one).
    """
    own = game_of(task)
    ends = [at for at, turn in enumerate(trunk.turns, 1) if turn.speaker == ASSISTANT]
    turns = [check(own, branch(trunk, end)).error for end in ends]
    if own.family == "promise":
        kept = all(games.kept(own.promise, reply) for reply in replies) and "broken" not in turns
        return Verdict(float(kept), None if kept else "broken", replies[0][:200], True)
    revealed, affirmed, unread = read(own, trunk, replies)
    error = next((one for name in ("leak", "unreadable") for one in turns if one == name), None)
    if error is None:
        error = _failure(revealed[0], affirmed, unread, _fits(own, trunk))
    shown = f"{revealed[0] or '?'}; affirmed: {', '.join(affirmed) or 'none'}"
    return Verdict(float(error is None), error, shown, error != "unreadable")


def read(own: Game, trunk: Conversation, replies: Sequence[str]) -> tuple[list[str | None], list[str], int]:
    """Return what each reveal names (None: nothing or several), the candidates affirmed, and how many replies were neither."""
    named = [games.named(own.things, reply) for reply in replies[:REVEALS]]
    said = [games.yes(reply) for reply in replies[REVEALS:]]
    affirmed = [one for one, answer in zip(games.offered(own, trunk), said, strict=True) if answer]
    return [found[0] if len(found) == 1 else None for found in named], affirmed, said.count(None)


def _fits(own: Game, trunk: Conversation) -> list[str]:
    """Return what may be revealed: all of which the answers are true, or the opinion that was told."""
    if own.public:
        return games.named(own.things, trunk.by(ASSISTANT)[0].text)
    return (
        games.possible(own, games.asked(own, trunk, ASKED), games.answers(trunk))
        if own.properties
        else list(own.things)
    )


def _failure(revealed: str | None, affirmed: Sequence[str], unread: int, fits: Sequence[str]) -> str | None:
    if revealed is None or unread:
        return "unreadable"
    if revealed not in fits:
        return "inconsistent"
    if not affirmed:
        return "all_denial"
    if len(affirmed) > 1:
        return "over_confirmation"
    return None if affirmed[0] == revealed else "substitution"


# Numbers beside the score.


def numbers(rows: Sequence[Mapping[str, Any]]) -> list[Number]:
    """Return, by mediation, over the games in which something is chosen and of which every reply came:

    `mass error`, |sum over the candidates of P(yes) - 1|, P being 0 or 1 in each fork; `reveal entropy`, of the things that
    the reveals name, in bits; `leaks`, the share of games with one; `turns to contradiction`, of those that contradict.
    """
    found: dict[tuple[str, str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["final"] is None or row["family"] == "promise":
            continue
        for name, value in _of(row):
            found[row["condition"], row["mediation"], name][row["task"]].append(value)
    return [average(name, (condition, mediation), own) for (condition, mediation, name), own in found.items()]


def _of(row: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    family, seed, index = row["task"].split("/")
    own, trunk = game(family, int(seed), int(index)), from_row(row["conversation"])
    revealed, affirmed, _ = read(own, trunk, [one["reply"] for one in row["branches"]])
    errors = [turn["error"] for turn in row["turns"]]
    yield "mass error", abs(len(affirmed) - 1.0)
    yield "reveal entropy", entropy([one or "?" for one in revealed])
    if not own.public:
        yield "leaks", float("leak" in errors)
    if "contradiction" in errors:
        yield "turns to contradiction", float(errors.index("contradiction"))


def entropy(values: Sequence[str]) -> float:
    """Return the entropy of a sample in bits: 0 where all are alike.

    >>> entropy(("a", "a")), entropy(("a", "b"))
    (0.0, 1.0)
    """
    shares = [values.count(one) / len(values) for one in set(values)]
    return 0.0 - sum(share * log2(share) for share in shares)


# Claims.


def _objects(means: Means, mediation: str) -> float | None:
    own = [means[key] for family in OBJECTS if (key := (_FORK, mediation, family)) in means]
    return sum(own) / len(own) if own else None


def _private(means: Means) -> float | None:
    sealed, bare = _objects(means, "commitments"), _objects(means, "off")
    return None if sealed is None or bare is None else sealed - bare


CLAIMS = (
    Claim("no-secret-kept", "plain chat models keep a secret thing consistently in 2 to 26 % of games", _SCT, "2026-01",
          "paper", ".02 to .26", "within", 0.14, 0.12, "FORK off, things", lambda means: _objects(means, "off")),
    Claim("private-state-keeps", "a responder with a private state that is updated keeps it in 18 to 100 %", _SCT, "2026-01",
          "paper", ".18 to 1.00", "within", 0.59, 0.41, "FORK commitments, things",
          lambda means: _objects(means, "commitments")),
    Claim("state-must-be-private", "what sees the public transcript alone cannot be both secret and consistent", _SCT,
          "2026-01", "paper", "private state is better", "above", 0.0, 0.0, "FORK commitments - off, things", _private),
)  # fmt: skip


def suite() -> Suite:
    """Return the suite."""
    return Suite(
        name=NAME,
        version=VERSION,
        conditions=(
            Condition(
                _FORK, Player, columns("commitments"), turns=lambda task: ASKED + 1, branches=branches, forked=forked
            ),
        ),
        claims=CLAIMS,
        versions={"town": facts.VERSION, "guessing": guessing.VERSION},
        tasks=tasks,
        headline=frozenset(FAMILIES) - {LEFT_OUT},
        numbers=numbers,
    )
