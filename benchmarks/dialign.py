"""The values that dialign documents for its example, beside ours: give the file `excerpt-alice.tsv` of dialign 1.1.

The text is not ours to ship, the values are published with it (Dubuisson Duplessis et al., dialign, examples).
"""

from __future__ import annotations

import sys

from commonground.conversation.transcripts import read_transcripts
from commonground.measures.lexical import compute
from commonground.measures.talk import talk

DOCUMENTED = {
    "dialign.expressions": 11, "dialign.variety": 0.1047619, "dialign.expression_repetition": 0.2,
    "dialign.vocabulary_overlap": 0.28, "dialign.entropy": 1.7566238, "dialign.length": 1.88, "dialign.longest": 4,
}  # fmt: skip
SIDES = {  # by Human and Agent; the self-repetition is the right one, not the one printed with phantom tokens
    "dialign.expression_repetition": (0.0547945, 0.53125),
    "dialign.initiated": (0.818182, 0.181818),
    "dialign.self_variety": (12 / 73, 3 / 32),
    "dialign.self_repetition": (41 / 73, 15 / 32),
    "dialign.self_repetition_printed": (41 / 78, 15 / 37),
}
ONLINE = {
    "lexical.repetition": (0, 0, 0, 0.8333, 0.2222, 0, 0.1667, 0.7778, 0.2, 0.6),
    "lexical.self_repetition": (0, 0, 0.7692, 0, 0.5556, 0, 1, 0.1111, 0.2, 0.7),
}


def main() -> None:
    """Print every documented value beside ours; exit with 1 where one differs."""
    (conversation,) = read_transcripts(sys.argv[1], "tsv")
    spoken = talk(conversation)
    assert spoken is not None
    found = {one.measure: one for one in compute(spoken)}
    pairs = [(name, value, found[name].value) for name, value in DOCUMENTED.items()]
    pairs += [
        (f"{name} {side}", a, b)
        for name, both in SIDES.items()
        for side, a, b in zip("12", both, found[name].sides, strict=True)
    ]
    pairs += [
        (f"{name} {t}", a, b)
        for name, own in ONLINE.items()
        for t, (a, b) in enumerate(zip(own, found[name].per_turn, strict=True))
    ]
    wrong = 0
    for name, documented, own in pairs:
        same = own is not None and abs(own - documented) < 1e-4
        wrong += not same
        print(f"{name}: documented {documented:.6g}, ours {own:.6g}{'' if same else '  DIFFERS'}")
    print(f"{len(pairs) - wrong} of {len(pairs)} equal")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
