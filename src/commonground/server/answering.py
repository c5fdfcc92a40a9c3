"""What answering calls in process takes: bodies read field by field, a reply begun, and errors in the form that clients read.

Chat completions and Responses ask for much the same, and refuse in the same way: an InputError names the field at fault, and
`refused` makes the answer of it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Collection

from commonground.conversation.nodes import Node, decode
from commonground.conversation.record import SYSTEM, Turn
from commonground.errors import BoundaryError, EndpointError, InputError
from commonground.models.chat import ChatModel, Chunk, Request
from commonground.server.logs import unanswered
from commonground.server.upstream import Answer, problem

EVENTS = (("Content-Type", "text/event-stream; charset=utf-8"), ("Cache-Control", "no-cache"))
INSTRUCTIONS = (SYSTEM, "developer")  # roles whose word is an instruction
MOST_TOKENS = 4096  # of one reply in process
_TEMPERATURES = (0.0, 2.0)


def read(content: bytes) -> Node:
    """Return the body of a request. Raises: InputError when it is no JSON object."""
    body = Node(decode(content, "the body").value)
    if not isinstance(body.value, dict):
        raise InputError("the body must be a JSON object", value=body.value)
    return body


def given(body: Node, name: str) -> Node | None:
    """Return the field `name`, None where it is absent or null."""
    found = body.optional(name)
    return None if found is None or found.value is None else found


def flag(body: Node, name: str, default: bool = False) -> bool:
    """Return a field that is true or false. Raises: InputError."""
    found = given(body, name)
    if found is None:
        return default
    if not isinstance(found.value, bool):
        found.refuse("must be true or false")
    return found.value


def text(body: Node, name: str) -> str | None:
    """Return a field that is text. Raises: InputError."""
    found = given(body, name)
    return None if found is None else sound(found.text(), found.field)


def sound(said: str, field: str) -> str:
    """Return a text. Raises: InputError for half a character, which JSON can write and nobody can read, naming `field`."""
    try:
        said.encode()
    except UnicodeEncodeError as error:
        raise InputError("holds half of a character (a lone surrogate)", field=field) from error
    return said


def whole(body: Node, name: str, least: int, most: int | None = None) -> int | None:
    """Return a field that is a whole number from `least` to `most`. Raises: InputError."""
    found = given(body, name)
    if found is None:
        return None
    number = found.whole()
    if number < least or (most is not None and number > most):
        found.refuse(f"must be at least {least}" if most is None else f"must be {least} to {most}")
    return number


def number(body: Node, name: str, least: float, most: float) -> float | None:
    """Return a field that is a number from `least` to `most`. Raises: InputError."""
    found = given(body, name)
    if found is None:
        return None
    if not isinstance(found.value, int | float) or isinstance(found.value, bool):
        found.refuse("must be a number")
    if not least <= found.value <= most:
        found.refuse(f"must be {least:g} to {most:g}")
    return found.value


def temperature(body: Node) -> float | None:
    """Return the temperature. Raises: InputError."""
    return number(body, "temperature", *_TEMPERATURES)


def only(body: Node, name: str, plain: Collection[object], why: str) -> None:
    """Refuse a field that asks for what cannot be had: any value but null and the `plain` ones. Raises: InputError."""
    found = given(body, name)
    if found is not None and found.value not in tuple(plain):
        found.refuse(why)


def no_tools(body: Node, *names: str) -> None:
    """Refuse tools that might have to be called. Raises: InputError."""
    for name in names:
        found = given(body, name)
        if found is None:
            continue
        offered, choice = found.items(), body.optional("tool_choice")
        if offered and (choice is None or choice.value != "none"):
            raise InputError("cannot be used: this model calls no tools", field=name)


def spoken(role: str, said: str, field: str) -> Turn:
    """Return a turn that a model can read. Raises: InputError for half a character, naming `field`."""
    return Turn(SYSTEM if role in INSTRUCTIONS else role, sound(said, field))


async def begun(model: ChatModel, request: Request) -> AsyncGenerator[Chunk, None]:
    """Return the reply once its first chunk is there: a model that cannot answer is then an error and no broken stream.

    Raises: BoundaryError.
    """
    chunks = model.stream(request)
    first = await anext(chunks, None)
    return _going_on(first, chunks)


async def _going_on(first: Chunk | None, chunks: AsyncIterator[Chunk]) -> AsyncGenerator[Chunk, None]:
    try:
        if first is not None:
            yield first
            async for chunk in chunks:
                yield chunk
    finally:
        if isinstance(chunks, AsyncGenerator):
            await chunks.aclose()


def refused(error: InputError) -> Answer:
    """Return the answer to a request that cannot be read or asks for what cannot be had."""
    return problem(400, "invalid_request", str(error), error.field or None)


def failed(error: BoundaryError) -> Answer:
    """Return the answer where the model has none: too long a conversation is the client's fault, all else a server's."""
    if isinstance(error, EndpointError) and error.kind == "context":
        return problem(400, "context_length_exceeded", str(error))
    unanswered(error)
    return problem(502, error.kind if isinstance(error, EndpointError) else error.boundary, str(error))
