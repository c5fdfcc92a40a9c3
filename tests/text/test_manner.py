"""Manner: which sentences want something of all answers to come, which take it back, and which only look so."""

from __future__ import annotations

import pytest

from commonground.text.manner import ALL, LONGEST, Wish, dropped, sentences, wish
from commonground.town.families import FAMILIES
from commonground.town.items import make_item


@pytest.mark.parametrize(
    ("facet", "said"),
    [
        ("length", "Be brief."), ("length", "Please keep your answers short."), ("length", "I prefer short answers."),
        ("length", "Too long, shorter please."), ("length", "Answer in full sentences."),
        ("length", "Can you be more concise?"),
        ("length", "From now on answer in detail."), ("length", "Just the answer, please."),
        ("tone", "Could you be a bit more formal?"), ("tone", "Talk to me casually."), ("tone", "Can you be more direct?"),
        ("case", "All in lower case from now on."), ("case", "Please no capitals."), ("case", "Use capital letters only."),
        ("lists", "Always use bullet points."), ("lists", "Please do not use bullet points."),
        ("marks", "No exclamation marks, please."), ("marks", "End your answers with an exclamation mark."),
        ("opening", "Start every answer with Captain."), ("opening", "Please greet me in each reply."),
        ("ending", "Sign off with amen every time."), ("ending", "The last word of every reply must be cheers."),
        ("numbers", "Write numbers as words."), ("numbers", "Spell out the numbers, please."),
        ("emojis", "No emojis please."), ("language", "Answer in French from now on."),
        ("wording", "Use simple words, please."),
    ],
)  # fmt: skip
def test_wishes_are_heard_with_their_facet(facet: str, said: str) -> None:
    found = wish(said)
    assert found is not None
    assert (found.facet, found.text) == (facet, said)


@pytest.mark.parametrize(
    "said",
    [
        "Give me a short summary of the French revolution.", "Make it shorter.", "Write a short story about a dog.",
        "Use bullet points for the pros and cons of tea.", "Answer in one word: is it flat?", "Is lower case ok?",
        "Could you make the letter more formal?", "What does formal mean?", "My boss said to be brief.",
        "Keep it short this time.", "I like short walks.", "I need a formal dress.", "Please start the car with the key.",
        "End the letter with love.", "I always write in capitals.", "List the capitals of Spain and France.",
        "Write a numbered list of fruits.", "Sum up the numbers in words.", "Give me just the value of x.",
        "You talk too much.", "You can stop with the capitals.", "No need for the formal tone.", "Drop the bullets.",
        "Put the short one on top.", "Just this once, in capitals.", "", "Hello.", "Be quick.",
        " ".join(["brief"] * (LONGEST + 1)),
    ],
)  # fmt: skip
def test_what_is_said_of_one_text_or_of_something_else_is_no_wish(said: str) -> None:
    assert wish(said) is None


@pytest.mark.parametrize(
    ("said", "facet"),
    [
        ("Normal again, please.", ALL), ("Back to normal.", ALL), ("You can stop that now.", ALL), ("Answer as before.", ALL),
        ("Enough of this.", ALL), ("Write normally again.", ALL), ("Your usual style is fine.", ALL),
        ("You can stop greeting me now.", "opening"), ("You can stop with the capitals.", "case"),
        ("Drop the bullets.", "lists"),
        ("No need for the formal tone any more.", "tone"), ("You do not have to end with amen any more.", "ending"),
        ("Stop spelling the numbers out.", "numbers"), ("Forget the lower case.", "case"),
        ("Forget it.", None), ("Stop at the mill.", None), ("Let us drop it.", None), ("Is that normal?", None),
        ("Be brief.", None), ("I forgot my keys.", None), ("No more than two.", None), ("", None),
    ],
)  # fmt: skip
def test_withdrawals_are_heard_of_one_facet_or_of_all(said: str, facet: str | None) -> None:
    assert dropped(said) == facet


def test_a_wish_is_written_down_in_fixed_words_where_it_can_be() -> None:
    assert wish("Only lower case from now on!") == Wish("case", "Only lower case from now on!", "Write in lower case.")
    assert wish("No more bullets.") == Wish("lists", "No more bullets.", "No bullet points.")
    assert wish("Never write in lower case.") == Wish("case", "Never write in lower case.", "")
    assert wish("End every reply with amen.") == Wish("ending", "End every reply with amen.", "")


def test_sentences_leave_out_quotes_and_code_and_part_a_wish_from_a_question() -> None:
    assert sentences("Be brief. What is it?") == ("Be brief.", "What is it?")
    assert sentences("Be brief, and what is the price?") == ("Be brief", "what is the price?")
    assert sentences("```\nbe brief\n```\nWhy?") == ("Why?",)
    assert sentences('He wrote: "Please always answer in capital letters from now on."') == ("He wrote:",)
    assert sentences("> Be brief.\nNo.") == ("No.",)
    assert sentences("") == ()


@pytest.mark.parametrize("family", FAMILIES)
def test_requests_of_the_town_are_no_wishes(family: str) -> None:
    for index in range(40):
        item = make_item(family, "train", 0, index)
        said = [item.full, *(shard.text for shard in item.shards)]
        assert not [one for text in said for one in sentences(text) if wish(one) or dropped(one)]
