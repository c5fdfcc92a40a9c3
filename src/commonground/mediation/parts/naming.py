"""Naming: which words for a thing may be taken over from a user, and how a description that worked grows shorter.

An assistant does not adopt abuse, a slip of the pen, or a claim that does not hold of the thing: then it says what it said
before. The rules are few and plain, and look at the words that the talk itself has; they are no dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from commonground.measures.classifiers import listed
from commonground.text.lemmas import lemma
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import words

VERSION = "naming-1"
LONGEST = 6  # words of a term
_ABUSE = listed("""
    ugly idiot idiotic stupid dumb dumbass moron moronic imbecile fool foolish fat fatty fatso pig swine cow bitch bastard
    whore slut hooker cripple retard retarded spastic lunatic psycho freak loser scum trash garbage filth filthy dirty nasty
    disgusting shit shitty crap crappy piss fuck fucking fucker damn damned bloody arse ass asshole dick dickhead cunt twat
    prick wanker bugger tramp hag bimbo savage barbarian vermin parasite peasant redneck degenerate pervert perverted sissy
    tranny fag faggot dyke homo gypsy chink gook jap kraut paki wog coon nigger nigga negro spic wetback kike raghead towelhead
    """)
_CLAIM = listed("""
    fake phony bogus fraudulent fraud scam so-called alleged supposed useless worthless broken stolen illegal poisonous poison
    toxic deadly dangerous harmful evil corrupt criminal lying cheating overpriced worst best cheapest safest proven official
    genuine real true false
    """)
_HEDGED = re.compile(r"^(?:so-called|alleged|supposed|self-styled)\b")
_BEHIND = frozenset({"with", "without", "of", "in", "on", "at", "by", "from", "under", "near", "behind"})


def abusive(term: str) -> bool:
    """Return whether a term has a word of abuse.

    >>> abusive("the ugly one"), abusive("the lighthouse")
    (True, False)
    """
    return any(word in _ABUSE or lemma(word) in _ABUSE for part in words(term) for word in (part, *part.split("-")))


def claims(term: str, of: str, others: Collection[str]) -> bool:
    """Return whether a term says of a thing what its description `of` does not, and another's does, or what judges it.

    >>> claims("blue house", "small red house", ["small blue house"]), claims("owl", "small red house", ["big red house"])
    (True, False)
    """
    own, theirs = set(words(of)), {word for other in others for word in words(other)}
    said = {word for word in words(term) if word not in own}
    return bool(said & theirs or said & _CLAIM or _HEDGED.match(term))


def misspelt(term: str, heard: Collection[str]) -> bool:
    """Return whether a word of a term is one slip away from a word that was heard, or has a letter three times in a row.

    >>> misspelt("rde house", {"red", "house"}), misspelt("owl", {"red", "house"})
    (True, False)
    """
    return any(
        re.search(r"([a-z])\1\1", word) or any(_slip(word, other) for other in heard)
        for word in words(term)
        if word not in heard and word not in FUNCTION_WORDS
    )


def adoptable(term: str, of: str, others: Collection[str], heard: Collection[str]) -> bool:
    """Return whether a user's term for the thing `of` may be taken over, beside `others`; `heard` are words that are right."""
    said = words(term)
    if not said or len(said) > LONGEST or all(word in FUNCTION_WORDS for word in said):
        return False
    return not (abusive(term) or claims(term, of, others) or misspelt(term, heard))


def shorter(said: str, of: str, others: Sequence[str]) -> str | None:
    """Return the fewest words of `said`, in order, that describe the thing `of` and none of the others.

    The head stays, and a phrase behind it ("with a ring") stays or goes as one. None where `said` has words that the
    description has not, or does not tell the thing from the others.

    >>> shorter("the small red house with a ring", "small red house with a ring", ["small blue house with a ring"])
    'red house'
    """
    spoken = [word for word in words(said) if word not in ("the", "a", "an", "it", "is") or word in words(of)]
    if not spoken or not set(spoken) <= set(words(of)):
        return None
    parts = list(_parts(spoken))
    head = next((part for part in parts if part[1]), None)
    free = [part for part in parts if part is not head]
    rivals = [set(words(other)) for other in others]
    for size in range(len(free) + 1):
        for some in combinations(free, size):
            kept = [part[0] for part in parts if part is head or part in some]
            text = " ".join(kept)
            if not any(_content(text) <= rival for rival in rivals):
                return text
    return None


def _parts(spoken: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield the words before the head, the head (True), and each phrase behind it, with its place in front."""
    behind = next((at for at, word in enumerate(spoken) if word in _BEHIND), len(spoken))
    for at, word in enumerate(spoken[:behind]):
        yield word, at == behind - 1
    phrase: list[str] = []
    for word in spoken[behind:]:
        if word in _BEHIND and phrase:
            yield " ".join(phrase), False
            phrase = []
        phrase.append(word)
    if phrase:
        yield " ".join(phrase), False


def _content(text: str) -> set[str]:
    return {word for word in words(text) if word not in FUNCTION_WORDS}


def _slip(word: str, other: str) -> bool:
    """Return whether two words of three letters or more differ by one letter added, dropped or changed, or two swapped.

    Of short words only a swap counts: too many of them lie one letter apart.
    """
    if word == other or min(len(word), len(other)) < 3 or word[0] != other[0]:
        return False
    if sorted(word) == sorted(other):
        return sum(a != b for a, b in zip(word, other, strict=True)) == 2
    if max(len(word), len(other)) < 5 or lemma(word) == lemma(other):
        return False
    long, short = (word, other) if len(word) >= len(other) else (other, word)
    if len(long) == len(short):
        return sum(a != b for a, b in zip(long, short, strict=True)) == 1
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
