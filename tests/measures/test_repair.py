"""Repair: the examples that its rules were written on, how much a turn repeats, and the rates worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measures.examples import dialogue, fewest, missed, two_talk

from commonground.measures.measure import Measurement
from commonground.measures.repair import CARDS, FAMILY, REPAIR, RUN, compute, repair_format, repeats
from commonground.text.tokens import words

EXAMPLES = r"""
# none
U: What's the capital of Peru? / A: Lima.
U: I like tea. / A: What kind of tea do you like?
A: The train leaves at nine. / U: ok thanks
A: Do you want tea or coffee? / U: Tea.
U: Why did Rome fall? / A: Many reasons: wars, money, politics.
A: It's on the second floor. / U: Why?
A: You could visit the castle. / U: What about the museum?
U: i need a table for 4 people at 7
A: Would you like the red one or the blue one? / U: the blue one
U: Can you explain recursion? / A: It is when a function calls itself. I mean this literally.
A: I found three hotels. / U: Is there a cheaper one?
A: The rent is 900. / U: I see, and when can I move in?
U: You know what I mean? / A: Yes, I know what you mean.
U: My train was late. / A: I'm really, really sorry for the delay.
A: Which colour do you want? / U: I mean, either is fine.
A: How many tickets? / U: No idea, maybe three?
U: I need a doctor. / A: What symptoms do you have?
A: Here's the recipe you asked for. / U: Could you make it for six people instead?
U: Recommend a film. / A: What genre do you like? / U: I mean, anything funny really.
A: You owe 120 dollars. / U: When is it due?
A: The concert is sold out. / U: Oh no!
A: Are you coming by car? / U: No, by train.
A: Your name, please? / U: Rosa, R-O-S-A.
U: I'm sorry, I'm late. / A: No problem at all.
A: Would that be for lunch? / U: No, dinner.
U: What does idempotent mean? / A: It means that doing it twice has the same effect as doing it once.
A: I think, actually, that the second one is better.
A: The red line goes to the airport. / U: Great, how often does it run?
U: Can you correct my essay? / A: Sure, please paste it here.
A: The shop is on Baker Street. / U: How do I get there?
U: Cancel my order. / A: Which order would you like to cancel?
U: A table for Friday. / A: At what time?
A: Was it the blue car? / U: No, the red one.
A: Let me know if you have questions. / U: I don't have any, thanks.
A: You can pay by card. / U: i don't want to pay by card
A: It takes about an hour. / U: That's too long.
U: What's a good wine with fish? / A: A dry white, such as Muscadet.
A: The library opens at ten. / U: Do I need a card?
A: How would you like to pay? / U: cash
U: I sprained my ankle. / A: When did it happen?
A: The deadline is Monday. / U: And the fee?
U: Help me choose a dog. / A: Do you have a garden?
A: That will be 12 euros. / U: Here you go.
A: It rains a lot in Bergen. / U: How much per year?
A: Do you mean the red one? / U: Yes, the red one.
A: Sorry for the wait. / U: no problem
U: Who wrote it? / A: Jane Austen wrote it.
A: You should rest. / U: I can't, I have kids.
U: Is it open? / A: No, it is closed on Sundays.
# open
A: The isostatic rebound skews it. / U: huh?
A: You need to flush the DNS cache. / U: What?
A: Put it on the whatsit. / U: sorry?
A: Reset the BIOS via CMOS. / U: pardon
A: Take the A4 then the ring road. / U: I didn't catch that.
U: asdf gh / A: I'm sorry, I didn't understand that. Could you rephrase?
A: The quotient ring is local. / U: i dont understand
A: Put the frobnicator in. / U: what do you mean?
A: Left, right, then double back. / U: Come again?
A: The API is idempotent. / U: what was that?
A: Mix it till it ribbons. / U: wait what
U: the the of / A: Sorry, I'm not following you.
A: The manifold is orientable. / U: you lost me
A: So it's a no-op. / U: ???
A: It's quarter past, or so. / U: can you say that again
A: Use the lower bound. / U: that doesn't make sense to me
A: It leverages synergy. / U: excuse me?
A: You'd want to amortise the capex over the useful life. / U: Sorry, what?
A: Just hit the thingy by the doohickey. / U: hmm?
U: wher is teh / A: Sorry, I didn't quite get that. Could you say it again?
A: The torque is a cross product. / U: i have no idea what you just said
A: Eventually it converges in L2. / U: say what?
A: That'll be the usual, less the standing charge. / U: I'm not sure what you mean.
A: You need a hash of the salted digest. / U: i'm lost
A: It's not not a bug. / U: Pardon me?
U: banana window seven / A: I'm afraid I don't understand.
A: Carry the remainder. / U: wut
A: Set the flag if the bit isn't set. / U: What are you talking about?
A: It's an eigenvector of the Laplacian. / U: uhh what?
A: Pop the doodad on the gizmo. / U: Sorry, I don't follow.
U: qwe rty / A: Pardon?
A: The SLA lapsed. / U: didn't get that
A: Kerning is off on the ligatures. / U: um, what does that mean?
A: You have to RSVP with your dietary restrictions and plus ones. / U: sorry, I don't understand
A: The limit diverges. / U: what??
U: sadf / A: I didn't catch that. Could you please repeat it?
A: Set the umask before chmod. / U: Huh? I don't get it.
A: The tare is off by the dunnage. / U: what does that even mean
A: You just grok it. / U: what are you saying
U: ajsd / A: Sorry, what was that?
A: Mind the camber. / U: come again?
A: Then carry on as per the usual. / U: sorry, I didn't hear you
A: Fold on the bias. / U: I'm confused
A: It's a moot point. / U: Excuse me?
U: xyz 123 / A: I don't understand what you mean.
# wh_word
A: She'll meet you there. / U: Who?
A: Meet me at the place. / U: where?
A: We leave early. / U: When exactly?
A: Take the second one. / U: Which one?
A: He told them about it. / U: who did?
A: It costs a few hundred. / U: How much?
A: Turn off at the exit. / U: which exit
A: I gave it to him. / U: To who?
A: They arrive on that day. / U: What day?
A: There were several. / U: how many
A: It's on some page in the manual. / U: which page?
A: I saw her at the shop. / U: Sorry, who?
A: Ask the guy at the desk. / U: Who's that?
A: We'll stay for a while. / U: For how long?
A: It happened back then. / U: Back when? When was that?
A: The car is parked outside. / U: Where is that?
A: He will pick you up. / U: Who will?
A: You can park behind it. / U: behind what?
A: They moved the meeting. / U: to when?
A: Someone from the office called. / U: from which office?
A: I'd pick that one. / U: Which?
A: Then add the other ingredient. / U: Which ingredient?
A: It was painted by her. / U: By whom?
A: It happened near there. / U: where exactly
A: We'll meet at the usual time. / U: What time?
A: It'll be a long drive. / U: How long?
A: They told me already. / U: who told you?
A: It's at the usual spot. / U: Where's that?
A: We'll do it sometime next month. / U: when?
A: One of the reviewers objected. / U: which reviewer?
A: My colleague can help with that. / U: which colleague?
A: He said he'd do it. / U: Who said that?
A: Just put it over there. / U: Over where?
A: Someone will call you. / U: who
A: It's next to the other building. / U: Which building?
A: He's coming back then. / U: When?
A: They want several of them. / U: How many?
A: She's with a friend. / U: With who?
A: I'll take this one. / U: which one
A: We met once. / U: when was that?
# partial_repeat
A: Pick up the torx key. / U: the what?
A: We fly to Bratislava. / U: You fly where?
A: The fee is forty euros. / U: Forty euros?
A: You need a permit. / U: A permit?
A: She married Tom. / U: She married who?
A: Bring the blue folder. / U: the blue folder?
A: It needs a capacitor. / U: a what
A: Dinner is at the Golden Goose. / U: The golden what?
A: I booked it for Tuesday. / U: Tuesday?
A: Use a monad. / U: What do you mean by monad?
A: He left at midnight. / U: he left when?
A: It takes twelve weeks. / U: Twelve weeks?
A: Talk to Ms. Okafor. / U: Ms. who?
A: Apply the emollient twice. / U: the emollient?
A: We met in Ulm. / U: you met where
A: Add a pinch of asafoetida. / U: A pinch of what?
A: You'll need a letter from the notary. / U: From the who?
A: The plumber charges 300 an hour. / U: 300 an hour?
A: The dish is called bibimbap. / U: It's called what?
A: Your visa was denied. / U: Denied?
A: We use a Kalman filter. / U: a Kalman what
A: I deleted the database. / U: You deleted the database?
A: The rehearsal is at 5 am. / U: sorry, 5 am?
A: Turn it widdershins. / U: Turn it what?
A: She works as an actuary. / U: an actuary?
A: The train to Llanelli is delayed. / U: the train to where?
A: You need a dongle. / U: a dongle?
A: Add a tablespoon of miso. / U: a tablespoon of what?
A: The rent is 3,000 a month. / U: 3,000?
A: Ask for the concierge. / U: The concierge?
A: Take the A-train to Nostrand. / U: To Nostrand?
A: That's the parish council's remit. / U: The parish what?
A: She broke her collarbone. / U: she broke her what?
A: You're allergic to sulfites. / U: Sulfites?
A: I sold the piano. / U: you sold what?
A: Please bring your P45. / U: my what?
A: It costs nine hundred. / U: nine hundred??
A: He moved to Vilnius. / U: he moved where?
A: The dentist is out until August. / U: Until August?
A: Ask for Mr. Featherstonehaugh. / U: Mr. what?
# candidate_understanding
U: Move it to later. / A: You mean after lunch?
A: The shop on the corner. / U: the one next to the bank?
U: I want something warm. / A: So you'd like a soup?
A: The deadline has passed. / U: so i can't apply anymore?
U: I need it by the weekend. / A: By Friday, then, is that right?
A: Take the earlier train. / U: do you mean the 6:40?
U: I'm cutting carbs. / A: Are you saying you don't eat bread at all?
A: It's free for members. / U: So I have to pay?
U: Make it formal. / A: As in suitable for a court?
U: The second chapter is weak. / A: Just to be clear, you want me to rewrite chapter two?
A: My cousin will drive. / U: You mean Anna?
U: It should be accessible. / A: If I understand correctly, you need a ramp?
U: We have two kids. / A: So a family of four, correct?
A: Restart it twice. / U: like turn it off and on again?
U: I don't eat meat. / A: So you're a vegetarian?
A: It's the tall building. / U: the glass one?
U: Someone called me. / A: Did you mean your sister?
U: I'd like something in the morning. / A: Like around nine?
A: It's cheaper off-season. / U: you mean in winter?
U: The big one. / A: The large suitcase?
A: Only residents may park here. / U: so visitors can't park?
U: I can't log in. / A: Do you mean that your password is rejected?
A: We're moving to the coast. / U: To Brighton, you mean?
U: I need a table later. / A: Let me make sure I've got this: you want to move your booking to a later time?
A: It's that place with the cats. / U: the cat café?
U: Cut the costs. / A: In other words, you want a cheaper supplier?
A: It has a soft launch in May. / U: So not everyone gets it?
A: We open after the holiday. / U: So on January 2nd?
U: I want to send it back. / A: You want to return the shoes?
A: You'd better use the other entrance. / U: the one at the back?
U: My kid won't eat greens. / A: Are you saying that she refuses all vegetables?
A: It's a bring-your-own event. / U: meaning i have to bring my own food?
A: Come in through the back. / U: through the garden, you mean?
U: I want the cheap one. / A: Do you mean the economy ticket?
A: He's in between jobs. / U: so he's unemployed?
A: The course is self-paced. / U: so there's no fixed start date?
U: My card doesn't work. / A: You mean it was declined?
A: You'll get it in two lots. / U: two deliveries, you mean?
U: The bright one. / A: The yellow one?
A: He's my better half's brother. / U: your brother-in-law?
U: I'd rather not fly. / A: So you'd like to go by train?
A: Dinner's on the house. / U: as in free?
U: I need a bigger one for Sunday. / A: Just to make sure, you want the larger room on Sunday?
# self_repair
U: book a table for two, no wait, three people
U: I need it on Tuesday, I mean Wednesday.
U: How far is it? / A: It is 20 miles, sorry, 20 kilometres.
U: My flight is at 6am -- actually make that 7am
U: I went there in 2015. Correction, 2016.
U: the meeting is in room 5, or rather room 6
U: Send it to Jon. / A: Sent. / U: Oops, typo, I meant John with an h.
U: When did it open? / A: In 1889. Let me correct myself, it opened in 1887.
U: Can you find the bus... uh, I mean train times?
U: turn on the lamp, scratch that, the fan
U: Is it spicy? / A: My mistake, I misspoke earlier: it is not spicy.
U: please order 10 er 12 chairs... no, 12
U: *their
U: I weigh 80 pounds - sorry, kilos
U: My name is spelled K-A-T-E, no sorry, C-A-T-E
U: We need five, make that six, chairs.
U: It was last March, no, last April, when we met.
A: The recipe needs two eggs. Scratch that, it needs three.
U: How many moons? / A: Mars has three moons. Oops, I mean two moons.
U: i want to go from london to leeds, wait no, from leeds to london
U: my son is 7, well actually he's 8 now
U: She's my aunt... I mean my great-aunt.
A: Your bill comes to 45 euros — I mean 54 euros.
U: Set it for six. Actually, make it seven.
U: Is it far? / A: It's a 5 minute walk, or rather a 15 minute walk.
U: The file is called report.doc, sorry, report.docx
U: I wrote 20 but I meant 200.
U: I have two brothers, wait, three brothers.
A: The store opens at 9, I mean 10.
U: Is it free? / A: Yes. Actually, no, sorry, there's a small fee.
U: add milk and bread to the list, no not bread, butter
U: Tell me about Austria. / A: Sure, what about it? / U: Oops, I meant to write Australia.
U: I'd like to fly on the 4th, no, the 5th of May
A: The president at that time was Adams. Sorry, I meant Jefferson.
U: can you make resrevations, *reservations
U: I was born in 1990, sorry, 1991.
A: You take the second, no, the third exit.
U: please call my wife, or rather my ex-wife
U: The flight lands at noon... wait, that's wrong, at one.
U: I've been here for two, uh, three years
A: The formula is a plus b. Correction, a times b.
U: Send it to info@, no, to sales@
U: he moved in on the first, I mean the second
U: We want the lamb. Actually, scratch that, the fish.
# third_position
U: Find me a bat. / A: Here are baseball bats. / U: No, I meant the animal.
U: How do I get to the bank? / A: The nearest ATM is on Main Street. / U: no i mean the river bank
U: Is Java good? / A: Java is a popular language. / U: I meant the island.
U: Show me cranes. / A: Cranes are tall birds. / U: That's not what I meant, I'm talking about machines.
U: When does it end? / A: The sale ends Friday. / U: I wasn't asking about the sale, I was asking about the concert.
U: What's the time? / A: Time is a dimension. / U: You misunderstood, I want to know what time it is now.
U: Can you call Sam? / A: Calling Samuel. / U: no not samuel, samantha
U: Do you have seals? / A: We have rubber seals. / U: No no, I was asking about the animals.
U: I want a light jacket. / A: Here are white jackets. / U: By light I meant not heavy.
U: Play queen. / A: The queen is a monarch. / U: i was talking about the band
U: How old is she? / A: The Queen was 96. / U: No, I was referring to my niece.
U: What's a good pitch? / A: In baseball a pitch is a throw. / U: not that kind of pitch, I mean a sales pitch
U: Tell me about Turkey. / A: Turkey is a bird. / U: no, the country
U: Cut the trunk. / A: Open the car trunk first. / U: You got me wrong, I meant the tree trunk.
U: How do I draw? / A: To draw a weapon, first... / U: What I meant was drawing with a pencil.
U: What's a good course? / A: The main course could be salmon. / U: No, I mean a course to study.
U: Can you make it lighter? / A: I've reduced the calories. / U: no i meant the color
U: How do I run this? / A: Lace up your shoes first. / U: That's not what I'm asking. I mean the program.
U: What's the best cell? / A: The battery cell with the best density is... / U: I'm not talking about batteries, I'm
  talking about biology
U: Book a court. / A: The court hearing is on Monday. / U: not that court, a tennis court
U: Who won? / A: Brazil won the cup in 2002. / U: no no I mean yesterday's game
U: I'm looking for a mole. / A: A mole is a small mammal. / U: you misunderstood me, I mean the sauce
U: How big is it? / A: The sun is huge. / U: When I said it, I meant the moon.
U: Where's the match? / A: Matches are sold at the kiosk. / U: I didn't mean matches to light a fire
U: Is there a pool? / A: A car pool is available. / U: I mean a swimming pool.
U: Where can I get a chip? / A: Crisps are sold in aisle 4. / U: no, a chip for my dog
U: How's the traffic? / A: Your website traffic is up 3%. / U: I meant on the roads.
U: I need a new mouse. / A: Here are pet shops near you. / U: Not a pet, a computer mouse
U: What does the bill say? / A: The bill passed the senate. / U: No, I was asking about my phone bill.
U: Call a cab. / A: A cab is a type of car. / U: You've misunderstood. I want you to order one.
U: What's the best seal? / A: Harbor seals are popular. / U: I mean a seal for a window
U: Who's the lead? / A: Lead is a heavy metal. / U: no, who is the lead actor
U: Where's the bar? / A: The bar exam is held in Austin. / U: That's not what I meant. I'm looking for a place to
  drink.
U: What's the best plane? / A: The Airbus A350 is very popular. / U: I mean a plane for wood
U: Are there any good dates? / A: May 4 and 5 are free. / U: No I meant the fruit
U: Tell me about Washington. / A: Washington is a state. / U: no, the president
U: How do I draw a bow? / A: Draw two loops. / U: That's not what I meant. I meant drawing a bow in archery.
U: Is there a fan? / A: He has many fans. / U: I was talking about a ceiling fan
U: Where can I see a crane? / A: At building sites. / U: You got me wrong, I'm looking for the bird
U: Any good jam? / A: There's a jam on the A1. / U: not traffic, I meant strawberry jam
U: Which is the best club? / A: The Blue Note is a great club. / U: I didn't mean a night club. I meant a golf club.
"""

TALK = (
    "U: Find me a bat. / A: You want a baseball bat? / U: No, I meant the animal. / A: A bat is an animal that flies."
    " / U: huh? / A: A bat is an animal that flies."
)
TOKENS = st.lists(st.sampled_from(["red", "blue", "the", "fox"]), max_size=12)


def named(line: str) -> dict[str, Measurement]:
    return {found.measure: found for found in compute(two_talk(line))}


def label(line: str) -> object:
    *before, (speaker, text) = dialogue(line)
    return REPAIR.classify(before, speaker, text)


def slow_repeats(reply: str, previous: str) -> float | None:
    """The share of words that stand in a run that the other turn holds: every run is looked up in every place."""
    said, earlier = words(reply), words(previous)
    size = min(RUN, len(said), len(earlier))
    if not size:
        return None
    covered = set()
    for start in range(len(said) - size + 1):
        if any(said[start : start + size] == earlier[at : at + size] for at in range(len(earlier))):
            covered |= set(range(start, start + size))
    return len(covered) / len(said)


def test_examples() -> None:
    assert missed(REPAIR, EXAMPLES) == []
    assert fewest(EXAMPLES) >= 15


def test_i_meant_mends_a_slip_or_a_misunderstanding() -> None:
    # The wrong word is one's own, or was only taken that way.
    assert label("U: Book it for Tuesday. / A: Booked. / U: sorry i meant wednesday not tuesday") == "self_repair"
    assert label("U: Find a bank. / A: Here are ATMs. / U: sorry I meant a river bank, not ATMs") == "third_position"


def test_an_answer_is_no_repair() -> None:
    assert label("A: The red one? / U: No, the blue one.") == "none"
    assert label("A: Which day? / U: I mean Tuesday.") == "none"
    assert label("A: Tea or coffee? / U: Coffee?") == "none"


def test_nothing_can_be_repaired_in_a_first_turn_but_ones_own_words() -> None:
    assert (
        label("U: huh?") == label("U: Who?") == label("U: the what?") == label("U: No, I meant the animal.") == "none"
    )
    assert label("U: at five, no, at six") == "self_repair"


def test_rates_by_hand() -> None:
    found = named(TALK)
    assert found["repair.initiations"].per_turn == (0.0, 1.0, 0.0, 0.0, 1.0, 0.0)
    assert found["repair.initiations"].sides == pytest.approx((1 / 3, 1 / 3))
    assert found["repair.initiations"].value == pytest.approx(1 / 3)
    assert found["repair.third_position"].per_turn == (0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
    assert found["repair.third_position"].sides == pytest.approx((1 / 3, 0.0))
    assert found["repair.self"].value == 0.0


def test_repeats_within_a_talk() -> None:
    found = named(TALK)["repair.repeats"]
    assert found.per_turn[:2] == (None, None)
    assert found.per_turn[3] == 0.0  # "a baseball bat" is no run of three of it
    assert found.per_turn[5] == 1.0
    assert found.sides[1] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("reply", "previous", "share"),
    [
        ("the train leaves at nine", "the train leaves at nine", 1.0),
        ("The train LEAVES at nine!", "the train, leaves at nine", 1.0),
        ("I said: the train leaves at nine", "the train leaves at nine", 5 / 7),
        ("nine at leaves train the", "the train leaves at nine", 0.0),
        ("the train was late", "the train leaves at nine", 0.0),
        ("Yes", "Yes", 1.0),
        ("Yes", "Yes, at nine", 1.0),
        ("at nine", "the train leaves at nine", 1.0),
        ("a a a a", "a a a", 1.0),
        ("", "the train", None),
        ("the train", "", None),
        ("\U0001f600", "\U0001f600", None),
    ],
)
def test_repeats(reply: str, previous: str, share: float | None) -> None:
    assert repeats(reply, previous) == (None if share is None else pytest.approx(share))


@given(TOKENS, TOKENS)
def test_repeats_as_the_slow_way_has_it(reply: list[str], previous: list[str]) -> None:
    assert repeats(" ".join(reply), " ".join(previous)) == slow_repeats(" ".join(reply), " ".join(previous))


@given(st.lists(st.sampled_from(["red", "blue", "fox"]), min_size=1, max_size=9))
def test_a_turn_repeats_itself(said: list[str]) -> None:
    assert repeats(" ".join(said), " ".join(said)) == 1.0


def test_repeats_of_a_megabyte() -> None:
    text = "the train leaves at nine " * 40_000
    assert repeats(text, text) == 1.0


def test_a_measurement_for_every_card_in_order() -> None:
    for line in (TALK, "U: a / A: b", "U: / A:", "U: hi / A:"):
        assert [found.measure for found in compute(two_talk(line))] == [card.name for card in CARDS]
    assert FAMILY.name == "repair"


def test_a_side_that_says_nothing_has_no_rate() -> None:
    found = named("U: I need help. / A: / U: ??? / A: \U0001f600")
    for name, one in found.items():
        assert one.sides[1] is None, name
    assert found["repair.initiations"].per_turn == (0.0, None, 1.0, None)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_has_one_of_the_labels(before: str, text: str) -> None:
    assert repair_format([("user", text), ("assistant", before)], "user", text) in REPAIR.labels


@pytest.mark.parametrize("text", ["", " ", "\x00", "\U0001f44d", "مرحبا", "..."])
def test_texts_without_english_words(text: str) -> None:
    assert repair_format([("assistant", "Use the key.")], "user", text) == "none"


def test_a_turn_of_a_megabyte() -> None:
    for text in ("no wait " * 125_000, "a" * 1_000_000, "I mean, sorry, no. " * 50_000, "who? " * 200_000):
        assert repair_format([("user", text), ("assistant", text)], "user", text) in REPAIR.labels
