"""Readability: how easy each turn is to read by Flesch's formula, and whether the two sides meet on it.

The formula is of English and counts two things, words per sentence and syllables per word. Both are counted here by fixed
rules and without a dictionary, so a text gets the same number everywhere. Only words with a Latin letter are counted; a
turn without any has no readability.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from unicodedata import combining, normalize

from commonground.measures import tracks
from commonground.measures.measure import Card, Family, Measurement, Value, series
from commonground.measures.talk import Talk
from commonground.text.tokens import words

EASE = Card(
    name="readability.ease",
    version="1",
    means="Mean Flesch reading ease of the turns.",
    formula="206.835 - 1.015 words / sentences - 84.6 syllables / words of each turn, averaged over turns",
    range="at most 121.22; no lower bound",
    direction="higher: easier to read; 60..70 is plain English, below 30 very difficult",
    source="Flesch 1948, A new readability yardstick; syllables by rule",
    cost="linear in characters",
    is_not="understanding, nor of use outside English; a turn of a few words swings by 100 for one syllable",
)
PROXIMITY, CONVERGENCE, SYNCHRONY = tracks.cards("readability", "Flesch reading ease")
CARDS = (EASE, PROXIMITY, CONVERGENCE, SYNCHRONY)

# A sentence ends at a run of these with white space after it (closing quotes and brackets may stand between), or at a
# line break, as chat is written in lists. A point inside a number or an address ends none.
_END = re.compile("(?<![.!?\u2026])[.!?\u2026]++[\"'\u2019\u201d)\\]]*+\\s+|\n+")
_APOSTROPHES = re.compile(r"['\u2019]")
_LETTERS = re.compile(r"[a-z]+")

# A syllable for each run of vowels, but for these: where u and y are consonants,
_CONSONANT = re.compile(
    r"(?<=q)u"  # question
    r"|^y(?=[aeiou])|(?<=[aeiou])y(?=[aeiou])"  # yes, player
    r"|(?<=g)u(?=[ei])"  # league, guide
)
_VOWELS = re.compile(r"[aeiouy]+")
# where an e at the end is not heard, and inside a word before an ending or the second half of a compound,
_FINAL = re.compile(r"(?<=[^aeiouy])e[sd]?$")
_SILENT = re.compile(
    r"(?<=[^aeiouy])e(?=(?:ly|ful|fully|less|ness|(?:line|book|mark|ball|play|way|time)s?|work|hold)$)"  # lovely, baseline
    r"|(?<=[^aeiouyl])e(?=ments?$)|(?<=er)e(?=fore$)"  # movement, therefore
    r"|(?<=^som)e(?=thing|one|body|where|how|what|time)"  # something
    r"|(?<=ic)a(?=lly$)"  # basically
)
# where two vowels are heard apart,
_APART = re.compile(
    r"[aeouy]i(?=ng)|iu"  # doing, medium
    r"|(?<![cstg])ia(?!ge)|(?<=[ct])ia(?=t[ei])"  # piano, associate
    r"|(?<![cstgxln])io"  # period, but not nation
    r"|ie(?=r$|st$|t)|(?<![ct])ie(?=n[ct])|(?<=sc)ie"  # happier, quiet, client, science
    r"|(?<![pg])eo(?!u)|(?<=^g)eo(?=[glm])|eu(?=m)"  # video, geology, museum
    r"|(?<!g)ua(?!r[dn])|uou|ue(?=n[tc])"  # actual, continuous, fluent
    r"|(?<=cr)ea(?=t)|ea(?=lity)|(?<=id)ea|(?<=ar)ea|oe[tm]"  # create, reality, idea, area, poem
)
# and where a consonant has one of its own.
_OWN = re.compile(r"(?:sm|thm)s?$|[ds]nt$")  # prism, rhythm, didn't
_IRREGULAR = {
    "anyone": 3, "business": 2, "businesses": 3, "cement": 2, "creature": 2, "evening": 2, "everything": 3, "maybe": 2,
    "okay": 2, "people": 2, "recipe": 3, "recipes": 3, "whatever": 3,
}  # fmt: skip


def syllables(word: str) -> int:
    """Return the syllables of an English word, at least 1; 0 where it has no Latin letter.

    The count is one that the CMU pronouncing dictionary gives for 98.9 % of the words of running English text (that the
    rules were tried on) and for 93.5 % of that whole dictionary, names included. Letters spoken one by one ("TV") are 1.

    >>> [syllables(word) for word in ("I", "table", "wanted", "well-known", "didn't", "readability")]
    [1, 2, 2, 2, 2, 5]
    """
    plain = normalize("NFKD", _APOSTROPHES.sub("", word.lower()))
    letters = "".join(letter for letter in plain if not combining(letter))
    return sum(map(_syllables, _LETTERS.findall(letters)))


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, each with its closing marks; a line break ends one too.

    >>> sentences("It costs 3.50. Really?! Yes")
    ('It costs 3.50.', 'Really?!', 'Yes')
    """
    ends = [0, *(end.end() for end in _END.finditer(text)), len(text)]
    return tuple(sentence for start, end in pairwise(ends) if (sentence := text[start:end].strip()))


@lru_cache(maxsize=4096)  # surrogates deal out the same turns again and again
def ease(text: str) -> Value:
    """Return the Flesch reading ease of a text; None where it has no word with a Latin letter.

    Sentences without such a word (a line of digits) and other words are left out of both counts.

    >>> round(ease("The cat sat on the mat."), 3)  # 206.835 - 1.015 * 6 - 84.6 * 1
    116.145
    """
    counts = Counter(words(text))
    heard = {word: count * each for word, count in counts.items() if (each := syllables(word))}
    if not heard:
        return None
    spoken = sum(counts[word] for word in heard)
    parts = sum(1 for sentence in sentences(text) if not heard.keys().isdisjoint(words(sentence)))
    return 206.835 - 1.015 * spoken / parts - 84.6 * sum(heard.values()) / spoken


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return the reading ease of each turn and the track measures of it."""
    track = [ease(text) for text in talk.texts]
    return (
        series(EASE, talk, track),
        *tracks.measurements((PROXIMITY, CONVERGENCE, SYNCHRONY), talk, track),
    )


def _syllables(letters: str) -> int:
    """Return the syllables of a run of the letters a to z."""
    if letters in _IRREGULAR:
        return _IRREGULAR[letters]
    heard = _CONSONANT.sub("w", letters)
    runs = len(_VOWELS.findall(heard)) + len(_APART.findall(heard)) + len(_OWN.findall(heard))
    return max(1, runs - len(_SILENT.findall(heard)) - _ends_silent(heard))


def _ends_silent(letters: str) -> bool:
    """Return whether the word ends in an e, es or ed that is not heard: make, makes, asked; not table, faces, wanted."""
    final = _FINAL.search(letters)
    if not final:
        return False
    stem, ending = letters[: final.start()], final.group()
    if re.search(r"[^aeiouylrw]l$|[bcdgt]r$", stem):  # table, handled, acre
        return False
    heard = {"e": (), "es": ("c", "g", "s", "z", "x", "ch", "sh"), "ed": ("t", "d")}[ending]
    return not stem.endswith(heard)


FAMILY = Family("readability", CARDS, compute)
