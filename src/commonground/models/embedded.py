"""The embedded model: ships in the package, runs on a CPU without torch, micro-batched over concurrent requests.

Requests that arrive while a batch is being generated wait and form the next one, so that hundreds of episodes share
each pass. A few requests are streamed token by token; in a larger batch each reply arrives whole.

Context: 1,024 tokens. When a conversation is longer, its oldest turns are left out (a system turn stays) and the reply
carries a `context` event that says how many; a single turn that does not fit is an `EndpointError`.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from commonground.conversation.record import SYSTEM, Event, Turn
from commonground.errors import EndpointError
from commonground.models import conversion
from commonground.models.chat import Chunk, Request, Usage
from commonground.models.decoding import plain_only

if TYPE_CHECKING:
    from ctranslate2 import GenerationStepResult, Generator
    from tokenizers import Tokenizer

MAX_BATCH = 256  # requests taken from the queue at once
PASS_SIZE = 16  # of them, how many a worker generates together: more only move more memory
_STREAMED = 4  # requests at once that are still streamed token by token
_ROLES = {"system": "<|system|>", "user": "<|user|>", "assistant": "<|assistant|>"}
_END = "<|end|>"


@dataclass(slots=True)
class _Job:
    """One request in the queue: its prompt tokens, how to sample, and where its pieces go (None ends them)."""

    prompt: list[str]
    temperature: float
    seed: int
    max_tokens: int
    pieces: asyncio.Queue[tuple[list[int], str | None] | BaseException] = field(default_factory=asyncio.Queue)


class Embedded:
    """A `ChatModel` over the weights in `folder`. Use within one event loop; `aclose` or `async with` frees its thread."""

    def __init__(self, folder: Path = conversion.FOLDER, *, max_batch: int = MAX_BATCH, threads: int = 0) -> None:
        self.name = "embedded"
        self.version = f"embedded@{conversion.digest(folder)}"
        self.knows = str(conversion.card(folder)["town"])
        self._folder, self._max_batch, self._threads = folder, max_batch, threads
        self._context = int(json.loads((folder / "config.json").read_text())["max_position_embeddings"])
        self._waiting: list[_Job] = []
        self._running: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="embedded")
        self._loaded: tuple[Generator, Tokenizer] | None = None

    async def __aenter__(self) -> Embedded:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Stop the thread; requests still waiting get an `EndpointError`."""
        if self._running:
            self._running.cancel()
        for job in self._waiting:
            job.pieces.put_nowait(EndpointError("the embedded model was closed", kind="cut"))
        self._waiting.clear()
        self._loaded = None  # the run-time's threads must end before the interpreter does
        self._thread.shutdown(wait=True)

    def _parts(self) -> tuple[Generator, Tokenizer]:
        if self._loaded is None:
            from tokenizers import Tokenizer

            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
            tokenizer.encode_special_tokens = True  # a user who writes <|end|> writes five characters, not a token
            self._loaded = self._new_generator(), tokenizer
        return self._loaded

    def _new_generator(self, workers: int = 0) -> Generator:
        """Return a generator with `workers` threads, each with passes of its own: two that share one wait for each other."""
        import ctranslate2

        folder = str(conversion.runtime_folder(self._folder))
        workers = workers or self._threads or _cores()
        return ctranslate2.Generator(folder, compute_type="float32", inter_threads=workers, intra_threads=1)

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the reply. Raises: EndpointError when a single turn is longer than the context."""
        plain_only(self.name, request.sampling)
        prompt, dropped = self._prompt(request)
        sampling = request.sampling
        job = _Job(prompt, sampling.temperature or 0.0, sampling.seed, sampling.max_tokens)
        self._waiting.append(job)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._work())
        if dropped:
            yield Chunk(events=(Event(0, "context", {"turns_dropped": dropped}, self.name),))
        async for chunk in self._chunks(job):
            yield chunk

    async def _chunks(self, job: _Job) -> AsyncIterator[Chunk]:
        tokenizer = self._parts()[1]
        tokens: list[int] = []
        said = ""
        while True:
            piece = await job.pieces.get()
            if isinstance(piece, BaseException):
                raise piece
            tokens += piece[0]
            text = tokenizer.decode(tokens).removeprefix(" ")
            if piece[1] is not None:
                usage = Usage(1, len(job.prompt), len(tokens))
                yield Chunk(text[len(said) :], finish=piece[1], usage=usage)
                return
            if not text.endswith("\ufffd"):  # half of a character
                yield Chunk(text[len(said) :])
                said = text

    def _prompt(self, request: Request) -> tuple[list[str], int]:
        """Return the prompt's tokens, and how many old turns had to be left out."""
        spoken = (turn for turn in request.conversation.turns if turn.speaker in _ROLES)
        turns = [turn for turn in spoken if turn.text or not turn.tool_calls]  # a mere call is nothing to it
        encoded = [self._encode(turn) for turn in turns]
        room = self._context - 1 - min(request.sampling.max_tokens, self._context // 2)
        dropped = 0
        while sum(map(len, encoded)) > room:
            oldest = 1 if turns[0].speaker == SYSTEM else 0
            if oldest >= len(turns) - 1:
                raise EndpointError(
                    f"a turn of {len(encoded[-1])} tokens does not fit the embedded model's context of {self._context}",
                    "use a larger model: --model NAME --base-url URL",
                    kind="context",
                )
            del turns[oldest], encoded[oldest]
            dropped += 1
        return [*(token for tokens in encoded for token in tokens), _ROLES["assistant"]], dropped

    def _encode(self, turn: Turn) -> list[str]:
        return [_ROLES[turn.speaker], *self._parts()[1].encode(f" {turn.text.removeprefix(' ')}").tokens, _END]

    async def _work(self) -> None:
        """Generate batch after batch until nobody waits; requests that arrive meanwhile form the next batch."""
        loop = asyncio.get_running_loop()
        while self._waiting:
            await asyncio.sleep(0)  # let every coroutine that was just woken hand in its next request
            batch = self._take()
            try:
                await loop.run_in_executor(self._thread, self._generate, batch, loop)
            except RuntimeError as error:
                for job in batch:
                    job.pieces.put_nowait(EndpointError(f"the embedded model failed: {error}", kind="protocol"))

    def _take(self) -> list[_Job]:
        """Return the next batch: those who sample like the first in line, in their order."""
        first = self._waiting[0]
        like = [
            job for job in self._waiting if (job.temperature, job.max_tokens) == (first.temperature, first.max_tokens)
        ]
        batch = like[: self._max_batch]
        taken = set(map(id, batch))
        self._waiting = [job for job in self._waiting if id(job) not in taken]
        return batch

    def _generate(self, batch: list[_Job], loop: asyncio.AbstractEventLoop) -> None:
        """Generate one batch in the worker thread and post the pieces to the loop."""
        generator, tokenizer = self._parts()
        first = batch[0]
        callback: Callable[[GenerationStepResult], bool] | None = None
        if len(batch) <= _STREAMED:
            end = tokenizer.token_to_id(_END)

            def callback(step: GenerationStepResult) -> bool:
                if step.token_id != end:
                    loop.call_soon_threadsafe(batch[step.batch_id].pieces.put_nowait, ([step.token_id], None))
                return False

        options: dict[str, float] = {"sampling_topk": 1}
        if first.temperature > 0:
            _seed(batch)
            generator = self._new_generator(1)  # a generator takes its seed when it starts, and then never again
            options = {"sampling_topk": 0, "sampling_temperature": first.temperature}
        results = generator.generate_batch(
            [job.prompt for job in batch],
            max_batch_size=PASS_SIZE if callback is None else 0,
            max_length=first.max_tokens,
            include_prompt_in_result=False,
            end_token=_END,
            callback=callback,
            **options,
        )
        loop.call_soon_threadsafe(
            _deliver, batch, [list(result.sequences_ids[0]) for result in results], callback is None
        )


def _cores() -> int:
    """Return the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _deliver(batch: list[_Job], replies: list[list[int]], whole: bool) -> None:
    for job, tokens in zip(batch, replies, strict=True):
        finish = "length" if len(tokens) >= job.max_tokens else "stop"
        job.pieces.put_nowait((tokens if whole else [], finish))


def _seed(batch: list[_Job]) -> None:
    """Seed the run-time's one generator from the seeds of the batch: equal batches draw equal replies."""
    import ctranslate2

    digest = blake2b(repr([job.seed for job in batch]).encode(), digest_size=4).digest()
    ctranslate2.set_random_seed(int.from_bytes(digest, "big"))
