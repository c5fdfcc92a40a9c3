"""Noun phrases of English by rule: the mentions that a matcher of references may link.

A phrase is a determiner, modifiers and a head noun; it ends at a function word, at punctuation and where a verb is likely.
No tagger is needed, and what is left out is left out on purpose: heads that seldom refer to a thing (time, way, kind),
phrases that refer to nothing (no bottle, which bottle), and nouns without a determiner unless they stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from commonground.text.lemmas import lemma
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import words

Kind = Literal["definite", "indefinite", "bare", "name"]

OWNERS = frozenset(words("my our your his her its their"))
DEFINITE = OWNERS | frozenset(words("the this that these those both"))
NUMBERS = frozenset(words("one two three four five six seven eight nine ten eleven twelve"))
INDEFINITE = NUMBERS | frozenset(words("a an some another several few other"))
UNREFERRING = frozenset(words("no any every each what which whatever whichever either neither how"))
ONES = frozenset(words("one ones"))
PROFORMS = frozenset({"one"})
SAME = frozenset(words("same own whole entire very actual exact all half both"))
OTHER = frozenset(words("other another"))
DEGREES = frozenset(words("very really quite rather pretty so too more most less least"))
EXISTENTIAL = frozenset(words("there there's here here's there'll theres heres"))
COPULAS = frozenset(words("is was are were it's that's he's she's they're i'm you're its be isn't wasn't"))
ATTACHING = frozenset(words("of with for from without"))
PLACING = frozenset(words("on at in to"))
SPOTS = frozenset(words("left right top bottom middle center centre front back corner inside outside end"))
RELATIVES = frozenset(words("who whose whom"))

# Words that end a phrase though they are no function words: talk about the talk, and adverbs of time.
CLOSERS = frozenset(
    words("""
    please thanks thank ok okay yeah yes yep yup no nope oh ah um uh hmm hello hi hey bye goodbye sorry right alright sure
    today tomorrow tonight yesterday now then too also well first next further farther ahead straight online upstairs
    downstairs upwards downwards backwards forwards sideways somehow maybe i'm""")
)
BEFORE_BARE = CLOSERS - {"no", "nope"} | frozenset(words("and or but so great good perfect cool fine"))

# Heads that rarely stand for a thing that partners come back to, measures of things among them; in lemmas.
LIGHT = frozenset(
    words("""
    time way thing kind sort type lot bit couple idea problem question thank point case fact moment reason matter deal rest
    part side sense mind chance favor favour stuff look try go help mistake pleasure information info detail amount example
    sake course opinion feeling mood truth while total future past meantime trouble luck hurry rush guess answer use
    one left right top bottom middle center centre front back end day week weekend month year hour minute second morning
    afternoon evening night today tomorrow tonight yesterday monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december spring summer autumn winter
    temperature price cost average percent percentage degree fahrenheit celsius duration am pm
    first next last best worst same other own half whole good great kind okay yes no step turn man's""")
)

ADJECTIVES = frozenset(
    words("""
    red blue green yellow black white grey gray brown pink purple violet golden silver beige dark light bright pale
    big small large little tiny huge tall short long wide narrow thick thin deep high low flat round curved straight
    pointy sharp blunt old young new modern ancient good bad better best worse worst great nice fine lovely pretty ugly
    beautiful cute cheap expensive free full empty open shut heavy soft hard loud quiet hot cold warm cool wet dry clean
    dirty fast slow quick early late easy difficult simple strange weird funny happy sad angry tired hungry ready busy
    available possible main real true false wrong correct exact certain different similar same other single double
    extra additional previous following final first second third fourth fifth sixth last next left-hand right-hand upper
    lower outer inner front rear only own whole entire separate several such popular famous favorite favourite local near
    nearby nearest closest cheapest biggest smallest largest tallest longest latest earliest oldest newest bigger smaller
    larger taller shorter longer cheaper closer visible upside-down sideways wooden plastic metal woolen woollen moderate
    italian french chinese indian mexican japanese thai american british english german spanish greek korean""")
)
ADJECTIVE_ENDINGS = ("ful", "ous", "able", "ible", "less", "ish", "ier", "iest")

# Verbs that are seldom nouns, in lemmas: they end a phrase.
VERBS = frozenset(
    words("""
    be have do say get make go know take see come think give find tell become leave feel put bring begin keep hold write
    stand hear let mean set meet pay sit speak lie lead grow lose fall send build understand draw break spend rise buy wear
    choose seem ask need want like love try believe belong happen include continue learn add remain appear serve die expect
    stay reach kill raise pass sell require decide pull push carry explain hope develop receive agree support hit eat cover
    catch describe exist occur open close contain connect suggest prefer enjoy confirm accept arrive depart allow avoid
    become cost fit follow forget hang hide improve involve know lay listen live lose manage match miss mention notice
    provide reserve recommend refer remember remove replace sleep sing solve sound start stop swim teach tend throw touch
    wait wake walk warn wash watch wish wonder work worry might must should would could can will shall may let's want""")
)
# Nouns as much as verbs, in lemmas: verbs where number says so ("the dog walks", "the dogs walk"), or first in the clause.
EITHER = frozenset(
    words("""
    answer bark book box call change charge check climb cook count cross cry cut dance dive drink drive drop end face fall
    fish flow fly head help hit hold jump kick land lean light line look mark mix move name number offer order pack paint
    park part plan plant play point post press print race rain reach rent rest ride ring roll run sail seat shake shape
    share shine ship show shut sign skip slide smell smile snow sound stand star start stay step stick stop store study
    surf swim switch talk taste test tie touch tour train travel trip turn use view visit wait walk wash watch water wave
    weigh work wrap leaf""")
)
# Nouns that look like a participle.
NOT_PARTICIPLES = frozenset(
    words("""
    building ceiling painting ring king string wing evening morning meeting wedding clothing drawing parking reading spring
    booking listing landing opening crossing railing earring beginning ending feeling setting housing training pudding
    duckling sing filling dwelling icing lightning stocking dressing lining stuffing swelling warning writing sibling
    bed shed seed weed reed speed sled thread bread breed feed need hundred creed deed greed steed moped biped""")
)
NOT_ADVERBS = frozenset(
    words("family fly lily belly assembly supply reply butterfly jelly bully ally monopoly jully july")
)
PLURALS = frozenset(words("men women children people feet teeth mice geese sheep police"))

_CASED = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_BREAK = re.compile(r"[.,;:!?]+(?=\s|$)|[()\[\]{}\"\u201c\u201d\u2026\u2013\u2014\n|/\x00]+|\.{2,}|\s-+\s")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: its words, the lemma of its head, and what a matcher needs to tell one referent from another.

    `modifiers` are the lemmas before the head, numbers included; `complements` pairs of a preposition and the head behind it
    ("of", "hill"); `owner` the possessive, "" for none. `predicated` says that the phrase is said of something ("it is
    a bottle"), `related` that a who-clause follows.
    """

    words: tuple[str, ...]
    head: str
    kind: Kind
    plural: bool = False
    modifiers: frozenset[str] = frozenset()
    complements: frozenset[tuple[str, str]] = frozenset()
    owner: str = ""
    predicated: bool = False
    related: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """The words between two marks of punctuation, lower-cased; which are capitalised.

    `starts` says that a sentence starts here, `shouted` that all words are capitalised, so that capitals mark no name.
    """

    words: tuple[str, ...]
    capitals: tuple[bool, ...]
    starts: bool
    shouted: bool


def fragments(text: str) -> Iterator[Fragment]:
    """Yield the stretches of a text between marks of punctuation, without empty ones."""
    start, starts = 0, True
    marks = [(found.start(), found.end()) for found in _BREAK.finditer(text)]
    for stop, after in [*marks, (len(text), len(text))]:
        cased = [word.replace("\u2019", "'") for word in _CASED.findall(text, start, stop)]
        if cased:
            capitals = tuple(word[0].isupper() for word in cased)
            yield Fragment(tuple(word.lower() for word in cased), capitals, starts, len(cased) > 3 and all(capitals))
            starts = False
        starts = starts or text[stop:after].strip(" ,\"'\u201c\u201d") != ""
        start = after


def phrases(text: str) -> tuple[Phrase, ...]:
    """Return the noun phrases of a text in order.

    >>> [" ".join(phrase.words) for phrase in phrases("Put the small blue bottle next to a cup of tea, please.")]
    ['the small blue bottle', 'a cup']
    """
    return tuple(phrase for fragment in fragments(text) for phrase in _of_fragment(fragment))


def head_of(text: str) -> str:
    """Return the lemma of the head of a mention: of its first noun phrase, else of its last content word, else its last word.

    "" for a text without words.

    >>> head_of("the bottles on the left"), head_of("blue bottle"), head_of("it")
    ('bottle', 'bottle', 'it')
    """
    for fragment in fragments(text):
        first = fragment.words[0]
        determined = first in DEFINITE or first in INDEFINITE or first in UNREFERRING
        if not determined and lemma(first) in VERBS | EITHER and (named := tuple(_of_fragment(fragment))):
            return named[0].head  # "looks like a dancer"
        stop, nouns = _run(fragment.words, _determiners_end(fragment.words, 1) if determined else 0)
        if nouns:
            return lemma(nouns[-1])
        if stop < len(fragment.words) and fragment.words[stop] in ONES:
            return "one"
    found = words(text)
    content = [word for word in found if word not in FUNCTION_WORDS]
    return lemma((content or found)[-1]) if found else ""


def is_plural(word: str) -> bool:
    """Return whether a noun is plural by its form: an s that its lemma does not have, or a known plural."""
    return word in PLURALS or (word.endswith("s") and lemma(word) != word)


def _of_fragment(fragment: Fragment) -> Iterator[Phrase]:
    at, size = 0, len(fragment.words)
    bare = _bare(fragment)
    if bare is not None:
        yield bare
        return
    while at < size:
        word = fragment.words[at]
        if word in UNREFERRING:
            at = max(at + 1, _run(fragment.words, _determiners_end(fragment.words, at + 1))[0])
        elif word in DEFINITE or word in INDEFINITE or (word.isdecimal() and word != "0"):
            stop, phrase = _determined(fragment.words, at)
            if phrase is not None:
                yield phrase
            at = max(at + 1, stop)
        elif _may_name(fragment, at):
            stop, phrase = _name(fragment, at)
            if phrase is not None:
                yield phrase
            at = max(at + 1, stop)
        else:
            at += 1


def _may_name(fragment: Fragment, at: int) -> bool:
    """Return whether a name can start here; at the start of a sentence only where a second capital follows."""
    if at or not fragment.starts:
        return fragment.capitals[at]
    word, base = fragment.words[0], lemma(fragment.words[0])
    return all(fragment.capitals[:2]) and len(fragment.words) > 1 and not (_is_modifier(word) or base in VERBS | EITHER)


def _determined(found: Sequence[str], at: int) -> tuple[int, Phrase | None]:
    """Return where the phrase that starts with the determiner at `at` ends, and the phrase, None where it names nothing."""
    inner = _determiners_end(found, at + 1)
    stop, nouns = _run(found, inner)
    if not nouns and stop < len(found) and found[stop] in ONES and stop > at + 1:
        stop, head = stop + 1, "one"
    elif nouns and lemma(nouns[-1]) not in LIGHT:
        head = lemma(nouns[-1])
    else:
        return stop, None
    if nouns and found[at] in {"this", "that"} and is_plural(nouns[-1]):
        return stop, None  # "I think that bottles ...", "that looks ..."
    opening = found[at:inner]
    definite = found[at] in DEFINITE
    after = found[stop] if stop < len(found) else ""
    return stop, Phrase(
        tuple(found[at:stop]),
        head,
        "definite" if definite else "indefinite",
        is_plural(nouns[-1]) if nouns else False,
        _modifiers([*opening, *found[inner : stop - 1]]),
        _complements(found, stop),
        next((word for word in opening if word in OWNERS), ""),
        not definite and at > 0 and found[at - 1] in COPULAS and EXISTENTIAL.isdisjoint(found[max(0, at - 4) : at]),
        after in RELATIVES,
    )


def _determiners_end(found: Sequence[str], at: int) -> int:
    """Return where determiners end: "all the two other", "both my"."""
    more = DEFINITE | NUMBERS | OTHER | SAME
    while at < len(found) and found[at] in more and not (found[at] in ONES and _ends(found, at + 1)):
        at += 1
    return at


def _ends(found: Sequence[str], at: int) -> bool:
    return at >= len(found) or found[at] in FUNCTION_WORDS or found[at] in CLOSERS


def _run(found: Sequence[str], at: int) -> tuple[int, list[str]]:
    """Return where the modifiers and nouns from `at` end, and the nouns among them: [] where no noun ends the run.

    A final adjective belongs to what is said of the noun ("make the tower red"), not to the phrase.
    """
    stop, last_noun, nouns = at, at, list[str]()
    while stop < len(found):
        word = found[stop]
        if word in DEGREES and not nouns:
            stop += 1
            continue
        if word in FUNCTION_WORDS or (word in CLOSERS and word not in ADJECTIVES) or _is_verb(nouns, word):
            break
        stop += 1
        if not _is_modifier(word):
            nouns.append(word.removesuffix("'s").removesuffix("'"))
            last_noun = stop
    return (last_noun if nouns else stop), nouns


def _is_modifier(word: str) -> bool:
    return (
        word in ADJECTIVES
        or word.isdecimal()
        or (word.endswith("ly") and len(word) > 4 and word not in NOT_ADVERBS)
        or (word.endswith(ADJECTIVE_ENDINGS) and len(word) > 5)
    )


def _is_verb(nouns: Sequence[str], word: str) -> bool:
    """Return whether a word after the nouns of a phrase (or after its determiner) rather is a verb than goes on with it."""
    if word in NOT_PARTICIPLES or word.removesuffix("s") in NOT_PARTICIPLES:
        return False
    base = lemma(word)
    participle = word.endswith(("ing", "ed")) and len(word) > 4
    if not nouns:
        return base in VERBS and base not in EITHER and not participle and not word.endswith(("en", "wn"))
    if participle or (base in VERBS and base not in EITHER):
        return True
    if base not in EITHER:
        return False
    return is_plural(nouns[-1]) if word == base else not is_plural(nouns[-1])


def _modifiers(before: Sequence[str]) -> frozenset[str]:
    """Return the lemmas that tell the referent apart, of the words before the head; another and other are the same."""
    kept = (word for word in before if word not in SAME and word not in DEGREES and word not in {"a", "an", "some"})
    named = (
        "other" if word in OTHER else lemma(word)
        for word in kept
        if word in OTHER | NUMBERS or word not in FUNCTION_WORDS
    )
    return frozenset(named)


def _complements(found: Sequence[str], at: int) -> frozenset[tuple[str, str]]:
    """Return the preposition and the head of the phrase that follows at `at`, where the noun before likely has it."""
    if at + 1 >= len(found):
        return frozenset()
    inner = at + 2 if found[at + 1] in DEFINITE | INDEFINITE else at + 1
    if found[at] in PLACING and inner < len(found) and found[inner] in SPOTS:
        return frozenset({("at", found[inner])})
    if found[at] not in ATTACHING:
        return frozenset()
    _, nouns = _run(found, _determiners_end(found, inner))
    return frozenset({(found[at], lemma(nouns[-1]))}) if nouns else frozenset()


def _bare(fragment: Fragment) -> Phrase | None:
    """Return the phrase of a fragment that is nothing but modifiers and a noun, after words such as "yes" or "and"."""
    start = 0
    while start < len(fragment.words) and fragment.words[start] in BEFORE_BARE:
        start += 1
    found = fragment.words[start:]
    stop, nouns = _run(found, 0)
    first = lemma(found[0]) if found else ""
    counted = bool(found) and (found[0] in NUMBERS or found[0].isdecimal())
    if counted or not nouns or stop != len(found) or first in VERBS or (first in EITHER and len(found) > 1):
        return None
    head = lemma(nouns[-1])
    if head in LIGHT or len(found) > 5:
        return None
    return Phrase(found, head, "bare", is_plural(nouns[-1]), _modifiers(found[:-1]))


def _name(fragment: Fragment, at: int) -> tuple[int, Phrase | None]:
    """Return where the capitalised words from `at` end, and the name that they are, None where they are none."""
    stop = at
    while stop < len(fragment.words) and fragment.capitals[stop] and not _ends(fragment.words, stop):
        stop += 1
    found = fragment.words[at:stop]
    goes_on = (
        stop < len(fragment.words) and not _ends(fragment.words, stop) and not _is_verb(found, fragment.words[stop])
    )
    if not found or goes_on or fragment.shouted or _is_modifier(found[-1]):
        return stop, None
    head = lemma(found[-1].removesuffix("'s"))
    if head in LIGHT:
        return stop, None
    return stop, Phrase(found, head, "name", is_plural(found[-1]), _modifiers(found[:-1]))
