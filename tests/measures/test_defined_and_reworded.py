"""How people ask for the meaning of a word, other words, an example: a list of its own, beside the labelled sets."""

from __future__ import annotations

import pytest

from commonground.measures.requests import classify

BEFORE = (
    ("user", "Can you get some food and a car?"),
    ("assistant", "order(shop: Copper Pot, dish: 3 pie, surcharge: 4); car(bags: 2, tariff: night)"),
)
DEFINE = """
    What is a surcharge?
    Define tariff.
    What's the meaning of tariff?
    Tariff? What's that?
    Tariff meaning what?
    Explain the term tariff.
    Please explain the word surcharge.
    Explain "surcharge" to me.
    Can you explain what a surcharge is?
    Clarify the term tariff, please.
    Tell me what tariff means.
    I've never heard of a surcharge.
    I'm not familiar with the word tariff.
    What does surcharge stand for?
    In what sense do you use tariff?
    How do you define tariff?
    How is surcharge defined?
    What exactly is meant by tariff?
    What should I understand by tariff?
    What am I to understand by surcharge?
    What kind of thing is a surcharge?
    The word surcharge, what does it mean?
    Surcharge: what does that mean?
    What's surcharge supposed to mean?
    Could you tell me the definition of tariff?
    Give me a definition of tariff.
    What is this tariff?
    What is that surcharge you mention?
    Sorry, what are bags?
    I don't understand the word tariff.
    I don't get what tariff is.
    Tariff, what is it?
    And surcharge means?
    What is the tariff?
"""
REWORDED = """
    Can you say it in a simpler way?
    Could you put this in everyday words?
    Put it in a way that I understand.
    Say that so that a child understands it.
    Try to say it more clearly.
    I need this in normal language.
    Could you be clearer?
    Word it differently.
    Rewrite your answer in other words.
    Phrase that another way.
    Give me a plainer version.
    I do not get it, say it differently.
    It is not clear to me. Other words, please.
    Make it simpler.
    Simplify that, please.
    Break it down for me.
    Tell me that in your own words.
    Can I have that in plain language?
    I'd like that in simpler words.
    That's hard to read. Say it as a sentence.
    Say it in a normal sentence.
    Can you tell me this in a full sentence?
    Turn that into a plain sentence.
    This is cryptic, what do you mean?
    That is gibberish to me, say it in words.
    Make your answer nicer to read.
    Make this more readable.
    Summarise that in your own words.
"""
EXAMPLE = """
    Such as?
    For example?
    An example of a dish, please.
    Give an example of a dish.
    What dish, for example?
    Which dishes are there, for instance?
    Could you name a dish as an example?
    Show me one example.
    What could a tariff be, for example?
    Do you have an example of a tariff?
"""
NEITHER = """
    What is the price of milk?
    What is a good dish for four?
    What does the car cost?
    Explain how to get to the Pier.
    Say it with flowers: order some.
    What do the eggs cost?
    Make it a window table.
    Make it larger.
    Tell me the way to the Museum.
    Put two bags in.
    Write the letter in simpler words than last time.
    What are the opening hours?
    Which dish is the cheapest?
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        (text, act)
        for act, texts in (("define", DEFINE), ("paraphrase", REWORDED), ("example", EXAMPLE))
        for text in lines(texts)
    ],
)
def test_what_is_asked_of_the_words_is_heard(text: str, act: str) -> None:
    assert classify(BEFORE, "user", text) == act


@pytest.mark.parametrize("text", lines(NEITHER))
def test_what_only_looks_like_it_is_none_of_them(text: str) -> None:
    assert classify(BEFORE, "user", text) not in ("define", "paraphrase", "example", "repeat", "abort", "close")
