"""The embedded model's tokenizer: byte-level BPE trained on the diet, digits one by one, and the chat template.

Every text follows its role's token after a space, so that a word has the same tokens wherever it stands: a name is then
copied piece by piece, whatever its place. Byte-level, so no text is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from commonground.training.embedded import diet
from commonground.training.embedded.example import SAID, Example

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PAD, END = "<|pad|>", "<|end|>"
ROLE_TOKENS = {role: f"<|{role}|>" for role in ("system", "user", "assistant", "document")}
VOCABULARY = 1536
# A text begins with one space, as its words do elsewhere; servers give it back as part of the reply.
TEMPLATE = (
    "{% for message in messages %}<|{{ message['role'] }}|> {{ message['content'].removeprefix(' ') }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def train(seed: int, examples: int = 20_000) -> Tokenizer:
    """Return the tokenizer trained on the first `examples` of the first course."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[PAD, END, *ROLE_TOKENS.values()],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_texts(islice(diet.FIRST.stream(seed), examples)), trainer)
    return tokenizer


def load(folder: Path) -> Tokenizer:
    """Return the tokenizer that `export` wrote: weights mean nothing with another, and the first course's texts change."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def _texts(examples: Iterable[Example]) -> Iterable[str]:
    for example in examples:
        for role, text in example.messages:
            if role != "system":  # a few fixed prompts, which would only crowd the vocabulary
                yield f" {text}"


@dataclass(slots=True)
class Row:
    """An example in tokens: whether each is learnt, its position, and its branch.

    A token sees what stands before it in its own branch and in branch 0, the trunk; a branch goes on from the trunk's
    position at which it leaves it.
    """

    tokens: list[int] = field(default_factory=list)
    learnt: list[bool] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    branches: list[int] = field(default_factory=list)

    def add(self, tokens: list[int], learnt: bool = False, branch: int = 0) -> None:
        """Append tokens to a branch."""
        start = sum(of in (0, branch) for of in self.branches)
        self.tokens += tokens
        self.learnt += [learnt] * len(tokens)
        self.positions += range(start, start + len(tokens))
        self.branches += [branch] * len(tokens)


def encode(tokenizer: Tokenizer, example: Example) -> Row:
    """Return an example in tokens; replies and documents are learnt, with their end."""
    ids = tokenizer.get_vocab()
    row, end = Row(), ids[END]
    for role, text in example.messages:
        shown, start = f" {text}", 0
        row.add([ids[ROLE_TOKENS["assistant" if role == SAID else role]]])
        for branch, (cut, reply) in enumerate(example.early if role == "user" else (), 1):
            row.add(tokenizer.encode(shown[start : cut + 1]).ids)
            row.add([end, ids[ROLE_TOKENS["assistant"]]], branch=branch)
            row.add([*tokenizer.encode(f" {reply}").ids, end], True, branch)
            start = cut + 1
        row.add([*tokenizer.encode(shown[start:]).ids, end], role in ("assistant", "document"))
    return row
