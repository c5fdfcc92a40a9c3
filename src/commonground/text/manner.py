"""Manner: sentences by which people say how they want to be answered from then on, and that they no longer want it.

Rules over words, for English. A way of answering has a facet (length, case, lists ...): a later wish takes the place of an
earlier one of the same facet. A wish counts where the sentence is a request and its object is the answers; what is said of one
text ("make the letter shorter", "this time in capitals") is a task and no standing wish.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import words

VERSION = "manner-1"
LONGEST = 30  # words of a sentence that can be a wish
ALL = "all"

_WORD = r"[\"'\u201c]?[\w!-]+[\"'\u201d]?"
# Facet, the words that tell it, and how a memory writes it down. The first that is found counts.
_WAYS: tuple[tuple[str, str, str], ...] = (
    ("numbers", r"(?:spell|write|put|give|say)(?:ing)?(?: out)? (?:all |the |any )*(?:numbers?|figures|digits)(?: out)?(?: (?:as|in) words)?"
     r"|numbers? (?:as|in) (?:words|letters)|numbers? (?:spelled|spelt|written)(?: out)?|(?:no|without|avoid|never use) "
     r"(?:digits|numerals|figures)|words (?:for|instead of) (?:numbers|digits)", "Write numbers as words."),
    ("marks", r"no (?:more )?exclamation (?:marks?|points?)|(?:without|avoid|never use|stop using) exclamation (?:marks?|points?)",
     "No exclamation marks."),
    ("marks", r"exclamation (?:marks?|points?)", "End answers with an exclamation mark."),
    ("emojis", r"(?:no|without|avoid|skip the|leave out the|stop using|(?:don't|do not|never) use) emojis?", "No emojis."),
    ("emojis", r"(?:use|add|with|put) (?:an |some |more )?emojis?", "Use emojis."),
    ("tone", r"\bdear (?:sir|madam)(?: or (?:sir|madam))?", "Be formal: begin with Dear Sir or Madam."),
    ("tone", r"\b(?:more |less |very |be )?(?:in)?formal(?:ly|ity)?\b|\bcasual(?:ly)?\b|\bpolite(?:r|ly)?\b|\bfriendl(?:y|ier)\b|\b(?:more )?(?:direct|frank)\b", ""),
    ("language", r"\bin (?:English|French|German|Spanish|Italian|Portuguese|Dutch|Danish|Swedish|Norwegian|Finnish|Polish|Czech|Greek|Turkish"
     r"|Arabic|Hebrew|Hindi|Japanese|Korean|Chinese|Russian|Ukrainian|Romanian|Hungarian|Welsh|Irish)\b", ""),
    ("opening", r"\b(?:greet(?:ing)?s?\b|(?:say|with|a) (?:hello|hi|good morning|good day)\b)", "Begin answers with a greeting."),
    ("ending", rf"(?:\bend|\bfinish|\bclose|\bconclude|\bsign off)(?:ing)? .{{0,40}}?\b(?:with|by saying|on|in) (?:the (?:word|phrase) )?{_WORD}"
     r"|\blast word\b", ""),
    ("opening", rf"(?:\bbegin|\bstart|\bopen)(?:ning|ing)? .{{0,40}}?\b(?:with|by saying) (?:the (?:word|phrase) )?{_WORD}|\bfirst word\b", ""),
    ("lists", r"(?:no|without|avoid|never use|stop using) (?:bullets?(?: points?)?|lists)", "No bullet points."),
    ("lists", r"\bbullets?\b|\bbullet(?:ed)? (?:points?|lists?)|\bas (?:a |an )?(?:numbered )?lists?\b|\bin lists\b", "Use bullet points."),
    ("case", r"\blower[- ]?case\b|\bsmall letters\b|\b(?:no|without|avoid|never use|stop using) (?:capitals?|capital letters|upper[- ]?case)\b",
     "Write in lower case."),
    ("case", r"\bupper[- ]?case\b|\bcapitals?\b|\bcapital letters\b|\ball caps\b|\bin caps\b|\bblock (?:letters|capitals)\b",
     "Write in capital letters."),
    ("length", r"\b(?:whole|full|complete|proper|entire) sentences?\b", "Use whole sentences."),
    ("length", r"\b(?:just|only|nothing but|no more than) (?:\w+ )?(?:bare |plain |actual )?(?:value|answer|number|fact|result|word)s?\b"
     r"|\b(?:value|answer|fact|result) (?:alone|only|itself|and nothing else)\b|\b(?:one|a single|two|three) (?:word|line|sentence)s?\b"
     r"|\bbare (?:value|answer|fact)s?\b|\bblunt(?:er|ly)?\b|\b(?:short|brief|terse|curt)(?:er|ly)?\b|\bconcise(?:ly)?\b|\bto the point\b"
     r"|\b(?:less|no) (?:small )?talk\b|\bfewer words\b|\bno (?:pleasantries|chatter|waffle|fluff)\b", "Be brief."),
    ("length", r"\b(?:more |very |be |in (?:more |full )?)(?:detail(?:ed|s)?|thorough)\b|\blong(?:er)? (?:answers|replies)\b", "Be detailed."),
    ("wording", r"\b(?:plain|simple|simpler|easy|easier|everyday) (?:words|language|english|terms)\b|\b(?:no|without|avoid) jargon\b", "Use plain words."),
)  # fmt: skip
_STYLES = tuple((facet, re.compile(form, re.IGNORECASE), written) for facet, form, written in _WAYS)

_LASTS = re.compile(
    r"\b(?:from (?:now|here|this point) on(?:wards?)?|henceforth|always|going forward|in (?:the )?future|until i say|"
    r"for the rest|whenever|(?:every|each) (?:time|answer|reply|response|message|one)|all (?:of )?(?:your|the) "
    r"(?:answers|replies|responses|messages)|(?:in|with) your (?:answers|replies|responses|messages)|stick to|keep to)\b",
    re.IGNORECASE,
)
_LEAD = (
    r"^\W*(?:(?:oh|and|also|ok|okay|now|so|well|hm|thanks|thank you|good|great|hello|hi|right|yes|no|sorry|please|but|then|actually|btw|"
    r"(?:too|that is|that's|a bit) (?:\w+ )?(?:long|short|casual|formal|much)|by the way|one more thing|from (?:now|here) on|for the rest of (?:this|the) (?:chat|conversation|talk)|in future)[\s,:;.!-]+)*"
)
_ASKED = re.compile(
    _LEAD
    + r"(?:(?:can|could|would|will) you (?:please |kindly |also |try to )*|(?:i|we) (?:would|'d) (?:rather |also )?(?:like|love|prefer) |"
    r"(?:i|we) (?:want|need|prefer|like|expect|ask for) |you (?:should|must|may|can) |let(?:'s| us) )?"
    r"(?:please |just |always |only |you to |to |kindly |try to )*"
    r"(?:be|answer|reply|respond|write|speak|talk|keep|use|begin|start|open|end|finish|close|conclude|sign off|put|spell|say|greet|address|"
    r"make|give|add|sound|stop|stay|avoid|never|do not|don't|no|without|with|drop|skip|leave out|more|less|fewer|only|just|all|everything|"
    r"answers|replies|each|every|your (?:answers|replies|responses|messages)|the (?:first|last) word|one|a|an|in|numbers?|"
    r"bullets?|lower|upper|capitals?|blunter|bluntly|shorter|briefer|brief|short|formal|formally|concise|plain|simple|whole|full|"
    r"complete|proper|small|block|nothing)\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"\b(?:this (?:time|once|one)|just (?:this )?once|only once|for once|(?:the|this|that|a|an|my|our|your|his|her|their) "
    r"(?:\w+ ){0,2}(?:letters?|e-?mails?|texts?|paragraphs?|stor(?:y|ies)|poems?|essays?|reports?|notes?|document|title|headline|"
    r"name|menu|recipe|code|function|list of|table|route|walk|meeting|ride|trip|room|time|stay|visit|dress|event|dinner|party|"
    r"hair|film|movie|book|song|word count))\b(?! (?:case|of (?:your|every|each)))",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\b(?:small|capital|block|lower-?case|upper-?case) letters\b", re.IGNORECASE)
_WONDERS = re.compile(
    r"^\W*(?:what|who|when|where|which|why|how|is|are|was|were|do|does|did|has|have|if|when|should|shall|may|he|she|they|it was|"
    r"i (?:always|never|usually|often|only|will|can|could|do|don't|was|am|have|had|got|read|saw|wrote|think|know|heard)|my)\b",
    re.IGNORECASE,
)
_PLEA = re.compile(r"^\W*(?:can|could|would|will) you\b", re.IGNORECASE)
_OF_ANSWERS = re.compile(r"\b(?:answers?|reply|replies|responses?|your messages?)\b", re.IGNORECASE)
_REDONE = re.compile(r"\b(?:make|put|write|give|say) (?:me )?(?:it|that|this|those|them)\b", re.IGNORECASE)
_FRAME = frozenset(
    """
    please kindly like love want need prefer answer answering reply respond write writing speak talk keep use begin start open end
    finish close say put give make sound address style tone way form manner thanks thank okay ok hello hi bit little much instead
    rather good great everything things stay stop add only just also always blunter enough letters words word points me
    """.split()
)
_USUAL = r"(?:normal(?:ly)?|usual(?:ly)?|ordinary|default|regular(?:ly)?)"
_OVER = re.compile(
    rf"\b(?:{_USUAL} (?:again|now|from (?:now|here) on|is fine)|(?:back|return|go back|switch back) to (?:\w+ ){{0,2}}{_USUAL}|"
    rf"(?:answer|reply|write|speak|talk|respond|carry on|go on|as) {_USUAL}\b|(?:in )?your {_USUAL} (?:style|way|tone|manner|form|self)|"
    r"(?:answer|reply|write|speak|talk|respond|do it|go on|carry on|just) (?:again )?(?:as|like) (?:before|you did|you were|you like)|"
    r"as (?:you did )?before\b|(?:like|the way it was) before|in any (?:style|way|form) you like|the way you like)",
    re.IGNORECASE,
)  # fmt: skip
_DROPS = re.compile(
    r"\b(?:you (?:can|may) (?:now )?(?:stop|drop|skip|leave out|forget)|stop|drop|forget(?: about)?|enough (?:of|with)|no more|no longer|"
    r"no need (?:for|to)|never ?mind|you (?:do not|don't|need not|needn't)(?: have| need)?(?: to)?|without) ?"
    r"(?:(?:all|with|the|that|this|those|these|it|being|using|writing|doing|so|my|wish|about|any|be|use|put|say|answer|in|spell|end|"
    r"greet(?:ing)?|begin|ending|every|each|reply|replies|answers|more) ?)*",
    re.IGNORECASE,
)
_ANY_MORE = re.compile(r"\b(?:any ?more|any longer|no longer|now|again|is enough|that is it|please)\b", re.IGNORECASE)
_SENTENCE = re.compile(
    r"(?<=[.!?])\s+|\n+|,? and (?=(?:what|who|when|where|which|how|tell me|give me the)\b)", re.IGNORECASE
)
_QUOTED = re.compile(r"```.*?(?:```|\Z)|\u201c[^\u201d]{30,}\u201d|\"[^\"]{30,}\"|^\s*>.*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Wish:
    """How someone wants to be answered: its facet, their words, and how it is written down ("": only in their words)."""

    facet: str
    text: str
    written: str = ""


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text in which a wish may stand, quotes and code left out."""
    return tuple(one.strip() for one in _SENTENCE.split(_QUOTED.sub("\n", text.replace("\u2019", "'"))) if one.strip())


def wish(sentence: str) -> Wish | None:
    """Return what a sentence wants of all answers to come, None where it wants nothing of them.

    >>> wish("Shorter, please.").facet, wish("From now on all in lower case.").facet, wish("Make the letter shorter.")
    ('length', 'case', None)
    """
    if not 1 <= len(sentence.split()) <= LONGEST or _ONCE.search(_LETTERS.sub("", sentence)):
        return None
    if (sentence.rstrip().endswith("?") and not _PLEA.match(sentence)) or _WONDERS.match(sentence):
        return None
    if not (_LASTS.search(sentence) or (_ASKED.match(sentence) and _of_answers(sentence))):
        return None
    for facet, form, written in _STYLES:
        if form.search(sentence):
            return Wish(facet, sentence, written)
    return None


def _of_answers(sentence: str) -> bool:
    """Return whether a request speaks of answers, or of nothing but a way of answering."""
    if _OF_ANSWERS.search(sentence):
        return True
    if _REDONE.search(sentence):
        return False
    for _, form, _ in _STYLES:
        sentence = form.sub(" ", sentence)
    return all(word in FUNCTION_WORDS or word in _FRAME for word in words(sentence))


def dropped(sentence: str) -> str | None:
    """Return the facet that a sentence no longer wants, `ALL` for every one, None where it drops nothing.

    >>> dropped("Normal again, please."), dropped("You can stop with the capitals."), dropped("Stop at the mill.")
    ('all', 'case', None)
    """
    if len(sentence.split()) > LONGEST or sentence.rstrip().endswith("?"):
        return None
    if _OVER.search(sentence):
        return ALL
    found = _DROPS.search(sentence)
    if found is None or found.start() > 20:
        return None
    facet = next((facet for facet, form, _ in _STYLES if form.search(sentence[found.start() :])), None)
    rest = _ANY_MORE.sub("", sentence[found.end() :]).strip(" ,.!")
    bare = not rest and re.search(r"\b(?:that|this|so|enough)\b", found[0])
    return facet or (ALL if bare else None)
