"""Lemmas by rule: inflections undone, irregular forms known, and nothing touched that is not inflected English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.text import lemmas
from commonground.text.lemmas import VERSION, content_lemmas, lemma
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import words

# A form and its lemma.
PAIRS = """
    bottles bottle | glasses glass | boxes box | cities city | dishes dish | churches church | heroes hero |
    houses house | cases case | wives wife | leaves leaf | classes class | uses use | gives give | moves move |
    bus bus | this this | analysis analysis | processes process | causes cause | noses nose | sizes size |
    quizzes quiz | keys key | boys boy | days day | flies fly | goes go | tries try | ties tie | gps gps |
    https https | walking walk | walked walk | running run | stopped stop | stopping stop | making make |
    hoped hope | hoping hope | hopping hop | using use | used use | dancing dance | arguing argue |
    continued continue | moving move | having have | organizing organize | realised realise | closing close |
    choosing choose | focused focus | judged judge | managed manage | charging charge | changing change |
    singing sing | hanging hang | bringing bring | handled handle | settled settle | whistling whistle |
    called call | pulled pull | controlled control | travelling travel | adding add | missed miss | passing pass
    | creating create | treated treat | repeated repeat | updated update | related relate | floating float |
    decided decide | avoided avoid | required require | repaired repair | hired hire | compared compare |
    prepared prepare | appeared appear | explored explore | monitored monitor | coloured colour | offered offer
    | answered answer | measured measure | poured pour | computing compute | shouted shout | included include |
    crowded crowd | clouded cloud | described describe | scheduled schedule | hauled haul | compiled compile |
    failed fail | filed file | filled fill | combined combine | defined define | explained explain | joined join
    | opened open | listening listen | happened happen | mentioned mention | pointing point | visiting visit |
    editing edit | invited invite | writing write | completed complete | targeted target | escaped escape |
    leaping leap | invading invade | reading read | loading load | looking look | provoked provoke |
    speaking speak | soaking soak | exploded explode | consumed consume | planned plan | cleaned clean |
    shown show | playing play | played play | fixed fix | fixing fix | typing type | styled style |
    studied study | tried try | carrying carry | died die | lying lie | need need | needed need | seed seed |
    agreed agree | agreeing agree | seeing see | being be | thing thing | things thing | king king | red red |
    bed bed | hundred hundred | morning morning | evenings evening | meetings meet | collapsed collapse |
    rinsed rinse | increased increase | purchased purchase | supposed suppose | browsing browse | aged age |
    iced ice | owed owe | eyed eye | developed develop | wrapped wrap | shaped shape | requested request |
    tested test | tasted taste | asked ask | liked like | baked bake | smoked smoke | standing stand |
    sitting sit | sat sit | wearing wear | holding hold | kneeling kneel | leaning lean | facing face |
    raised raise | pointed point | curved curve | tilted tilt | stretched stretch | crossed cross | folded fold
    | bent bend | turned turn | joined join | squared square | quoted quote | equipped equip | begging beg |
    debugging debug | dragged drag | zigzagging zigzag | timed time | claimed claim | named name |
    programmed program | skiing ski | taxied taxy | fitted fit | quieter quiet | biggest big | smaller small |
    happier happy | larger large | widest wide | better good | worst bad | number number | other other |
    dinner dinner | forest forest | flower flower | teeth tooth | people person | children child | left left |
    took take | taught teach | saw see | buzzed buzz | stuffing stuff | resolved resolve | solving solve |
    voted vote | noted note | guided guide | built build | building build | guessed guess | booked book |
    booking book | reserved reserve | rating rate | rated rate | seating seat | located locate |
    cancelled cancel | confirmed confirm | preferring prefer | occurred occur | referred refer | entered enter |
    ordered order | ordering order | delivered deliver | removed remove | sorted sort | sorting sort |
    returned return | returning return | printed print | assigned assign | defining define | raising raise |
    caught catch | parsed parse | stored store | storing store | loaded load | cached cache | encoded encode |
    merged merge | merging merge | stating state | enabled enable | cycling cycle | ruled rule | smiling smile |
    breathing breathe | arranged arrange | longing long | belonging belong | wronged wrong | ranged range |
    hinged hinge | engaged engage | queued queue | plays play | says say | means mean | paid pay | scored score
    | voiced voice | balanced balance | dividing divide | added add | finished finish | watched watch |
    lives live | loves love | knives knife | loaves loaf | potatoes potato | photos photo | pianos piano |
    videos video | shoes shoe | toes toe | triangles triangle | arms arm | legs leg | feet foot | birds bird |
    dogs dog | dresses dress | buses bus | maps map | lens lens | species species | news news | axes axis |
    matches match | aches ache | waited wait | baited bait | cheated cheat | routed route | muted mute |
    tuned tune | phoned phone | postponed postpone | zoned zone | toned tone | loaned loan | moaned moan |
    leaned lean | rained rain | trained train | imagined imagine | determined determine | examined examine |
    obtaining obtain | containing contain | remaining remain | remained remain | beginning begin | winning win |
    signing sign | designing design | designed design | forgetting forget | letting let | setting set |
    getting get | putting put | cutting cut | shutting shut | hitting hit | admitted admit | submitted submit |
    limited limit | limiting limit | exited exit | excited excite | benefited benefit | suited suit |
    suggested suggest | interested interest | based base | bored bore | boring bore | admired admire |
    fired fire | wired wire | stirred stir | staring stare | starred star | sharing share | sharpened sharpen |
    sugared sugar | rescued rescue | valued value | issued issue | glued glue
"""

WHOLE = """
    glass bus this analysis gas lens canvas status news series species always yes cross virus iris
    bed red need seed speed hundred naked embed shed sled thing king ring string spring wing morning evening sibling
    number water dinner letter matter other forest interest left right data https gps"""


@pytest.mark.parametrize("pair", PAIRS.replace("\n", " ").split("|"))
def test_lemma(pair: str) -> None:
    form, expected = pair.split()
    assert lemma(form) == expected


@pytest.mark.parametrize("word", WHOLE.split())
def test_what_is_not_inflected_stays(word: str) -> None:
    assert lemma(word) == word


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("", ""),
        ("3", "3"),
        ("1990s", "1990s"),
        ("x86s", "x86s"),
        ("dog's", "dog"),
        ("children's", "child"),
        ("t-shirts", "t-shirt"),
        ("mother-in-laws", "mother-in-law"),
        ("cafés", "cafés"),
        ("straßen", "straßen"),
        ("👍", "👍"),
        ("שלום", "שלום"),
        ("nul\x00s", "nul\x00s"),
        ("-", "-"),
        ("a-", "a-"),
        ("'s", ""),
        ("dog's's", "dog"),
        ("s", "s"),
        ("ed", "ed"),
        ("ing", "ing"),
    ],
)
def test_edges(word: str, expected: str) -> None:
    assert lemma(word) == expected


@pytest.mark.parametrize("word", ["don't", "it's", "that's", "i'm"])
def test_a_contraction_is_its_own_lemma(word: str) -> None:
    assert lemma(word) == word


def test_forms_of_one_word_have_one_lemma() -> None:
    for forms in (
        "make makes made making",
        "bottle bottles bottle's",
        "big bigger biggest",
        "be am is are was were been",
    ):
        assert {lemma(form) for form in forms.split()} == {forms.split()[0]}


@given(st.text())
def test_the_lemma_of_a_lemma_is_itself(word: str) -> None:
    assert lemma(lemma(word)) == lemma(word)


@given(st.from_regex(r"[a-z]{1,8}(s|es|ies|ed|ied|ing|er|est|'s)", fullmatch=True))
def test_the_lemma_of_what_looks_inflected_is_stable_and_no_longer(word: str) -> None:
    found = lemma(word)
    assert lemma(found) == found
    assert len(found) <= len(word) + 1  # "fed" is of "feed"


@given(st.text(st.characters(codec="ascii")))
def test_case_does_not_matter(word: str) -> None:
    assert lemma(word.upper()) == lemma(word)


def test_every_listed_lemma_is_its_own() -> None:
    for word in {*lemmas._FORMS.values(), *lemmas._STEMS.values()}:
        assert lemma(word) == word


def test_no_list_says_what_the_rules_know() -> None:
    """Else a list grows by itself; and a stem in both lists would contradict itself."""
    restored = {word[:-1] for word in lemmas._WITH_E.split()}
    assert not restored & set(lemmas._WITHOUT_E.split())
    for stem in restored:
        assert not lemmas._LOST_E.search(stem), stem
    for stem in lemmas._WITHOUT_E.split():
        assert lemmas._LOST_E.search(stem), stem


def test_a_form_belongs_to_one_lemma() -> None:
    named = [word for group in lemmas._IRREGULAR.replace("\n", "|").split("|") for word in group.split()[1:]]
    assert sorted(set(named)) == sorted(named)


def test_content_lemmas() -> None:
    text = "The two biggest bottles aren't standing on it, they're lying; the dog's legs don't show."
    assert content_lemmas(words(text)) == ("two", "big", "bottle", "stand", "lie", "dog", "leg", "show")


def test_a_message_of_function_words_has_no_content() -> None:
    assert content_lemmas(words("it was not him, and that's all there is to it")) == ()
    assert content_lemmas(()) == ()


@given(st.lists(st.sampled_from(["the", "bottles", "it's", "standing", "of", "👍", ""])))
def test_content_keeps_order_and_number(text: list[str]) -> None:
    kept = [word for word in text if word not in FUNCTION_WORDS]
    assert content_lemmas(text) == tuple(map(lemma, kept))
    assert content_lemmas(iter(text)) == content_lemmas(text)


def test_very_long() -> None:
    assert len(content_lemmas(words("red bottles " * 90_000))) == 180_000
    assert lemma("x" * 1_000_000) == "x" * 1_000_000
    assert lemma("a" * 100_000 + "s") == "a" * 100_000
    assert lemma("b" * 100_000 + "a" * 100_000 + "ling") == "b" * 100_000 + "a" * 100_000 + "l"
    assert VERSION.startswith("lemmas-")
