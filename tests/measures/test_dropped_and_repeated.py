"""How people drop a matter and ask to hear something again: a list of its own, beside the labelled sets, with look-alikes."""

from __future__ import annotations

import pytest

from commonground.measures.requests import classify

BEFORE = (
    ("user", "Can you get a table in the Red Barrel on Friday at 17:15 for 9 people?"),
    ("assistant", "book(venue: Red Barrel, day: Friday, time: 17:15, people: 9)"),
)
DROPPED = """
    Don't worry about it any more.
    It's fine, you can skip it.
    We can drop this.
    I'd rather not go on with it.
    I'm no longer interested.
    That won't be necessary.
    That won't be necessary after all.
    It is no longer required.
    No longer needed, thanks.
    The plan fell through.
    It has been called off.
    The dinner is off.
    That's off the table now.
    I take it back.
    I withdraw my request.
    End it here.
    Give it a rest.
    Forget I ever asked.
    We won't be needing it.
    We won't need this any longer.
    I decided against it.
    I've decided not to do it.
    On second thought, no.
    Let's call the whole thing off.
    Never mind all that.
    Let go of it.
    Just let it go.
    Please let this rest.
    Don't trouble yourself.
    Don't go to any trouble.
    Please do not go ahead with that.
    Do not proceed.
    Hold off on that, we don't need it.
    Sorry, that is off.
    I don't need it after all.
    I do not need you to do that any more.
    You don't have to do this any more.
    You need not continue.
    No need for that any more.
    There is no need for that now.
    Save yourself the trouble.
    Undo that, I don't want it.
    I would like to cancel.
    Please cancel my request.
    Consider it cancelled.
    It doesn't matter now.
    Not important any more, drop it.
    I have lost interest, leave it.
    Let us forget the whole thing.
    Let us not do that.
    Do away with it.
    Discard that, please.
    Disregard that.
    Please disregard my last message.
    We changed our minds.
    We have changed our minds, sorry.
    We are not going to do that after all.
    Actually no, do not do that.
"""
REPEATED = """
    Could I hear that again?
    Mind saying that again?
    Can I have that again, please?
    Give me that again.
    What were you saying?
    How was that again?
    Let me hear it once more.
    Your last answer again, please.
    Show me that again.
    Send that again.
    What was the last thing you said?
    You were saying?
    I missed what you said.
    Would you say it one more time?
    I wasn't listening, what was that?
    Can you go over it once more?
    Could you read it out again?
    Write that once more, please.
    Post that again.
    Again, please.
    I would like to hear that one more time.
    Can we hear your answer again?
    Do you mind repeating yourself?
    I need to hear that again.
    What time did you say?
    Which day did you say it was?
    What day was that?
    Sorry, how many people did you say?
    What did you say the time was?
    When did you say it was?
    For how many was it again?
    Tell me the time again.
    Say the venue again.
    Can you tell me once more which day it is?
    I forgot the time, say it again.
    I did not catch the day.
    I missed the number of people.
    Give me the venue once more.
    The time once more?
    Just repeat the day.
    Sorry, what was the number of people?
"""
NEITHER = """
    Cancel my flight to Oslo on Monday.
    Please cancel the reservation at the Red Barrel.
    The lights are off, what can I do?
    Let it be a table by the window.
    Let it be Friday.
    Leave out the onions.
    Stop using emojis.
    It has to go to the Pier.
    I no longer live in Rome.
    I need a ride, not a table.
    There is no need for salt in the soup.
    Let us go by the museum.
    Leave at nine.
    I have to leave at nine, book a ride.
    We will not need bags.
    I will not need the voucher.
    Do not put onions in it.
    How do I call off a wedding?
    Book it again for next week.
    Book the same table again.
    Say hello to my sister.
    Add two eggs once more to the total.
    I need another table.
    What time is it?
    What day is it today?
    How many people live in Rome?
    What does the day cost?
    Show me the way.
    Send the letter again to Boris.
    Write a letter once more, this time to Anna.
    Give me a table for two.
    Decide on a day, but not Monday.
    I decided on Friday.
    I decided against Monday, take Friday.
    Never on a Monday.
    We changed our minds: make it Saturday.
    I changed my mind, take the terrace.
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize(
    ("text", "act"),
    [(text, act) for act, texts in (("abort", DROPPED), ("repeat", REPEATED)) for text in lines(texts)],
)
def test_what_is_dropped_is_dropped_and_what_is_asked_for_again_is_repeated(text: str, act: str) -> None:
    assert classify(BEFORE, "user", text) == act


@pytest.mark.parametrize("text", lines(NEITHER))
def test_what_only_looks_like_it_is_neither(text: str) -> None:
    assert classify(BEFORE, "user", text) not in ("abort", "repeat", "close")
