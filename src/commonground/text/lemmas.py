"""The lemma of an English word by rules: what makes "bottle" and "bottles" one item when words are compared.

Rules undo regular inflection; what they cannot know is listed: irregular forms, and stems that the rules would complete
wrongly. Nothing is guessed from the sentence, so the same word always has the same lemma, and a form of two words takes one
of them ("saw": see; "left" stays whole, for it is a direction). Nouns in -ing go the way of their verb ("building": build).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from commonground.text.lexicon import FUNCTION_WORDS

VERSION = "lemmas-1"

# Of each group, the lemma and then the forms of it that no rule undoes.
_IRREGULAR = """
    be am is are was were been being | have has had having | do does did done doing | go goes went gone going | say said
    make made | take took taken | come came | see saw seen | know knew known | get got gotten | give gave given | find found
    think thought | tell told | become became | show shown | feel felt | bring brought | begin began begun | keep kept
    hold held | write wrote written | stand stood | hear heard | mean meant | meet met | run ran | pay paid | sit sat
    speak spoke spoken | lead led | grow grew grown | lose lost | fall fell fallen | send sent | build built
    break broke broken
    understand understood | draw drew drawn | spend spent | rise rose risen | drive drove driven | buy bought | wear wore worn
    choose chose chosen | eat ate eaten | teach taught | catch caught | fight fought | seek sought | sell sold
    throw threw thrown | blow blew blown | fly flew flown | sing sang sung | ring rang rung | swim swam swum | drink drank drunk
    sink sank sunk | win won | hang hung | stick stuck | strike struck | swing swung | dig dug | spin spun | shine shone
    shoot shot | sleep slept | sweep swept | deal dealt | dream dreamt | lean leant | lend lent | bend bent | feed fed
    forget forgot forgotten | forgive forgave forgiven | hide hid hidden | ride rode ridden | bite bit bitten
    shake shook shaken | steal stole stolen | freeze froze frozen | wake woke woken | tear tore torn | swear swore sworn
    slide slid | withdraw withdrew withdrawn | undo undid undone | redo redid redone | rewrite rewrote rewritten | light lit
    rebuild rebuilt | mistake mistook mistaken | lie lies lied lying | die dies died dying | tie ties tied tying | pie pies
    agree agreed | disagree disagreed | free freed | guarantee guaranteed | panic panicked panicking | mimic mimicked mimicking
    quiz quizzes quizzed quizzing | focus focused focusing focuses | bias biased biases | add added adding | err erred erring
    man men | woman women | child children | person people | foot feet | tooth teeth | goose geese | mouse mice | ox oxen
    leaf leaves | wife wives | knife knives | shelf shelves | half halves | self selves | wolf wolves | loaf loaves
    thief thieves | calf calves | scarf scarves | hoof hooves | elf elves | movie movies | cookie cookies | zombie zombies
    calorie calories | shoe shoes | toe toes | canoe canoes | bus buses | gas gases | lens lenses | virus viruses
    bonus bonuses
    status statuses | campus campuses | circus circuses | canvas canvases | atlas atlases | iris irises | cactus cacti cactuses
    octopus octopuses | walrus walruses | analysis analyses | basis bases | crisis crises | thesis theses | axis axes
    hypothesis hypotheses | diagnosis diagnoses | parenthesis parentheses | criterion criteria | phenomenon phenomena
    matrix matrices | vertex vertices | index indices | appendix appendices | radius radii | nucleus nuclei | stimulus stimuli
    ache aches ached aching | cache caches cached caching | headache headaches | mustache mustaches | avalanche avalanches
    niche niches | good better best | bad worse worst | far farther further farthest furthest"""

# Words that only look inflected.
_WHOLE = """
    news series species pants jeans scissors trousers shorts physics mathematics maths politics economics gymnastics athletics
    ethics statistics graphics gas lens canvas bias atlas christmas texas chaos kudos cosmos alas overseas afterwards sideways
    nowadays hundred naked sacred wicked rugged ragged crooked kindred infrared embed moped hatred evening morning ceiling
    wedding pudding sibling darling herring earring shilling clothing viking dumpling duckling sterling outing awning
    lightning cunning"""

# Lemmas whose last e, lost before -ed and -ing, no rule gives back; and stems that a rule would wrongly give one.
_WITH_E = """
    change range arrange exchange challenge orange hinge plunge lounge cringe binge breathe bathe clothe soothe loathe explore
    ignore restore adore interfere adhere persevere create recreate invite unite excite ignite
    delete complete compete athlete promote devote denote remote postpone telephone condone rename welcome console inhale
    exhale taste waste paste haste owe eye dye interchange recite route impale"""
_WITHOUT_E = """
    combat format ruin sugar pillar guitar radar dollar collar calendar murmur sulfur cabin margin satin basin robin
    rapid solid valid civil pencil stencil council peril pupil symbol album method period quit waltz"""

_ONE_L = """
    controll cancell travell labell modell levell fuell compell propell excell rebell signall totall patroll enroll pedall"""

_GRADABLE = """
    big small large long short tall high low old young new dark light bright wide narrow deep thick thin fat round flat fast
    slow quick hot cold warm cool hard soft easy heavy strong weak rich poor cheap clean clear close late early happy sad funny
    simple nice great fine safe loud quiet rough smooth sharp sweet dry wet busy ugly tiny huge lovely pale red green
    blue white black brown gray grey pink dirty straight steep tight loose near full kind smart brave calm proud rare sick
    stiff tough wild wise fair fresh firm cute curly pointy shiny spiky skinny chubby lucky angry hungry noisy sunny cloudy
    windy rainy tricky handy lazy crazy healthy wealthy friendly strange fancy slim dim"""

_VOWEL = re.compile("[aeiouy]")
_TWICE = re.compile(r"([bdgkmnprt])\1$")
# Ends of a stem that has lost an e: letters after which English spells e; a short syllable, whose consonant would have been
# doubled without one; and ends of longer verbs that almost always have it.
_LOST_E = re.compile(
    r"""[vcu]$ | [^z]z$ | [^s]s$ | [bcdfgkpstz]l$ | [dr]g$ | [aeiou]g$
    | ^(?:[^aeiou]|qu)*[aeiouy][^aeiouywx]$
    | [^eo]at$ | [^aeo](?:id|il|in)$ | [^a]ir$ | [^eo]a[rkpd]$ | [^o](?:ur|ut|ok) $ | [^oa](?:ud|ul)$ | ib$
    | [^oe]od$ | [^iu]um$""",
    re.VERBOSE,
)


def _compared(adjective: str) -> Iterator[str]:
    if adjective.endswith("e"):
        stem = adjective[:-1]
    elif adjective.endswith("y") and adjective[-2] not in "aeiou":
        stem = adjective[:-1] + "i"
    elif re.fullmatch("[^aeiou]*[aeiou][bdgmnt]", adjective):
        stem = adjective + adjective[-1]
    else:
        stem = adjective
    yield stem + "er"
    yield stem + "est"


def _listed() -> dict[str, str]:
    forms = {form: adjective for adjective in _GRADABLE.split() for form in _compared(adjective)}
    for group in re.split(r"[|\n]", _IRREGULAR):
        lemma_of_group, *group_forms = group.split() or [""]
        forms.update(dict.fromkeys(group_forms, lemma_of_group))
    forms.update({word: word for word in _WHOLE.split()})
    return forms


_FORMS = _listed()
_STEMS = {lemma_with_e[:-1]: lemma_with_e for lemma_with_e in _WITH_E.split()}
_STEMS |= {stem: stem for stem in _WITHOUT_E.split()} | {stem: stem[:-1] for stem in _ONE_L.split()}


def _completed(stem: str) -> str:
    """Return the verb whose -ed or -ing form has this stem: its doubled letter taken back, its lost e given back."""
    if stem in _STEMS:
        return _STEMS[stem]
    if _TWICE.search(stem):
        return stem[:-1]
    return stem + "e" if _LOST_E.search(stem) else stem


def _without_s(word: str) -> str:
    if len(word) < 4 or word.endswith(("ss", "us", "is")) or not _VOWEL.search(word[:-1]):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return word[:-2]
    return word[:-1]


def _shorter(word: str) -> str:
    """Return the word with one inflection undone, or as it is."""
    if word in _FORMS:
        return _FORMS[word]
    if word in FUNCTION_WORDS:
        return word
    if word.endswith("s"):
        return _without_s(word)
    if word.endswith("ied"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith("ed") and not word.endswith("eed") and _VOWEL.search(word[:-2]):
        return _completed(word[:-2])
    if word.endswith("ing") and _VOWEL.search(word[:-3]):
        return _completed(word[:-3])
    return word


@lru_cache(maxsize=1 << 14)
def lemma(word: str) -> str:
    """Return the lemma of an English word, lower-cased; a word in another script, with a digit or not inflected is its own.

    A possessive loses its ending, of a hyphenated word the last part is inflected. The lemma of a lemma is itself.

    >>> [lemma(word) for word in ("Bottles", "running", "taken", "biggest", "t-shirts", "dog's")]
    ['bottle', 'run', 'take', 'big', 't-shirt', 'dog']
    """
    word = word.lower()
    if word in FUNCTION_WORDS and word not in _FORMS:
        return word
    while word.endswith("'s"):
        word = word[:-2]
    first, hyphen, last = word.rpartition("-")
    if not (last.isascii() and last.isalpha()):
        return word
    while (shorter := _shorter(last)) != last:
        last = shorter
    return first + hyphen + last


def content_lemmas(words: Iterable[str]) -> tuple[str, ...]:
    """Return the lemmas, in order, of the words (lower-cased) that are no function words.

    >>> content_lemmas("the two small bottles that were standing on it".split())
    ('two', 'small', 'bottle', 'stand')
    """
    return tuple(lemma(word) for word in words if word not in FUNCTION_WORDS)
