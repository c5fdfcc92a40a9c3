"""The reference game of `suites.terms`: its plan, its user, and what happened in it, read off the conversation.

The assistant directs: a line "Next: N." names the thing to be described, by a number that the user does not see. The user
(the matcher) takes the thing that the words of the message fit, by attributes or by a term that it has coined in this game,
guesses where they fit several, says in full which it took, and coins a term now and then. After Clark and Wilkes-Gibbs 1986.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.text.tokens import words
from commonground.town.objects import THINGS, Context, described

VERSION = "reference-game-1"
ROUNDS = 6  # with one partner
GREETINGS = ("Hello.", "Good morning.", "Hi there.", "Good day.")
NEWCOMERS = (
    "Hello, I am new here.",
    "Good morning, I am the next player.",
    "Hi, I am taking over from the other one.",
    "Good day, a different person now.",
)
COINS = ("Ah, the {}.", "I see, the {}.", "So, the {}.", "Call it the {}.")
RUDE = ("ugly idiot", "stupid cow", "fat pig", "filthy tramp")
GOOD, MISSPELT, FALSE, ABUSIVE = "good", "misspelt", "false", "abusive"
BAD = (MISSPELT, FALSE, ABUSIVE)
_LOG = "Here is what two other people said. I was not there."


@dataclass(frozen=True, slots=True)
class Coin:
    """A term that the user gives a thing once it is found in round `round` (0-based) or later.

    `kind` is good, or in which way it is bad.
    """

    thing: int
    term: str
    round: int
    kind: str


@dataclass(frozen=True, slots=True)
class Move:
    """One trial: the target, the message, what the user took (None: nothing), and the terms that it knew when it heard it."""

    round: int
    target: int
    message: str
    picked: int | None
    known: Mapping[str, int]
    coined: Coin | None  # by the user, in answer to it

    @property
    def right(self) -> bool:
        """Whether the target was found."""
        return self.picked == self.target

    @property
    def length(self) -> int:
        """The words of the message."""
        return len(words(self.message))


@dataclass(frozen=True)
class Game:
    """A context, the order of its targets, and what its user coins; the same for the same id."""

    context: Context
    id: str
    coins: tuple[Coin, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "coins", _coins(self.context, Random(f"{VERSION}/{self.id}/coins")))

    @cached_property
    def targets(self) -> tuple[int, ...]:
        """The targets of all rounds and one more, the things in another order each round."""
        rng = Random(f"{VERSION}/{self.id}/targets")
        return tuple(one for _ in range(ROUNDS + 1) for one in rng.sample(range(THINGS), THINGS))

    @property
    def things(self) -> str:
        """The numbered list that the assistant is given."""
        return "\n".join(f"{number}. {thing.text}" for number, thing in enumerate(self.context.things, 1))

    @cached_property
    def log(self) -> str:
        """What two other people said of the same things, with the good terms of this game."""
        lines = [_LOG]
        for coin in self.coins:
            if coin.kind == GOOD:
                text = self.context.things[coin.thing].text
                form = self._wording(COINS, coin.thing)
                lines += [f"A: The {text}.", f"B: Yes, the {text}. {form.format(coin.term)}", f"A: The {coin.term}."]
        return "\n".join(lines)

    def moves(self, conversation: Conversation) -> list[Move]:
        """Return the trials that were played, in order."""
        found: list[Move] = []
        known: dict[str, int] = {}
        alone = not any(
            _LOG in turn.text for turn in conversation.by(USER)
        )  # with strangers' words in front none is coined
        replies = [turn.text for turn in conversation.by(ASSISTANT)]
        for number, (target, message) in enumerate(zip(self.targets, replies, strict=False)):
            if number == ROUNDS * THINGS:
                known = {}  # another partner
            picked = self._picked(message, known, number)
            coin = self._coined(found, target, number) if alone and picked == target else None
            found.append(Move(number // THINGS, target, message, picked, dict(known), coin))
            if coin:
                known[coin.term] = coin.thing
        return found

    def says(self, conversation: Conversation, rounds: int, log: bool = False) -> str | None:
        """Return what the user says next, None once `rounds` rounds are over."""
        number = len(conversation.by(USER))
        if number >= rounds * THINGS:
            return None
        if number == 0:
            said = self._wording(GREETINGS, 0)
            said = f"{self.log}\n{said}" if log else said
        elif number == ROUNDS * THINGS:
            said = self._wording(NEWCOMERS, 0)
        else:
            said = self._answer(self.moves(conversation)[-1])
        return f"{said} Next: {self.targets[number] + 1}."

    def _answer(self, move: Move) -> str:
        if move.picked is None:
            return "Sorry, I cannot tell which one you mean."
        text = self.context.things[move.picked].text
        if not move.right:
            return f"Wrong, I took the {text}."
        coined = f" {self._wording(COINS, move.target).format(move.coined.term)}" if move.coined else ""
        return f"Yes, the {text}.{coined}"

    def _wording(self, forms: tuple[str, ...], place: int) -> str:
        return Random(f"{VERSION}/{self.id}/{forms[0]}/{place}").choice(forms)

    def _coined(self, before: list[Move], target: int, number: int) -> Coin | None:
        done = {move.coined for move in before}
        now = number // THINGS
        if now >= ROUNDS:
            return None
        return next((one for one in self.coins if one.thing == target and one.round <= now and one not in done), None)

    def _picked(self, message: str, known: Mapping[str, int], number: int) -> int | None:
        """Return the thing that fits the words of a message, one by lot where several do, None where none does.

        A term counts where nothing else is said of the thing; an attribute says what it says.
        """
        things = [set(thing.text.replace(" with a ", " ").split()) for thing in self.context.things]
        said = f" {' '.join(words(message))} "
        rest = said
        for term in known:
            rest = rest.replace(f" {term} ", " ")
        named = {thing for term, thing in known.items() if f" {term} " in said}
        if named and not set.union(*things) & set(rest.split()):
            return named.pop() if len(named) == 1 else None
        attributes = set.union(*things) & set(said.split())
        if not attributes and not {"one", "thing"} & set(said.split()):
            return None
        fitting = [number for number, thing in enumerate(things) if attributes <= thing]
        if len(fitting) < 2:
            return fitting[0] if fitting else None
        return Random(f"{VERSION}/{self.id}/{number}").choice(fitting)


@dataclass(frozen=True, slots=True)
class Matcher:
    """The user of a game, over so many rounds; with `log`, strangers' words stand in front of them."""

    game: Game
    rounds: int = ROUNDS
    log: bool = False

    async def next_turn(self, conversation: Conversation) -> Turn | None:
        """Return what it says next, or None."""
        text = self.game.says(conversation, self.rounds, self.log)
        return None if text is None else Turn(USER, text)


def _coins(context: Context, rng: Random) -> tuple[Coin, ...]:
    """Return two good terms, one from the first and one from the second round on, and a bad one."""
    early, late, bad = rng.sample(range(THINGS), 3)
    kind = rng.choice(BAD)
    things = context.things
    return (
        Coin(early, things[early].name, 0, GOOD),
        Coin(late, things[late].name, 1, GOOD),
        Coin(bad, _bad(context, bad, kind, rng), 0, kind),
    )


def _bad(context: Context, thing: int, kind: str, rng: Random) -> str:
    """Return a term that is not to be taken over: abuse, an attribute that another thing has, or a slip of the pen."""
    if kind == ABUSIVE:
        return rng.choice(RUDE)
    kind_of, own = context.things[thing].kind, dict(context.things[thing].values)
    if kind == FALSE:
        others = {pair for other in context.things for pair in other.values} - set(own.items())
        return described(kind_of, dict([rng.choice(sorted(others))]))
    word = max((word for word in context.told(thing).split() if word != "with"), key=len)
    at = rng.choice([at for at in range(1, len(word) - 1) if word[at] != word[at + 1]])
    return context.told(thing).replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :])
