"""Topic shift: the examples that its rules were written on, what ties turns together, and the rate worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measures.examples import dialogue, fewest, missed, two_talk

from commonground.measures.topics import (
    FAMILY,
    FIELDS,
    GENERIC,
    SHIFT,
    announced,
    classify,
    compute,
    content,
    fields,
    softly_announced,
)

EXAMPLES = r"""
# True
U: How do I prune roses? / A: Cut above a bud. / U: By the way, can you recommend a podcast?
U: What's a good pasta sauce? / A: A simple tomato sauce with garlic. / U: How do I change a flat tire?
U: Explain gravity. / A: Gravity pulls masses together. / U: ok unrelated, whats a good gift for a 5 year old
U: I can't sleep at night. / A: Try to avoid screens before bed. / U: Who won the world cup in 2014?
U: Is Lisbon nice in spring? / A: Yes, it is mild. / U: now tell me a joke
U: My knee hurts when I run. / A: Rest it for a week. / U: Write a python function that reverses a string
U: How do mortgages work? / A: You borrow money against the house. / U: Let's talk about something else. Do you like
  movies?
U: What is jazz? / A: Jazz is a music style from New Orleans. / U: switching topics: how do I clean a cast iron pan
U: Fix this regex. / A: Use \d+ instead. / U: i also need help planning a birthday party
U: How tall is Everest? / A: 8,849 metres. / U: Anyway, what should I have for dinner?
U: Help me with my resume. / A: Put your skills first. / U: what's the weather going to be tomorrow
U: Tell me about black holes. / A: They are very dense. / U: different question. how do I train my puppy to sit
U: Which laptop is best? / A: It depends on your budget. / U: Do you know when the French Revolution began?
U: What do cats eat? / A: Mostly meat. / U: Moving on, can you translate "good morning" into Korean?
U: How do I make bread? / A: Mix flour, water, yeast and salt. / U: On a different note, my boss wants me to work on
  Sunday.
U: What is inflation? / A: A rise in prices. / U: That reminds me, I have to plan a trip to Japan.
U: How do I learn chess? / A: Begin with the endgame. / U: What are the symptoms of the flu?
U: I want to plant tomatoes. / A: Use rich soil and full sun. / U: I need to write an email to my landlord about the
  heating.
U: How can I get better at public speaking? / A: Practise often and record yourself. / U: Thanks. What's the best
  way to clean suede shoes?
U: My sourdough is too dense. / A: Let it rise for longer. / U: Got it. Who painted the Mona Lisa?
U: What are the rules of cricket? / A: Two teams of eleven take turns to bat. / U: can u help me with my math
  homework
U: Is it safe to swim after eating? / A: Yes, it's fine for most people. / U: So anyway, I've been thinking about
  getting a tattoo
U: How do I write a will? / A: List your assets and name an executor. / U: recommend me a good sci-fi series
U: What does a product manager do? / A: They decide what gets built. / U: quick question, is it cold in Iceland in
  June?
U: Why do cats purr? / A: Often because they're content. / U: I want to buy my first house
U: Explain the offside rule. / A: A player is offside if... / U: One more thing, unrelated: how do I cancel Netflix?
U: What's a healthy breakfast? / A: Oats with fruit. / U: let's discuss the second world war
U: How do I fix a leaky tap? / A: Replace the washer. / U: Tell me about Napoleon.
U: Translate "dog" to German. / A: Hund. / U: what stocks should I buy
U: How far is the moon? / A: 384,000 km. / U: My girlfriend and I had a big argument last night.
U: What's the best way to store coffee? / A: In an airtight container. / U: How do I file for divorce?
U: Who invented the zipper? / A: Gideon Sundback. / U: next topic: healthy dinners
U: What's a good warm-up? / A: Jumping jacks. / U: I'm thinking of adopting a cat, any advice?
U: How do I get grass stains out? / A: Use vinegar. / U: write me a limerick about frogs
U: How do I renew my passport? / A: Fill in the form online. / U: explain recursion in python
U: What's the time in Sydney? / A: 8 pm. / U: Hey, can you suggest names for a baby girl?
U: Is olive oil healthy? / A: Yes, in moderation. / U: which team won the super bowl last year?
U: How do I tune a guitar? / A: Use a tuner app. / U: By the way, my phone screen is cracked.
U: How do I make cold brew? / A: Steep coarse coffee for 12 hours. / U: ok new topic, what is blockchain
U: What's a mortgage? / A: A loan for a house. / U: Hey, who sings Bohemian Rhapsody?
U: My tomatoes have brown spots. / A: That may be blight. / U: can you proofread my cover letter?
U: How do I meditate? / A: Sit still and follow your breath. / U: what's the population of Canada
U: Name a good thriller. / A: Gone Girl. / U: I also wanted to ask how to remove rust from a bike chain.
U: How do I get rid of ants? / A: Use borax bait. / U: when is Mother's Day this year?
U: What does GDP mean? / A: The value of all goods made in a year. / U: how do i fold a fitted sheet
U: Why do leaves turn red? / A: Because chlorophyll breaks down. / U: suggest a gym routine for me
U: How do I whiten my teeth? / A: Try a peroxide paste. / U: Let's move on to something else. Who was Cleopatra?
U: How big is Texas? / A: Very big. / U: thx, now help me fix my python script
U: My flight was delayed. / A: You may get compensation. / U: Speaking of which, no, actually: what's a good laptop?
U: How do I parallel park? / A: Line up with the front car first. / U: i need a vegan dinner recipe
U: What is a haiku? / A: A poem of three lines. / U: Different topic. My landlord won't return my deposit.
U: Is it bad to skip breakfast? / A: Not for most adults. / U: Can you explain how bitcoin works?
U: How do I knit? / A: Start with two needles and yarn. / U: Who is the president of Brazil?
# False
U: How do I prune roses?
U: How do I prune roses? / A: Cut above a bud. / U: When should I do it?
U: What's a good pasta sauce? / A: A simple tomato sauce. / U: How long should I cook it?
U: Explain gravity. / A: Gravity pulls masses together. / U: ok thanks
U: I can't sleep. / A: How many hours do you get? / U: About four, sometimes five.
U: Is Lisbon nice in spring? / A: Yes, it is mild. / U: what about Porto?
U: My knee hurts when I run. / A: Rest it for a week. / U: Should I put ice on my knee?
U: How do mortgages work? / A: You borrow money against the house. / U: What's a typical interest rate?
U: What is jazz? / A: A music style from New Orleans. / U: Which singers should I listen to first?
U: Fix this regex. / A: Use \d+ instead. / U: it still fails on negative numbers
U: How tall is Everest? / A: 8,849 metres. / U: And K2?
U: Help me with my resume. / A: Put your skills first. / U: Should I include a photo?
U: What do cats eat? / A: Mostly meat. / U: can they have milk
U: How do I make bread? / A: Mix flour, water, yeast and salt. / U: can I use whole wheat flour instead?
U: How do I make bread? / A: Mix flour, water, yeast and salt, knead, let it rise and bake at 220 degrees.
U: I want to plant tomatoes. / A: Use rich soil and full sun. / U: How often do they need water?
U: Which laptop is best? / A: What is your budget? / U: around 800 dollars
U: What is inflation? / A: A rise in prices. / U: explain it in simpler words
U: How do I learn chess? / A: Begin with the endgame. / U: give me an example
U: hi / A: Hello! How can I help you? / U: I need a recipe for lasagna.
U: How can I get better at public speaking? / A: Practise often and record yourself. / U: I get nervous in front of
  people though.
U: My sourdough is too dense. / A: Let it rise for longer. / U: How long is long enough?
U: What are the rules of cricket? / A: Two teams of eleven take turns to bat. / U: How long does a match last?
U: How do I write a will? / A: List your assets and name an executor. / U: Do I need a lawyer for that?
U: How do I write a will? / A: List your assets and name an executor. / U: What does an executor do?
U: Why do cats purr? / A: Often because they're content. / U: do lions purr too
U: Explain the offside rule. / A: A player is offside if he is behind the last defender. / U: when was it introduced
U: What's a healthy breakfast? / A: Oats with fruit. / U: I'm allergic to oats
U: How do I fix a leaky tap? / A: Replace the washer. / U: which tools do I need
U: Book me a table. / A: For how many? / U: four people, at 8 pm
U: Can you recommend a series? / A: Try Dark. / U: I've seen it already
U: What stocks should I buy? / A: I can't give personal advice, but index funds are a common choice for beginners.
U: How far is the moon? / A: 384,000 km. / U: And how long would it take to drive there?
U: I want to visit Japan. / A: Spring is a great time. / U: How much does a flight cost?
U: I want to visit Japan. / A: Spring is a great time. / U: By the way, do I need a visa for Japan?
U: thanks / A: You're welcome! / U: bye
U: What's the best way to store coffee? / A: In an airtight container. / U: Does it go stale in the freezer?
U: Who invented the zipper? / A: Gideon Sundback. / U: in what year
U: What's a good warm-up? / A: Jumping jacks. / U: How many should I do?
U: How do I get grass stains out? / A: Use vinegar. / U: I don't have vinegar
U: How do I renew my passport? / A: Fill in the form online. / U: how long will it take to arrive
U: Is olive oil healthy? / A: Yes, in moderation. / U: And butter?
U: How do I tune a guitar? / A: Use a tuner app. / U: can you recommend a tuner app
U: I'm planning a wedding. / A: Congratulations! When is it? / U: Next June, in Tuscany.
U: I'm planning a wedding. / A: Congratulations! / U: Where can I find a good photographer?
U: Explain recursion. / A: A function that calls itself. / U: Can you show me the code for factorial?
U: How do I make cold brew? / A: Steep coarse coffee for 12 hours. / U: how much coffee per liter?
U: What's a mortgage? / A: A loan for a house. / U: Who can get one?
U: My tomatoes have brown spots. / A: That may be blight. / U: Is blight contagious?
U: How do I meditate? / A: Sit still and follow your breath. / U: My mind keeps wandering.
U: Name a good thriller. / A: Gone Girl. / U: Who wrote it?
U: Is Rust faster than Go? / A: Usually, yes. / U: Which one has better tooling?
U: How do I get rid of ants? / A: Use borax bait. / U: Is borax safe for cats?
U: What does GDP mean? / A: The value of all goods made in a year. / U: and what is inflation?
U: Why do leaves turn red? / A: Because chlorophyll breaks down. / U: Do all trees do that?
U: How do I whiten my teeth? / A: Try a peroxide paste. / U: Will it hurt my gums?
U: How big is Texas? / A: Very big. / U: bigger than France?
U: My flight was delayed. / A: By how long? / U: about five hours
U: How do I parallel park? / A: Line up with the front car first. / U: ok then what
U: What is a haiku? / A: A poem of three lines. / U: write me one
U: Is it bad to skip breakfast? / A: Not for most adults. / U: what about children
U: How do I knit? / A: Start with two needles and yarn. / U: What size of needles should I buy?
U: Where is Peru? / A: Peru lies on the west coast of South America.
U: How do I boil an egg? / A: Boil it for eight minutes. / U: great, thank you!
"""

TALK = (
    "U: How do I bake bread? / A: Mix flour and water. / U: How long does the dough rest? / A: An hour."
    " / U: By the way, who won the tennis final? / A: I do not know."
)


def label(line: str) -> object:
    *before, (speaker, text) = dialogue(line)
    return SHIFT.classify(before, speaker, text)


def test_examples() -> None:
    assert missed(SHIFT, EXAMPLES) == []
    assert fewest(EXAMPLES) >= 15


def test_words_that_announce_a_shift() -> None:
    for text in (
        "On another note, hello.",
        "let's change the subject",
        "Completely unrelated, but hi",
        "new topic: owls",
    ):
        assert announced(text), text
    for text in ("Don't change the subject!", "I note that.", "The subject of the essay is owls."):
        assert not announced(text), text
    assert softly_announced("btw, is it raining")
    assert softly_announced("Thanks! One more thing.")
    assert not softly_announced("I went by the way of the shore")


def test_a_soft_marker_announces_nothing_where_the_words_are_shared() -> None:
    before = "U: How do I bake bread? / A: Mix flour and water. / U: "
    assert label(before + "By the way, does bread need flour?") is False
    assert label(before + "By the way, who won the tennis final?") is True


def test_what_ties_a_turn_to_the_one_before() -> None:
    before = "U: How do I bake bread? / A: Mix flour and water. / U: "
    for text in ("How long does it take?", "What about rye?", "And the oven?", "why", "Do they sell it in shops?"):
        assert label(before + text) is False, text


def test_an_answer_is_no_shift() -> None:
    assert label("U: Plan my trip. / A: What do you like? / U: I like opera and old trains.") is False
    assert label("U: What is DNA? / A: A molecule in cells that carries genes.") is False


def test_the_first_topic_is_no_shift() -> None:
    assert label("U: By the way, who won the tennis final?") is False
    assert label("U: hi / A: Hello! How can I help? / U: who won the tennis final?") is False


def test_content_and_fields() -> None:
    assert content("Can you tell me which soups keep well?") == {"soup"}
    assert content("book a table") == {"table"}
    assert content("a good book") == {"book"}
    assert content("") == frozenset()
    assert fields(frozenset({"soup"})) == {"food"}
    assert fields(frozenset()) == fields(frozenset({"zyx"})) == frozenset()
    assert not GENERIC & {"soup", "tennis", "python"}
    assert all(len(members.split()) >= 10 for members in FIELDS.values())


def test_the_rate_by_hand() -> None:
    (found,) = compute(two_talk(TALK))
    assert found.per_turn == (None, 0.0, 0.0, 0.0, 1.0, 0.0)
    assert found.value == pytest.approx(1 / 5)
    assert found.sides == pytest.approx((1 / 2, 0.0))
    assert found.measure == FAMILY.cards[0].name == "topics.shifts"


def test_turns_that_say_nothing_have_no_value() -> None:
    (found,) = compute(two_talk("U: hello / A: / U: fine / A: \U0001f600"))
    assert found.per_turn == (None, None, 0.0, None)
    assert found.sides == (0.0, None)
    (found,) = compute(two_talk("U: / A:"))
    assert found.value is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_has_a_label(before: str, text: str) -> None:
    assert classify([("user", before), ("assistant", text)], "user", text) in (True, False)


@given(st.sampled_from(["How do I bake bread?", "Fix this loop", "my knee hurts", "who won the tennis final"]))
def test_to_say_the_same_again_is_no_shift(text: str) -> None:
    assert classify([("user", text), ("assistant", "I see.")], "user", text) is False
    assert classify([("user", text), ("assistant", "I see.")], "user", text.upper()) is False


@pytest.mark.parametrize("text", ["", " ", "\x00", "\U0001f44d", "..."])
def test_texts_without_words(text: str) -> None:
    assert classify([("user", "How do I bake bread?")], "assistant", text) is False


def test_a_turn_of_a_megabyte() -> None:
    for text in ("bread " * 160_000, "a" * 1_000_000, "By the way. " * 80_000):
        assert classify([("user", text)], "user", text) in (True, False)
