"""What users say that their own words mean: "By zorla I mean Tuesday", "the usual way is my word for ...".

A word of one's own is learnt where its owner explains it. Forms in the first person stand by themselves; "X means Y" and
"X is Y" count only for what the same user said before, in answer to a reply. Precision before recall: a pronoun, a common
word of talk about requests, a question or a supposition is no explanation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonground.conversation.record import ASSISTANT, USER, Turn
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import says, words

VERSION = "meanings-1"
SUBJECT = "meaning of "  # what an item of memory is about: this and the word
_LONGEST = 600  # characters of a turn that explains
_W = r"[\"'\u201c]?(?P<w>[\w][\w'-]*(?: [\w'-]+){0,3}?)[\"'\u201d]?"
_M = r"[\"'\u201c]?(?P<m>[\w].{0,118}?)[\"'\u201d]?"
_ALWAYS = r"(?:(?:always|usually|really|actually|just|only) )?"
_MEAN = rf"(?:i|we) {_ALWAYS}(?:mean|meant|want|refer to|am talking about|think of)"
_SAY = r"(?:say|said|write|wrote|use|used|ask for|asked for|speak of|talk about|mention|mentioned)"
_STRONG = (
    rf"(?:by|with|saying) {_W},? {_MEAN} {_M}",
    rf"(?:what )?{_MEAN} (?:by|with) {_W} (?:is|was) {_M}",
    rf"(?:when|whenever|if|each time|every time) (?:i|we) {_SAY} {_W},? (?:then )?(?:(?:i|we) {_ALWAYS}(?:mean|meant|want)"
    rf"|(?:it|that|this) {_ALWAYS}(?:means|is|stands for)|(?:please )?(?:take|read|understand) (?:it|that) as|think) {_M}",
    rf"{_W} is (?:(?:my|our) (?:word|name|term|code|way of saying|shorthand) for|how (?:i|we) "
    rf"(?:say|call)|short for) {_M}",
    rf"(?:my|our) (?:word|name|term|shorthand) for {_M} is {_W}",
    rf"{_M} is what (?:i|we) (?:{_ALWAYS}call|mean by|mean when (?:i|we) say) {_W}",
    rf"(?:please )?(?:read|take|understand|treat) {_W} as {_M}",
    rf"(?:i|we) (?:use|say|write) {_W} (?:for|to mean|when (?:i|we) mean|meaning) {_M}",
    rf"(?:to|for) (?:me|us),? {_W} (?:is|means) {_M}",
    rf"{_W} (?:is|means) {_M} (?:to|for|with) (?:me|us)",
)
_SPOKEN = (
    rf"{_W} {_ALWAYS}(?:means|meant|stands for|refers to|is the same as|equals) {_M}",
    rf"{_W} (?:is|was) {_M}",
)
_FORMS = tuple(re.compile(form, re.IGNORECASE) for form in _STRONG)
_OF_SAID = tuple(re.compile(form, re.IGNORECASE) for form in _SPOKEN)
_EQUATES = _OF_SAID[-1]
_AFTER = re.compile(
    r"^(?P<m>.+?)[.:,;!] (?:that|this|it)(?:'s| is) what (?P<w>[\w' -]{2,40}?) (?:means|is|stands for)$", re.IGNORECASE
)
_LEAD = re.compile(
    r"^(?:(?:(?:please )?(?:remember|note) that|no|nope|sorry|oh|well|wait|ah|hm|actually|please|so|and|but|again"
    r"|note|remember|listen|look|hey|okay|ok|wrong"
    r"|not quite|that is wrong|that's wrong|not that|you see|as i said|to explain|to be clear|for next time|for the future"
    r"|i should (?:explain|say)|let me explain|just so you know|by the way)\b[,:;.!\u2013\u2014-]*\s*)+",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"^(?P<m>.+?),? (?:and )?(?:not|rather than|instead of) .+$|^not .+?(?:[,:;] (?:but )?| but )(?P<n>.+)$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_DETERMINED = re.compile(r"^(?:(?:the|my|our|a|an|this|that|your) )+", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:maybe|perhaps|might|would|could|suppose|pretend|imagine|for example|whether)\b", re.IGNORECASE
)
# Words by which requests name their own parts: "the day is Tuesday" gives a value and explains nothing.
_PARTS = """
    day date time hour place venue name people person guest guests group party size number table seat seats room order
    food dish drink note address house start end stop goal way answer reply request question word point problem idea
    plan meeting ride trip letter topic subject price cost budget total booking it that this what which one thing reason
    rest only here there everything something nothing kind sort first second third last next other same you me us"""
_COMMON = frozenset(_PARTS.split())


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word or phrase of the user's, without its article, and what they say it means; `turn` is where they say so."""

    word: str
    means: str
    turn: int


def meanings(turns: Sequence[Turn], since: int = 0) -> list[Meaning]:
    """Return what the user's turns from index `since` on explain, in order; those before are what they said."""
    found: list[Meaning] = []
    said, replied = "", False
    for number, turn in enumerate(turns):
        if turn.speaker == ASSISTANT:
            replied = True
        elif turn.speaker == USER:
            if number >= since:
                found += explained(turn.text, number, said if replied else "")
            said = f"{said} {turn.text}"
    return found


def explained(text: str, number: int, said: str = "") -> list[Meaning]:
    """Return what one turn explains; `said` is what the user said before it, "" where there is no reply to it yet.

    >>> [(one.word, one.means) for one in explained("No, by zorla I mean Tuesday.", 2)]
    [('zorla', 'Tuesday')]
    >>> explained("Photosynthesis means growing by light.", 0)
    []
    """
    if len(text) > _LONGEST:
        return []
    text = text.replace("\u2019", "'").replace("\u2018", "'")
    whole = _meaning(text.strip(), number, (_AFTER,), said) if said else None
    if whole:
        return [whole]
    return [one for sentence in _SENTENCE.split(text) if (one := _sentence(sentence.strip(), number, said))]


def explains(sentence: str, meaning: Meaning) -> bool:
    """Return whether a sentence is one that explains this word: it is not to be rewritten by what it says."""
    return meaning.word.lower() in sentence.lower() and meaning.means.lower() in sentence.lower()


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a text begins and ends."""
    start = 0
    for found in _SENTENCE.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _sentence(sentence: str, number: int, said: str) -> Meaning | None:
    if sentence.endswith("?") or _UNSURE.search(sentence):
        return None
    return _meaning(sentence, number, _FORMS, "") or (_meaning(sentence, number, _OF_SAID, said) if said else None)


def _meaning(sentence: str, number: int, forms: Sequence[re.Pattern[str]], said: str) -> Meaning | None:
    clause = _LEAD.sub("", sentence).strip(" .!,;")
    for form in forms:
        found = form.fullmatch(clause)
        if found is None:
            continue
        word, means = _DETERMINED.sub("", found["w"].strip()), _plain(found["m"])
        if (
            usable(word, means)
            and (not said or says(said, word))
            and (form is not _EQUATES or _equates(word, means, said))
        ):
            return Meaning(word, means, number)
    return None


def _plain(means: str) -> str:
    """Return a meaning without what it is not, and without what only leads up to it."""
    means = re.split(r"[;!]|\.\s|, (?:please|okay|ok|remember|thanks|so|and that)\b", means)[0].strip(
        " .,'\"\u201c\u201d"
    )
    contrast = _NOT.match(means)
    means = (contrast["m"] or contrast["n"]) if contrast else means
    return re.sub(r" (?:please|then|of course)$|^(?:always|just|actually|really) ", "", means.strip(" ,"))


def usable(word: str, means: str) -> bool:
    """Return whether this can be a word of someone's own and what it means: no pronoun, no part that every request has."""
    spoken, meant = words(word), words(means)
    if not spoken or not meant or not 0 < len(meant) <= 16 or word.lower() == means.lower():
        return False
    if all(one in FUNCTION_WORDS or one in _COMMON or one.isdigit() for one in spoken):
        return False
    return not (
        set(spoken) & {"i", "you", "we", "he", "she", "they", "not", "that", "it"}
        or meant[0] in ("not", "that", "what")
    )


def _equates(word: str, means: str, said: str) -> bool:
    """Return whether "X is Y" explains X: a word that is no name, said before, which is now a name or a number."""
    return (
        word.lower() in said
        and re.search(r"\d|[A-Z]", means) is not None
        and not re.search(r"\b(?:is|are|was)\b", means)
    )
