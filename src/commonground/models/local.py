"""A local Hugging Face folder as a chat model: transformers in this process, batched over concurrent requests.

The folder holds what `save_pretrained` writes, with a chat template. Requests that arrive while a batch is generated form the
next one; the rows of a batch share each pass and a cache of keys and values, are drawn with seeds of their own, and leave when
they are finished. Every token is streamed. `Sampling.decoding` chooses a way to decode (`models.decoding`): the contrasted ones
see each prompt a second time, without its documents.

Where the tokenizer's template knows no tools, tool turns are left out. A conversation that is longer than the model's context
loses its oldest turns (the system turn stays), told by a `context` event. torch and transformers are imported on use.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonground.conversation.documents import without_documents
from commonground.conversation.readers import to_messages
from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, Conversation, Turn
from commonground.errors import EndpointError, MissingExtraError, UnknownNameError, UsageError
from commonground.models import steering
from commonground.models.batches import Batches, Job, Piece, held_back
from commonground.models.chat import Chunk, Request
from commonground.models.contrast import Contrast
from commonground.models.decoding import DECODINGS, STEERING
from commonground.models.steering import STRENGTHS, Steering

if TYPE_CHECKING:
    from torch import Generator, Tensor
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

MAX_BATCH = 32  # requests generated together
Said = tuple[Conversation, str]  # a conversation, and a reply to it
Pair = tuple[Conversation, str, str]  # a conversation, the reply that is wanted, and one that is not


@dataclass(slots=True, eq=False)
class _Job(Job):
    """One request: its prompt, and the same without documents where that is to be contrasted."""

    prompt: list[int]
    without: list[int]
    request: Request
    room: int  # tokens that the reply may have
    drawn: int = 0
    left: bool = False  # nobody listens any more

    @property
    def decoding(self) -> str:
        return self.request.sampling.decoding

    def post(self, piece: Piece | EndpointError) -> None:
        self.loop.call_soon_threadsafe(self.pieces.put_nowait, piece)


class Local(Batches[_Job]):
    """A `ChatModel` over the weights in `folder` (see `Batches`).

    `device` is torch's name of one, by default the first GPU there is; on a CPU the weights are float32. `steering` is what the
    decoding of that name adds, by default what lies in the folder. Raises: UsageError where the folder holds no chat model,
    MissingExtraError.
    """

    def __init__(
        self, folder: Path, *, device: str = "", max_batch: int = MAX_BATCH, steering: Steering | None = None
    ) -> None:
        if not (folder / "config.json").exists():
            raise UsageError(f"no model in {str(folder)!r}: it has no config.json", "give a Hugging Face folder")
        if find_spec("torch") is None or find_spec("transformers") is None:
            raise MissingExtraError("a local model", "local")
        super().__init__(folder.resolve().name, max_batch)
        self.knows = _trained_on(folder)
        self.steering = steering
        self._folder = folder
        self._device = device or _first_device()

    async def aclose(self) -> None:
        """Stop the thread; requests under way or still waiting get an `EndpointError`."""
        for job in self._batch:
            job.left = True
            job.post(EndpointError(f"the model {self.name} was closed", kind="cut"))
        await super().aclose()

    @cached_property
    def version(self) -> str:
        """Return what results are filed under: a digest of the weights and of what is said of them."""
        found = blake2b(digest_size=8)
        names = ("*.safetensors", "*.bin", "config.json", "tokenizer*.json", "chat_template*")
        for path in sorted({path for name in names for path in self._folder.glob(name)}):
            if path.name != steering.FILE:
                with path.open("rb") as file:
                    while block := file.read(1 << 24):
                        found.update(block)
        return f"local@{found.hexdigest()}"

    @cached_property
    def tokenizer(self) -> PreTrainedTokenizerBase:
        """Return the tokenizer. Raises: UsageError where it has no chat template."""
        from transformers import AutoTokenizer

        loaded = AutoTokenizer.from_pretrained(self._folder)
        if not loaded.chat_template:
            raise UsageError(f"no chat template in {str(self._folder)!r}", "give the folder of a chat model")
        return loaded

    @cached_property
    def model(self) -> PreTrainedModel:
        """Return the model, on its device."""
        import torch
        from transformers import AutoModelForCausalLM
        from transformers.utils import logging

        logging.disable_progress_bar()
        kind = torch.float32 if self._device == "cpu" else "auto"
        return AutoModelForCausalLM.from_pretrained(self._folder, dtype=kind).to(self._device).eval()

    def fit_steering(
        self,
        wanted: Sequence[Said],
        unwanted: Sequence[Said],
        validation: Sequence[Pair],
        strengths: Sequence[float] = STRENGTHS,
    ) -> Steering:
        """Return a steering from replies said as wanted and not, chosen by `validation` (see `models.steering`); use it."""

        def said(some: Sequence[Said]) -> list[steering.Said]:
            return [self._said(conversation, text) for conversation, text in some]

        pairs = [(*self._said(one, right), self._said(one, wrong)[1]) for one, right, wrong in validation]
        self.steering = steering.fit(self.model, said(wanted), said(unwanted), pairs, strengths)
        return self.steering

    def _said(self, conversation: Conversation, reply: str) -> steering.Said:
        """Return the prompt of a conversation, and what a reply adds to it."""
        prompt = self.prompt(conversation)
        return tuple(prompt), tuple(
            self._tokens(conversation.extend(Turn(ASSISTANT, reply)), asking=False)[len(prompt) :]
        )

    def prompt(self, conversation: Conversation) -> list[int]:
        """Return the prompt's tokens. Raises: EndpointError where the template refuses the conversation."""
        return self._tokens(conversation, asking=True)

    def _tokens(self, conversation: Conversation, *, asking: bool) -> list[int]:
        """Return a conversation's tokens, with the opening of a reply where one is asked for."""
        from jinja2 import TemplateError

        template = str(self.tokenizer.chat_template)
        turns = conversation.turns
        if "tool" not in template:
            spoken = (turn for turn in turns if turn.speaker != TOOL and (turn.text or not turn.tool_calls))
            turns = tuple(replace(turn, tool_calls=()) for turn in spoken)
        messages = to_messages(Conversation(turns))
        for message in messages:
            if isinstance(message.get("content"), str):
                message["content"] = self._harmless(str(message["content"]))
        try:
            made = self.tokenizer.apply_chat_template(messages, add_generation_prompt=asking, return_dict=True)
        except TemplateError as error:
            raise EndpointError(f"{self.name}: its chat template refuses the conversation: {error}") from error
        return list(made["input_ids"])

    @cached_property
    def _controls(self) -> frozenset[str]:
        added = self.tokenizer.added_tokens_decoder.values()
        return frozenset({str(token) for token in added if token.special}).union(self.tokenizer.all_special_tokens)

    def _harmless(self, text: str) -> str:
        """Return a text in which no control token stands: a user who writes one writes characters."""
        for token in self._controls:
            text = text.replace(token, f"{token[0]} {token[1:]}")
        return text

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the reply. Raises: EndpointError when a turn is longer than the context, UnknownNameError, UsageError."""
        decoding = request.sampling.decoding
        if decoding and decoding not in DECODINGS:
            raise UnknownNameError("decoding", decoding, tuple(DECODINGS))
        job, dropped = self._job(request)
        try:
            async for chunk in self._reply(job, dropped):
                yield chunk
        finally:
            job.left = True

    def _job(self, request: Request) -> tuple[_Job, int]:
        """Return the job of a request, and how many old turns had to be left out."""
        if request.sampling.decoding == STEERING and self.steering is None:
            self.steering = steering.load(self._folder)
        conversation, context = request.conversation, self._context()
        prompt, dropped = self.prompt(conversation), 0
        while context and len(prompt) > context - held_back(request.sampling.max_tokens, context):
            turns = conversation.turns
            oldest = 1 if turns[0].speaker == SYSTEM else 0
            if oldest >= len(turns) - 1:
                raise EndpointError(
                    f"a turn of {len(prompt)} tokens does not fit the context of {self.name}, {context}",
                    "use a larger model",
                    kind="context",
                )
            conversation = replace(conversation, turns=turns[:oldest] + turns[oldest + 1 :])
            prompt, dropped = self.prompt(conversation), dropped + 1
        room = min(request.sampling.max_tokens, context - len(prompt)) if context else request.sampling.max_tokens
        return _Job(prompt, self._without(conversation, request), request, room), dropped

    def _without(self, conversation: Conversation, request: Request) -> list[int]:
        """Return the prompt without its documents, where that is to be contrasted and there are any."""
        if request.sampling.decoding in ("", STEERING):
            return []
        bare = without_documents(conversation)
        return [] if bare is conversation else self.prompt(bare)

    def _context(self) -> int:
        return int(getattr(self.model.config.get_text_config(), "max_position_embeddings", 0) or 0)

    def _alike(self, job: _Job) -> str:
        """Return how a job is decoded: where nothing is contrasted, plainly."""
        return job.decoding if job.without or job.decoding == STEERING else ""

    def _text(self, tokens: list[int]) -> str:
        return str(self.tokenizer.decode(tokens, skip_special_tokens=True))

    def _generate(self, batch: list[_Job]) -> None:
        import torch

        steer = self.steering if batch[0].decoding == STEERING else None
        with torch.inference_mode(), steering.steered(self.model, steer):
            _Pass(self.model, batch, self._ends()).run()

    def _ends(self) -> frozenset[int]:
        """Return the tokens that end a reply."""
        told = self.model.generation_config.eos_token_id
        own = self.tokenizer.eos_token_id
        return frozenset(told if isinstance(told, list) else (told,)) | {own}


class _Pass:
    """A batch on its way: its open rows, their cache, and their draws. Where it is contrasted, the rows come twice."""

    def __init__(self, model: PreTrainedModel, batch: list[_Job], ends: frozenset[int]) -> None:
        import torch

        self._model, self._ends, self._jobs = model, ends, list(batch)
        self._contrast = Contrast(batch[0].decoding, len(batch)) if batch[0].without else None
        prompts = [job.prompt for job in batch] + ([job.without for job in batch] if self._contrast else [])
        longest = max(map(len, prompts))
        self._ids = self._tensor([[0] * (longest - len(one)) + one for one in prompts])
        self._mask = self._tensor([[0] * (longest - len(one)) + [1] * len(one) for one in prompts])
        self._cache: Any = None  # whichever kind the model keeps
        self._draws = [torch.Generator().manual_seed(job.request.sampling.seed) for job in batch]
        self._few = {"logits_to_keep": 1} if "logits_to_keep" in inspect.signature(model.forward).parameters else {}

    def _tensor(self, rows: list[list[int]]) -> Tensor:
        import torch

        return torch.tensor(rows, device=self._model.device)

    def run(self) -> None:
        """Draw token after token until every row is finished."""
        while self._jobs:
            tokens = [
                _draw(row, job.request.sampling.temperature or 0.0, seed)
                for row, job, seed in zip(self._logits(), self._jobs, self._draws, strict=True)
            ]
            open_rows = [
                row
                for row, (job, token) in enumerate(zip(self._jobs, tokens, strict=True))
                if self._goes_on(job, token)
            ]
            self._keep(open_rows, tokens)

    def _logits(self) -> Tensor:
        """Return the logits of the next token, (rows, vocabulary)."""
        positions = (self._mask.cumsum(1) - 1).clamp(min=0)[:, -self._ids.shape[1] :]
        made = self._model(
            input_ids=self._ids,
            attention_mask=self._mask,
            position_ids=positions,
            past_key_values=self._cache,
            use_cache=True,
            **self._few,
        )
        self._cache = made.past_key_values
        logits = made.logits[:, -1].float()
        return self._contrast(*logits.chunk(2)) if self._contrast else logits

    def _goes_on(self, job: _Job, token: int) -> bool:
        """Hand a token on; return whether its row is to be continued."""
        if token in self._ends:
            job.post(([], "stop"))
            return False
        job.drawn += 1
        full = job.drawn >= job.room
        job.post(([token], "length" if full else None))
        return not full and not job.left

    def _keep(self, rows: list[int], tokens: list[int]) -> None:
        """Go on with these rows and their tokens; the others are finished."""
        import torch

        both = rows + [len(self._jobs) + row for row in rows] if self._contrast else rows
        if len(rows) < len(self._jobs):
            index = torch.tensor(both, device=self._model.device, dtype=torch.long)
            self._mask = self._mask[index]
            if rows:
                self._cache.batch_select_indices(index)
            if self._contrast:
                self._contrast.keep(rows)
            self._jobs, self._draws = [self._jobs[row] for row in rows], [self._draws[row] for row in rows]
        drawn = [[tokens[row]] for row in rows] * (2 if self._contrast else 1)
        if rows:
            self._ids = self._tensor(drawn)
            self._mask = torch.cat([self._mask, torch.ones_like(self._ids)], dim=1)


def _draw(logits: Tensor, temperature: float, seed: Generator) -> int:
    """Return the next token of one row."""
    import torch

    if temperature <= 0:
        return int(logits.argmax())
    return int(torch.multinomial((logits / temperature).softmax(-1).cpu(), 1, generator=seed))


def _first_device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _trained_on(folder: Path) -> str:
    """Return the world that the weights were trained on, as their card says; "" where they have none."""
    card = folder / "card.json"
    return str(json.loads(card.read_text(encoding="utf-8")).get("town", "")) if card.exists() else ""
