"""The phrases of `manner`: ways of answering, frames in which they are asked for, and how they are taken back. English."""

from __future__ import annotations

import re

_ONE = r"[\"'\u201c]?[\w!-]+[\"'\u201d]?"
_NO = r"(?:no|no more|without|avoid|never use|stop using|skip the|leave out the|(?:don't|do not) use)"
_LANGUAGES = (
    "English|French|German|Spanish|Italian|Portuguese|Dutch|Danish|Swedish|Norwegian|Finnish|Polish|Czech|Greek|Turkish|Arabic|"
    "Hebrew|Hindi|Japanese|Korean|Chinese|Russian|Ukrainian|Romanian|Hungarian|Welsh|Irish"
)
# Facet, how a memory writes it down ("": only in the user's words), and the forms that tell it. The first found counts.
_WAYS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("numbers", "Write numbers as words.", (
        r"(?:spell|write|put|give|say)(?:ing)?(?: out)? (?:all |the |any )*"
        r"(?:numbers?|figures|digits)(?: out)?(?: (?:as|in) words)?",
        r"numbers? (?:as|in) (?:words|letters)", r"numbers? (?:spelled|spelt|written)(?: out)?",
        r"(?:no|without|avoid|never use) (?:digits|numerals|figures)", r"words (?:for|instead of) (?:numbers|digits)",
    )),
    ("marks", "No exclamation marks.", (rf"{_NO} exclamation (?:marks?|points?)", r"no more exclamation (?:marks?|points?)")),
    ("marks", "End answers with an exclamation mark.", (r"exclamation (?:marks?|points?)",)),
    ("emojis", "No emojis.", (rf"{_NO} emojis?",)),
    ("emojis", "Use emojis.", (r"(?:use|add|with|put) (?:an |some |more )?emojis?",)),
    ("tone", "Be formal: begin with Dear Sir or Madam.", (r"\bdear (?:sir|madam)(?: or (?:sir|madam))?",)),
    ("tone", "", (
        r"\b(?:more |less |very |be )?(?:in)?formal(?:ly|ity)?\b", r"\bcasual(?:ly)?\b", r"\bpolite(?:r|ly)?\b",
        r"\bfriendl(?:y|ier)\b", r"\b(?:more )?(?:direct|frank)\b",
    )),
    ("language", "", (rf"\bin (?:{_LANGUAGES})\b",)),
    ("opening", "Begin answers with a greeting.", (
        r"\bgreet(?:ing)?s?\b", r"\b(?:say|with|a) (?:hello|hi|good morning|good day)\b",
    )),
    ("ending", "", (
        r"(?:\bend|\bfinish|\bclose|\bconclude|\bsign off)(?:ing)? .{0,40}?\b(?:with|by saying|on|in) "
        rf"(?:the (?:word|phrase) )?{_ONE}", r"\blast word\b",
    )),
    ("opening", "", (
        rf"(?:\bbegin|\bstart|\bopen)(?:ning|ing)? .{{0,40}}?\b(?:with|by saying) (?:the (?:word|phrase) )?{_ONE}",
        r"\bfirst word\b",
    )),
    ("lists", "No bullet points.", (rf"{_NO} (?:bullets?(?: points?)?|lists)",)),
    ("lists", "Use bullet points.", (
        r"\bbullet(?:s|ed)?(?: points?| lists?)?\b", r"\bas (?:a |an )?(?:numbered )?lists?\b", r"\bin lists\b",
    )),
    ("case", "Write in lower case.", (
        r"\blower[- ]?case\b", r"\bsmall letters\b", rf"\b{_NO} (?:capitals?|capital letters|upper[- ]?case)\b",
    )),
    ("case", "Write in capital letters.", (
        r"\bupper[- ]?case\b", r"\bcapitals?\b", r"\bcapital letters\b", r"\b(?:all|in) caps\b",
        r"\bblock (?:letters|capitals)\b",
    )),
    ("length", "Use whole sentences.", (r"\b(?:whole|full|complete|proper|entire) sentences?\b",)),
    ("length", "Be brief.", (
        r"\b(?:just|only|nothing but|no more than) (?:\w+ )?"
        r"(?:bare |plain |actual )?(?:value|answer|number|fact|result|word)s?\b",
        r"\b(?:value|answer|fact|result) (?:alone|only|itself|and nothing else)\b", r"\bbare (?:value|answer|fact)s?\b",
        r"\b(?:one|a single|two|three) (?:word|line|sentence)s?\b", r"\bblunt(?:er|ly)?\b", r"\bconcise(?:ly)?\b",
        r"\b(?:short|brief|terse|curt)(?:er|ly)?\b", r"\bto the point\b", r"\b(?:less|no) (?:small )?talk\b",
        r"\bfewer words\b",
        r"\bno (?:pleasantries|chatter|waffle|fluff)\b",
    )),
    ("length", "Be detailed.", (
        r"\b(?:more |very |be |in (?:more |full )?)(?:detail(?:ed|s)?|thorough)\b", r"\blong(?:er)? (?:answers|replies)\b",
    )),
    ("wording", "Use plain words.", (
        r"\b(?:plain|simple|simpler|easy|easier|everyday) (?:words|language|english|terms)\b",
        r"\b(?:no|without|avoid) jargon\b",
    )),
)  # fmt: skip


def _any(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(forms), re.IGNORECASE)


STYLES = tuple((facet, written, _any(*forms)) for facet, written, forms in _WAYS)
LASTS = _any(
    r"\bfrom (?:now|here|this point) on(?:wards?)?\b", r"\b(?:henceforth|always|going forward|whenever)\b",
    r"\bin (?:the )?future\b", r"\buntil i say\b", r"\bfor the rest\b", r"\b(?:stick|keep) to\b",
    r"\b(?:every|each) (?:time|answer|reply|response|message|one)\b",
    r"\ball (?:of )?(?:your|the) (?:answers|replies|responses|messages)\b",
    r"\b(?:in|with) your (?:answers|replies|responses|messages)\b",
)  # fmt: skip
_LEAD = (
    r"(?:(?:oh|and|also|ok|okay|now|so|well|hm|thanks|thank you|good|great|hello|hi|right|yes|no|sorry|please|but|then|btw|"
    r"actually|by the way|one more thing|(?:too|that is|that's|a bit) (?:\w+ )?(?:long|short|casual|formal|much)|"
    r"from (?:now|here) on|for the rest of (?:this|the) (?:chat|conversation|talk)|in future)[\s,:;.!-]+)*"
)
_PLEADS = (
    r"(?:(?:can|could|would|will) you (?:please |kindly |also |try to )*|"
    r"(?:i|we) (?:would|'d) (?:rather |also )?(?:like|love|prefer) |(?:i|we) (?:want|need|prefer|like|expect|ask for) |"
    r"you (?:should|must|may|can) |let(?:'s| us) )?(?:please |just |always |only |you to |to |kindly |try to )*"
)
_BEGINS = (
    r"(?:be|answer|reply|respond|write|speak|talk|keep|use|begin|start|open|end|finish|close|conclude|sign off|put|spell|say|"
    r"greet|address|make|give|add|sound|stop|stay|avoid|never|do not|don't|no|without|with|drop|skip|leave out|more|less|"
    r"fewer|only|just|all|everything|answers|replies|each|every|your (?:answers|replies|responses|messages)|one|a|an|in|"
    r"the (?:first|last) word|numbers?|bullets?|lower|upper|capitals?|blunter|bluntly|shorter|briefer|brief|short|formal|"
    r"formally|concise|plain|simple|whole|full|complete|proper|small|block|nothing)\b"
)
LEAD = re.compile(rf"^\W*{_LEAD}", re.IGNORECASE)
ASKED = re.compile(rf"^\W*{_LEAD}{_PLEADS}{_BEGINS}", re.IGNORECASE)
PLEA = re.compile(r"^\W*(?:can|could|would|will) you\b", re.IGNORECASE)
ONCE = _any(
    r"\bthis (?:time|once|one)\b", r"\b(?:just (?:this )?|only |for )once\b",
    r"\b(?:the|this|that|a|an|my|our|your|his|her|their) (?:\w+ ){0,2}(?:letters?|e-?mails?|texts?|paragraphs?|stor(?:y|ies)|"
    r"poems?|essays?|reports?|notes?|document|title|headline|name|menu|recipe|code|function|list of|table|route|walk|"
    r"meeting|ride|trip|room|time|stay|visit|dress|event|dinner|party|hair|film|movie|book|song)\b",
)  # fmt: skip
LETTERS = re.compile(r"\b(?:small|capital|block|lower-?case|upper-?case) letters\b", re.IGNORECASE)
WONDERS = re.compile(
    r"^\W*(?:what|who|when|where|which|why|how|is|are|was|were|do|does|did|has|have|if|should|shall|may|he|she|they|it was|my|"
    r"i (?:always|never|usually|often|only|will|can|could|do|don't|was|am|have|had|got|read|saw|wrote|think|know|heard))\b",
    re.IGNORECASE,
)
OF_ANSWERS = re.compile(r"\b(?:answers?|reply|replies|responses?|your messages?)\b", re.IGNORECASE)
REDONE = re.compile(r"\b(?:make|put|write|give|say) (?:me )?(?:it|that|this|those|them)\b", re.IGNORECASE)
_FRAMING = """
    please kindly like love want need prefer answer answering reply respond write writing speak talk keep use begin start open
    end finish close say put give make sound address style tone way form manner thanks thank okay ok hello hi bit little much
    instead rather good great everything things stay stop add only just also always blunter enough letters words word points me
    """
FRAME = frozenset(_FRAMING.split())

_USUAL = r"(?:normal(?:ly)?|usual(?:ly)?|ordinary|default|regular(?:ly)?)"
_DOES = r"(?:answer|reply|write|speak|talk|respond|do it|carry on|go on|just)"
OVER = _any(
    rf"\b{_USUAL} (?:again|now|from (?:now|here) on|is fine)",
    rf"\b(?:back|return|go back|switch back) to (?:\w+ ){{0,2}}{_USUAL}",
    rf"\b(?:{_DOES}|as) {_USUAL}\b", rf"\byour {_USUAL} (?:style|way|tone|manner|form|self)",
    rf"\b{_DOES} (?:again )?(?:as|like) (?:before|you did|you were|you like)", r"\bas (?:you did )?before\b",
    r"\b(?:like|the way it was) before", r"\bin any (?:style|way|form) you like", r"\bthe way you like",
)  # fmt: skip
DROPS = re.compile(
    r"\b(?:you (?:can|may) (?:now )?(?:stop|drop|skip|leave out|forget)|stop|drop|forget(?: about)?|enough (?:of|with)|no more|"
    r"no longer|no need (?:for|to)|never ?mind|you (?:do not|don't|need not|needn't)(?: have| need)?(?: to)?|without) ?"
    r"(?:(?:all|with|the|that|this|those|these|it|being|using|writing|doing|so|my|wish|about|any|be|use|put|say|answer|in|"
    r"spell|end|greet(?:ing)?|begin|ending|every|each|reply|replies|answers|more) ?)*",
    re.IGNORECASE,
)
WAIVES = _any(  # that something need not be is no wish for anything
    r"\byou (?:can|may) (?:now )?(?:stop|drop|skip|leave out|forget)\b", r"\bno need\b", r"\benough (?:of|with)\b",
    r"\b(?:forget|drop)\b",
    r"\b(?:do not|don't|need not|needn't) (?:have|need) to\b",
)  # fmt: skip
NEGATES = re.compile(r"\b(?:no|not|never|don't|without|stop|avoid|less|fewer)\b.{0,25}$", re.IGNORECASE)
ANY_MORE = re.compile(r"\b(?:any ?more|any longer|no longer|now|again|is enough|that is it|please)\b", re.IGNORECASE)
