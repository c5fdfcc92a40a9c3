"""An arithmetic total from the town's price list, with written working."""

from __future__ import annotations

import re
from random import Random

from commonground.town.facts import DELIVERY, PRICES, VOUCHER
from commonground.town.family import Answer, Family, Intents, Slot, Split, Values, Wording, choose


def _item(rng: Random, split: Split, drawn: Values) -> str:
    taken = {value.partition(" ")[2] for value in drawn.values()}
    return f"{rng.randint(2, 6)} {rng.choice([product for product in PRICES if product not in taken])}"


def _working(values: Values) -> tuple[list[str], int]:
    """Return one line of working a fact, in the order stated, and the total."""
    steps, total = [], 0
    for key, value in values.items():
        if key.startswith("item") and value:
            count, _, product = value.partition(" ")
            amount = int(count) * PRICES[product]
            step = f"{value} x {PRICES[product]} = {amount}"
        elif key in ("delivery", "voucher") and value == "yes":
            amount = DELIVERY if key == "delivery" else -VOUCHER
            step = f"{key} {amount}"
        else:
            continue
        total += amount
        steps.append(f"{step}, sum {total}")
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


_ITEM_TRAIN = Wording(("I need {v}.", "Put in {v}.", "I buy {v}.", "There is {v}."), ("with {v}", "for {v}"))
_ITEM_TEST = Wording(("I take {v}.", "We need {v}."), ("and {v}",))

TOTAL = Family(
    name="total",
    kind="compute",
    slots=(
        Slot("item1", True, "1 bread", _item, _ITEM_TRAIN, _ITEM_TEST),
        Slot("item2", True, "", _item, _ITEM_TRAIN, _ITEM_TEST),
        Slot("item3", True, "", _item, _ITEM_TRAIN, _ITEM_TEST),
        Slot("item4", False, "", _item, _ITEM_TRAIN, _ITEM_TEST),
        Slot("delivery", False, "no", choose(("yes",)),
             Wording(("I want delivery.", "Add delivery.", "Bring it home.", "It needs delivery."), ("with delivery", "brought home")),
             Wording(("We need delivery.", "I take delivery."), ("and delivery",))),
        Slot("voucher", False, "no", choose(("yes",)),
             Wording(("I have a voucher.", "Use my voucher.", "There is a voucher.", "Take off the voucher."), ("with a voucher", "using a voucher")),
             Wording(("I bring a voucher.", "We have a voucher."), ("and a voucher",))),
    ),
    train=Intents(("Add up my basket.", "What does my basket cost?", "I want the total of my basket.", "Please add up my shopping."),
                  ("Add up my basket", "What is the total of my basket", "Please add up my shopping")),
    test=Intents(("Can you add up my basket?", "I need the total of my shopping."), ("Can you add up my basket", "I need the total")),
    answer=answer,
    write=write,
    read=read,
    briefing="You add up baskets. Prices in crowns: "
    + ", ".join(f"{product} {price}" for product, price in PRICES.items())
    + f"; delivery {DELIVERY} more, a voucher takes off {VOUCHER}. Show your working, then end with total(N), N in crowns.",
    joiner=", ",
)  # fmt: skip
