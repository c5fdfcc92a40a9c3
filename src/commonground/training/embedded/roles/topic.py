"""Chats under a system text that confines the assistant to a subject: what is off topic, and what a bare assistant does.

The mediator reads field `topic`; the bare assistant answers what it is not there for, as assistants do. Subjects are the town's
and made-up ones, whose requests name them.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from commonground.mediation.reader import REQUEST, TOPIC
from commonground.town.families import FAMILIES
from commonground.town.family import surname, syllables
from commonground.training.embedded import chats
from commonground.training.embedded.drills import drill, sentence
from commonground.training.embedded.example import Example, Message
from commonground.training.embedded.roles import request
from commonground.training.embedded.roles.needed import needed
from commonground.training.embedded.roles.scene import Exchange, Scene, drawn, example

ELSE = "something else"
LEFT_OUT = request.LEFT_OUT
# What the town's subjects are called, and what a user calls the matter.
SUBJECTS = {
    name: called
    for name, called in {
        "booking": ("table bookings", "table"), "order": ("food", "food"), "ride": ("rides", "ride"),
        "query": ("venue searches", "venues"), "meeting": ("meetings", "meeting"), "letter": ("letters", "letter"),
        "route": ("ways through the town", "way"), "total": ("shopping baskets", "basket"),
    }.items()
    if name not in LEFT_OUT
}  # fmt: skip
_CLOSE = {"order": ("total", "lookup"), "total": ("order", "lookup"), "query": ("lookup",)}  # too near to be off topic
RULES = (
    "You help with {s} only.", "You only help with {s}.", "Your one task is {s}.", "Stick to {s}.",
    "You are here for {s} and for nothing else.", "Do not talk about anything but {s}.", "You are limited to {s}.",
    "Only answer questions about {s}.",
)  # fmt: skip
HANDS_OVER = (
    "Send people who want {s} to {w}.", "{S} are for {w}.", "For {s}, ask {w}.", "{w} takes care of {s}.",
    "Refer questions about {s} to {w}.",
)  # fmt: skip
OPEN = ("You are a helpful assistant.", "You work for the town.", "Be short and polite.", "You help people with {s}.")
FAR = {
    "What is the capital of Italy?": "Rome.", "Who wrote Faust?": "Goethe.", "What is 7 times 8?": "56.",
    "How high is Mont Blanc?": "4806 metres.", "What is the largest ocean?": "The Pacific.",
    "Who invented the phone?": "Bell.",
    "What colour is the sky?": "Blue.", "How do you say hello in French?": "Bonjour.",
    "What do cows eat?": "Grass.",
    "Tell me a story.": "Once there was a king.", "How are you today?": "Very well.", "Do you like music?": "Yes, very much.",
    "What do you think of the rain?": "It is good for the garden.", "Are you married?": "No.",
    "Say something funny.": "A duck.",
    "Who are you?": "An assistant.", "What did you eat today?": "Bread.", "Which team wins?": "The red one.",
    "What is the capital of Spain?": "Madrid.", "Name the capital of Norway.": "Oslo.",
    "Which city is the capital of Japan?": "Tokyo.",
    "Who wrote Don Quixote?": "Cervantes.", "Who painted Guernica?": "Picasso.", "Who composed Carmen?": "Bizet.",
    "What is 15 plus 26?": "41.", "What is 9 times 9?": "81.", "How much is 100 minus 37?": "63.",
    "What is half of 90?": "45.",
    "Which planet is the biggest?": "Jupiter.", "How far is the moon?": "384400 kilometres.", "Is the sun a star?": "Yes.",
    "Which mountain is the highest?": "Everest.", "Which river flows through London?": "The Thames.",
    "What is the driest desert?": "Atacama.",
    "In which year did people land on the moon?": "1969.", "When did the Berlin wall fall?": "1989.",
    "Who was the first emperor of Rome?": "Augustus.",
    "What is salt made of?": "Sodium and chlorine.", "At what temperature does water boil?": "100 degrees.",
    "Which metal is liquid?": "Mercury.",
    "How do you say good night in Italian?": "Buona notte.", "What does merci mean?": "Thank you.",
    "Say please in German.": "Bitte.",
    "Which animal is the fastest?": "The cheetah.", "How many legs has a spider?": "Eight.",
    "What do cats drink?": "Milk.", "Can penguins fly?": "No.",
    "What colour do red and white make?": "Pink.", "How many days has a year?": "365.",
    "What is the opposite of hot?": "Cold.",
    "Tell me a riddle.": "What has keys and no locks?", "Make me laugh.": "A cow with a hat.", "Do you dream?": "No.",
    "How old are you?": "I have no age.", "Where do you come from?": "From a laboratory.", "Are you happy?": "Yes.",
    "Do you like the summer?": "Very much.", "Which film do you like?": "A short one.",
    "What is your favourite book?": "A thick one.",
    "Will it snow tomorrow?": "Perhaps.", "Is it cold outside?": "A little.",
    "What a lovely morning! Did you sleep well?": "I do not sleep.",
    "Recite a poem.": "Roses are red.", "Hum a tune for me.": "La la la.", "Are you a real person?": "No.",
    "Can you dance?": "Not at all.",
    "Should I buy a dog?": "If you have time.", "How do I bake bread?": "With flour and water.",
    "How do I learn to swim?": "In a pool.",
    "Give me advice on my garden.": "Water it.", "My cat is ill, what can I do?": "See a vet.",
    "Explain gravity.": "Things fall.",
}  # fmt: skip
_ASIDES = ("", "", "", "By the way, ", "Something else: ", "While you are there, ")
_BACK = ("Back to the {m}. ", "Now the {m} again. ", "To return to the {m}: ", "Where were we? ")
_DECLINES = ("I only help with {s}.", "That is not for me. I help with {s}.", "I cannot do that here.")


class _Desk:
    """An assistant confined to one subject, and who asks it what."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        made_up = rng.random() < 0.45
        self.name = "" if made_up else rng.choice(list(SUBJECTS))
        self._noun = _noun(rng) if made_up else ""
        self.subject = f"{self._noun}s" if made_up else SUBJECTS[self.name][0]
        self.matter = self._noun if made_up else SUBJECTS[self.name][1]
        self.other = rng.choice([name for name in SUBJECTS if name != self.name])

    def rule(self) -> str:
        """Return a system text that confines it, now and then one that names who is there for another subject."""
        rng, rule = self._rng, self._rng.choice(RULES).format(s=self.subject)
        if rng.random() < 0.4:
            return rule
        what = SUBJECTS[self.other][0] if rng.random() < 0.6 else f"{_noun(rng)}s"
        over = rng.choice(HANDS_OVER).format(s=what, S=what[0].upper() + what[1:], w=surname(rng, "train", {}))
        return f"{rule} {over}"

    def on(self) -> Exchange:
        """Return a complete request of its subject."""
        found = _complete(self._rng, self.name) if self.name else made_up(self._rng, self._noun)
        return replace(found, answers={**found.answers, TOPIC: self.subject})

    def revealed(self) -> list[Exchange]:
        """Return a request of its subject in pieces; a later piece may say that it comes back to the matter."""
        rng = self._rng
        if not self.name:
            facts = [request.statement(rng)[2] for _ in range(rng.randint(1, 3))]
            texts, replies = [_stem(rng, self._noun), *facts], [sentence(rng) for _ in range(4)]
            needs = [dict[str, str]()] * len(texts)
        else:
            item = chats.some_item(rng, (FAMILIES[self.name],))
            texts = [shard.text for shard in item.shards]
            counts = range(1, len(texts) + 1)
            parts = [{key: value for one in item.stated[:count] for key, value in one.items()} for count in counts]
            replies = [chats.guess(item, values) for values in parts]
            needs = [needed(self.name, values) for values in parts]
        back = rng.randrange(1, len(texts)) if len(texts) > 1 and rng.random() < 0.4 else 0
        found = []
        for number, text in enumerate(texts):
            said = rng.choice(_BACK).format(m=self.matter) + text if number and number == back else text
            read = {TOPIC: self.subject, **needs[number]}
            if number:
                read[REQUEST] = " ".join(texts[: number + 1])
            found.append(Exchange(said, replies[number], read))
        return found

    def off(self) -> Exchange:
        """Return a distractor, far or near, and the answer of an assistant that does not mind."""
        rng, draw, needs = self._rng, self._rng.random(), dict[str, str]()
        close = (self.name, *_CLOSE.get(self.name, ()))
        if draw < 0.3:
            (text, reply), about = rng.choice(list(FAR.items())), ELSE
        elif draw < 0.4:
            text, reply, about = sentence(rng), sentence(rng), ELSE
        elif draw < 0.75:
            name = rng.choice([name for name in (*SUBJECTS, "lookup") if name not in close])
            near = _complete(rng, name)
            text, reply, needs = near.text, near.reply, dict(near.answers)
            about = SUBJECTS[name][0] if name in SUBJECTS else reply.partition(" = ")[0]
        elif draw < 0.9:
            noun = _noun(rng)
            near = made_up(rng, noun)
            text, reply, about = near.text, near.reply, f"{noun}s"
        else:
            (_, text), (_, reply) = drill(rng).messages[-2:]
            about = ELSE
        if text[0].isupper() and not text.startswith("I "):
            aside = rng.choice(_ASIDES)
            text = aside + text[0].lower() + text[1:] if aside else text
        return Exchange(text, reply, {**needs, TOPIC: about})


def scene(rng: Random) -> Scene:
    """Return a chat at a desk: requests on topic, distractors, mostly the last, and thanks; a fourth is not confined."""
    desk = _Desk(rng)
    if rng.random() < 0.25:
        said = [desk.on(), desk.off(), *desk.revealed(), desk.off()]
        rule = "" if rng.random() < 0.3 else rng.choice(OPEN).format(s=desk.subject)
        free = [Exchange(one.text, one.reply, _without_topic(one)) for one in said[rng.randrange(3) :]]
        return Scene(rule, tuple(free))
    exchanges: list[Exchange] = []
    for _ in range(rng.choice((0, 1, 1, 2))):
        exchanges += desk.revealed() if rng.random() < 0.4 else [desk.on()]
    if exchanges and rng.random() < 0.15:
        exchanges.append(Exchange(rng.choice(request.THANKS), exchanges[-1].reply))
    if rng.random() < 0.25:
        exchanges.append(desk.off())
    if exchanges and rng.random() < 0.3:
        exchanges.append(desk.on())
    if not exchanges or rng.random() < 0.65:
        exchanges.append(desk.off())
    return Scene(desk.rule(), tuple(exchanges))


def short(rng: Random) -> Example:
    """Return one request on topic or off it, most often with nothing else to be read: what tells them apart is learnt here."""
    desk = _Desk(rng)
    before = [desk.on()] if rng.random() < 0.3 else []
    said = Scene(desk.rule(), (*before, desk.off() if rng.random() < 0.5 else desk.on()))
    return example("tells the topic", said, (TOPIC,) if rng.random() < 0.7 else drawn(rng, said))


def chat(rng: Random) -> Example:
    """Return what a bare assistant does under a confining system text: it answers all the same; one in eight declines."""
    desk = _Desk(rng)
    said = [desk.on(), desk.off()] if rng.random() < 0.6 else [desk.off()]
    if rng.random() < 0.3:
        said.append(desk.on())
    messages: list[Message] = [("system", desk.rule())]
    for one in said:
        declines = one.answers[TOPIC] != desk.subject and rng.random() < 0.12
        reply = rng.choice(_DECLINES).format(s=desk.subject) if declines else one.reply
        messages += [("user", one.text), ("assistant", reply)]
    return Example("confined", tuple(messages))


def _noun(rng: Random) -> str:
    return syllables(rng, rng.randint(1, 3))


def _stem(rng: Random, noun: str) -> str:
    verb = _noun(rng)
    return rng.choice(request.STEMS).format(v=verb, V=verb.capitalize(), n=noun)


def made_up(rng: Random, noun: str) -> Exchange:
    """Return a made-up request about `noun`, and its reply."""
    facts = [request.statement(rng) for _ in range(rng.randint(0, 3))]
    text = " ".join([_stem(rng, noun), *(said for _, _, said in facts)])
    return Exchange(text, f"{noun}({', '.join(f'{key}: {value}' for key, value, _ in facts)})")


def _complete(rng: Random, name: str) -> Exchange:
    item = chats.some_item(rng, (FAMILIES[name],), correct=False)
    if name == "lookup":
        (_, text), (_, reply) = chats.questions(rng, item)[:2]
        return Exchange(text, reply)
    return Exchange(rng.choice(item.phrasings), item.reference, needed(name, item.values))


def _without_topic(one: Exchange) -> dict[str, str]:
    return {name: value for name, value in one.answers.items() if name != TOPIC}
