r"""Tokens and words of a text, deterministic and fast: what lexical measures count.

`tokens` follows the rule of dialign (Dubuisson Duplessis et al. 2017): runs of `\ . ? ! ,` stand alone, all else is split at
white space. `words` are runs of letters and digits, an apostrophe or hyphen within them included; `placed`
says where each of them stands, `says` whether a phrase does.
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


def says(text: str, phrase: str) -> bool:
    """Return whether a phrase stands in a text as whole words; letter case does not count.

    >>> says("It is in Hill Quarter.", "hill quarter"), says("It is uphill.", "hill")
    (True, False)
    """
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) is not None


def placed(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return the words of a text, as `words` gives them, each with the characters `start` to `end` (exclusive) it stands at.

    Words are found before they are lower-cased, so that places are those of the text; in a few words of other scripts
    ("\u0130stanbul") they are cut otherwise than by `words`.

    >>> placed("Don't ask!")
    (("don't", 0, 5), ('ask', 6, 9))
    """
    return tuple((one[0].lower().replace("\u2019", "'"), *one.span()) for one in _WORD.finditer(text))
