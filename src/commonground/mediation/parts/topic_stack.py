"""The topic stack: what the talk was about, and to what it came back.

A new topic starts where `measures.topics` sees a shift. A turn comes back to an earlier topic where it says so ("back to the
flight") or where its content words are that topic's and not the current one's; what was begun since is then closed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from commonground.measures.topics import content
from commonground.mediation.ground import Topic
from commonground.mediation.parts.heard import Heard

SHOWN = 8  # words of a topic that are shown
LEAST = 2  # content words of a turn that an earlier topic must hold, to be come back to without a word of it
_BACK = re.compile(r"\b(?:back|return|returning) to\b(.*)|\b(?:as for|regarding|about) (.*?) (?:again|from before)\b")


class _Topic:
    """A topic in the making."""

    def __init__(self, turn: int) -> None:
        self.turn = turn
        self.words: Counter[str] = Counter()
        self.open = True


class TopicStack:
    """The topics in the order in which they were taken up; the last open one is the current one."""

    def __init__(self) -> None:
        self._topics: list[_Topic] = []
        self._stack: list[_Topic] = []
        self._holding: defaultdict[str, list[_Topic]] = defaultdict(list)

    @property
    def found(self) -> tuple[Topic, ...]:
        """All topics; a closed one that was taken up again stands where it was taken up last."""
        return tuple(
            Topic(one.turn, tuple(word for word, _ in one.words.most_common(SHOWN)), one.open) for one in self._topics
        )

    def add(self, heard: Heard) -> None:
        """Take in a turn of either side."""
        words = frozenset(word for word in content(heard.text) if word[0].isalpha())
        earlier = self._come_back_to(heard, words) if self._stack else None
        if earlier is not None:
            self._return(earlier)
        elif words and (not self._stack or heard.shifts):
            self._topics.append(_Topic(heard.number))
            self._stack.append(self._topics[-1])
        if self._stack:
            self._note(self._stack[-1], words)

    def _note(self, topic: _Topic, words: frozenset[str]) -> None:
        for word in sorted(words):
            if word not in topic.words:
                self._holding[word].append(topic)
            topic.words[word] += 1

    def _come_back_to(self, heard: Heard, words: frozenset[str]) -> _Topic | None:
        """Return the earlier topic that a turn comes back to, None where it does not."""
        announced = next((found for said in heard.sentences[:3] if (found := _BACK.search(said.plain))), None)
        if announced:
            named = content(announced[1] or announced[2] or "")
            meant = self._most_shared(named)
            if meant is not None:
                return meant[0]
            return self._stack[-2] if not named and len(self._stack) > 1 else None
        if words & self._stack[-1].words.keys():
            return None
        earlier = self._most_shared(words)
        return earlier[0] if earlier and earlier[1] >= max(LEAST, len(words) / 2) else None

    def _most_shared(self, words: frozenset[str]) -> tuple[_Topic, int] | None:
        """Return the topic, not the current one, that holds most of the words, the latest of equals, with how many."""
        shared: Counter[_Topic] = Counter()
        for word in sorted(words):
            shared.update(topic for topic in self._holding.get(word, ())[-SHOWN:] if topic is not self._stack[-1])
        return max(shared.items(), key=lambda one: (one[1], one[0].turn), default=None)

    def _return(self, topic: _Topic) -> None:
        """Make an earlier topic the current one: what lies above it is closed; one that was closed goes on top."""
        if topic.open:
            while self._stack[-1] is not topic:
                self._stack.pop().open = False
            return
        topic.open = True
        self._topics.remove(topic)
        self._topics.append(topic)
        self._stack.append(topic)
