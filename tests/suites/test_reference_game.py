"""The reference game: its plan, what its user takes and says, and that it is read off the conversation alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from commonground.conversation.record import ASSISTANT, Conversation, Turn, branch
from commonground.suites.reference_game import BAD, COINS, GOOD, ROUNDS, RUDE, Coin, Game, Matcher
from commonground.town.family import held_out
from commonground.town.objects import LIKENESSES, NEEDS, THINGS, VALUES, Context, Thing, context

TWO = Context(
    "x",
    tuple(
        Thing("house", (("size", size), ("colour", colour), ("part", "ring")), name)
        for size, colour, name in (
            ("big", "red", "owl"), ("big", "blue", "pie"), ("long", "red", "sun"), ("long", "blue", "king"),
        )
    ),
    "two",
)  # fmt: skip
GAME = Game(TWO, "some")
Says = Callable[[Game, int], str]


def in_full(game: Game, target: int) -> str:
    return f"The {game.context.things[target].text}."


def played(game: Game, says: Says, rounds: int = ROUNDS, log: bool = False) -> Conversation:
    user, talk = Matcher(game, rounds, log), Conversation()
    while (turn := asyncio.run(user.next_turn(talk))) is not None:
        talk = talk.extend(turn)
        talk = talk.extend(Turn(ASSISTANT, says(game, game.targets[len(talk.by(ASSISTANT))])))
    return talk


def picked(message: str, **known: int) -> int | None:
    return GAME._picked(message, known, 0)


def test_each_round_has_each_target_once_in_another_order() -> None:
    rounds = [GAME.targets[at : at + THINGS] for at in range(0, len(GAME.targets), THINGS)]
    assert len(rounds) == ROUNDS + 1
    assert all(sorted(one) == list(range(THINGS)) for one in rounds)
    assert len(set(rounds)) > 2
    assert GAME.targets == Game(TWO, "some").targets != Game(TWO, "other").targets


@pytest.mark.parametrize(
    ("message", "thing"),
    [
        ("The big red house with a ring.", 0), ("the LONG blue one", 3), ("It is red and long.", 2),
        ("The small red house.", 0), ("The owl.", None), ("", None), ("Number 3.", None), ("big long house", None),
    ],
)  # fmt: skip
def test_words_are_taken_for_what_they_say(message: str, thing: int | None) -> None:
    assert picked(message) == (thing if message != "The small red house." else picked("red"))


def test_where_several_fit_one_of_them_is_taken_by_lot() -> None:
    taken = {Game(TWO, str(number))._picked("The red house.", {}, 0) for number in range(40)}
    assert taken == {0, 2}
    assert {Game(TWO, str(number))._picked("the one", {}, 0) for number in range(60)} == {0, 1, 2, 3}
    assert picked("The red house.") == picked("The red house.")


def test_a_term_counts_once_it_is_known_and_where_nothing_else_is_said() -> None:
    assert picked("The owl.", owl=0) == 0
    assert picked("The owl, the big blue house.", owl=0) == 1
    assert picked("The owl and the pie.", owl=0, pie=1) is None
    assert GAME._picked("The long house.", {"long house": 0}, 0) == 0
    assert GAME._picked("The long blue house.", {"long house": 0}, 0) == 3


def test_the_user_says_in_full_what_it_took_and_coins_after_it_was_found() -> None:
    talk = played(GAME, in_full)
    moves = GAME.moves(talk)
    assert len(moves) == ROUNDS * THINGS
    assert all(move.right for move in moves)
    for move, turn in zip(moves, talk.turns[2::2], strict=False):
        assert turn.text.startswith(f"Yes, the {TWO.things[move.target].text}.")
        if move.coined:
            assert move.coined.term in turn.text
            assert move.coined.thing == move.target
    assert {move.coined for move in moves if move.coined} == set(GAME.coins)
    assert talk.turns[0].text.endswith(f"Next: {GAME.targets[0] + 1}.")


def test_what_was_not_found_is_said_and_not_named() -> None:
    target = GAME.targets[0]
    other = (target + 1) % THINGS
    wrong = Conversation((Turn("user", "x"), Turn(ASSISTANT, in_full(GAME, other))))
    assert (GAME.says(wrong, 1 + ROUNDS) or "").startswith(f"Wrong, I took the {TWO.things[other].text}.")
    unclear = Conversation((Turn("user", "x"), Turn(ASSISTANT, "What?")))
    assert (GAME.says(unclear, ROUNDS) or "").startswith("Sorry, I cannot tell")
    assert not any(move.coined for talk in (wrong, unclear) for move in GAME.moves(talk))


def test_a_newcomer_knows_no_term() -> None:
    talk = played(GAME, in_full, ROUNDS + 1)
    moves = GAME.moves(talk)
    assert len(moves) == (ROUNDS + 1) * THINGS
    assert moves[ROUNDS * THINGS - 1].known
    assert not any(move.known for move in moves[ROUNDS * THINGS :])
    assert not any(move.coined for move in moves[ROUNDS * THINGS :])
    assert "Yes" not in talk.turns[2 * ROUNDS * THINGS].text


def test_strangers_words_stand_in_front_and_the_user_coins_none() -> None:
    talk = played(GAME, in_full, 2, log=True)
    first = talk.turns[0].text
    assert first.startswith(GAME.log)
    good = [coin.term for coin in GAME.coins if coin.kind == GOOD]
    assert all(f"A: The {term}." in first for term in good)
    assert not any(move.coined or move.known for move in GAME.moves(talk))


def test_any_prefix_of_a_game_says_what_comes_next() -> None:
    talk = played(GAME, in_full, ROUNDS + 1)
    for at in range(0, len(talk.turns), 2):
        assert GAME.says(branch(talk, at), ROUNDS + 1) == talk.turns[at].text
    assert GAME.says(talk, ROUNDS + 1) is None


def test_coins_are_two_good_terms_and_a_bad_one() -> None:
    kinds = set()
    for index in range(90):
        game = Game(context("test", 0, index, NEEDS[index % 3]), str(index))
        early, late, bad = game.coins
        assert (early.kind, early.round, late.kind, late.round, bad.round) == (GOOD, 0, GOOD, 1, 0)
        assert len({coin.thing for coin in game.coins}) == 3
        assert {early.term, late.term} <= {thing.name for thing in game.context.things}
        kinds.add(bad.kind)
        said = set(game.context.things[bad.thing].text.split())
        if bad.kind == "false":
            assert not set(bad.term.replace(" with a", "").split()) <= said
        elif bad.kind == "misspelt":
            wrong = set(bad.term.split()) - said
            assert len(wrong) == 1
            assert any(sorted(word) == sorted(wrong.copy().pop()) for word in said)
        else:
            assert bad.term in RUDE
    assert kinds == set(BAD)


def test_no_word_of_abuse_is_an_attribute_and_wordings_are_many() -> None:
    assert not {word for one in RUDE for word in one.split()} & {
        value for all_ in VALUES.values() for value in all_
    } - {"big"}
    assert len(set(COINS)) == len(COINS) == 4
    assert any(held_out(name) for name in LIKENESSES)
    assert Coin(0, "owl", 0, GOOD) == Coin(0, "owl", 0, GOOD)
