"""The history in a request's body: read as a conversation where mediation may touch it, and written back in its place.

Chat completions hold it in `messages`, Responses in `input`. Only what mediation changed is written anew; every other byte
of the body stays as it came, and a message that is rewritten keeps its fields but for the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.server import splicing

_INSTRUCTIONS = (SYSTEM, "developer")
_ROLES = (*_INSTRUCTIONS, USER, ASSISTANT)
_TEXTS = ("text", "input_text", "output_text")  # kinds of content parts that are plain text
_PLAIN = (None, "text")
_NO_CHAT = "the request is no chat"
_DOUBLED = "a field is there twice"
_HALF = "a text is not Unicode"


@dataclass(frozen=True, slots=True)
class _Message:
    """A message as it is written (`raw`; "" for instructions outside the list), and as mediation reads it."""

    raw: str
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class History:
    """A history that mediation may touch. `place` is the value in the body that holds it."""

    model: str
    place: splicing.Span
    messages: tuple[_Message, ...]

    @property
    def conversation(self) -> Conversation:
        """What was said, for the steps."""
        return Conversation(tuple(Turn(one.role, one.text) for one in self.messages))

    def written(self, changed: Conversation) -> bytes | None:
        """Return the body with the history as `changed` has it; None where nothing changed. Instructions stay as they came."""
        said = [(turn.speaker, turn.text) for turn in changed.turns]
        if said == [(one.role, one.text) for one in self.messages]:
            return None
        instructions = [one for one in self.messages if one.role in _INSTRUCTIONS]
        kept = [one.raw for one in instructions if one.raw]
        known = [one.text for one in instructions]
        added = [_added(text, known) for role, text in said if role == SYSTEM and text not in known]
        raws = [*kept, *added, *self._raws([one for one in said if one[0] not in _INSTRUCTIONS])]
        if isinstance(self.place.value, str) and len(raws) == 1:
            return self.place.replaced(json.dumps(said[-1][1])).encode()
        return self.place.replaced(f"[{', '.join(raws)}]").encode()

    def _raws(self, said: Sequence[tuple[str, str]]) -> list[str]:
        """Return messages as they came where they are the same, else the user's last one with a new text."""
        raws, left = [], [one for one in self.messages if one.role not in _INSTRUCTIONS]
        last = next(one for one in reversed(left) if one.role == USER)
        for role, text in reversed(said):
            same = next(
                (at for at in reversed(range(len(left))) if (left[at].role, left[at].text) == (role, text)), None
            )
            if same is not None:
                raws.append(left[same].raw)
                left = left[:same]
            else:
                raws.append(_with_text(last.raw, text) if role == USER else _plain(role, text))
        return raws[::-1]


def read(body: bytes) -> History | str:
    """Return the history of a request; where mediation leaves the request alone, the reason."""
    try:
        text = body.decode()
        return _read(text, json.loads(text))
    except (ValueError, RecursionError):  # no JSON; numbers of thousands of digits, thousands of nested lists
        return _NO_CHAT


def _read(text: str, document: object) -> History | str:
    if not isinstance(document, dict):
        return _NO_CHAT
    why = untouchable(document)
    if why:
        return why
    if _twice(one.key for one in splicing.members(text) if one.key in _READ):
        return _DOUBLED
    place = splicing.member(text, "messages" if "messages" in document else "input")
    messages = _messages(place, document)
    return History(str(document.get("model", "")), place, messages) if isinstance(messages, tuple) else messages


def untouchable(document: Mapping[str, Any]) -> str:
    """Return why mediation leaves a request alone; "" where it does not."""
    if "messages" in document and "input" in document:
        return "the request has messages and input"
    if document.get("tools") or document.get("functions"):
        return "the request offers tools"
    if document.get("previous_response_id") or document.get("conversation") or document.get("prompt"):
        return "the upstream keeps a part of the conversation"
    if any(_form(asked) not in _PLAIN for asked in (document.get("response_format"), _format(document.get("text")))):
        return "the request forces a form of reply"
    if "input" in document:
        return _untouchable_input(document["input"], document.get("instructions"))
    return _untouchable_messages(document.get("messages"))


_READ = frozenset(  # the fields that decide what is done: there twice, nobody knows which one counts
    (
        "model", "messages", "input", "instructions", "tools", "functions", "response_format", "text", "conversation",
        "previous_response_id", "prompt",
    )
)  # fmt: skip


def _untouchable_messages(messages: object) -> str:
    if not isinstance(messages, list) or not messages or not all(isinstance(one, dict) for one in messages):
        return "the request has no messages"
    if messages[-1].get("role") != "user":
        return "the last message is not the user's"
    if any(one.get("role") in ("tool", "function") or _calls(one) for one in messages):
        return "tools were used in the conversation"
    return _unreadable(messages)


def _untouchable_input(given: object, instructions: object) -> str:
    if not isinstance(instructions, str | None):
        return "the instructions are more than text"
    if not _whole(instructions or ""):
        return _HALF
    if isinstance(given, str):
        return "" if _whole(given) else _HALF
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        return "the request has no messages"
    if any(one.get("type", "message") != "message" for one in given):
        return "the input holds more than messages"
    if given[-1].get("role") != "user":
        return "the last message is not the user's"
    return _unreadable(given)


def _unreadable(messages: Sequence[Mapping[str, Any]]) -> str:
    """Return why messages cannot be rewritten as texts; "" where they can."""
    if not all(one.get("role") in _ROLES for one in messages):
        return "a message has a role that mediation does not know"
    texts = [_text(one.get("content")) for one in messages]
    if None in texts:
        return "a message is more than text"
    if not all(map(_whole, filter(None, texts))):
        return _HALF
    if len({json.dumps(one.get("name")) for one in messages if one["role"] == USER}) > 1:
        return "several users speak"
    last = messages[-1]["content"]
    if isinstance(last, list) and sum(set(part) != {"type", "text"} for part in last) > 1:
        return "several content parts have fields of their own"
    return ""


def _messages(place: splicing.Span, document: Mapping[str, Any]) -> tuple[_Message, ...] | str:
    """Return the messages in their place, instructions outside it first; a reason where a field is there twice."""
    instructions = document.get("instructions") if "input" in document else None
    outside = [_Message("", SYSTEM, instructions)] if isinstance(instructions, str) else []
    if isinstance(place.value, str):
        return (*outside, _Message(_plain(USER, place.value), USER, place.value))
    found = []
    for one in splicing.elements(place.raw):
        message = one.value
        parts = (
            splicing.elements(splicing.member(one.raw, "content").raw) if isinstance(message["content"], list) else ()
        )
        if any(
            _twice(member.key for member in splicing.members(raw)) for raw in (one.raw, *(part.raw for part in parts))
        ):
            return _DOUBLED
        found.append(_Message(one.raw, message["role"], _text(message["content"]) or ""))
    return (*outside, *found)


def _with_text(raw: str, text: str) -> str:
    """Return a message with another text and all else as it is written.

    Of several parts one stays, the one with fields of its own if there is such.
    """
    content = splicing.member(raw, "content")
    if not isinstance(content.value, list):
        return content.replaced(json.dumps(text))
    parts = list(splicing.elements(content.raw))
    part = next((one for one in parts if set(one.value) != {"type", "text"}), parts[0])
    return content.replaced(f"[{splicing.member(part.raw, 'text').replaced(json.dumps(text))}]")


def _plain(role: str, text: str) -> str:
    return json.dumps({"role": role, "content": text})


def _added(text: str, known: Iterable[str]) -> str:
    """Return the system message for what a step added: where it lengthened one that is there, the new part alone."""
    longest = max((one for one in known if text.startswith(f"{one}\n")), key=len, default=None)
    return _plain(SYSTEM, text if longest is None else text[len(longest) + 1 :])


def _text(content: object) -> str | None:
    """Return the text of a message's content; None where it is more than text."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not content:
        return None
    parts = [part for part in content if isinstance(part, dict) and part.get("type") in _TEXTS]
    texts = [part["text"] for part in parts if isinstance(part.get("text"), str)]
    return "\n".join(texts) if len(texts) == len(content) else None


def _whole(text: str) -> bool:
    """Return whether a text holds no half of a character, which JSON can write and no model can read."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _twice(keys: Iterable[str]) -> bool:
    listed = list(keys)
    return len(set(listed)) < len(listed)


def _calls(message: Mapping[str, Any]) -> bool:
    return bool(message.get("tool_calls") or message.get("function_call"))


def _format(text: object) -> object:
    return text.get("format") if isinstance(text, dict) else None


def _form(asked: object) -> object:
    return asked.get("type") if isinstance(asked, dict) else asked
