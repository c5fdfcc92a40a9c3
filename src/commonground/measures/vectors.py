"""Turns as vectors: weighted character n-grams, or the embedding of a model, one row of length 1 per turn.

What is near in which sense depends on the vectors alone: n-grams find the same spelling, a model what it was trained to find
alike. Whatever builds on them says which it used.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from commonground.errors import InputError, MissingExtraError
from commonground.measures.measure import Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

Embed = Callable[[Sequence[str]], Any]  # texts to rows of numbers: a list of lists, an array, a sparse matrix
Rows = Any  # a scipy.sparse array of float64, rows of length 1, or 0 where a turn has no vector
Kept = TypeVar("Kept")

SHORTEST, LONGEST = 3, 5  # characters in an n-gram
_REMEMBERED = 4096  # texts: more than the turns of a talk, so that its surrogates cost nothing


def tfidf(texts: Sequence[str]) -> Rows:
    """Return a row per text of TF-IDF weights over its character n-grams of 3 to 5, weighed within these texts.

    Case is folded and white space made one space, with one at either end, so that n-grams know where words end. The weight
    of an n-gram is its count times 1 + ln((1 + N) / (1 + n)), N being the texts with any n-gram and n those with this one
    (Salton and Buckley 1988, smoothed as is usual today). Rows have length 1, or 0 where a text is empty.

    >>> similarities(tfidf(["a red car", "A  red car", ""]), [(0, 1), (0, 2)])
    (1.0, None)
    """
    order = sorted(range(len(texts)), key=texts.__getitem__)
    back = sorted(range(len(texts)), key=order.__getitem__)
    return _tfidf(tuple(texts[place] for place in order))[back]


def sentence_embedding(model: str) -> Embed:
    """Return the embedding of a sentence-transformers model, by its name or its folder; loaded at the first text.

    Texts that it has lately seen are not embedded again. The embedding raises MissingExtraError without the extra
    `semantic`, and InputError where there is no such model.
    """

    @lru_cache(maxsize=1)
    def loaded() -> Callable[..., Any]:
        try:
            library = importlib.import_module("sentence_transformers")
        except ImportError as error:
            raise MissingExtraError("comparing turns by a model's embedding", "semantic") from error
        try:
            encode: Callable[..., Any] = library.SentenceTransformer(model).encode
        except (OSError, ValueError) as error:
            raise InputError(
                "no sentence-transformers model of this name or in this folder", value=model, hint="give its folder"
            ) from error
        return encode

    return remembered(lambda texts: list(loaded()(list(texts), show_progress_bar=False)))


def remembered(function: Callable[[Sequence[str]], Sequence[Kept]]) -> Callable[[Sequence[str]], list[Kept]]:
    """Return the function of texts that asks `function` for those alone that it has not lately answered, in one call."""
    known: dict[str, Kept] = {}

    def answered(texts: Sequence[str]) -> list[Kept]:
        if len(known) > _REMEMBERED:
            known.clear()
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, function(new), strict=True))
        return [known[text] for text in texts]

    return answered


def rows(texts: Sequence[str], embed: Embed = tfidf) -> Rows:
    """Return the vectors of texts, made of length 1; a text of white space alone has none."""
    import numpy as np
    from scipy.sparse import csr_array, issparse

    spoken = [place for place, text in enumerate(texts) if text.strip()]
    if not spoken:
        return csr_array((len(texts), 1))
    given = embed([texts[place] for place in spoken])
    found = csr_array(given if issparse(given) else np.asarray(given, np.float64))
    entries = found.tocoo()
    whole = csr_array((entries.data, (np.asarray(spoken)[entries.row], entries.col)), (len(texts), found.shape[1]))
    return _unit(whole)


def similarities(vectors: Rows, pairs: Sequence[tuple[int, int]]) -> tuple[Value, ...]:
    """Return the cosine of each pair of rows, to 12 decimals; None where one has no vector."""
    import numpy as np

    if not pairs:
        return ()
    one, two = np.asarray(pairs).T
    dots = vectors[one].multiply(vectors[two]).sum(axis=1).tolist()
    there = (np.diff(vectors.indptr) > 0).tolist()
    return tuple(
        max(-1.0, min(1.0, round(dot, 12))) if there[i] and there[j] else None
        for dot, (i, j) in zip(dots, pairs, strict=True)
    )


def spread(vectors: Rows, places: Sequence[int]) -> Value:
    """Return the mean cosine of all pairs of these rows; None with fewer than two vectors. Linear in their number.

    The square of the sum of n rows of length 1 is n and twice the sum of the cosines of their pairs.
    """
    import numpy as np

    there = [place for place in places if vectors.indptr[place] < vectors.indptr[place + 1]]
    if len(there) < 2:
        return None
    total = np.asarray(vectors[there].sum(axis=0)).ravel()
    number = len(there)
    return max(-1.0, min(1.0, round((float(total @ total) - number) / (number * (number - 1)), 12)))


def centre(vectors: Rows, groups: Sequence[Sequence[int]]) -> Rows:
    """Return a row per group: the direction of the sum of its rows."""
    from scipy.sparse import csr_array

    columns = [place for group in groups for place in group]
    starts = [sum(map(len, groups[:end])) for end in range(len(groups) + 1)]
    choice = csr_array(([1.0] * len(columns), columns, starts), (len(groups), vectors.shape[0]))
    return _unit(csr_array(choice @ vectors))


@lru_cache(maxsize=2)  # the surrogates of a talk say the same texts in another order
def _tfidf(texts: tuple[str, ...]) -> Rows:
    import numpy as np
    from scipy.sparse import csr_array

    folded = [f" {' '.join(text.lower().split())} " if text.strip() else "" for text in texts]
    letters = np.frombuffer("".join(folded).encode("utf-32-le", "surrogatepass"), np.uint32)
    turn = np.repeat(np.arange(len(texts)), [len(text) for text in folded])
    grams = [_grams(letters, turn, len(texts), size) for size in range(SHORTEST, LONGEST + 1)]
    widths = np.cumsum([0, *(width for _, _, _, width in grams)])
    gram = np.concatenate([found + before for (found, _, _, _), before in zip(grams, widths, strict=False)])
    place = np.concatenate([places for _, places, _, _ in grams])
    counts = np.concatenate([times for _, _, times, _ in grams])
    used = np.bincount(gram, minlength=int(widths[-1]))
    weights = 1 + np.log((1 + len(np.unique(place))) / (1 + used))
    return _unit(csr_array((counts * weights[gram], (place, gram)), (len(texts), max(1, len(used)))))


def _grams(
    letters: NDArray[np.uint32], turn: Integers, turns: int, size: int
) -> tuple[Integers, Integers, Integers, int]:
    """Return the n-grams of each text as (number, text, count), and how many kinds there are; none runs across texts."""
    import numpy as np

    kinds, codes = np.unique(letters, return_inverse=True)
    alphabet, known, found = len(kinds), len(kinds), codes.astype(np.int64)
    for more in range(1, size):
        ahead = codes[more:]
        found, known = found[: len(ahead)] * alphabet + ahead, known * alphabet
        if known * alphabet >= 2**62:
            distinct, found = np.unique(found, return_inverse=True)
            known = len(distinct)
    inside = turn[: len(found)] == turn[size - 1 :]
    distinct, numbers = np.unique(found[inside], return_inverse=True)
    keys, counts = np.unique(numbers * turns + turn[: len(found)][inside], return_counts=True)
    return keys // max(turns, 1), keys % max(turns, 1), counts, len(distinct)


def _unit(vectors: Rows) -> Rows:
    """Return the rows divided by their length; rows of length 0 stay."""
    import numpy as np
    from scipy.sparse import csr_array

    vectors = csr_array(vectors)
    vectors.sum_duplicates()
    vectors.eliminate_zeros()
    lengths = np.sqrt(vectors.multiply(vectors).sum(axis=1))
    return csr_array(
        (vectors.data / np.repeat(lengths, np.diff(vectors.indptr)), vectors.indices, vectors.indptr), vectors.shape
    )
