"""Topic shift: whether a turn leaves what the talk was about for something else.

Read from form, never from meaning: words that announce a shift ("by the way"), words shared with the turns before, words of
one subject (food, travel, code) against another, and what ties a turn to the one before it ("it", "what about", a short
answer). A reply that brings new words is no shift; a new request that shares none is one.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from commonground.conversation.record import ASSISTANT
from commonground.measures.classifiers import (
    Before,
    Classifier,
    Label,
    asks,
    edges,
    labels,
    last_of_other,
    listed,
    phrase,
    plain,
    sentences,
    shares,
    whole,
)
from commonground.measures.measure import Card, Family, Measurement, series
from commonground.measures.talk import Talk
from commonground.text.lemmas import content_lemmas, lemma

LOOK_BACK = 12  # turns that a turn is compared with
SHARED = 0.34  # share of a turn's content words that the turns before hold, from which a soft marker announces no shift

_ANNOUNCED = phrase(
        r"(?:chang(?:e|ing)|switch(?:ing)?|shift(?:ing)?) (?:of )?(?:the |a |my )?(?:subjects?|topics?|gears?|tracks?|"
        r"focus)(?: completely| entirely)?|(?:on|in) (?:a |an |the )?(?:\w+ )?(?:different|another|unrelated|separate|"
        r"completely different|totally different|other) (?:note|topic|subject|matter|front|thing)|(?:different|new|"
        r"unrelated|separate|off) (?:topic|subject)|(?:totally|completely|entirely|slightly|bit|not) ?(?:a |an "
        r")?(?:unrelated|off topic|random)|unrelated(?: (?:question|thing|but|note|to))?|off topic|off-topic|(?:let us|"
        r"can we|could we|i want to|i would like to|we should|shall we|should we|i would rather|time to) (?:now "
        r")?(?:talk|chat|discuss|speak|move on|turn|switch|get on|go on to|change)(?: about| to| on)? (?:about "
        r")?(?:something|another|a different|the next|else|to|on to|my other|the other)\b(?! it| that)|(?:let us|can we|"
        r"could we|i want to|i would like to|now i want to|i would rather) (?:now |just )?talk about|moving on(?: to)?|"
        r"(?:completely|totally|very|whole|entirely) different (?:question|thing|topic|subject|matter|request)|(?:a |"
        r"another |one |my )?(?:new|different|unrelated|random|separate) (?:question|thing|request|matter|task|problem|"
        r"issue)(?! mark)|enough (?:about|of|with) (?:that|this|the|my|all)|(?:putting|setting|leaving) (?:that|this|it|"
        r"the \w+) aside|(?:that|this) (?:aside|reminds me)|something (?:else )?(?:completely |totally |entirely |quite "
        r"|altogether )?(?:different|unrelated)|not (?:really )?related (?:to (?:this|that)|but)|forget (?:about "
        r")?(?:the|that|all that|this) .{0,30}(?:let us|i want|can you|tell me|what|how)|(?:on|as) (?:a|an) (?:side|"
        r"separate) (?:note|issue|matter|topic)|(?:on to|about) something else(?! (?:about|to)\b)|turning to|(?:let us|"
        r"can we|could we|i want to|i would like to|i wanted to|before we) (?:go|get|jump|come|circle) back to (?:the |"
        r"my |our |what )?(?!it\b|that\b|this\b)\w+|(?:back|return|returning) to (?:our|my|the) (?:\w+ )?(?:earlier|"
        r"previous|original|first|other|main)|different question|while i (?:have|have got|got) you|before i forget"
    )  # fmt: skip
_SOFT = re.compile(
    r"^(?:(?:okay|oh|so|well|hm|ah|thanks|thank you|great|cool|nice|perfect|and|um|uh|alright|all right|right|yes|"
    r"no|hey|awesome|got it|i see|interesting|lol|haha|good) )*(?:(?:so much|very much|a lot|that helps?|for "
    r"(?:that|this|the help|your help)|to know|that is (?:great|helpful|good|nice|all)|makes sense|very helpful) "
    r")*(?:but )?(?:by the way|anyways?|anyhow|incidentally|speaking of(?: which)?|apropos|next (?:question|topic|"
    r"thing|up|one)|one (?:other|last|more) (?:thing|question|topic)|another (?:question|thing|topic|one)|(?:also|"
    r"and|oh) (?:another|one more|a quick|something else)|(?:a )?(?:quick|random|side|separate|second) (?:question|"
    r"thing|note)|i (?:also )?(?:have|got|had) (?:another|one more|a (?:different|second|quick|new|random)) "
    r"(?:question|thing|request)|(?:can|could|may) i ask (?:you )?(?:something|another|a different|about something)|"
    r"oh (?:and|also|hey|before|wait|yes)|totally|now (?!that\b|what about|how about|i (?:see|get|understand|know))|"
    r"on to|in other news|did you (?:hear|see|know) (?:about|that)|guess what|as for|meanwhile|separately|(?:let us|"
    r"we can|i want to|we should|i would like to) (?:now )?(?:move on|move|talk|discuss|turn|switch|do)\b|(?:and "
    r")?(?:also )?before (?:i (?:go|forget)|we (?:go|continue|start|finish))|(?:that is )?enough|well anyway|in the "
    r"meantime|so anyway)\b"
)
_BY_THE_WAY = re.compile(
    r"\b(?:by the way(?! of)|anyways? (?:what|how|can|could|i|do|did|have|where|who|when|let)|incidentally|that "
    r"reminds me|random question|oh and)\b"
)
# What ties a turn to the one before it.
_TIED = re.compile(
    r"^(?:(?:okay|oh|so|well|hm|ah|thanks|great|cool|nice|yes|no|right|and|but|i see|got it|please|also|sorry) "
    r")*(?:(?:what|how) about\b|but\b|then\b|because\b|or\b|instead\b|which (?:one|ones|of)\b|why(?: not)?$|how so|"
    r"how come$|like what|such as|what if\b|if (?:so|not|it|that|i do|we do)\b|as well\b|same\b|both\b|neither\b|"
    r"either\b|the (?:first|second|third|last|other|former|latter|same|next|previous|red|blue|one|big|small)(?: "
    r"(?:one|ones|option|two|part|point|step|question|sentence|paragraph|example|version)\b|$)|(?:it|that|this|they|"
    r"those|these|he|she|them) |(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have) (?:it|that|"
    r"this|they|those|these|he|she|them|there)\b|(?:what|how|why|when|where|who) (?:\w+ )?(?:is|are|was|were|do|"
    r"does|did|can|could|should|would|will|has) (?:it|that|this|they|those|these|he|she|them)\b|(?:any|some|more|"
    r"another|one more|anything|something) (?:other|others|more|else|examples?|ideas|tips|details?|of)|(?:can|could|"
    r"would|will) you (?:please )?(?:explain(?= (?:it|that|this|them|more|why|your|again|further)\b|$)|elaborate|"
    r"clarify|expand|rephrase|repeat|summari[sz]e|shorten|simplify|continue|go on|make it|add|change|remove|replace|"
    r"fix|rewrite|redo|include|give (?:me )?(?:an|another|more|some|a few) (?:example|more)|say)|(?:make|fix|"
    r"explain|repeat|rephrase|elaborate|simplify|summarize|turn|convert|try|expand) (?:it|that|this|them|another|"
    r"more|some more|on (?:it|that|this))\b|(?:add|change|remove|replace|rewrite|redo|shorten|continue|include|keep|"
    r"put|use)\b)"
)
_POINTING = re.compile(
    r"^(?:it|they|them|those|these|he|she|him|his|her|again|different|its|their|that|this|there|one|ones|instead|"
    r"else|too|same|other|others|another|either|both|former|latter|such|so|then|still|more|without|step|steps|above|"
    r"earlier|said|mentioned|yours)$"
)
_TIMES = phrase(
    r"(?:this|that|these|those|next|last) (?:time|year|week|weekend|month|morning|evening|afternoon|summer|winter|"
    r"spring|fall|days)"
)
_WEATHER_IT = re.compile(
    r"\b(?:is|was|will) it (?:going to |gonna |be |still |really )*(?:rain|snow|raining|snowing|cold|hot|warm|sunny|"
    r"windy|humid)\b"
)
_CLOSING = phrase(
        r"thanks|thank you|bye|good night|see you|great|perfect|okay|got it|sounds good|cool|you are welcome|have a "
        r"(?:good|great|nice|lovely)|hello|hi|good (?:morning|afternoon|evening)|no problem"
    )  # fmt: skip
_INITIATES = phrase(
        r"(?:can|could|would|will) (?:you|i|we)|(?:help|tell|give|show|teach|write|find|explain|recommend|suggest|"
        r"translate|make|create|list|name|describe|compare|calculate|convert|book|play|remind|set|plan|design|define|"
        r"draft|fix|look up|search)|i (?:also |really |just |now |am |was |have |recently )*(?:need|want|wanted|would "
        r"like|am (?:looking|trying|thinking|planning|wondering|going|having|learning|writing|reading|watching)|looking|"
        r"trying|thinking|planning|wondering|have|got|bought|started|saw|heard|read|watched|love|like|hate|went|lost|"
        r"forgot|had|been)|my \w+|do you (?:know|like|think|have|believe|ever)|have you|did you|who|what|when|where|why|"
        r"how|which|(?:is|are|was|were|does|do) (?:there|the|a|an|i|we|it|people)|let us|we (?:need|should|are|have|"
        r"went)"
    )  # fmt: skip
# Words of no subject: they neither tie a turn to another nor part it from one.
_TO_BOOK = re.compile(
    r"\bbook(?= (?:a|an|the|it|me|us|this|that|for|my|with|in|on|at|one|two|appointments?|tickets?|online)\b)|"
    r"\bbooking\b|\bbooked\b"
)
_TELLS = re.compile(
    r"^(?:\w+ ){0,2}?(?:please |let me|tell me|his|her|their|its|it|they|he|she|your|you|yes|no|sorry|the)\b"
)
GENERIC = listed("""
    tell give want need help know like make get go show write find explain let thing stuff question please good best
    way time lot kind sort type bit look think say mean ask answer try use work please thank thanks okay sure yes
    great nice cool hello hi hey sorry wonder recommend suggest recommendation suggestion advice idea tip example
    step list detail word sentence version option reason short long quick quickly really actually right wrong new
    old different another other more most next last first second third today tomorrow yesterday tonight now later
    day week month year people person someone something anything everything nothing come take put see hear talk
    speak discuss chat call name problem issue part point side note topic subject change switch move have do be feel
    happen start stop begin end keep long much many big small high low available possible plan start prefer choose
    pick decide add remove fix improve create generate provide include understand clarify repeat rephrase summarize
    unrelated random completely totally entirely anyway btw way speak maybe probably definitely course pretty quite
    able love hate enjoy enough fine well-known interesting important simple easy hard difficult main general basic
    common popular famous please also just only even still yet soon far near two three four five six seven eight
    nine ten one hundred thousand cost price cheap expensive free worth pay buy sell spend difference compare safe
    size number amount minute hour wait morning afternoon evening night favorite favourite cause require available
    suppose guess remember forget believe hope appointment reserve reservation schedule ticket phone number address
    contact email date confirm detail location available minutes hours days gonna wanna lol haha mind hand head
    live life world place home thought bad better worse
    """)
FIELDS = {
    "food": """
    food eat cook bake recipe dish meal dinner lunch breakfast snack pasta rice bread dough flour sugar salt pepper
    oil butter cheese milk egg cream sauce soup salad chicken beef pork fish meat tofu bean lentil vegetable
    vegetarian vegan fruit apple banana lemon tomato potato onion garlic carrot mushroom spinach chocolate cake
    cookie pie pizza burger sandwich curry noodle taco sushi steak grill fry boil simmer roast oven stove pan pot
    ingredient spice herb basil flavor flavour taste restaurant cuisine menu chef kitchen dessert coffee tea wine
    beer juice yeast sourdough gluten calorie marinade pancake waffle tomatoes risotto lasagna stew broth
    """,
    "travel": """
    travel trip flight fly airport airline plane hotel hostel airbnb visa passport luggage suitcase pack itinerary
    tour tourist vacation holiday beach resort cruise train ticket destination sightseeing museum abroad backpack
    europe japan tokyo kyoto paris london rome italy spain france germany greece lisbon portugal thailand iceland
    mexico barcelona berlin amsterdam booking reservation layover sight landmark ferry hike hiking trail camping
    campsite tent island
    """,
    "health": """
    health doctor hospital clinic medicine medication pill dose symptom pain ache headache migraine fever cough cold
    flu throat rash allergy infection virus vaccine blood pressure heart diabetes sleep insomnia tired fatigue
    stress anxiety depression therapy therapist injury knee ankle shoulder dentist tooth diet vitamin pregnant
    disease cancer treatment nausea stomach sore swelling ibuprofen paracetamol aspirin physio bruise melatonin nap
    bedtime
    """,
    "fitness": """
    workout exercise gym muscle weight lift squat pushup plank cardio run running jog marathon stretch yoga protein
    rep set strength stamina treadmill pace trainer bench deadlift warmup race 5k 10k half-marathon
    """,
    "money": """
    money budget save saving savings invest investment stock bond fund etf loan mortgage debt credit interest bank
    tax income salary retirement pension insurance rent crypto bitcoin finance financial dollar euro inflation
    dividend portfolio ira 401k deduction refund
    """,
    "work": """
    job career work interview resume cv boss manager coworker colleague office meeting promotion raise hire company
    startup employer employee freelance linkedin cover-letter project deadline team resign quit layoff workplace
    client
    """,
    "school": """
    school college university student teacher professor class course exam test study homework essay thesis degree
    grade lecture semester scholarship tutor curriculum assignment
    """,
    "code": """
    code python javascript java typescript rust sql html css react function variable loop array class method bug
    error exception debug compile compiler api server database query script program programming software developer
    git github docker library framework regex algorithm json pandas numpy dataframe backend frontend deploy linux
    terminal command string integer pointer recursion thread stack traceback syntax import module decorator
    dictionary dict kubernetes unittest repo commit branch merge rebase index csv
    """,
    "gadgets": """
    phone iphone android laptop computer pc mac windows tablet camera tv headphone wifi router printer screen
    battery charger bluetooth app browser email password account update install keyboard monitor usb speaker gpu ram
    reboot restart
    """,
    "weather": "weather rain snow sunny forecast temperature storm wind cloud umbrella humid degrees celsius fahrenheit rainy",
    "sports": """
    sport football soccer basketball tennis baseball cricket rugby golf hockey team player coach match league score
    goal world-cup olympics champion championship tournament referee nba nfl offside penalty season playoffs
    """,
    "music": """
    music song singer band album guitar piano drum violin concert lyric melody chord jazz rock playlist sing rapper
    orchestra symphony composer spotify tune strum beatles mozart
    """,
    "stories": """
    book novel author read movie film actor director series episode season netflix tv show character plot fiction
    poem poetry poet story comic anime fantasy sci-fi thriller documentary theater theatre shakespeare oscar cinema
    trilogy sequel joke riddle
    """,
    "people": """
    friend family mother father mom mum dad sister brother husband wife girlfriend boyfriend partner son daughter
    kid child baby parent marriage wedding divorce relationship date dating birthday anniversary gift party argue
    argument roommate lonely grandmother grandma grandfather aunt uncle cousin toddler guest invitation
    """,
    "animals": """
    pet dog cat puppy kitten bird parrot fish hamster rabbit horse vet leash bark litter breed animal wildlife
    elephant lion tiger bear whale shark dolphin penguin snake spider insect bee ant mosquito
    pest butterfly octopus aquarium fur paw
    dinosaur
    """,
    "house": """
    house apartment furniture sofa couch bed table chair lamp carpet curtain paint wall floor ceiling roof window
    door kitchen bathroom sink faucet tap pipe leak plumber plumbing drain toilet shower heater furnace boiler clean
    vacuum laundry washing dishwasher stain mop landlord tenant lease renovate drill screw nail shelf tile mattress
    wallpaper drawer
    """,
    "garden": """
    garden plant seed soil lawn grass tree flower rose tulip fertilizer compost prune weed pot sow harvest
    greenhouse watering succulent cactus orchid leaf shrub hedge seedling mulch
    """,
    "cars": """
    car drive driver engine tire tyre brake gear oil gasoline fuel mileage mechanic battery vehicle truck motorcycle
    bike bicycle traffic parking license garage dashboard clutch electric ev tesla toyota honda transmission
    windshield exhaust
    """,
    "past": """
    history war empire king queen president prime minister election vote government parliament senate law court
    constitution revolution ancient roman medieval century treaty politics politician policy democracy napoleon
    dynasty emperor pharaoh pyramid capital country continent population border flag
    """,
    "law": "lawyer attorney sue contract court judge lawsuit legal police crime custody copyright patent trademark liability",
    "science": """
    science physics chemistry biology atom molecule electron quantum gravity relativity planet star galaxy moon sun
    space nasa rocket mars earth orbit telescope cell dna gene evolution species energy light speed experiment
    theory photosynthesis volcano earthquake climate ocean black hole universe asteroid comet jupiter saturn
    bacteria protein
    """,
    "maths": """
    math maths mathematics equation algebra geometry calculus derivative integral fraction percent percentage
    probability statistics theorem proof prime matrix vector triangle circle angle square root polynomial logarithm
    multiply divide sum
    """,
    "language": """
    language spanish french german italian japanese chinese korean latin english grammar verb noun adjective tense
    vocabulary translate translation pronunciation pronounce accent spelling fluent conjugation conjugate idiom
    duolingo
    """,
    "clothes": """
    clothes shirt dress shoe boot jacket coat jeans pants skirt suit tie hat fashion outfit wear fabric cotton wool
    leather sweater sneakers jewelry necklace hair haircut makeup skin shampoo
    """,
    "games": """
    game chess poker card board dice minecraft xbox playstation nintendo zelda quest puzzle sudoku crossword
    checkmate pawn bishop knight opening player multiplayer fortnite pokemon
    """,
}  # fmt: skip


_OFFERED = phrase(r"any ?thing else|(?:help|assist)|let me know|would you like|questions?")
_NO_CHANGE = re.compile(r"\b(?:do not|not|without|stop|why) (?:\w+ )?(?:chang|switch)\w+ (?:the )?(?:subject|topic)")
_BARE_WH = re.compile(r"^(?:(?:at|in|on|for|to|from|with|by|of) )?(?:what|which|who|where|when|how|why)\b")
_YOUR_TURN = re.compile(r"^(?:(?:oh|and|so|cool|wow|nice|great|okay) )*(?:did|do|are|were|have) you\b")
_DEFINITE = re.compile(
    r"\b(?:the|its|their) (?!(?:capital|best|weather|difference|meaning|history|population|president|world|name|"
    r"news)\b)\w+"
)
_REQUESTS = re.compile(
    r"^(?:(?:okay|oh|so|well|hey|thanks|great|cool|now|please|also|and|hi|alright|perfect|awesome) )*(?:(?:can|"
    r"could|would|will) you|(?:please )?(?:tell|give|help|write|show|explain|recommend|suggest|translate|teach|list|"
    r"find|book|play|remind|set|draft|create|make|compare|calculate|convert|describe|define|name|solve|plan|design|"
    r"summarize|generate)\b|i (?:also |now )?(?:need|want|wanted|would like|am looking))"
)


@cache
def _field_of() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, members in FIELDS.items():
        for word in members.split():
            for form in {word, lemma(word)}:
                found[form] = found.get(form, frozenset()) | {name}
    return found


def content(text: str) -> frozenset[str]:
    """Return the lemmas of a turn that say what it is about: content words without those of no subject.

    >>> sorted(content("Can you tell me which soups keep well?"))
    ['soup']
    """
    return _content(edges(text))


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    lemmas = content_lemmas(_TO_BOOK.sub("reserve", plain(text)).split())
    return frozenset(word for word in lemmas if len(word) > 1 and word not in GENERIC)


def fields(lemmas: frozenset[str]) -> frozenset[str]:
    """Return the subjects that the lemmas belong to; a word of two subjects counts for both.

    >>> sorted(fields(frozenset({"soup", "oven"})))
    ['food']
    """
    known = _field_of()
    return frozenset().union(*(known.get(word, frozenset()) for word in lemmas))


def _before(before: Before) -> frozenset[str]:
    return frozenset().union(*(content(said) for _, said in before[-LOOK_BACK:]))


def announced(text: str) -> bool:
    """Return whether a turn says in words that it turns to something else ("on another note")."""
    read = sentences(text)
    return any(_ANNOUNCED.search(one.plain) for one in read[:3]) and not _NO_CHANGE.search(whole(text))


def softly_announced(text: str) -> bool:
    """Return whether a turn opens with words that often turn to something else ("by the way", "one more thing")."""
    return any(_SOFT.match(one.plain) or _BY_THE_WAY.search(one.plain) for one in sentences(text)[:3])


def _tied(text: str, last: str = "") -> bool:
    """Return whether a turn leans on the one before it: by how it opens, or by a pronoun with nothing to stand for."""
    read = sentences(text)
    spoken = [one for one in read if not _thanks(one.plain)] or list(read)
    opening = spoken[0].plain
    if _WEATHER_IT.search(opening):
        return False
    if _TIED.match(opening) or re.match(r"^(?:and|but|or|because)\b", opening):
        return True
    if asks(spoken[0]) and len(opening.split()) <= 3 and _BARE_WH.match(opening):
        return True
    if _YOUR_TURN.match(opening) and re.search(r"\b(?:i|my|we)\b", whole(last)):
        return True
    known = 0
    for word in _TIMES.sub(" ", " ".join(one.plain for one in spoken)).split():
        if _POINTING.match(word):
            return True
        known += bool(content(word))
        if known >= 2:
            return False
    return False


def _thanks(text: str) -> bool:
    return len(text.split()) <= 8 and bool(_CLOSING.search(text)) and not content(_CLOSING.sub(" ", text))


def _closes(text: str) -> bool:
    read = sentences(text)
    return all(_thanks(one.plain) for one in read)


def _unmarked(before: Before, speaker: str, text: str, shared: float) -> bool:
    """Return whether a turn without a marker starts something else."""
    mine, theirs = content(text), _before(before)
    my_fields, their_fields = fields(mine), fields(theirs)
    apart = bool(my_fields and their_fields) and not my_fields & their_fields
    read = sentences(text)
    initiates = any(asks(one) for one in read) or any(_INITIATES.match(one.plain) for one in read)
    last = last_of_other(before, speaker)
    asked = any(asks(one) for one in sentences(last)[-2:])
    if speaker == ASSISTANT:  # it answers: new words are its work, another subject altogether is not
        return (
            apart
            and not any(asks(one) for one in read)
            and not _TELLS.search(read[0].plain)
            and shared == 0
            and sum(bool(fields(frozenset({word}))) for word in mine) >= 2
            and len(mine) >= 4
            and not fields(content(last)) & my_fields
            and bool(fields(content(last)))
        )
    if _tied(text, last) or not initiates or (asked and not any(asks(one) for one in read) and not _offered(last)):
        return False
    definite = _DEFINITE.search(read[-1].plain)
    if apart:
        return shared <= 0.2 and not (definite and len(mine) < 2)
    if shared > 0 or my_fields & their_fields:
        return False
    return len(mine) >= (2 if _requests(read[-1].plain) or asks(read[-1]) else 3) and not (definite and len(mine) < 3)


def _requests(text: str) -> bool:
    return bool(_REQUESTS.match(text))


def _offered(text: str) -> bool:
    return bool(_OFFERED.search(whole(text)))


def classify(before: Before, speaker: str, text: str) -> Label:
    """Return whether a turn shifts the topic of the turns before it. The turn that sets the first topic is no shift."""
    theirs = _before(before)
    if not theirs or not sentences(text):
        return False
    if announced(text):
        return True
    mine = content(text)
    if not mine or _closes(text):
        return False
    shared = len(mine & theirs) / len(mine)
    if softly_announced(text):
        same = bool(fields(mine) & fields(theirs))
        by_the_way = any(_BY_THE_WAY.search(one.plain) for one in sentences(text)[:3])
        if (
            shared < SHARED
            and (not same or (by_the_way and shared == 0))
            and (by_the_way or not _tied(_SOFT.sub("", whole(text))))
        ):
            return True
    return _unmarked(before, speaker, text, shared)


SHIFT = Classifier("shift", "shift-1", (True, False), classify)

SHIFTS = Card(
    "topics.shifts",
    "1",
    "the share of turns that leave the topic of the turns before",
    "#(turns that shift) / #(turns that say something, but for the first)",
    "0..1",
    "more is a talk of more topics",
    "rules of this project; topic switch as an act, Shaikh et al. 2025 (Rifts)",
    "milliseconds",
    "whether the shift was apt, or a sign of trouble",
)


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return the topic measure of a talk: the mean of both sides together, each side's own share, and the series."""
    return (series(SHIFTS, talk, (None, *shares(labels(SHIFT, talk)[1:], (True,)))),)


FAMILY = Family("topics", (SHIFTS,), compute)
