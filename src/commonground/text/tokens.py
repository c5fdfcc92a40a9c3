r"""Tokens and words of a text, deterministic and fast: what lexical measures count.

`tokens` follows the rule of dialign (Dubuisson Duplessis et al. 2017): runs of `\ . ? ! ,` stand alone, all else is split at
white space. `words` are runs of letters and digits, an apostrophe or hyphen within them included.
"""

from __future__ import annotations

import re

VERSION = "tokens-1"

_TOKEN = re.compile(r"[\\.?!,]+|[^\s\\.?!,]+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def tokens(text: str, *, lower: bool = True) -> tuple[str, ...]:
    """Return the tokens of a text, lower-cased unless `lower` is False.

    >>> tokens("Well, the red one...")
    ('well', ',', 'the', 'red', 'one', '...')
    """
    return tuple(_TOKEN.findall(text.lower() if lower else text))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, lower-cased, with typographic apostrophes made plain.

    >>> words("Don't the well-known ones cost $5?")
    ("don't", 'the', 'well-known', 'ones', 'cost', '5')
    """
    return tuple(_WORD.findall(text.lower().replace("\u2019", "'")))
