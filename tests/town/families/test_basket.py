"""Totals, worked out by hand from the price list: bread 2, milk 1, tea 3, coffee 4, cheese 5, honey 4, butter 3."""

from __future__ import annotations

import pytest

from commonground.town.facts import DELIVERY, PRICES, VOUCHER
from commonground.town.families.basket import TOTAL, read
from commonground.town.items import make_item


@pytest.mark.parametrize(
    ("said", "total"),
    [
        ({"item1": "2 bread", "item2": "3 tea", "item3": "2 cheese"}, 4 + 9 + 10),
        ({"item1": "2 bread", "item2": "3 tea", "item3": "2 cheese", "delivery": "yes"}, 23 + 4),
        ({"item1": "2 bread", "item2": "3 tea", "item3": "2 cheese", "voucher": "yes"}, 23 - 3),
        ({"item1": "5 honey", "item2": "5 milk", "item3": "2 butter", "delivery": "yes", "voucher": "yes"}, 31 + 1),
        ({"item2": "3 tea", "item3": "2 cheese"}, 2 + 9 + 10),  # 1 bread is the usual guess
        ({"item1": "2 milk"}, 2),
        ({"item1": "2 milk", "voucher": "yes"}, -1),
    ],
)
def test_totals_by_hand(said: dict[str, str], total: int) -> None:
    filled = TOTAL.filled(said)
    assert TOTAL.answer(filled) == {"total": str(total)}
    assert TOTAL.write(filled).endswith(f"total({total})")


def test_the_working_takes_items_in_the_order_stated_and_the_rest_last() -> None:
    said = {"voucher": "yes", "item2": "3 tea", "item1": "2 bread", "item3": "2 cheese"}
    assert TOTAL.write(TOTAL.filled(said)) == (
        "3 tea x 3 = 9; 2 bread x 2 = 4, 9 + 4 = 13; 2 cheese x 5 = 10, 13 + 10 = 23; voucher -3, 23 - 3 = 20; total(20)"
    )


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("total(20)", "20"),
        ("Total( 20 )", "20"),
        ("total(5), no: total(20)", "20"),
        ("total(-3)", "-3"),
        ("total(020)", "20"),
    ],
)
def test_the_last_total_is_read(reply: str, answer: str) -> None:
    assert read(reply) == {"total": answer}


@pytest.mark.parametrize(
    "reply", ["", "20", "the total is 20", "total()", "total(twenty)", "subtotal(20)", "total(20.5)"]
)
def test_what_is_no_total_is_not_read(reply: str) -> None:
    assert read(reply) is None


def test_what_is_written_is_read_back() -> None:
    for index in range(40):
        item = make_item("total", "train" if index % 2 else "test", 21, index)
        filled = TOTAL.filled(item.values)
        assert read(TOTAL.write(filled)) == TOTAL.answer(filled)


def test_no_product_is_bought_twice() -> None:
    for index in range(40):
        values = make_item("total", "train", 22, index).values
        products = [value.split()[1] for key, value in values.items() if key.startswith("item")]
        assert len(set(products)) == len(products) >= 2
        assert all(product in PRICES for product in products)


def test_a_correction_never_brings_in_a_product_that_is_bought_already() -> None:
    for index in range(30):
        item = make_item("total", "test", 23, index, correct=True)
        for one in item.stated:
            for key, value in one.items():
                others = [said.split()[-1] for other, said in item.values.items() if other != key]
                assert value == "yes" or value.split()[1] not in others


def test_the_briefing_gives_every_price() -> None:
    assert all(f"{product} {price}" in TOTAL.briefing for product, price in PRICES.items())
    assert f"delivery {DELIVERY} more" in TOTAL.briefing
    assert f"takes off {VOUCHER}" in TOTAL.briefing
