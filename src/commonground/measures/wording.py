"""Word novelty: how much of a new mention is not taken from the mention before it, in content lemmas.

Speakers who share a convention reuse and shorten it; speakers who have none describe afresh each time. The distance turns
the previous mention into the new one: an inserted or substituted lemma costs 1 and a deleted one nothing, so that
shortening is free.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

VERSION = "wording-1"
BYTE = 255  # the largest number that a cell of ICCA's table, an unsigned byte, can hold
OFTEN = (
    32  # lemmas used more often than this keep their bits; those of all lemmas of a long text would not fit in memory
)


def common_length(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the length of the longest common subsequence of two sequences of lemmas.

    One bit for each lemma of `second`, all of them moved at once (Hyyrö 2004, Bit-parallel LCS-length computation
    revisited): two messages of 100,000 lemmas take seconds.

    >>> common_length(["small", "blue", "bottle"], ["blue", "glass", "bottle"])
    2
    """
    start, stop = _shared_ends(first, second)
    both = set(first).intersection(second)
    first = [lemma for lemma in first[start : len(first) - stop] if lemma in both]
    second = [lemma for lemma in second[start : len(second) - stop] if lemma in both]
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, lemma in enumerate(second):
        places[lemma].append(place)
    often = {lemma: _bits(found, len(second)) for lemma, found in places.items() if len(found) > OFTEN}
    full = (1 << len(second)) - 1
    unused = full  # bit j is 0 where a longest common subsequence grows at lemma j
    for lemma in first:
        at = often[lemma] if lemma in often else _bits(places[lemma], len(second)) if lemma in places else 0
        if matching := unused & at:
            unused = (unused + matching | unused - matching) & full
    return start + stop + len(second) - unused.bit_count()


def _bits(places: Sequence[int], size: int) -> int:
    """Return a number of `size` bits with 1 at the places."""
    cells = bytearray(size // 8 + 1)
    for place in places:
        cells[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(cells, "little")


def _shared_ends(first: Sequence[str], second: Sequence[str]) -> tuple[int, int]:
    """Return how many lemmas are the same at the start and then, of what is left, at the end."""
    shorter = min(len(first), len(second))
    start = next((i for i in range(shorter) if first[i] != second[i]), shorter)
    left = shorter - start
    return start, next((i for i in range(left) if first[-1 - i] != second[-1 - i]), left)


def wnd(new: Sequence[str], previous: Sequence[str]) -> int:
    """Return the word novelty distance, |new| - LCS(new, previous): lemmas of `new` that are not taken over in order.

    0 .. |new|, in lemmas (Hua and Artzi 2024, Talk Less, Interact Better, COLM).

    >>> wnd(["bottle"], ["small", "blue", "bottle"]), wnd(["blue", "vase"], ["blue", "bottle"])
    (0, 1)
    """
    return len(new) - common_length(new, previous)


def wnr(new: Sequence[str], previous: Sequence[str]) -> float:
    """Return the word novelty rate, WND / |previous|; 1 where the previous mention has no lemma. 0 or more, unbounded.

    >>> wnr(["blue", "vase"], ["blue", "bottle"]), wnr(["vase"], [])
    (0.5, 1.0)
    """
    return wnd(new, previous) / len(previous) if previous else 1.0


def wnd_icca_compat(new: Sequence[str], previous: Sequence[str]) -> int | None:
    """Return the distance as the code published with ICCA computes it; None above 255 lemmas on either side.

    It fills d(i, j) for the first i lemmas of `previous` and the first j of `new`, and differs from `wnd` in two rules.
    The border is d(i, 0) = i, so that lemmas dropped before the first one that stays are charged (d(0, j) = j is
    right). And where the two lemmas are equal, d(i, j) = d(i-1, j-1) without a look at the free deletion; else
    d(i, j) = min(d(i-1, j-1) + 1, d(i, j-1) + 1, d(i-1, j)). Hence a kept last word can cost more than a new one. The
    table is of bytes: longer messages overflow there (wrong numbers or an error, by the version of NumPy) and have no
    value here.

    >>> previous = ["small", "blue", "bottle"]
    >>> wnd_icca_compat(["bottle"], previous), wnd_icca_compat(["vase"], previous), wnd_icca_compat(["small"], previous)
    (2, 1, 0)
    """
    if max(len(new), len(previous)) > BYTE:
        return None
    above = list(range(len(new) + 1))
    for i, old in enumerate(previous, start=1):
        row = [i]
        for j, lemma in enumerate(new, start=1):
            row.append(above[j - 1] if lemma == old else min(above[j - 1] + 1, row[j - 1] + 1, above[j]))
        above = row
    return above[-1]


def wnr_icca_compat(new: Sequence[str], previous: Sequence[str]) -> float | None:
    """Return the rate as the code published with ICCA computes it: `wnd_icca_compat` / |previous|, 1 where that is 0.

    None above 255 lemmas. ICCA takes its lemmas from a tagger and keeps pronouns and prepositions among them; the
    formula is the same, the lemmas are the caller's.

    >>> wnr_icca_compat(["bottle"], ["blue", "bottle"])
    0.5
    """
    distance = wnd_icca_compat(new, previous)
    if distance is None:
        return None
    return distance / len(previous) if previous else 1.0
