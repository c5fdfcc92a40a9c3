"""Folds kept between requests: a client that resends its whole conversation pays for what is new in it.

A fold is kept under its scope (whose conversation it is) and the name of the turns that it has taken in
(`conversation.identity`). A conversation that goes on takes its fold along; one that forks, or whose history was edited, is
folded from what was sent. Scopes never share: the same words of two users are two folds.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from commonground.conversation.identity import chain
from commonground.conversation.record import ASSISTANT, USER, Conversation
from commonground.mediation.fold import Fold

TURNS = 100  # turns held for each fold of the size, where no other bound is given


@dataclass(frozen=True, slots=True)
class _Kept:
    """A fold and the names of all prefixes that it went through, its own last."""

    fold: Fold
    names: tuple[str, ...]


class GroundCache:
    """The folds of the conversations that went on last: at most `size` of them, and `turns` turns in all.

    A fold that was handed out goes on with its conversation: read its `ground` before anything else is awaited. Of requests,
    `hits` found a fold to go on with, `cold` found none, and `forked` found that theirs had gone on with other turns.
    """

    def __init__(self, size: int, turns: int | None = None) -> None:
        if size < 1:
            raise ValueError(f"a cache holds at least one fold, not {size}")
        self._size, self._turns = size, TURNS * size if turns is None else turns
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._passed: Counter[tuple[str, str]] = Counter()
        self._held = 0
        self.hits = self.cold = self.forked = 0

    def __len__(self) -> int:
        """Return the number of folds that are kept."""
        return len(self._kept)

    @property
    def held(self) -> int:
        """The number of turns in the folds that are kept."""
        return self._held

    def get(self, scope: str, conversation: Conversation) -> Fold:
        """Return the fold of a conversation, made of the kept one of its longest known prefix and of the turns after it."""
        names = chain(conversation)
        kept = self._longest(scope, names)
        if kept is not None:
            self.hits += 1
            folded = kept.fold
        else:
            forks = any(
                self._passed[scope, name]
                for name, turn in zip(names[1:], conversation.turns, strict=True)
                if turn.speaker in (USER, ASSISTANT)
            )
            self.forked, self.cold = self.forked + forks, self.cold + (not forks)
            folded = Fold()
        for turn in conversation.turns[len(folded) :]:
            folded.add(turn)
        self._keep(scope, _Kept(folded, names))
        return folded

    def forget(self, scope: str) -> None:
        """Drop all folds of a scope."""
        for key in [key for key in self._kept if key[0] == scope]:
            self._drop(key)

    def _longest(self, scope: str, names: Sequence[str]) -> _Kept | None:
        """Return the kept fold of the longest prefix, taken out of the cache; None where none is kept.

        A fold that has turns which the cache did not give it is no longer what its name says, and is dropped.
        """
        for name in reversed(names[1:]):
            if (scope, name) in self._kept:
                kept = self._drop((scope, name))
                if len(kept.fold) == len(kept.names) - 1:
                    return kept
        return None

    def _keep(self, scope: str, kept: _Kept) -> None:
        if len(kept.names) == 1:
            return  # nothing was said: there is nothing to keep
        self._kept[scope, kept.names[-1]] = kept
        self._passed.update((scope, name) for name in kept.names)
        self._held += len(kept.names) - 1
        while self._kept and (len(self._kept) > self._size or self._held > self._turns):
            self._drop(next(iter(self._kept)))

    def _drop(self, key: tuple[str, str]) -> _Kept:
        kept = self._kept.pop(key)
        self._held -= len(kept.names) - 1
        for name in kept.names:
            self._passed[key[0], name] -= 1
            if not self._passed[key[0], name]:
                del self._passed[key[0], name]
        return kept
