"""The classes of function words, contractions resolved, and the guess whether a text is English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.text.lexicon import (
    CLASSES,
    CLASSES_OF,
    ENGLISH_SHARE,
    FUNCTION_WORDS,
    LISTS,
    VERSION,
    classes,
    is_english,
)
from commonground.text.tokens import words

WORDS = st.lists(st.sampled_from(["the", "of", "you", "table", "der", "und", "straße", "bottle", "x"]))


def test_the_classes_are_those_of_the_literature() -> None:
    assert CLASSES == (
        "articles",
        "auxiliary_verbs",
        "conjunctions",
        "adverbs",
        "personal_pronouns",
        "impersonal_pronouns",
        "prepositions",
        "quantifiers",
        "negations",
    )
    assert VERSION.startswith("lexicon-")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("the", {"articles"}),
        ("is", {"auxiliary_verbs"}),
        ("and", {"conjunctions"}),
        ("very", {"adverbs"}),
        ("she", {"personal_pronouns"}),
        ("it", {"impersonal_pronouns"}),
        ("with", {"prepositions"}),
        ("many", {"quantifiers"}),
        ("not", {"adverbs", "negations"}),
        ("no", {"quantifiers", "negations"}),
        ("before", {"prepositions", "conjunctions"}),
        ("nobody", {"impersonal_pronouns", "negations"}),
        ("cannot", {"auxiliary_verbs", "negations"}),
    ],
)
def test_a_word_stands_in_every_class_it_serves(word: str, found: set[str]) -> None:
    assert set(classes(word)) == found


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("don't", {"auxiliary_verbs", "negations"}),
        ("won't", {"auxiliary_verbs", "negations"}),
        ("can't", {"auxiliary_verbs", "negations"}),
        ("ain't", {"auxiliary_verbs", "negations"}),
        ("couldn't've", {"auxiliary_verbs", "negations"}),
        ("i'm", {"personal_pronouns", "auxiliary_verbs"}),
        ("we'll", {"personal_pronouns", "auxiliary_verbs"}),
        ("they'd've", {"personal_pronouns", "auxiliary_verbs"}),
        ("it's", {"impersonal_pronouns", "auxiliary_verbs"}),
        ("that's", {"impersonal_pronouns", "auxiliary_verbs"}),
        ("there's", {"adverbs", "auxiliary_verbs"}),
        ("nobody's", {"impersonal_pronouns", "negations", "auxiliary_verbs"}),
        ("should've", {"auxiliary_verbs"}),
        ("let's", {"personal_pronouns"}),
    ],
)
def test_a_contraction_stands_in_the_classes_of_its_parts(word: str, found: set[str]) -> None:
    assert set(classes(word)) == found


@pytest.mark.parametrize("word", ["dont", "cant", "wont", "im", "ive", "youre", "thats", "isnt", "didnt"])
def test_chat_leaves_the_apostrophe_out(word: str) -> None:
    assert "auxiliary_verbs" in classes(word)


@pytest.mark.parametrize("word", ["ill", "wed", "hell", "shell", "id", "lets"])
def test_what_is_another_word_without_its_apostrophe_is_that_word(word: str) -> None:
    assert classes(word) == ()


def test_were_is_the_verb_and_its_is_the_pronoun() -> None:
    assert classes("were") == ("auxiliary_verbs",)
    assert classes("its") == ("impersonal_pronouns",)
    assert classes("well") == ("adverbs",)


@pytest.mark.parametrize("word", ["", "table", "bottle", "john's", "The", "5", "👍", "שלום", "\x00", "x" * 1_000_000])
def test_all_else_is_no_function_word(word: str) -> None:
    assert classes(word) == ()


def test_the_classes_of_a_word_are_in_order_and_once_each() -> None:
    for word, found in CLASSES_OF.items():
        assert found, word
        assert list(found) == sorted(set(found), key=CLASSES.index)
    assert frozenset(CLASSES_OF) == FUNCTION_WORDS


def test_no_list_names_a_word_twice_and_none_is_empty() -> None:
    for name, listed in LISTS.items():
        named = listed.split()
        assert named, name
        assert sorted(set(named)) == sorted(named), name


def test_every_function_word_is_one_word_in_lower_case() -> None:
    """Otherwise it could never be met in a text."""
    for word in FUNCTION_WORDS:
        assert words(word) == (word,)


ENGLISH = [
    "Hi, I'd like to book a table for two tonight at eight. Is there still room outside?",
    "Sorting a list in Python: use sorted(list) or list.sort(). The former returns a new list; the latter sorts in place.",
    "Ingredients: 2 cups flour, 1 cup sugar, 3 eggs, half a cup of butter. Mix flour and sugar, beat eggs, combine, bake.",
    "ok thx. small red bottle left side, blue cap. got it? yes next one big green dog sitting",
    "How many clips did Natalia sell altogether in April and May?",
    "dont know, cant see it",
]
OTHER = [
    "Bonjour, je voudrais réserver une table pour deux personnes ce soir à huit heures, si on peut être dehors.",
    "salut tu peux m'aider pour mon code python stp",
    "Hola, me gustaría reservar una mesa para dos personas esta noche. A mí me da igual, pero a ella no le gusta.",
    "Olá, eu gostaria de reservar uma mesa para duas pessoas hoje à noite, mas não muito tarde. Eu não sei o que ela quer.",
    "Ciao, vorrei prenotare un tavolo per due persone stasera alle otto, ma a lei non piace il freddo.",
    "Was war das noch, was man mir am Telefon gesagt hat? Am liebsten in der Ecke, so wie das letzte Mal.",
    "Is er nog plaats op het terras? Of we nu in de hoek zitten maakt niet uit, we willen alleen niet in de kou.",
    "Hvis ikke, kan vi komme lidt senere, men ikke for sent, for vi har børn med. De kan ikke lide at sidde for længe.",
    "Finns det fortfarande plats på terrassen? Om inte kan vi komma lite senare, men inte för sent.",
    "To ważne, bo my mamy dzieci i to nie może być za późno. To jest to, o co my pytamy.",
    "Mai are cineva loc pe terasă? Dacă nu, putem veni mai târziu. Ea are un frate care nu are timp.",
    "Bu akşam saat sekizde iki kişilik bir masa ayırtmak istiyorum. Can bey de bizimle gelecek.",
    "Hei, haluaisin varata pöydän kahdelle hengelle täksi illaksi kello kahdeksan.",
    "Halo, saya ingin memesan meja untuk dua orang malam ini jam delapan.",
    "Здравствуйте, я хотел бы заказать столик на двоих.",
    "שלום, אני רוצה להזמין שולחן לשניים",
    "你好,我想订今晚八点的两人桌",
    "👍 🎉 ...",
    "\x00",
    "",
]


@pytest.mark.parametrize("text", ENGLISH)
def test_english(text: str) -> None:
    assert is_english(words(text))


@pytest.mark.parametrize("text", OTHER)
def test_not_english(text: str) -> None:
    assert not is_english(words(text))


def test_some_quoted_english_does_not_make_a_text_english() -> None:
    english, french = words(ENGLISH[0]), words(OTHER[0])
    assert is_english(english * 3 + french)
    assert not is_english(english + french * 6)


def test_the_threshold_is_a_share_of_all_words() -> None:
    least = round(1 / ENGLISH_SHARE)
    assert is_english(["the"] + ["bottle"] * (least - 1))
    assert not is_english(["the"] + ["bottle"] * least)


def test_a_foreign_word_weighs_as_much_as_a_function_word() -> None:
    assert is_english(["the", "of", "der"])
    assert not is_english(["the", "der"])
    assert not is_english(["the", "straße"])


@given(WORDS)
def test_the_guess_is_the_formula(text: list[str]) -> None:
    known = sum(word in FUNCTION_WORDS for word in text)
    foreign = sum(word in {"der", "und", "straße"} for word in text)
    assert is_english(text) == (known > 0 and known - foreign >= ENGLISH_SHARE * len(text))


@given(WORDS)
def test_order_does_not_matter(text: list[str]) -> None:
    assert is_english(text) == is_english(sorted(text)) == is_english(iter(text))


def test_a_megabyte_of_words() -> None:
    assert is_english(words(ENGLISH[0] * 12_000))
