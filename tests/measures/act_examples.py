"""What the rules of grounding acts were written on: per act its examples, the last turn of each the one that is labelled."""

EXAMPLES = r"""
# acknowledgement
U: My dog died last week and I can't stop crying. / A: I'm so sorry to hear that. That must be incredibly hard.
U: I need the report by noon. / A: Understood.
U: The venue moved to Elm Street. / A: Got it, thanks for letting me know.
A: The router needs to be restarted after the update. / U: ok
A: The deposit is 200 euros. / U: okay i see
U: I'm allergic to peanuts, so keep that in mind. / A: Noted. I'll keep that in mind.
A: Press the green button first. / U: alright
U: We can't use cloud services for legal reasons. / A: I see, that makes sense.
A: Because the interest compounds monthly, the total is higher. / U: ah ok that makes sense
U: The meeting has been cancelled. / A: Thank you for the update.
U: I've been waiting for three weeks and nobody answers me. / A: I understand how frustrating that is.
A: Your parcel arrives Friday. / U: great thanks
U: I work nights, so mornings are out. / A: I understand.
A: The file is in the shared folder. / U: gotcha
A: Turn left after the church. / U: mhm
U: By the end I was exhausted. / A: That sounds really tough.
A: It closes at six on Sundays. / U: Good to know!
U: We decided to postpone the launch to March because of the supply issues. / A: Okay, thanks for the heads-up.
A: To export the file, open the File menu and pick Save As. / U: Oh I see, thank you
U: I've already tried clearing the cache twice. / A: Right, I see.
A: Your refund will take up to five days. / U: alright, understood
U: My landlord raised the rent again and I can't afford it. / A: I hear you. That's a really stressful situation.
A: That's why the bread didn't rise. / U: ahh ok
U: i failed my driving test for the third time / A: Oh no, I'm sorry to hear that.
A: I've sent the invite. / U: perfect
U: From now on call me Max. / A: Sure, will do.
A: The library closes early on Fridays. / U: oh i didn't know that, thanks
U: I only have an induction stove. / A: Good to know.
A: Basically, you pay tax on the profit only. / U: hmm interesting
A: You'd have to file by April. / U: makes sense
U: It was raining the whole week so we just stayed in the tent. / A: Ah, I see.
U: I'm a beginner, so please go slowly. / A: Got it. I'll go step by step.
A: The error means that the port is already in use. / U: oh okay that explains it
U: My grandmother passed away on Monday. / A: I'm very sorry for your loss.
A: You can find the form on the website. / U: Okay, thank you!
U: We only have until tomorrow. / A: I understand the urgency.
A: The sale starts on the first. / U: cool
U: Sorry, I was away for lunch. / A: No problem!
A: Your request has been forwarded to the billing team. / U: fine, thanks
A: To unlock it, slide the latch to the left. / U: oh right, thanks!
U: I've been unemployed since January and it's getting to me. / A: That sounds really hard. I'm sorry you're going
  through this.
U: I prefer metric units. / A: Understood, I'll use metric units.
U: The invoice number is 20391. / A: Thank you, I've noted that.
A: The pool closes at dusk. / U: Alright, thanks for telling me
U: I had a miscarriage last spring. / A: I'm so sorry for what you've been through.
A: Add the vinegar last or it curdles. / U: ohh that makes sense
U: I can only type with one hand at the moment. / A: Understood, I'll keep my questions short.
A: Restart it once more after the update. / U: okey
U: We lost the final by one point. / A: Oh, that must have been disappointing.
A: The seats are in row F. / U: roger that
U: My hearing isn't great, so please write things down. / A: Sure, I'll do that.
A: Most of it is fixed by now. / U: thats good to hear
# clarification
U: Can you move the meeting? / A: Do you mean the one on Monday?
U: I want it bigger. / A: What do you mean by bigger?
U: Book the usual. / A: Sorry, which restaurant are you referring to?
U: Delete them. / A: Just to clarify, should all three files go?
U: He said she took it. / A: Who took it?
A: The lease runs till spring. / U: what do you mean
U: I'd like the bank. / A: By bank, do you mean the river bank or a financial institution?
A: Use the smaller bracket. / U: which one is that?
U: Set the alarm for 8. / A: 8 in the morning?
U: I need a light one. / A: Are you asking about weight or colour?
U: Make it pop. / A: Could you clarify what you mean by "pop"?
U: Send it to Sam. / A: Did you say Sam or Pam?
U: The thing broke again. / A: I'm not sure what you're referring to. Which thing broke?
U: We'll be fourteen. / A: Fourteen people?
U: I'd like to return it. / A: Can you confirm which item you mean?
A: You need a form 12. / U: a form what?
U: Cut the second part. / A: When you say the second part, do you mean the conclusion?
U: How do I get rid of them? / A: Get rid of what exactly?
U: Can you send the report to the team? / A: Which report are you referring to, the weekly one or the annual one?
U: It should be done soon. / A: When you say soon, do you mean today?
A: You need to declare the variable globally. / U: sorry, what does globally mean here?
U: Remind me about the thing next week. / A: I want to make sure I understand: do you want a reminder about the
  dentist?
U: Where's the best place? / A: The best place for what?
U: Is it safe? / A: Could you clarify what you're asking about? Safe to eat, or safe to touch?
A: Then you fold the proxy in. / U: wait, what proxy?
U: Jordan is amazing. / A: Do you mean the country or the basketball player?
U: Put me down for the early one. / A: So that would be the 6 am class, right?
A: We should sunset the service. / U: what do you mean by sunset?
U: My account is frozen. / A: Is that your bank account or your game account?
U: Cancel it. / A: Just to confirm, you'd like me to cancel your Friday appointment?
A: He's a bit of a whale. / U: huh? like he's fat?
U: Can you make it cleaner? / A: Do you mean cleaner in style or with fewer lines?
U: I saw him again. / A: Who do you mean?
U: Book me in for the 3rd. / A: The 3rd of May?
A: You should rebase onto main. / U: sorry what does rebase mean
U: It's too high. / A: What's too high, the price or the shelf?
U: Translate it please. / A: Could you specify which text you want translated?
A: Use the long one. / U: the long what?
U: They don't work together. / A: By "work together", do you mean the two apps or the two people?
U: Can you check if it's still available? / A: If what is still available?
U: I need it translated for work. / A: Just so I understand, which document do you mean?
A: You'll want a 2x4 and some lag bolts. / U: what's a 2x4?
U: Call her for me. / A: Who would you like me to call?
U: My order came and it's too small. / A: Are you talking about the jacket or the shoes?
U: Put it next to the other one. / A: Which other one do you mean?
U: The numbers don't match. / A: Are you referring to the totals or the item counts?
A: You'll need to escape the ampersand. / U: what do you mean escape it?
U: I want the same as last time. / A: Sorry, what did you have last time? Do you mean the green curry?
A: Sign here and initial there. / U: initial where?
U: It happened at Sam's. / A: Is that Sam's house or Sam's bar?
U: Make the header less loud. / A: By less loud, do you mean smaller or in a softer colour?
A: The fee is waived for seniors. / U: so i don't pay anything?
U: I need a case. / A: A phone case or a suitcase?
U: they said its on hold / A: Who said that?
# followup
U: I've started running. / A: That's great! How often do you run?
U: I feel anxious lately. / A: How long have you been feeling this way?
U: I want to eat out tonight. / A: What kind of food do you like?
U: We moved to Oslo. / A: What made you decide to move?
U: I need a flight to Rome. / A: Sure. When would you like to leave?
U: My laptop is slow. / A: Have you tried restarting it?
A: Sourdough needs a starter. / U: How long does a starter take?
U: My back hurts. / A: Where exactly does it hurt?
U: I got the job! / A: Congratulations! When do you start?
A: The museum is free on Mondays. / U: is it open on holidays too
U: I'm writing a novel. / A: What is it about?
U: I had a fight with my sister. / A: I'm sorry. What happened?
A: Lisbon is lovely in May. / U: And how warm does it get?
U: I need a new phone. / A: Okay, what's your budget?
U: Our team lost again. / A: And how did you feel about that?
U: We'd like to book a table. / A: For how many people?
A: You could add some basil. / U: should I add it before or after baking?
U: I've been having trouble concentrating at work. / A: I'm sorry to hear that. When did this start?
U: I'd like to learn to cook. / A: That's a great goal! What kind of dishes do you enjoy eating?
A: The trail is about ten kilometres. / U: is it suitable for kids?
U: My daughter just turned three. / A: How lovely! Is she going to nursery yet?
A: You can apply online. / U: ok and what documents do I need
U: I want to donate to a charity. / A: Are there any causes you feel strongly about?
U: I broke up with my boyfriend yesterday. / A: That must hurt. Do you have someone you can talk to?
A: Octopuses have three hearts. / U: why do they need three?
U: The plants on my balcony are dying. / A: How often do you water them?
U: I teach maths. / A: Oh nice, what age group do you teach?
A: Bake it for an hour. / U: at what temperature
U: I tried the new ramen place. / A: What did you think of it?
U: I need a birthday present for my dad. / A: What are his hobbies?
A: Most visas take two weeks. / U: and if it takes longer?
U: I'm planning a surprise party. / A: Fun! How many guests will there be?
U: I can't get my baby to sleep. / A: How old is your baby?
A: Saffron is the most expensive spice. / U: what makes it so expensive?
U: I quit smoking a month ago. / A: Well done! What has been the hardest part?
U: Please design a logo for my shop. / A: I'd love to. What does your shop sell?
A: I grew up in Kenya. / U: What was that like?
U: The wifi keeps dropping. / A: Does it happen on all devices?
A: There's a ferry every hour. / U: and how long is the ride
U: I'd like some advice on my garden. / A: Happy to help! How much sun does your garden get?
U: We're thinking of getting a second dog. / A: How does your first dog get along with other dogs?
A: The tour includes three stops. / U: and is lunch included
A: I went to Peru last summer. / U: oh cool did you see Machu Picchu?
U: My essay got a C. / A: I'm sorry, that's disappointing. Did the teacher leave any comments?
U: I burned my hand on the stove. / A: Ouch. Is the skin blistered?
U: We're moving to a smaller flat. / A: How soon do you have to move out?
A: Whales sleep with half their brain. / U: how do they breathe then
U: I bought a used motorbike. / A: Nice! How many miles does it have?
A: Pandas eat bamboo all day. / U: why don't they eat meat?
U: My flight got cancelled. / A: I'm sorry. Has the airline offered you another flight?
U: I want to learn to draw. / A: Great. Have you taken any classes before?
A: It's a two hour drive. / U: is there a train too
U: Our cat stopped eating. / A: When did she last eat?
U: I'd like a haircut on Friday. / A: Okay. Which stylist would you like?
# repair
U: Find me a bat. / A: Here are some baseball bats. / U: No, I meant the animal.
A: The capital is Sydney. Sorry, I mean Canberra.
U: Book it for Tuesday. / A: Done, Tuesday. / U: oops i meant wednesday
U: How tall is it? / A: It is 300 feet. Correction: 300 metres.
U: What about mercury? / A: Mercury is the closest planet to the sun. / U: I was talking about the metal, not the
  planet.
U: When was it? / A: In 1918, no wait, 1919.
U: Is this the right total? / A: Let me correct my earlier answer: the total is 45.
U: Show me apple prices. / A: Apple's stock is at 190. / U: that's not what i asked, i want the fruit
U: You said five. / A: My mistake, I misspoke. It should be six.
U: Draw a crane. / A: Here is a bird. / U: No no, the construction kind.
A: Here's the French version. / U: I asked for Spanish, not French.
U: Where's my order? / A: You'd like to place an order? / U: You misunderstood me, I already ordered.
U: i need a table for 4, sorry, 5 people
U: Play some rock. / A: Here are facts on rocks. / U: I meant the music.
A: Add two cups of salt, I mean sugar.
U: That's wrong. / A: I apologize for the confusion, let me fix that. The answer is 12.
U: How do I make a roll? / A: To do a forward roll, tuck your chin. / U: no i meant bread rolls
U: Set a timer for 15 minutes. / A: Timer set for 50 minutes. / U: I said fifteen, not fifty
A: The meeting is on the 12th... sorry, the 13th.
U: What's the population? / A: About 8 million. Actually, let me correct that: it's closer to 9 million.
U: Where can I see seals? / A: Wax seals can be seen at the museum. / U: Sorry, I should have been clearer, I mean
  the animal.
U: You told me it was Monday. / A: You're right, I apologize for the mistake. The class is on Tuesday.
U: can you find me a hotel in Paris, I mean Perris, California
U: Who's the president? / A: The president of the US is elected. / U: Not that one, I meant the president of our
  club.
U: I think we misunderstood each other. I wanted a refund, not a replacement.
U: Tell me about python. / A: Pythons are large snakes. / U: i was asking about the programming language
A: You multiply by 3. Wait, no, you divide by 3.
U: How long to cook it? / A: Ten minutes. / U: oh sorry, typo, i meant how long to cool it
U: Turn up the heat. / A: Turning up the beat. / U: no, heat, not beat
A: The treaty was signed in 1648 in Berlin, sorry, in Münster.
U: My name is Ann. / A: Hi Dan! / U: It's Ann, not Dan.
U: I need a ring. / A: I'll call you right away. / U: I meant a ring for my finger!
U: What is 8 x 7? / A: 54. / U: Are you sure? / A: Apologies, I made a mistake. 8 x 7 is 56.
U: show me flights to san jose / A: Here are flights to San Jose, California. / U: sorry i meant san jose in costa
  rica
A: It's on the left... I mean on the right side of the street.
U: Find pictures of jaguars. / A: Here are pictures of Jaguar cars. / U: no not the car the animal
U: How long is the Amazon? / A: It is 6,400 miles long. Sorry, that should have been kilometres.
U: Where's the pitch? / A: A pitch is a short sales talk. / U: No, I meant the football pitch.
A: Turn right at the bank. Sorry, left at the bank.
U: My number is 0443, no, 0433.
U: Did the Celtics win? / A: The Celts were an ancient people. / U: I'm asking about the basketball team, not the
  people
U: Is that 5 in total? / A: Yes, 5. Wait, I miscounted, it's 6.
U: I need it in black. / A: Here it is in blue. / U: i said black not blue
U: Reserve a squash court. / A: Here's a squash recipe. / U: that's not what I meant lol
U: i live in lodnon, i mean london
A: I apologize, I gave you the wrong address. It's 12 High Street.
# display
U: I need a room for two nights from Friday. / A: So you need a room for two nights, starting Friday.
U: I keep snoozing my alarm and then I'm late. / A: It sounds like you struggle to get up when the alarm goes off.
U: Two large pizzas, no onions. / A: Two large pizzas, no onions.
A: Boil for eight minutes. / U: Eight minutes.
U: I'd like to fly on the 3rd, not the 4th. / A: Okay, flying on the 3rd.
U: My boss ignores my ideas in meetings. / A: So what you're saying is that your ideas are not heard at work.
U: I want something cheap near the station. / A: You're looking for something cheap that is close to the station.
U: We'll be six adults and one child. / A: Got it, six adults and one child.
A: The code is 4471. / U: 4471, ok
U: I want to lose weight but I hate gyms. / A: In other words, you want to lose weight without going to a gym.
U: The app crashes whenever I open the camera. / A: To summarize, the app crashes when you open the camera.
U: Can I get a blue shirt in medium? / A: A blue shirt in medium, coming up.
U: I can't come Monday, my car is in the shop. / A: You said your car is in the shop, so Monday doesn't work.
A: Meet me at gate seven. / U: Gate seven.
U: I need help with fractions before my test on Thursday. / A: You have a test on Thursday and want help with
  fractions.
U: I'd like a quiet hotel under 100 euros. / A: What I'm hearing is that you want a quiet hotel for less than 100
  euros.
U: I want to fly to Boston on May 2 and come back on May 9. / A: Alright, Boston, leaving May 2 and returning May 9.
U: I don't know whether I should tell my friend that her partner is cheating. / A: It sounds like you're torn
  between being honest with your friend and not wanting to hurt her.
U: It has to run on Windows and work offline. / A: So it needs to run on Windows and work without a connection.
A: Take one tablet in the morning and two at night. / U: so one in the morning, two at night
U: I'd like a vegan cake for twelve people for Saturday. / A: To recap: a vegan cake for twelve, for Saturday.
U: We're two adults, and our budget is 1500. / A: You have a budget of 1500 for two adults.
A: The password is the street name plus the year. / U: street name plus the year, got it
U: I feel like everyone at work gets promoted but me. / A: You feel overlooked at work.
U: My kid has a fever of 39 since last night. / A: Your child has had a fever of 39 since last night.
U: I can do Monday or Wednesday, but never before ten. / A: Okay, so Monday or Wednesday, after ten.
U: We want the party on Saturday, outdoors, with a live band. / A: So an outdoor party on Saturday with live music.
U: My son hits other kids when he's tired. / A: So he hits other children when he gets tired.
A: First preheat to 180, then grease the tin. / U: preheat to 180 and grease the tin
U: I've been sleeping four hours a night since the baby came. / A: You've been getting only four hours of sleep
  since the birth.
U: I need 20 chairs and 5 tables by Thursday. / A: Noted: 20 chairs and 5 tables by Thursday.
U: I'd like to send 200 euros to my brother on the first of each month. / A: So that's 200 euros to your brother, on
  the first of every month.
U: I like my job but my manager makes me miserable. / A: So the work itself is fine, but your manager makes you
  unhappy.
A: Your reference is KX-99. / U: KX-99
U: I need someone to water my plants while I'm gone, July 2 to 9. / A: So you need your plants watered from July 2
  to 9.
U: Everything tastes like metal since I started the pills. / A: You notice a metal taste since you began taking the
  pills.
A: Platform four, 9:15. / U: platform four at 9:15
U: No nuts, no dairy, and it must be cheap. / A: Okay: no nuts, no dairy, cheap.
U: I can't decide between Spain and Italy. / A: It sounds like you're torn between Spain and Italy.
U: She borrowed money and never gave it back. / A: She borrowed money from you and didn't return it.
A: Take the stairs to the third floor. / U: Third floor, got it.
U: I'd rather have a small class with a patient teacher. / A: You'd prefer a small class with a patient teacher.
# agreement
A: Electric cars are cheaper to run. / U: I agree
U: I think remote work suits introverts. / A: Yes, exactly.
U: The ending was weak. / A: You're right, the ending was weak.
A: Maybe we should start with the intro. / U: good idea
U: Cats are easier than dogs. / A: That's true, cats need less attention.
A: A short title would be better. / U: totally agree with that
U: It's better to be safe than sorry. / A: Absolutely.
A: It is more fun in a group. / U: thats right
U: I believe sleep matters more than diet. / A: Good point. Sleep is very important.
A: The second draft reads better. / U: definitely
U: Winter is the worst season. / A: I couldn't agree more.
A: I'd suggest we meet at ten. / U: sounds good
U: People should vote. / A: Agreed.
A: Teachers deserve more pay. / U: so true
U: I guess it depends on the price. / A: Fair enough.
A: The film was too long. / U: yeah i think so too
U: I think the first design was better. / A: I agree, the first design is cleaner and easier to read.
A: Maybe it would be wise to get a second opinion. / U: yeah you're right
U: Honestly, social media makes people lonely. / A: That's a fair point. There is research that supports it.
A: A dog is a big responsibility. / U: for sure
A: I would pick the cheaper plan. / U: same, me too
U: This sentence is too long, isn't it? / A: Yes, it is too long.
A: We could split the work in two parts. / U: Yes, let's do that.
U: Nobody reads manuals anymore. / A: True, very few people do.
A: He probably forgot about it. / U: yep, exactly what i was thinking
U: Breakfast is overrated. / A: Totally! I think so as well.
A: It might be best to tell her the truth. / U: yeah, you're probably right
U: The old logo had more character. / A: I feel the same way, the old one was more distinctive.
A: Let's use the blue background. / U: great idea
U: Walking is the best exercise. / A: That's right, walking is excellent for most people.
A: Long meetings waste time. / U: 100% agree
U: I think the blue cover looks better. / A: I think so too. The blue stands out more.
A: It may be smarter to rent first. / U: true
A: We'd better leave early. / U: yes good call
U: It's better to buy shoes in the afternoon. / A: Yes, that's correct, feet swell during the day.
A: The soup needs salt. / U: agreed
A: We could ask your brother for help. / U: yes that's a good idea
U: Kids grow up too fast. / A: They really do.
A: It's probably a loose cable. / U: yeah probably right
U: That outfit is a bit much. / A: I'm with you on that, something simpler would work better.
A: Nobody can plan that far ahead. / U: very true
A: Let's keep the intro short. / U: works for me
# disagreement
A: The best language for this is Java. / U: I disagree
U: The earth is flat. / A: That's not correct. The earth is round.
A: You should quit your job. / U: i dont think thats a good idea
U: Vaccines cause autism. / A: Actually, no. There's no evidence that vaccines cause autism.
A: Everyone likes summer. / U: not really
U: Napoleon was very short. / A: That's a common misconception; he was of average height.
A: It's a quick job. / U: No, it isn't.
U: I think we should cancel the launch. / A: I'm not sure I agree. Canceling now would cost us customers.
A: That is the cheapest option. / U: no way, that's way too expensive
U: Humans only use ten percent of their brain. / A: That's actually a myth.
A: The answer is 42. / U: that's wrong
U: Money makes everyone happy. / A: I see your point, but I don't think money makes everyone happy.
A: Tea has more caffeine than coffee. / U: I doubt that
U: This poem is perfect. / A: I would have to disagree; the second stanza feels rushed.
A: Reading is a waste of time nowadays. / U: I beg to differ
U: Python is a compiled language. / A: Not exactly. Python is usually interpreted.
A: You should never lend money to friends. / U: hmm not sure about that
U: Black holes suck in everything like a vacuum cleaner. / A: That isn't quite right. Far from the hole, its gravity
  is like that of any star.
A: The blue one suits you best. / U: nah i don't like it, the red one is better
U: Learning Latin is useless. / A: I'd push back on that a little: it helps with vocabulary in many languages.
A: That's a fair price. / U: I think it's way too high
U: You can't learn to sing as an adult. / A: I respectfully disagree. Many adults learn to sing well.
A: AI will replace all teachers. / U: no it won't
U: So I should invest everything in one stock. / A: I wouldn't recommend that. Putting everything in one stock is
  risky.
A: The red wire is the ground. / U: thats not true, ground is green
U: Goldfish have a three second memory. / A: No, that's not accurate. Goldfish can remember things for months.
A: You could just apologise. / U: But I didn't do anything wrong!
A: The movie was a masterpiece. / U: I didn't think it was that good
U: Lightning never strikes the same place twice. / A: That's a myth, actually. Tall buildings get hit many times a
  year.
A: You probably left it at home. / U: no i didn't, i had it on the bus
U: All fats are bad for you. / A: Not all fats are bad. Unsaturated fats are part of a healthy diet.
A: So you should take the job. / U: I'm not convinced
A: It looks like you need a new battery. / U: no, i replaced the battery last week
U: Coffee stunts your growth. / A: There's actually no evidence for that.
A: Working from home makes people lazy. / U: i don't agree with that at all
A: You need to be talented to learn an instrument. / U: i don't believe that
U: Spinach has more iron than anything else. / A: That's not accurate; spinach has no more iron than many other
  greens.
A: The kitchen looks great in dark brown. / U: hmm i don't think so, it would be too dark
U: Breaking mirrors brings bad luck. / A: I'd have to disagree, that's just a superstition.
A: An hour is plenty. / U: no, an hour is way too short
A: You should have told her. / U: I disagree, it wasn't my place
U: Chess is only for geniuses. / A: Not at all. Anyone can enjoy chess.
A: It's the best phone you can buy. / U: Wrong, the battery is terrible
# topic_switch
U: How do I prune roses? / A: Cut above a bud in late winter. / U: By the way, do you know any good podcasts?
U: Explain gravity. / A: Gravity pulls masses together. / U: ok different question, how do i reset my phone
U: What's a good pasta sauce? / A: Try a simple tomato sauce. / U: Anyway, can you help me with my resume?
U: I love jazz. / A: Me too. / U: changing the subject, whats the weather tomorrow
U: What time is it in Tokyo? / A: It is 3 pm. / U: Unrelated, but how do I get wine out of a carpet?
U: Fix this loop. / A: Here is the fixed loop. / U: On another note, what should I cook tonight?
U: Who won the match? / A: Spain won. / U: Let's talk about something else. What's a good book?
U: How do volcanoes form? / A: When magma rises. / U: btw whats the capital of peru
U: How old is the moon? / A: About 4.5 billion years. / U: moving on, i need a birthday gift for my mom
U: Translate hello to French. / A: Bonjour. / U: Oh, before I forget, remind me how to boil an egg.
U: My cat sneezes a lot. / A: It may be an allergy. / U: Can you help me write a cover letter?
U: How do I save for a house? / A: Set up a monthly transfer. / U: switching gears, who wrote Dracula?
U: Tell me about Rome. / A: Rome is the capital of Italy. / U: speaking of something different, my printer won't
  connect to wifi
U: What is photosynthesis? / A: Plants turn light into sugar. / U: That reminds me, I need to book a dentist
  appointment. How do I find one?
U: What's 15% of 80? / A: 12. / U: off topic but do dogs dream?
U: What are good exercises for the back? / A: Planks and bridges are good. / U: cool. hey, do you know when the new
  Dune movie comes out?
U: How do I knit a scarf? / A: Cast on 30 stitches. / U: On a totally different subject, what's the GDP of Norway?
U: I need a slogan for my bakery. / A: How about "Rise and shine"? / U: nice. now i want to talk about my taxes
U: How do I unclog a sink? / A: Use a plunger first. / U: Let's switch topics. Explain black holes to me.
U: What's a good name for a cat? / A: Miso. / U: lol ok. random question but how do planes fly
U: Is honey vegan? / A: Most vegans avoid it. / U: That aside, could you check my essay for typos?
U: My flight was delayed by five hours. / A: You may be owed compensation. / U: Enough about that. What's a fun
  thing to do in Berlin?
U: What is a black swan event? / A: A rare event with great impact. / U: I have another question, about cooking this
  time: how do I poach an egg?
U: I got a new guitar. / A: Congratulations! / U: anyway i wanted to ask about visa rules for canada
U: What's the best way to store coffee? / A: In an airtight container. / U: Alright. On to something else: how do I
  file for divorce?
U: How do I do a plank? / A: Keep your back straight. / U: oh btw did you know my sister is getting married
U: Who invented the zipper? / A: Gideon Sundback. / U: Next topic: what's a healthy dinner?
U: My code throws an error. / A: Which error? / U: forget the code, let's talk about the weekend
U: What's the tax rate? / A: 20 percent. / U: write me a limerick about frogs
U: How do I make cold brew? / A: Steep coarse coffee for 12 hours. / U: ok new topic, what is blockchain
U: What's a mortgage? / A: A loan for a house. / U: Hey, who sings Bohemian Rhapsody?
U: How do I get rid of ants? / A: Use borax bait. / U: ok. changing topics: when is Mother's Day this year
U: What does GDP mean? / A: The value of all goods made in a year. / U: Oh and another thing, how do I fold a fitted
  sheet?
U: Why do leaves turn red? / A: Because chlorophyll breaks down. / U: can you suggest a gym routine for me
U: I like Bach. / A: His fugues are wonderful. / U: Anyways, what's for dinner, any ideas?
U: How do I whiten my teeth? / A: Try a peroxide paste. / U: Let's move on to something else. Who was Cleopatra?
U: How big is Texas? / A: About 696,000 square kilometres. / U: thx, now help me fix my python script
# none
U: What is the capital of France? / A: The capital of France is Paris.
U: Hi
U: How do I boil eggs? / A: Place the eggs in cold water, bring to a boil, then cover and let them sit for ten
  minutes. Cool them in ice water and peel.
U: Who wrote Hamlet? / A: William Shakespeare wrote Hamlet around 1600.
U: Can you write a poem about spring?
U: Write a haiku. / A: Here's a haiku for you: Soft rain on the roof / a cat curls beside the stove / morning takes
  its time
U: Thanks / A: You're welcome! Is there anything else I can help you with?
A: What size do you need? / U: medium
A: Do you want a window seat? / U: yes please
U: hello / A: Hello! How can I help you today?
U: Give me three colours. / A: Red, blue and green. Let me know if you want more!
A: When do you leave? / U: Next Friday at nine.
U: What's the weather? / A: It will be sunny with a high of 24 degrees.
U: Convert 10 miles. / A: 10 miles is about 16 kilometres.
U: Why is the sky blue? / A: Why is the sky blue? It comes down to how air scatters light. Short wavelengths such as
  blue scatter far more than red ones, so blue reaches our eyes from everywhere.
U: Fix my code. / A: Sure! Here's the corrected version of the function. I replaced the loop with a comprehension,
  and added a check for empty input so that it no longer fails.
A: Here are two drafts. / U: Please make the second one shorter.
A: Would you like to pay by card or cash? / U: by card
U: Give me a synonym for happy. / A: Joyful.
U: What's the tallest building in the world? / A: The tallest building in the world is the Burj Khalifa in Dubai, at
  828 metres.
U: summarise this article for me
U: Tell me a joke. / A: Why did the chicken cross the road? To get to the other side!
A: What's your email? / U: it's anna at example dot com
U: Make it more formal. / A: Here is a more formal version:\n\nDear Sir or Madam, I am writing to enquire about the
  position.
U: How do I reset it? / A: Hold the power button for ten seconds, then release it. The light should turn green.
U: What should I pack? / A: You should pack a raincoat, good shoes and a power adapter. Would you like a full
  packing list?
A: The first step is done. / U: Now add a title to the chart.
U: Recommend a movie. / A: I'd recommend "Arrival". It's a thoughtful film about language and time. Let me know if
  you'd like other suggestions!
A: How old are you? / U: 34
U: Explain osmosis. / A: Osmosis is the movement of water across a membrane from low to high solute concentration.
U: Hi there! / A: Hi! What can I do for you?
A: Which colour? / U: green
U: Sort these: 3, 1, 2. / A: 1, 2, 3
A: Do you have a reservation? / U: Yes, under Miller.
U: Tell me a story. / A: Once upon a time there was a fox who lived by the sea.
U: Can you help me with my essay? / A: Of course! Paste it here and I'll take a look.
U: Draft a tweet about our sale. / A: Big sale this weekend! Up to 50% off everything. Don't miss it!
A: What's your zip code? / U: 90210
U: How many legs does a spider have? / A: Eight.
U: Is it going to rain? / A: There's a 60 percent chance of rain this afternoon.
A: I can help with bookings and cancellations. / U: I want to book a room for tonight.
U: Give me a fact about bees. / A: Bees can recognise human faces.
A: Is that for here or to go? / U: to go
U: How do I remove a splinter? / A: Clean the skin, then lift the splinter out with tweezers.
A: What's the order number? / U: it's 55120
U: thank you / A: You're very welcome! Have a lovely day.
U: Compare tea and coffee. / A: Coffee has more caffeine, tea has more variety. Both contain antioxidants.
A: Do you have any pets? / U: I have two cats and a parrot.
U: Write a slogan for a bakery. / A: "Fresh from the oven, straight to your heart."
U: can you check my spelling please
A: Would you like a receipt? / U: no thanks
"""
