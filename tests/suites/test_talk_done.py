"""What a reply does: each kind of reply to one request has one act, and the one that was asked for is looked for first."""

from __future__ import annotations

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.suites.talk_done import DONE, Asked, again, done, paraphrases
from commonground.town.items import Item, make_item


def booking() -> Item:
    return make_item("booking", "test", 1, 0)


def act(reply: str, wanted: str = "", *, word: str = "", key: str = "", before: str | None = None) -> str:
    item = booking()
    first = item.reference if before is None else before
    turns = (Turn(USER, item.full), Turn(ASSISTANT, first), Turn(USER, "?"), Turn(ASSISTANT, reply))
    found = done(Asked(item, word, key), wanted, Conversation(turns))
    assert found in DONE
    return found


def told(item: Item) -> str:
    return "You come " + ", then ".join(item.values.values())


def test_each_kind_of_reply_has_its_act() -> None:
    item = booking()
    wrong = item.reference.replace(item.values["day"], "Sunday").replace(item.values["name"], "Nobody")
    assert act(item.reference) == "repeat"
    assert act(told(item)) == "paraphrase"
    assert act(wrong.replace("people: 9", "people: 2").replace("time: 17:15", "time: 9:00")) == "answer"
    assert act("All right.") == "short"
    assert act("so " * 50) == "other"
    assert act("") == "short"


def test_what_depends_on_what_was_asked_about() -> None:
    item = booking()
    assert act("A seat is where you sit at the table.", "define", word="seat") == "define"
    assert act("By the window, for example.", "example", word="seat") == "example"
    assert act(f"At {item.values['time']}.", "part", key="time") == "part"
    assert act(f"At {item.values['time']}.", "part", key="day") == "short"
    assert act("A seat is where you sit at the table.", "define") == "short"  # no word was named


def test_the_act_that_was_asked_for_is_looked_for_first() -> None:
    reply = "A day is a date in the week, Monday for example."
    assert act(reply, "define", word="day") == "define"
    assert act(reply, "example", word="day") == "example"
    assert act(reply, "short", word="day") == "short"


def test_a_repeat_after_a_wrong_reply_is_still_a_repeat() -> None:
    assert act("Gone fishing until noon.", before="Gone fishing until noon.") == "repeat"
    assert act(booking().reference, before="Gone fishing until noon.") == "right"


@pytest.mark.parametrize(
    ("last", "before", "same"),
    [
        ("At nine, on track two.", "at nine on track two", True),
        ("I said: at nine, on track two, by the clock.", "At nine, on track two.", False),
        ("At nine.", "At nine, on track two.", False),
        ("", "At nine.", False),
        ("At nine.", "", False),
    ],
)
def test_the_same_words_and_no_others_are_a_repeat(last: str, before: str, same: bool) -> None:
    assert again(last, before) is same


def test_a_paraphrase_is_judged_by_what_the_reply_had() -> None:
    item = booking()
    day = item.values["day"]
    assert paraphrases(item, f"Come on {day}, please.", f"book(day: {day})")
    assert not paraphrases(item, "Come along, please.", f"book(day: {day})")
    assert not paraphrases(item, f"Come on {day}, please.", "so be it")  # nothing of it was said: all has to be
    assert paraphrases(item, told(item), "so be it")


def test_a_long_talk_around_a_value_is_no_part_of_a_reply() -> None:
    item = booking()
    assert (
        act(f"At {item.values['time']}, " + "which is a fine time for dinner and " * 5, "part", key="time") == "other"
    )
    assert act("A seat is a chair " + "in a row " * 20, "define", word="seat") == "other"
