"""The embedded model's tokenizer: byte-level BPE trained on the diet, digits one by one, and the chat template.

Every text follows its role's token after a space, so that a word has the same tokens wherever it stands: a name is then
copied piece by piece, whatever its place. Byte-level, so no text is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from commonground.training.embedded import diet
from commonground.training.embedded.example import Example

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PAD, END = "<|pad|>", "<|end|>"
ROLE_TOKENS = {role: f"<|{role}|>" for role in ("system", "user", "assistant", "document")}
VOCABULARY = 1536
TEMPLATE = (
    "{% for message in messages %}<|{{ message['role'] }}|> {{ message['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def train(seed: int, examples: int = 20_000) -> Tokenizer:
    """Return the tokenizer trained on the first `examples` of the diet."""
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
    tokenizer.train_from_iterator(_texts(islice(diet.stream(seed), examples)), trainer)
    return tokenizer


def _texts(examples: Iterable[Example]) -> Iterable[str]:
    for example in examples:
        for role, text in example.messages:
            if role != "system":  # a few fixed prompts, which would only crowd the vocabulary
                yield f" {text}"


def encode(tokenizer: Tokenizer, example: Example) -> tuple[list[int], list[bool]]:
    """Return the tokens of an example and whether each is to be learnt: replies and documents with their end."""
    tokens: list[int] = []
    learnt: list[bool] = []
    ids = tokenizer.get_vocab()
    for role, text in example.messages:
        piece = [ids[ROLE_TOKENS[role]], *tokenizer.encode(f" {text}").ids, ids[END]]
        tokens += piece
        learnt += [False] + [role in ("assistant", "document")] * (len(piece) - 1)
    return tokens, learnt
