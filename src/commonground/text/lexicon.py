"""The function words of English by class, and whether a text is English at all: what measures of style count.

Function words are few, known and used without thought, so how often a speaker uses each class is a matter of style and not
of topic. The lists are our own, made from the closed classes of English grammar. A word stands in every class that it
commonly serves: "before" is a preposition and a conjunction. Contractions stand in the classes of their parts, with the
apostrophe and, where that makes no other word, without it. A short verb after a noun is not resolved: "John's" is more
often a possessive than a contraction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

VERSION = "lexicon-1"

LISTS: Mapping[str, str] = MappingProxyType(
    {
        "articles": "a an the",
        "auxiliary_verbs": """
            am are be been being can cannot could did do does doing gonna gotta had has have having is may might must
            ought shall should was were will would""",
        "conjunctions": """
            after although and as because before but cause cos cuz either if lest neither nor once or provided providing
            since so supposing than though til till unless until when whenever where whereas whereby wherever whether
            while whilst yet""",
        "adverbs": """
            about again ago almost alone already also always anyhow anymore anyway anywhere apart away back barely
            completely definitely else elsewhere especially even eventually ever everywhere exactly far fairly finally
            forever furthermore generally hardly hence here hopefully how however immediately indeed instead just largely
            lately later likewise maybe meanwhile merely moreover mostly namely nearly never nevertheless nonetheless not
            now nowhere often once only otherwise perhaps possibly precisely pretty primarily probably quite rarely
            rather really recently regardless scarcely seldom simply so somehow sometime sometimes somewhat somewhere soon
            still suddenly then there thereafter thereby therefore thus together too totally twice typically usually very
            well when whenever where wherever why yet""",
        "personal_pronouns": """
            he her hers herself him himself his i let's me mine my myself our ours ourselves she their theirs them
            themself themselves they u ur us we y'all you your yours yourself yourselves""",
        "impersonal_pronouns": """
            another anybody anyone anything everybody everyone everything it its itself nobody none nothing one ones
            oneself other others somebody someone something such that these this those what whatever which whichever who
            whoever whom whomever whose""",
        "prepositions": """
            aboard about above across after against along alongside amid amidst among amongst around as aside at atop
            before behind below beneath beside besides between beyond by concerning considering despite down during
            except excluding for from in including inside into like near of off on onto opposite out outside over past per
            regarding round since through throughout til till to toward towards under underneath unlike until unto up upon
            versus via with within without""",
        "quantifiers": """
            all another any bit both couple each enough every few fewer fewest half least less little lot lots many more
            most much neither no none plenty several some various whole""",
        "negations": "cannot neither never no nobody none nope nor not nothing nowhere",
    }
)
"""The words of each class, contractions apart."""

CLASSES: tuple[str, ...] = tuple(LISTS)
"""The names of the classes, in the order in which results are given."""

_SHORT_VERBS = {
    "i": "'m 've 'll 'd 'd've 'll've",
    "you we they": "'re 've 'll 'd 'd've 'll've",
    "he she it": "'s 'll 'd 'd've 'll've",
    "this that these those there here who what which where when why how": "'s 're 've 'll 'd 'd've",
    "one someone somebody something anyone anybody anything everyone everybody everything": "'s 'll 'd",
    "nobody nothing whatever whoever": "'s 'll 'd",
}
_BEFORE_NOT = "ai are ca could dare did do does had has have is may might must need ought sha should was were wo would"
_BEFORE_HAVE = "could should would must might"

# Without the apostrophe these are no other word; "ill", "its", "well", "were", "wed", "hell", "shell", "id", "lets" are.
# "Cant" and "wont" are words too, but in a conversation hardly ever meant.
_WITHOUT_APOSTROPHE = """
    i'm i've you're you've you'll you'd we've they're they've they'll they'd he's she's that's that'll there's here's what's
    who's where's how's when's could've should've would've must've might've ain't aren't can't couldn't didn't doesn't don't
    hadn't hasn't haven't isn't mustn't needn't shouldn't wasn't weren't won't wouldn't"""

# Frequent words of other languages in the Latin script (French, Spanish, Portuguese, Italian, German, Dutch, Danish, Norwegian,
# Swedish, Polish, Czech, Romanian, Turkish, Finnish, Indonesian) that are neither function words of English nor common in it.
_FOREIGN = """
    aber ada afin ama att auch auf aus av avec avez az bei bir bitte biz bo bonjour bu bylo ce ces cest cette che ci
    ciao co como con cosa cu czy dan danke dans dar dari das dass de deg dei del della dem dengan der des det deze di
    dich dir dit dla du een egy eine einen einer ela ele eller els en ennen ens er ert es est esta este estoy et ett
    eu finns foi fra gibt gli goed gracias grazie haben hallo har hatte het hier hij hoe hogy hola hur hva hvad hvis
    ich iets ihr ik ikke il ini inte io isso ist itu ja jag jak je jeg jest jeszcze jij jou kan kann kein kuin kun la
    le lei les leur lo loro lui maar mai mais mam mange meg meget mehr mein merci meu mi mia mich mig mij mijn minha
    mir mis mit moi mon muito mycket na naar nach nas ne nei neki nem nicht nie niet noch nog non nos nosotros notre
    nous nu obrigado och oder og onze oo ou oui para pas pe pela pelo pentru pero poco por porque pra puede puedes que
    quel quella questa questo qui quien quiero quindi sa sal sans sau schon se sehr sei sein sem ser seu si sich siden
    sie sind ska skal sobre som sono sont su sua suis sunt sur tak tambem te tegen tem tengo ter tez tidak tous tout
    tu tutto tylko tym tyto ueber uit um un una und une uno uns untuk uten var ve vi vil ville voi vom von voor vor
    vores vos vous waar wat weil wel wenn wie wij wir wo worden yang yo za ze zei zij zijn zo zu zum zur"""

ENGLISH_SHARE = 0.05
"""The least share of function words less foreign words in a text that is taken for English; see `is_english`.

Task dialogues and school problems in English have 0.26 to 0.6, terse instructions 0.1; prose in nineteen other languages has at
most 0, mostly less than -0.2.
"""


def _contractions(classes_of: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, frozenset[str]]]:
    verb, negation = frozenset({"auxiliary_verbs"}), frozenset({"negations"})
    for hosts, short_verbs in _SHORT_VERBS.items():
        for host in hosts.split():
            for short_verb in short_verbs.split():
                yield host + short_verb, classes_of[host] | verb
    for host in _BEFORE_NOT.split():
        yield host + "n't", verb | negation
        yield host + "n't've", verb | negation
    for host in _BEFORE_HAVE.split():
        yield host + "'ve", verb


def _lexicon() -> dict[str, tuple[str, ...]]:
    classes_of: dict[str, frozenset[str]] = {}
    for name, listed in LISTS.items():
        for word in listed.split():
            classes_of[word] = classes_of.get(word, frozenset()) | {name}
    classes_of.update(dict(_contractions(classes_of)))
    for word in _WITHOUT_APOSTROPHE.split():
        classes_of[word.replace("'", "")] = classes_of[word]
    return {word: tuple(name for name in CLASSES if name in found) for word, found in classes_of.items()}


CLASSES_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(_lexicon())
"""The classes of each function word, contractions included."""

FUNCTION_WORDS = frozenset(CLASSES_OF)
_FOREIGN_WORDS = frozenset(_FOREIGN.split())


def classes(word: str) -> tuple[str, ...]:
    """Return the classes of a word as `text.tokens.words` gives it (lower-cased); empty for one that is no function word.

    >>> classes("the"), classes("before"), classes("table")
    (('articles',), ('conjunctions', 'prepositions'), ())
    >>> classes("don't"), classes("we'll")
    (('auxiliary_verbs', 'negations'), ('auxiliary_verbs', 'personal_pronouns'))
    """
    return CLASSES_OF.get(word, ())


def is_english(words: Iterable[str]) -> bool:
    """Return whether words (lower-cased) are taken for English.

    They are where the function words of English less the foreign words are at least `ENGLISH_SHARE` of all words; foreign is
    what is frequent in another language or has a letter outside ASCII. A guess, and a rough one below some ten words: "hello"
    has no function word and does not pass.

    >>> is_english("could you show me where it is".split()), is_english("wo ist denn nur die karte".split())
    (True, False)
    """
    counted = Counter(words)
    known = sum(count for word, count in counted.items() if word in CLASSES_OF)
    foreign = sum(count for word, count in counted.items() if word in _FOREIGN_WORDS or not word.isascii())
    return known > 0 and known - foreign >= ENGLISH_SHARE * counted.total()
