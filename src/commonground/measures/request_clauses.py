"""Whole clauses by which a matter is dropped or words are asked for again: a clause has to match from beginning to end.

Where a phrase within a clause would be too little ("leave it" in "leave it at the door"), the whole clause says enough. Words
as in `request_phrases`; a changed clause changes `requests.REQUEST.version`.
"""

from __future__ import annotations

import re

from commonground.measures.request_phrases import LEAD, WH

_EVENT = r"(?:dinner|lunch|breakfast|meeting|trip|party|plan|deal|event|visit|journey|date|outing|project)s?"
_MATTER = (
    rf"(?:it|that|this|that one|this one|all (?:of )?(?:it|that|this)|everything|the (?:whole "
    rf"|entire )?(?:thing|matter|lot|"
    rf"request|question|idea|order|task|message|booking|{_EVENT})|(?:my|our) (?:last |first )?(?:request"
    rf"|question|message|"
    rf"order|idea|{_EVENT})|what i (?:said|asked|wanted|wrote)(?: for| before)?)"
)
_LET = (
    r"(?:(?:please|just|simply|maybe|perhaps|so|let us|you can|you could|you may|you might|we can"
    r"|we could|we should|"
    r"we had better|better|can you|could you|would you|can we|could we|i would rather"
    r"|i would like (?:you )?to|i want (?:you )?to|"
    r"i need you to|i have to|i must|i will|we will|i am going to|i think (?:we|i) should|(?:it|that|this) is "
    r"(?:fine|okay|all right|good)|i|we|go ahead and) )*"
)
_TAIL = (
    r"(?: (?:any ?more|any longer|now|then|please|thanks|thank you|after all|for now|for today|sorry"
    r"|at all|actually|here|"
    r"altogether|anyway|today|okay|all right|completely|entirely|instead of going on|to be honest"
    r"|i am afraid|if you do not mind))*"
)
_DROP = (
    r"(?:drop|skip|cancel|forget(?: about)?|disregard|ignore|discard|scrap|abandon|withdraw|retract"
    r"|stop(?: with)?|undo|delete|"
    r"shelve|end|quit|let go of|give up on|do away with|call off|ditch|dump|hold off on|back out of"
    r"|take back|leave off|"
    r"pass on|get rid of|throw (?:away|out)|not do|not go (?:on|ahead) with|not bother with|not go through with)"
)
_NO_MORE = (
    r"(?:bother|proceed|continue|go on|go ahead|go any further|go through|carry on|trouble(?: yourself"
    r"| yourselves)?|worry|"
    r"finish|answer|look|go to (?:any|the) trouble|put yourself out|make an effort|do anything|do (?:it"
    r"|that|this)|wait)"
)
_OFF = r"(?:off|off the table|over|dead|cancell?ed|called off|settled otherwise|no longer on|gone|history|void)"
_UNNEEDED = (
    r"(?:needed|required|necessary|wanted|relevant|important|of interest|of use|on|called for"
    r"|going to happen|worth it|"
    r"worth the trouble|an issue)"
)
DROPS = re.compile(
    rf"{LEAD}{_LET}(?:{_DROP} {_MATTER}(?: (?:off|up|here|there))?|call {_MATTER} off|call it quits"
    rf"|take {_MATTER} back|"
    rf"let {_MATTER} (?:go|be|rest|drop|lie|slide)|put {_MATTER} (?:aside|to rest)"
    rf"|leave {_MATTER}(?: (?:be|alone|there|out|at "
    rf"that|off|here|as it is|undone))?|give it (?:a rest|up)|end {_MATTER} (?:here|there)"
    rf"|forget i (?:ever )?(?:asked|said "
    rf"(?:anything|it|that))|never mind(?: {_MATTER})?|cancel|drop out|stop (?:here|there)|"
    rf"do not {_NO_MORE}(?: (?:with|about|for|on))?(?: {_MATTER})?|do not {_MATTER}|"
    rf"you (?:do not|need not|no longer|will not)(?: (?:need|have) to)? {_NO_MORE}(?: (?:with"
    rf"|about))?(?: {_MATTER})?|"
    rf"(?:there is )?no (?:more |longer any )?(?:need|use|point)(?: (?:for|of|in|to) (?:{_MATTER}"
    rf"|{_NO_MORE}(?: (?:with|about))?"
    rf"(?: {_MATTER})?))?|(?:save|spare) (?:yourself|me|us) the (?:trouble|effort|work)|"
    rf"(?:have |had )?(?:changed|change) (?:my|our) minds?(?: (?:on|about) {_MATTER})?|(?:have "
    rf"|had )?decided (?:against "
    rf"{_MATTER}|not to(?: do {_MATTER})?|otherwise)|(?:have |had )?lost interest(?: in {_MATTER})?|(?:am"
    rf"|are) (?:no longer|not) "
    rf"(?:interested(?: in {_MATTER})?|going (?:to do|through with|ahead with) {_MATTER})"
    rf"|(?:have )?given up(?: on {_MATTER})?|"
    rf"(?:do not|no longer|will not|will no longer|do not really) (?:need|want|require|be needing"
    rf"|be wanting|care (?:for|about)|"
    rf"have (?:any )?use for) (?:{_MATTER}|you to (?:do {_MATTER}|continue|go on))|withdraw|"
    rf"on second thoughts?(?: no| not)?|no do not(?: do)?(?: {_MATTER})?)"
    rf"{_TAIL}"
    rf"|{LEAD}{_MATTER} (?:(?:is|was|has been|will|would) )?(?:no longer|not|not really) (?:be )?{_UNNEEDED}{_TAIL}"
    rf"|{LEAD}(?:(?:it|that|this) is (?:fine|okay) )?(?:no longer|not) (?:needed|required|necessary|wanted){_TAIL}"
    rf"|{LEAD}{_MATTER} (?:is|was|has been|have been|are) {_OFF}{_TAIL}|{LEAD}{_MATTER} (?:does|do"
    rf"|did) not matter{_TAIL}"
    rf"|{LEAD}(?:consider|regard) {_MATTER}(?: as)? (?:cancell?ed|dropped|withdrawn|closed|off|over){_TAIL}"
    rf"|{LEAD}{_MATTER} (?:fell|has fallen) through{_TAIL}"
)
# What else a sentence may say without going on with anything.
POLITE = re.compile(
    rf"{LEAD}(?:(?:no )?(?:thanks|thank you)(?: .{{0,30}})?|sorry(?: (?:about|for) .{{0,30}})?|(?:it|that"
    rf"|this) is (?:fine|okay|"
    rf"all right)|i (?:am|was) (?:busy|late|tired|wrong)|no|stop|enough|bye|goodbye|my mistake){_TAIL}|{LEAD}"
)

_AGAIN = r"(?:again|once more|one more time|another time|once again|a second time)"
_SAID = (
    r"(?:it|that|this|all (?:of )?that|everything|your (?:last |previous )?(?:answer|reply|message|words"
    r"|response|sentence|line)|"
    r"what you (?:just )?(?:said|wrote|told me)|the (?:last|previous) (?:bit|part|thing|line|sentence"
    r"|message|answer|one)|"
    r"the (?:answer|reply|message))"
)
_SAY = (
    r"(?:say|tell|repeat|read|give|show|write|post|send|go over|run (?:through|over)|state|play|list"
    r"|recite|spell|type)"
)
_SAYING = r"(?:saying|telling|repeating|reading|giving|showing|writing|going over|running through|listing|stating)"
_POLITELY = rf"{LEAD}(?:(?:can|could|would|will) you (?:please |just |kindly )?|please |just |kindly |i need you to )*"
REPEATS = re.compile(
    rf"{LEAD}(?:(?:could|can|may|might) (?:i|we)|(?:i|we) (?:would (?:like|love)|want|need|have) to|let (?:me|us))"
    rf"(?: please| just)?(?: hear| have| get| see| read) {_SAID}(?: please)? (?:{_AGAIN}|repeated)(?: please)?"
    rf"|{LEAD}(?:(?:would|do) you )?mind (?:{_SAYING}(?: me)? {_SAID}(?: out| back)? {_AGAIN}"
    rf"|repeating(?: (?:yourself|{_SAID}))?)"
    rf"(?: please| for me)*"
    rf"|{_POLITELY}{_SAY}(?: (?:me|us))?(?: {_SAID})?(?: (?:out|back|to me|for me))* {_AGAIN}(?: please| for me)*"
    rf"|{_POLITELY}repeat (?:{_SAID}|yourself)(?: {_AGAIN}| please| for me| to me)*"
    rf"|{LEAD}(?:what were you|you were) (?:just )?(?:saying|telling me)|{LEAD}(?:how|what) was (?:it"
    rf"|that)(?: {_AGAIN})?"
    rf"|{LEAD}{_SAID} {_AGAIN}(?: please)?|{LEAD}(?:i )?(?:was not|am not|were not) (?:listening|paying attention)"
    rf"|{LEAD}(?:i )?(?:lost|missed|did not (?:hear|catch)|could not (?:hear|catch)) {_SAID}(?: sorry)?"
)
# A part of what was said: the noun is what is to be said again, and has to belong to it where nothing says that it was said.
PART_SAID = re.compile(
    rf"{LEAD}(?:and |for |at |on |to |in )?{WH}(?: \w+){{0,3}} (?:did|do) you (?:just )?(?:say|mention"
    rf"|tell me|give|write|read|"
    rf"put)(?: (?:(?:it|that|they|there|he|she|the \w+(?: \w+)?) )?(?:was|is|were|are|goes|went|should be"
    rf"|would be))?"
    rf"(?: (?:{_AGAIN}|just now|before|earlier|please))*"
    rf"|{LEAD}(?:for |at |on |to |in )?{WH}(?: \w+){{0,2}} (?:was|were) (?:it|that|this|those)(?: {_AGAIN})?"
    rf"|{_POLITELY}{_SAY}(?: (?:me|us))?(?: just| only)?(?: {_AGAIN})? {WH}(?: \w+){{1,5}}(?: {_AGAIN})"
    rf"|{_POLITELY}{_SAY}(?: (?:me|us))? {_AGAIN} {WH}(?: \w+){{1,5}}"
)
_NOUN = r"(?P<what>\w+(?: of \w+| \w+)?)"
_ONCE = rf"(?: (?:{_AGAIN}|please|for me|only|sorry))*"
PART_NAMED = tuple(
    re.compile(form)
    for form in (
        rf"{_POLITELY}repeat (?:just |only )?(?:the|that) {_NOUN}{_ONCE}",
        rf"{_POLITELY}{_SAY}(?: (?:me|us))? (?:just |only )?the {_NOUN} {_AGAIN}{_ONCE}",
        rf"{LEAD}(?:just |only )?the {_NOUN} {_AGAIN}{_ONCE}",
        rf"{LEAD}(?:i )?(?:forgot|missed|lost|did not (?:quite )?(?:catch|hear|get|note)) the {_NOUN}{_ONCE}",
        rf"{LEAD}(?:what|which) (?:was|were) the {_NOUN}{_ONCE}",
        rf"{LEAD}(?:the|your) {_NOUN} (?:was|is) (?:what|when|which|who|where)(?: {_AGAIN})?",
        rf"{_POLITELY}remind me (?:of|about) the {_NOUN}(?: (?:that )?you (?:just )?(?:said|mentioned|gave"
        rf"|told me))?{_ONCE}",
    )
)
_GENERIC = """
    time day date name address number price place hour amount total person people cost sum street order reason title"""
GENERIC = frozenset(_GENERIC.split())
"""Nouns for what may be said without being named: "at nine" holds a time."""
# Words that do something with a thing: "send the letter again to Boris" is no request for words.
DOES = re.compile(
    rf"{LEAD}(?:please )?(?:send|book|order|make|post|write|play|run|add|call|try|do) (?:the|a|an|my"
    rf"|another) (?!answer|reply|message|last)"
)
# Dropped for something else, or no dropping at all: "I changed my mind, take the terrace", "leave out the onions".
MIND_BUT = re.compile(
    r"\bchanged? (?:my|our) minds? .*\b(?:take|make|use|have|set|book|send|put|go|give|add|get|order|try"
    r"|choose|let us)\b"
)
LEAVES = re.compile(
    rf"{LEAD}(?:please )?(?:(?:leave|end|stop|drop) (?:(?:out|off) (?:the|my|all|any)|at \w+$|at (?:the"
    rf"|a) |a |an |(?:me|us|him|her|them)(?: off)? (?:at|in|on|by|near|beside|behind|outside|with|an?|the) )|"
    r"(?:there is )?no need for (?:an?|any|the) (?!more))"
)
# What a word means: with "word" or "term" in front any word, else one that was said.
_CALLED = (
    r"(?P<word>(?:the|this|that|your) (?:word|words|term|terms|phrase|expression|notion) )?(?:an? |the |your )?"
    r"(?P<what>[\w'-]+(?: [\w'-]+)?)"
)
DEFINES = tuple(
    re.compile(form)
    for form in (
        rf"{_POLITELY}(?:explain|clarify|define|describe) {_CALLED}(?: (?:to|for) me| please| in this case| here)*",
        rf"{LEAD}(?:i )?(?:do not|did not|can not|never) (?:\w+ )?(?:understand|know|get|follow|heard(?: of)?) "
        rf"(?:what )?{_CALLED}"
        r"(?: (?:is|are|means?|stands for))?",
        rf"{LEAD}what (?:should|am|do|can|must) i (?:to )?(?:understand|make|take|think) (?:by|of|from) {_CALLED}",
        rf"{LEAD}in (?:what|which) (?:sense|meaning) (?:do you|are you) (?:use|using|mean|meaning) {_CALLED}",
        rf"{LEAD}(?:how|what) (?:is|are) {_CALLED} (?:defined|understood|meant)(?: here)?",
        rf"{LEAD}{_CALLED} (?:what (?:is|are|does|do) (?:it|that|they|this)(?: mean| stand for)?|means?|is what|stands for|"
        r"in what sense)(?: here)?",
        rf"{LEAD}what (?:is|are) (?:this|that|these|those) (?P<word>)(?P<what>[\w'-]+)"
        r"(?: (?:that )?you (?:mention|mean|talk about|said))?",
    )
)
_NORMAL = r"(?:normal|plain|full|whole|simple|simpler|clear|clearer|proper|ordinary|complete|everyday|easy|easier|other|short)"
REWORDS = re.compile(
    rf"{_POLITELY}(?:(?:say|put|tell me|write|give me|turn|make|express|phrase|word|explain|summari[sz]e|rewrite|restate|"
    rf"have) (?:{_SAID} )?(?:(?:in|into|as|with|using) (?:an? |my |your )?(?:own )?(?:{_NORMAL} )?(?:sentences?|words|language|"
    rf"prose|way)(?: (?:that )?(?:i|anyone|people|a child) (?:can )?(?:understand|follow|get)s?)?|so (?:that )?(?:i|anyone|"
    rf"people|a child|everyone) (?:can )?(?:understand|follow|get)s?(?: (?:it|that))?)|break {_SAID} down|make {_SAID} "
    rf"(?:(?:more |a bit |a little |much )*(?:easier|simpler|nicer|better) to (?:read|take in|grasp|get|see|digest)|"
    rf"(?:more )?(?:readable|legible|comprehensible)))(?: please| for me)*"
)
INSTANCE = re.compile(rf"{LEAD}(?:what|which)(?: \w+){{1,3}} for (?:example|instance)")
