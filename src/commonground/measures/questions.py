"""Questions: what a turn asks the other side, and how often an assistant asks it.

A question is worth its turn when it asks for one fact that the other side has. Several at once are answered in part; a
request to say it again, otherwise or in more detail leaves the work to the other; a closing courtesy asks nothing at all.
"""

from __future__ import annotations

import re

from commonground.conversation.record import USER
from commonground.measures.classifiers import (
    Before,
    Classifier,
    Label,
    Sentence,
    asks,
    edges,
    labels,
    last_of_other,
    phrase,
    sentences,
    shares,
    whole,
)
from commonground.measures.measure import Card, Family, Measurement, mean
from commonground.measures.talk import Talk

LABELS = ("none", "offer", "facet", "several", "rephrase")
NONE, OFFER, FACET, SEVERAL, REPHRASE = LABELS
HEADING = 6  # words of plain statement after a question that nobody is asked, which make it the heading of its answer

_WANT = r"(?:would you like|do you want|would you want|would you prefer|did you want|want|shall|should|can|may|could)"
_OFFER = phrase(
    r"(?:any ?thing|something) (?:else|more|further|other)(?! (?:about|to do with|in|on|you (?:notice\w*|feel|felt|"
    r"remember\w*|ate|took)|that happened|happen))|(?:any|have) (?:other|more|further|additional|remaining|last) "
    r"(?:questions?|queries|concerns?|requests?|issues?|ways?)|any questions$|what else can i|what else (?:would "
    r"you like|do you need)|need (?:any ?thing|any (?:help|assistance))|(?:other|another) way (?:that )?i (?:can|"
    rf"could|may)|questions or concerns|{_WANT} (?:me|us) to|shall (?:i|we)|should i (?:go ahead|proceed|continue|"
    r"start|book|reserve|send|add|write|make)|(?:can|may|could) i (?:help|assist|be of|offer|get you|interest you|"
    r"do any|do some|provide|suggest|recommend|also|go ahead|proceed)|how (?:can|may|could|else can|else may) i "
    r"(?:\w+ )?(?:help|assist|support|be of)|what can i (?:\w+ )?(?:do|help|get|assist)|(?:would you like|do you "
    r"want|want|need|are you interested in|would you care for|could you use|fancy) (?:(?:some|any|more|further|"
    r"additional|a|an|another|a few|other|specific|extra) )*(?:\w+ ){0,2}?(?:help|assistance|details?|information|"
    r"info|examples?|tips?|suggestions?|recommendations?|ideas?|guidance|recipe|list|link|copy|sample|demo|"
    r"walkthrough|breakdown|comparison|template|outline|reminder|overview|directions|links|photos|alternatives|"
    r"variations|instructions|steps|checklist|advice|explanation|summary|options|resources|pointers)|(?:would you "
    r"like|do you want|want|are you ready|ready|care|interested|would you love) to (?:\w+ )?(?:know|hear|see|learn|"
    r"get into|explore|try|proceed|continue|dive|dig|go (?:over|through|deeper|into|ahead|on)|discuss|talk|look at|"
    r"read|move on|keep going|start|begin|get started|practi[cs]e|give it)|(?:would you like|do you want|want|care "
    r"for) (?:another|one more|more|some more)\b|(?:does|did|is|was) (?:that|this|it|any of (?:that|this)|"
    r"everything) (?:make sense|help(?:ful)?|answer|clear|clarify|clear things up|sound|look|work|okay|all right|"
    r"alright|useful|good|what you (?:were|are|need|want|had))|(?:does|do) (?:that|this|these|those) (?:\w+ "
    r")?(?:sound|look|work|make sense|help)|how (?:does|do) (?:that|this|these|it|those) (?:sound|look)|interested "
    r"in (?:seeing|hearing|learning|knowing|trying|more)|^(?:should|shall|can|may) i$|(?:sound|sounds|look|looks) "
    r"good|(?:is|was) there (?:any ?thing|something) i (?:can|could|may)|do you (?:need|have|require) (?:any|more|"
    r"further|some) (?:\w+ )?(?:help|assistance|questions?)|(?:need|want) (?:a hand|help)"
)
# A courtesy without a question mark.
_INVITES = phrase(
    r"(?:please |just )?let me know (?:if|should|whether|when|what else|how (?:else )?i can)|feel free to|do not "
    r"hesitate|(?:i am )?happy to (?:help|assist|answer|explain|elaborate|go)|i am here (?:if|to|for|when)|(?:just|"
    r"please) (?:ask|reach out|shout|say so)|here if you need|if you (?:have|need|want|would like) .{0,60}(?:let "
    r"me know|just ask|i am here|i can|feel free|reach out)|if you (?:have|need) (?:any|more|further|other|anything)"
)
_OFFER_SPECIFIC = phrase(
    r"(?:what|which|where|when|who|how (?:many|much|long|often)) .*\b(?:would you like|do you want|do you need|"
    r"would you prefer|should i)\b|anything else (?:about|that (?:hurts?|happen\w*|change\w*))|(?:or would you "
    r"(?:rather|prefer))"
)
_REPHRASE = phrase(
    r"try again (?:with|in|using) (?:different|other|more|simpler)|rephras\w+|elaborating|rewording|reword|restate|"
    r"paraphrase|(?:say|put|phrase|word|explain|ask|write|describe) (?:that|it|this|your (?:question|request|"
    r"message)|what you \w+)? ?(?:again|differently|(?:in )?(?:another|a different|other|some other|different|"
    r"simpler) (?:way|words|terms)|once more|one more time)|repeat(?! (?:customer|order|business|purchase|"
    r"prescription)s?)|say (?:that|it) again|elaborate(?! or)|expand (?:on|upon)? ?(?:that|this|it|what|your|a "
    r"(?:bit|little))|be (?:a (?:bit|little) )?more (?:specific|precise|explicit|detailed|concrete|clear)|be "
    r"clearer|(?:tell|say|share|give|explain|describe|hear|know|need|provide|add|offer|get|have|supply|send|"
    r"include)(?: (?:me|us|to))?(?: (?:a (?:bit|little|few)|some|any|just|with))* (?:more|further|additional|"
    r"extra)(?: (?:context|details?|information|info|background|specifics|clarity|clarification|things|words))?(?: "
    r"(?:about|on|of|regarding|around|as to) .*)?|(?:provide|give|share|offer|send|need)(?: (?:me|us|to))?(?: "
    r"(?:some|a (?:bit|little) of|a))? (?:context|details|clarification|background|specifics|description)|what "
    r"(?:exactly |precisely )?(?:do|did) you (?:exactly |actually |really )?mean(?: by (?:that|this|it))?$|what "
    r"(?:are|were) you (?:trying to (?:say|ask|tell me)|saying|getting at|talking about)|help me (?:better "
    r")?understand (?:what you|your (?:question|request|situation)|the (?:issue|situation|problem)|that|better|"
    r"this)|(?:what|how) do you mean(?: exactly| by (?:that|this|it))?$|walk me through|in (?:more|greater) detail|"
    r"come again|what was that(?: again| sorry)?$|(?:clarify|explain|describe)|what (?:is|was) (?:it )?(?:that "
    r")?you (?:mean|meant|are asking|are trying to \w+)|what did you (?:just )?say|i beg your pardon|tell me about "
    r"(?:it|that|yourself|your (?:situation|problem|issue|project))|go into (?:more )?detail|spell (?:that|it) out|"
    r"flesh (?:that|it|this) out"
)
_OPEN = re.compile(
    r"^(?:(?:oh|um|uh|wait|okay|hm|i am) )*(?:what|sorry|pardon(?: me)?|huh|come again|excuse me|say what|eh)(?: "
    r"(?:what|sorry|huh))?$"
)
# "Clarify", "more about" and their like ask one thing after all when what follows them is one thing.
_DETAIL = re.compile(
    r"\b(?:clarif\w+|explain|describe|specify|elaborate on|expand on|(?:more|further|additional)(?: (?:context|"
    r"details?|information|info|specifics|background|clarity))? (?:about|on|regarding)|details (?:about|on|of|"
    r"regarding)|specific (?:about|on|as to)|precise about|rephrase|reword|restate|repeat) (.+)$"
)
_SLOT = phrase(
    r"which|whether|when|where|who|how (?:many|much|long|often|old|far|big)|if (?:you|it|the|your)|what (?:kind|"
    r"type|sort|time|size|colou?r|date|version|model|brand|day|year|language|budget|format|operating|level|\w+ you "
    r"(?:are using|use|have|prefer))|(?:your|the|his|her|their) (?:\w+ )?(?:budget|dates?|time|location|address|"
    r"size|colou?r|age|name|number|version|model|price|deadline|destination|length|duration|email|city|weight|"
    r"height|dose|dosage|format|audience|tone|language|symptoms|pain|timeline|schedule|diet|allerg\w+|operating "
    r"system|error message|username|order|account|guests|room|brand)"
)
_TELL = phrase(
    r"(?:please )?(?:tell me|let me know|share(?: with me)?|give me|provide(?: me with)?|specify|confirm|indicate|"
    r"send me|state|enter|choose|select|pick|type|describe) (?:just )?(?:the|your|which|what|when|where|who|how "
    r"(?:many|much|long|often|old|far|big)|whether|a (?:date|time|location|name|city|size|number)|if you (?:want|"
    r"prefer|would rather|have|are|need)\b)|i (?:\w+ )?(?:need|would need|want|would like|have|still need|also "
    r"need) (?:to (?:know|ask|have|get)|your|(?:a|the) (?:date|time|location|name|address|size|city|number)) ?|i "
    r"(?:am|was) (?:wondering|curious) (?:about|what|which|when|where|who|how|whether|if)|may i (?:have|know|ask|"
    r"get)|i wonder (?:what|which|when|where|who|how|whether|if)"
)
_NOT_TOLD = phrase(
    r"let me know (?:if you (?:need|have|want|would|are (?:unsure|stuck|interested))|how (?:it|that) (?:goes|went|"
    r"works)|what you (?:think|decide)|when you are)|(?:select|choose|pick|enter|type|provide|specify|describe|"
    r"state|share|confirm) .*\b(?:then|from the|in the|button|menu|settings|screen|field|option|click|page|tab)"
)
_RHETORICAL = re.compile(
    r"^(?:did you know|guess what|you know what|who knew|why not|what is not to|ever wondered|have you ever "
    r"wondered|so what|who cares|right|you know|see|really|remember)\b"
)
_CLAUSE = re.compile(
    r"\b(?:and|also|plus|as well as|then|along with|or) (?:also |if so |(?:at|in|on|for|by|with|to|from|around|"
    r"about|until) )?(?:(?:what|which|when|where|who|why|how)(?: \w+|$)|(?:do|does|did|is|are|was|were|have|has|can|"
    r"could|would|will) (?:you|it|there|they|your|the|he|she)|whether|for how|in (?:what|which)|roughly how)\b"
)
_LISTED = re.compile(
    r"\b(?:what|which|tell me|know|need|share|provide|give|confirm|specify|have|enter|send|me with|state|get)\b(?: "
    r"\w+){0,3}? (?:your|the|a|his|her|their)\b"
)
_PAIR = re.compile(
    r"\b(?:what|which) (?:(?:is|are|was|were) (?:your|the|his|her|their) )?(?:(?!between|and|of|with)\w+ ){1,3}and "
    r"(?!(?:is|are|do|does|what|which|why|how|when|where|who)\b)(?:your |the |which |what )?\w+(?: (?:do|does|did|"
    r"would|will|are|is|should|shall|can|could|were|was|have|has|\w+ you)\b|$| \w+$)"
)
_SAME = phrase(
    r"difference|relation\w*|between|pros and cons|terms and conditions|both|you and your|bed and breakfast|likes "
    r"and dislikes|back and forth|black and white|ups and downs|more and more|rock and roll|connection|mix of|"
    r"combination"
)
_DRAFTS = phrase(
    r"(?:write|draft|generate|create|compose|make|give|list|suggest|come up with|prepare|think of|need|want|have) "
    r".{0,60}(?:questions?|quiz|e ?mail|survey|message|poem|story|dialogue|script|letter|riddles?|faq|post|"
    r"headlines?|titles?|questionnaire|essay|speech|slogans?|flash ?cards?)|translate|proofread|edit this|quiz me"
)
_PUZZLES = phrase(
    r"(?:riddle|joke|trivia|quiz|brain ?teaser|puzzle|knock knock)s?|(?:ask|quiz|test) me|(?:interview|survey|"
    r"discussion|quiz|exam|test|essay|icebreaker|practice) questions"
)
_LETTER = re.compile(
    r"(?ims)^(?:subject:.*?|dear\b|hi\b[^\n]{0,40},\s*$|hello\b[^\n]{0,40},\s*$).*?^(?:\W*(?:best|kind|warm|"
    r"yours|sincerely|regards|thanks|thank you|cheers|love)\b[^\n]{0,40}\n?[^\n]*|\Z)"
)
QUOTED = re.compile(r"[\"“«][^\"”»\n]{0,400}[\"”»]")
_ADVISED = re.compile(
    r"(?i)\b(?:you (?:could|can|might|should|may) (?:\w+ )?ask|questions (?:to|you|for|that|like)|(?:sample|example|"
    r"possible|common|good|useful|typical) (?:\w+ )?questions)\b[^\n]*:\s*\n"
)
_ITEM = re.compile(r"(?m)^[ \t]*(?:[-*•>]|\(?\d+[.)]|q\d*:).*$", re.IGNORECASE)


_LEADING = re.compile(
    r"^(?:(?:and|also|plus|then|okay|so|sure|great|well|but|alright|or) )+|\b(?:let me know|tell me|and then) ?"
)
_OR_CLAUSE = re.compile(
    r"\bor (?:do|does|did|is|are|was|were|have|has|can|could|would|will|whether|which|what|when|where|who|how|why)\b"
)
_PLEADS = re.compile(r"\b(?:i (?:\w+ )?(?:need|could use|would need|will need)|please|kindly)\b")
_QUESTION_WORD = re.compile(
    r"^(?:and |also |so )?(?:what|which|when|where|who|why|how|do|does|did|is|are|was|were|have|has|can|could|would|"
    r"will|should|any)\b"
)
_OFFERS_ANSWER = re.compile(r"^(?:or|like|for example|for instance|such as|maybe|perhaps|say|e g)\b")


def _read(before: Before, speaker: str, text: str) -> tuple[Sentence, ...]:
    """Return the sentences in which a turn speaks for itself: quotations, and what it drafts on request, left out."""
    request, text = whole(last_of_other(before, speaker)), edges(text)
    if _PUZZLES.search(request):
        return tuple(one for one in sentences(text) if _OFFER.search(one.plain) or _INVITES.search(one.plain))
    if _DRAFTS.search(request):
        text = _LETTER.sub("", text)
        text = _ITEM.sub("", QUOTED.sub("", text))
        found = sentences(text)
        return found[-2:] if len(found) > 6 else found
    if _ADVISED.search(text):
        text = _ITEM.sub("", text)
    return sentences(QUOTED.sub(lambda quote: quote[0].rstrip('?!"”»') if "?" in quote[0] else quote[0], text))


def is_heading(at: int, read: tuple[Sentence, ...]) -> bool:
    """Return whether a question that addresses nobody is followed at once by what answers it."""
    one = read[at]
    if re.search(r"\b(?:you|your|yours|we|i|me|my)\b", one.plain) and not re.match(
        r"^(?:why|how|what) (?:do|does|is) (?:we|i)\b", one.plain
    ):
        return False
    return (
        at + 1 < len(read)
        and not asks(read[at + 1])
        and read[at + 1].count >= HEADING
        and not re.search(r"\b(?:i|you|your)\b", read[at + 1].plain)
    )


def _facets(sentence: Sentence) -> int:
    """Return how many facts a sentence asks for."""
    spoken = _LEADING.sub("", sentence.plain)
    parts = 1 + len(_CLAUSE.findall(spoken))
    if _OR_CLAUSE.search(sentence.plain):
        parts -= len(_OR_CLAUSE.findall(sentence.plain))
    if parts < 2 and not _SAME.search(sentence.plain):
        commas = len(
            re.findall(r",\s+(?:and\s+)?(?:your |the |what |which |when |where |how |who )?[a-z]", sentence.raw)
        )
        listed = _LISTED.search(sentence.plain)
        if (
            _PAIR.search(sentence.plain)
            or (listed and commas >= 2 and " and " in sentence.plain)
            or (
                listed
                and re.search(r"\b(?:your|the) (?:\w+ ){1,3}and (?:your |the |a )?(?:\w+\b ?){1,3}$", sentence.plain)
            )
        ):
            parts = 2
    if (
        parts < 2
        and re.search(r",\s*(?:what|which|when|where|who|how (?:many|much|long|often|old))\b", sentence.raw)
        and re.match(r"^(?:for |at |in |on )?(?:what|which|when|where|who|how)\b", spoken)
    ):
        parts = 2
    return max(parts, 1)


def _specific(text: str) -> bool:
    detail = _DETAIL.search(text)
    return bool(detail and _SLOT.match(re.sub(r"^(?:to me |for me |me )", "", detail[1])))


def kind(sentence: Sentence, speaker: str = "") -> str:
    """Return what one sentence asks: none, offer, facet, several or rephrase. "Should I ...?" is no offer of a user's.

    >>> [kind(one) for one in sentences("Anything else? Which day, and how many guests? Could you say that differently?")]
    ['offer', 'several', 'rephrase']
    """
    text = sentence.plain
    question = asks(sentence)
    if not question and (_INVITES.search(text) or re.search(r"^(?:is there )?any ?thing else\b", text)):
        return NONE if re.search(r"\bfeel free to (?:take|share|use|skip|adjust)\b", text) else OFFER
    request = re.match(
        r"^(?:(?:okay|sorry|so|well|hm|but|and|i am sorry|to help you|first) )*(?:please |kindly )", text
    )
    told = not _NOT_TOLD.search(text) and (_TELL.search(text) or (request and _REPHRASE.search(text)))
    pleads = _PLEADS.search(text) and _REPHRASE.search(text)
    if not (question or told or pleads) or _RHETORICAL.match(text):
        return NONE
    own = speaker == USER and re.search(r"\b(?:should|shall|can|could|may) (?:i|we)\b", text)
    if question and _OFFER.search(text) and not _OFFER_SPECIFIC.search(text) and not own:
        return OFFER
    if _OPEN.match(text) and question:
        return REPHRASE
    if _REPHRASE.search(text) and not _specific(text):
        return REPHRASE
    return SEVERAL if _facets(sentence) > 1 else FACET


def _answers_itself(one: Sentence, previous: Sentence | None) -> bool:
    """Return whether a question only offers answers to the one before it ("What size? Small? Large?")."""
    if previous is None or not asks(previous):
        return False
    bare = not _QUESTION_WORD.match(one.plain)
    return bool(_OFFERS_ANSWER.match(one.plain)) or (bare and one.count <= 5)


def classify(before: Before, speaker: str, text: str) -> Label:
    """Return what a turn asks: none, offer, facet (one fact), several, or rephrase.

    A fact outweighs a courtesy or a general request beside it: "Could you clarify? Which city is it?" asks one fact.
    """
    read, kinds = _read(before, speaker, text), []
    facts: list[int] = []
    for at, one in enumerate(read):
        found = kind(one, speaker)
        if found == NONE or (asks(one) and is_heading(at, read)):
            continue
        if found in (FACET, SEVERAL):
            if facts and _answers_itself(one, read[at - 1] if at else None):
                continue
            facts.append(2 if found == SEVERAL else 1)
        kinds.append(found)
    if sum(facts) > 1:
        return SEVERAL
    return next((label for label in (FACET, REPHRASE, OFFER) if label in kinds), NONE)


QUESTION = Classifier("question", "question-1", LABELS, classify)

_SOURCE = (
    r"rules of this project; what is counted follows Li et al. 2025 (ALFA) and studies of facet-specific questions"
)


def _card(name: str, means: str, formula: str, is_not: str) -> Card:
    return Card(
        f"questions.{name}",
        "1",
        means,
        formula,
        "0..1",
        "more is more of it, not better",
        _SOURCE,
        "milliseconds",
        is_not,
    )


ASKED = _card(
    "asked",
    "the share of the assistant's turns that ask something",
    "#(facet, several, rephrase) / #(turns that say something)",
    "whether the question was needed",
)
FACETS = _card(
    "facet",
    "the share of the assistant's turns that ask exactly one specific fact",
    "#(facet) / #(turns that say something)",
    "whether the fact was the decisive one",
)
TOO_MANY = _card(
    "several",
    "the share of the assistant's turns that ask two or more facts at once",
    "#(several) / #(turns that say something)",
    "a count of questions",
)
REPHRASES = _card(
    "rephrase",
    "the share of the assistant's turns that ask to say it again, otherwise, or in more detail",
    "#(rephrase) / #(turns that say something)",
    "a sign that the user was unclear",
)
CARDS = (ASKED, FACETS, TOO_MANY, REPHRASES)
COUNTED = {ASKED: (FACET, SEVERAL, REPHRASE), FACETS: (FACET,), TOO_MANY: (SEVERAL,), REPHRASES: (REPHRASE,)}


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return the questions measures of a talk: shares of the turns of side 1, the assistant's; None for the other side's."""
    given = tuple(label if side == 1 else None for label, side in zip(labels(QUESTION, talk), talk.sides, strict=True))
    series = {card: shares(given, counted) for card, counted in COUNTED.items()}
    return tuple(card.of(mean(values), (None, mean(values)), values) for card, values in series.items())


FAMILY = Family("questions", CARDS, compute)
