"""Requests about the talk itself: the examples that their rules were written on, and their edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measures.examples import dialogue, fewest, missed

from commonground.measures.requests import REQUEST, classify

EXAMPLES = r"""
# none
A: The museum opens at ten. / U: And how much is a ticket?
A: Here's the list. / U: Thanks! Now sort it by price.
U: What is photosynthesis?
U: can you paraphrase this paragraph: The dog ran over the hill and saw the river.
A: Which size? / U: medium please
A: It's sunny. / U: what about tomorrow
U: fix the grammar in this sentence: he go home
A: Here is a draft. / U: make it shorter and add a greeting
U: i need to cancel my hotel booking for friday
A: Do you want me to go on? / U: yes
A: Stir it for ten minutes. / U: can I use honey instead of sugar?
U: write a python function that repeats a string n times
A: I recommend the blue one. / U: why?
A: The book is out of print. / U: Where can I buy a used copy
U: what is the meaning of life
A: Done, I've added it. / U: ok
A: The total is 40. / U: thanks, can you also split it by four?
A: The bus leaves at 8. / U: Is there a later one?
A: I've written the email. / U: Looks good, can you make the tone friendlier?
A: Here are three names. / U: I like the second one
U: translate this sentence into French: I don't understand
A: It costs 30 dollars. / U: do you take cards?
A: You should see a doctor. / U: But I can't afford one.
U: What is a black hole?
U: please correct my spelling: recieve, wierd
A: Turn the valve clockwise. / U: It won't turn.
A: What do you need? / U: I want to cancel my subscription
A: Any preference? / U: no
A: Great, the meeting is set. / U: Thanks. Can you invite Omar too?
A: I think Paris is best. / U: how about Rome?
U: Define a function that adds two numbers in Python
A: Here's the summary. / U: Could you elaborate on the second point?
U: i need an example of a cover letter for a nurse / A: Sure, what experience do you have? / U: five years in a
  hospital
A: You can renew online. / U: Great, what do I need for that?
A: It's a 20 minute walk. / U: And by bus?
A: Here's the poem. / U: love it!
U: give me a recipe for pancakes
A: What name is the booking under? / U: Kowalski
A: I can offer you Tuesday. / U: Tuesday works
A: Here's a plan. / U: can you expand the third step
U: How do I stop my dog from barking?
A: You can use butter. / U: how much butter
A: Here's your itinerary. / U: Add a stop in Lyon
A: I'd suggest the second. / U: ok let's go with that
U: what does my horoscope say
A: It takes 40 minutes. / U: ok and in a microwave?
A: I'd go with the bus. / U: hmm which line
A: Here are some gift ideas. / U: the mug is nice, where do i get it
U: find me an example sentence generator website
A: The shop is closed. / U: when does it open
A: I added the salt. / U: Now the pepper
A: Is Monday okay? / U: yes monday is fine
A: The first draft is ready. / U: can you correct the date format in column B
A: Sure, what's it about? / U: it's about my thesis
A: The next train is at 5. / U: book it
# repeat
A: Turn left at the church, then take the second right. / U: can you repeat that
A: The code is 8841. / U: say that again please
A: Take two pills at noon. / U: What did you say?
A: It's the third door. / U: sorry, i missed that
A: The number is 555-0182. / U: What was the number again?
A: We open at nine. / U: pardon?
A: The answer is 17. / U: come again
A: Add salt, then the eggs. / U: one more time please
A: His name is Grigory. / U: whats his name again
A: First do A, then B. / U: could you repeat the first step?
A: Your seat is 14C. / U: huh?
A: The address is 4 Oak Lane. / U: I didn't catch the address.
A: Mix it well. / U: repeat
A: It ends on the 5th. / U: can u repaet that pls
A: Bring a towel. / U: Read that back to me once more
A: It's in aisle 9. / U: sorry what was that?
A: The wifi password is tulip-44-river. / U: Sorry, could you tell me the password again?
A: Go past the bakery, left at the light, third house. / U: I didn't hear that, can you say it once more?
A: Her number is 0171 555. / U: what was that number?
A: The deadline is June 3rd. / U: when is the deadline again?
A: 1. Unplug it. 2. Wait. 3. Plug it in. / U: Go over the steps again please
A: It's called Kettering. / U: What's it called again?
A: The exam is in room 204. / U: eh?
A: My name is Iris. / U: Sorry, I forgot your name, what was it?
A: You need flour, eggs and milk. / U: list the ingredients again
A: He arrives at 17:40. / U: Say again?
A: The gate code is 0429#. / U: one more time?
A: It's on platform 9. / U: Which platform again?
A: Dr. Abernathy can see you at ten. / U: can you repeat the name please
A: Then press and hold both keys. / U: sorry say that agian
A: Your total is 61.20. / U: what did you say the total was?
A: It's 14 Rue Cler. / U: say the address again?
A: First rinse the rice. / U: sorry could you repeat that last part
A: We close at half six. / U: You close when? I missed it
A: The password is mango77. / U: what's the password again
A: You need to file a TPS report. / U: Sorry, say that one more time?
A: Gate B22. / U: huh what gate
A: It's 300 grams of flour and 2 eggs. / U: can you tell me the amounts again
A: My extension is 4410. / U: could u repeat ur extension
A: Then you press F8. / U: Pardon me?
A: Left, left, right. / U: repeat that slowly please
A: Call Ms. Ito. / U: who was that again?
# paraphrase
A: The mitochondria generate ATP via oxidative phosphorylation. / U: can you say that in simpler words
A: Entropy is a measure of disorder. / U: i dont get it
A: The clause is severable. / U: Could you rephrase that?
A: Inflation erodes purchasing power. / U: explain it differently please
A: A closure captures its lexical scope. / U: explain like im 5
A: The tort requires proximate cause. / U: in plain english?
A: It's a matter of opportunity cost. / U: What do you mean?
A: The residuals are heteroscedastic. / U: that's too technical for me
A: You must amortise the loan. / U: Put it another way
A: The ratio of the sides is invariant. / U: I'm confused, can you explain that again in a different way?
A: Quantum states are superposed. / U: in other words?
A: It depends on the basis. / U: sorry I don't understand what you mean
A: The process is stochastic. / U: dumb it down for me
A: Demand is inelastic. / U: can you simplify that
A: The key is asymmetric. / U: what does that mean?
A: The sentence is in the subjunctive. / U: could you make that clearer?
A: The covenant runs with the land. / U: Can you explain that in layman's terms?
A: P-values measure the extremity of data under the null. / U: huh i dont understand, explain it simply
A: You'll incur a surrender charge. / U: What does that mean for me in plain words?
A: Use exponential backoff with jitter. / U: is there an easier way to say that?
A: The gradient vanishes in deep nets. / U: I'm not following. Could you say it differently?
A: Hydrolysis cleaves the bond. / U: talk to me like i'm a kid
A: The argument begs the question. / U: could you word that another way
A: Yields move inversely to prices. / U: still dont get it
A: The bylaws require a quorum. / U: that was confusing, can you make it simpler?
A: It's a zero-sum game in expectation. / U: reword that pls
A: The subrogation clause survives termination. / U: can you put that in normal words
A: Convexity bounds the duration error. / U: I have no idea what that means, explain it like I'm 10
A: It's isomorphic to Z mod 4. / U: explain that better pls
A: A deductible applies per occurrence. / U: so what does that mean in plain English
A: The enzyme is allosterically inhibited. / U: can you explain that more simply?
A: The warranty excludes consequential damages. / U: meaning what, in simple terms?
A: Your plan has coinsurance after the deductible. / U: I don't follow, can you put it more simply
A: A monoid is a semigroup with identity. / U: that makes no sense to me, try again in simple words
A: The loan is non-recourse. / U: Could you explain that in a simpler way?
A: Photons are quantised excitations of the field. / U: that went over my head, try explaining it differently
A: The policy has a rider. / U: i do not understand what you mean
A: Latency is bounded by the slowest shard. / U: english please
A: The median is robust. / U: can you reword this in everyday language
A: Ions move down their gradient. / U: like im a 6 year old please
A: The term is defined recursively. / U: Not sure I follow. Can you rephrase?
A: Bonds were called at par. / U: wdym? what does that mean
# define
A: The API is idempotent. / U: What does idempotent mean?
A: Use a whisk to make a roux. / U: whats a roux
A: It's a stochastic process. / U: define stochastic
A: You need an escrow account. / U: What is an escrow account?
A: Check the APR first. / U: what does APR stand for?
A: Blanch the beans. / U: what do you mean by blanch
A: It is a fiduciary duty. / U: what's the definition of fiduciary?
A: The patient has dyspnea. / U: I don't know what dyspnea is
A: They used gerrymandering. / U: meaning of gerrymandering?
A: The poem uses enjambment. / U: can you explain what enjambment means
A: It is ductile. / U: ductile means what?
A: Sear it and then braise it. / U: what is braise
A: The bond is callable. / U: What is meant by callable?
A: The tree is deciduous. / U: what exactly is deciduous
A: That's a red herring. / U: never heard of a red herring, what is it?
A: Look at the bokeh. / U: What's bokeh?
A: You may be eligible for a stipend. / U: What's a stipend?
A: The wine is quite tannic. / U: what does "tannic" mean?
A: Check with your HOA. / U: HOA?? what does that stand for
A: It's made with filo. / U: sorry, what is filo?
A: The plot relies on a MacGuffin. / U: Could you define MacGuffin?
A: You need to defrag the disk. / U: what do u mean by defrag
A: It's an oligopoly. / U: i've never heard the word oligopoly
A: They practise usury. / U: Usury? What's that?
A: We use agile with scrum. / U: explain what scrum is
A: That's a gerund. / U: whats the meaning of gerund
A: The house has a lien on it. / U: what's a lien?
A: Try the tempeh. / U: Tempeh? What is that?
A: It uses OAuth. / U: what is OAuth exactly
A: He was charged with larceny. / U: larceny meaning?
A: That's a palimpsest. / U: i dont know that word
A: You need a notary. / U: what is a notary?
A: It's a Ponzi scheme. / U: define ponzi scheme pls
A: The CPU is throttled. / U: throttled?? what does that mean
A: That's an oxymoron. / U: whats an oxymoron
A: The sauce needs deglazing. / U: what does deglazing mean?
A: He works in fintech. / U: Fintech?? whats that
A: Use an en dash. / U: what exactly is an en dash?
A: Your BMI is fine. / U: what does BMI stand for
A: It's a diuretic. / U: I've never heard that word, what does it mean
A: We offer a sabbatical. / U: can you define sabbatical
A: They filed for chapter 11. / U: what do you mean by chapter 11?
# example
A: A simile compares two things. / U: give me an example
A: You can use active listening. / U: like what?
A: Idioms are hard to translate. / U: for instance?
A: A variable holds a value. / U: can you show me an example of that
A: There are many side effects. / U: such as?
A: Use a strong opening. / U: an example would help
A: Some animals mimic others. / U: Can you name one?
A: Metaphors enrich prose. / U: examples please
A: Recursion solves smaller cases. / U: could u give an exmaple
A: Good habits compound. / U: what would that look like in practice?
A: It supports wildcards. / U: show me a sample
A: There are exceptions. / U: Do you have any examples?
A: Politeness varies by culture. / U: i need a concrete example
A: Use parallel structure. / U: for example?
A: Small changes matter. / U: Could you illustrate that?
A: Some verbs are irregular. / U: can i see an example sentence
A: Try to use open questions. / U: Can you give me a few examples?
A: Some fish can walk on land. / U: which ones for example?
A: You can negotiate many bills. / U: such as what?
A: Use vivid verbs. / U: show me how, with an example
A: There are many false friends between languages. / U: what's an example of that?
A: An oxymoron joins opposites. / U: e.g.?
A: Set SMART goals. / U: Can you give a sample goal?
A: Cognitive biases shape decisions. / U: like which ones?
A: Many words come from Arabic. / U: name a few
A: Lambda functions are anonymous. / U: an example please
A: You can use a mnemonic. / U: Like what, for example?
A: Some plants are carnivorous. / U: which ones? give examples
A: Write a clear thesis. / U: Can you provide a sample thesis?
A: Personification brings objects to life. / U: could you give an instance of this
A: Use the passive sparingly. / U: show me one example
A: Use transition words. / U: can you give me some?
A: You could use an analogy. / U: Please give me an example.
A: Some foods stain teeth. / U: such as
A: Some words are onomatopoeic. / U: can u give me an example of one
A: You can reuse glass jars. / U: for what, for example?
A: There are many non-dairy milks. / U: such as?
A: Be specific in feedback. / U: How would that look in practice? Give me an example
A: Some mammals lay eggs. / U: which ones, for instance?
A: Rules can have exceptions. / U: example?
A: Use power verbs. / U: Like?
A: Loops repeat code. / U: Please show an example
# correct
A: I've booked it for Tuesday. / U: No, I said Thursday
A: The capital of Australia is Sydney. / U: that's wrong, it's Canberra
A: Dear Hannah, / U: it's Anna not Hannah
A: The sum is 41. / U: you made a mistake, it should be 42
A: Your order: two teas. / U: I ordered coffee, not tea
A: The film came out in 1999. / U: Actually it came out in 1997.
A: Here is your Spanish text. / U: i asked for french
A: He was born in Bonn. / U: thats not right
A: Your flight is on May 3. / U: wrong date
A: The loop runs 10 times. / U: You got the loop count wrong
A: So you live in Leeds. / U: no, i live in Leicester not Leeds
A: The recipe serves four. / U: please correct that, it serves two
A: I've noted your name as Jon. / U: my name is spelled John
A: 7 times 8 is 54. / U: That is incorrect.
A: The author is Emily. / U: No it's Charlotte
A: I set the budget to 500. / U: you misread, I wrote 5000
A: You told me you're vegan. / U: No, I'm vegetarian, not vegan.
A: The Berlin Wall fell in 1991. / U: It fell in 1989, not 1991.
A: Your appointment is with Dr. Lee. / U: It should be Dr. Li
A: I added two adults. / U: you forgot the child
A: The square root of 81 is 8. / U: that can't be right, it's 9
A: Your table is at 8 pm. / U: I asked for 7 pm!
A: Spain borders Italy. / U: There's an error in your answer
A: I've set the language to German. / U: Thats the wrong language
A: So the total is 3 nights. / U: you miscounted, it's 4 nights
A: Happy 30th birthday! / U: I'm turning 31, not 30
A: The Nile is in South America. / U: um that's not true
A: I set the alarm for 7 pm. / U: I said 7 am
A: There are 25 letters in the alphabet. / U: you're wrong, there are 26
A: Your booking is for March 9. / U: I think you got the date wrong, it's April 9
A: Hello Marc! / U: it's Mark with a k, not Marc
A: Mount Fuji is in China. / U: No. Mount Fuji is in Japan.
A: Here's your latte. / U: I ordered a cappuccino
A: The war ended in 1944. / U: no, it ended in 1945
A: Your name is Kristen. / U: That's not how you spell it, it's Kirsten
A: The formula for water is HO2. / U: you mixed it up, it's H2O
A: 12% of 50 is 5. / U: that's not right, check again
A: The party is on Saturday. / U: Actually the party is on Friday.
A: It's a 3-star hotel. / U: wrong, it has 4 stars
A: You've got two dogs. / U: I never said I have dogs
# abort
A: What city are you in? / U: never mind
A: Let me look that up. / U: forget it
A: The first step is to... / U: stop
A: Do you want a window seat? / U: cancel that
A: Which file? / U: nvm i found it
A: I can explain further. / U: don't bother
A: Let's begin the quiz. / U: i changed my mind, let's not do this
A: Shall I draft it? / U: Forget about it, I'll do it myself
A: How many guests? / U: actually never mind, thanks
A: Step 1: open the panel. / U: ok stop, that's enough
A: What date? / U: let's drop it
A: I need your order number. / U: Never mind, it's too much trouble.
A: Here are the options. / U: I don't want this anymore
A: Searching for flights. / U: abort
A: To whom should it go? / U: scratch that, forget i asked
A: I'm not sure I can do that. / U: leave it
A: Could you upload the file? / U: eh forget it
A: What's the passenger's name? / U: Actually cancel this, I don't need it anymore
A: In the year 1066, William... / U: Okay stop please
A: Which of the two? / U: never mind that
A: Let me explain how it works. / U: no need, i figured it out
A: Are you sure you want to continue? / U: no, let's stop here
A: I'm going to need more details. / U: ugh, just drop it
A: Let me search for it. / U: you can stop now
A: Okay, next question for you. / U: I give up
A: What colour? / U: on second thought, let's not
A: Which airport? / U: forget it, I'll call them
A: What's your account number? / U: ok never mind then
A: Let's continue with question 4. / U: I want to stop
A: Do you want it in blue? / U: cancel
A: Let me walk you through it. / U: nah skip it
A: Which language? / U: nevermind, forget i asked
A: Please enter your ID. / U: stop, I don't want to do this
A: I'd need more details. / U: ok forget it then
A: Which street? / U: nevermind
A: There are several ways to do it. First... / U: stop please
A: When would you like to go? / U: i changed my mind
A: Do you want to hear more? / U: forget it, this is pointless
A: How many copies? / U: Actually, cancel that
A: What's your email? / U: no forget it
A: Let's try again. / U: don't bother, I'll figure it out
A: I need two more details. / U: Ugh, let's just stop here
# close
A: Paris is the capital. / U: thanks, that's all
A: Is there anything else? / U: no thats it thank you
A: Your table is booked. / U: Perfect, thank you so much!
A: You're welcome! / U: bye
A: I hope that helps. / U: It does, thanks for your help
A: Here's the final text. / U: great, that's everything I needed
A: Anything else I can do? / U: nope im good
A: The fix is to restart. / U: that worked, thanks!
A: Sleep well. / U: good night
A: Let me know if you need more. / U: will do, have a nice day
A: Enjoy the trip. / U: thx bye
A: That's the last step. / U: Awesome, I think we're done here.
A: It's 42. / U: ok thanks
A: Do you need more? / U: No thanks, I'm all set.
A: See you soon. / U: take care!
A: Your ticket is sent. / U: wonderful, I appreciate it. Goodbye!
A: Your appointment is confirmed. / U: Great, thanks a lot for your help!
A: Anything else? / U: No, that will be all.
A: It should work now. / U: It does! Thank you very much
A: Happy to help. / U: ok bye
A: Enjoy your meal! / U: thanks, see you
A: That's how it's done. / U: Got it, thank you!
A: Do you have any other questions? / U: Nope, all good
A: I've sent it. / U: cool thx
A: Here's the address. / U: Perfect, that answers my question.
A: Good luck! / U: thank you, have a good one!
A: The answer is 12. / U: great, that's all I wanted to know
A: I've reset your password. / U: It works now, thank you!
A: Anything else today? / U: nothing else, bye
A: You're all set. / U: thanks a million
A: Good luck with the exam! / U: Thanks! Talk to you later
A: The shop opens at 9. / U: ok great thank you
A: Is there anything else? / U: no, that was it. thanks!
A: Glad it worked. / U: yep, bye!
A: The museum is free. / U: thank you so much, bye!
A: Anything else? / U: no i'm good thanks
A: You can pick it up at 5. / U: Perfect. Thanks for the help!
A: I'm glad it worked out. / U: me too, goodbye
A: It's done. / U: wonderful, that's all for today
A: Have a great day! / U: you too, bye
A: That's the whole list. / U: awesome thanks a bunch
A: Any more questions? / U: nope that's everything
"""


def label(line: str) -> object:
    *before, (speaker, text) = dialogue(line)
    return REQUEST.classify(before, speaker, text)


def test_examples() -> None:
    assert missed(REQUEST, EXAMPLES) == []
    assert fewest(EXAMPLES) >= 15


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CAN YOU REPEAT THAT", "repeat"),
        ("can u plz repaet taht... repeat that", "repeat"),
        ("plese rephrse that", "paraphrase"),
        ("wats a lien", "define"),
        ("gimme an exmaple", "example"),
        ("thats wrogn", "correct"),
        ("nvm", "abort"),
        ("thx bye", "close"),
    ],
)
def test_slips_of_the_pen(text: str, expected: str) -> None:
    assert classify([("assistant", "The house has a lien on it.")], "user", text) == expected


def test_a_task_on_a_text_is_no_request_about_the_talk() -> None:
    before = "A: How can I help? / U: "
    assert label(before + "paraphrase the following text: the fox ran home") == "none"
    assert label(before + "rephrase this sentence: i has a dog") == "none"
    assert label(before + "please correct my grammar: he go home") == "none"
    assert label(before + "cancel my flight to Rome") == "none"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Drop me at the park.", "none"), ("So drop us off at the library.", "none"), ("Leave me at the pier.", "none"),
        ("Let us call a ride. 12:45 is the hour. Drop me at the square. Tuesday is the date.", "none"),
        ("Drop it.", "abort"), ("Leave it at that.", "abort"), ("Leave me alone.", "abort"), ("Drop that, please.", "abort"),
    ],
)  # fmt: skip
def test_who_wants_to_be_dropped_somewhere_drops_nothing(text: str, expected: str) -> None:
    assert classify([("user", "A ride, please."), ("assistant", "It starts at the pier.")], "user", text) == expected


def test_what_is_something_defines_only_what_was_said() -> None:
    assert label("A: You need an escrow account. / U: what is an escrow account") == "define"
    assert label("A: You need an escrow account. / U: what is a black hole") == "none"


def test_thanks_that_go_on_do_not_close() -> None:
    assert label("A: It is done. / U: thanks, that's all") == "close"
    assert label("A: It is done. / U: thanks, but it still fails") == "none"
    assert label("A: It is done. / U: thanks! how do I undo it?") == "none"


def test_only_a_user_requests() -> None:
    assert label("U: It broke. / A: Could you repeat that?") == "none"
    assert classify([("Ann", "The code is 8841.")], "Bob", "say that again please") == "repeat"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_has_one_of_the_labels(before: str, text: str) -> None:
    assert classify([("assistant", before)], "user", text) in REQUEST.labels


@pytest.mark.parametrize("text", ["", " ", "\x00", "\U0001f44d", "مرحبا", "..."])
def test_texts_without_english_words(text: str) -> None:
    assert classify([("assistant", "Use the key.")], "user", text) == "none"


def test_question_marks_alone_ask_for_a_repeat() -> None:
    assert label("A: It is idempotent. / U: ???") == "repeat"
    assert label("U: ???") == "none"


def test_a_turn_of_a_megabyte() -> None:
    for text in ("stop " * 200_000, "a" * 1_000_000, "thanks. " * 125_000, "what is that " * 80_000):
        assert classify([("assistant", text)], "user", text) in REQUEST.labels
