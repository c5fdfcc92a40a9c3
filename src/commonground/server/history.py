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
    """A message as it is written (`raw`; "" for instructions outside the history), and as mediation reads it."""

    raw: str
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class History:
    """A history that mediation may touch: the body that holds it, as it is written and as it is read."""

    text: str
    document: Mapping[str, Any]

    @property
    def model(self) -> str:
        """Return the model that is asked, as it is called."""
        return str(self.document.get("model", ""))

    @property
    def user(self) -> str:
        """Return who speaks, as the client names them; "" where it does not."""
        named = self.document.get("user") or self.document.get("safety_identifier")
        return named if isinstance(named, str) else ""

    @property
    def conversation(self) -> Conversation:
        """What was said, for the steps."""
        return Conversation(tuple(Turn(role, text) for role, text in self._said()))

    def written(self, changed: Conversation) -> bytes | None:
        """Return the body with the history as `changed` has it; None where nothing changed. Instructions stay as they came."""
        said, before = [(turn.speaker, turn.text) for turn in changed.turns], self._said()
        if said == before:
            return None
        place = splicing.member(self.text, _name(self.document))
        one_text = isinstance(place.value, str)
        inside = [_plain(USER, place.value)] if one_text else [one.raw for one in splicing.elements(place.raw)]
        raws = [*[""] * (len(before) - len(inside)), *inside]
        messages = [_Message(raw, role, text) for raw, (role, text) in zip(raws, before, strict=True)]
        written = _written(messages, said)
        if one_text and len(written) == 1:
            return place.replaced(json.dumps(said[-1][1])).encode()
        return place.replaced(f"[{', '.join(written)}]").encode()

    def _said(self) -> list[tuple[str, str]]:
        """Return roles and texts, instructions that stand outside the history first."""
        given, instructions = self.document[_name(self.document)], self.document.get("instructions")
        outside = [(SYSTEM, instructions)] if instructions is not None and "input" in self.document else []
        if isinstance(given, str):
            return [*outside, (USER, given)]
        return [*outside, *((one["role"], _text(one["content"]) or "") for one in given)]


def _name(document: Mapping[str, Any]) -> str:
    return "messages" if "messages" in document else "input"


def _written(messages: Sequence[_Message], said: Sequence[tuple[str, str]]) -> list[str]:
    """Return what was said as it is to be written: instructions as they came, then what a step added, then the rest.

    A message that is there already stays as it came; another text of the user takes the place of the last one's.
    """
    instructions = [one for one in messages if one.role in _INSTRUCTIONS]
    known = [one.text for one in instructions]
    added = [_added(text, known) for role, text in said if role == SYSTEM and text not in known]
    left = [one for one in messages if one.role not in _INSTRUCTIONS]
    last = next(one for one in reversed(left) if one.role == USER)
    rest: list[str] = []
    for role, text in reversed([one for one in said if one[0] not in _INSTRUCTIONS]):
        same = next((at for at in reversed(range(len(left))) if (left[at].role, left[at].text) == (role, text)), None)
        if same is not None:
            rest.append(left[same].raw)
            left = left[:same]
        else:
            rest.append(_with_text(last.raw, text) if role == USER else _plain(role, text))
    return [*(one.raw for one in instructions if one.raw), *added, *reversed(rest)]


def read(body: bytes) -> History | str:
    """Return the history of a request; where mediation leaves the request alone, the reason."""
    try:
        text = body.decode()
        doubles = _Doubles()
        document = json.loads(text, object_pairs_hook=doubles)
        if not isinstance(document, dict):
            return _NO_CHAT
        why = untouchable(document) or (_DOUBLED if doubles.found and _doubled(text, document) else "")
        return why or History(text, document)
    except (ValueError, RecursionError):  # no JSON; numbers of thousands of digits, thousands of nested lists
        return _NO_CHAT


class _Doubles:
    """Makes objects of their pairs, and notes whether one had a key twice."""

    def __init__(self) -> None:
        self.found = False

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        self.found = self.found or len(made) < len(pairs)
        return made


def _doubled(text: str, document: Mapping[str, Any]) -> bool:
    """Return whether a field is there twice that is read here: nobody knows which of the two the upstream takes."""
    if _twice(one.key for one in splicing.members(text) if one.key in _READ):
        return True
    place = splicing.member(text, _name(document))
    messages = [] if isinstance(place.value, str) else list(splicing.elements(place.raw))
    contents = [splicing.member(one.raw, "content") for one in messages]
    parts = [part for one in contents if isinstance(one.value, list) for part in splicing.elements(one.raw)]
    return any(_twice(member.key for member in splicing.members(one.raw)) for one in (*messages, *parts))


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


_READ = frozenset(  # the fields that decide what is done
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
