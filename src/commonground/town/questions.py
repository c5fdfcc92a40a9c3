"""Which fact a question of the assistant asks for, so that a user can answer it with the right one; and how each is asked."""

from __future__ import annotations

import re

VERSION = "questions-1"

_ASKED: dict[str, str] = {
    "venue": r"venue|where|which place|restaurant|cafe|bar",
    "day": r"\bday\b|\bdate\b|which day|\bwhen\b",
    "time": r"\btime\b|o'clock|\bwhen\b|what hour",
    "people": r"how many (people|guests|of you|persons)|party|guests",
    "name": r"\bname\b|under whose",
    "seat": r"\bseat(s|ing)?\b|window|terrace",
    "shop": r"\bshop\b|which (place|restaurant)|from where",
    "dish": r"\bdish|food|to eat|\bmeal\b",
    "address": r"address|deliver|where to",
    "drink": r"drink|beverage",
    "note": r"\bnote\b|allerg|instructions",
    "from": r"\bfrom\b|start|pick you up|pick-?up",
    "to": r"\bto where|destination|where to|going to|drop|recipient|write to|who (is|should)",
    "seats": r"how many (people|seats|passengers)|passengers",
    "bags": r"bags|luggage",
    "item1": r"\bitems?\b|products?|what (would|do) you",
    "delivery": r"deliver",
    "voucher": r"voucher|coupon|discount",
    "what": r"names|number|which column|what information",
    "kind": r"\bkind\b|\btype\b",
    "quarter": r"quarter|district|area",
    "capacity": r"capacity|how many seats|seats",
    "price": r"price|cost|budget",
    "order": r"\border(ed)?\b|sort",
    "person": r"\bwho(m)?\b|person|with whom",
    "hours": r"how long|hours|duration",
    "after": r"earliest|not before|from what",
    "topic": r"topic|about what|subject",
    "subject": r"subject|about what|topic",
    "sender": r"sign|sender|your name|from whom",
    "thing": r"\bbring\b",
    "via": r"\bstop\b|\bvia\b|by way",
    "back": r"\bback\b|return",
}

_DAY, _TIME, _FROM, _TO = "For which day?", "At what time?", "From which stop do you start?", "What is the destination?"
# How an assistant asks for each required fact, by family; `asked` reads each back. Families whose facts are alike have none.
TO_ASK: dict[str, dict[str, str]] = {
    "booking": {"venue": "Which venue would you like?", "day": _DAY, "time": _TIME, "people": "For how many people?"},
    "order": {"shop": "From which shop?", "dish": "Which dish would you like?", "address": "To which address?"},
    "ride": {"from": _FROM, "to": _TO, "time": _TIME},
    "query": {"what": "What information do you want?", "kind": "What kind of venue?"},
    "meeting": {"person": "With whom?", "day": _DAY, "hours": "For how many hours?"},
    "letter": {
        "to": "Who is the recipient?",
        "subject": "On which subject?",
        "day": "By which day?",
        "sender": "What is the name of the sender?",
    },
    "route": {"from": _FROM, "to": _TO, "via": "By way of which stop?"},
}


def asked(question: str, keys: tuple[str, ...]) -> str | None:
    """Return which of `keys` the last question in `question` names first, or None."""
    questions = re.findall(r"[^.?!\n]*\?", question)
    if not questions:
        return None
    last = questions[-1].lower()
    found = ((re.search(_ASKED.get(key, rf"\b{re.escape(key)}\b"), last), key) for key in keys)
    placed = [(match.start(), key) for match, key in found if match]
    return min(placed, key=lambda place: place[0])[1] if placed else None
