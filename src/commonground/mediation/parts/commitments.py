"""What was chosen in secret, promised or stated as an opinion, told from the words of a chat in plain code.

A game opens where the user asks for a choice and for secrecy. It holds where the assistant's next turn is `SEALED`, which only
the `commitments` step says: so the transcript tells that there is a choice, and nothing tells which. A message is about
the game alone where no word of it is foreign to games and to the words that opened this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.mediation.quoting import quoted
from commonground.text.tokens import words

SEALED = "I have chosen, and keep it to myself until you ask."
YES, NO, UNKNOWN = "Yes.", "No.", "I cannot say."
_MOVES = frozenset((SEALED, YES, NO, UNKNOWN))
_MOST = 1000  # numbers in a range
_SHORT = 6  # words of an opinion, and of what it is of

_CHOOSE = re.compile(
    r"\b(?:think(?:ing)? of|choos(?:e|ing)|pick|select|decide|settle|make up your mind|come up with|imagine|invent|in mind|"
    r"in your head|have ready|favou?rite)\b",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"""\b(?:do\ not|don't|without|never|not)\b[^.?!]{0,20}\b(?:tell|say|nam|reveal|show|mention|writ|giv)\w*
        (?!\s+(?:him|her|them|my|the)\b)
    |\b(?:keep|keeping|hold|hide)\b[^.?!]{0,30}\b(?:to\ yourself|secret(?!\s+from)|hidden|private|back|in\ mind)\b
    |\bto\ yourself\b|\bsecretly\b|\btell\ me\ later\b|\buntil\ I\ ask\b|\bin\ your\ head\b
    |\bI(?:'ll|\ will|\ am\ going\ to|'m\ going\ to|\ try\ to|\ want\ to|\ shall)?\ (?:try\ to\ )?(?:guess|find\ out)\b
    |\blet\ me\ guess\b""",
    re.IGNORECASE | re.VERBOSE,
)
_CUES = frozenset(
    words(
        """
        choose choosing pick picking think thinking select selecting decide settle imagine invent favourite favorite mind
        """
    )
)
_HIDING = frozenset(
    words(
        """
        secret secretly yourself guess hidden hide private privately later reveal quiet mum silent mystery
        """
    )
)
_PHRASES = re.compile(
    r"\b(?:after all|in the end|all along|at last|(?:settled?|decided?) on|by any chance|out with|come on|no more guesses)\b"
)
_GAME = frozenset(
    words(
        """
        a an the is was it its it's that's this that these those i you your my me we us are were be been do did does had have
        has can could would might should will now then so ok okay well please time up give tell say show reveal name answer
        secret choice choose chose chosen pick picked select selected settle settled decide decided think thinking thought
        guess guessing guessed mind in of by maybe perhaps finally right correct one thing what which who whom to know want
        hear let let's see say think bet i'll i'm i'd you're what's who's isn't wasn't and favourite favorite like best most
        enough ready there sure
        """
    )
)
_PLAY = frozenset(
    words(
        """
        play keep keeping hold try trying going am not don't yet but until or without ask asking asked yes no question questions
        naming saying telling find out which will with for
        """
    )
)
_THING = re.compile(
    r"\b(?:think(?:ing)? of|choose|pick|select|settle on|decide on|come up with|imagine|invent|take|"
    r"have(?=[^.,;:!?]* in (?:mind|secret|your head)\b))\s+"
    r"(?P<thing>(?:an?|any|some|one|just one|your|somebody|someone|something)\b[^.,;:!?]*?)"
    r"(?= (?:in (?:mind|secret|your head)|and|but|without)\b|[.,;!?]|$)",
    re.IGNORECASE,
)
_TELLS = frozenset(words("what which who what's who's tell say show reveal name give"))
_NOT_YET = re.compile(r"\b(?:do not|don't|never|not|without|until|unless|before)\b")
_ASKS = re.compile(
    r"(?:^|[,.;:!]\s+)(?:and |so |well |then |or |but |ok |okay |now )*(?:what|which|who|whom|whose|where|when|why|how)\b"
)
_REFERS = re.compile(r"\b(?:it|its|it's|isn't it|there|he|she|they|them|their|his|her|him|this|that|one)\b")
_REQUESTS = re.compile(
    r"\b(?:can|could|will|would|do) you\b(?: please)? (?:tell|help|explain|give|show|repeat|say|look|find|book|check|write|"
    r"make|send|order|change|start|stop|play|try|get|ask|know|mind|want|need|remind)\b"
    r"|\b(?:can|could|may|shall|should) (?:i|we) (?:ask|have|know|stop|start|try|play)\b"
)
_RANGE = re.compile(
    r"\b(?:number|integer|digit)s?\b.{0,20}?\b(?:between|from)\s+(\d+)\s+(?:and|to)\s+(\d+)", re.IGNORECASE
)
_LISTED = re.compile(r"(?::(?=\s)|\bbetween\b(?! (?:these|those|this|them)\b))\s*([^.?!:;\n]+)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*,\s*(?:(?:and|or)\s+)?|\s+(?:and|or)\s+")
_CHOICES = re.compile(r",\s*([^.?!:;\n]{1,200}\s+or\s+[^,.?!:;\n]{1,60})\?", re.IGNORECASE)
_DENIES = re.compile(
    r"\b(?:not?|none|never|neither|nor|but|rather|instead|except|than|over|overrated|worse|worst|least|avoid|dislike|hate)\b"
    r"|n['\u2019]t\b|\?\s*$",
    re.IGNORECASE,
)
_VALUES = frozenset(words("best better favourite favorite prefer like choose opinion view"))
_OPTION = 60  # characters
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_BULLET = re.compile(r"^\s*(?:[-*\u2022]|\d+[.)])\s+(.+?)\s*$", re.MULTILINE)
_OPINES = "opinion view prefer remind still again do does would say"
_OPINION = re.compile(
    r"\b(?:in your (?:opinion|view)|(?:do|would) you (?:think|like|prefer|say|choose)|you (?:like|prefer) (?:best|most|better)|"
    r"your favou?rite)\b",
    re.IGNORECASE,
)
_SUBJECTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:which|what) (?P<s>(?!is\b|are\b|was\b)\w+(?: \w+){0,6}?) (?:do|would|is|are) (?:you|your|the|in)\b",
        r"\b(?:best|favou?rite) (?P<s>(?!to\b)\w+(?: \w+){0,6}?)(?= in your\b| do you\b|[^\w ]|$)",
    )
)
_ANSWERS = r"\b[^.?!]*?\b(?:answer|reply|replies|message|response)\w*\b[^.?!]*?"
_WORD = (
    r"(?:the (?:word|phrase|name) )?[\"']?(?P<w>\w+(?: \w+){0,2}?)(?=[\"'.,;:?!]|$| (?:in|from|any|again|and|at|to)\b)"
)
_PROMISES = {
    form: re.compile(pattern, re.IGNORECASE)
    for form, pattern in (
        ("end every answer with the word {}", rf"\b(?:end|finish|close){_ANSWERS}\bwith {_WORD}"),
        ("start every answer with the word {}", rf"\b(?:start|begin|open){_ANSWERS}\bwith {_WORD}"),
        ("never use the word {}", rf"\b(?:never|not|don't)\b(?: to| again| ever)*\b (?:use|say|mention|write) {_WORD}"),
        ("answer in {}", r"\b(?:answer|reply|write|speak|respond)(?: me| only| always)* in (?P<w>\w+)\b"),
    )
}
_PROMISE = re.compile(
    r"(?<!\bI )\bpromise (?:me|us|to|that|never|not)\b|\bdo you promise\b|\byou promise\b", re.IGNORECASE
)
_DROPPED = re.compile(
    r"\b(?:forget|drop|cancel|release|stop|break|ignore|no longer|need not|don't have to)\b[^.?!]*\bpromise",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"\W*(?:no\b|sorry|i (?:can't|cannot|won't|will not|am not able)|unfortunately)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Secret:
    """A choice that holds: the turn that asked for it, its words, and the turn of the acknowledgement."""

    turn: int
    opening: str
    sealed: int


def opens(text: str) -> bool:
    """Return whether a message asks for a choice, and for secrecy.

    >>> opens("Think of a fruit and do not tell me which."), opens("Pick a fruit for me."), opens("Do not tell me about it.")
    (True, False, False)
    """
    plain = text.replace("\u2019", "'")
    return bool(_CHOOSE.search(plain) and _SECRET.search(plain))


def cued(text: str) -> bool:
    """Return whether a message has a word of choosing and one of hiding: enough to have a model read it."""
    said = set(words(text))
    return bool(said & _CUES and said & _HIDING)


def thing(opening: str) -> str:
    """Return what is to be chosen, in one form and without the secrecy; the message itself where it says more of the thing.

    >>> thing("Let us play: you pick a fruit and do not tell me which.")
    'Choose a fruit.'
    >>> thing("Pick a fruit and keep it secret. It grows here.")
    'Pick a fruit and keep it secret. It grows here.'
    """
    found = _THING.search(opening)
    if found is None:
        return opening
    rest = f"{opening[: found.start()]} {opening[found.end() :]}".replace("\u2019", "'")
    more = set(words(rest)) - _GAME - _HIDING - _CUES - _PLAY
    return opening if more else f"Choose {found['thing'].strip()}."


def holding(conversation: Conversation) -> Secret | None:
    """Return the choice that holds at the end of a conversation: the last that was acknowledged."""
    turns = conversation.turns
    for at in range(len(turns) - 1, 0, -1):
        if turns[at].speaker == ASSISTANT and turns[at].text.strip() == SEALED and turns[at - 1].speaker == USER:
            return Secret(at - 1, turns[at - 1].text, at)
    return None


def live(conversation: Conversation) -> bool:
    """Return whether a game is being played: one of the last two replies was a move in it.

    Where the talk has gone elsewhere, "is it open?" is no question about a choice of long ago; a guess and a request to be told
    still are.
    """
    return any(turn.text.strip() in _MOVES for turn in conversation.by(ASSISTANT)[-2:])


def offered(text: str) -> tuple[str, ...]:
    """Return the closed set that a message gives: a list, or a range of numbers; nothing where it gives none.

    >>> offered("Pick one of these and keep it secret: tea, milk or rice.")
    ('tea', 'milk', 'rice')
    >>> offered("Think of a number between 1 and 3.")
    ('1', '2', '3')
    """
    if numbers := _RANGE.search(text):
        low, high = int(numbers[1]), int(numbers[2])
        return tuple(map(str, range(low, high + 1))) if low < high <= low + _MOST else ()
    found = _items(_BULLET.findall(text))
    if len(found) > 1:
        return found
    for listed in _LISTED.findall(text):
        found = _items(_BETWEEN.split(listed))
        if len(found) > 1:
            return found
    return ()


def named(candidates: Iterable[str], text: str) -> list[str]:
    """Return the candidates that a text names; one that stands within a longer one is not named by it.

    >>> named(("pie", "apple pie", "tea"), "Is it apple pie?")
    ['apple pie']
    """
    found, rest = list[str](), text
    for one in sorted(candidates, key=len, reverse=True):
        cut = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", " ", rest, flags=re.IGNORECASE)
        if cut != rest:
            found.append(one)
            rest = cut
    return found


def guessed(text: str, candidates: Sequence[str], opening: str) -> str | None:
    """Return the one candidate that a message asks about and says nothing else of; else None.

    >>> guessed("Is it the tea?", ("tea", "milk"), ""), guessed("Is it dearer than tea?", ("tea", "milk"), "")
    ('tea', None)
    """
    found = named(candidates, text)
    if len(found) != 1:
        return None
    rest = re.sub(rf"(?<!\w){re.escape(found[0])}(?!\w)", " ", text, flags=re.IGNORECASE)
    plain = rest.lower().replace("\u2019", "'")
    return found[0] if not _foreign(rest, opening) and not re.search(r"\bnot\b|\bbut\b", plain) else None


def asks_for(text: str, opening: str) -> bool:
    """Return whether a message asks to be told what was chosen, and nothing else.

    >>> asks_for("I give up. What was it?", ""), asks_for("Do not tell me yet.", ""), asks_for("What does it cost?", "")
    (True, False, False)
    """
    plain = text.lower().replace("\u2019", "'")
    return not _foreign(text, opening) and bool(_TELLS & set(words(text))) and not _NOT_YET.search(plain)


def asks_about(text: str) -> bool:
    """Return whether a message is a question for yes or no about something that was spoken of.

    >>> asks_about("Does it cost more than tea?"), asks_about("Can you tell me the price of tea?"), asks_about("Where is it?")
    (True, False, False)
    """
    plain = text.lower().replace("\u2019", "'").strip()
    return (
        plain.endswith("?") and not _ASKS.search(plain) and bool(_REFERS.search(plain)) and not _REQUESTS.search(plain)
    )


def promises(conversation: Conversation) -> list[tuple[str, str]]:
    """Return what the assistant has promised before the last turn, each with what the user said when they asked for it.

    A promise is one of a few forms with at most three of the user's words: a longer text of a user is not carried on, a note to
    the assistant is no place for it. Nothing is left once the assistant was let off.

    >>> _forms("Promise me to end every answer with the word fin.")
    ['end every answer with the word fin']
    """
    found = list[tuple[str, str]]()
    for turn, reply in _answered(conversation):
        if _DROPPED.search(turn.text):
            found.clear()
        elif _PROMISE.search(turn.text) and not _REFUSED.match(reply.text):
            found += [(form, turn.text) for form in _forms(turn.text)]
    return found


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion that was asked for: the turn that did, its words, what it is of, what was told ("": none of the options)."""

    turn: int
    asked: str
    subject: str
    value: str


def stated(conversation: Conversation) -> list[tuple[str, str]]:
    """Return the opinions that were told before the last turn: what each is of and what was said, both in a few plain words.

    >>> _subject("Which dish do you like best: pie or stew?"), _subject("In your opinion, what is the best day?")
    ('dish', 'day')
    """
    return [(one.subject, one.value) for one in _opinions(conversation) if one.value]


def _opinions(conversation: Conversation) -> list[Opinion]:
    """Return each opinion that was asked for, and told or left open."""
    found = list[Opinion]()
    for at, (turn, reply) in enumerate(pairwise(conversation.turns)):
        if turn.speaker == USER and reply.speaker == ASSISTANT and _opines(turn.text):
            subject, value = _subject(turn.text), _value(turn.text, reply.text)
            if subject and value is not None:
                found.append(Opinion(at, turn.text, subject, value))
    return found


def _opines(text: str) -> bool:
    """Return whether a message asks for an opinion: what is liked or best, not what is thought to be so."""
    return bool(_OPINION.search(text)) and bool(_VALUES & set(words(text)))


def _value(asked: str, reply: str) -> str | None:
    """Return the opinion that a reply tells: the option that it names, else its few words where there was no list.

    "" where a list was given and the reply neither names any of it nor declines; None where nobody can tell.
    """
    told, choices = _plain(reply), options(asked)
    if not told or reply.strip() == SEALED or told[0].lower() in ("yes", "no"):
        return None
    if choices:
        left_open = not named(choices, reply) and not _DENIES.search(reply)
        return chosen(choices, reply) or ("" if left_open else None)
    return " ".join(told) if len(told) <= _SHORT and len(_SENTENCE.split(reply.strip())) == 1 else None


def chosen(choices: Iterable[str], reply: str) -> str | None:
    """Return the one choice that a reply names, None where it names none, several, or says something else of it."""
    among = named(choices, reply)
    return among[0] if len(among) == 1 and not _DENIES.search(reply) else None


def options(text: str) -> tuple[str, ...]:
    """Return what a question for an opinion leaves one to choose from: what is `offered`, or a list at its end.

    >>> options("In your view, which is the best drink, cold tea, milk or ale?"), options("What tea do you like?")
    (('cold tea', 'milk', 'ale'), ())
    """
    asks = next((one for one in _SENTENCE.split(text) if _OPINION.search(one)), "")
    found = _items(_BULLET.findall(text)) or offered(asks)
    if len(found) < 2 and (listed := _CHOICES.search(asks)):
        items = _items(_BETWEEN.split(listed[1]))
        question = max((at for at, one in enumerate(items, 1) if set(words(one)) & (_TELLS | _VALUES)), default=0)
        found = items[question:]
    safe = (quoted(one) for one in found)
    return tuple(one for one in safe if one and len(one) <= _OPTION)


def again(conversation: Conversation) -> Opinion | None:
    """Return the opinion that the last turn asks for again, or about.

    Only where it names the whole subject, and nothing else but what was offered when the opinion was asked for.
    """
    text = conversation.turns[-1].text
    if not _VALUES & set(words(text)):
        return None
    for one in reversed(_opinions(conversation)):
        names_it, others, which = _about(one, text)
        wanted = not others and bool(_TELLS & set(words(text))) if which else names_it or bool(others)
        if set(words(one.subject)) <= set(words(text)) and others <= set(words(one.asked)) - {"not", "or"} and wanted:
            return one
    return None


def asked_first(conversation: Conversation) -> Opinion | None:
    """Return the opinion that the last turn asks for with a list to choose from, of which none was told before."""
    text = conversation.turns[-1].text
    subject, among = (_subject(text), options(text)) if _opines(text) else ("", ())
    if not subject or not among or any(one == subject and value in among for one, value in stated(conversation)):
        return None
    return Opinion(len(conversation.turns) - 1, text, subject, "")


def opinion(told: Opinion, text: str) -> str:
    """Return the answer to a message that asks for an opinion again, or whether it is that; "" where that is not plain."""
    names_it, others, which = _about(told, text)
    if which:
        return "" if names_it else f"{told.value[0].upper()}{told.value[1:]}."
    return (NO if others else YES) if names_it != bool(others) else ""


def _about(told: Opinion, text: str) -> tuple[bool, set[str], bool]:
    """Return whether a message names what was told, which words of it are about anything else, and whether it asks which."""
    rest = re.sub(rf"(?<!\w){re.escape(told.value)}(?!\w)", " ", text, flags=re.IGNORECASE) if told.value else text
    others = set(words(rest)) - _GAME - set(words(f"{told.subject} {_OPINES}"))
    return rest != text, others, bool(_ASKS.search(text.lower())) or not text.rstrip().endswith("?")


def _forms(text: str) -> list[str]:
    """Return the promises that a request for one holds, in the words of this module but for the word that is promised."""
    return [form.format(found["w"]) for form, pattern in _PROMISES.items() for found in pattern.finditer(text)]


def _subject(text: str) -> str:
    found = next((one for pattern in _SUBJECTS if (one := pattern.search(text))), None) if "?" in text else None
    return " ".join(words(found["s"])) if found and len(words(found["s"])) <= _SHORT else ""


def _plain(text: str) -> list[str]:
    """Return the words of a text, in their own case."""
    return re.findall(r"\w+(?:['\u2019-]\w+)*", text)


def _answered(conversation: Conversation) -> list[tuple[Turn, Turn]]:
    turns = conversation.turns
    return [(turn, reply) for turn, reply in pairwise(turns) if turn.speaker == USER and reply.speaker == ASSISTANT]


def _foreign(text: str, opening: str) -> bool:
    """Return whether a message has a word that belongs neither to games nor to what opened this one."""
    plain = _PHRASES.sub(" ", text.lower().replace("\u2019", "'"))
    return bool(set(words(plain)) - _GAME - set(words(opening)))


def _items(texts: Iterable[str]) -> tuple[str, ...]:
    stripped = (
        re.sub(r"^(?:(?:either|and|or)\s+)?(?:(?:the|an?)\s+)?", "", text.strip(" .,;:!?\"'*"), flags=re.IGNORECASE)
        for text in texts
    )
    found = tuple(dict.fromkeys(text for text in stripped if text))
    return found if all(len(words(text)) <= 5 for text in found) else ()
