"""The phrases by which people say something of themselves, with the subject of each, and how they want to be answered.

A pattern has to match a whole clause from its beginning, so that "he said I live in Rome" and "I live in fear" give nothing:
precision before recall. `reading` applies them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from commonground.text import manner, manner_phrases

VERSION = "phrases-2"

_NAME = r"[A-Z][\w'-]*\.?(?: (?:[A-Z][\w'-]*|de|van|von|der|da|of|la|le|el)){0,3}"
_THING = r"(?!(?:not|never|no|that|this|these|those|it|them|him|her|you|your|how|what|when|the|to|there|here|all|any|both)\b)"
_PHRASE = (
    _THING
    + r"[\w'-]+(?:(?:, | and | or | )(?!(?:but|because|if|when|so|that|which|who|than|i|I|we|you|he|she|they)\b)[\w'-]+){0,4}"
)
_END = (
    r"(?: now| these days| at the moment| currently| by the way| too| as well| please| since [\w ]{2,20}|"
    r" (?:with|near) my [\w ]{2,20}| last \w+| this \w+)?"
)
_PEOPLE = (
    "sister brother mother father mum mom dad wife husband partner girlfriend boyfriend fiancee fiance son daughter baby child "
    "kid aunt uncle cousin niece nephew grandmother grandfather grandma grandpa stepson stepdaughter roommate flatmate "
    "neighbour neighbor boss manager colleague friend teacher dentist doctor landlord landlady therapist tutor coach vet dog "
    "cat pet horse rabbit hamster parrot boat"
).replace(" ", "|")
_OLDER = r"(?:older |younger |elder |little |big |eldest |youngest |best |late )?"
_WORK = (
    "accountant actor actress architect artist baker barber builder butcher captain carpenter chef chemist cook dentist "
    "designer developer doctor driver economist editor electrician engineer farmer firefighter florist gardener hairdresser "
    "journalist judge lawyer lecturer librarian mechanic midwife musician nurse optician painter paramedic pharmacist "
    "photographer physicist pilot plumber poet postman programmer psychologist researcher sailor scientist secretary singer "
    "student surgeon tailor teacher technician translator vet waiter waitress welder writer"
).replace(" ", "|")
_DIET = (
    r"vegetarian|vegan|pescatarian|lactose[- ]intolerant|gluten[- ](?:free|intolerant)|co?eliac|diabetic|kosher|halal|"
    r"teetotal"
)
_OWN = (
    "birthday|job|email|email address|e-mail|phone number|address|shoe size|blood type|time zone|timezone|native language|"
    "mother tongue|nationality|surname|last name|first name|middle name|hometown|star sign|height|bank|insurance number|"
    "wedding anniversary|anniversary|car|bike|school|university"
)
_LANGUAGES = (
    "English|French|German|Spanish|Italian|Portuguese|Dutch|Danish|Swedish|Norwegian|Finnish|Polish|Czech|Greek|Turkish|Arabic|"
    "Hebrew|Hindi|Japanese|Korean|Chinese|Mandarin|Russian|Ukrainian|Romanian|Hungarian|Welsh|Irish"
)
_DATE = r"\w[\w /.]{2,24}"
_SELF = r"i(?:'m| am)"

# Subject -> the forms of its clause; `v` is the value. A subject in braces takes the words of that group.
_FACTS: Mapping[str, tuple[str, ...]] = {
    "name": (rf"my (?:full )?name(?:'s| is) (?P<v>{_NAME})", rf"{_SELF} called (?P<v>{_NAME})"),
    "nickname": (rf"(?:you can |please |just )?call me (?P<v>{_NAME})", rf"i go by (?P<v>{_NAME})"),
    "home": (
        rf"(?:i live|{_SELF} living|{_SELF} based) in (?P<v>{_NAME}){_END}",
        rf"i(?:'ve| have)?(?: just| recently)? moved to (?P<v>{_NAME}){_END}",
    ),
    "origin": (rf"(?:{_SELF} (?:originally )?|i come )from (?P<v>{_NAME})", rf"i was born in (?P<v>{_NAME})"),
    "age": (rf"{_SELF} (?P<v>\d{{1,3}})(?: years old)?",),
    "birthday": (rf"my birthday(?:'s| is) (?:on )?(?:the )?(?P<v>{_DATE})", rf"i was born on (?:the )?(?P<v>{_DATE})"),
    "job": (rf"{_SELF} an? (?P<v>(?:[a-z]+ )?(?:{_WORK}))", rf"i work as an? (?P<v>{_PHRASE})", rf"my job is (?P<v>{_PHRASE})"),
    "employer": (rf"i work (?:for|at) (?P<v>(?:the )?{_NAME}){_END}",),
    "school": (rf"i (?:study|go to school) at (?P<v>(?:the )?{_NAME}){_END}",),
    "allergy": (
        rf"{_SELF} (?:severely |very |really |badly )?allergic to (?P<v>{_PHRASE})",
        rf"i have an? (?:severe |bad )?(?P<v>{_PHRASE}) allergy",
    ),
    "diet": (
        rf"{_SELF} (?:an? |strictly )?(?P<v>{_DIET})", rf"i (?:don't|do not|never|can't|cannot) eat (?P<v>{_PHRASE})",
        rf"i (?:don't|do not|never) drink (?P<v>{_PHRASE})",
    ),
    "language": (rf"i (?:also )?speak (?P<v>(?:{_LANGUAGES})(?:(?:, | and )(?:{_LANGUAGES}))*)",),
    "vehicle": (rf"i drive an? (?P<v>{_PHRASE})",),
    "household": (
        r"i have (?P<v>(?:an?|one|two|three|four|five|six) (?:\w+ )?"
        r"(?:sons?|daughters?|kids?|child|children|sisters?|brothers?|dogs?|cats?|horses?|rabbits?|cars?|bikes?|boats?))",
    ),
    "likes": (rf"i (?:really )?(?:like|love|enjoy) (?P<v>{_PHRASE})",),
    "dislikes": (rf"i (?:really )?(?:don't like|do not like|dislike|hate|can't stand|cannot stand) (?P<v>{_PHRASE})",),
    "preference": (rf"i (?:really |always |generally |usually )?prefer (?P<v>{_PHRASE}(?: (?:to|over) {_PHRASE})?)",),
    "standing wish": (rf"i always want (?P<v>(?:an? |the )?{_PHRASE})",),
    "{s}'s name": (
        rf"my (?P<s>{_OLDER}(?:{_PEOPLE}))(?:'s name(?:'s| is)|'s called| is called| is named|,? called) (?P<v>{_NAME})",
    ),
    "{s}": (
        rf"my (?P<s>{_OWN})(?: is|'s) (?P<v>[\w@+][\w@+.:/ -]{{0,58}})",
        rf"my (?P<s>{_OLDER}(?:{_PEOPLE})) is (?P<v>{_NAME})",
    ),
    "favourite {s}": (rf"my favou?rite (?P<s>[\w-]+(?: [\w-]+)?) is (?P<v>(?:the )?{_PHRASE})",),
}  # fmt: skip

_ALWAYS = r"(?:please )?(?:always |from now on,? |in future,? )?(?:please )?(?:always )?"
_STANDING = r"(?:please )?(?:always |from now on,? (?:please )?|in future,? (?:please )?)"
_ANSWER = r"(?:answer|reply|respond|write|speak|talk)(?: to me)?"

# Of each way to be answered: its forms, and how it is written down. Only these words are ever kept of it.
_GUIDELINES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "length of answers": (
        (rf"{_ALWAYS}(?:be|stay|keep it|keep (?:your )?answers|keep things) (?:brief|short|concise)", "Be brief."),
        (r"i (?:always )?(?:want|prefer|like) (?:brief|short|concise) answers", "Be brief."),
        (rf"{_STANDING}(?:be (?:detailed|thorough)|answer in (?:detail|full)|give (?:me )?(?:the )?details)", "Be detailed."),
        (r"i (?:always )?(?:want|prefer|like) (?:long|detailed|thorough) answers", "Be detailed."),
    ),
    "units": (
        (rf"{_ALWAYS}(?:{_ANSWER} in|use|give (?:me )?everything in) (?:the )?metric(?: units| system)?", "Use metric units."),
        (rf"{_ALWAYS}(?:{_ANSWER} in|use) (?:the )?imperial(?: units| system)?", "Use imperial units."),
    ),
    "language of answers": ((rf"{_STANDING}{_ANSWER} in (?P<v>{_LANGUAGES})", "Answer in {v}."),),
    "small talk": ((r"(?:please,? )?(?:no|skip the|leave out the|without) small talk", "No small talk."),),
    "emojis": (
        (rf"{_ALWAYS}(?:no emojis?|(?:don't|do not|never) use emojis?)", "No emojis."),
        (r"you (?:can|may) use emojis?(?: again)?", "Emojis are welcome."),
    ),
    "jargon": ((rf"{_ALWAYS}(?:no jargon|never use jargon|use (?:plain|simple) words)", "Use plain words."),),
    "lists": (
        (rf"{_STANDING}(?:use|{_ANSWER} (?:in|with)) (?:bullet points|lists)", "Use bullet points."),
        (rf"{_ALWAYS}(?:no bullet points|(?:don't|do not|never) use bullet points)", "No bullet points."),
    ),
}  # fmt: skip

_FACETS = {"length": "length of answers", "case": "case of answers", "tone": "tone of answers", "wording": "jargon"}
_HERE = re.compile(r"\b(?:this (?:chat|conversation|talk)|the rest|for now|today|tonight)\b", re.IGNORECASE)

# Values that a capital letter or a pattern lets through and that are no values.
_NO_VALUES = "back later now crazy maybe tomorrow tonight ok okay it me mud fear peace here there what who"
_NO_VALUE = frozenset(_NO_VALUES.split())


# Only the fixed words at the beginning of a clause may be capital or not; in names capitals tell.
_PATTERNS = tuple((subject, re.compile(form)) for subject, forms in _FACTS.items() for form in forms)
_WAYS = tuple(
    (subject, re.compile(form, re.IGNORECASE), written)
    for subject, ways in _GUIDELINES.items()
    for form, written in ways
)


def fact(clause: str) -> tuple[str, str] | None:
    """Return subject and value of a clause in which someone says something of themselves; None for any other.

    >>> fact("I live in Rome"), fact("My sister's name is Ana"), fact("I live in fear")
    (('home', 'Rome'), ("sister's name", 'Ana'), None)
    """
    clause = clause[:1].lower() + clause[1:]
    for subject, pattern in _PATTERNS:
        found = pattern.fullmatch(clause)
        if found is None:
            continue
        value = found["v"].strip(" .")
        if value.lower().split()[0] in _NO_VALUE:
            return None
        about = subject.format(s=found["s"].lower()) if "{s}" in subject else subject
        return about.replace("favorite", "favourite"), value
    return None


def guideline(clause: str) -> tuple[str, str] | None:
    """Return subject and wording of a clause that says how to answer; None for any other.

    >>> guideline("always answer in metric"), guideline("Be brief"), guideline("answer in a moment")
    (('units', 'Use metric units.'), ('length of answers', 'Be brief.'), None)
    """
    wish = re.sub(r",? please$", "", clause, flags=re.IGNORECASE)
    for subject, pattern, written in _WAYS:
        found = pattern.fullmatch(wish)
        if found is not None:
            return subject, written.format(**found.groupdict())
    return None if _HERE.search(clause) else _manner(clause)


def withdrawn(clause: str) -> tuple[str, ...]:
    """Return the subjects of ways to be answered that a clause takes back, all of them where it names none.

    >>> withdrawn("no more bullets"), len(withdrawn("back to normal")) > 5, withdrawn("I live in Rome")
    (('lists',), True, ())
    """
    over = manner.dropped(clause)
    if over is None:
        return ()
    facets = dict.fromkeys(facet for facet, written, _ in manner_phrases.STYLES if written)
    return tuple(_FACETS.get(facet, facet) for facet in facets if over in (facet, manner.ALL))


def _manner(clause: str) -> tuple[str, str] | None:
    """Return a way of answering that `text.manner` hears and has fixed words for."""
    found = manner.wish(clause)
    return (_FACETS.get(found.facet, found.facet), found.written) if found and found.written else None
