"""Syntactic alignment: by hand on tagged words, and on a blank spaCy pipeline with a grammar of this file's own."""

from __future__ import annotations

import math
import sys
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.conversation.record import Conversation, Turn
from commonground.errors import InputError, MissingExtraError
from commonground.measures import syntax
from commonground.measures.measure import Measurement
from commonground.measures.syntax import CARDS, FAMILY, MODEL, family, parser, tag_cosine
from commonground.measures.talk import Talk, talk

SLOW = settings(deadline=None, max_examples=30)  # the first example imports spaCy
TAGS = {
    "the": "DET", "a": "DET", "red": "ADJ", "blue": "ADJ", "old": "ADJ", "car": "NOUN", "dog": "NOUN", "cat": "NOUN",
    "sees": "VERB", "bites": "VERB", "runs": "VERB",
}  # fmt: skip
RELATIONS = {"DET": "det", "ADJ": "amod", "NOUN": "obj", "VERB": "conj"}
TAGGED = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["NOUN", "VERB"])), max_size=7)


@cache
def pipeline() -> Any:
    """A blank English pipeline that tags by a table and hangs every word on the last verb, or on the last word."""
    spacy = pytest.importorskip("spacy")
    from spacy.language import Language

    @Language.component("toy_grammar")
    def toy_grammar(document: Any) -> Any:
        if not len(document):
            return document
        words = [word for word in document if word.lower_ in TAGS]
        verbs = [word for word in words if TAGS[word.lower_] == "VERB"]
        top = (verbs or words or [document[-1]])[-1]
        for word in document:
            word.pos_ = TAGS.get(word.lower_, "PUNCT" if word.is_punct else "X")
            word.head = top
            word.dep_ = "ROOT" if word.i == top.i else RELATIONS.get(word.pos_, "dep")
        return document

    toy = spacy.blank("en")
    toy.add_pipe("toy_grammar")
    toy.meta["name"] = "toy"
    return toy


def talk_of(*texts: str, swapped: bool = False) -> Talk:
    turns = tuple(Turn(("user", "assistant")[(place + swapped) % 2], text) for place, text in enumerate(texts))
    found = talk(Conversation(turns))
    assert found is not None
    return found


def measured(said: Talk) -> tuple[Measurement, ...]:
    return family(pipeline()).compute(said)


def test_family_names_its_pipeline_and_its_extra() -> None:
    assert (FAMILY.name, FAMILY.extra) == ("syntax", "syntax")
    assert [card.name for card in FAMILY.cards] == [card.name for card in CARDS] == ["syntax.pos", "syntax.decay"]
    assert {card.version for card in FAMILY.cards} == {f"1 {MODEL}"}
    found = measured(talk_of("the dog", "the cat"))
    assert [one.measure for one in found] == [card.name for card in CARDS]
    assert {one.version for one in found} == {"1 toy"}


def test_the_same_structure_in_other_words_is_one() -> None:
    pos, _ = measured(talk_of("the red car", "A blue dog!"))
    assert pos.per_turn == pytest.approx((None, 1.0))
    assert pos.sides == pytest.approx((None, 1.0))


def test_the_same_words_say_nothing_of_structure() -> None:
    pos, _ = measured(talk_of("the red car", "the red car"))
    assert (pos.value, pos.per_turn) == (None, (None, None))


def test_tag_cosine_by_hand() -> None:
    """Without "the red", DET ADJ is gone from both: ADJ NOUN is left of the one, ADJ NOUN and NOUN VERB of the other."""
    the, red, car, dog, runs = (
        ("the", "DET"), ("red", "ADJ"), ("car", "NOUN"), ("dog", "NOUN"), ("runs", "VERB"),
    )  # fmt: skip
    assert tag_cosine([the, red, car], [the, red, dog, runs]) == pytest.approx(1 / math.sqrt(2))


def test_a_pair_counts_once_per_turn() -> None:
    """As in ALIGN: saying "a dog" twice is one pair DET NOUN, "a dog a" also one NOUN DET."""
    one, dog, two, cat = ("a", "DET"), ("dog", "NOUN"), ("the", "DET"), ("cat", "NOUN")
    assert tag_cosine([one, dog, one, dog], [two, cat]) == pytest.approx(1 / math.sqrt(2))


@pytest.mark.parametrize("turn", [[], [("a", "DET")]])
def test_a_turn_without_two_words_has_no_pairs(turn: list[tuple[str, str]]) -> None:
    assert tag_cosine(turn, [("a", "DET"), ("b", "NOUN")]) is None
    assert tag_cosine([("a", "DET"), ("b", "NOUN")], turn) is None


@given(TAGGED, TAGGED)
def test_tag_cosine_is_symmetric_and_in_range(one: list[tuple[str, str]], two: list[tuple[str, str]]) -> None:
    found = tag_cosine(one, two)
    assert found == tag_cosine(two, one)
    assert found is None or 0 <= found <= 1
    assert tag_cosine(one, one) is None


def test_rules_are_tags_of_head_relation_and_dependent() -> None:
    (found,) = parser(pipeline())(["The old dog bites a cat."])
    assert found.tagged == (
        ("the", "DET"), ("old", "ADJ"), ("dog", "NOUN"), ("bites", "VERB"), ("a", "DET"), ("cat", "NOUN"),
    )  # fmt: skip
    assert found.rules == (
        ("VERB", "det", "DET"), ("VERB", "amod", "ADJ"), ("VERB", "obj", "NOUN"), ("VERB", "det", "DET"),
        ("VERB", "obj", "NOUN"),
    )  # fmt: skip


def test_decay_is_over_rules_not_words() -> None:
    """Rules come in stretches, and so rather soon than late, in other words each time."""
    verbs, nouns, adjectives = ["the dog sees", "a cat bites"], ["the old car", "a red dog"], ["red blue", "old red"]
    _, decay = measured(talk_of(*verbs * 5, *nouns * 5, *adjectives * 5))
    assert decay.value is not None
    assert decay.value < 0


def test_decay_needs_enough_rules() -> None:
    assert measured(talk_of("the dog", "the cat"))[1].value is None


def test_a_pipeline_without_annotation_gives_none() -> None:
    spacy = pytest.importorskip("spacy")
    blank = spacy.blank("en")
    pos, decay = family(blank).compute(talk_of("the red car", "a blue dog"))
    assert (pos.value, decay.value) == (None, None)
    assert parser(blank)(["the car"])[0].tagged == ()


def test_empty_turns_are_none() -> None:
    pos, decay = measured(talk_of("the red car", "", "a blue dog", "  \n"))
    assert pos.per_turn == (None,) * 4
    assert (pos.value, decay.value) == (None, None)


def test_turns_of_one_speaker_in_a_row_are_no_exchange() -> None:
    turns = (Turn("user", "the red car"), Turn("user", "a blue dog"), Turn("assistant", "the old cat"))
    said = talk(Conversation(turns))
    assert said is not None
    assert measured(said)[0].per_turn == pytest.approx((None, None, 1.0))


@SLOW
@given(
    st.lists(
        st.lists(st.sampled_from([*TAGS, ".", "😀", "שלום", "x\0y"]), max_size=6).map(" ".join), min_size=2, max_size=6
    )
)
def test_swapping_speakers_swaps_sides_and_case_changes_nothing(texts: list[str]) -> None:
    found = measured(talk_of(*texts))
    swapped = measured(talk_of(*texts, swapped=True))
    assert [one.sides for one in swapped] == [one.sides[::-1] for one in found]
    assert [(one.value, one.per_turn) for one in swapped] == [(one.value, one.per_turn) for one in found]
    assert measured(talk_of(*map(str.upper, texts))) == found


def test_long_turns_are_parsed_in_pieces_cut_at_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax, "_LONGEST", 50)
    (found,) = parser(pipeline())(["the dog sees\nthe cat " * 100])
    assert len(found.tagged) == 500
    assert found.tagged[:5] * 100 == found.tagged
    assert {tag for _, tag in found.tagged} == {"DET", "NOUN", "VERB"}


def test_a_long_word_is_cut_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax, "_LONGEST", 50)
    (found,) = parser(pipeline())(["x" * 120])
    assert [len(word) for word, _ in found.tagged] == [50, 50, 20]


def test_a_text_is_parsed_once() -> None:
    asked: list[str] = []

    def counted(text: str) -> Any:
        asked.append(text)
        return pipeline()(text)

    parse = parser(counted)
    parse(["the dog", "a cat", "the dog"])
    parse(["a cat"])
    assert asked == ["the dog", "a cat"]


def test_without_the_extra_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(MissingExtraError, match="'syntax'") as raised:
        family("any").compute(talk_of("a", "b"))
    assert raised.value.hint == "pip install 'commonground[syntax]'"


def test_without_the_pipeline_the_error_names_it() -> None:
    pytest.importorskip("spacy")
    with pytest.raises(InputError, match="no_such_pipeline") as raised:
        family("no_such_pipeline").compute(talk_of("a", "b"))
    assert raised.value.hint == "python -m spacy download no_such_pipeline"


def test_an_installed_pipeline_is_loaded_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    spacy = pytest.importorskip("spacy")
    asked: list[tuple[str, list[str]]] = []

    def load(name: str, exclude: list[str]) -> Any:
        asked.append((name, exclude))
        return pipeline()

    monkeypatch.setattr(spacy, "load", load)
    found = family("toy_model")
    assert asked == []
    assert found.compute(talk_of("the red car", "a blue dog"))[0].value == pytest.approx(1.0)
    found.compute(talk_of("the red car", "a blue cat"))
    assert asked == [("toy_model", ["ner", "lemmatizer"])]
