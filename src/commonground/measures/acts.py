"""Grounding acts: what a turn does to make sure that both understand the same, and how often a side does it.

Models presume common ground where people make sure of it (Shaikh et al. 2024). The rate alone can be prompted up without
any gain, so it is reported with kappa against the acts of another speaker at the same positions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from commonground.conversation.record import ASSISTANT, Conversation
from commonground.measures import questions, repair, topics
from commonground.measures.classifiers import (
    Before,
    Classifier,
    Label,
    Sentence,
    asks,
    last_of_other,
    phrase,
    plain,
    sentences,
)
from commonground.measures.measure import Card, Family, Measurement, Value, mean
from commonground.measures.talk import Talk, talk
from commonground.statistics.agreement import kappa, kappa_interval
from commonground.statistics.intervals import Interval
from commonground.text.lemmas import lemma
from commonground.text.lexicon import FUNCTION_WORDS

ACTS = (
    "acknowledgement",
    "clarification",
    "followup",
    "repair",
    "display",
    "agreement",
    "disagreement",
    "topic_switch",
)
ACKNOWLEDGEMENT, CLARIFICATION, FOLLOWUP, REPAIR, DISPLAY, AGREEMENT, DISAGREEMENT, TOPIC_SWITCH = ACTS
NONE = "none"
AFTER = 25  # words of statement after a question from which the turn does not hand it to the other
ALONE = 12  # words beside an acknowledgement or agreement from which the turn does something else

_LEAD = r"(?:(?:oh|ah|um|uh|hm|well|yes|so|and|but|okay|right|hey|honestly|wow|sorry|no|haha|lol|i think|i guess) )*"
_CLARIFIES = phrase(
    r"(?:do|did|you do|would) you mean", r"what (?:exactly |precisely )?(?:do|did) you (?:\w+ )?mean", r"you mean(?:t)?\b(?! (?:a lot|the world))", r"when you say", r"by .{1,30} (?:do|did) you (?:mean|refer)", r"what (?:is|are|was|were) you (?:referring|trying|saying|getting at)",
    r"(?:are|were) you (?:referring|asking (?:about|for|if|whether|me|how)|talking about|saying|suggesting|thinking of|speaking of)", r"(?:can|could|would|will) you (?:please )?(?:clarify|rephrase|repeat|restate|reword|be more specific|be clearer|explain what you mean|say that|spell (?:that|it) out|confirm|define|specify what)", r"(?:just )?(?:to )?(?:clarify|confirm|double check|be clear|make sure (?:i|we))\b",
    r"(?:am i|have i|did i) (?:understand\w*|understood|right|correct|reading|hear|heard|get|got|read|miss|missing|misunderstand\w*)", r"is (?:that|it) (?:right|correct|what you mean\w*|a typo)", r"did you (?:say|type|write|intend)", r"which (?:\w+ ){0,3}(?:do|did) you mean", r"which (?:\w+ ){0,3}(?:are|were) you (?:referring|talking|asking)", r"(?:who|what|where|which) (?:exactly |\w+ )?(?:is|was|are|were) (?:that|it|this|he|she|they|those)$", r"what does .{1,40} (?:mean|stand for|refer to)",
    r"(?:i (?:am|was) )?not sure (?:what|which|who|i (?:understand|follow)|if you|whether you|how to (?:read|interpret))", r"i (?:did|do) not (?:quite |fully |really )?(?:understand|follow|catch|get)", r"what (?:did|do) you (?:just )?say", r"as in\b", r"how do you mean", r"in what sense", r"(?:is|was) that (?:supposed to|meant to|the (?:same|one)|a \w+ or)", r"(?:right|correct)$", r"is (?:this|that|it) (?:about|for) (?:the|your) .{1,30} or", r"if i (?:understand|understood|hear|heard|read|follow)",
    r"is (?:that|it|this|he|she) (?!there|possible|okay)(?:\w+ ){1,5}or\b", r"are you sure", r"what (?:kind|sort|type) of .{1,30} (?:do|did) you mean", r"(?:what|who) do you mean",
)  # fmt: skip
_ACK = re.compile(
    r"\b(?:okay|alright|all right|i see|i understand|understood|got it|got you|got that|gotten it|noted|roger(?: that)?|copy that|right|ah|aha|oh|uh huh|mm hm|mhm|hm|makes sense|that makes sense|that helps|i hear you|i hear that|fair|sure|will do|of course|certainly|very well|great|perfect|good|cool|nice|wonderful|excellent|awesome|lovely|interesting|"
    r"good to know|thanks|thank you|i appreciate (?:it|that|you)|duly noted|i get it|i get that|i follow|i am with you|message received|received|ten four|10 4|yes|yes okay|no problem|no worries|clear|crystal clear|loud and clear|i know|gotcha|acknowledged|point taken|i can see that|i can imagine|that is (?:clear|good to know|great to hear|good to hear|helpful|great|good|interesting|useful|really helpful|nice)|oh wow|wow|"
    r"sounds (?:hard|tough|difficult|frustrating|stressful|painful|rough|awful|exhausting|like a (?:lot|tough|hard|difficult)\b.*)|i am (?:so |really |very )?sorry (?:to hear|you|that|about|for your)\b.*|that (?:must|sounds|can|has to|is) (?:be |have been |feel |really |so |very |incredibly |quite )*(?:hard|tough|difficult|frustrating|stressful|painful|rough|awful|exhausting|upsetting|overwhelming|annoying|scary|disappointing)\b.*)\b"
)
_ACK_STRONG = re.compile(
    rf"^{_LEAD}(?:(?:i (?:do |can |totally |completely |fully |really |certainly )*(?:see|understand|hear|get|appreciate|realize|recognize|acknowledge|know)\b(?! (?:what you mean but|a\b|the \w+ (?:at|on|in)\b))|understood|got it|got you|got that|noted|makes sense|that makes (?:total |perfect |complete |a lot of |so much )?sense|makes (?:total|perfect|complete) sense|roger|copy that|message received|duly noted|acknowledged|"
    r"point taken|okay|alright|all right|i see|gotcha|good to know|thanks|thank you|right|that helps|i hear you|ah|aha|uh huh|mm hm|hm|sure|will do|cool|great|perfect|nice|interesting|clear|that is (?:clear|good to know|great to hear|good to hear|helpful|interesting|great)|fair|wow|oh|i am (?:so |really |very )?sorry (?:to hear|you|that|about|for your)|that (?:must|sounds)|sounds (?:hard|tough|difficult|frustrating|stressful|painful|rough|awful|exhausting|like)|very well|yes|no problem|no worries|good|wonderful|excellent|awesome|lovely|crystal clear|loud and clear|of course|certainly|absolutely|sounds good|with you))\b"
)
_UNDERSTANDS = re.compile(
    rf"^{_LEAD}(?:i (?:do |can |totally |completely |fully |really |certainly |definitely |hear and )*(?:understand|see|hear|get|appreciate|realize|recognize|acknowledge|know)(?! (?:that )?(?:there|the|a|an|we|they|it is)\b) (?:that|how|why|what you (?:mean|are saying|are going through|need|want)|where you|your (?:frustration|concern|point|situation|position|worry|feelings|confusion)|you|it)|thank you for (?:sharing|telling|letting|explaining|clarifying|the (?:clarification|explanation|information|details|context))|thanks for (?:sharing|telling|letting|explaining|clarifying|the (?:clarification|explanation|info|information|details|context|heads))|(?:that|it) (?:must|sounds)\b|i am (?:so |really |very )?sorry (?:to hear|you are|that you|about|for your)|sounds like you (?:are|have been|feel))\b"
)
_FAREWELL = phrase(r"you are (?:very |most )?welcome", r"have a (?:\w+ )?(?:day|one|evening|night|weekend|time|trip|flight|week|meal)", r"enjoy (?:your|the)", r"my pleasure", r"bye", r"take care", r"any ?thing else", r"good (?:night|luck)")
_THANKED = phrase(r"thanks", r"thank you", r"bye")
_PROMISE = phrase(
    r"i will",
    r"i am going to",
    r"let me",
    r"i shall",
    r"will do",
    r"on it",
    r"i have (?:noted|updated|changed|added|saved)",
    r"give me a (?:moment|second|minute)",
    r"one (?:moment|second)",
    r"that helps",
    r"we can",
)
_AGREES = re.compile(
    rf"^{_LEAD}(?:i (?:totally |completely |fully |definitely |absolutely |strongly |quite |wholeheartedly |100 |tend to |would |also |do |have to |must |couldn t |could not |can only |largely |mostly )*(?:agree|concur|second that|agree more|feel the same|think so(?: too)?|share (?:your|that)|am with you on|could not have said|was (?:just )?(?:thinking|about to say) the same|thought so|would say so|believe so|am of the same)(?! to (?:the|disagree))(?! (?:with (?:\w+ ){1, 4})?but)|"
    r"agreed|exactly|precisely|indeed|absolutely|definitely|totally|correct|true|very true|so true|that is (?:so |very |quite |absolutely |exactly |totally |completely |certainly |definitely |also |a |an |really |pretty )*(?:(?:good|great|fair|excellent|valid|solid|nice|interesting) (?:point|idea|call|plan|question to)|true|right|correct|it|fair|the (?:point|problem|issue|case|truth|key|spirit)|what i (?:think|thought|was thinking|say|said|believe|would say)|how i (?:see|feel|think)|my (?:view|thinking|opinion|feeling|experience|thought))|you (?:are|have|make|raise|were|got|nailed) (?:so |absolutely |quite |completely |totally |very |definitely |probably |certainly |100 |spot |a |an |made a )*(?:right|correct|point|on|good point|great point|fair point|valid point|excellent point|strong point|it|that right)|"
    r"(?:good|great|fair|excellent|valid|solid|nice|very good) (?:point|idea|call|thinking|plan|catch|shout|thought)|fair enough|same here|same$|same same|same me too|me too|me neither|likewise|for sure|of course it|no doubt|without (?:a )?doubt|no argument|no question about (?:it|that)|could not agree more|spot on|well said|well put|you bet|amen|hear hear|hundred percent|100|100 percent|works for me|sounds (?:good|great|right|perfect|fine|like a (?:good |great |solid )?plan|reasonable|lovely|fair)|that (?:works|sounds (?:good|great|right|perfect|fine|reasonable)|would work|would be (?:great|perfect|lovely))|"
    r"suits me|fine (?:by|with) me|i am (?:on board|in favor|all for|with you|down|up for|happy with|fine with|good with)(?! but)|let us (?:do|go with) (?:that|it)|deal|count me in|yes (?:exactly|it is|it does|they (?:are|do)|definitely|absolutely|totally|indeed|that is|i (?:think|agree|do)|you are|we should|please do)|so do i|so am i|neither do i|so did i|as do i|that was my (?:thought|feeling|experience)|my thoughts exactly|my feelings exactly|quite so|quite right|right you are|right on|true that|this exactly|this is true|it is true|it really is|it sure is|it certainly is|they really do|certainly is|touche|i like (?:that|the) idea)\b"
)
_DISAGREES = re.compile(
    r"^(?:(?:oh|ah|um|uh|hm|well|yes|so|and|okay|right|hey|honestly|sorry|no|with (?:all )?(?:due )?respect|i see (?:your point|what you mean|where you are coming from)|i understand|i hear you|fair|sure|maybe|look|actually|personally|respectfully|to be (?:honest|fair)|nonetheless|i get (?:that|it|your point|what you mean)|i am afraid|forgive me|interesting|thanks|perhaps|that is (?:interesting|fair|a fair point|a good point)|good point|fair point|fair enough|true|i appreciate (?:that|your view|the thought)|honestly|but|and yet|though|still) )*"
    r"(?:i (?:would |do |have to |must |still |really |totally |completely |strongly |kind of |sort of |respectfully |am going to have to |will have to |will |partly |partially |actually |also |just |beg |simply |definitely |am not sure i |am not sure that i )*(?:disagree|differ|object|dissent|not agree|not think(?! (?:of|about)\b)|not believe|not buy (?:that|it|this)|not see it (?:that way|like that)|not (?:quite |really |fully |entirely )?(?:agree|share|accept|concur)|not (?:so )?sure (?:about that|that is|i agree|it is|i (?:would )?agree|that (?:is|s|follows|would|works)|i buy)|not (?:recommend|advise|do that|go that far|say (?:that|so|it)|call|be so sure|suggest|want to|go with|trust|like (?:it|that|this))|push back|question (?:that|whether)|argue (?:the opposite|otherwise|that|against)|doubt (?:it|that|this)|say (?:the opposite|otherwise|no|that is wrong)|see it differently|to differ|think (?:you are|that is|it is|the opposite|this is|otherwise)(?: \w+){0,2} (?:wrong|mistaken|overstat\w+|incorrect|opposite|false|unfair|too (?:harsh|simple|strong|far))|think (?:the opposite|otherwise|differently|not)|agree(?: \w+){0,3} but)"
    r"|i am not (?:so |quite |really |entirely |at all |fully |totally )*(?:sure|convinced|certain) (?:i (?:would )?(?:agree|buy)|about that|that|it|this|you|the)\b|(?:i am )?not (?:so |quite |really |entirely |completely |exactly |necessarily |totally |always |at all |true|convinced|sold|sure about that|in my (?:experience|opinion|view|book)|if you ask me|even close|the case|correct|right|a chance|quite|exactly|really|necessarily)+(?! (?:yet|now|sure what|sure how|sure which))(?: (?:true|right|correct|convinced|sure|the case|accurate|fair|agree|so|that|it|by|about|of).*)?$"
    r"|(?:that|this|it|which|your \w+|the (?:claim|idea|premise|argument|statement|conclusion)) (?:is|was|does|are|seems|sounds|cannot|can) (?:really |just |simply |actually |quite |a bit |flat out |completely |totally |clearly |plainly |definitely |still |certainly )*(?:(?:a|an) (?:\w+ )?(?:myth|misconception|overstatement|exaggeration|oversimplification|generali[sz]ation|misunderstanding)|not (?:\w+ )?(?:true|right|correct|accurate|fair|how|the case|what|follow|hold|sound right|seem right|make it|mean|add up|be right|be true|work like|a good|so|enough|necessarily|supported)|wrong|incorrect|false|mistaken|a (?:myth|misconception|stretch|bad idea|mistake|terrible idea)|an (?:overstatement|exaggeration|oversimplification|error)|nonsense|ridiculous|untrue|inaccurate|misleading|unfair|too (?:simple|harsh|strong|simplistic|far)|off base|far from (?:true|it))|(?:that|this) (?:is|s) (?:where|the point on which) (?:i|we) (?:disagree|part)"
    r"|you (?:are|were) (?:\w+ )?(?:wrong|mistaken|incorrect|overlooking|exaggerating|missing the point|overstating)|(?:i think |i find )?(?:it|that|this) (?:is|seems|sounds|looks) (?:still |just )?(?:way|far|much|a bit) too \w+|(?:on the contrary|quite the opposite|the opposite|no way|wrong|incorrect|false|nonsense|hardly|hard disagree|disagree|disagreed|nope|absolutely not|definitely not|certainly not|of course not|by no means|i beg to differ|far from it|objection|rubbish|i doubt (?:it|that)|that said i)|(?:we|i) (?:will )?have to (?:agree to )?disagree|no (?:it|that|they|he|she|you|we|this|there|the \w+) (?:\w+ )?(?:is|are|was|were|does|do|did|has|have|can|will|would|should) (?:\w+ )?not|no (?:actually|it is actually|that is))\b"
)
_DISPLAYS = re.compile(
    r"^(?:(?:okay|alright|all right|so|and|got it|i see|right|great|perfect|understood|oh|ah|well|sure|then|hm|thanks|thank you|yes|good|just|noted|now|if|excellent|wonderful|in other words|basically) )*"
    r"(?:so\b.{0,12}\b(?:you|your|that is|that would|we|it is|the \w+|basically|what|far|in short|to)\b|you (?:are|were) (?:\w+ )?(?:looking|asking|saying|after|trying|hoping|wondering|worried|planning|interested|thinking|telling|going|concerned|flying|travel\w+|feeling|having|working|using|getting|moving)\b|you (?:would like|want|need|said|mentioned|told me|asked|have said|prefer|have (?:a|an|two|three|mentioned|told|asked)|feel|think|believe|wanted|wish)\b|what (?:i am hearing|i hear|you are saying|you want|you need|i understand|i have so far|i have|you are asking|you are describing|we have)\b|"
    r"(?:it|that) sounds (?:to me )?(?:like|as if|as though) (?:you|your|the|it|he|she|they|we)\b|sounds (?:to me )?like (?:you|your|the|it|he|she|they)\b|(?:from )?(?:what|my understanding|as i understand|if i understand|from what you|as you (?:said|say|mentioned))\b.{0,30}\b(?:you|is|it|said|told|say)|in other words|(?:just )?to (?:recap|summari[sz]e|sum up|restate|repeat|confirm|be clear|reflect|paraphrase|play (?:that|this) back|make sure)|(?:let me )?(?:recap|summari[sz]e|repeat (?:that|it) back|read (?:that|it) back|play that back|restate)|"
    r"(?:confirming|please confirm|in summary|in short|summing up|to be clear|i understand (?:that )?you (?:want|need|would|are (?:looking|asking|trying))|i hear you saying|i hear that you|i am hearing|i have you (?:down|for)|i have got you|that is (?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d+|your|for) |that would be (?:a|one|two|three|four|\d+)|your (?:request|goal|question|order|concern|main \w+|problem|issue|budget|plan) is|the (?:goal|problem|issue|question|plan|task|idea) (?:here )?is|we are (?:looking|talking)|basically you|meaning you|which means you|then you|by that you mean))"
)
_ASIDE = frozenset(
    "okay yes no please thanks thank got so right sure great well understood noted like want need would alright".split()
)
_TO_BE_SURE = phrase(
    r"(?:just )?to (?:clarify|confirm|double check|be clear)",
    r"make sure (?:that )?i",
    r"not sure (?:what|which|i)",
    r"did not (?:quite )?(?:understand|catch|get)",
    r"let me (?:check|confirm|clarify)",
)
_CALLS = re.compile(
    r"^(?:(?:okay|oh|so|and|but|well|hm|please|thanks|great|cool|hi|hey|hello|sorry|now|also|then|just|thank you|perfect|nice|alright|yes|no|actually) )*"
    r"(?:(?:can|could|would|will) you (?:please |also |just |maybe |then |now )*(?!(?:tell me|say|explain|elaborate|expand|clarify|describe|share|give me (?:more|an|a|some|the)|walk|confirm|specify|be more|go into|talk more|speak|go over|provide (?:more|some|your|the|a|an)|rephrase|repeat|restate|reword|define|let me know|remind|spell|like|prefer|want|need|have|know|rather|say|think|feel|recommend|suggest|eat|drink|swim|walk)\b)\w+|could (?:i|we) (?:have|get)|can (?:i|we) (?:have|get|book|order)|would you mind \w+ing)\b"
)


def _question(before: Before, speaker: str, read: Sequence[Sentence]) -> str:
    """Return the act of the last question that a turn leaves to the other: clarification, followup or none."""
    last = next((at for at in range(len(read) - 1, -1, -1) if questions.kind(read[at], speaker) not in ("none",)), None)
    if last is None:
        return NONE
    after = sum(one.count for one in read[last + 1 :] if questions.kind(one, speaker) == "none")
    if after > AFTER or (after >= 6 and not re.search(r"\b(?:you|your)\b", read[last].plain)):
        return NONE
    asked = [one for one in read[max(0, last - 3) : last + 1] if questions.kind(one, speaker) != "none"]
    kinds = [questions.kind(one, speaker) for one in asked]
    real = [one for one, kind in zip(asked, kinds, strict=True) if kind != "offer"]
    if asked and any(_TO_BE_SURE.search(one.plain) for one in read[max(0, last - 1) : last]):
        return CLARIFICATION
    if not real:
        return NONE
    if any(_CLARIFIES.search(one.plain) or _says_again(one) for one in real):
        return CLARIFICATION
    if all(_CALLS.match(one.plain) for one in real):
        return NONE
    return FOLLOWUP if before else NONE


def _says_again(one: Sentence) -> bool:
    """Return whether a sentence asks for the same again, not for more."""
    return questions.kind(one) == "rephrase" and not re.search(
        r"\b(?:more|further|additional|elaborate|expand|walk me|detail|about|describe|explain how|explain why|go on)\b",
        one.plain,
    )


_AGREEING = phrase(r"agree", r"right", r"correct", r"exactly", r"true", r"think so", r"works", r"sounds")


def _position(read: Sequence[Sentence], before: Before, speaker: str) -> str:
    """Return whether a turn agrees or disagrees with the other's."""
    if not last_of_other(before, speaker):
        return NONE
    other = sentences(last_of_other(before, speaker))
    asked = _asked(last_of_other(before, speaker))
    total = sum(one.count for one in read)
    opening = " ".join(one.plain for one in read[:2])
    if (
        not asked
        and not asks(read[0])
        and re.match(r"^but (?!thanks|thank|what|how|why|where|when|who|can|could|is|are|do|does)\w+", read[0].plain)
    ):
        return DISAGREEMENT
    short = re.sub(r"^(?:\w+ ){0,1}$", "", read[0].plain)
    if (
        _DISAGREES.match(read[0].plain)
        or _DISAGREES.match(opening)
        or (
            len(read) > 1
            and read[1].plain.startswith(("but ", "i ", "actually ", "that "))
            and _DISAGREES.match(read[1].plain)
        )
    ):
        judged = re.search(r"\b(?:disagree|agree|wrong|true|right|correct|differ|myth|mistaken|false)\b", opening)
        return NONE if asked and not judged else DISAGREEMENT
    if (
        re.match(r"^(?:actually |well |um |hm )*no\b", short)
        and not asked
        and total > 1
        and not re.match(r"^no (?:problem|worries|thanks|thank|need|more|rush)\b|\b(?:bye|thanks|thank you|it is (?:okay|fine|all right)|that is (?:all|it|fine|okay))\b", opening)
    ):
        return DISAGREEMENT
    if re.search(
        r"\b(?:but|although) (?:i (?:disagree|do not|am not|think|would)|that is not|it is not|you)\b", opening
    ) and _AGREES.match(read[0].plain):
        return DISAGREEMENT
    agrees = _AGREES.match(read[0].plain)
    if not agrees:
        return NONE
    if _THANKED.search(other[-1].plain) and any(questions.kind(one) == "offer" for one in read):
        return NONE
    tagged = re.search(r"\b(?:not (?:it|they|he|she|that|you|we)|right|correct|is it|you think|you agree)$", other[-1].plain)
    if asked and not tagged and re.match(r"^(?:yes )(?:it|they|you|please|i|we)\b", read[0].plain) and not _AGREEING.search(read[0].plain):
        return NONE
    weak = re.match(
        rf"^{_LEAD}(?:absolutely|definitely|totally|of course|correct|sounds|great|good|indeed|for sure|true)\b",
        read[0].plain,
    )
    if (
        asked
        and total <= 4
        and re.match(
            r"^(?:yes )?(?:absolutely|definitely|correct|totally|for sure|exactly|you bet|indeed|true)\b", read[0].plain
        )
    ):
        return NONE if re.search(r"\b(?:you|your)\b", other[-1].plain) else AGREEMENT
    return NONE if weak and total > 3 * ALONE else AGREEMENT


_ORDERS = re.compile(
    rf"^{_LEAD}(?:please|find|can|could|try|book|make|change|add|set|show|give|tell|looks?|i (?:need|want|would|will|have|am|was)|let us|actually|that is (?:confirmed|right|correct|it|all|fine)|thanks?)\b"
)


def _displays(read: Sequence[Sentence], other: str, asked: bool) -> bool:
    """Return whether a statement gives back what the other said."""
    if not other:
        return False
    said = _told(other)
    for one in read[:3]:
        if (
            asks(one)
            or _PROMISE.search(one.plain)
            or one.end == ":"
            or _ORDERS.match(one.plain)
            or re.match(rf"^{_LEAD}(?:sure |of course )?here (?:is|are)\b", one.plain)
        ):
            continue
        mine = _told(one.plain)
        shared = len(mine & said)
        if (
            _DISPLAYS.match(one.plain)
            and not re.match(rf"^{_LEAD}so (?:glad|happy|sorry|much|far so|what|how|i|many)\b", one.plain)
            and one.count <= 45
        ):
            return shared >= 1 or bool(
                re.match(
                    rf"^{_LEAD}(?:it |that )?sounds like you|^(?:\w+ ){{0,3}}(?:what i am hearing|in other words|you are saying)",
                    one.plain,
                )
            )
        if (
            not asked
            and len(mine) >= 1
            and shared / len(mine) >= (0.7 if shared < 3 else 0.5)
            and one.count <= 20
            and sum(some.count for some in read) <= 25
            and one.count >= 2
            and (shared >= min(2, len(said)) or (one.count <= 4 and shared == len(mine)))
        ):
            return True
    return False


def _asked(other: str) -> bool:
    """Return whether a turn ends with a question that waits for its answer, not with a request."""
    return any(asks(one) and not _CALLS.match(one.plain) for one in sentences(other)[-1:])


def _told(text: str) -> frozenset[str]:
    return frozenset(lemma(word) for word in plain(text).split() if word not in FUNCTION_WORDS and word not in _ASIDE)


def _acknowledges(read: Sequence[Sentence], asked: bool) -> bool:
    """Return whether to show understanding is all, or nearly all, that a turn does."""
    if _UNDERSTANDS.match(read[0].plain) and sum(one.count for one in read) <= 60:
        return True
    if not _ACK_STRONG.match(read[0].plain):
        return False
    if _FAREWELL.search(" ".join(one.plain for one in read)):
        return False
    total, left = sum(one.count for one in read), 0
    for one in read:
        if _PROMISE.search(one.plain):
            continue
        left += len(_ACK.sub(" ", one.plain).split())
    if asked and re.match(r"^(?:yes|no|sure|please|of course|certainly|absolutely|good|great|right)\b", read[0].plain):
        return False
    if re.match(r"^(?:yes|no|good|great|sure|of course|certainly|absolutely)\b", read[0].plain) and left > 3:
        return False
    return left <= ALONE and total <= 3 * ALONE and not read[-1].end == ":"


def _words_only(text: str) -> bool:
    return bool(re.search(r"[\w]", text))


def classify(before: Before, speaker: str, text: str) -> Label:
    """Return the grounding act of a turn; where it holds several, the one that asks most of the other; or none.

    In this order: a marked topic switch, repair, clarification, followup, disagreement, agreement, display, an unmarked
    topic switch, acknowledgement. A question that sounds odd after "O.K." checks what was meant (clarification); one that does
    not goes on from it (followup).
    """
    read = sentences(text)
    if not read:
        return CLARIFICATION if before and "?" in text and not _words_only(text) else NONE
    form = repair.repair_format(before, speaker, text)
    shifts = topics.classify(before, speaker, text) is True
    if shifts and (topics.announced(text) or topics.softly_announced(text)):
        return TOPIC_SWITCH
    if form in (repair.SELF_REPAIR, repair.THIRD_POSITION):
        return REPAIR
    if form in repair.INITIATIONS:
        return _initiated(form, read)
    act = _question(before, speaker, read)
    if act == CLARIFICATION:
        return act
    if shifts:
        return TOPIC_SWITCH
    if act != NONE:
        return act
    act = _position(read, before, speaker)
    if act != NONE:
        return act
    if not before:
        return NONE
    other = last_of_other(before, speaker)
    asked = _asked(other)
    if _displays(read, other, asked):
        return DISPLAY
    return ACKNOWLEDGEMENT if _acknowledges(read, asked) else NONE


def _initiated(form: str, read: Sequence[Sentence]) -> str:
    if form == repair.CANDIDATE and not any(asks(one) for one in read):
        return DISPLAY
    return CLARIFICATION


ACT = Classifier("act", "act-1", (*ACTS, NONE), classify)

_SOURCE = "Shaikh et al. 2024 (acknowledgement, clarification, followup), 2025 (Rifts: the rest); the rules are this project's"
_MORE = "more is more grounding; whether where it is due, kappa says"


def _card(name: str, means: str, formula: str, is_not: str) -> Card:
    return Card(f"grounding.{name}", "1", means, formula, "0..1", _MORE, _SOURCE, "milliseconds", is_not)


RATE = _card(
    "rate",
    "the share of the assistant's turns that hold a grounding act",
    "#(turns with an act) / #(turns with a word)",
    "understanding: an act can be empty",
)
RATES = tuple(
    _card(
        act,
        f"the share of the assistant's turns whose act is {act.replace('_', ' ')}",
        f"#({act}) / #(turns with a word)",
        "the share of turns that hold it beside another act",
    )
    for act in ACTS
)
KAPPA = Card(
    "grounding.kappa",
    "1",
    "agreement of the assistant's acts with a reference speaker's at the same positions, by act",
    "Cohen's kappa of (act here or not, act there or not) over the positions that both have",
    "-1..1",
    "more is grounding where the reference grounds; 0 is chance, however high the rate",
    _SOURCE,
    "milliseconds",
    "a rate: one assistant that grounds at random has the same rate and kappa 0",
)
CARDS = (RATE, *RATES)


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return the grounding measures of a talk: the share of side 1 (the assistant), of each side, and the series of all turns."""
    labels = _labels(talk)
    found = []
    for card, counted in zip(CARDS, (ACTS, *((act,) for act in ACTS)), strict=True):
        series: tuple[Value, ...] = tuple(None if label is None else float(label in counted) for label in labels)
        first, second = (
            mean([value for value, side in zip(series, talk.sides, strict=True) if side == of]) for of in (0, 1)
        )
        found.append(card.of(second, (first, second), series))
    return tuple(found)


FAMILY = Family("grounding", CARDS, compute)


def _labels(talk: Talk) -> list[Label | None]:
    turns = [(talk.names[side], text) for side, text in zip(talk.sides, talk.texts, strict=True)]
    return [classify(turns[:at], *turns[at]) if talk.words[at] else None for at in range(len(turns))]


def acts_of(conversation: Conversation) -> tuple[Label | None, ...]:
    """Return the acts of side 1 (the assistant) of a conversation, in order; None for a turn without a word, () without a talk."""
    found = talk(conversation)
    if found is None:
        return ()
    return tuple(label for label, side in zip(_labels(found), found.sides, strict=True) if side == 1)


@dataclass(frozen=True, slots=True)
class ActAgreement:
    """Kappa of one act over `positions`, with a bootstrap interval over conversations; None where it is not defined."""

    act: str
    kappa: float | None
    interval: Interval | None
    positions: int


def agreement(
    conversations: Sequence[Conversation], references: Sequence[Sequence[Label | None]], *, seed: int = 0
) -> tuple[ActAgreement, ...]:
    """Return, for each of `ACTS`, how conversations agree with reference acts at the same positions (`grounding.kappa`).

    `references[i]` are the acts at the positions of the assistant's turns of `conversations[i]`, such as `acts_of` another
    conversation on the same task. Positions that only one of the two has, or where either is None, are left out.

    Raises: ValueError when there are not as many references as conversations.
    """
    if len(conversations) != len(references):
        raise ValueError(f"every conversation needs its reference: {len(conversations)} against {len(references)}")
    pairs, clusters = [], []
    for number, (conversation, reference) in enumerate(zip(conversations, references, strict=True)):
        for own, other in zip(acts_of(conversation), reference, strict=False):  # positions that both have
            if own is not None and other is not None:
                pairs.append((own, other))
                clusters.append(number)
    found = []
    for act in ACTS:
        binary = [(own == act, other == act) for own, other in pairs]
        found.append(ActAgreement(act, kappa(binary), kappa_interval(binary, clusters, seed=seed), len(pairs)))
    return tuple(found)
