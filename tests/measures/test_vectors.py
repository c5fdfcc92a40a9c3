"""Turns as vectors: TF-IDF against dictionaries, rows of any embedding made of length 1, and what is remembered."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.errors import InputError, MissingExtraError
from commonground.measures.vectors import centre, remembered, rows, sentence_embedding, similarities, spread, tfidf

SLOW = settings(deadline=None, max_examples=50)  # the first example imports SciPy
TEXTS = st.lists(st.text(st.sampled_from("abC ß\n😀ש"), max_size=12), min_size=1, max_size=6)


def slow_tfidf(texts: Sequence[str]) -> list[dict[str, float]]:
    counts = []
    for text in texts:
        folded = f" {' '.join(text.lower().split())} " if text.strip() else ""
        counts.append(Counter(folded[at : at + size] for size in (3, 4, 5) for at in range(len(folded) - size + 1)))
    total = sum(1 for count in counts if count)
    used = Counter(gram for count in counts for gram in count)
    weighed = [
        {gram: times * (1 + math.log((1 + total) / (1 + used[gram]))) for gram, times in count.items()}
        for count in counts
    ]
    lengths = [math.sqrt(sum(weight**2 for weight in row.values())) for row in weighed]
    return [
        {gram: weight / length for gram, weight in row.items()} for row, length in zip(weighed, lengths, strict=True)
    ]


def pairs_of(number: int) -> list[tuple[int, int]]:
    return [(one, two) for one in range(number) for two in range(number)]


@SLOW
@given(TEXTS)
def test_tfidf_agrees_with_dictionaries(texts: list[str]) -> None:
    expected = slow_tfidf(texts)
    found = similarities(tfidf(texts), pairs_of(len(texts)))
    for (one, two), value in zip(pairs_of(len(texts)), found, strict=True):
        if not expected[one] or not expected[two]:
            assert value is None
        else:
            assert value == pytest.approx(sum(w * expected[two].get(gram, 0) for gram, w in expected[one].items()))


def test_tfidf_by_hand() -> None:
    """ab and ac share no n-gram: cosine 0. ab and ab c share two of the n-grams of " ab " (3: " ab", "ab ", " ab ")."""
    assert similarities(tfidf(["ab", "ac"]), [(0, 1)]) == (0.0,)
    shared, alone = 1.0, 1 + math.log(3 / 2)  # " ab c ": 4 + 3 + 2 n-grams, of which " ab", "ab " and " ab " are shared
    expected = 3 * shared**2 / math.sqrt(3 * shared**2) / math.sqrt(3 * shared**2 + 6 * alone**2)
    assert similarities(tfidf(["ab", "ab c"]), [(0, 1)])[0] == pytest.approx(expected)


def test_short_turns_and_single_letters_have_vectors() -> None:
    assert similarities(tfidf(["I", "i", "ok", "OK"]), [(0, 1), (2, 3), (0, 2)]) == (1.0, 1.0, 0.0)


@SLOW
@given(TEXTS)
def test_empty_turns_change_no_weight(texts: list[str]) -> None:
    number = len(texts)
    without = similarities(tfidf(texts), pairs_of(number))
    assert similarities(tfidf([*texts, "", " \n"]), pairs_of(number)) == pytest.approx(without)


@SLOW
@given(TEXTS, st.data())
def test_order_changes_no_weight(texts: list[str], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(texts))))
    there = similarities(tfidf(texts), [(order[one], order[two]) for one, two in pairs_of(len(texts))])
    assert similarities(tfidf([texts[place] for place in order]), pairs_of(len(texts))) == there


def test_tfidf_of_nothing() -> None:
    assert tfidf([]).shape[0] == 0
    assert similarities(tfidf(["", " "]), [(0, 1)]) == (None,)


def test_nul_bytes_lone_surrogates_and_large_alphabets() -> None:
    many = "".join(map(chr, range(0x4E00, 0x4E00 + 8000)))  # so many letters that five of them fill a 64-bit number
    found = similarities(tfidf(["a\0b", "A\0B", "\ud800x", many, many + "!"]), [(0, 1), (2, 2), (3, 4), (0, 3)])
    assert found[:2] == (1.0, 1.0)
    assert found[3] == 0.0
    assert found[2] is not None
    assert 0.9 < found[2] < 1


def test_rows_of_any_embedding_have_length_one() -> None:
    found = rows(["x", "", "y", "z"], lambda texts: [[3.0, 4.0], [-3.0, -4.0], [0.0, 0.0]])
    assert found.shape == (4, 2)
    assert found.toarray().tolist() == [[0.6, 0.8], [0, 0], [-0.6, -0.8], [0, 0]]
    assert similarities(found, [(0, 0), (0, 2), (0, 1), (0, 3)]) == (1.0, -1.0, None, None)


def test_an_embedding_is_never_asked_about_empty_turns() -> None:
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> list[list[float]]:
        asked.extend(texts)
        return [[1.0]] * len(texts)

    assert rows(["", " \t"], embed).shape[0] == 2
    rows(["", "a", "\n"], embed)
    assert asked == ["a"]


def test_no_pairs_have_no_similarities() -> None:
    assert similarities(rows(["a"]), []) == ()


@SLOW
@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=7))
def test_spread_is_the_mean_over_all_pairs(given_rows: list[list[int]]) -> None:
    found = rows(["x"] * len(given_rows), lambda texts: given_rows)
    places = [place for place, row in enumerate(given_rows) if any(row)]
    cosines = [value for value in similarities(found, list(combinations(places, 2))) if value is not None]
    expected = sum(cosines) / len(cosines) if cosines else None
    assert spread(found, range(len(given_rows))) == (None if expected is None else pytest.approx(expected, abs=1e-9))


def test_centre_is_the_direction_of_the_sum() -> None:
    found = rows(["x", "y", "z"], lambda texts: [[1, 0], [0, 2], [0, 0]])
    half = math.sqrt(0.5)
    rounded = [[round(number, 9) for number in row] for row in centre(found, [[0, 1], [2], [], [1]]).toarray().tolist()]
    assert rounded == [[round(half, 9)] * 2, [0, 0], [0, 0], [0, 1]]


def test_what_was_answered_is_not_asked_again() -> None:
    asked: list[list[str]] = []

    def lengths(texts: Sequence[str]) -> list[int]:
        asked.append(list(texts))
        return [len(text) for text in texts]

    known = remembered(lengths)
    assert known(["a", "bb", "a"]) == [1, 2, 1]
    assert known(["bb", "ccc"]) == [2, 3]
    assert known(["a"]) == [1]
    assert known([]) == []
    assert asked == [["a", "bb"], ["ccc"]]


def test_what_is_remembered_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commonground.measures.vectors._REMEMBERED", 1)
    asked: list[str] = []

    def same(texts: Sequence[str]) -> Sequence[str]:
        asked.extend(texts)
        return texts

    known = remembered(same)
    assert known(["a", "b"]) == ["a", "b"]
    assert known(["a"]) == ["a"]
    assert asked == ["a", "b", "a"]


class Encoder:
    """Stands in for a sentence-transformers model: a text is how often it has an a and a b."""

    loaded: list[str]

    def __init__(self, name: str) -> None:
        if name == "absent":
            raise OSError("no such model")
        self.loaded = [name]

    def encode(self, texts: list[str], *, show_progress_bar: bool) -> list[list[int]]:
        assert not show_progress_bar
        return [[text.count("a"), text.count("b")] for text in texts]


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("sentence_transformers")
    vars(module)["SentenceTransformer"] = Encoder
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    return module


@pytest.mark.usefixtures("library")
def test_a_model_is_loaded_by_name_at_the_first_text() -> None:
    embed = sentence_embedding("small")
    assert similarities(rows(["aa", "a", "b", ""], embed), [(0, 1), (0, 2), (0, 3)]) == (1.0, 0.0, None)


@pytest.mark.usefixtures("library")
def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="absent"):
        sentence_embedding("absent")(["a"])


def test_without_the_extra_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    embed = sentence_embedding("small")  # naming a model loads nothing
    with pytest.raises(MissingExtraError, match="'semantic'") as raised:
        embed(["a"])
    assert raised.value.hint == "pip install 'commonground[semantic]'"
