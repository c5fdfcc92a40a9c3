"""Requirements: what the user asked for, a sentence each, and which later one corrects or withdraws which.

Every sentence of a user is one, but for courtesy, talk about the talk (a request to repeat, a check of what was meant)
and a yes or no that approves. Nothing is ever dropped: what no longer stands names the turn that replaced it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from commonground.measures.classifiers import listed, plain
from commonground.measures.phrases import EITHER, VERBS
from commonground.measures.repair import CANDIDATE, INITIATIONS
from commonground.measures.request_phrases import ABORT
from commonground.measures.requests import ABORT as ABORTS
from commonground.measures.requests import CLOSE, PARAPHRASE, REPEAT
from commonground.mediation.ground import Requirement
from commonground.mediation.parts import corrections, fragments
from commonground.mediation.parts.corrections import TOO_LITTLE, Cue
from commonground.mediation.parts.courtesy import bare_answer, is_courtesy
from commonground.mediation.parts.facets import Facets, facets
from commonground.mediation.parts.heard import Heard, Said
from commonground.text.lemmas import content_lemmas, lemma

NEAR = 40  # standing sentences, the latest first, among which a corrected one is looked for
SHORT = 8  # words up to which a sentence without a verb is an answer that means nothing alone
_ORDERS = (
    VERBS | EITHER | listed("search reserve schedule cancel pull rent check update translate summarize rewrite delete")
)
_SUBJECT = re.compile(
    r"\b(?:i|we|it|they|he|she|there|you|this|that|is|are|was|were|be|do|does|did|can|could|will|would|should|must|"
    r"have|has|had|may|might|let)\b"
)
_CONFIRMS = re.compile(
    r"\b(?:correct|right|confirm\w*|verify|okay|sound|anything else|go ahead|shall i|should i|proceed)\b"
)
_YES_OR_NO = re.compile(r"^(?:\w+ ){0,3}?(?:do|does|did|is|are|was|were|would|will|can|could|should|have|has)\b")


@dataclass
class _Standing:
    """A requirement in the making: its place in the list, and what a correction of it needs."""

    place: int
    base: str
    facets: Facets
    words: frozenset[str]
    amended: dict[frozenset[str], str] = field(default_factory=dict)


class Requirements:
    """What the user asked for so far."""

    def __init__(self) -> None:
        self._found: list[Requirement] = []
        self._standing: list[_Standing] = []
        self._since = 0  # the turn from which on requirements are of the request that is going on
        self._last = ""  # what the assistant said last
        self._anew = False  # whether the turn that is heard makes a request of its own: then it changes no other
        self._began = 0  # the turn that is heard

    @property
    def found(self) -> tuple[Requirement, ...]:
        """All requirements, in the order in which they were said."""
        return tuple(self._found)

    def add(self, heard: Heard) -> None:
        """Take in a turn of the user."""
        questions = heard.asked
        if heard.shifts:
            self._since = heard.number
        aborts = heard.seen["request"] == ABORTS
        if aborts:
            self._withdraw(heard.number)
        if heard.seen["request"] == CLOSE:
            self._since = heard.number + 1
            self._answer_alone(heard, questions)
            return
        carried, answers = Cue.NONE, list(questions)
        self._anew = any(fragments.orders(said.plain) for said in heard.sentences)
        self._began = heard.number
        for said in heard.sentences:
            cue = max(carried, corrections.cue(said.plain))
            if corrections.says_only_that(said.plain) and len(heard.sentences) > 1:
                carried = cue
                continue
            if (aborts and ABORT.match(said.plain)) or self._passes(said, heard):
                continue
            if is_courtesy(said.plain) or self._only_agrees(said, heard):
                continue
            self._state(heard.number, said, cue, answers)
            answers = []
        if answers == list(questions):
            self._answer_alone(heard, questions)

    def hear(self, heard: Heard) -> None:
        """Take in a turn of the assistant, to which the user's next may refer."""
        self._last = heard.text

    def _answer_alone(self, heard: Heard, questions: Sequence[str]) -> None:
        """Keep a yes or no with the question that it answers; one that approves or closes says nothing new."""
        asked = [
            question
            for question in questions
            if _YES_OR_NO.match(plain(question)) and not _CONFIRMS.search(plain(question))
        ]
        answer = next((said for said in heard.sentences if bare_answer(said.plain)), None)
        if asked and answer and heard.seen["request"] != ABORTS:
            self._keep(heard.number, f"{asked[-1]} {answer.text}")

    def _passes(self, said: Said, heard: Heard) -> bool:
        """Return whether a sentence is about the talk itself: it asks to repeat, or checks what the other meant."""
        words = said.plain.split()
        if heard.seen["request"] in (REPEAT, PARAPHRASE):
            return len(heard.sentences) <= 2 or said.asks or len(words) <= 4
        if heard.seen["repair"] in INITIATIONS and (said.asks or len(words) <= 4):
            if heard.seen["repair"] != CANDIDATE:
                return True
            mine, theirs = set(content_lemmas(words)), set(content_lemmas(plain(self._last).split()))
            return 2 * len(mine & theirs) >= len(mine)
        return False

    def _only_agrees(self, said: Said, heard: Heard) -> bool:
        """Return whether a sentence says again what stands, or what is not wanted beside a sentence that says what is."""
        if not self._last or heard.asked or not fragments.fragment(said.plain):
            return False
        new = facets(said.text)
        if fragments.approves(said.plain, new, (one.facets for one in self._standing[: -NEAR - 1 : -1])):
            return True
        others = (facets(one.text) for one in heard.sentences if one is not said and not fragments.refuses(one.plain))
        return fragments.refuses(said.plain) and any(
            one.kinds & new.kinds - {"name"} or _named(one, new) for one in others
        )

    def _state(self, turn: int, said: Said, cue: Cue, questions: Sequence[str]) -> None:
        text = said.text
        gone = corrections.withdrawn(said.plain)
        if gone:
            old = self._about(gone)
        else:
            new = facets(text)
            old = self._replaced(said, new, cue, bool(questions))
        if old is not None:
            self._correct(turn, text, old)
            return
        if questions and _is_fragment(said.plain):
            text = f"{' '.join(questions[-2:])} {text}"
        self._keep(turn, text)

    def _keep(self, turn: int, text: str) -> None:
        self._standing.append(
            _Standing(len(self._found), text, facets(text), frozenset(content_lemmas(plain(text).split())))
        )
        self._found.append(Requirement(turn, text))

    def _replaced(self, said: Said, new: Facets, cue: Cue, answering: bool) -> _Standing | None:
        """Return the standing sentence that a sentence replaces, None where it adds one."""
        near, spoken = self._near(), said.plain
        named = corrections.assigned(spoken)
        if (
            self._last
            and near
            and not self._anew
            and not answering
            and fragments.replaces(said.text, cue is not Cue.NONE)
        ):
            changed = self._changed(spoken, new, near)
            if changed is not None:
                return changed
        if cue is Cue.NONE:
            same = (one for one in near if named and corrections.assigned(plain(one.base)) == named)
            return next((one for one in same if corrections.fit(new, one.facets) >= TOO_LITTLE[Cue.HINT]), None)
        if corrections.adds(spoken) or (cue is Cue.HINT and answering and not new.values):
            return None
        wrong = frozenset(content_lemmas(corrections.replaced(spoken).split()))
        named_wrong = [one for one in near if wrong and wrong <= one.words]
        if named_wrong:
            return named_wrong[0]
        best = max(near, key=lambda one: (corrections.fit(new, one.facets), one.place), default=None)
        if best is None or corrections.fit(new, best.facets) < TOO_LITTLE[cue]:
            return None
        return best

    def _changed(self, spoken: str, new: Facets, near: Sequence[_Standing]) -> _Standing | None:
        """Return the standing sentence whose value a fragment changes to one that does not stand yet."""
        found = [(one, fragments.changes(new, one.facets)) for one in near]
        stands = {value for one in near for value in one.facets.values}
        news = any((kind, value) not in stands for _, changes in found for kind, (_, value) in changes.items())
        if not news or (fragments.refuses(spoken) and len(new.values) == 1):
            return None
        return next(one for one, changes in found if changes)

    def _about(self, gone: str) -> _Standing | None:
        """Return the latest standing sentence that holds all that is no longer wanted."""
        words = frozenset(content_lemmas(gone.split()))
        return next((one for one in self._standing[: -NEAR - 1 : -1] if words and words <= one.words), None)

    def _near(self) -> list[_Standing]:
        """Return what a sentence may correct, the latest first: of a turn with a request of its own, what that turn said."""
        near = self._standing[: -NEAR - 1 : -1]
        return [one for one in near if self._found[one.place].turn >= self._began] if self._anew else near

    def _correct(self, turn: int, text: str, old: _Standing) -> None:
        """Put a correction in the place of a sentence; where that says more, both stand together from now on."""
        self._supersede(old, turn)
        new = facets(text)
        placed = fragments.fragment(plain(text)) and fragments.changes(new, old.facets)
        if not placed and not corrections.rest(new, old.facets):
            self._keep(turn, text)
            return
        kept = {kinds: said for kinds, said in old.amended.items() if not kinds & new.kinds}
        kept[new.kinds] = text
        self._keep(turn, " ".join([old.base, *kept.values()]))
        self._standing[-1].base, self._standing[-1].amended = old.base, kept
        self._standing[-1].facets = _amended(old.facets, new)

    def _supersede(self, one: _Standing, turn: int) -> None:
        was = self._found[one.place]
        self._found[one.place] = Requirement(was.turn, was.text, turn)
        at = next(at for at in range(len(self._standing) - 1, -1, -1) if self._standing[at] is one)
        del self._standing[at]

    def _withdraw(self, turn: int) -> None:
        """Withdraw what stands of the request that is going on."""
        while self._standing and self._found[self._standing[-1].place].turn >= self._since:
            self._supersede(self._standing[-1], turn)
        self._since = turn


def _named(one: Facets, other: Facets) -> bool:
    return bool({"name", "place"} & one.kinds and {"name", "place"} & other.kinds)


def _amended(old: Facets, new: Facets) -> Facets:
    kept = frozenset(value for value in old.values if value[0] not in new.kinds)
    said = {value for _, value in kept}
    roles = frozenset(role for role in old.roles if role[0] in said) | new.roles
    return Facets(kept | new.values, old.frame | new.frame, old.taken | new.taken, old.named | new.named, roles)


def _is_fragment(spoken: str) -> bool:
    """Return whether a sentence means nothing without the question before it: it is short and has no verb."""
    found = spoken.split()
    return len(found) <= SHORT and not _SUBJECT.search(spoken) and lemma(found[0]) not in _ORDERS
