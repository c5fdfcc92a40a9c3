"""Terms: whether an assistant comes to call things what its partner calls them, briefly, and only with this partner.

The reference game of `reference_game`: four things, six rounds, the assistant directs, and the user never shortens what it
says. GAME is the game; in SWITCH a newcomer takes the user's place after it; STRANGER puts two other people's words for the
same things in front; TERSE is the game under a mere wish to be brief. The score is the share of trials in which the user
found the thing. After Hawkins et al. 2020 and "Talk Less, Interact Better" (arXiv 2408.01417).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from statistics import fmean
from typing import Any

from commonground.conversation.jsonl import from_row
from commonground.conversation.record import Conversation
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import UserSimulator
from commonground.mediation.notes import with_system
from commonground.models.chat import ChatModel, Chunk, Request
from commonground.suites import reference_game
from commonground.suites.claims import Claim, Means
from commonground.suites.ratios import average
from commonground.suites.reference_game import GOOD, ROUNDS, Game, Matcher, Move
from commonground.suites.suite import Condition, Number, Suite, columns
from commonground.text.tokens import words
from commonground.town import objects
from commonground.town.objects import LEFT_OUT, NEEDS, THINGS, context

NAME, VERSION = "terms", "1"
UNSEEN = "left-out"  # contexts of the kind that no model was taught to name
FAMILIES = (*NEEDS, UNSEEN)
STRANGERS = 2  # rounds of STRANGER
TERSE = "Be as brief as possible."
BRIEFING = (
    "Describe the thing that comes next so that the user can pick it. The user sees the same things in another order and not "
    "their numbers. The things:\n"
)
ACCURACY, SHORTENING, FIRST = "accuracy", "words last / first", "first mention / bare"
REUSE, ADOPTED, NOVELTY = "reuse", "bad terms used", "new words"
REBOUND, GAP = "rebound", "partner gap"


@cache
def game(name: str) -> Game:
    """Return the game of a task's id, "terms/SEED/FAMILY/INDEX"."""
    _, seed, family, index = name.split("/")
    unseen = family == UNSEEN
    needs = NEEDS[int(index) % len(NEEDS)] if unseen else family
    return Game(context("test", int(seed), int(index), needs, LEFT_OUT if unseen else ""), name)


def check(played: Game, conversation: Conversation) -> Verdict:
    """Return the share of trials in which the user found the thing. Errors: `unclear` (nothing fits the words), `wrong`."""
    moves = played.moves(conversation)
    missed = next((move for move in moves if not move.right), None)
    error = None if missed is None else "unclear" if missed.picked is None else "wrong"
    if not moves:
        return Verdict(0.0, "unclear", None, False)
    return Verdict(fmean(move.right for move in moves), error, moves[-1].message[:200], True)


def tasks(seed: int, count: int) -> list[Task]:
    """Return `count` tasks, the families in turn."""
    found = []
    for number in range(count):
        family, index = FAMILIES[number % len(FAMILIES)], number // len(FAMILIES)
        found.append(_task(f"{NAME}/{seed}/{family}/{index}", family))
    return found


def _task(name: str, family: str) -> Task:
    played = game(name)
    order = [f"Next: {target + 1}." for target in played.targets[: ROUNDS * THINGS]]
    reference = f"The {played.context.told(played.targets[-1])}."
    return Task(
        id=name, family=family, full=" ".join(order), shards=tuple(order), check=lambda talk: check(played, talk),
        reference=reference, briefing=BRIEFING + played.things, world=objects.VERSION,
    )  # fmt: skip


# The numbers beside the score.


def numbers(rows: Sequence[Mapping[str, Any]]) -> list[Number]:
    """Return the numbers of every condition under every mediation, of the families that count, failed games left out."""
    values: dict[tuple[str, str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["final"] is not None and row["family"] != UNSEEN:
            played = game(row["task"])
            moves = played.moves(from_row(row["conversation"]))
            for name, value in measured(played, moves, row["condition"]).items():
                values[row["condition"], row["mediation"], name][row["task"]].append(value)
    first = _round(1)
    for condition, mediation, name in list(values):
        bare = values.get(("GAME", "off", first))
        if name == first and bare and condition in ("GAME", "TERSE"):
            own = values[condition, mediation, name]
            shared = {task: [fmean(of) / fmean(bare[task])] for task, of in own.items() if task in bare}
            values[condition, mediation, FIRST].update(shared)
    return [average(name, (condition, mediation), own) for (condition, mediation, name), own in values.items() if own]


def measured(played: Game, moves: Sequence[Move], condition: str) -> dict[str, float]:
    """Return the numbers of one game; those for which it has no trials are left out."""
    rounds = [[move for move in moves if move.round == number] for number in range(ROUNDS + 1)]
    lengths = [fmean(move.length for move in one) if one else None for one in rounds]
    first, last, new = lengths[0], lengths[ROUNDS - 1], lengths[ROUNDS]
    strange = condition == "STRANGER"
    bad = [move for move in moves if move.round < ROUNDS and _coin(played, move, moves, good=False)]
    found = {
        ACCURACY: fmean(move.right for move in moves),
        REUSE: _used(played, moves[: THINGS * ROUNDS], [] if strange else moves, strange),
        ADOPTED: fmean(_says(move, _coin(played, move, moves, good=False)) for move in bad) if bad else None,
        SHORTENING: last / first if last and first else None,
        NOVELTY: _novelty(moves),
        **{_round(number): length for number, length in enumerate(lengths[:ROUNDS], 1)},
    }
    if rounds[ROUNDS]:
        after = _used(played, rounds[ROUNDS], moves, False)
        before = _used(played, rounds[ROUNDS - 1], moves, False)
        found[REBOUND] = new / last if last and new else None
        found[GAP] = None if before is None or after is None else before - after
    return {name: value for name, value in found.items() if value is not None}


def _round(number: int) -> str:
    return f"words, round {number}"


def _coin(played: Game, move: Move, moves: Sequence[Move], *, good: bool) -> str | None:
    """Return the term that the user had given the target of a move before it."""
    coined = [one.coined for one in moves[: moves.index(move)] if one.coined]
    return next((one.term for one in coined if one.thing == move.target and (one.kind == GOOD) == good), None)


def _used(played: Game, some: Iterable[Move], moves: Sequence[Move], strange: bool) -> float | None:
    """Return the share of moves that say the good term of their target, of those that could; strangers' could always."""
    given = {coin.thing: coin.term for coin in played.coins if coin.kind == GOOD} if strange else {}
    known = [(move, given.get(move.target) if strange else _coin(played, move, moves, good=True)) for move in some]
    uses = [_says(move, term) for move, term in known if term]
    return fmean(uses) if uses else None


def _says(move: Move, term: str | None) -> bool:
    return f" {term} " in f" {' '.join(words(move.message))} "


def _novelty(moves: Sequence[Move]) -> float | None:
    """Return the share of words that the message before for the same thing did not have."""
    shares, before = list[float](), dict[int, set[str]]()
    for move in moves[: ROUNDS * THINGS]:
        said = words(move.message)
        if move.target in before and said:
            shares.append(fmean(word not in before[move.target] for word in said))
        before[move.target] = set(said)
    return fmean(shares) if shares else None


# The suite.


async def _terse(request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
    """Ask for brevity and nothing else: the baseline that a pact must beat."""
    asked = replace(request, conversation=with_system(request.conversation, TERSE))
    async for chunk in model.stream(asked):
        yield chunk


def _user(task: Task, rounds: int, log: bool = False) -> UserSimulator:
    return Matcher(game(task.id), rounds, log)


def _shortens(means: Means) -> float | None:
    return means.get(("GAME", "off", SHORTENING))


CLAIMS = (
    Claim("no-conventions", "models left to themselves form no conventions over a game", "arXiv 2408.01417", "2024-08",
          "abstract", "none", "above", 0.9, 0.0, "words in the last round / the first, GAME off", _shortens),
)  # fmt: skip


def suite() -> Suite:
    """Return the suite."""
    shown = columns("terms")
    conditions = (
        Condition("GAME", lambda task: _user(task, ROUNDS), shown, turns=lambda task: ROUNDS * THINGS),
        Condition("SWITCH", lambda task: _user(task, ROUNDS + 1), shown, turns=lambda task: (ROUNDS + 1) * THINGS),
        Condition(
            "STRANGER", lambda task: _user(task, STRANGERS, log=True), shown, turns=lambda task: STRANGERS * THINGS
        ),
        Condition("TERSE", lambda task: _user(task, ROUNDS), ("off",), (_terse,), turns=lambda task: ROUNDS * THINGS),
    )  # fmt: skip
    versions = {"objects": objects.VERSION, "game": reference_game.VERSION}
    return Suite(NAME, VERSION, conditions, CLAIMS, versions, tasks, frozenset(NEEDS), numbers)
