"""Questions: the examples that their rules were written on, what is no question, and the rates worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measures.examples import dialogue, fewest, missed, two_talk

from commonground.measures.classifiers import sentences
from commonground.measures.measure import Measurement
from commonground.measures.questions import CARDS, FAMILY, QUESTION, classify, compute, kind

EXAMPLES = r"""
# none
U: Who wrote Hamlet? / A: Shakespeare wrote it.
U: How are you? / A: I'm doing well, thank you.
U: Fix my code. / A: Here's the corrected version. I changed the loop.
U: What's a roux? / A: A roux is flour cooked in butter.
U: Why is the sky blue? / A: Why is the sky blue? The air scatters blue light more than red light, so it comes from
  everywhere.
U: Write a quiz question. / A: Here is one: "Which planet is the largest?"
U: I'm sad. / A: I'm sorry to hear that. It makes sense to feel that way.
U: thanks / A: You're welcome!
U: Which is better? / A: It depends on what you need and how much you want to spend.
U: Translate "where is the station?" / A: "Wo ist der Bahnhof?"
U: bye / A: Have a great day!
U: What should I ask in an interview? / A: You could ask these:\n1. What does success look like here?\n2. How is the
  team organised?
U: How do I start? / A: First, decide what you want to build, then pick a tool.
U: Did it work? / A: Yes, it worked. The file is saved.
U: Tell me a fact. / A: Did you know that honey never spoils? Jars found in tombs were still edible.
U: I need help / A: I can help with that. When you are ready, open the settings page and press Reset.
U: I'm nervous about my talk. / A: It's normal to feel nervous before a talk. Practise it twice aloud, and slow down
  on the first slide.
U: What should I do? / A: Ask yourself what matters most to you. Then decide.
U: Give me a riddle. / A: What has keys but can't open locks?
U: Is it going to rain? / A: No, it will be dry all day.
U: What did she ask? / A: She asked whether you were coming on Friday.
U: Explain rhetorical questions. / A: A rhetorical question, such as "Who cares?", expects no answer.
U: Write an email to my landlord. / A: Dear Mr. Hall,\n\nThe heating is broken. When could you send someone to fix
  it?\n\nBest regards,\nAda
U: What happens if I don't pay? / A: If you don't pay, the provider may charge a fee. How much depends on the
  contract.
U: How does it work? / A: ## How does it work?\nThe pump moves water uphill using pressure.
U: Is it legal? / A: It depends on the state. In most states it is legal, in a few it isn't.
U: I passed! / A: That's fantastic news, congratulations!
U: How do I ask for a raise? / A: Start with your results, then say, "Could we discuss my salary?"
U: When is it? / A: It's on Sunday at noon.
U: Can I freeze soup? / A: Yes, most soups freeze well for up to three months.
U: Who was Plato? / A: Plato was a Greek philosopher. What did he believe? He held that the things we see are
  shadows of ideal forms.
U: Can dogs eat rice? / A: Yes, plain rice is safe for dogs.
U: What's the plan? / A: First we pack, then we drive to the lake.
U: I'm bored. / A: You could read a book, call a friend or go for a walk.
U: How do I know if I'm ready? / A: Ask yourself three things, and be honest about how you feel when you answer.
U: What does "quo vadis" mean? / A: It means "where are you going?" in Latin.
U: ok bye / A: Goodbye, and take care!
U: Explain FAQ pages. / A: A FAQ page answers what customers ask most.
U: Write a short dialogue. / A: "Where were you?" she asked. "At the market," he said.
# offer
U: thx / A: You're welcome! Is there anything else I can help you with?
U: Book it. / A: Your table is booked. Anything else?
U: Explain tides. / A: Tides follow the moon. Would you like me to go into more detail?
U: ok / A: Let me know if you have any other questions!
U: hi / A: Hello! How can I help you today?
U: Write a poem. / A: Roses are red. Would you like another one?
U: Done. / A: Great! Feel free to ask if you need anything else.
U: What's DNA? / A: DNA stores genes. Do you want to know more?
U: Sort it. / A: Sorted. Shall I save it?
U: Draft it. / A: Here's the draft. Want me to make it shorter?
U: What's up? / A: What can I do for you?
U: Plan it. / A: Here's the plan. Do you need help with anything else?
U: Solve it. / A: x is 4. Does that make sense?
U: Recipe please. / A: Here it is. Would you like some tips for serving?
U: List dogs. / A: Poodle, beagle, boxer. Should I add more?
U: That's all / A: Happy to help! Any other questions?
U: Fix it. / A: I've fixed the bug in line 3. Would you like me to explain the change?
U: Where is it? / A: It's in Vienna. Can I help you with anything else today?
U: ok cool / A: Glad I could help! Let me know if there's anything else you need.
U: Summarise it. / A: Here's a summary. Do you want me to shorten it?
U: How do I cook rice? / A: Use two cups of water per cup of rice. Would you like a recipe for fried rice?
U: I booked it / A: Great! Is there something else I can do for you?
U: Show me hats. / A: Here are some hats. Interested in seeing more?
U: I'm done. / A: Awesome. Do you have any other questions for me?
U: Write code. / A: Here is the code. I can also add tests if you like. Should I?
U: Find flights. / A: I found two flights. Shall I go ahead and book the first one?
U: Summarise. / A: Done. Need anything else?
U: Thank you / A: My pleasure! Would you like any more suggestions?
U: Rewrite this. / A: Here you go. I hope this helps! Do you want me to change anything?
U: List cafes. / A: Here are three cafes. Would you like directions to one of them?
U: good / A: If you have any more questions, just ask!
U: How do I tie a tie? / A: Cross the wide end over the narrow one... Would you like to see a simpler knot?
U: ok / A: Is there anything else you'd like to know?
U: Plan a week of meals. / A: Here is a plan. Shall I make a shopping list as well?
U: When is it? / A: It's on May 3. Would you like me to set a reminder?
U: Correct my text. / A: Here is the corrected text. Let me know if you'd like any changes.
U: Hey / A: Hey there! What can I help you with today?
U: Great, thanks / A: No problem! Can I do anything else for you?
U: Show me the code. / A: Here's the code. Do you want me to walk you through it?
U: Who won? / A: Brazil won. Want to know the score?
U: List three books. / A: Here are three books. Shall I recommend some more?
U: Explain it. / A: In short, supply fell and prices rose. Is there anything else you would like to know?
# facet
U: I need a hotel. / A: What is your budget?
U: Book a table. / A: For how many people?
U: My phone is broken. / A: Which model do you have?
U: Find me a flight. / A: What city are you flying from?
U: My head hurts. / A: How long has it been hurting?
U: I want a book. / A: Do you prefer fiction or non-fiction?
U: Set an alarm. / A: For what time?
U: It crashes. / A: What error message do you see?
U: I need a recipe. / A: Sure! Are you vegetarian?
U: Plan my trip. / A: When are you leaving?
U: I want to learn a language. / A: Which language would you like to learn?
U: Recommend a laptop. / A: Happy to help. What will you mainly use it for?
U: It hurts. / A: Could you tell me where it hurts?
U: Ship it. / A: Please tell me your postal code.
U: I have a rash. / A: I see. Did it start after you ate something new?
U: Make it bigger. / A: Do you mean the title or the picture?
U: Write a letter. / A: Who is the letter addressed to? I can start as soon as I know.
U: Set up a meeting. / A: Sure thing! What day works best for you?
U: My dog is ill. / A: I'm sorry to hear that. How old is your dog?
U: Which bike should I buy? / A: It depends on where you ride. Will you mostly ride in the city or off-road?
U: Write a speech. / A: I'd be glad to. What is the occasion?
U: Recommend a restaurant. / A: Great idea. Do you have any dietary restrictions?
U: I have a cough. / A: Is it a dry cough?
U: Translate this. / A: Which language should I translate it into?
U: I want to invest. / A: To give good advice, I need to know how long you plan to invest.
U: Fix my printer. / A: Does the printer show up in your list of devices?
U: The sum is off. / A: Can you tell me which row looks wrong?
U: Cook for me. / A: I can suggest something. How much time do you have? Let me know and I'll find a recipe.
U: book a room / A: Let me know your check-in date.
U: Who wins? / A: Which sport are you asking about?
U: Send flowers. / A: Certainly. What's the delivery address?
U: My sink leaks. / A: Is the leak coming from the tap or from the pipe?
U: Teach me piano. / A: Have you ever played an instrument before?
U: Add it to my calendar. / A: What should I call the event?
U: Find me a hike. / A: Sure! How far would you like to walk?
U: I need a plumber. / A: May I ask which city you live in?
U: I want to repaint my room. / A: Nice! What colour are the walls now?
U: Cancel it. / A: Which subscription would you like to cancel?
U: I need a visa. / A: Which passport do you hold?
U: Find a dentist. / A: Could you give me your postcode?
U: Make me a logo. / A: Sure! What's the name of your company?
U: My screen is black. / A: Is the power light on?
U: I want to go out tonight. / A: Do you feel like a bar or a movie?
U: Order ink. / A: Which printer do you have?
U: Help me sleep. / A: I'm sorry you can't sleep. What time do you usually go to bed?
U: Remind me. / A: When should I remind you?
U: Buy a ticket. / A: Would you like a window or an aisle seat?
U: Fix the chart. / A: Which axis is wrong?
U: I'm cold. / A: Where are you right now?
U: Draft an invite. / A: I need the date of the party.
# several
U: I need a hotel. / A: What's your budget, and when do you want to go?
U: Book a table. / A: How many people? What time?
U: Plan my trip. / A: Where are you going, when, and with whom?
U: It crashes. / A: What system are you on? Which version? Does it show an error?
U: Buy a laptop. / A: What's your budget? Also, do you prefer Windows or Mac?
U: I'm ill. / A: When did it start and do you have a fever?
U: Order a shirt. / A: What size and colour would you like?
U: Make a plan. / A: Could you share your age, weight, and goals?
U: Sign me up. / A: Please tell me your name and your email address.
U: I want to paint. / A: What do you want to paint? How much time do you have?
U: Find a gift. / A: Who is it for, how old are they, and what do they like?
U: Fix it. / A: To help you, I need to know your operating system, the version, and the error message.
U: Rent a car. / A: Where would you like to pick it up, and for how many days?
U: I need a job. / A: What is your field? How many years of experience do you have? Are you willing to move?
U: Cook dinner. / A: Any allergies? And how many guests are coming?
U: Help me study. / A: Which subject is it and when is the exam?
U: I need a lawyer. / A: I can help. What is the matter about, and where do you live?
U: Plan my wedding. / A: Congratulations! When is the wedding? How many guests do you expect? And what's your
  budget?
U: My code fails. / A: Could you share the error message and tell me which version of Python you use?
U: Book a flight. / A: Sure. Where are you flying from and to, and on what dates?
U: Make a workout plan. / A: How many days a week can you train, and do you have access to a gym?
U: Write a story. / A: Who is the main character? Where does it take place?
U: Order food. / A: What would you like to eat, and what is your address?
U: I need glasses. / A: Please provide your prescription, your frame size, and your preferred colour.
U: My car won't start. / A: Do you hear a clicking sound? Are the lights working?
U: Insure me. / A: Can I have your name and date of birth?
U: Make a playlist. / A: What mood are you in? Any favourite artists?
U: Find an apartment. / A: How many bedrooms do you need and in which area?
U: My tooth hurts. / A: How long has it hurt? Is it sensitive to cold?
U: Write a bio. / A: Could you tell me your name, your job, and your hobbies?
U: Order a cake. / A: What flavour would you like, and for when?
U: I want a tattoo. / A: Exciting! Where on your body do you want it, and how big should it be?
U: Get me a taxi. / A: Where should it pick you up? And where are you heading?
U: Write a eulogy. / A: I'm sorry for your loss. Could you tell me their name, how you knew them, and a few
  memories?
U: Book a flight. / A: Where to? When? One way or return?
U: Make a diet plan. / A: How tall are you and how much do you weigh?
U: My dog coughs. / A: How old is he? Does he also have a fever?
U: Write a card. / A: Who is it for, and what's the occasion?
U: I want a laptop. / A: What will you use it for? How much do you want to spend? Do you need a big screen?
U: Sell my car. / A: Please tell me the make, the model, and the year.
U: Plan a party. / A: What's the date, where will it be, and how many people are coming?
U: I need shoes. / A: What's your size? Also, do you have a favourite brand?
# rephrase
U: asdf / A: I'm sorry, I didn't understand. Could you rephrase that?
U: it broke / A: Could you provide more details?
U: do the thing / A: Can you be more specific?
U: hmm / A: What do you mean?
U: blah / A: Could you say that again?
U: fix / A: Can you tell me more about what you need?
U: i want it other / A: Sorry, could you explain that in a different way?
U: wrong / A: Could you clarify what you mean?
U: help / A: Could you please elaborate?
U: x / A: I didn't catch that. Can you repeat it?
U: more / A: Can you give me more context?
U: change / A: Please clarify your request.
U: problem / A: Could you describe your problem in more detail?
U: ugh / A: I'm not sure I follow. Can you put that another way?
U: so / A: What are you trying to say?
U: it / A: Could you give me a bit more information?
U: thing / A: I'm not quite sure what you mean. Could you explain a bit more?
U: why not / A: Could you restate your question?
U: foo / A: Pardon? Could you say it in other words?
U: it isn't good / A: Can you tell me more?
U: make a doc / A: I'd be happy to help! Could you please provide more information about what you're looking for?
U: ?? / A: Sorry, can you repeat the question?
U: not that / A: I think I misunderstood. Can you explain what you meant?
U: asap / A: Could you expand on that?
U: stuff / A: What exactly do you mean?
U: fixx / A: Please rephrase your question.
U: not working the / A: Sorry, I don't understand. Can you explain what you mean?
U: improve / A: Could you give me more details about what you'd like to improve?
U: lkj / A: I didn't get that. Could you try rephrasing?
U: it's weird / A: Can you say more about that?
U: do better / A: Can you elaborate on that?
U: the one from before / A: I'm not sure which one you mean. Could you give me some more details?
U: wat / A: Could you phrase your question differently?
U: hm / A: Sorry, what do you mean by that?
U: the blah / A: Sorry, I don't follow. Could you reword that?
U: it's off / A: Can you explain that a bit more?
U: zzz / A: I'm afraid I didn't understand. Please try again with different words.
U: do something / A: Could you tell me a little more about what you're looking for?
U: no / A: Could you elaborate a bit?
U: that one / A: I'm not sure what you mean. Can you be more specific?
U: aaa / A: Could you repeat your question?
U: again / A: What do you mean exactly?
"""

TALK = (
    "U: I need a hotel. / A: Where, and for how many nights? / U: In Rome, two nights. / A: What is your budget?"
    " / U: hm / A: Could you say that differently? / U: 100 / A: The Anchor. Anything else?"
)


def named(line: str) -> dict[str, Measurement]:
    return {found.measure: found for found in compute(two_talk(line))}


def label(line: str) -> object:
    *before, (speaker, text) = dialogue(line)
    return QUESTION.classify(before, speaker, text)


def test_examples() -> None:
    assert missed(QUESTION, EXAMPLES) == []
    assert fewest(EXAMPLES) >= 15


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is your name?", "facet"),
        ("What is your name and your age?", "several"),
        ("Do you want tea or coffee?", "facet"),
        ("Is it red, or is it blue?", "facet"),
        ("What size? Small? Large?", "facet"),
        ("What is the difference between salt and sugar?", "facet"),
        ("Could you clarify? Which city is it?", "facet"),
        ("Could you clarify which city it is?", "facet"),
        ("Could you clarify?", "rephrase"),
        ("Which day is it? Is there anything else?", "facet"),
        ("Which day is it? And which month?", "several"),
        ("Tell me your address.", "facet"),
        ("Feel free to ask.", "offer"),
        ("I like it when you ask.", "none"),
        ("what city are you in", "facet"),
    ],
)
def test_what_counts(text: str, expected: str) -> None:
    assert classify([("user", "I need a hand.")], "assistant", text) == expected


def test_a_question_that_is_quoted_drafted_or_answered_is_none() -> None:
    assert label('U: What did he say? / A: He said "where are you going?"') == "none"
    assert label("U: Tell me a riddle. / A: What has hands but cannot clap?") == "none"
    assert label("U: Explain rain. / A: Why does it rain? Warm air rises, cools and lets go of its water.") == "none"
    assert label("U: Look. / A: ```\\nwhat is this?\\n``` runs without an error.") == "none"
    assert label("U: Look. / A: See https://example.org/?q=what for the rest.") == "none"


def test_should_i_is_an_offer_of_an_assistants_only() -> None:
    (sentence,) = sentences("Should I go ahead?")
    assert kind(sentence, "assistant") == kind(sentence) == "offer"
    assert kind(sentence, "user") == "facet"


def test_rates_by_hand() -> None:
    found = named(TALK)
    assert found["questions.asked"].per_turn == (None, 1.0, None, 1.0, None, 1.0, None, 0.0)
    assert {name: one.value for name, one in found.items()} == {
        "questions.asked": 0.75,
        "questions.facet": 0.25,
        "questions.several": 0.25,
        "questions.rephrase": 0.25,
    }
    assert all(one.sides == (None, one.value) for one in found.values())


def test_a_measurement_for_every_card_in_order() -> None:
    for line in (TALK, "U: a / A: b", "U: / A:", "U: hi / A:"):
        assert [found.measure for found in compute(two_talk(line))] == [card.name for card in CARDS]
    assert FAMILY.name == "questions"


def test_an_assistant_that_says_nothing_has_no_rate() -> None:
    assert all(one.value is None for one in named("U: I need help. / A: / U: ok / A: \U0001f600").values())


def test_the_user_changes_nothing_but_the_context() -> None:
    assert named("U: hello there / A: Which day?") == named("U: good morning / A: Which day?")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_has_one_of_the_labels(before: str, text: str) -> None:
    assert classify([("user", before)], "assistant", text) in QUESTION.labels


@pytest.mark.parametrize("text", ["", " ", "\x00", "\U0001f44d", "...", "ok"])
def test_texts_that_ask_nothing(text: str) -> None:
    assert classify([], "assistant", text) == "none"


def test_a_turn_of_a_megabyte() -> None:
    for text in ("why " * 250_000, "a" * 1_000_000, "What? " * 160_000, "dear you, " * 100_000, '"what? ' * 140_000):
        assert classify([("user", "write a letter")], "assistant", text) in QUESTION.labels
