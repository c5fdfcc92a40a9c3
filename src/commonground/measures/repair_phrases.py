"""The phrases that repair is read from: patterns over plain words (`classifiers.plain`), one a question
that `repair` asks.

Words only: what a phrase means where it stands is decided in `repair`. A changed phrase changes `repair.REPAIR.version`.
"""

from __future__ import annotations

import re

from commonground.measures.classifiers import listed, phrase

SO = (
    r"(?:(?:oh|um|uh|er|wait|okay|hm|so|and|but|well|hang on|hold on|hey|ah|right|please|i am afraid|i am|really|"
    r"yes|sorry|excuse me|pardon|no) )*"
)
OPEN = re.compile(
    rf"^{SO}(?:huh|eh|hm|what|wait what|sorry|pardon|pardon me|excuse me|come again|say what|say (?:that|it|what)(?: "
    r"one more time| once more)?(?: again)?|(?:i )?beg (?:your )?pardon|what (?:was|is) that(?: again| sorry| you "
    r"said)?|what (?:did|do) you (?:just )?say(?: again| sorry)?|(?:what|how) do you (?:even )?mean(?: by that| by "
    r"this| exactly| here)?|what does (?:that|this|it|any of that) (?:even )?mean|what is that supposed to mean|"
    r"what are you (?:even )?(?:saying|talking about|on about|trying to say)|(?:i )?(?:do|did|could|can) not "
    r"(?:really |quite |fully |even )?(?:understand|get|follow|catch|hear|parse|make out|make sense of)(?: (?:that|"
    r"it|you|this|any of (?:that|this|it)|a word(?: of (?:that|this))?|what you (?:said|mean|meant|are (?:saying|"
    r"asking|trying to say)|just said|wrote)|your (?:last )?(?:message|question|answer|reply|request)|what (?:that|"
    r"this) means|at all|anything|the (?:last )?(?:message|question)|all of that))*|(?:(?:totally|completely|so|"
    r"very|a bit|a little|still|quite|really|now) )*(?:lost|confused|not following|not (?:quite )?sure (?:i|what "
    r"you|that i)(?: \w+){0,3}|not with you|unsure what you mean)(?: (?:here|now|by that|you|there))?|you (?:have "
    r")?lost me(?: there| completely)?|not sure (?:i (?:follow|understand|get (?:it|that|you))|what you (?:mean|are "
    r"saying|are asking))(?: there)?|(?:i have )?no (?:idea|clue) what (?:you|that|this) (?:mean|means|are saying|"
    r"said|just said|are talking about)|(?:can|could|would|will) you (?:please )?(?:say|repeat|run|go over) (?:that|"
    r"it|this|yourself)(?: by me)?(?: again| one more time| please)*|repeat that(?: please)?|(?:that|this|it) "
    r"(?:makes no sense|does not make (?:any |much )?sense|went over my head|is (?:not clear|unclear|confusing))(?: "
    r"to me)?|(?:this |that )?makes no sense|(?:sorry )?i missed that|not (?:clear|getting it|following))(?: "
    r"(?:please|sorry|again|to me|though))*$"
)
OPEN_NEEDS_MARK = re.compile(
    r"^(?:(?:oh|um|uh|er|okay|so|i am|really|yes|no|right|well|hm|hey|ah) )*(?:sorry|hm|excuse me|pardon me|right|"
    r"no)$"
)
PLEA = re.compile(
    r"\b(?:rephrase|repeat|reword|clarify|explain|say (?:that|it)|again|elaborate|another way|differently|come "
    r"again|what do you mean|more (?:detail|context|information|clearly|specific)|try again)\b"
)
WH = r"(?:who|whom|whose|where|when|which|what|how (?:many|much|long|old|far|big|often|tall|late|early|few))"
WH_WORD = re.compile(
    r"^(?:(?:sorry|wait|hm|and|uh|um|oh|okay|so|for|at|in|on|to|from|by|with|of|until|since|behind|under|over|near|"
    r"after|before|against|between|inside|into|onto|through|about|excuse me|hang on|pardon|exactly|but) )*(?:(?:who|"
    r"whom|whose|where|when|which)(?: (?:exactly|else|sorry|again|now|one|ones|of them|way|is (?:that|he|she|it|"
    r"this)|are they|was (?:that|it|he|she)|did|does|do|you mean|is who|(?!is\b|are\b|do\b|does\b|did\b|was\b|"
    r"were\b|should\b|can\b|i\b)\w+))?(?: (?:is (?:that|it)|did|again|exactly|you mean|sorry|was (?:that|it)))?|"
    r"(?:what|which) (?:one|ones|time|day|date|year|place|name|number|colou?r|kind|file|size|part|street|address|"
    r"month|city|room|flight|page|button|section|book|person|of them|sort|line|version|town|station|floor|"
    r"department)(?: (?:exactly|sorry|again|was (?:that|it)|is (?:that|it)|did you say|you mean|do you mean|are you "
    r"(?:talking about|referring to)))*|how (?:many|much|long|old|far|big|often|tall|late|early|few)(?: \w+)?(?: "
    r"(?:exactly|sorry|again|did you say|was (?:that|it)))*|(?:who|where|when|which (?:one|\w+)|what (?:time|day|"
    r"date|year|number|name|place|\w+)|how (?:many|much|long|old|far))(?: \w+)? (?:did you (?:just )?say|do you "
    r"mean|did you mean|was that|is that|are you (?:talking about|referring to)|you mean|again)(?: again| sorry| "
    r"exactly)?|who (?:did|does|said|is|was|are|told|called|came|will|has)(?: (?:what|that|it|he|she|they|you))?(?: "
    r"(?:say|said|mean|is|it|that))*)$"
)
VAGUE = (
    (
        re.compile(r"^(?:\w+ ){0,2}?how (?:many|much)\b"),
        phrase(
            r"few|several|some|many|much|hundreds?|thousands?|couple|lots?|bunch|dozens?|bit|more|costs?|price|fee|little|"
            r"all|plenty|pile|pair|number|amount|cheap\w*|expensive"
        ),
    ),
    (
        re.compile(r"^(?:\w+ ){0,2}?how (?:long|far|old|big|often|tall|late|early|few)\b"),
        phrase(
            r"while|long|short|far|near|old|young|big|large|small|often|sometimes|tall|late|early|soon|few|time|away|ago|"
            r"drive|walk|bit"
        ),
    ),
    (
        re.compile(r"^(?:\w+ ){0,2}?(?:what|which) (?:time|day|date|year|month)\b"),
        phrase(
            r"later|soon|early|late|then|(?:that|the|usual|same|some) (?:\w+ )?(?:time|day|date|year|month|week|night|"
            r"morning|evening|afternoon)|sometime|ago|once|back|week|weekend|time|when|day"
        ),
    ),
)
WH_LAST = re.compile(rf"^(?:[\w'-]+ ){{1,6}}{WH}$")
MEANING = phrase(
    r"what (?:exactly |precisely )?(?:do|did) you mean (?:by|with|when you (?:say|said))|what is (?:that|this|it)\b|"
    r"what do you mean (?!by that|by this|exactly)\w+|what does .{1,40} (?:mean|stand for|refer to)|when you say "
    r".{1,40} (?:do|what|are|is|which|who)|what is meant by"
)
CANDIDATE = re.compile(
    r"^(?:(?:oh|um|uh|wait|okay|hm|so|and|but|well|sorry|ah|right|just to be clear|just checking|hang on|hold on|"
    r"got it|i see|let me check|by \w+|when you say \w+(?: \w+){0,3}|then|now|alright|thanks|sure) )*(?:(?:do|did|"
    r"you do|would) you mean (?!by\b)(?:like |that |the |to )?\w+|you mean(?:t)? (?!by\b|so\b)\w+|(?:are|were) you "
    r"(?:saying|asking|referring|talking about|suggesting|telling me|implying|thinking of|trying to say|looking for "
    r"(?:the|a) \w+ or)|as in\b|meaning\b|by (?:that|this|which) (?:do )?you mean|if i (?:understand|understood|"
    r"heard|am hearing|got|read|follow|am reading) (?:you|this|that|it|correctly|right)|did you say\b|have i (?:got|"
    r"understood)|am i (?:right|correct|understanding)|is it (?:right|correct|fair) that|(?:let me|just|i (?:just "
    r")?want(?:ed)?|want|just want)? ?(?:to )?(?:confirm|check|verify|clarify|make sure|be (?:clear|sure))(?: (?:i|"
    r"that|if|whether|understand|have|got|this|right|it|is|correctly|you|we|am|get|heard|understood|are))+|(?:what "
    r")?you are (?:saying|telling me|asking|suggesting|talking about|referring to)|(?:is|was) that (?:the (?:one|"
    r"same|thing)|what|because|as in|like|supposed)|in other words|basically)\b"
)
CHECKS = phrase(
    r"is that (?:right|correct|it|what you mean(?:t)?|what you are saying)|(?:have|did) i (?:got|get|understand|"
    r"understood|hear|heard|read) (?:that|it|you|this) (?:right|correctly)?|am i (?:right|correct|understanding)(?: "
    r"\w+){0,4}|do i have that right|(?:right|correct|yes|is that so|you mean|i take it|i assume|i guess)$|did i "
    r"(?:get|understand|hear) (?:that|you|it)"
)
INVERTED = re.compile(
    r"^(?:(?:oh|um|uh|wait|okay|hm|so|and|but|well|sorry|ah|or|then|also|please|thanks|thank you|i see|got it|i "
    r"understand|makes sense|great|cool|hi|hey|yes|no|by the way|just|maybe|perhaps) )*(?:what|who|whom|whose|where|"
    r"when|why|how|which|is|are|was|were|do|does|did|can|could|should|would|will|shall|have|has|had|am|may|might|"
    r"(?:for|at|in|on|to|from|by|with|of|about|until|till|since) (?:what|which|whom?|whose|how|where|when)|any|some|"
    r"ready|thoughts|more|other|anything|want|need|got|know|care|see|make|help|please|thanks|sound|sounds|really|"
    r"seriously|ever|tell|give|show|explain)\b"
)
DECLARED = re.compile(
    r"^(?:(?:oh|um|uh|wait|okay|hm|well|sorry|ah|right|and|but) )*(?:so |then |like |for |in |on |at |from |with |"
    r"by |near |under |over |to |about )?(?:the|a|an|that|this|these|those|your|my|our|his|her|their|it|he|she|they|"
    r"we|you|i|there|only|just|all|both|every|no|not|like|for|in|on|at|from|with|by|near|because|even|without|one|"
    r"two|three|four|five|six|seven|eight|nine|ten|\d+)\b"
)
# Repair of what one said oneself.
NOT_WHAT = (
    r"(?:(?:that|it|this) (?:is|was) )?(?:not|never) (?:really |exactly |quite |at all )?(?:what|how|the (?:one|"
    r"kind|sort|person|thing|place)(?: that)?|where|who|which one) i (?:\w+ )?(?:mean|meant|ask|asked|said|say|was|"
    r"am|want|wanted|had|need|intended)"
)
I_MEANT = r"(?:i|we) (?:\w+ ){0,2}?(?:mean|meant|intended)"
THIRD = (
    re.compile(
        r"^(?:(?:oh|um|uh|wait|okay|hm|well|ah|hang on|hey|actually|sorry|thanks|right|yes|but|ha|haha|lol|oops) "
        r")*(?:no|not)\b(?:[\w' -]{0,40}?)\b(?:(?:i|we) (?:\w+ ){0,2}?(?:mean|meant|said|asked|wanted|intended)|"
        r"(?:i|we) (?:was|were|am|are) (?:\w+ ){0,2}?(?:asking|talking|referring|looking|speaking|thinking|after|"
        r"trying|wondering|hoping))\b"
    ),
    phrase(
        rf"{NOT_WHAT}|^(?:but |sorry |hm |well )*i (?:asked for|asked about|said|ordered|requested|wanted|typed|"
        r"wrote)\b.{1,40}\bnot\b|you (?:have |are |seem to (?:have )?|may have |must have )?(?:misunder\w+|misread\w*|"
        r"misheard|mishear\w*|misinterpret\w*)|(?:that is |this is )?(?:a |not )?misunderst\w+ (?:me|my|here)|(?:got|"
        r"get|took|taken|take|taking|heard|reading|read) (?:me|it|that|this|my \w+) (?:wrong|the wrong way|too "
        r"literally)|you (?:got|have got|have|are) the wrong (?:idea|one|\w+)|i (?:was|am|did|do) not (?:\w+ "
        r")?(?:asking|ask|talking|talk|mean|meaning|referring|refer|speaking|looking|complaining|saying|say|suggesting|"
        r"want|wanting)\b.{0,80}\b(?:i (?:meant|mean|was|am|want|wanted|asked|need|needed|did)|but|just|rather|it "
        r"was)\b|i (?:was not|am not|did not|do not) (?:\w+ )?(?:asking|talking|mean|meaning|referring|ask|talk|refer|"
        r"speaking)\b|my (?:question|point|request) (?:was|is) (?:\w+ )?(?:about|not|how|whether|why|what|if|which|"
        r"that)\b|(?:that is|it is) not (?:the|what|my) (?:question|point)\b|what i (?:actually |really )?(?:meant|mean|"
        r"was asking|was getting at|wanted|am asking|was trying to \w+)\b|when i (?:said|say|asked|wrote) .{1,60}\bi "
        r"(?:meant|mean|was)|by .{1,40} i (?:meant|mean)\b|(?:i think )?(?:you|we) are talking (?:at cross|about "
        r"(?:different|two))|^no (?:no )?the other (?:kind|sort|type|one|meaning)\b|^(?:no )*not (?:that|this) (?:kind|"
        r"sort|type|one|\w+)\b(?=.{0,40}\b(?:i|the)\b)"
    ),
)
SLIP = phrase(
    r"i (?:gave|told|sent|wrote|quoted|showed) (?:you )?(?:\w+ )?(?:the )?wrong|(?:i )?misspoke|(?:i )?(?:mistyped|"
    r"misremembered|misstated|miswrote|miscounted|miscalculated|misread|misunderstood|misheard)(?! me| my| you)|"
    r"^(?:\w+ ){0,3}(?:a )?typo|(?:my|that was a|made a|i meant that was a) typo|(?:my (?:mistake|bad|error|"
    r"fault)|let me (?:correct|fix|rephrase|restate|reword|put that differently|say that again|start over|start "
    r"again|try (?:that|again))(?: that| myself| what i said| my| this)?)|i (?:made|just made|have made) (?:a|an) "
    r"(?:\w+ )?(?:mistake|error|slip|typo)|(?:i )?(?:should|meant to|intended to|wanted to) (?:have )?(?:say|said|"
    r"write|written|type|typed|put)|(?:slight |small |quick |one )?correction\b(?! (?:tape|fluid|of|to|in|for))|i "
    r"(?:said|wrote|typed|put|told you|gave you|called it) .{1,50}\b(?:but|and|when) (?:i )?(?:\w+ )?(?:meant|"
    r"mean|should|it is|it should|that is wrong|that was wrong)|(?:that|it|this) should (?:have been|say|read|have "
    r"said)|^(?:oops|sorry|wait|my bad|ah) .{0,20}should be|i (?:take|took) that back|wrong (?:word|number|date|"
    r"name|day|one|link|file) (?:sorry|i meant|from me)|autocorrect|i (?:was wrong|got (?:that|it|this) wrong|got "
    r"that (?:mixed up|backwards)|mixed (?:that|it|them|up))|i apologi[sz]e for (?:the|my|any) (?:confusion|mistake|"
    r"error|mix ?up|misunderstanding|oversight|wrong)|(?:sorry|apologies) (?:about|for) (?:the|my|that) "
    r"(?:confusion|mistake|error|typo|mix ?up|slip|misunderstanding|oversight)"
)
BREAK = re.compile(
    r"""(?:[\w'\")*%]\s*(?:\u2014|\u2013|--+|\s-\s|-\s|\.\.+|…|,|;|\()\s*|\s)(?:(?:oh|uh|um|er|erm|ah|or|well|oops|"""
    r"and|but)[\s,.]+)*(?:no,? wait|wait,? no|no,? sorry|sorry,? no|no,? (?:actually|make (?:that|it)|not \w+|i "
    r"mean|i meant)|actually,? (?:no(?=\s*[,.\u2014-])|make (?:that|it)|scratch|wait|sorry|i mean)|wait,? "
    r"(?:actually|i mean|scratch|that'?s (?:wrong|not)|sorry|make (?:that|it))|sorry,? (?:i mean|i meant|make "
    r"(?:that|it)|actually|not)|i mean,? sorry|scratch that|strike that|(?<=[,;(.\u2014\u2013-] )make that(?= "
    r"\S+(?: \S+){0,3}(?:[.!?]|$))|or rather|rather,|i should say|excuse me,|correction|let me (?:rephrase|"
    r"correct|restate)|i meant? to (?:say|write|type)|er,? i mean|oops|whoops|my bad|my mistake|hold on,? (?:no|i "
    r"mean|that))\b"
)
BROKEN_OFF = re.compile(
    r"(?:[\w@%)]\s*(?:\u2014|\u2013|--+|\s-\s|\.\.+|…|,)\s*)(?:(?:uh|um|er|erm|oops|oh|wait|no|sorry|i mean|well|"
    r"""rather|actually)(?:[\s,]|\.\.+|…)*)+(?=[\w$€£#\"'])"""
)
MID_I_MEAN = re.compile(
    r"(?<!\bwhat)(?<!\bdo)(?<!\bdid)(?<!\byou)(?<!\bhow)(?<!\bif)(?<!\bthat)(?<!\bwhen)(?<!\bwhich)(?<=[\w'\")])"
    r"(?:[\s,;\u2014\u2013-]+|\.\.+\s*)(?:sorry,? )?i mean(?:t)?,? (?!it\b|this\b|that\b|come on|like\b)"
)
OWN_START = re.compile(
    r"^(?:(?:oh|oops|whoops|sorry|wait|ah|um|uh|hm|actually|apologies|my apologies|okay|shoot|oh no|hang on|hold on|"
    r"ugh|damn|argh|well|no) )+(?:i (?:meant|mean)|make (?:that|it)|scratch that|strike that|that (?:should|is "
    r"wrong|was wrong)|it should|i meant to|i said|not \w+ but \w+|it is (?:actually )?\w+ not)\b|^(?:sorry |oops |"
    r"wait )?(?:i meant(?: to)?|make that|scratch that|strike that|correction|i mean)\b|^actually (?:make|scratch|i "
    r"meant|wait|no make)\b|^(?:oops|whoops)\b"
)
NUMBER = (
    r"[$€£]?(?:\d[\d.,:]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty)(?: ?(?:am|pm))?"
)
NUMBERS = re.compile(rf"\b{NUMBER},? (?:er|erm|uh|um|no|sorry|oops|wait),? {NUMBER}\b")
I_MEANT_THIS = re.compile(
    r"^(?:(?:but|well|um|uh|hm|oh|actually) )*i (?:meant(?! to)|(?:was|am) (?:\w+ )?(?:talking about|asking "
    r"(?:about|for|if|how|whether)|referring to|looking for|thinking of))\b"
)
I_MEANT_OPENING = re.compile(
    rf"^(?:(?:sorry|oh|well|actually|um|uh|okay|wait|hm|ah|yes but|but|i think) )*{I_MEANT}\b(?! to\b)"
)
NO_BUT_THIS = re.compile(
    r"^(?:no (?:no )?(?:not|the|a|an|my|in|on|for|from|at|as|like|about|with)\b|not (?:the|that|in|on|my|your|as|"
    r"for)\b.+|not an? .+ (?:a|an|the) .+)"
)
NOT_REALLY = re.compile(
    r"^(?:not (?:that i|the (?:best|worst)|my (?:favou?rite|thing|cup)|really|sure|yet|at all)|no (?:the (?:other|"
    r"rest) (?:is|are)))"
)
WRONG_ONE = re.compile(r"\b(?:not|instead of|rather than) (?:the |a |an |my |on |in |at |for |about )*(\S+)")
OTHERS_SLIP = re.compile(
    r"\b(?:is|was) (?:it|that|this) (?:a )?(?:typo|mistake)|find|any (?:typos?|mistakes?)|did i|you (?:made|misread|"
    r"mis)|(?<!let me )correct (?:my|the|this)"
)
BROKEN_WITH = re.compile(r"\b(?:uh|um|er|erm|oops|oh|wait|no|sorry|i mean|well|rather|actually)\b")
PREFACE = re.compile(r"^(?:(?:sorry|wait|um|uh|oh|hm|okay|so|and|excuse me|hang on|pardon) )+")
MEANING_FRAME = re.compile(r"\b(?:what|is|that|this|does|do|did|you|mean|by|exactly|when|say|stand|for|the|a|an|it)\b")
ASKS_ANEW = re.compile(r"\b(?:where|when|which)\b.*\b(?:you|your|should|would|can|could|will|i|we)\b")
NO_WH_LAST = re.compile(r"^(?:guess|you know|so|now|and then|then|or|do|is|are|what|no matter|i do not know)\b")
PREPOSITION_WH = re.compile(
    r"^(?:for|at|in|on|to|from|by|with|of|about|until|since|near|behind|under|over|after|before|against|between|"
    r"inside|into|onto|through) (?:(?!the\b|a\b|an\b)\w+ )?(?:who|whom|where|when|which|what|how)\b"
)
NAMED_THING = re.compile(
    r"^(?:\w+ ){0,2}?(?:what|which) (?!ones?\b|way\b|is\b|of\b|exactly\b|do\b|did\b|does\b|are\b|was\b)(\w+)"
)
CONFIRMS = re.compile(
    r"\b(?:confirm|make sure|be clear|be sure|clarify|check|understand|understood|heard|hearing|verify)\b"
)
EMPTY = listed("""
    sorry okay oh um uh wait hm well please yes no mean meant exactly again sure right do did say said huh want need
    like go going get
    """)
