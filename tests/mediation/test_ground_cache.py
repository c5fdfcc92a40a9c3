"""Folds between requests: what a request pays, and what it never gets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.mediation.fold import Fold, fold
from commonground.mediation.ground_cache import GroundCache

TEXTS = ("I need a table on Monday.", "For how many?", "4 people", "Noted.", "no, Tuesday", "Tuesday, for 4 people.")
WHOLE = Conversation(tuple(Turn((USER, ASSISTANT)[at % 2], text) for at, text in enumerate(TEXTS)))


def first(count: int) -> Conversation:
    return replace(WHOLE, turns=WHOLE.turns[:count])


@pytest.fixture
def added() -> Iterator[list[str]]:
    texts: list[str] = []
    real = Fold.add

    def add(self: Fold, turn: Turn) -> None:
        texts.append(turn.text)
        real(self, turn)

    with patch.object(Fold, "add", add):
        yield texts


def test_a_conversation_that_goes_on_costs_its_new_turns(added: list[str]) -> None:
    cache = GroundCache(4)
    for count in (1, 3, 5):
        cache.get("a", first(count))
    assert added == list(TEXTS[:5])
    assert (cache.hits, cache.cold, cache.forked) == (2, 1, 0)
    assert (len(cache), cache.held) == (1, 5)


def test_the_same_request_again_costs_nothing(added: list[str]) -> None:
    cache = GroundCache(4)
    assert cache.get("a", first(3)) is cache.get("a", first(3))
    assert len(added) == 3


@pytest.mark.parametrize("count", range(len(TEXTS) + 1))
def test_resumed_equals_new(count: int) -> None:
    cache = GroundCache(4)
    cache.get("a", first(count))
    assert cache.get("a", WHOLE).ground == fold(WHOLE)


def test_a_fork_is_folded_anew_and_both_are_right() -> None:
    cache = GroundCache(4)
    cache.get("a", WHOLE)
    fork = first(4).extend(Turn(USER, "no, Friday"))
    assert cache.get("a", fork).ground == fold(fork)
    assert cache.get("a", WHOLE).ground == fold(WHOLE)
    assert (cache.hits, cache.cold, cache.forked) == (1, 1, 1)


def test_a_fold_that_has_gone_on_is_not_given_out_for_the_shorter_prefix() -> None:
    cache = GroundCache(4)
    longer = cache.get("a", first(5))
    shorter = cache.get("a", first(3))
    assert shorter is not longer
    assert (len(shorter), len(longer)) == (3, 5)
    assert shorter.ground == fold(first(3))


def test_trimmed_history_is_folded_from_what_was_sent() -> None:
    cache = GroundCache(4)
    cache.get("a", first(4))
    trimmed = replace(WHOLE, turns=WHOLE.turns[2:])
    assert cache.get("a", trimmed).ground == fold(trimmed)
    assert (cache.hits, cache.cold, cache.forked) == (0, 2, 0)


def test_a_shared_system_prompt_is_no_fork() -> None:
    cache = GroundCache(4)
    prompt = Turn(SYSTEM, "You are kind.")
    cache.get("a", Conversation((prompt, Turn(USER, "one"))))
    cache.get("a", Conversation((prompt, Turn(USER, "two"))))
    assert (cache.cold, cache.forked) == (2, 0)


def test_scopes_never_share(added: list[str]) -> None:
    cache = GroundCache(4)
    mine, yours = cache.get("a", first(3)), cache.get("b", first(3))
    assert mine is not yours
    assert len(added) == 6
    cache.get("b", first(4))
    assert (len(mine), len(yours)) == (3, 4)
    assert cache.forked == 0


def test_forget_drops_a_scope_and_no_other(added: list[str]) -> None:
    cache = GroundCache(4)
    cache.get("a", first(3))
    cache.get("b", first(2))
    cache.forget("a")
    assert (len(cache), cache.held) == (1, 2)
    added.clear()
    cache.get("b", first(3))
    cache.get("a", first(3))
    assert len(added) == 1 + 3
    assert cache.cold == 3


def test_the_least_recent_goes_first_by_number() -> None:
    cache = GroundCache(2)
    for scope in ("a", "b", "a", "c"):
        cache.get(scope, first(2))
    assert (len(cache), cache.held) == (2, 4)
    hits = cache.hits
    cache.get("a", first(2))
    cache.get("b", first(2))
    assert cache.hits == hits + 1


def test_turns_in_all_are_bounded() -> None:
    cache = GroundCache(10, turns=7)
    for scope in "abc":
        cache.get(scope, first(3))
    assert (len(cache), cache.held) == (2, 6)
    assert cache.get("d", Conversation(WHOLE.turns * 2)).ground == fold(Conversation(WHOLE.turns * 2))
    assert (len(cache), cache.held) == (0, 0)


def test_a_fold_that_someone_else_added_to_is_dropped() -> None:
    cache = GroundCache(4)
    cache.get("a", first(2)).add(Turn(USER, "not in the conversation"))
    assert cache.get("a", first(3)).ground == fold(first(3))


def test_an_empty_conversation_is_not_kept() -> None:
    cache = GroundCache(1)
    assert len(cache.get("a", Conversation())) == 0
    assert len(cache) == 0


def test_a_cache_holds_at_least_one() -> None:
    with pytest.raises(ValueError, match="at least one fold, not 0"):
        GroundCache(0)
