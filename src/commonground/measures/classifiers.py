"""Classifiers of turns: rules that give a turn one label, and how well they agree with turns labelled by others.

Rules, not models: they cost microseconds, give the same label today and in a year, and can be read. What they miss is
known, because every classifier is scored on labelled turns that its rules were not written on (`labelled`, `score`). The
reading of a turn that the rules share is here too: sentences in plain words, with spelling and contractions made even.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from commonground.errors import InputError, UnknownNameError
from commonground.measures.measure import Value
from commonground.measures.talk import Talk
from commonground.statistics.agreement import kappa, kappa_interval
from commonground.statistics.intervals import Interval, wilson
from commonground.text.tokens import words

Label = str | bool
Before = Sequence[tuple[str, str]]

LABELLED = ("acts", "repairs", "requests", "questions", "shifts")
WITHIN = 20  # turns before a turn that its label may depend on
EDGE = 4000  # characters read at either end of a turn: what grounds, repairs or asks stands there, however long it is


@dataclass(frozen=True, slots=True)
class Classifier:
    """Rules that label a turn. `classify(before, speaker, text)` takes the turns before it, oldest first, as (speaker, text).

    `version` changes whenever a label could.
    """

    name: str
    version: str
    labels: tuple[Label, ...]
    classify: Callable[[Before, str, str], Label]


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled turn, with the turns before it."""

    before: tuple[tuple[str, str], ...]
    speaker: str
    text: str
    label: Label


@dataclass(frozen=True, slots=True)
class LabelScore:
    """Of one label: the share of its uses that were right (precision) and of its turns that were found (recall).

    Each with Wilson's 95 % interval; None where the label was never given, or no turn bears it.
    """

    label: Label
    precision: Interval | None
    recall: Interval | None


@dataclass(frozen=True, slots=True)
class Score:
    """How a classifier agrees with labelled rows: by label, and Cohen's kappa over all with a bootstrap interval over rows."""

    classifier: str
    version: str
    rows: int
    labels: tuple[LabelScore, ...]
    kappa: float | None
    interval: Interval | None


def score(classifier: Classifier, rows: Sequence[Row]) -> Score:
    """Return precision and recall of each label, and kappa, of a classifier on labelled rows.

    Raises: ValueError when a row bears a label that the classifier does not know.
    """
    unknown = sorted({str(row.label) for row in rows if row.label not in classifier.labels})
    if unknown:
        raise ValueError(f"{classifier.name} has no label {', '.join(unknown)}")
    pairs = [(classifier.classify(row.before, row.speaker, row.text), row.label) for row in rows]
    scores = tuple(_label_score(label, pairs) for label in classifier.labels)
    interval = kappa_interval(pairs, range(len(pairs)))
    return Score(classifier.name, classifier.version, len(pairs), scores, kappa(pairs), interval)


def _label_score(label: Label, pairs: Sequence[tuple[Label, Label]]) -> LabelScore:
    right = sum(given == label == true for given, true in pairs)
    given = sum(given == label for given, _ in pairs)
    true = sum(true == label for _, true in pairs)
    return LabelScore(label, wilson(right, given), wilson(right, true))


def labelled(name: str) -> tuple[Row, ...]:
    """Return the labelled turns of that name (`LABELLED`) that come with the package.

    A line is a JSON object: `before` (a list of turns), `speaker`, `text`, and the label under what it is: `act` in `acts`.

    Raises: UnknownNameError for another name; InputError when the file is not there or a line is not as said.
    """
    if name not in LABELLED:
        raise UnknownNameError("labelled file", name, LABELLED)
    path = files("commonground.measures").joinpath("labelled", f"{name}.jsonl")
    if not path.is_file():
        raise InputError("no such file", path=str(path), hint="install the package again: it is part of it")
    lines = enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
    return tuple(_row(line, str(path), number, name.removesuffix("s")) for number, line in lines if line.strip())


def _row(line: str, path: str, number: int, field: str) -> Row:
    try:
        fields = json.loads(line)
        before = tuple((str(turn["speaker"]), str(turn["text"])) for turn in fields["before"])
        row = Row(before, str(fields["speaker"]), str(fields["text"]), fields[field])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("not a labelled turn", path=path, line=number, value=line) from error
    if not isinstance(row.label, str | bool):
        raise InputError("neither a name nor true or false", path=path, line=number, field=field, value=row.label)
    return row


# A talk, turn by turn.


def labels(classifier: Classifier, talk: Talk) -> tuple[Label | None, ...]:
    """Return the label of every turn of a talk; None for one that says nothing: it has no word and no question mark."""
    turns = [(talk.names[side], text) for side, text in zip(talk.sides, talk.texts, strict=True)]
    return tuple(
        classifier.classify(turns[max(0, at - WITHIN) : at], *turns[at])
        if talk.words[at] or "?" in turns[at][1]
        else None
        for at in range(len(turns))
    )


def shares(given: Sequence[Label | None], counted: Collection[Label]) -> tuple[Value, ...]:
    """Return 1 for every label that is counted, 0 for every other, None for none."""
    return tuple(None if label is None else float(label in counted) for label in given)


# How a turn is read.


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: `raw` as written, in lower case; `plain`, its words alone, spelled out and joined by spaces; how it ends.

    `end` is "?", "!", ".", ":" or "" (nothing).
    """

    raw: str
    plain: str
    end: str

    @property
    def count(self) -> int:
        """The number of words."""
        return self.plain.count(" ") + 1 if self.plain else 0


def listed(text: str) -> frozenset[str]:
    """Return the words of a list that is written as text."""
    return frozenset(text.split())


SPELLED = {
    **dict.fromkeys(("u", "yu", "yuo", "yoo"), "you"),
    **dict.fromkeys(("wat", "wut", "wot", "waht", "wha", "whut", "whta"), "what"),
    **dict.fromkeys(("pls", "plz", "plse", "pleas", "pleese", "plaese", "pleae"), "please"),
    **dict.fromkeys(("thx", "thnx", "tnx", "thanx", "tks", "thks", "ty", "tysm", "thankyou", "thanku"), "thanks"),
    **dict.fromkeys(("ok", "k", "kk", "okey", "okie", "oki", "okay", "okk", "oky", "okayy"), "okay"),
    **dict.fromkeys(("nvm", "nvmd", "nm", "nevermind", "nvrmind", "nevrmind"), "never mind"),
    **dict.fromkeys(("yeah", "yea", "yep", "yup", "yeh", "yess", "yah"), "yes"),
    **dict.fromkeys(("nope", "nah", "naw", "noo"), "no"),
    **dict.fromkeys(("agian", "agan", "agin", "agaim", "agn"), "again"),
    **dict.fromkeys(("srry", "sory", "soz", "sry", "sorrry"), "sorry"),
    **dict.fromkeys(("ment", "menat", "meent"), "meant"),
    **dict.fromkeys(("teh", "hte"), "the"),
    **dict.fromkeys(("huhh", "hu"), "huh"),
    **dict.fromkeys(("ahh", "aah", "ahhh"), "ah"),
    **dict.fromkeys(("uhh", "uhm"), "uh"),
    **dict.fromkeys(("umm", "ummm"), "um"),
    **dict.fromkeys(("ohh", "ooh", "ohhh"), "oh"),
    **dict.fromkeys(("hmm", "hm", "mhm", "mm", "mmm"), "hm"),
    **dict.fromkeys(("cannot", "cant", "can't"), "can not"),
    **dict.fromkeys(("wont", "won't"), "will not"),
    **dict.fromkeys(("dunno", "donno"), "do not know"),
    **dict.fromkeys(("whats", "wats", "wuts", "wahts"), "what is"),
    **dict.fromkeys(("xample", "exmaple", "exampel", "exemple"), "example"),
    **dict.fromkeys(("rong", "worng", "wrog", "wrnog"), "wrong"),
    "r": "are", "ur": "your", "youre": "you are", "y": "why", "ya": "you", "cuz": "because", "bc": "because",
    "btw": "by the way", "idk": "i do not know", "gonna": "going to", "wanna": "want to", "gimme": "give me",
    "lemme": "let me", "gotcha": "got you", "cya": "see you", "ttyl": "talk to you later", "abt": "about",
    "eli5": "explain like i am five", "im": "i am", "ive": "i have", "thats": "that is", "dats": "that is",
    "hows": "how is", "wheres": "where is", "whos": "who is", "whens": "when is", "theres": "there is",
    "heres": "here is", "lets": "let us", "let's": "let us", "theyre": "they are", "hes": "he is", "shes": "she is",
    "didnt": "did not", "dont": "do not", "dnt": "do not", "doesnt": "does not", "isnt": "is not", "arent": "are not",
    "wasnt": "was not", "werent": "were not", "couldnt": "could not", "wouldnt": "would not", "shouldnt": "should not",
    "hasnt": "has not", "havent": "have not", "hadnt": "had not", "didn": "did not", "don": "do not", "shan't": "shall not",
    "aint": "is not", "ain't": "is not", "youve": "you have", "youd": "you would", "youll": "you will",
    "thatll": "that will", "itll": "it will", "alot": "a lot", "rite": "right", "cmon": "come on", "y'all": "you",
    "goodnight": "good night", "goodbye": "bye", "byebye": "bye", "byeee": "bye", "anymore": "any more", "tbh": "honestly",
}  # fmt: skip
# Words that rules turn on, long enough that a slip of one letter is still seen as a slip.
TURNED_ON = listed("""
    acknowledge actually another anything anyway appreciate basically cancel clarify clarification confused confirm
    correction correct definition define describe different differently disagree elaborate english example exactly
    explain explanation illustrate incorrect instance looking meaning mistake moment opinion paraphrase pardon
    perhaps please question really recommend referring repeat rephrase restate reword saying sentence similar
    simpler simplify simply something sorry specific specifically summarize talking thanks understand understood
    unrelated version wondering wrong
    """)
NO_SLIPS = listed("""
    clarity factually degree repeal heat correctly connect confine refine define defined confirm conform cancer
    lying laying staying paying saying baking taking walking tanking looking booking cooking locking hooking banking
    thank thanking easy pleased pleases leaning meaning meanings moaning versions aversion wandering pondering
    something smoothing pardoned parson garden harden repast simple simmer sampler dimpler reality ready cooling
    worry sorely tanks wring wrongs wrung reward rewards rewarded remote resume reworded bookings instances distance
    """)
_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_LINK = re.compile(r"https?://\S+|www\.\S+")
_ABBREVIATED = ((re.compile(r"\be\.?g\.", re.IGNORECASE), "for example"), (re.compile(r"\bi\.e\.", re.IGNORECASE), "that is"),
                (re.compile(r"\bo\.k\.?", re.IGNORECASE), "okay"), (re.compile(r"\bok\.", re.IGNORECASE), "okay."),
                (re.compile(r"\b(mr|mrs|ms|dr|st|vs|approx)\.(?= ?\w)", re.IGNORECASE), r"\1"))  # fmt: skip
_STOP = re.compile(r"""([?!.…]+[\"')\]\u201d*_]*(?=\s|$)|:(?=\s)|\n+|[?!]+(?=\w))""")
_LENGTHENED = re.compile(r"([^\W\d_])\1{2,}")
_FRONT = (
    r"(?:(?:okay|oh|so|and|but|well|hm|um|uh|ah|hey|hi|hello|sorry|please|thanks|yes|no|wait|now|then|also|great|"
    r"alright|right|sure|cool|i see|got it|thank you|actually|anyway|by the way|just|quick question|question|or|"
    r"perfect) )*"
)
_AUX = "is|are|was|were|do|does|did|can|could|should|would|will|shall|have|has|had|am|may|might|must"
_INVERTED = (
    rf"(?:{_AUX})(?: not)? (?:you|i|we|they|he|she|it|there|this|that|these|those|the|a|an|your|my|our|his|her|their|"
    r"any|anyone|anybody|someone|everyone|all|one)"
)
_WH = r"(?:what|who|whom|whose|where|when|why|how|which)"
ASKING = re.compile(
    rf"^{_FRONT}(?:{_INVERTED}\b|{_WH} (?:{_AUX})\b|(?:{_WH} (?:\w+ ){{1,4}}?{_INVERTED}\b)|(?:how|what) about\b|how "
    r"come\b|what if\b|why not\b|any (?:idea|chance|thoughts|advice|tips)\b|(?:at |in |on |for |to |from |with |by |"
    rf"of )?(?:what|which) \w+$|(?:at|in|on|for|to|from|with|by|of) (?:what|which|whom?|whose)\b.*\b(?:{_AUX})\b|"
    r"which one(?:s)?$)"
)
_BARE_ASKING = re.compile(
    rf"^{_FRONT}(?:is|are|was|were|does|did) (?!\w+ing\b|done|good|fine|not\b|so\b|that\b)\w+ \w+"
)
_NOT_ASKING = re.compile(
    rf"^{_FRONT}(?:what (?:a|an) |how (?:nice|lovely|awful|sad|great|wonderful|exciting)\b|which (?:is|was|are) "
    r"(?:why|how|what|the)\b|(?:when|where|what|who|how) (?:\w+ ){0,2}(?:is|are|was) (?:done|ready|finished|that|"
    r"to)\b|have (?:a|an|the|your)\b|do (?:it|that|this|the|not)\b|may (?:the|your|all)\b)"
)


@cache
def _slips() -> dict[str, str]:
    """Return every string that is one slip (a letter left out, doubled, swapped or wrong) from a word that rules turn on."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    slips: dict[str, str] = {}
    for word in sorted(TURNED_ON):
        splits = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]  # the first letter is seldom wrong
        forms = [a + b[1:] for a, b in splits if b] + [a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1]
        forms += [a + letter + b[1:] for a, b in splits if b for letter in letters] if len(word) > 6 else []
        forms += [a + a[-1] + b for a, b in splits]
        slips.update((form, word) for form in forms if len(form) >= 5 and form not in NO_SLIPS)
    inflected = {word + ending for word in TURNED_ON for ending in ("s", "d", "ed", "r", "ly", "y")}
    return {form: word for form, word in slips.items() if form not in inflected and form not in TURNED_ON}


_OPENERS = listed("what that it there here who where when how he she")
_TAILS = (("n't", "not"), ("'re", "are"), ("'m", "am"), ("'ve", "have"), ("'ll", "will"), ("'d", "would"))


@lru_cache(maxsize=1 << 14)
def _spelled(word: str) -> str:
    word = _LENGTHENED.sub(r"\1", word)[:40]  # what is longer is no word
    if word in SPELLED:
        return SPELLED[word]
    for tail, full in _TAILS:
        if word.endswith(tail) and len(word) > len(tail):
            return f"{word[: -len(tail)]} {full}"
    if word.endswith("'s") and word[:-2] in _OPENERS:
        return f"{word[:-2]} is"
    return _slips().get(word, word) if len(word) >= 5 else word


def plain(text: str) -> str:
    """Return the words of a text, lower-cased, contractions and common slips spelled out, joined by single spaces.

    >>> plain("Whats that?? I didn't undrstand, plz")
    'what is that i did not understand please'
    """
    return " ".join(map(_spelled, words(text)))


def edges(text: str) -> str:
    """Return a text without code and links; of a very long one, its two ends."""
    if len(text) > 2 * EDGE:
        text = f"{text[:EDGE]}\n{text[-EDGE:]}"
    return _LINK.sub(" ", _CODE.sub("\n", text))


def sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a turn that hold a word.

    >>> [(sentence.plain, sentence.end) for sentence in sentences("Ok, got it. What's next?")]
    [('okay got it', '.'), ('what is next', '?')]
    """
    return _sentences(edges(text))


@lru_cache(maxsize=1024)
def _sentences(text: str) -> tuple[Sentence, ...]:
    text = text.replace("\u2019", "'")
    for pattern, full in _ABBREVIATED:
        text = pattern.sub(full, text)
    pieces, found = _STOP.split(text), []
    for raw, stop in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        spoken = plain(raw)
        if spoken:
            end = "?" if "?" in stop else next((mark for mark in "!.:" if mark in stop.replace("…", ".")), "")
            found.append(Sentence(raw.strip().lower(), spoken, end))
    return tuple(found)


def asks(sentence: Sentence) -> bool:
    """Return whether a sentence has the form of a question, with or without its mark.

    >>> [asks(one) for one in sentences("Which city? When you are in town, call me. The red one?")]
    [True, False, True]
    """
    if sentence.end == "?":
        return True
    if sentence.end == "" and sentence.count <= 7 and _BARE_ASKING.match(sentence.plain):
        return True
    if not ASKING.match(sentence.plain) or _NOT_ASKING.match(sentence.plain):
        return False
    return sentence.end == "" or sentence.count <= 12


def whole(text: str) -> str:
    """Return all sentences of a turn in plain words, joined by spaces."""
    return " ".join(sentence.plain for sentence in sentences(text))


def phrase(*alternatives: str) -> re.Pattern[str]:
    """Return a pattern that finds any of the phrases (regular expressions over plain words), as whole words."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b")


def last_of_other(before: Before, speaker: str) -> str:
    """Return what the other side last said, "" if nothing."""
    return next((text for other, text in reversed(before) if other != speaker and other not in _SILENT), "")


def last_of_same(before: Before, speaker: str) -> str:
    """Return what this side last said, "" if nothing."""
    return next((text for other, text in reversed(before) if other == speaker), "")


_SILENT = frozenset({"system", "tool", "document"})
