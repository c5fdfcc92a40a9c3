"""Reference chains: the mentions of one referent in a talk, in order, and who made them.

How partners come to name a thing is only seen along such a chain. A game or a model that knows its referents says so with
events of kind "reference" (value {"referent": name, "text": mention}). Where there are none, a matcher links noun
phrases by rule: English only, built to be right rather than complete, so pronouns are never linked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from commonground.measures.phrases import Phrase, head_of, phrases
from commonground.measures.talk import Talk
from commonground.text.lemmas import content_lemmas
from commonground.text.lexicon import is_english
from commonground.text.tokens import words

VERSION = "references-1"
KIND = "reference"
OPENERS = frozenset({"other", "second", "third", "different", "new", "next", "extra", "additional"})
NEAR = 1  # turns back within which a phrase may say more of its referent, or leave the choice to recency
TOLD = 20  # words from which on a talk's language can be told
CANDIDATES = (
    16  # threads of one head that are still candidates: an older one is no likely referent, and the work stays linear
)


@dataclass(frozen=True, slots=True)
class Mention:
    """What one side called a referent at turn `turn` of the talk: the text, its words, its content lemmas and its head."""

    turn: int
    side: int
    text: str
    words: tuple[str, ...]
    lemmas: tuple[str, ...]
    head: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The mentions of one referent in the order in which they were made; at least one."""

    referent: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class References:
    """The chains of a talk. `named` says that a source named the referents; otherwise the matcher guessed them."""

    chains: tuple[Chain, ...]
    named: bool


@dataclass(slots=True)
class _Thread:
    """A chain that the matcher is still adding to, with all that was said of its referent so far."""

    first: Phrase
    found: list[tuple[int, int, Phrase]]
    modifiers: set[str] = field(default_factory=set)
    complements: dict[str, str] = field(default_factory=dict)
    owners: set[str] = field(default_factory=set)

    def add(self, turn: int, side: int, phrase: Phrase) -> None:
        self.found.append((turn, side, phrase))
        self.modifiers |= phrase.modifiers
        self.complements.update(phrase.complements)
        self.owners |= _owner(phrase, side)

    @property
    def latest(self) -> int:
        """The turn of the last mention."""
        return self.found[-1][0]

    def agrees(self, side: int, phrase: Phrase) -> bool:
        """Return whether number, owner and complements speak against nothing."""
        owners = _owner(phrase, side)
        if phrase.plural != self.first.plural or (owners and self.owners and owners.isdisjoint(self.owners)):
            return False
        return all(self.complements.get(preposition, head) == head for preposition, head in phrase.complements)


def references(talk: Talk) -> References:
    """Return the reference chains of a talk: from its events of kind "reference" where it has any, else from the matcher.

    Mentions without a word (an emoji, an empty turn) are left out: they say nothing that could be compared.
    """
    named = _named(talk)
    return References(named, True) if named else References(matched_chains(talk.texts, talk.sides), False)


def _named(talk: Talk) -> tuple[Chain, ...]:
    """Return the chains that events name, by first mention; an event that is not of the form, or of no turn, is passed over."""
    turn_of = {place: turn for turn, place in enumerate(talk.places)}
    found: defaultdict[str, list[Mention]] = defaultdict(list)
    for event in sorted(talk.conversation.events, key=lambda event: event.turn):
        if event.kind != KIND or event.turn not in turn_of or not isinstance(event.value, Mapping):
            continue
        turn, referent = turn_of[event.turn], event.value.get("referent")
        text = event.value.get("text", talk.texts[turn])
        if isinstance(referent, str) and isinstance(text, str) and (said := words(text)):
            found[referent].append(Mention(turn, talk.sides[turn], text, said, content_lemmas(said), head_of(text)))
    return tuple(Chain(referent, tuple(mentions)) for referent, mentions in found.items())


def matched_chains(texts: Sequence[str], sides: Sequence[int]) -> tuple[Chain, ...]:
    """Return the chains that the matcher finds in turns and their speakers; () for a talk that is not in English.

    A phrase joins a chain with the same head lemma and number, no other owner ("my car", "your car"), no other complement
    ("the top of the hill", "... of the page") and no modifiers that the chain does not have; more modifiers only
    within a turn of the last mention. An indefinite phrase opens a chain, unless it answers the partner's question in
    the same words; so do "another", "other", "second" and "new", until the chain they opened is meant. Among several
    candidates without a modifier to choose by, the last mentioned one is taken if it is near, else none.

    >>> (chain,) = matched_chains(["Take the small bottle.", "Ok, I have the bottle."], [0, 1])
    >>> [mention.text for mention in chain.mentions]
    ['the small bottle', 'the bottle']
    """
    said = [words(text) for text in texts]
    every = [word for turn in said for word in turn]
    if len(every) >= TOLD and not is_english(every):
        return ()
    threads: list[_Thread] = []
    of_head: defaultdict[str, list[_Thread]] = defaultdict(list)
    for turn, (text, side) in enumerate(zip(texts, sides, strict=True)):
        asked = turn > 0 and "?" in texts[turn - 1]
        for phrase in phrases(text):
            candidates = threads[-CANDIDATES:] if phrase.head == "one" else of_head[phrase.head][-CANDIDATES:]
            thread = _choice(candidates, turn, side, phrase, asked)
            if thread is None and _opens(phrase, candidates):
                thread = _Thread(phrase, [])
                threads.append(thread)
                of_head[phrase.head].append(thread)
            if thread is not None:
                thread.add(turn, side, phrase)
    return tuple(_chain(number, thread) for number, thread in enumerate(threads))


def _chain(number: int, thread: _Thread) -> Chain:
    mentions = tuple(
        Mention(turn, side, " ".join(phrase.words), phrase.words, content_lemmas(phrase.words), phrase.head)
        for turn, side, phrase in thread.found
    )
    return Chain(f"{thread.first.head} {number}", mentions)


def _owner(phrase: Phrase, side: int) -> frozenset[str]:
    """Return whose the referent is, as far as the possessive says: "my" of one side is "your" of the other."""
    if phrase.owner in {"", "our"}:
        return frozenset()
    if phrase.owner in {"my", "your"}:
        return frozenset({f"side {side if phrase.owner == 'my' else 1 - side}"})
    return frozenset({phrase.owner})


def _opens(phrase: Phrase, candidates: Sequence[_Thread]) -> bool:
    """Return whether a phrase that joined no chain begins one: a definite one only where it could mean none that is known."""
    if phrase.head == "one" or phrase.kind == "bare":
        return False
    if phrase.predicated:
        return not candidates
    if phrase.kind == "definite" and not phrase.modifiers and not phrase.complements and not phrase.owner:
        return all(thread.first.plural != phrase.plural for thread in candidates)
    return True


def _choice(candidates: Sequence[_Thread], turn: int, side: int, phrase: Phrase, asked: bool) -> _Thread | None:
    """Return the thread that a phrase belongs to, None where that is none or not clear.

    `asked` says that the turn before held a question, so that an indefinite phrase may be an answer to it.
    """
    agreeing = [thread for thread in candidates if thread.agrees(side, phrase)]
    if phrase.head == "one":
        agreeing = [thread for thread in candidates if phrase.modifiers <= thread.modifiers]
        return agreeing[0] if len(agreeing) == 1 and phrase.modifiers and phrase.kind == "definite" else None
    if phrase.kind == "indefinite":
        asked = asked and not phrase.predicated
        return next((thread for thread in agreeing if asked and _echoes(thread, turn, side, phrase)), None)
    if phrase.kind == "name":
        return next((thread for thread in reversed(agreeing) if _is_called(thread, phrase)), None)
    if phrase.related:
        return None
    fitting = [thread for thread in agreeing if phrase.modifiers <= thread.modifiers]
    if fitting:
        return _latest(fitting, turn, phrase)
    near = [thread for thread in agreeing if thread.modifiers < phrase.modifiers and turn - thread.latest <= NEAR]
    return near[0] if len(near) == len(candidates) == 1 and OPENERS.isdisjoint(phrase.modifiers) else None


def _latest(fitting: Sequence[_Thread], turn: int, phrase: Phrase) -> _Thread | None:
    """Return the only thread, or the last mentioned one if it is near and no other was mentioned at the same turn."""
    if len(fitting) == 1:
        return fitting[0]
    same = [thread for thread in fitting if thread.modifiers == phrase.modifiers]
    if len(same) == 1 and phrase.modifiers:
        return same[0]
    last, before = sorted(fitting, key=lambda thread: thread.latest)[:-3:-1]
    return last if turn - last.latest <= NEAR and before.latest < last.latest else None


def _is_called(thread: _Thread, phrase: Phrase) -> bool:
    return thread.first.kind in {"name", "definite"} and thread.modifiers == phrase.modifiers


def _echoes(thread: _Thread, turn: int, side: int, phrase: Phrase) -> bool:
    """Return whether an indefinite phrase only repeats what the partner said in the turn before ("a cup?", "yes, a cup")."""
    then, who, last = thread.found[-1]
    return (
        (then, last.kind) == (turn - 1, "indefinite")
        and who != side
        and last.modifiers == phrase.modifiers
        and OPENERS.isdisjoint(phrase.modifiers)
    )


def matcher_scores(dialogues: Iterable[Mapping[str, object]]) -> tuple[float | None, float | None]:
    """Return precision and recall of the matcher on labelled dialogues, over pairs of mentions of one referent.

    A dialogue is {"turns": [{"speaker", "text"}, ...], "chains": [[{"turn", "text"}, ...], ...]}. Two mentions are the
    same if turn and head lemma agree. Precision is the share of the pairs found that are labelled, None where none is
    found; recall the share of the labelled pairs that are found, None where none is labelled. Pairs are counted over
    all dialogues.
    """
    right = predicted = labelled = 0
    for dialogue in dialogues:
        turns, chains = dialogue["turns"], dialogue["chains"]
        if not isinstance(turns, Sequence) or not isinstance(chains, Sequence):
            raise TypeError("turns and chains must be lists")
        speakers = list(dict.fromkeys(turn["speaker"] for turn in turns))
        found = matched_chains([turn["text"] for turn in turns], [speakers.index(turn["speaker"]) for turn in turns])
        guessed = _pairs([[(mention.turn, mention.head) for mention in chain.mentions] for chain in found])
        known = _pairs([[(mention["turn"], head_of(mention["text"])) for mention in chain] for chain in chains])
        right += (guessed & known).total()
        predicted += guessed.total()
        labelled += known.total()
    return right / predicted if predicted else None, right / labelled if labelled else None


Key = tuple[int, str]


def _pairs(chains: Sequence[Sequence[Key]]) -> Counter[tuple[Key, Key]]:
    return Counter(pair for chain in chains for pair in combinations(sorted(chain), 2))
