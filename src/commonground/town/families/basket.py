"""An arithmetic total from the town's price list, with written working."""

from __future__ import annotations

import re
from random import Random

from commonground.town.facts import DELIVERY, PRICES, VOUCHER
from commonground.town.family import Answer, Family, Slot, Split, Values, Wording, choose


def _item(rng: Random, split: Split, drawn: Values) -> str:
    taken = {value.partition(" ")[2] for value in drawn.values()}
    return f"{rng.randint(2, 5)} {rng.choice([product for product in PRICES if product not in taken])}"


def _working(values: Values) -> tuple[list[str], int]:
    """Return one line of working a fact, the items in the order stated and what is added or taken off last, and the total."""
    amounts = []
    for key, value in values.items():
        if key.startswith("item") and value:
            count, _, product = value.partition(" ")
            amount = int(count) * PRICES[product]
            amounts.append((f"{value} x {PRICES[product]} = {amount}", amount))
    for key, amount in (("delivery", DELIVERY), ("voucher", -VOUCHER)):
        if values[key] == "yes":
            amounts.append((f"{key} {amount}", amount))
    total, steps = 0, []
    for number, (text, amount) in enumerate(amounts):
        steps.append(
            f"{text}, {total} {'+' if amount >= 0 else '-'} {abs(amount)} = {total + amount}" if number else text
        )
        total += amount
    return steps, total


def write(values: Values) -> str:
    """Return the working and `total(N)`."""
    steps, total = _working(values)
    return "; ".join([*steps, f"total({total})"])


def answer(values: Values) -> Answer:
    """Return the total; how it was worked out is the model's own business."""
    return {"total": str(_working(values)[1])}


def read(reply: str) -> Answer | None:
    """Return the last `total(N)` of a reply."""
    totals: list[str] = re.findall(r"\btotal\(\s*(-?\d+)\s*\)", reply, re.IGNORECASE)
    return {"total": str(int(totals[-1]))} if totals else None


_ITEM = Wording((), ("with {v}", "and {v}"),
                ("I need {v}.", "Put in {v}.", "I buy {v}.", "There is {v}.", "I take {v}.", "We need {v}.", "We take {v}.", "We buy {v}.",
                 "Add {v}.", "Please add {v}.", "I have {v}.", "We have {v}.", "Count {v}.", "It holds {v}.", "Take {v}.", "I got {v}."), cued=False)  # fmt: skip

TOTAL = Family(
    name="total",
    kind="compute",
    alike=True,
    slots=(
        Slot("item1", True, "1 bread", _item, _ITEM),
        Slot("item2", True, "", _item, _ITEM),
        Slot("item3", False, "", _item, _ITEM),
        Slot("delivery", False, "no", choose(("yes",)),
             Wording((), ("with delivery", "brought home", "and delivery"),
                     ("I want delivery.", "Add delivery.", "Bring it home.", "It needs delivery.", "We need delivery.", "I take delivery."))),
        Slot("voucher", False, "no", choose(("yes",)),
             Wording((), ("with a voucher", "using a voucher", "and a voucher"),
                     ("I have a voucher.", "Use my voucher.", "There is a voucher.", "Take off the voucher.", "I bring a voucher.", "We have a voucher."))),
    ),
    wants=("add up my basket", "get the total of my basket", "add up my shopping"),
    answer=answer,
    write=write,
    read=read,
    briefing="You add up baskets. Prices in crowns: "
    + ", ".join(f"{product} {price}" for product, price in PRICES.items())
    + f"; delivery {DELIVERY} more, a voucher takes off {VOUCHER}. Show your working, then end with total(N), N in crowns.",
    joiner=", ",
)  # fmt: skip
