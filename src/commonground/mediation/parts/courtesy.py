"""Courtesy: sentences that greet, thank, approve or close and say nothing of what is wanted.

Words only, over plain words (`classifiers.plain`): a sentence is courtesy where nothing is left once its set phrases and the
small words around them are taken away.
"""

from __future__ import annotations

import re

from commonground.measures.classifiers import listed, phrase
from commonground.measures.request_phrases import CLOSES, THANKS

_PRAISE = (
    r"(?:good|great|perfect|fine|okay|alright|all right|nice|lovely|right|correct|true|wonderful|excellent|awesome|cool|"
    r"fantastic|amazing|brilliant|helpful|useful|interesting|it|all|everything|the one|enough|ideal|super)"
)
_IT = r"(?:that|this|it|they|those|these|all of that|(?:that|this) one|everything|which|option \w+)"
_SET = phrase(
    rf"{THANKS}",
    r"hello|hi|hey|good (?:morning|afternoon|evening|day)|how are you(?: doing)?(?: today)?|how is it going|nice to meet you",
    r"okay|alright|all right|sure|great|perfect|good|cool|nice|awesome|excellent|wonderful|fantastic|amazing|lovely|"
    r"brilliant|super|exactly|indeed|fine|absolutely|definitely|certainly|of course|agreed|correct|right|true|"
    r"understood|noted|confirmed|got it|got you|i (?:see|understand|know|agree|get it|got it)|you are right|makes sense|"
    r"no (?:problem|worries|rush|thanks|thank you)|yes|no|wow|haha|ha|lol|interesting|please|you are welcome",
    rf"(?:{_IT} )?(?:is|was|are|sounds?|looks?|seems?|would be|will be|would|will) "
    rf"(?:just |all |quite |really |very |so |perfectly |totally |absolutely |pretty |also |about )*{_PRAISE}",
    rf"{_IT} (?:really |totally |also )?(?:works?|would work|will work|will do|helps?|helped|suits me|does it)(?: out)?"
    r"(?: (?:well|great|fine|perfectly|just fine|best))*(?: for (?:me|us))?",
    r"works for (?:me|us)|suits me|good to know|fair enough|sounds like a plan|you have been (?:\w+ )?(?:help|helpful)",
    rf"i (?:really |do |would )?(?:like|love|enjoy|am (?:okay|fine|good|happy) with|confirm|accept|approve) {_IT}",
    r"(?:you can |please )?(?:go ahead|proceed|go for it|carry on|do (?:it|that|so)|continue)|i am (?:okay|fine|good|sure)",
    r"well done|good (?:job|work|idea|choice|point)|great (?:job|work|idea|choice)|excuse me|sorry(?: about that)?",
)
_SMALL = listed("""
    so very really much just too then now and but oh ah um uh hm well for me us to with it that this is was are you your
    i am be the a an of lot today here all as at my me we they have has been in on by again also actually quite pretty
    kindly indeed thing information info help assistance service time day one will would do did not there
    """)


def is_courtesy(plain: str) -> bool:
    """Return whether a sentence, in plain words, is courtesy and nothing else.

    >>> [is_courtesy(one) for one in ("okay that sounds good thanks", "that works for me", "that works only on monday")]
    [True, True, False]
    """
    left, closes = CLOSES.subn(" ", plain)
    left, found = _SET.subn(" ", left)
    return bool(found or closes) and all(word in _SMALL for word in left.split())


_ANSWER = re.compile(r"^(?:(?:oh|um|uh|well|hm|okay) )*(yes|no|not really|sure|both|either|neither|none|all)\b")


def bare_answer(plain: str) -> bool:
    """Return whether a sentence is courtesy that answers a question: yes, no, sure, both ..."""
    return bool(_ANSWER.match(plain)) and (is_courtesy(plain) or len(plain.split()) <= 3)
