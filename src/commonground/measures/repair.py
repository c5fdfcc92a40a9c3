"""Repair: how speakers deal with trouble in hearing, speaking and understanding, and whether a repeat was really one.

Who starts a repair, and in what form, says how much was understood: "huh?" nothing in particular, "who?" all but a person,
"you mean Friday?" all but a check (Schegloff, Jefferson and Sacks 1977; Dingemanse and Enfield 2015). Requests to repeat,
paraphrase, define or exemplify look alike and have different right answers, so each has its own label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from commonground.measures.classifiers import (
    Before,
    Classifier,
    Label,
    Sentence,
    asks,
    edges,
    last_of_other,
    last_of_same,
    phrase,
    plain,
    sentences,
    whole,
)
from commonground.measures.measure import Card, Family, Measurement, Value, mean
from commonground.measures.talk import Talk
from commonground.text.lemmas import lemma
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import words

FORMATS = ("none", "open", "wh_word", "partial_repeat", "candidate_understanding", "self_repair", "third_position")
NONE, OPEN, WH_WORD, PARTIAL_REPEAT, CANDIDATE, SELF_REPAIR, THIRD_POSITION = FORMATS
INITIATIONS = (OPEN, WH_WORD, PARTIAL_REPEAT, CANDIDATE)
RUN = 3  # words in a row, from which what two turns share is a repeat rather than chance

_SO = r"(?:(?:oh|um|uh|er|wait|okay|hm|so|and|but|well|hang on|hold on|hey|ah|right|please|i am afraid|i am|really|yes|sorry|excuse me|pardon|no) )*"
_OPEN = re.compile(
    rf"^{_SO}(?:huh|eh|hm|what|wait what|sorry|pardon|pardon me|excuse me|come again|say what|say (?:that|it|what)(?: one more time| once more)?(?: again)?|(?:i )?beg (?:your )?pardon|"
    r"what (?:was|is) that(?: again| sorry| you said)?|what (?:did|do) you (?:just )?say(?: again| sorry)?|(?:what|how) do you (?:even )?mean(?: by that| by this| exactly| here)?|what does (?:that|this|it|any of that) (?:even )?mean|"
    r"what is that supposed to mean|what are you (?:even )?(?:saying|talking about|on about|trying to say)|(?:i )?(?:do|did|could|can) not (?:really |quite |fully |even )?(?:understand|get|follow|catch|hear|parse|make out|make sense of)"
    r"(?: (?:that|it|you|this|any of (?:that|this|it)|a word(?: of (?:that|this))?|what you (?:said|mean|meant|are (?:saying|asking|trying to say)|just said|wrote)|your (?:last )?(?:message|question|answer|reply|request)|what (?:that|this) means|at all|anything|the (?:last )?(?:message|question)|all of that))*|"
    r"(?:(?:totally|completely|so|very|a bit|a little|still|quite|really|now) )*(?:lost|confused|not following|not (?:quite )?sure (?:i|what you|that i)(?: \w+){0,3}|not with you|unsure what you mean)(?: (?:here|now|by that|you|there))?|you (?:have )?lost me(?: there| completely)?|"
    r"not sure (?:i (?:follow|understand|get (?:it|that|you))|what you (?:mean|are saying|are asking))(?: there)?|(?:i have )?no (?:idea|clue) what (?:you|that|this) (?:mean|means|are saying|said|just said|are talking about)|"
    r"(?:can|could|would|will) you (?:please )?(?:say|repeat|run|go over) (?:that|it|this|yourself)(?: by me)?(?: again| one more time| please)*|repeat that(?: please)?|(?:that|this|it) (?:makes no sense|does not make (?:any |much )?sense|went over my head|is (?:not clear|unclear|confusing))(?: to me)?|"
    r"(?:this |that )?makes no sense|(?:sorry )?i missed that|not (?:clear|getting it|following))(?: (?:please|sorry|again|to me|though))*$"
)
_OPEN_NEEDS_MARK = re.compile(
    r"^(?:(?:oh|um|uh|er|okay|so|i am|really|yes|no|right|well|hm|hey|ah) )*(?:sorry|hm|excuse me|pardon me|right|no)$"
)
_PLEA = re.compile(
    r"\b(?:rephrase|repeat|reword|clarify|explain|say (?:that|it)|again|elaborate|another way|differently|come again|what do you mean|more (?:detail|context|information|clearly|specific)|try again)\b"
)
_WH = r"(?:who|whom|whose|where|when|which|what|how (?:many|much|long|old|far|big|often|tall|late|early|few))"
_WH_WORD = re.compile(
    rf"^(?:(?:sorry|wait|hm|and|uh|um|oh|okay|so|for|at|in|on|to|from|by|with|of|until|since|behind|under|over|near|after|before|against|between|inside|into|onto|through|about|excuse me|hang on|pardon|exactly|but) )*"
    r"(?:(?:who|whom|whose|where|when|which)(?: (?:exactly|else|sorry|again|now|one|ones|of them|way|is (?:that|he|she|it|this)|are they|was (?:that|it|he|she)|did|does|do|you mean|is who|"
    r"(?!is\b|are\b|do\b|does\b|did\b|was\b|were\b|should\b|can\b|i\b)\w+))?(?: (?:is (?:that|it)|did|again|exactly|you mean|sorry|was (?:that|it)))?|"
    r"(?:what|which) (?:one|ones|time|day|date|year|place|name|number|colou?r|kind|file|size|part|street|address|month|city|room|flight|page|button|section|book|person|of them|sort|line|version|town|station|floor|department)(?: (?:exactly|sorry|again|was (?:that|it)|is (?:that|it)|did you say|you mean|do you mean|are you (?:talking about|referring to)))*|"
    r"how (?:many|much|long|old|far|big|often|tall|late|early|few)(?: \w+)?(?: (?:exactly|sorry|again|did you say|was (?:that|it)))*|"
    r"(?:who|where|when|which (?:one|\w+)|what (?:time|day|date|year|number|name|place|\w+)|how (?:many|much|long|old|far))(?: \w+)? (?:did you (?:just )?say|do you mean|did you mean|was that|is that|are you (?:talking about|referring to)|you mean|again)(?: again| sorry| exactly)?|"
    r"who (?:did|does|said|is|was|are|told|called|came|will|has)(?: (?:what|that|it|he|she|they|you))?(?: (?:say|said|mean|is|it|that))*)$"
)
_VAGUE = (
    (re.compile(r"^(?:\w+ ){0,2}?how (?:many|much)\b"), phrase(r"few|several|some|many|much|hundreds?|thousands?|couple|lots?|bunch|dozens?|bit|more|costs?|price|fee|little|all|plenty|pile|pair|number|amount|cheap\w*|expensive")),
    (re.compile(r"^(?:\w+ ){0,2}?how (?:long|far|old|big|often|tall|late|early|few)\b"), phrase(r"while|long|short|far|near|old|young|big|large|small|often|sometimes|tall|late|early|soon|few|time|away|ago|drive|walk|bit")),
    (re.compile(r"^(?:\w+ ){0,2}?(?:what|which) (?:time|day|date|year|month)\b"), phrase(r"later|soon|early|late|then|(?:that|the|usual|same|some) (?:\w+ )?(?:time|day|date|year|month|week|night|morning|evening|afternoon)|sometime|ago|once|back|week|weekend|time|when|day")),
)
_WH_LAST = re.compile(rf"^(?:[\w'-]+ ){{1,6}}{_WH}$")
_MEANING = phrase(
    r"what (?:exactly |precisely )?(?:do|did) you mean (?:by|with|when you (?:say|said))", r"what is (?:that|this|it)\b", r"what do you mean (?!by that|by this|exactly)\w+",
    r"what does .{1,40} (?:mean|stand for|refer to)", r"when you say .{1,40} (?:do|what|are|is|which|who)", r"what is meant by",
)  # fmt: skip
_CANDIDATE = re.compile(
    r"^(?:(?:oh|um|uh|wait|okay|hm|so|and|but|well|sorry|ah|right|just to be clear|just checking|hang on|hold on|got it|i see|let me check|by \w+|when you say \w+(?: \w+){0,3}|then|now|alright|thanks|sure) )*"
    r"(?:(?:do|did|you do|would) you mean (?!by\b)(?:like |that |the |to )?\w+|you mean(?:t)? (?!by\b|so\b)\w+|(?:are|were) you (?:saying|asking|referring|talking about|suggesting|telling me|implying|thinking of|trying to say|looking for (?:the|a) \w+ or)|"
    r"as in\b|meaning\b|by (?:that|this|which) (?:do )?you mean|if i (?:understand|understood|heard|am hearing|got|read|follow|am reading) (?:you|this|that|it|correctly|right)|did you say\b|have i (?:got|understood)|am i (?:right|correct|understanding)|is it (?:right|correct|fair) that|"
    r"(?:let me|just|i (?:just )?want(?:ed)?|want|just want)? ?(?:to )?(?:confirm|check|verify|clarify|make sure|be (?:clear|sure))(?: (?:i|that|if|whether|understand|have|got|this|right|it|is|correctly|you|we|am|get|heard|understood|are))+|"
    r"(?:what )?you are (?:saying|telling me|asking|suggesting|talking about|referring to)|(?:is|was) that (?:the (?:one|same|thing)|what|because|as in|like|supposed)|in other words|basically)\b"
)
_CHECKS = phrase(
    r"is that (?:right|correct|it|what you mean(?:t)?|what you are saying)", r"(?:have|did) i (?:got|get|understand|understood|hear|heard|read) (?:that|it|you|this) (?:right|correctly)?", r"am i (?:right|correct|understanding)(?: \w+){0,4}",
    r"do i have that right", r"(?:right|correct|yes|is that so|you mean|i take it|i assume|i guess)$", r"did i (?:get|understand|hear) (?:that|you|it)",
)  # fmt: skip
_INVERTED = re.compile(
    r"^(?:(?:oh|um|uh|wait|okay|hm|so|and|but|well|sorry|ah|or|then|also|please|thanks|thank you|i see|got it|i understand|makes sense|great|cool|hi|hey|yes|no|by the way|just|maybe|perhaps) )*(?:what|who|whom|whose|where|when|why|how|which|is|are|was|were|do|does|did|can|could|should|would|will|shall|have|has|had|am|may|might|"
    r"(?:for|at|in|on|to|from|by|with|of|about|until|since) (?:what|which|whom?|whose|how|where|when)|any|some|ready|thoughts|more|other|anything|want|need|got|know|care|see|make|help|please|thanks|sound|sounds|really|seriously|ever|tell|give|show|explain)\b"
)
_DECLARED = re.compile(
    r"^(?:(?:oh|um|uh|wait|okay|hm|well|sorry|ah|right|and|but) )*(?:so |then |like |for |in |on |at |from |with |by |near |under |over |to |about )?(?:the|a|an|that|this|these|those|your|my|our|his|her|their|it|he|she|they|we|you|i|there|"
    r"only|just|all|both|every|no|not|like|for|in|on|at|from|with|by|near|because|even|without|one|two|three|four|five|six|seven|eight|nine|ten|\d+)\b"
)

# Repair of what one said oneself.
_NOT_WHAT = r"(?:(?:that|it|this) (?:is|was) )?(?:not|never) (?:really |exactly |quite |at all )?(?:what|how|the (?:one|kind|sort|person|thing|place)(?: that)?|where|who|which one) i (?:\w+ )?(?:mean|meant|ask|asked|said|say|was|am|want|wanted|had|need|intended)"
_I_MEANT = r"(?:i|we) (?:\w+ ){0,2}?(?:mean|meant|intended)"
_THIRD = (
    re.compile(
        rf"^(?:(?:oh|um|uh|wait|okay|hm|well|ah|hang on|hey|actually|sorry|thanks|right|yes|but|ha|haha|lol|oops) )*(?:no|not)\b(?:[\w' -]{{0,40}}?)\b"
        r"(?:(?:i|we) (?:\w+ ){0,2}?(?:mean|meant|said|asked|wanted|intended)|(?:i|we) (?:was|were|am|are) (?:\w+ ){0,2}?(?:asking|talking|referring|looking|speaking|thinking|after|trying|wondering|hoping))\b"
    ),
    phrase(
        _NOT_WHAT, r"^(?:but |sorry |hm |well )*i (?:asked for|asked about|said|ordered|requested|wanted|typed|wrote)\b.{1,40}\bnot\b", r"you (?:have |are |seem to (?:have )?|may have |must have )?(?:misunder\w+|misread\w*|misheard|mishear\w*|misinterpret\w*)", r"(?:that is |this is )?(?:a |not )?misunderst\w+ (?:me|my|here)",
        r"(?:got|get|took|taken|take|taking|heard|reading|read) (?:me|it|that|this|my \w+) (?:wrong|the wrong way|too literally)", r"you (?:got|have got|have|are) the wrong (?:idea|one|\w+)",
        r"i (?:was|am|did|do) not (?:\w+ )?(?:asking|ask|talking|talk|mean|meaning|referring|refer|speaking|looking|complaining|saying|say|suggesting|want|wanting)\b.{0,80}\b(?:i (?:meant|mean|was|am|want|wanted|asked|need|needed|did)|but|just|rather|it was)\b",
        r"i (?:was not|am not|did not|do not) (?:\w+ )?(?:asking|talking|mean|meaning|referring|ask|talk|refer|speaking)\b", r"my (?:question|point|request) (?:was|is) (?:\w+ )?(?:about|not|how|whether|why|what|if|which|that)\b", r"(?:that is|it is) not (?:the|what|my) (?:question|point)\b",
        r"what i (?:actually |really )?(?:meant|mean|was asking|was getting at|wanted|am asking|was trying to \w+)\b", r"when i (?:said|say|asked|wrote) .{1,60}\bi (?:meant|mean|was)", r"by .{1,40} i (?:meant|mean)\b", r"(?:i think )?(?:you|we) are talking (?:at cross|about (?:different|two))",
        r"^no (?:no )?the other (?:kind|sort|type|one|meaning)\b", r"^(?:no )*not (?:that|this) (?:kind|sort|type|one|\w+)\b(?=.{0,40}\b(?:i|the)\b)",
    ),
)  # fmt: skip
_SLIP = phrase(
    r"(?:i )?misspoke", r"(?:i )?(?:mistyped|misremembered|misstated|miswrote|miscounted|miscalculated|misread|misunderstood|misheard)(?! me| my| you)", r"^(?:\w+ ){0,3}(?:a )?typo", r"(?:my|that was a|made a|i meant that was a) typo", r"(?:my (?:mistake|bad|error|fault)|let me (?:correct|fix|rephrase|restate|reword|put that differently|say that again|start over|start again|try (?:that|again))(?: that| myself| what i said| my| this)?)",
    r"i (?:made|just made|have made) (?:a|an) (?:\w+ )?(?:mistake|error|slip|typo)", r"(?:i )?(?:should|meant to|intended to|wanted to) (?:have )?(?:say|said|write|written|type|typed|put)", r"(?:slight |small |quick |one )?correction\b(?! (?:tape|fluid|of|to|in|for))",
    r"i (?:said|wrote|typed|put|told you|gave you|called it) .{1,50}\b(?:but|and|when) (?:i )?(?:\w+ )?(?:meant|mean|should|it is|it should|that is wrong|that was wrong)", r"(?:that|it|this) should (?:have been|say|read|have said)", r"^(?:oops|sorry|wait|my bad|ah) .{0,20}should be", r"i (?:take|took) that back", r"wrong (?:word|number|date|name|day|one|link|file) (?:sorry|i meant|from me)", r"autocorrect",
    r"i (?:was wrong|got (?:that|it|this) wrong|got that (?:mixed up|backwards)|mixed (?:that|it|them|up))", r"i apologi[sz]e for (?:the|my|any) (?:confusion|mistake|error|mix ?up|misunderstanding|oversight|wrong)", r"(?:sorry|apologies) (?:about|for) (?:the|my|that) (?:confusion|mistake|error|typo|mix ?up|slip|misunderstanding|oversight)",
)  # fmt: skip
_BREAK = re.compile(
    r"(?:[\w'\")*%]\s*(?:\u2014|\u2013|--+|\s-\s|-\s|\.\.+|…|,|;|\()\s*|\s)"
    r"(?:(?:oh|uh|um|er|erm|ah|or|well|oops|and|but)[\s,.]+)*"
    r"(?:no,? wait|wait,? no|no,? sorry|sorry,? no|no,? (?:actually|make (?:that|it)|not \w+|i mean|i meant)|actually,? (?:no|make (?:that|it)|scratch|wait|sorry|i mean)|wait,? (?:actually|i mean|scratch|that'?s (?:wrong|not)|sorry|make (?:that|it))|sorry,? (?:i mean|i meant|make (?:that|it)|actually|not)|i mean,? sorry|"
    r"scratch that|strike that|(?<=[,;(.\u2014\u2013-] )make that(?= \S+(?: \S+){0,3}(?:[.!?]|$))|or rather|rather,|i should say|excuse me,|correction|let me (?:rephrase|correct|restate)|i meant? to (?:say|write|type)|er,? i mean|oops|whoops|my bad|my mistake|hold on,? (?:no|i mean|that))\b"
)
_BROKEN_OFF = re.compile(
    r"(?:\w\s*(?:\u2014|\u2013|--+|\s-\s|\.\.+|…|,)\s*)(?:(?:uh|um|er|erm|oops|oh|wait|no|sorry|i mean|well|rather|actually)[\s,.]*)+(?=[\w$€£#\"'])"
)
_MID_I_MEAN = re.compile(
    r"(?<!\bwhat)(?<!\bif you know what)(?<!\bdo)(?<!\bdid)(?<!\byou)(?<!\bhow)(?<!\bif)(?<!\bthat)(?<!\bwhen)(?<!\bwhich)(?<!\bby that)[\w'\")](?:[\s,;\u2014\u2013-]+|\.\.+\s*)(?:sorry,? )?i mean(?:t)?,? (?!it\b|this\b|that\b|come on|like\b)"
)
_HESITATION = re.compile(r"\b(\w+)(?:\s*-|\u2014|\u2013)\s+\1\b")
_OWN_START = re.compile(
    r"^(?:(?:oh|oops|whoops|sorry|wait|ah|um|uh|hm|actually|apologies|my apologies|okay|shoot|oh no|hang on|hold on|ugh|damn|argh|well|no) )+(?:i (?:meant|mean)|make (?:that|it)|scratch that|strike that|that (?:should|is wrong|was wrong)|it should|i meant to|i said|not \w+ but \w+|it is (?:actually )?\w+ not)\b"
    r"|^(?:sorry |oops |wait )?(?:i meant(?: to)?|make that|scratch that|strike that|correction|i mean)\b|^actually (?:make|scratch|i meant|wait|no make)\b|^(?:oops|whoops)\b"
)


_NUMBER = r"[$€£]?(?:\d[\d.,:]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty)(?: ?(?:am|pm))?"
_NUMBERS = re.compile(rf"\b{_NUMBER},? (?:er|erm|uh|um|no|sorry|oops|wait),? {_NUMBER}\b")


def _content(text: str) -> set[str]:
    return {word for word in plain(text).split() if word not in FUNCTION_WORDS and word not in _EMPTY}


def _lemmas(text: str) -> set[str]:
    return {lemma(word) for word in _content(text)}


_EMPTY = frozenset(
    """sorry okay oh um uh wait hm well please yes no mean meant exactly again sure right do did say said huh want need like go
    going get""".split()
)


def _third_position(before: Before, speaker: str, read: Sequence[Sentence]) -> bool:
    other, own = last_of_other(before, speaker), last_of_same(before, speaker)
    if not other:
        return False
    opening = " ".join(one.plain for one in read[:3])
    if len(opening) > 400 or any(asks(one) for one in read[:1]) and not read[0].plain.startswith(("no ", "not ")):
        return False
    answering = any(asks(one) for one in sentences(other)[-1:])
    if _SLIP.search(opening) and not re.search(r"\b(?:you|your)\b.{0,20}\b(?:mis|wrong)|not what i", opening):
        return False
    if _THIRD[0].search(opening) or _THIRD[1].search(opening):
        return not answering or bool(re.search(r"not what|misunder|misread|wrong|\bi (?:meant|mean|said|asked)\b", opening))
    if answering:
        return False
    if re.match(
        r"^(?:(?:but|well|um|uh|hm|oh|actually) )*i (?:meant(?! to)|(?:was|am) (?:\w+ )?(?:talking about|asking (?:about|for|if|how|whether)|referring to|looking for|thinking of))\b",
        opening,
    ):
        return True
    if re.match(
        rf"^(?:(?:sorry|oh|well|actually|um|uh|okay|wait|hm|ah|yes but|but|i think) )*{_I_MEANT}\b(?! to\b)", opening
    ):
        return not _own_slip(opening, own, other)
    short = sum(one.count for one in read) <= 14
    return (
        short
        and bool(
            re.match(
                r"^(?:no (?:no )?(?:not|the|in|on|for|from|at|as|like|about|with)\b|not (?:the|that|in|on|my|your|as|for)\b.+)",
                opening,
            )
        )
        and bool(re.search(r"\bnot\b", opening) or opening.startswith("no "))
        and not re.match(
            r"^(?:not (?:that i|the (?:best|worst)|my (?:favou?rite|thing|cup)|really|sure|yet|at all)|no (?:the (?:other|rest) (?:is|are)))",
            opening,
        )
    )


def _own_slip(opening: str, own: str, other: str) -> bool:
    """Return whether "I meant ..." mends a slip of one's own, not a misunderstanding.

    What was wrong ("not Tuesday") stood in one's own turn; where it is not named, what is now meant shares no word with it.
    """
    wrong = re.search(r"\b(?:not|instead of|rather than) (?:the |a |an |my |on |in |at |for |about )*(\S+)", opening)
    if wrong:
        return wrong[1] in plain(own).split()
    return not _content(opening) & _content(own)


def _self_repair(before: Before, speaker: str, text: str, read: Sequence[Sentence]) -> bool:
    raw = edges(text).replace("\u2019", "'").lower()[:1500]
    opening = " ".join(one.plain for one in read[:2])
    if re.match(r"^\*\s*[\w' -]{1,30}$|^[\w' -]{1,25}\*$", text.strip()):
        return True
    if _SLIP.search(opening) and not re.search(
        r"\b(?:is|was) (?:it|that|this) (?:a )?(?:typo|mistake)|find|any (?:typos?|mistakes?)|did i|you (?:made|misread|mis)|(?<!let me )correct (?:my|the|this)",
        opening,
    ):
        return sum(one.count for one in read) <= 60 or bool(
            re.search(r"apolog|mistake|correct|wrong|mis", read[0].plain)
        )
    if _OWN_START.match(opening):
        if re.match(r"^i mean\b", opening):  # "I mean, it was fine": a way to begin
            return False
        follows = re.sub(r"^(?:scratch that|strike that|never mind)", "", opening).strip()
        return bool(follows) and bool(last_of_same(before, speaker) or len(read) > 1 or " not " in opening)
    if _NUMBERS.search(raw):
        return True
    if _BREAK.search(raw) and not re.search(r"\bno,? not (?:at all|really|yet|necessarily|a problem)", raw[:40]):
        return _follows(raw, _BREAK)
    return bool(_MID_I_MEAN.search(raw) and _short_after(raw, _MID_I_MEAN)) or bool(
        _BROKEN_OFF.search(raw) and _mended(raw)
    )


def _follows(raw: str, pattern: re.Pattern[str]) -> bool:
    found = pattern.search(raw)
    return bool(found and re.search(r"\w", raw[found.end() :]))


def _short_after(raw: str, pattern: re.Pattern[str]) -> bool:
    """Return whether few words follow in the sentence, as they do when they replace others."""
    found = pattern.search(raw)
    rest = re.split(r"[.!?]", raw[found.end() :])[0] if found else ""
    return 0 < len(rest.split()) <= 8 and not re.match(
        r"(?:i|you|we|they|he|she|it|there|that|who|what|why|how)\b", rest
    )


def _mended(raw: str) -> bool:
    """Return whether a broken-off phrase is followed by one of its kind: number for number, name for name, or few words."""
    found = _BROKEN_OFF.search(raw)
    if not found:
        return False
    words_said = re.findall(r"\b(?:uh|um|er|erm|oops|oh|wait|no|sorry|i mean|well|rather|actually)\b", found[0])
    rest = re.split(r"[.,!?]", raw[found.end() :])[0]
    lead = raw[: found.start() + 1]
    if set(words_said) <= {"uh", "um", "er", "erm", "well", "oh"}:
        return False
    if set(words_said) <= {"actually", "no"} and "," in found[0]:
        numbers = bool(re.match(_NUMBER, rest) and re.search(rf"{_NUMBER}\W*$", lead))
        return numbers or bool(
            re.search(r"\bno\s*[,.\u2014\u2013-]", found[0]) and 0 < len(rest.split()) <= 4 and len(lead.split()) >= 3
        )
    if set(words_said) == {"sorry"}:
        return (
            0 < len(rest.split()) <= 6
            and len(lead.split()) >= 2
            and not re.match(r"(?:for|about|to|but|i|if|that|you|we|can|could|please|not|what|it)\b", rest)
        )
    return (
        0 < len(rest.split()) <= 10
        and len(lead.split()) >= 2
        and not re.match(r"(?:what|why|how|who|is|are|do|does|did|can|could)\b", rest)
    )


def _is_open(text: str, read: Sequence[Sentence]) -> bool:
    if not read:
        return bool(re.fullmatch(r"[\s?!.]*\?[\s?!.]*", text))
    if sum(one.count for one in read) > 30:
        return False
    found = [one for one in read if _OPEN.match(one.plain)]
    if len(read) == 1 and _OPEN_NEEDS_MARK.match(read[0].plain):
        return read[0].end == "?"
    real = [one for one in found if not _OPEN_NEEDS_MARK.match(one.plain) or one.end == "?"]
    rest = [one for one in read if one not in found]
    return bool(real) and all(_PLEA.search(one.plain) or one.count <= 2 for one in rest)


def _repeats_part(one: Sentence, other: str) -> bool:
    """Return whether all that a short sentence says was said in the turn before."""
    said, mine = set(plain(other).split()), one.plain.split()
    kept = [word for word in mine if word not in _EMPTY]
    own = [word for word in kept if word not in FUNCTION_WORDS]
    if not kept or len(kept) > 7 or len(kept) > len(plain(other).split()):
        return False
    return bool(own) and all(word in said for word in own)


def _initiation(read: Sequence[Sentence], other: str) -> str:
    """Return in what form a turn points back at trouble in the other's turn."""
    one = next((some for some in reversed(read) if asks(some) or _MEANING.search(some.plain)), read[-1])
    total = sum(some.count for some in read)
    question = asks(one) or (one.end == "" and total <= 4 and not asks_back(other))
    if (
        question
        and total <= 8
        and _WH_WORD.match(one.plain)
        and len(read) <= 2
        and _leaves_open(one.plain, other)
    ):
        if len(read) == 2 and asks(read[0]) and _repeats_part(read[0], other):
            return PARTIAL_REPEAT
        return WH_WORD
    if (
        question
        and total <= 5
        and re.match(r"^(?:wait |sorry |um |hm )*(?:(?:who|where|when|which)\b|what \w+$)", one.plain)
        and _repeats_part(one, other)
    ):
        return WH_WORD
    bare = re.sub(r"^(?:(?:sorry|wait|um|uh|oh|hm|okay|so|and|excuse me|hang on|pardon) )+", "", one.plain)
    if (
        question
        and total <= 10
        and _WH_LAST.match(bare)
        and not re.search(r"\b(?:and|or) \w+(?: \w+)?$", bare)
        and _lemmas(bare) <= _lemmas(other)
        and not re.match(r"^(?:guess|you know|so|now|and then|then|or|do|is|are|what|no matter|i do not know)\b", bare)
    ):
        return (
            WH_WORD
            if re.match(
                r"^(?:for|at|in|on|to|from|by|with|of|about|until|since|near|behind|under|over|after|before|against|between|inside|into|onto|through) (?:(?!the\b|a\b|an\b)\w+ )?(?:who|whom|where|when|which|what|how)\b",
                bare,
            )
            else PARTIAL_REPEAT
        )
    if _MEANING.search(one.plain) and total <= 25:
        named = re.sub(
            r"\b(?:what|is|that|this|does|do|did|you|mean|by|exactly|when|say|stand|for|the|a|an|it)\b", " ", one.plain
        )
        if _content(named) & _content(other) or (len(read) > 1 and _repeats_part(read[0], other)):
            return PARTIAL_REPEAT
    if (
        question
        and total <= 9
        and one.end == "?"
        and not _INVERTED.match(bare)
        and _repeats_part(one, other)
        and not re.search(r"\bor\b", plain(other))
    ):
        return PARTIAL_REPEAT
    return _candidate(read, one, other)


def _leaves_open(question: str, other: str) -> bool:
    """Return whether the other's turn spoke, vaguely, of what a wh-question asks: an amount, a time, a thing it names."""
    said = plain(other)
    for asked, vague in _VAGUE:
        if asked.match(question):
            return bool(vague.search(said))
    named = re.match(r"^(?:\w+ ){0,2}?(?:what|which) (?!ones?\b|way\b|is\b|of\b|exactly\b|do\b|did\b|does\b|are\b|was\b)(\w+)", question)
    return not named or lemma(named[1]) in _lemmas(other) or named[1] in ("name", "place", "person")


def asks_back(other: str) -> bool:
    """Return whether the other's turn ends with a question, so that a fragment answers it."""
    return any(asks(some) for some in sentences(other)[-1:])


def _candidate(read: Sequence[Sentence], one: Sentence, other: str) -> str:
    question = asks(one)
    if (
        any(_CANDIDATE.match(some.plain) and (asks(some) or _confirms(some.plain)) for some in read[-3:])
        and sum(some.count for some in read) <= 80
    ):
        return CANDIDATE
    if (
        question
        and len(read) <= 4
        and _CHECKS.search(one.plain)
        and (one.count > 3 or len(read) > 1)
        and not _INVERTED.match(re.sub(r"^.*?\bis that (?:right|correct)", "the", one.plain))
    ):
        return CANDIDATE
    answering = asks_back(other)
    if one.end != "?" or _INVERTED.match(one.plain) or re.search(r"\b(?:can|could|would|will) (?:you|i)\b|^(?:and )?the others?$", one.plain):
        return NONE
    if _DECLARED.match(one.plain) and one.count <= 30 and len(_lemmas(one.plain) & _lemmas(other)) >= 2:
        return CANDIDATE
    if (
        re.match(r"^(?:(?:oh|okay|wait|ah|hm|right|um|and|well|but) )*so\b", one.plain)
        and one.count >= 3
        and one.count <= 30
    ):
        return CANDIDATE
    if one.count <= 6 and len(read) == 1 and not answering and _content(one.plain) & _content(other):
        return CANDIDATE
    if one.count <= 10 and one.count >= 2 and len(read) <= 2 and _DECLARED.match(one.plain) and not answering:
        return CANDIDATE
    return NONE


def _confirms(text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:confirm|make sure|be clear|be sure|clarify|check|understand|understood|heard|hearing|verify)\b", text
        )
    ) and bool(re.search(r"\b(?:you|your)\b", text))


def repair_format(before: Before, speaker: str, text: str) -> Label:
    """Return the form of repair that a turn holds: none, or one of `FORMATS`.

    open, wh_word, partial_repeat and candidate_understanding start a repair of the other's turn; self_repair mends one's own
    words; third_position mends how the other took them.
    """
    read = sentences(text)
    if not read:
        return OPEN if before and _is_open(text, read) else NONE
    if _third_position(before, speaker, read):
        return THIRD_POSITION
    if _self_repair(before, speaker, text, read):
        return SELF_REPAIR
    other = last_of_other(before, speaker)
    if not other:
        return NONE
    return OPEN if _is_open(text, read) else _initiation(read, other)


REPAIR = Classifier("repair", "repair-1", FORMATS, repair_format)


def repeats(reply: str, previous: str) -> float | None:
    """Return how much of a reply repeats a turn: the share of its words in runs of `RUN` words that the turn holds too.

    Where either has fewer words, runs are as long as the shorter. None where either has no word.

    >>> repeats("I said the train leaves at nine.", "The train leaves at nine."), repeats("At ten.", "The train leaves at nine.")
    (0.7142857142857143, 0.0)
    """
    said, earlier = words(reply), words(previous)
    size = min(RUN, len(said), len(earlier))
    if not size:
        return None
    known = {earlier[at : at + size] for at in range(len(earlier) - size + 1)}
    covered = end = 0
    for at in range(len(said) - size + 1):
        if said[at : at + size] in known:
            covered += at + size - max(at, end)
            end = at + size
    return covered / len(said)


_SOURCE = "formats: Schegloff, Jefferson and Sacks 1977, Dingemanse and Enfield 2015; the rules are this project's"


def _card(name: str, means: str, formula: str, is_not: str) -> Card:
    direction = "more is more repair work, neither good nor bad by itself"
    return Card(f"repair.{name}", "1", means, formula, "0..1", direction, _SOURCE, "milliseconds", is_not)


INITIATED = _card(
    "initiations",
    "the share of turns that start a repair of the other's turn",
    "#(open, wh_word, partial_repeat, candidate_understanding) / #(turns with a word)",
    "the share of turns that were not understood",
)
OWN = _card(
    "self",
    "the share of turns in which speakers mend their own words",
    "#(self_repair) / #(turns with a word)",
    "fluency",
)
THIRD = _card(
    "third_position",
    "the share of turns that mend how the other took one's words",
    "#(third_position) / #(turns with a word)",
    "every misunderstanding: most are let pass",
)
REPEATS = Card(
    "repair.repeats",
    "1",
    "how much of a turn repeats the previous turn of the same side",
    f"words in runs of {RUN} words that the previous turn of the side holds / words; the mean over turns",
    "0..1",
    "more is better where a repeat was asked for, and elsewhere a speaker who says it all again",
    "rules of this project",
    "milliseconds",
    "alignment with the other side",
)
CARDS = (INITIATED, OWN, THIRD, REPEATS)
COUNTED = {INITIATED: INITIATIONS, OWN: (SELF_REPAIR,), THIRD: (THIRD_POSITION,)}


def _of(card: Card, series: tuple[Value, ...], sides: Sequence[int]) -> Measurement:
    first, second = (mean([value for value, side in zip(series, sides, strict=True) if side == of]) for of in (0, 1))
    return card.of(mean(series), (first, second), series)


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return the repair measures of a talk: the mean over all turns, each side's own, and the series."""
    turns = [(talk.names[side], text) for side, text in zip(talk.sides, talk.texts, strict=True)]
    labels = [
        repair_format(turns[:at], *turns[at]) if talk.words[at] or talk.texts[at].strip() else None
        for at in range(len(turns))
    ]
    found = [
        _of(card, tuple(None if label is None else float(label in counted) for label in labels), talk.sides)
        for card, counted in COUNTED.items()
    ]
    last: dict[int, str] = {}
    overlaps: list[Value] = []
    for side, text in zip(talk.sides, talk.texts, strict=True):
        overlaps.append(repeats(text, last[side]) if side in last else None)
        last[side] = text
    return (*found, _of(REPEATS, tuple(overlaps), talk.sides))


FAMILY = Family("repair", CARDS, compute)
