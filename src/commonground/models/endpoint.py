"""A chat model behind an address: a client for any server that speaks the OpenAI chat completions protocol.

One request is one `_Exchange`: it opens, reads and, as long as nothing was said yet, tries again. What it reads are
bytes; `answers` makes events and pieces of reply of them. Whatever goes wrong on the way ends as one `EndpointError` that
says where, what and what to do; every wait is bounded by the request's time limit.
aiohttp is imported on use: it takes longer to load than all else here.
"""

from __future__ import annotations

import asyncio
import math
import os
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from commonground.conversation.readers import to_messages
from commonground.conversation.record import Event
from commonground.errors import EndpointError, UsageError
from commonground.models import answers
from commonground.models.chat import Chunk, Request
from commonground.models.decoding import plain_only
from commonground.models.slots import Slots

if TYPE_CHECKING:
    from types import TracebackType

    import aiohttp

_EVENTS, _JSON = "text/event-stream", "application/json"
_CONNECT = 10.0  # seconds: a server that does not take a connection by then is not there
_GRACE = 2.0  # seconds to go on listening once all that is needed was said: for the usage, for the connection's reuse
_LARGEST = 16 * 2**20  # bytes of one answer: far above any reply, far below what would hurt
_CHECK_URL = "is the server running? check --base-url"
_CHECK_API = "does the server speak the OpenAI protocol? check --base-url: most end in /v1"
_FORM = "response_format"
_ADAPTED = {  # a setting's other name, or none
    "max_tokens": "max_completion_tokens",
    "seed": "",
    "stream_options": "",
    _FORM: "",
}
_PUSH_BACK = frozenset({429, 503, 529})  # statuses that say: too much at once
_UNKNOWN = re.compile(
    r"unsupported|not support|unknown|unrecogni[sz]ed|unexpected|not permitted|not allowed|forbidden", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Retry:
    """How to try again: at most `attempts` tries; waits double from `first` to `most` seconds, jittered with `seed`."""

    attempts: int = 5
    first: float = 0.5
    most: float = 20.0
    seed: int = 0

    def pause(self, tries: int, random: Random) -> float:
        """Return the seconds to wait after `tries` failed ones: the upper half of the step, drawn evenly."""
        step = min(self.most, self.first * 2.0 ** (tries - 1))
        return step * random.uniform(0.5, 1.0)


class Endpoint:
    """The model called `model` at an OpenAI-compatible server, such as `http://127.0.0.1:8000/v1`.

    `timeout` limits one reply, retries included, in seconds; it counts from the moment that one of the `slots` is free:
    endpoints at one host share theirs, a number makes new ones. Connections are kept open between replies, so close it
    when done, with `aclose` or `async with`. An endpoint belongs to the event loop it is first used in. Raises UsageError
    for a bad address, key or limit.

    Servers differ in what they take. One that refuses the name of a setting is asked again without it, or under its newer
    name, and that is remembered: `max_tokens`, `seed` and `stream_options`, never the temperature.
    """

    def __init__(
        self,
        model: str,
        base_url: str,
        api_key: str | None = None,
        *,
        timeout: float = 120.0,
        slots: Slots | int = 8,
        retry: Retry = Retry(),
    ) -> None:
        if timeout <= 0 or retry.attempts < 1:
            shown = f"timeout {timeout}, attempts {retry.attempts}"
            raise UsageError(f"endpoint limits must be positive, got {shown}")
        self.name, self.timeout, self.retry = model, timeout, retry
        address = _address(base_url)
        self.host = address.netloc
        self.url = address._replace(path=address.path.rstrip("/") + "/chat/completions").geturl()
        self.random = Random(retry.seed)
        self._shown = address._replace(query="").geturl()  # some servers take secrets in the query
        self._key = _clean(api_key)
        self.slots = slots if isinstance(slots, Slots) else Slots(slots)
        self._names = {name: name for name in _ADAPTED}
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return f"Endpoint(model={self.name!r}, base_url={self._shown!r})"

    async def __aenter__(self) -> Endpoint:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections. Using the endpoint again opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the reply as the server sends it, and last its finish reason and usage.

        Raises EndpointError when there is no reply, or when it breaks off (kind `cut`). Tries again only while no text
        was yielded, so that nothing is ever said twice.
        """
        plain_only(self.name, request.sampling)
        await self.slots.acquire()
        try:
            exchange = _Exchange(self, self._opened(), payload(self.name, request))
            async with aclosing(exchange.chunks()) as chunks:
                async for chunk in chunks:
                    yield chunk
        finally:
            self.slots.release()

    def adapted(self, body: Mapping[str, object]) -> dict[str, object]:
        """Return the body in the names that this server takes."""
        return {self._names.get(name, name): value for name, value in body.items() if self._names.get(name, name)}

    def adapts(self, status: int, said: str, sent: Mapping[str, object]) -> bool:
        """Return whether a refusal of the body `sent` names a setting that can be asked for otherwise; from now on it is."""
        if status not in (400, 422) or not (_UNKNOWN.search(said) or _FORM in said):
            return False  # servers that know response_format but not a schema say so in many ways
        for name, other in _ADAPTED.items():
            if name in sent and re.search(rf"\b{name}\b", said):
                self._names[name] = other
                return True
        return False

    def quote(self, text: str, limit: int = 200) -> str:
        """Return what the server said as one short line, the API key blotted out should the server repeat it."""
        safe = text.replace(self._key, "***") if self._key else text
        line = " ".join(safe.split())
        return line if len(line) <= limit else line[: limit - 3] + "..."

    def refusal_hint(self, status: int) -> str:
        """Return what to do about an HTTP status that refuses the request."""
        if status in (401, 403):
            return (
                "check OPENAI_API_KEY: the key is not accepted" if self._key else "set OPENAI_API_KEY: no key was sent"
            )
        if status == 404:
            return f"check --base-url (most end in /v1) and that the server has a model {self.name!r}"
        if status == 429:
            return "the server limits how much it is asked: lower --jobs, or try again later"
        if status >= 500:
            return "the server itself failed: look at its log, or try again later"
        return "check --base-url, the model name and the sampling settings; a reasoning model needs --reasoning"

    def _opened(self) -> aiohttp.ClientSession:
        import aiohttp

        if self._session is None:
            headers = {"Accept": f"{_EVENTS}, {_JSON}"}
            if self._key:
                headers["Authorization"] = f"Bearer {self._key}"
            self._session = aiohttp.ClientSession(
                headers=headers,
                connector=aiohttp.TCPConnector(limit=0),  # the slots are the limit
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT),  # the exchange keeps the total
            )
        return self._session


def payload(model: str, request: Request) -> dict[str, object]:
    """Return the JSON body that asks `model` to answer `request`, streamed and with its usage."""
    sampling = request.sampling
    body: dict[str, object] = {
        "model": model,
        "messages": to_messages(request.conversation),
        "max_tokens": sampling.max_tokens,
        "seed": sampling.seed,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if request.schema is not None:
        schema = {"name": "reply", "strict": True, "schema": request.schema}
        body[_FORM] = {"type": "json_schema", "json_schema": schema}
    return body if sampling.temperature is None else {**body, "temperature": sampling.temperature}


class _Exchange:
    """One request and all tries to have it answered within its time.

    `_spoken`: text went out, so there is no way back. `_settled`: nothing more is needed, so that failing to read on is
    no failure any more.
    """

    def __init__(self, endpoint: Endpoint, session: aiohttp.ClientSession, body: dict[str, object]) -> None:
        self._endpoint, self._session, self._body = endpoint, session, body
        self._now = asyncio.get_running_loop().time
        self._deadline = self._until = self._now() + endpoint.timeout
        self._tries = 0
        self._retry_after, self._era, self._sent = 0.0, 0, body
        self._spoken = self._settled = self._adapts = False

    async def chunks(self) -> AsyncGenerator[Chunk, None]:
        """Yield the chunks of the first try that succeeds. Raises EndpointError of the last one when none does."""
        while True:
            try:
                async with aclosing(self._attempt()) as chunks:
                    async for chunk in chunks:
                        yield chunk
                return
            except EndpointError as error:
                pause = self._pause(error)
                if pause is None:
                    raise
            if pause:
                await asyncio.sleep(pause)

    def _pause(self, error: EndpointError) -> float | None:
        """Return the seconds to wait before the next try, or None when there is to be none."""
        retry = self._endpoint.retry
        status = error.status or 0
        if status in _PUSH_BACK or error.kind == "timeout":
            self._endpoint.slots.pushed_back(self._era, self._retry_after)
        if self._adapts:
            return 0.0
        passing = error.kind in ("connect", "cut") or status == 429 or status >= 500
        if self._spoken or not passing or self._tries >= retry.attempts:
            return None
        pause = max(self._retry_after, retry.pause(self._tries, self._endpoint.random))
        return pause if self._now() + pause < self._deadline else None

    async def _attempt(self) -> AsyncGenerator[Chunk, None]:
        self._tries += 1
        self._settled, self._until, self._retry_after = False, self._deadline, 0.0
        self._adapts, self._era = False, self._endpoint.slots.era
        self._sent = self._endpoint.adapted(self._body)
        answer = answers.Answer()
        async with await self._open() as response:
            await self._accept(response)
            async for documents in self._documents(response):
                text = answer.take(documents)
                if text:
                    self._spoken = True
                    yield Chunk(text)
                if answer.error:
                    raise self._failed(answer.error) from answer.error.__cause__
                if answer.over:
                    break
                if answer.finish:
                    self._settle()
            self._check_whole(answer)
            self._endpoint.slots.kept_up()
            notes = (Event(0, "reasoning", answer.thought, self._endpoint.name),) if answer.thought else ()
            yield Chunk(answer.rest(), answer.finish, replace(answer.usage, retried=self._tries - 1), notes)
            self._settle()
            while await self._read(response):  # to its end, or the connection could not be used again
                pass

    async def _open(self) -> aiohttp.ClientResponse:
        """Return the response once its headers are there."""
        import aiohttp

        cause: BaseException | None
        try:
            async with asyncio.timeout_at(self._until):
                # A redirect would turn POST into GET, or carry the conversation to a host nobody named.
                return await self._session.post(self._endpoint.url, json=self._sent, allow_redirects=False)
        except aiohttp.ClientSSLError as error:
            failure, cause = self._error("protocol", f"TLS failed: {_reason(error)}", _CHECK_URL), error
        except aiohttp.ClientConnectionError as error:
            failure, cause = self._error("connect", f"cannot connect: {_reason(error)}", _CHECK_URL), error
        except TimeoutError as error:
            failure, cause = self._late(), error
        except aiohttp.ClientResponseError as error:
            # This one carries the request's headers, the key among them: keep only what lies behind it.
            what = f"does not speak HTTP: {self._endpoint.quote(error.message)}"
            failure, cause = self._error("protocol", what, _CHECK_URL), error.__cause__
        except (aiohttp.ClientError, ValueError) as error:
            failure, cause = self._error("protocol", f"cannot ask: {_reason(error)}", _CHECK_URL), error
        raise failure from cause

    async def _accept(self, response: aiohttp.ClientResponse) -> None:
        """Return when the response promises an answer. Raises EndpointError for a refusal or a foreign content type."""
        if not 200 <= response.status < 300:
            self._settle()
            raise self._refusal(response.status, response.reason, response.headers, await self._rest(response))
        if response.content_type not in (_EVENTS, _JSON):
            what = f"answered with {response.content_type} instead of an event stream or JSON"
            raise self._error("protocol", what, _CHECK_API)

    async def _documents(self, response: aiohttp.ClientResponse) -> AsyncIterator[list[str]]:
        """Yield the JSON texts of the answer, those that come together together: one an event, or the whole body."""
        if response.content_type == _JSON:
            yield [await self._rest(response), answers.DONE]
            return
        events, size = answers.EventStream(), 0
        while arrived := await self._read(response):
            size = self._check_size(size + len(arrived))
            if documents := events.feed(arrived):
                yield documents
        last = events.close()
        if last == answers.DONE or answers.is_json(last):  # half an event is no event
            yield [last]

    async def _rest(self, response: aiohttp.ClientResponse) -> str:
        body = bytearray()
        while arrived := await self._read(response):
            body += arrived
            self._check_size(len(body))
        return body.decode("utf-8", "replace")

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        """Return the bytes that came in next; none at the end."""
        import aiohttp

        cause: BaseException
        try:
            if response.content.is_eof():
                return response.content.read_nowait()
            async with asyncio.timeout_at(self._until):
                return await response.content.readany()
        except TimeoutError as error:
            failure, cause = self._late(), error
        except (aiohttp.ClientError, OSError) as error:
            failure, cause = self._broken_off(_reason(error)), error
        if self._settled:
            return b""
        raise failure from cause

    def _failed(self, error: answers.ComplaintError | answers.UnreadableError) -> EndpointError:
        """Return the error for an answer that holds one, or that cannot be read."""
        if isinstance(error, answers.UnreadableError):
            what = f"cannot read {self._endpoint.quote(error.document, 80)!r}: {self._endpoint.quote(str(error))}"
            return self._error("protocol", what, _CHECK_API)
        what = f"the server reports an error: {self._endpoint.quote(error.message)}"
        kind = "cut" if self._spoken else "status" if error.status else "protocol"
        return self._error(kind, what, self._endpoint.refusal_hint(error.status or 500), error.status)

    def _refusal(self, status: int, reason: str | None, headers: Mapping[str, str], body: str) -> EndpointError:
        """Return the error for an HTTP status, with the server's own words where they can be found."""
        self._retry_after = _seconds(headers.get("Retry-After", ""))
        said = self._endpoint.quote(answers.message(body))
        self._adapts = self._endpoint.adapts(status, said, self._sent)
        asked = f", asks to wait {self._retry_after:g} s" if self._retry_after else ""
        what = f"status {status} {self._endpoint.quote(reason or '')}".rstrip() + asked + (f": {said}" if said else "")
        return self._error("status", what, self._endpoint.refusal_hint(status), status)

    def _check_whole(self, answer: answers.Answer) -> None:
        if not answer.begun:
            raise self._error("protocol", "the answer is empty", _CHECK_API)
        if answer.finish is None:
            raise self._broken_off("it ended without a finish reason")

    def _check_size(self, size: int) -> int:
        if size > _LARGEST:
            raise self._error("protocol", f"the answer is larger than {_LARGEST} bytes", "lower the token limit")
        return size

    def _settle(self) -> None:
        self._settled = True
        self._until = min(self._deadline, self._now() + _GRACE)

    def _broken_off(self, why: str) -> EndpointError:
        return self._error("cut", f"the answer broke off: {why}", "look at the server's log, or try again")

    def _late(self) -> EndpointError:
        hint = "is the server busy? raise the time limit, or lower --jobs or the token limit"
        return self._error("timeout", f"no whole reply within {self._endpoint.timeout:g} s", hint)

    def _error(self, kind: str, what: str, hint: str, status: int | None = None) -> EndpointError:
        tries = f" (after {self._tries} tries)" if self._tries > 1 else ""
        where = f"{self._endpoint.name} at {self._endpoint.host}"
        return EndpointError(f"{where}: {what}{tries}", hint, kind=kind, status=status)


def _seconds(header: str) -> float:
    """Return the seconds of a Retry-After header; 0 where it holds something else."""
    try:
        seconds = float(header)
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0


def _reason(error: BaseException) -> str:
    """Return why the network failed, in the system's words where it has some."""
    inner = getattr(error, "os_error", error)
    number, words = (inner.errno, inner.strerror) if isinstance(inner, OSError) else (None, None)
    words = os.strerror(number) if number and number > 0 else words or str(inner) or type(inner).__name__
    return " ".join(words.split())


def _address(base_url: str) -> SplitResult:
    """Return the parts of a base URL. Raises UsageError when it is not one, or carries a password."""
    hint = "give it as http://HOST:PORT/v1"
    try:
        address = urlsplit(base_url)
        usable = address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError as error:
        raise UsageError(f"base URL: {error}", hint) from error
    if address.username is not None:
        raise UsageError("base URL must not hold a user name or password", "give the key as OPENAI_API_KEY")
    if not usable:
        raise UsageError(f"not a base URL: {base_url!r}", hint)
    return address


def _clean(api_key: str | None) -> str:
    """Return the key as a header can carry it, "" for none. Raises UsageError, not showing it, when it cannot be."""
    key = (api_key or "").strip()
    if not (key.isascii() and key.isprintable()):
        raise UsageError("the API key holds characters that no HTTP header can carry", "check OPENAI_API_KEY")
    return key
