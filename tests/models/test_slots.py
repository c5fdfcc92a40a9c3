"""Slots: never more than the limit, first come first served, and a limit that follows what the host bears."""

from __future__ import annotations

import asyncio

import pytest

from commonground.errors import UsageError
from commonground.models.slots import Slots


async def test_never_more_than_the_limit_and_in_order() -> None:
    slots, busy, most, order = Slots(3), 0, 0, list[int]()

    async def use(number: int) -> None:
        nonlocal busy, most
        await slots.acquire()
        busy, most = busy + 1, max(most, busy + 1)
        order.append(number)
        await asyncio.sleep(0)
        busy -= 1
        slots.release()

    await asyncio.gather(*(use(number) for number in range(20)))
    assert most == 3
    assert order == list(range(20))


async def test_the_limit_halves_once_for_all_that_were_in_flight() -> None:
    slots = Slots(8)
    eras = [slots.era for _ in range(8)]
    for era in eras:
        slots.pushed_back(era)
    assert slots.limit == 4
    slots.pushed_back(slots.era)
    assert slots.limit == 2


async def test_the_limit_never_falls_below_one() -> None:
    slots = Slots(2)
    for _ in range(5):
        slots.pushed_back(slots.era)
    assert slots.limit == 1
    await slots.acquire()
    slots.release()


async def test_the_limit_grows_by_one_for_each_round_of_answers() -> None:
    slots = Slots(16)
    slots.pushed_back(slots.era)
    for _ in range(9):  # the first 8 make it 9 but for a hair: each adds 1 / limit, and the limit grows along
        slots.kept_up()
    assert slots.limit == 9
    for _ in range(500):
        slots.kept_up()
    assert slots.limit == 16


async def test_a_lower_limit_holds_back_those_who_wait() -> None:
    slots = Slots(4)
    for _ in range(4):
        await slots.acquire()
    slots.pushed_back(slots.era)
    waiting = asyncio.create_task(slots.acquire())
    await asyncio.sleep(0)
    slots.release()
    slots.release()
    await asyncio.sleep(0)
    assert not waiting.done()
    slots.release()
    await asyncio.wait_for(waiting, 1)


async def test_a_host_that_asks_to_wait_is_left_alone_that_long() -> None:
    slots, loop = Slots(4), asyncio.get_running_loop()
    started = loop.time()
    slots.pushed_back(slots.era, 0.05)
    await asyncio.wait_for(slots.acquire(), 1)
    assert loop.time() - started >= 0.05


async def test_who_gives_up_waiting_takes_no_slot() -> None:
    slots = Slots(1)
    await slots.acquire()
    impatient, patient = asyncio.create_task(slots.acquire()), asyncio.create_task(slots.acquire())
    await asyncio.sleep(0)
    impatient.cancel()
    slots.release()
    await asyncio.wait_for(patient, 1)


async def test_who_is_cancelled_with_a_slot_in_hand_gives_it_back() -> None:
    slots = Slots(1)
    await slots.acquire()
    unlucky, next_one = asyncio.create_task(slots.acquire()), asyncio.create_task(slots.acquire())
    await asyncio.sleep(0)
    slots.release()  # hands the slot to the first
    unlucky.cancel()
    await asyncio.wait_for(next_one, 1)


def test_a_host_needs_a_slot() -> None:
    with pytest.raises(UsageError, match="at least 1"):
        Slots(0)
