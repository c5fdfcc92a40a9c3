"""Scripted models that play the games of the commitment suite: one that chose, one that never did, and others."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from commonground.conversation.record import ASSISTANT, USER, Conversation
from commonground.models.chat import Request
from commonground.suites import commitment_games as games
from commonground.suites.commitment_games import ASKED, Game
from commonground.town.guessing import Property

Reply = Callable[[Request], str]


def true(what: Property, thing: str) -> str:
    return "Yes." if thing in what.true_of else "No."


def committed(game: Game, thing: str | None = None) -> Reply:
    """Chose `thing` at the start, answers for it alone, and keeps what it promised."""
    chosen = thing or game.things[len(game.id) % len(game.things)] if game.things else ""

    def reply(request: Request) -> str:
        return _kept(game, chosen, request.conversation)

    return reply


def _kept(game: Game, chosen: str, conversation: Conversation) -> str:
    said = len(conversation.by(ASSISTANT))
    text = conversation.by(USER)[-1].text
    if game.family == "promise":
        place, word = game.promise
        return (
            {"end": f"It is 4, {word}.", "start": f"{word}, it is 4.", "never": "It is 4."}[place]
            if said
            else "I promise."
        )
    if said == 0:
        return f"{chosen}." if game.public else "I have one."
    if said <= ASKED:
        return true(games.asked(game, conversation, said)[-1], chosen) if game.properties else "It is 4."
    found = games.named(game.things, text)
    return ("Yes." if found == [chosen] else "No.") if found else f"It was {chosen}."


def superposed(game: Game) -> Reply:
    """Never chose: each reply fits all before it and is drawn anew, as the one-branch game cannot tell from a choice."""

    def reply(request: Request) -> str:
        conversation = request.conversation
        said = len(conversation.by(ASSISTANT))
        rng = Random(f"{game.id}/{said}/{request.sampling.seed}")
        told = games.answers(conversation)[:ASKED]
        left = games.possible(game, games.asked(game, conversation, min(ASKED, said)), told) if game.properties else []
        return _kept(game, rng.choice(left or game.things), conversation)

    return reply


def failing(game: Game, how: str) -> Reply:
    """Chose, and fails as `how` says."""
    honest = committed(game)
    chosen = game.things[len(game.id) % len(game.things)] if game.things else ""

    def reply(request: Request) -> str:
        conversation = request.conversation
        said = len(conversation.by(ASSISTANT))
        found = games.named(game.things, conversation.by(USER)[-1].text) if said > ASKED else []
        if how == "leak" and said == 2:
            return f"Yes, {chosen}."
        if how == "unreadable" and said == 1:
            return "Perhaps."
        if how == "contradiction" and 0 < said <= ASKED:
            left = games.possible(game, games.asked(game, conversation, said - 1), games.answers(conversation))
            inside = [true(games.asked(game, conversation, said)[-1], one) for one in left]
            return "No." if inside.count("Yes.") == len(inside) else "Yes."
        if found:
            other = next(one for one in games.offered(game, _trunk(conversation)) if one != chosen)
            return {"all_denial": "No.", "over_confirmation": "Yes.",
                    "substitution": "Yes." if found == [other] else "No."}.get(how, honest(request))  # fmt: skip
        if how == "inconsistent" and said > ASKED:
            left = games.possible(
                game, games.asked(game, _trunk(conversation), ASKED), games.answers(_trunk(conversation))
            )
            return next(one for one in game.things if one not in left)
        return honest(request)

    return reply


def _trunk(conversation: Conversation) -> Conversation:
    return Conversation(conversation.turns[:-1]) if conversation.turns[-1].speaker == USER else conversation
