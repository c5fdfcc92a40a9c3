"""What a model replied when it was asked for JSON: the object, wherever it stands among other words."""

from __future__ import annotations

import json
import re
from typing import Any

_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


def json_object(reply: str) -> dict[str, Any] | None:
    """Return the JSON object in a reply, from its first brace to its last; None where there is none.

    >>> json_object('Sure: {"say": "no"}.'), json_object("no")
    ({'say': 'no'}, None)
    """
    found = _OBJECT.search(reply)
    try:
        document = json.loads(found[0]) if found else None
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
