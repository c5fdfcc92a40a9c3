"""The embedded model: ships in the package, runs on a CPU without torch, micro-batched over concurrent requests.

Requests that arrive while a batch is being generated wait and form the next one, so that hundreds of episodes share
each pass. A few requests are streamed token by token; in a larger batch each reply arrives whole.

Context: 1,024 tokens. When a conversation is longer, its oldest turns are left out (a system turn stays) and the reply
carries a `context` event that says how many; a single turn that does not fit is an `EndpointError`.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from commonground.conversation.record import SYSTEM, Turn
from commonground.errors import EndpointError
from commonground.models import conversion
from commonground.models.batches import Batches, Job, held_back
from commonground.models.chat import Chunk, Request
from commonground.models.decoding import plain_only

if TYPE_CHECKING:
    from ctranslate2 import GenerationStepResult, Generator
    from tokenizers import Tokenizer

MAX_BATCH = 256  # requests taken from the queue at once
PASS_SIZE = 16  # of them, how many a worker generates together: more only move more memory
_STEP = 128  # tokens: replies of equal length at most are generated together
_STREAMED = 4  # requests at once that are still streamed token by token
_ROLES = {"system": "<|system|>", "user": "<|user|>", "assistant": "<|assistant|>"}
_END = "<|end|>"


@dataclass(slots=True, eq=False)
class _Job(Job):
    """One request in the queue: its prompt's tokens, and how to sample."""

    prompt: list[str]
    temperature: float
    seed: int
    max_tokens: int


class Embedded(Batches[_Job]):
    """A `ChatModel` over the weights in `folder` (see `Batches`)."""

    def __init__(self, folder: Path = conversion.FOLDER, *, max_batch: int = MAX_BATCH, threads: int = 0) -> None:
        super().__init__("embedded", max_batch)
        self.version = f"embedded@{conversion.digest(folder)}"
        self.knows = str(conversion.card(folder)["town"])
        self._folder, self._threads = folder, threads
        self._context = int(json.loads((folder / "config.json").read_text())["max_position_embeddings"])
        self._generator: Generator | None = None

    async def aclose(self) -> None:
        """Stop the thread; requests still waiting get an `EndpointError`."""
        await super().aclose()
        self._generator = None  # the run-time's threads must end before the interpreter does

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.encode_special_tokens = True  # a user who writes <|end|> writes five characters, not a token
        return tokenizer

    def _shared_generator(self) -> Generator:
        """Return the generator of all batches that are not drawn."""
        if self._generator is None:
            self._generator = self._new_generator()
        return self._generator

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
        job = _Job(prompt, sampling.temperature or 0.0, sampling.seed, self._most_of(sampling.max_tokens, len(prompt)))
        async for chunk in self._reply(job, dropped):
            yield chunk

    def _prompt(self, request: Request) -> tuple[list[str], int]:
        """Return the prompt's tokens, and how many old turns had to be left out."""
        spoken = (turn for turn in request.conversation.turns if turn.speaker in _ROLES)
        turns = [turn for turn in spoken if turn.text or not turn.tool_calls]  # a mere call is nothing to it
        encoded = [self._encode(turn) for turn in turns]
        room = self._context - 1 - held_back(request.sampling.max_tokens, self._context)
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

    def _most_of(self, max_tokens: int, prompt: int) -> int:
        """Return how long a reply may be: as asked, else as the context allows, in steps so that many are alike."""
        room = self._context - prompt
        return max_tokens if max_tokens <= room else max(held_back(max_tokens, self._context), room // _STEP * _STEP)

    def _encode(self, turn: Turn) -> list[str]:
        return [_ROLES[turn.speaker], *self._tokenizer.encode(f" {turn.text.removeprefix(' ')}").tokens, _END]

    def _alike(self, job: _Job) -> tuple[float, int]:
        return job.temperature, job.max_tokens

    def _text(self, tokens: list[int]) -> str:
        return self._tokenizer.decode(tokens)

    def _generate(self, batch: list[_Job]) -> None:
        first, loop = batch[0], batch[0].loop
        callback: Callable[[GenerationStepResult], bool] | None = None
        if len(batch) <= _STREAMED:
            end = self._tokenizer.token_to_id(_END)

            def callback(step: GenerationStepResult) -> bool:
                if step.token_id != end:
                    loop.call_soon_threadsafe(batch[step.batch_id].pieces.put_nowait, ([step.token_id], None))
                return False

        options: dict[str, float] = {"sampling_topk": 1}
        if first.temperature > 0:
            _seed(batch)
            generator = self._new_generator(1)  # a generator takes its seed when it starts, and then never again
            options = {"sampling_topk": 0, "sampling_temperature": first.temperature}
        else:
            generator = self._shared_generator()
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
