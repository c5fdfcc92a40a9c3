"""The Refiner: from conversations that went wrong and others that went right to a few rules, in words.

What users explained ("By zorla I mean Tuesday") and how they want to be answered is read; what they only corrected ("No,
Tuesday.") is held against the request before it: of the words that no request that went right has, the one that stands where
the corrected value belongs. What users gave and failed replies lost, more often than right ones, becomes a guideline. A
model may propose more; a proposal is kept only where the words of the conversation bear it out. Rules by contrast of
trajectories after ExpeL (arXiv 2308.10144); no weight is changed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.measures.classifiers import plain
from commonground.mediation import prompts
from commonground.mediation.fold import fold
from commonground.mediation.parts import corrections, fragments
from commonground.mediation.parts.corrections import Cue
from commonground.mediation.parts.facets import LIGHT, facets
from commonground.mediation.rules import WORD, Rule, Rules, guideline, word
from commonground.memory import reading
from commonground.memory.items import GUIDELINE
from commonground.memory.meanings import SUBJECT, meanings, usable
from commonground.models.chat import ChatModel, Request, Sampling, complete
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import says, words

VERSION = "refiner-1"
MOST = 20  # rules of everyone, and of each user: few enough to be read
_LOST = 3, 0.2  # failed replies that lost a kind of value, and how much more often than right ones, to make a guideline
_AGREED = 2 / 3  # of those who explain a word of everyone's: what they agree on is its meaning
_SHOWN = 5  # places named as evidence
_SHORT = 8  # words of a turn that only corrects
_TOKENS = 32
_STANDS = {  # before a value of each kind
    "day": "on this next for by", "time": "at from by for until", "people": "for of with", "number": "for of with at",
    "place": "at in to from the via", "name": "at in to from the by with", "origin": "from", "destination": "to",
    "address": "to at", "money": "for under of", "length": "for of",
}  # fmt: skip
_NAMES = frozenset(("name", "place", "origin", "destination", "called"))  # of which a request may give several
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_NOT = re.compile(
    r"\bnot (?:the |on |at |in |for |to )*[\w'-]+(?:[.:]\d+)?(?: (?-i:[A-Z])[\w'-]*)*[,:;.]? ?(?:but )?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A conversation to learn from: of which user ("": no one known) and task, and whether it ended right (None: not known)."""

    id: str
    conversation: Conversation
    right: bool | None = None
    user: str = ""
    task: str = ""


@dataclass(frozen=True, slots=True)
class Misread:
    """A request, the reply that took it wrong, and the turn that corrects it, number `turn` of a conversation."""

    said: str
    reply: str
    corrected: str
    turn: int


def refine(trajectories: Sequence[Trajectory], most: int = MOST) -> Rules:
    """Return the rules that these conversations give, those with most support first, at most `most` for each user."""
    by_user: dict[str, list[Trajectory]] = defaultdict(list)
    for one in trajectories:
        by_user[one.user].append(one)
    found: list[Rule] = []
    for user, own in sorted(by_user.items()):
        rules = [*_words(user, own), *_wishes(user, own)]
        rules += _lost(own) if not user else []
        found += sorted(rules, key=lambda one: -one.support)[:most]
    tasks = tuple(dict.fromkeys(one.task for one in trajectories if one.task))
    return Rules(tuple(found), tasks, VERSION)


async def propose(trajectories: Sequence[Trajectory], rules: Rules, model: ChatModel, since: int = 0) -> Rules:
    """Return rules with those that a model proposes for corrections from turn `since` on that gave none.

    Raises: EndpointError.
    """
    made: dict[str, Rule] = {}
    known = {(one.user, one.trigger.lower()) for one in rules.rules if one.kind == WORD}
    for one in trajectories:
        for wrong in misread(one.conversation):
            if wrong.turn < since or any(user == one.user and says(wrong.said, trigger) for user, trigger in known):
                continue
            told = f"The user: {wrong.said}\nThe assistant: {wrong.reply}\nThe user: {wrong.corrected}"
            asked = Conversation((Turn(SYSTEM, prompts.load("refine")), Turn(USER, told)))
            reply = await complete(model, Request(asked, Sampling(0.0, _TOKENS)))
            pair = supported(reply.text, wrong)
            if pair is not None:
                rule = word(*pair, one.user, 1, (_place(one, wrong.turn),))
                made[rule.id] = replace(rule, support=made[rule.id].support + 1) if rule.id in made else rule
    return replace(
        rules, rules=(*rules.rules, *made.values()), made_by=f"{rules.made_by} and {prompts.version('refine')}"
    )


def supported(reply: str, wrong: Misread) -> tuple[str, str] | None:
    """Return the word and the meaning that a model's reply proposes, None unless the user said the one and then the other."""
    found = re.fullmatch(r"([^=\n]+)=([^=\n]+)", reply.strip())
    if found is None:
        return None
    trigger, means = found[1].strip(" \"'"), found[2].strip(" .\"'")
    heard = says(wrong.said, trigger) and says(wrong.corrected, means) and not says(wrong.said, means)
    return (trigger, means) if heard and usable(trigger, means) else None


def misread(conversation: Conversation) -> Iterator[Misread]:
    """Yield the requests that the user's next turn corrects."""
    turns = [(at, turn) for at, turn in enumerate(conversation.turns) if turn.speaker in (USER, ASSISTANT)]
    for (_, said), (_, reply), (at, then) in zip(turns, turns[1:], turns[2:], strict=False):
        if (said.speaker, reply.speaker, then.speaker) == (USER, ASSISTANT, USER) and _corrects(then.text):
            yield Misread(said.text, reply.text, then.text, at)


# What words mean.


def _words(user: str, own: Sequence[Trajectory]) -> Iterator[Rule]:
    """Yield a rule for each word that was explained or that a correction gives a meaning."""
    told: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    usual = _usual(own)
    for one in own:
        for found in meanings(one.conversation.turns):
            told[found.word.lower()].append((found.word, found.means, _place(one, found.turn)))
    for one in own:
        for wrong in misread(one.conversation):
            if not meanings((Turn(USER, wrong.said), Turn(ASSISTANT, wrong.reply), Turn(USER, wrong.corrected)), 2):
                pair = _implied(wrong, usual)
                if pair is not None and pair[0].lower() not in told:
                    told[pair[0].lower()].append((*pair, _place(one, wrong.turn)))
    for heard in told.values():
        agreed = _agreed(heard, bool(user))
        if agreed:
            trigger, means, _ = agreed[-1]
            yield word(trigger, means, user, len(agreed), tuple(place for _, _, place in agreed[-_SHOWN:]))


def _agreed(heard: Sequence[tuple[str, str, str]], own: bool) -> list[tuple[str, str, str]]:
    """Return who agree on a meaning: the last word of a user's own; of many people's, what most of them say."""
    counted = Counter(means.lower() for _, means, _ in heard)
    meant = heard[-1][1].lower() if own else counted.most_common(1)[0][0]
    if not own and counted[meant] < _AGREED * len(heard):
        return []
    return [one for one in heard if one[1].lower() == meant]


def _usual(own: Sequence[Trajectory]) -> frozenset[str]:
    """Return the words that are nobody's own: those of replies, and of requests that nobody had to correct."""
    heard: list[str] = []
    for one in own:
        wrong = {found.said for found in misread(one.conversation)} | {
            found.corrected for found in misread(one.conversation)
        }
        last = one.conversation.by(USER)[-1:]
        wrong |= {turn.text for turn in last} if one.right is False else set()
        heard += [turn.text for turn in one.conversation.turns if turn.speaker != USER or turn.text not in wrong]
    return frozenset(said for text in heard for said in words(text))


def _implied(wrong: Misread, usual: frozenset[str]) -> tuple[str, str] | None:
    """Return the one word that a mere correction ("No, Tuesday.") can be about, with the value; None for none or many."""
    corrected = _NOT.sub("", wrong.corrected)
    given = facets(corrected)
    if len(given.values) != 1 or len(words(corrected)) > _SHORT:
        return None
    ((kind, value),) = given.values
    written = re.search(re.escape(value), corrected, re.IGNORECASE)
    if written is None or kind in facets(wrong.said).kinds - _NAMES:
        return None  # the request gave a value of this kind in plain words: that is what is corrected
    spoken, echoed = _WORD.findall(wrong.said), set(words(wrong.reply))
    strange = {
        one
        for one in spoken
        if one.islower() and one not in usual | echoed | FUNCTION_WORDS | LIGHT and usable(one, written[0])
    }  # fmt: skip
    before = _STANDS.get(kind, "").split()
    placed = [one for at, one in enumerate(spoken) if one in strange and _stands(spoken[:at], before)]
    likely = list(dict.fromkeys(placed or strange))
    if len(likely) != 1:
        return None
    the = re.search(r"\bthe $", corrected[: written.start()], re.IGNORECASE)
    return likely[0], f"the {written[0]}" if the else written[0]


def _stands(before: Sequence[str], words_before: Sequence[str]) -> bool:
    """Return whether one of these words comes right before a place, articles apart."""
    last = [one.lower() for one in before[-3:]]
    while last and last[-1] in ("the", "a", "an", "next", "my", "our"):
        if last.pop() in words_before:
            return True
    return bool(last) and last[-1] in words_before


def _corrects(text: str) -> bool:
    return any(
        corrections.cue(one) is not Cue.NONE or (fragments.fragment(one) and fragments.hints(one))
        for one in map(plain, re.split(r"(?<=[.!?;:])\s+", text.strip()))
    ) or bool(meanings((Turn(USER, text),)))  # fmt: skip


# How to answer.


def _wishes(user: str, own: Sequence[Trajectory]) -> Iterator[Rule]:
    """Yield what a user said of how to answer, the last word on each matter. Nobody's wishes are everyone's."""
    if not user:
        return
    last: dict[str, tuple[str, list[str]]] = {}
    for one in own:
        for found in reading.read(one.conversation.turns):
            if found.kind == GUIDELINE and not found.subject.startswith(SUBJECT):
                same = last.get(found.subject)
                places = same[1] if same and same[0] == found.text else []
                last[found.subject] = found.text, [*places, _place(one, found.turn)]
    for text, places in last.values():
        yield guideline(text, user, len(places), tuple(places[-_SHOWN:]))


def _lost(own: Iterable[Trajectory]) -> Iterator[Rule]:
    """Yield a guideline for each kind of value that users gave and failed replies lost, clearly more often than right ones."""
    given: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    lost: dict[bool, dict[str, list[str]]] = {True: defaultdict(list), False: defaultdict(list)}
    for one in own:
        if one.right is None or not one.conversation.by(ASSISTANT):
            continue
        for kind, kept in _kept(one.conversation).items():
            given[one.right][kind] += 1
            if not kept:
                lost[one.right][kind].append(one.id)
    least, more = _LOST
    for kind, where in sorted(lost[False].items()):
        if kind.startswith("number"):
            continue  # a count of things, which replies tell in their own ways
        share, usual = len(where) / given[False][kind], len(lost[True][kind]) / max(1, given[True][kind])
        if len(where) >= least and share - usual >= more:
            text = f"Keep the {kind} that the user gave, also where an earlier message said it."
            yield guideline(text, "", len(where), tuple(where[:_SHOWN]))


def _kept(conversation: Conversation) -> Mapping[str, bool]:
    """Return for each kind of value that stands in what was asked whether the last reply holds it."""
    reply = set(words(conversation.by(ASSISTANT)[-1].text))
    kept: dict[str, bool] = {}
    for one in fold(conversation).requirements:
        if one.superseded_by is None:
            for kind, value in facets(one.text).values:
                kept[kind] = kept.get(kind, True) and set(words(value)) <= reply
    return kept


def _place(one: Trajectory, turn: int) -> str:
    return f"{one.id} turn {turn}"
