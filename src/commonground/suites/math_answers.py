"""Numbers as answers of math tasks: the one after the last `####`, else the last number of the text."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"-?\$?\d[\d,]*(?:\.\d+)?")


def last_number(text: str) -> str | None:
    """Return the answer of `text` as it stands there, without separators and signs of currency, or None."""
    marked = text.rpartition("####")[2]
    found = _NUMBER.findall(marked) or _NUMBER.findall(text)
    return found[-1].replace(",", "").replace("$", "") if found else None


def right_number(found: str | None, reference: str) -> bool:
    """Return whether `found` is the number that `reference` ends with."""
    wanted = last_number(reference)
    try:
        return found is not None and wanted is not None and Decimal(found) == Decimal(wanted)
    except InvalidOperation:
        return False
