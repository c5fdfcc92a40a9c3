"""Identity: a conversation is named by the hash chain of its turns.

`h_0 = H(scheme)`, `h_i = H(h_{i-1}, canonical content of turn i)`. Content is speaker, text, parts, tool calls and
tool-call id; times, events, ids and metadata are not. So a stateless client that resends everything is recognised,
prefixes are shared, forks are seen, and a resumed conversation and a new one with the same turns are the same thing.
"""

from __future__ import annotations

import json
from hashlib import blake2b

from commonground.conversation.record import Conversation, Turn

SCHEME = "commonground-turns-1"
_SIZE = 16  # bytes: 128 bits, so a collision needs about 2^64 conversations


def canonical(turn: Turn) -> bytes:
    """Return the bytes that identity is taken over: a JSON list, no spaces, UTF-8 (lone surrogates kept as they are)."""
    content = [
        turn.speaker,
        turn.text,
        [[part.kind, part.content] for part in turn.parts],
        [[call.id, call.name, call.arguments] for call in turn.tool_calls],
        turn.tool_call_id,
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def advance(previous: str, turn: Turn) -> str:
    """Return the name of the conversation named `previous` after one more turn."""
    return blake2b(bytes.fromhex(previous) + canonical(turn), digest_size=_SIZE).hexdigest()


def origin() -> str:
    """Return the name of the empty conversation."""
    return blake2b(SCHEME.encode(), digest_size=_SIZE).hexdigest()


def chain(conversation: Conversation) -> tuple[str, ...]:
    """Return the names of all prefixes, the empty one first: `len(turns) + 1` names, the last one the conversation's."""
    names = [origin()]
    for turn in conversation.turns:
        names.append(advance(names[-1], turn))
    return tuple(names)


def name(conversation: Conversation) -> str:
    """Return the conversation's own name: 32 hexadecimal characters."""
    return chain(conversation)[-1]
