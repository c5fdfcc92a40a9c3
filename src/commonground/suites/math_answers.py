"""Numbers as answers of math tasks: the first one after the last `####`, else the last number of the text."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"(?<![\d.,])-?\$?(?:\d[\d,]*(?:\.\d+)?|\.\d+)")


def last_number(text: str) -> str | None:
    """Return the answer of `text` as it stands there, without separators and signs of currency, or None."""
    _, mark, marked = text.replace("\u2212", "-").rpartition("####")
    answer = _NUMBER.search(marked) if mark else None
    found = [answer[0]] if answer else _NUMBER.findall(text.replace("\u2212", "-"))
    return found[-1].replace(",", "").replace("$", "") if found else None


def right_number(found: str | None, reference: str) -> bool:
    """Return whether `found` is the number that `reference` ends with."""
    wanted = last_number(reference)
    try:
        return found is not None and wanted is not None and Decimal(found) == Decimal(wanted)
    except InvalidOperation:
        return False
